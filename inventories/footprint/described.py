"""The members of a line and of a scope as texts beside each other. Values only.

``name`` is the member's name in the study file, a choice stands as in the study file; pages give both their labels.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from inventories.footprint.sharing import total_of
from inventories.footprint.values import (
    ActivityLine,
    Factor,
    FuelValue,
    Leg,
    Line,
    PeriodTotal,
    StatedValue,
    Study,
)

# Members of which two studies must have the same if their totals are to be compared.
_HINDERING = frozenset({"functional_unit", "boundary", "gwp_set", "stages"})


@dataclass(frozen=True)
class Cell:
    """One member that differs; ``hinders``: with it the totals are no like things."""

    name: str
    before: str
    after: str

    @property
    def hinders(self) -> bool:
        return self.name in _HINDERING


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Cell]:
    """The members that differ, in their order."""
    for name in dict.fromkeys([*before, *after]):
        if before.get(name, "") != after.get(name, ""):
            yield Cell(name, before.get(name, ""), after.get(name, ""))


@dataclass(frozen=True)
class Described:
    """Tells a study's members; ``hidden``: keys of factors whose values the reader may not see."""

    study: Study
    hidden: Collection[str] = frozenset()

    @cached_property
    def _factors(self) -> Mapping[str, Factor]:
        return {factor.key: factor for factor in self.study.factors}

    @cached_property
    def _stages(self) -> Mapping[str, str]:
        return {stage.key: stage.label for stage in self.study.stages}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {line.key: line.name for line in self.study.lines}

    def scope(self) -> dict[str, str]:
        """What the study is about, and by which rules."""
        study, unit = self.study, self.study.functional_unit
        return {
            "product": f"{study.product.name} {study.product.model}".strip(),
            "functional_unit": f"{_amount(unit.amount, unit.unit)}（{unit.description}）",
            "period": f"{study.period.start} — {study.period.end}",
            "output": _amount(study.output.amount, study.output.unit) if study.output is not None else "",
            "boundary": study.boundary.type,
            "stages": "、".join(stage.label for stage in study.stages),
            "gwp_set": study.gwp_set.name,
            "standards": "；".join(study.standards),
            "allocation": study.allocation.method,
        }

    def line(self, line: Line) -> dict[str, str]:
        """What was entered in a line."""
        told = {
            "stage": self._stages.get(line.stage, ""),
            "name": line.name,
            "purpose": line.purpose,
            "amount": _amount(line.amount, line.unit),
            "basis": line.basis.kind,
        }
        if isinstance(line.basis, PeriodTotal):
            told["basis.output"] = _amount(line.basis.output, line.basis.output_unit or "")
            told["basis.share"] = "" if line.basis.share is None else f"{line.basis.share:f}"
            told["basis.meter"] = self._sharing(line.basis.meter)
            told["basis.co_products"] = self._sharing(line.basis.co_products)
        elif line.basis.loss is not None:
            told["basis.loss"] = f"{line.basis.loss.rate:f}（{line.basis.loss.of}）"
        if isinstance(line, ActivityLine):
            told["factor"] = self._factor(line.factor)
        else:
            told["goods"] = self._names.get(line.goods or "", "")
            told["legs"] = "；".join(self._leg(leg) for leg in line.legs)
        scores = (score for _name, score in line.quality)
        return told | {
            "data_kind": line.data_kind,
            "data_source": line.data_source,
            "quality": "/".join("–" if score is None else str(score) for score in scores),
            "note": line.note,
        }

    def _sharing(self, key: str | None) -> str:
        """A sharing by name and figures: own over all."""
        sharing = next((each for each in self.study.sharings if each.key == key), None)
        if sharing is None:
            return ""
        return f"{sharing.name}：{sharing.own:f} / {total_of(sharing):f} {sharing.unit}"

    def _factor(self, key: str | None) -> str:
        """The factor by name, value, region, year and publisher."""
        factor = self._factors.get(key or "")
        if factor is None:
            return ""
        value = "" if factor.key in self.hidden else _value(factor)
        told = [factor.name, value, factor.region, str(factor.year or ""), factor.source.publisher]
        if factor.proxy_for:
            told.append(f"≈ {factor.proxy_for}")
        return " · ".join(part for part in told if part)

    def _leg(self, leg: Leg) -> str:
        ends = "→".join(end for end in (leg.origin, leg.destination) if end)
        length = _amount(leg.distance_km, "km") or _amount(leg.tonne_km, "t·km")
        return " ".join(part for part in (ends, leg.mode, length, self._factor(leg.factor)) if part)


def _amount(amount: Decimal | None, unit: str) -> str:
    return "" if amount is None else f"{amount:f} {unit}"


def _value(factor: Factor) -> str:
    """A factor of one number; what a composed one is made of is told on its own page."""
    value = factor.value
    if isinstance(value, StatedValue):
        return f"{value.amount:f} {value.unit}"
    if isinstance(value, FuelValue):
        heating = f"{value.heating_value:f} {value.heating_value_unit}"
        return f"{heating} × {value.carbon_content:f} {value.carbon_content_unit} × {value.oxidation:f}"
    return ""
