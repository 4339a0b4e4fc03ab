"""A figure goes nowhere wider than its library lets it, also not inside of a composite factor."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import gettext as _

from factors.models import FactorComponent, Library

_STRICTNESS = (Library.Disclosure.OPEN, Library.Disclosure.VALUE_HIDDEN, Library.Disclosure.RESULT_HIDDEN)
# So many composite factors are named in a refusal.
_NAMED = 3


def wider_than(source: Library, target: Library) -> str:
    """Why a figure of ``source`` would be seen by more people in ``target``; empty where it would not."""
    if source.pk == target.pk:
        return ""
    audience = Library.Audience
    if source.audience == audience.NAMED and not _same_readers(source, target):
        return _("该库只供授权人员使用")
    if source.agency_id is not None and source.audience != audience.SHARED == target.audience:
        return _("该库不对其他机构开放")
    if _STRICTNESS.index(Library.Disclosure(target.disclosure)) < _STRICTNESS.index(
        Library.Disclosure(source.disclosure)
    ):
        return _("该库的数值不对委托方公开")
    if target.exportable and not source.exportable:
        return _("该库的许可不允许导出")
    return ""


def _same_readers(source: Library, target: Library) -> bool:
    """Whether everybody who finds the target's factors finds those of the source, a library for named people."""
    if target.audience != Library.Audience.NAMED:
        return False
    allowed = set(source.readers.values_list("pk", flat=True))
    return set(target.readers.values_list("pk", flat=True)) <= allowed


def require_no_wider_composites(library: Library) -> None:
    """Raise ``ValidationError`` when, as the library's terms stand now, a composite factor would tell what they keep.

    Composites made of the library's figures, and those in it made of others'. To be called in the transaction that
    changes the terms, which then is undone.
    """
    parts = FactorComponent.objects.filter(
        Q(component__library=library) | Q(composite__library=library)
    ).exclude(composite__library=F("component__library"))
    pairs = parts.select_related("composite__library", "component__library")
    problems = [
        _("组合因子“%(composite)s”（因子库“%(target)s”）含有“%(source)s”的数值，%(why)s。")
        % {"composite": part.composite, "target": target, "source": source, "why": why}
        for part in pairs
        for source, target in [(part.component.library, part.composite.library)]
        if (why := wider_than(source, target))
    ]
    if problems:
        remedy = _("请先把这些组合因子所在的因子库设为同样的限制，再修改。")
        raise ValidationError({"audience": [*problems[:_NAMED], remedy]})
