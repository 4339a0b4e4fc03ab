"""The legs of a transport in sentences: what was carried how far, and by how many trips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from inventories.footprint import values
from inventories.footprint.result import LegFigure
from inventories.footprint.rounding import format_number
from inventories.footprint.sharing import total_of
from inventories.footprint.values import Digits

# Figures that the calculation made are shown with so many; more would hide the ones that matter.
SHOWN = Digits(style="significant", digits=7)


@dataclass(frozen=True)
class Carrying:
    """Tells the legs of one line up to the factor; ``lines``: the study's, by key."""

    study: values.Study
    lines: Mapping[str, values.Line]
    line: values.TransportLine

    def by_freight(self, leg: values.Leg, reckoned: LegFigure) -> str:
        """Mass × distance, or the tonne-kilometres as given."""
        if leg.tonne_km is not None:
            way = f"{exact(leg.tonne_km)} t·km"
        else:
            way = f"{self._mass()} × {exact(leg.distance_km)} km{_back(leg)}"
        basis = self.line.basis
        if isinstance(basis, values.PerUnit):
            return way
        way += (
            f"{share_text(self.study, basis)}{divided(self.study, basis)}{equals(reckoned.tonne_km)} t·km，"
        )
        return f"{way}{shown(reckoned.tonne_km)} t·km"

    def by_vehicle(self, leg: values.Leg, reckoned: LegFigure) -> str:
        """Trips × distance, there and back; the trips are for the mass as entered, before its basis."""
        if reckoned.trips is None or reckoned.vehicle_km is None:
            raise ValueError("a leg that is not reckoned by its vehicle has no trips")
        mass, basis = self._entered()
        trips = _("%(mass)s ÷ 每趟 %(load)s t") % {"mass": mass, "load": exact(leg.load_t)}
        if leg.whole_trips:
            trips += _("，向上取整为 %s 趟") % exact(reckoned.trips)
        else:
            trips += _("%s 趟") % equals(reckoned.trips)
        way = f"{shown(reckoned.trips)} × {exact(leg.distance_km)} km{_back(leg)}"
        if isinstance(basis, values.PerUnit):
            way += "" if basis.loss is None else loss_text(basis.loss)
        else:
            way += f"{share_text(self.study, basis)}{divided(self.study, basis)}"
        return f"{trips}，{way}{equals(reckoned.vehicle_km)} km，{shown(reckoned.vehicle_km)} km"

    def _mass(self) -> str:
        """The mass carried: the line's own, or that of its goods per functional unit."""
        mass, basis = self._entered()
        if isinstance(basis, values.PerUnit):
            return mass if basis.loss is None else f"{mass}{loss_text(basis.loss)}"
        if self.line.goods is None or self.line.amount is not None:
            return mass
        return _("“%s”按功能单位的质量") % self.lines[self.line.goods].name

    def _entered(self) -> tuple[str, values.Basis]:
        """The mass as it was entered, in the line or in that of its goods, with its basis."""
        line = self.line
        if line.amount is not None:
            return f"{exact(line.amount)} {line.unit}", line.basis
        goods = self.lines.get(line.goods) if line.goods is not None else None
        if not isinstance(goods, values.ActivityLine):
            return "", line.basis
        return f"{exact(goods.amount)} {goods.unit}", goods.basis


def _back(leg: values.Leg) -> str:
    return "" if not leg.empty_return else _(" ×（1 + 返程 %s）") % exact(leg.empty_return)


_MEASURES = {
    "mass": _lazy("质量"),
    "pieces": _lazy("件数"),
    "hours": _lazy("工时"),
    "revenue": _lazy("产值"),
    "area": _lazy("面积"),
    "energy": _lazy("能量"),
    "other": _lazy("所定依据"),
}


def share_text(study: values.Study, basis: values.PeriodTotal) -> str:
    """What a period's total is multiplied by before it is divided by the output: a share, or own over all."""
    text = "" if basis.share is None else _(" × 份额 %s") % exact(basis.share)
    for key in (basis.meter, basis.co_products):
        sharing = next((each for each in study.sharings if each.key == key), None)
        if sharing is not None:
            text += f" ×{sharing_text(sharing)}"
    return text


def sharing_text(sharing: values.Sharing) -> str:
    """A sharing with its figures: （“冲压车间电表”按工时分摊：本产品 1200 h ÷ 合计 4000 h）."""
    return _("（“%(name)s”按%(by)s分摊：本产品 %(own)s ÷ 合计 %(total)s）") % {
        "name": sharing.name,
        "by": _MEASURES[sharing.by],
        "own": f"{exact(sharing.own)} {sharing.unit}",
        "total": f"{exact(total_of(sharing))} {sharing.unit}",
    }


def loss_text(loss: values.Loss) -> str:
    """What a net amount is multiplied or divided by."""
    if loss.of == "net":
        return _(" ×（1 + 损耗率 %s）") % exact(loss.rate)
    return _(" ÷（1 − 损耗率 %s）") % exact(loss.rate)


def divided(study: values.Study, basis: values.PeriodTotal) -> str:
    """The output and the functional unit by which a period's total comes down to one functional unit."""
    amount, unit = basis.output, basis.output_unit
    if amount is None and study.output is not None:
        amount, unit = study.output.amount, study.output.unit
    functional = f"{exact(study.functional_unit.amount)} {study.functional_unit.unit}"
    return _(" ÷ 产量 %(output)s × 功能单位 %(unit)s") % {
        "output": f"{exact(amount)} {unit}",
        "unit": functional,
    }


def result_text(emission: Decimal) -> str:
    return f"{equals(emission)} kgCO2e"


def equals(number: Decimal) -> str:
    """Equal where every figure is shown, else about equal."""
    text = shown(number)
    return f" {'=' if Decimal(text) == number else '≈'} {text}"


def shown(number: Decimal) -> str:
    return format_number(number, SHOWN, trim=True)


def exact(number: Decimal | None) -> str:
    return "—" if number is None else format(number, "f")
