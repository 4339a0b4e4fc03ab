"""Writing an ordinary row: check, change and audit line in one act, the same from page, API and command.

``create``, ``edit`` and ``remove`` are the only ways in which people's rows come, change and go. An editor hands
in the version that was read; when somebody else was faster, ``EditConflict`` carries the newer row and what the
editor wanted, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Agency, User
from accounts.permissions import require
from accounts.rows import AgencyRow

Row = TypeVar("Row", bound=AgencyRow)


class Frozen(Exception):
    """The row may not be changed by anybody now; the message says why and what would reopen it."""


class EditConflict(Exception):
    """Somebody else changed the row since it was read.

    ``current``: the row as it stands now; ``wanted``: the values that were not written.
    """

    def __init__(self, current: AgencyRow | Agency | User, wanted: Mapping[str, object]) -> None:
        super().__init__(_("“%s”已被他人修改，您的修改尚未保存。") % current)
        self.current = current
        self.wanted = dict(wanted)


def create(actor: User, row: Row) -> Row:
    """Write a new row. Its agency is its parent's, else the actor's.

    Raises ``ValidationError`` (all fields at once), ``PermissionDenied``, ``Http404`` or ``Frozen``.
    """
    parent = row.parent
    row.agency_id = parent.agency_id if parent is not None else actor.agency_id
    with transaction.atomic():
        _guard(actor, row)
        row.full_clean()
        _insert(row)
        audit.record(actor, f"{row._meta.model_name}.create", row, after=content(row))
    return row


def _insert(row: AgencyRow) -> None:
    """Two people may make the same thing between each other's check and write; the slower one is told as usual."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row.full_clean()
        raise


def edit(actor: User, row: Row, changes: Mapping[str, Any], *, version: int) -> Row:
    """Change the named fields of a row whose ``version`` was read by the editor.

    Unchanged values write nothing and keep the version. Raises as ``create``, and ``EditConflict``.
    """
    unknown = changes.keys() - set(_editable_names(row))
    if unknown:
        raise ValidationError(_("不能修改的字段：%s。") % "、".join(sorted(unknown)))
    with transaction.atomic():
        _guard(actor, row)
        current = type(row)._base_manager.select_for_update().get(pk=row.pk)
        if current.version != version:
            raise EditConflict(current, changes)
        before = _values(current, changes)
        for name, value in changes.items():
            setattr(current, name, value)
        current.full_clean()
        after = _values(current, changes)
        changed = [name for name in changes if before[name] != after[name]]
        if changed:
            _write_version(current, version, changed, changes)
            audit.record(
                actor,
                f"{row._meta.model_name}.edit",
                current,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
            )
    return current


def remove(actor: User, row: AgencyRow, *, version: int) -> None:
    """Delete a row; the audit line keeps what it held. Raises as ``edit``; refused while other rows refer to it."""
    with transaction.atomic():
        _guard(actor, row)
        current = type(row)._base_manager.select_for_update().get(pk=row.pk)
        if current.version != version:
            raise EditConflict(current, {})
        audit.record(
            actor,
            f"{row._meta.model_name}.remove",
            current,
            before=content(current),
        )
        try:
            current.delete()
        except models.ProtectedError as error:
            held_by = "、".join(sorted({str(holder) for holder in error.protected_objects})[:5])
            raise ValidationError(
                _("“%(row)s”正被使用，不能删除：%(by)s。") % {"row": current, "by": held_by}
            ) from error


def _guard(actor: User, row: AgencyRow) -> None:
    """Permission, then the state of the editing root, read afresh and locked against a submission under way."""
    require(actor, row.EDIT_ACTION, row)
    root = row.editing_root
    if root is None or root.pk is None:
        return
    fresh = type(root)._base_manager.select_for_update().get(pk=root.pk)
    refusal = fresh.editing_refusal()
    if refusal is not None:
        raise Frozen(refusal)


def _write_version(row: AgencyRow, version: int, changed: list[str], wanted: Mapping[str, object]) -> None:
    """Compare and set: on a database without row locks the version in the condition is what keeps edits apart."""
    model = type(row)
    if not model._base_manager.filter(pk=row.pk, version=version).update(version=version + 1):
        raise EditConflict(model._base_manager.get(pk=row.pk), wanted)
    row.version = version + 1
    row.save(update_fields=[*changed, "version", "updated_at"])


def content(row: AgencyRow) -> dict[str, object]:
    """What the trail keeps of a row that came or went: all columns that people edit."""
    return _values(row, _editable_names(row))


def _editable_names(row: AgencyRow) -> list[str]:
    return [field.name for field in row._meta.fields if field.editable and not field.primary_key]


def _values(row: AgencyRow, names: Mapping[str, object] | list[str]) -> dict[str, object]:
    return {name: audit.plain(getattr(row, name)) for name in names}
