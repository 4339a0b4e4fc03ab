"""What newer factors would change in one study, by really reckoning it with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from factors.models import Factor
from inventories import models
from inventories.assemble import Assembled
from inventories.assembly.building import Builder
from inventories.assembly.factors import Keys, factor_members, gwp_set
from inventories.factor_versions.uses import Use
from inventories.footprint import values
from inventories.footprint.context import calculating
from inventories.footprint.findings import Found, Spot
from inventories.footprint.rates import Rate, emission_rate
from inventories.footprint.result import Footprint
from inventories.footprint.substitution import Effect, Substitution, effect_of

# A use, and the newer factor that is to take the place of its own.
Replacing = tuple[Use, Factor]


class Yardstick:
    """Makes rates of factors with the study's characterisation factors, to tell whether one fits in another's place."""

    def __init__(self, study: models.Study, factors: Sequence[Factor]) -> None:
        builder = Builder()
        keys = Keys()
        made = (
            (row.pk, builder.make(values.Factor, Spot("", row.name), {**factor_members(row), "key": key}))
            for row in factors
            for key in [keys.take(f"{row.code}/{row.pk}")]
        )
        self.values = {pk: value for pk, value in made if value is not None}
        self.gwp_set = gwp_set(study, self.values.values(), builder)

    def rate(self, factor: Factor) -> tuple[Rate | None, str]:
        """The factor as a rate, or ``None`` and why there is none."""
        value = self.values.get(factor.pk)
        if value is None or self.gwp_set is None:
            return None, _("因子“%s”的数值不完整，无法计算。") % factor
        found = Found()
        with calculating():
            rate = emission_rate(value, self.gwp_set, Spot("", factor.name), found)
        return rate, "；".join(finding.reason for finding in found.findings)

    def in_co2e(self, factor: Factor) -> str:
        """A factor given by gas as CO2e with the study's characterisation factors; of others the value says it all."""
        rate, _reason = self.rate(factor) if factor.form == Factor.Form.GASES else (None, "")
        if rate is None:
            return ""
        with calculating():
            kilograms = format(rate.kilograms.value, "f")
        return f"{kilograms.rstrip('0').rstrip('.') if '.' in kilograms else kilograms} kgCO2e/{rate.per}"

    def misfit(self, factor: Factor, newer: Factor) -> str:
        """Why ``newer`` cannot stand where ``factor`` does; empty when it can."""
        rate, _reason = self.rate(factor)
        other, reason = self.rate(newer)
        if other is None:
            return reason
        if factor.kind != newer.kind:
            kinds = {"old": factor.get_kind_display(), "new": newer.get_kind_display()}
            return _("口径不同：原因子为“%(old)s”，新因子为“%(new)s”，不能直接替换。") % kinds
        if rate is not None and rate.per.dimension != other.per.dimension:
            units = {"old": rate.per, "new": other.per}
            return _("单位不一致：原因子以“%(old)s”计，新因子以“%(new)s”计，不能直接替换。") % units
        if rate is not None and rate.co2_only != other.co2_only:
            return _("口径不同：原因子与新因子中，一个只计二氧化碳，另一个计二氧化碳当量，不能直接替换。")
        return ""


class Reckoning:
    """A computed study, ready to be reckoned with newer factors at some of its uses.

    ``limited``: for a reader who may not see the totals.
    """

    def __init__(
        self,
        assembled: Assembled,
        footprint: Footprint,
        yardstick: Yardstick,
        newer: Iterable[Factor],
        *,
        limited: bool = False,
    ) -> None:
        self._limited = limited
        study = assembled.study
        self._index = {pk: index for index, pk in enumerate(assembled.lines)}
        names = Keys()
        for factor in study.factors:
            names.take(factor.key)
        rows = {row.pk: row for row in newer if row.pk in yardstick.values}
        self._keys = {pk: names.take(row.code) for pk, row in rows.items()}
        added = tuple(yardstick.values[pk].model_copy(update={"key": key}) for pk, key in self._keys.items())
        update = {"factors": (*study.factors, *added), "gwp_set": _united(study.gwp_set, yardstick.gwp_set)}
        self._substitution = Substitution(study.model_copy(update=update), footprint)

    def effect(self, replacing: Iterable[Replacing]) -> Effect:
        """What the replacements change together. Raises ``NotSubstitutable``."""
        after = self._substitution.with_lines(self._lines(replacing))
        effect = effect_of(self._substitution.study, self._substitution.footprint, after)
        return effect.without_totals() if self._limited else effect

    def single(self, use: Use, newer: Factor) -> Effect:
        """What replacing the factor of one line or leg changes. Raises ``NotSubstitutable``."""
        return self.effect([(use, newer)])

    def _lines(self, replacing: Iterable[Replacing]) -> Mapping[int, values.Line]:
        changed: dict[int, values.Line] = {}
        for use, newer in replacing:
            index = self._index[use.line]
            line = changed.get(index, self._substitution.study.lines[index])
            changed[index] = _with_factor(line, use.place, self._keys[newer.pk])
        return changed


def _united(ours: values.GwpSet, more: values.GwpSet | None) -> values.GwpSet:
    """The study's set, which has the gases of its factors, with those that the newer ones need."""
    known = {gas.symbol for gas in ours.values}
    added = tuple(gas for gas in (more.values if more is not None else ()) if gas.symbol not in known)
    return ours.model_copy(update={"values": (*ours.values, *added)})


def _with_factor(line: values.Line, place: int | None, key: str) -> values.Line:
    """The line with the factor ``key``, a transport at its leg ``place``."""
    if isinstance(line, values.ActivityLine):
        return line.model_copy(update={"factor": key})
    legs = tuple(
        leg.model_copy(update={"factor": key}) if index == place else leg
        for index, leg in enumerate(line.legs)
    )
    return line.model_copy(update={"legs": legs})
