"""Putting newer factors in the place of those that a study uses: only when asked, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.audit import Trace
from accounts.editing import EditConflict
from accounts.models import User
from factors.models import Factor, Library
from factors.templatetags.factor_values import value_text
from factors.visibility import HIDDEN
from inventories.factor_versions.study import Change, StudyVersions, study_versions
from inventories.factor_versions.uses import Use, uses_in
from inventories.footprint.substitution import Effect
from inventories.models import InventoryLine, Study, TransportLeg
from inventories.services.guard import guard

# So many rows in one statement: SQLite takes at most 32,766 values.
AT_ONCE = 5_000


@dataclass(frozen=True)
class Choice:
    """That ``newer`` take the place of ``factor``. ``read``: of the ``Change`` that the editor saw."""

    factor: int
    newer: int
    read: str


@dataclass(frozen=True)
class Updated:
    """What was done: the changes, how many lines and legs they touched, and their effect (``None``: no result yet)."""

    changes: tuple[Change, ...]
    uses: int
    effect: Effect | None


def update_factors(actor: User, study: Study, choices: Sequence[Choice], reason: str) -> Updated:
    """Replace the chosen factors at all their lines and legs in one act, with a ``reason`` for the trail.

    Raises ``PermissionDenied``, ``Http404``; ``Frozen`` while the study's report is being signed or issued;
    ``ValidationError`` without a choice or a reason, or for a factor that is not offered; ``EditConflict`` when the
    lines or the newer factor are not those that the editor saw. Then nothing is written.
    """
    with transaction.atomic():
        guard(actor, study)
        why = reason.strip()
        if not choices:
            raise ValidationError({"choice": _("请至少选择一个要更新的因子。")})
        if not why:
            raise ValidationError({"reason": _("请填写理由，供日后追溯。")})
        fresh = Study.objects.select_related("gwp_set").get(pk=study.pk)
        versions = study_versions(actor, fresh, only={choice.factor for choice in choices})
        changes = _as_seen(versions, choices)
        effect = versions.effect_of(changes)
        uses = [each.use for change in changes for each in change.uses]
        told = _Told(fresh, changes)
        writer = _Writer(actor, fresh, uses, why, told)
        for change in changes:
            writer.replace(change)
        _record(actor, fresh, changes, told, effect, why)
    return Updated(changes, len(uses), effect)


def _as_seen(versions: StudyVersions, choices: Sequence[Choice]) -> tuple[Change, ...]:
    """The chosen changes, which must be those that the editor saw."""
    known = {change.outlook.factor.pk: change for change in versions.changes}
    wanted = {choice.factor: choice for choice in choices}
    seen: list[Change] = []
    for pk, choice in wanted.items():
        change = known.get(pk)
        if change is None or change.read != choice.read:
            raise EditConflict(versions.study, {"factors": sorted(wanted)})
        if change.obstacle:
            raise ValidationError({"choice": f"{change.outlook.factor}：{change.obstacle}"})
        # What was read is as it was; another factor than the one that is offered was never on the page.
        if change.outlook.newer is None or change.outlook.newer.pk != choice.newer:
            reason = _("newer 与所列的新因子不符，请填写读取时给出的 newer.id。")
            raise ValidationError({"choice": f"{change.outlook.factor}：{reason}"})
        seen.append(change)
    return tuple(seen)


class _Told:
    """What the trail tells of effects. Everybody reads it: of figures for named people, nothing from which they follow."""

    def __init__(self, study: Study, changes: Sequence[Change]) -> None:
        used = {use.factor for use in uses_in(study)}
        named = Factor.objects.filter(library__audience=Library.Audience.NAMED)
        self._is_open = not named.filter(pk__in=used | {row.pk for row in _newer(changes)}).exists()
        self._tells_difference = not any(map(_is_named, changes))

    def of(self, change: Change, effect: Effect | None) -> dict[str, object]:
        """The effect of one change; nothing while there is no result."""
        return self._effect(effect, not _is_named(change))

    def whole(self, effect: Effect | None) -> dict[str, object]:
        """The effect of all changes."""
        return self._effect(effect, self._tells_difference)

    def results(self, effect: Effect | None) -> tuple[dict[str, object], dict[str, object]]:
        """The result before and after."""
        if effect is None or not self._is_open:
            return {}, {}
        return {"result": f"{effect.before:f} kgCO2e"}, {"result": f"{effect.after:f} kgCO2e"}

    def _effect(self, effect: Effect | None, tells_difference: bool) -> dict[str, object]:
        if effect is None:
            return {}
        if not tells_difference:
            return {"effect": str(HIDDEN)}
        percent = f"（{effect.percent_text}）" if self._is_open else ""
        return {"effect": f"{effect.exact_text} kgCO2e{percent}"}


def _is_named(change: Change) -> bool:
    rows = [change.outlook.factor, change.outlook.newer]
    return any(row is not None and row.library.audience == Library.Audience.NAMED for row in rows)


def _newer(changes: Sequence[Change]) -> list[Factor]:
    return [change.outlook.newer for change in changes if change.outlook.newer is not None]


class _Writer:
    """Writes newer factors into lines and legs of one study whose root is locked; each row is read once."""

    def __init__(self, actor: User, study: Study, uses: Sequence[Use], why: str, told: _Told) -> None:
        self._actor, self._study, self._why, self._told = actor, study, why, told
        lines = InventoryLine.objects.select_related("agency", "stage", "goods")
        self._lines = lines.in_bulk({use.line for use in uses})
        self._legs = TransportLeg.objects.select_related("agency").in_bulk(
            {use.leg for use in uses if use.leg is not None}
        )
        self._raised: set[int] = set()

    def replace(self, change: Change) -> None:
        """One factor at all its uses, each with a line in the trail."""
        factor, newer = change.outlook.factor, change.outlook.newer
        if newer is None:
            raise ValueError("only what is offered is replaced")
        rows = [self._row(each.use) for each in change.uses]
        _write([row for row in rows if isinstance(row, InventoryLine)], newer)
        _write([row for row in rows if isinstance(row, TransportLeg)], newer)
        self._raise_versions({row.line_id for row in rows if isinstance(row, TransportLeg)})
        before = {"factor": factor, "factor_release": _release(factor)}
        after = {"factor": newer, "factor_release": _release(newer), "reason": self._why}
        traces = (
            Trace(
                f"{row._meta.model_name}.edit", row, before, {**after, **self._told.of(change, each.effect)}
            )
            for row, each in zip(rows, change.uses, strict=True)
        )
        audit.record_all(self._actor, traces)

    def _row(self, use: Use) -> InventoryLine | TransportLeg:
        line = self._lines[use.line]
        line.study = self._study
        if use.leg is None:
            return line
        leg = self._legs[use.leg]
        leg.line = line
        return leg

    def _raise_versions(self, lines: set[int]) -> None:
        """A leg is a part of its line: who has the line open reads a newer one; of several legs, one newer one."""
        raised = lines - self._raised
        _set_versions([self._lines[pk] for pk in sorted(raised)], {})
        self._raised |= raised


def _write(rows: Sequence[InventoryLine] | Sequence[TransportLeg], newer: Factor) -> None:
    for row in rows:
        row.factor = newer
        row.clean()
    _set_versions(rows, {"factor": newer})


def _set_versions(rows: Sequence[InventoryLine] | Sequence[TransportLeg], values: dict[str, Any]) -> None:
    """Compare and set, as ``accounts.editing`` does, all rows of one version at once. Raises ``EditConflict``."""
    by_version: dict[int, list[int]] = {}
    for row in rows:
        by_version.setdefault(row.version, []).append(row.pk)
        row.version += 1
    for version, pks in by_version.items():
        table = type(rows[0])._base_manager
        for start in range(0, len(pks), AT_ONCE):
            these = table.filter(pk__in=pks[start : start + AT_ONCE], version=version)
            changed = these.update(version=version + 1, updated_at=timezone.now(), **values)
            if changed < len(pks[start : start + AT_ONCE]):
                raise EditConflict(table.get(pk=pks[start]), values)


def _record(
    actor: User, study: Study, changes: Sequence[Change], told: _Told, effect: Effect | None, why: str
) -> None:
    """One line for the whole, beside those of the lines and legs."""
    rows = sum(len(change.uses) for change in changes)
    before: dict[str, object] = {"replaced": [_named(change.outlook.factor) for change in changes]}
    after: dict[str, object] = {"replaced": list(map(_named, _newer(changes))), "reason": why, "rows": rows}
    was, now = told.results(effect)
    after |= {**now, **told.whole(effect)}
    audit.record(actor, "study.update_factors", study, before={**before, **was}, after=after)


def _named(factor: Factor) -> str:
    return f"{factor}（{_release(factor)}）"


def _release(factor: Factor) -> str:
    """Library, release and value, which tell releases of one name apart; no value that only named people may see."""
    parts = [str(factor.library), _("第 %d 版") % factor.release]
    if factor.library.audience != Library.Audience.NAMED:
        parts.append(value_text(factor))
    return "，".join(parts)
