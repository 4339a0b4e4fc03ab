"""Acts on an agency's own libraries: begun, described, and who may use them and show their figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.audit import Traced
from accounts.confirmation import Confirmed
from accounts.models import User
from accounts.permissions import Action, require
from factors.models import Library
from factors.services.guard import require_own, told
from factors.services.licences import require_no_wider_composites

# What may be said better at any time; name and release are what a library is found by in studies.
DESCRIPTION = ("publisher", "licence", "introduction")
TERMS = ("audience", "disclosure", "exportable")

Audience, Disclosure = Library.Audience, Library.Disclosure


@dataclass(frozen=True)
class Access:
    """Who may use a library (``readers``: for named people), what a client may see of it, whether it may be exported."""

    audience: str
    disclosure: str
    exportable: bool = True
    readers: Sequence[User] = ()


def create_library(actor: User, library: Library, *, only_for: Sequence[User] = ()) -> Library:
    """Write a new library of the actor's agency, for the agency, or from the first moment ``only_for`` these people.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    require(actor, Action.EDIT_FACTORS, actor)
    library.agency_id = actor.agency_id
    library.audience = Audience.NAMED if only_for else Audience.AGENCY
    with transaction.atomic():
        library.full_clean()
        library.save(force_insert=True)
        library.readers.set(only_for)
        names = ("name", "release", *DESCRIPTION, *(["audience"] if only_for else []), "disclosure")
        audit.record(actor, "library.create", cast(Traced, library), after=told(library, names))
    return library


def describe_library(actor: User, library: Library, changes: Mapping[str, str], *, version: int) -> Library:
    """Change publisher, licence or introduction. Studies say it from then on; what is issued stays.

    Raises ``Http404``, ``PermissionDenied``, ``ValidationError`` (also when somebody else was faster).
    """
    require_own(actor, library)
    unknown = changes.keys() - set(DESCRIPTION)
    if unknown:
        raise ValidationError(_("不能修改的字段：%s。") % "、".join(sorted(unknown)))
    with transaction.atomic():
        row = _as_read(library, version)
        before = {name: getattr(row, name) for name in DESCRIPTION}
        for name, text in changes.items():
            setattr(row, name, text)
        if row.audience == Audience.SHARED and not row.licence.strip():
            raise ValidationError({"licence": _("供所有机构使用的因子库须写明许可。")})
        _write(actor, "library.edit", row, before, {name: getattr(row, name) for name in DESCRIPTION})
    return row


def set_access(
    actor: User, library: Library, access: Access, *, version: int, confirmed: Confirmed | None = None
) -> Library:
    """Set who may use a library and what of it a client may see. An administrator's act, who need not be a reader.

    ``confirmed``: the password entered just now, needed to share with all agencies. Studies keep what they use. Raises
    ``Http404``, ``PermissionDenied``, ``ValidationError`` (also when somebody else was faster).
    """
    require_own(actor, library, Action.MANAGE_LIBRARIES)
    with transaction.atomic():
        row = _as_read(library, version)
        _check_access(actor, row, access)
        if access.audience == Audience.SHARED and row.audience != Audience.SHARED:
            _require_confirmed(actor, confirmed)
        before = {**{name: getattr(row, name) for name in TERMS}, "readers": _names(row.readers.all())}
        for name in TERMS:
            setattr(row, name, getattr(access, name))
        readers = access.readers if access.audience == Audience.NAMED else ()
        after = {**{name: getattr(row, name) for name in TERMS}, "readers": _names(readers)}
        _write(actor, "library.access", row, before, after)
        row.readers.set(readers)
        require_no_wider_composites(row)
    return row


def _check_access(actor: User, library: Library, access: Access) -> None:
    problems: dict[str, str] = {}
    if access.audience == Audience.SHARED and not library.licence.strip():
        problems["audience"] = _("没有写明许可的因子库不能供其他机构使用，请先在“修改说明”中填写许可。")
    if access.audience == Audience.NAMED and not access.readers:
        problems["readers"] = _("请至少选择一位授权人员，否则谁也看不到库中的因子。")
    if access.audience == Audience.NAMED and access.disclosure == Disclosure.OPEN:
        problems["disclosure"] = _(
            "仅授权人员可见的数值不能对委托方公开：本机构其他人员也能看到报告。请选择不公开。"
        )
    if any(
        not reader.is_active or reader.is_client or reader.agency_id != actor.agency_id
        for reader in access.readers
    ):
        problems["readers"] = _("授权人员须是本机构在用的账户，不能是委托方人员。")
    if problems:
        raise ValidationError(problems)


def _require_confirmed(actor: User, confirmed: Confirmed | None) -> None:
    if confirmed is None:
        raise ValidationError({"password": _("供所有机构使用须输入登录密码确认。")})
    confirmed.require_for(actor)


def _as_read(library: Library, version: int) -> Library:
    row = Library.objects.select_for_update().get(pk=library.pk)
    if row.version != version:
        raise ValidationError(_("“%s”刚刚被他人修改，您的修改没有保存；请核对现在的内容后再试。") % row)
    return row


def _write(
    actor: User, act: str, row: Library, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    """Save what changed as the next version, and tell it."""
    row.full_clean()
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return
    row.version += 1
    row.save()
    audit.record(
        actor,
        act,
        cast(Traced, row),
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


def _names(people: Iterable[User]) -> list[str]:
    return sorted(person.name for person in people)
