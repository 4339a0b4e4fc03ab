"""The factors of one study that are out of date, and what newer ones would change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from factors.models import Factor
from factors.visibility import hidden_libraries
from inventories.assemble import Assembled, Incomplete, assemble_rows
from inventories.factor_versions.editions import Years
from inventories.factor_versions.outlook import Outlook, outlooks
from inventories.factor_versions.reckoning import Reckoning, Replacing, Yardstick
from inventories.factor_versions.uses import Use, uses_in
from inventories.footprint.compute import compute
from inventories.footprint.result import Computed, Finding, Footprint
from inventories.footprint.substitution import Effect, NotSubstitutable
from inventories.models import Study
from inventories.restrictions import is_restricted


@dataclass(frozen=True)
class UseEffect:
    """One line or leg, and what a newer factor at it alone would change; ``None``: that cannot be told."""

    use: Use
    effect: Effect | None


@dataclass(frozen=True)
class Change:
    """One factor of the study with everything that is to be said of it.

    ``obstacle``: why the newer factor is not offered. ``effect``: of replacing it at all its uses, also by a composite
    of newer parts that nobody has proposed yet; ``None`` while the study has no result. ``read``: a print of what is shown here; who asks for the update hands it back. ``in_co2e``:
    of factors given by gas, the old and the new one as CO2e.
    """

    outlook: Outlook
    uses: tuple[UseEffect, ...]
    obstacle: str
    effect: Effect | None
    read: str
    in_co2e: tuple[str, str] = ("", "")

    @property
    def is_offered(self) -> bool:
        return self.outlook.newer is not None and not self.obstacle

    @property
    def replacing(self) -> list[Replacing]:
        """Its uses with the newer factor; empty when none is offered."""
        newer = self.outlook.newer
        return [(each.use, newer) for each in self.uses] if newer is not None and self.is_offered else []


@dataclass(frozen=True)
class StudyVersions:
    """What there is to say of a study's factors today. ``obstacles``: why the study has no result, if it has none.

    ``is_restricted``: it uses factors whose figures the reader may not see, so that effects tell no totals.
    """

    study: Study
    changes: tuple[Change, ...]
    obstacles: tuple[Finding, ...] = ()
    reckoning: Reckoning | None = None
    is_restricted: bool = False

    @property
    def offered(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.is_offered)

    @cached_property
    def together(self) -> Effect | None:
        """What all that is offered would change."""
        return self.effect_of(self.offered)

    def effect_of(self, changes: Sequence[Change]) -> Effect | None:
        """What several would change together; ``None`` when there are none, or the study has no result."""
        replacing = [pair for change in changes for pair in change.replacing]
        return self.reckoning.effect(replacing) if self.reckoning is not None and replacing else None


def study_versions(
    actor: User, study: Study, *, only: Collection[int] | None = None, by_use: bool = True
) -> StudyVersions:
    """The study's factors that are out of date or have newer data; a constant number of queries.

    ``only``: look at these factors alone. ``by_use``: also tell the effect at each line and leg. Newer factors that
    the actor does not see are not offered.
    """
    # The rows with their versions come first: what changes after that makes ``read`` an old one.
    uses = [use for use in uses_in(study) if only is None or use.factor in only]
    today = timezone.localdate()
    told = outlooks(actor, _factors(uses), period_of(study), today)
    if not told:
        return StudyVersions(study, ())
    by_factor: dict[int, list[Use]] = {}
    for use in uses:
        by_factor.setdefault(use.factor, []).append(use)
    newer = [row for outlook in told if (row := _reckoned_with(outlook)) is not None]
    yardstick = Yardstick(study, list({row.pk: row for row in [*(o.factor for o in told), *newer]}.values()))
    obstacles, computed = _computed(study)
    unseen = hidden_libraries(actor)
    limited = is_restricted(actor, study)
    reckoning = Reckoning(*computed, yardstick, newer, limited=limited) if computed is not None else None
    changes = tuple(
        _unseen(outlook, by_factor[outlook.factor.pk])
        if outlook.factor.library_id in unseen
        else _change(outlook, by_factor[outlook.factor.pk], yardstick, reckoning, by_use)
        for outlook in told
    )
    return StudyVersions(study, changes, obstacles, reckoning, limited)


def period_of(study: Study) -> Years:
    """The years of the study's data."""
    return Years(study.period_start.year, study.period_end.year)


def _factors(uses: Sequence[Use]) -> list[Factor]:
    """The factors in the order of their first use."""
    rows = Factor.objects.select_related("library").in_bulk({use.factor for use in uses})
    return [rows[pk] for pk in dict.fromkeys(use.factor for use in uses)]


def _computed(study: Study) -> tuple[tuple[Finding, ...], tuple[Assembled, Footprint] | None]:
    try:
        assembled = assemble_rows(study)
    except Incomplete as incomplete:
        return incomplete.findings, None
    outcome = compute(assembled.study)
    if not isinstance(outcome, Computed):
        return outcome.findings, None
    return (), (assembled, outcome.footprint)


def _unseen(outlook: Outlook, uses: Sequence[Use]) -> Change:
    """The difference to a figure that the reader sees would tell the one that the reader does not."""
    obstacle = _("因子所在的因子库未授权您使用，请由获授权的同事更新。")
    return Change(outlook, tuple(UseEffect(use, None) for use in uses), obstacle, None, _print(outlook, uses))


def _change(
    outlook: Outlook, uses: Sequence[Use], yardstick: Yardstick, reckoning: Reckoning | None, by_use: bool
) -> Change:
    newer = _reckoned_with(outlook)
    read = _print(outlook, uses)
    bare = tuple(UseEffect(use, None) for use in uses)
    if newer is None:
        return Change(outlook, bare, _why_none(outlook), None, read)
    misfit = yardstick.misfit(outlook.factor, newer)
    in_co2e = yardstick.in_co2e(outlook.factor), yardstick.in_co2e(newer)
    if misfit or reckoning is None:
        return Change(outlook, bare, misfit, None, read, in_co2e)
    try:
        effect = reckoning.effect([(use, newer) for use in uses])
        singly = tuple(UseEffect(use, reckoning.single(use, newer)) for use in uses) if by_use else bare
    except NotSubstitutable as blocked:
        return Change(outlook, bare, str(blocked), None, read, in_co2e)
    obstacle = "" if outlook.newer is not None else _why_none(outlook)
    return Change(outlook, singly, obstacle, effect, read, in_co2e)


def _reckoned_with(outlook: Outlook) -> Factor | None:
    """What the effect is told of: the newer factor, or the composite as it would be with newer parts."""
    if outlook.newer is None and outlook.renewed is not None:
        return outlook.renewed.factor
    return outlook.newer


def _why_none(outlook: Outlook) -> str:
    if outlook.parts:
        names = "、".join(dict.fromkeys(part.name for part in outlook.parts))
        if outlook.waiting is not None:
            return _("组成因子“%s”已有新版次；组合因子的新版次已提交，审核通过后在此更新。") % names
        if outlook.renewed is not None:
            return (
                _(
                    "组成因子“%s”已有新版次，所列影响按换用新版次计算。须先提交组合因子的新版次，审核通过后在此更新。"
                )
                % names
            )
        return _("组成因子“%s”已被取代、过期或撤回。请先修订该组合因子，新版次审核通过后在此更新。") % names
    if outlook.hidden:
        return _("新版次所在的因子库未授权您使用，请联系因子库的管理人员。")
    return _("没有可替换的新版次，请在清单数据中改选其他因子。")


def _print(outlook: Outlook, uses: Sequence[Use]) -> str:
    """A print of what is replaced by what, and of the rows as they were read."""
    newer = outlook.newer.pk if outlook.newer is not None else None
    rows = [(use.line, use.line_version, use.leg, use.leg_version) for use in uses]
    told = json.dumps([outlook.factor.pk, newer, rows])
    return hashlib.sha256(told.encode()).hexdigest()[:32]
