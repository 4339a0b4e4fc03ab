"""References to rows that are an agency's own or everybody's (factors, libraries, GWP sets)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from accounts.rows import AgencyRow
from factors.models import Factor, GwpSet, Library

REFERRED = (Factor, GwpSet, Library)


def foreign_references(row: AgencyRow) -> dict[str, str]:
    """By field, the references of ``row`` to rows that another agency keeps to itself: each would show a stranger's data.

    What another agency shares with all may be chosen; what was chosen stays when it is not shared any more.
    """
    problems: dict[str, str] = {}
    for field in row._meta.fields:
        if not isinstance(field, models.ForeignKey) or getattr(row, field.attname) is None:
            continue
        target = getattr(row, field.name)
        if not isinstance(target, REFERRED) or target.agency_id in {None, row.agency_id}:
            continue
        if not _is_shared(target) and not _stood_before(row, field.attname):
            problems[field.name] = _("所选记录不属于本机构。")
    return problems


def _is_shared(target: Factor | GwpSet | Library) -> bool:
    library = target.library if isinstance(target, Factor) else target
    shared = isinstance(library, Library) and library.audience == Library.Audience.SHARED
    return shared and not (isinstance(target, Factor) and target.is_unreleased)


def _stood_before(row: AgencyRow, column: str) -> bool:
    """Whether the saved row refers to the same already."""
    saved = type(row)._base_manager.filter(pk=row.pk)
    return row.pk is not None and saved.filter(**{column: getattr(row, column)}).exists()
