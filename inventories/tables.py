"""The inventory as the page lists it: every line with what was entered and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.templatetags.typography import co2
from factors.models import Factor
from factors.templatetags.factor_values import value_text
from factors.visibility import HIDDEN
from inventories.models import InventoryLine, Stage, Study, TransportLeg
from inventories.results import LineResult, Place, Result

SHORT = {
    InventoryLine.DataKind.PRIMARY: _lazy("初级"),
    InventoryLine.DataKind.SECONDARY: _lazy("次级"),
    InventoryLine.DataKind.ESTIMATE: _lazy("估算"),
}


@dataclass(frozen=True)
class TableLine:
    """One line of the table. ``obstacles``: what stands in the way of this line's result.

    ``approval``: 待审核 or 未通过审核, of a factor that no report may use yet. ``factor_url`` is empty where the reader
    may not open the factor.
    """

    pk: int
    name: str
    note: str
    is_transport: bool
    amount: str
    unit: str
    basis: str
    factor: str
    factor_value: str
    factor_url: str
    approval: str
    url: str
    figure: str
    share: str
    data_kind: str
    source: str
    evidence: str
    obstacles: Sequence[Place]


@dataclass(frozen=True)
class TableStage:
    """One stage with its figure and share, and of its ``number`` lines those that are shown."""

    stage: Stage
    number: int
    lines: Sequence[TableLine]
    figure: str
    share: str


def ordered_lines(study: Study) -> QuerySet[InventoryLine]:
    """The lines in the order of the table."""
    lines = InventoryLine.objects.filter(study=study)
    return lines.order_by("stage__position", "stage_id", "position", "pk")


def inventory_table(study: Study, result: Result, shown: Sequence[int]) -> list[TableStage]:
    """The stages in order with the lines ``shown``, in five queries however many they are.

    Stages of which no line is shown are left out, but for those that have none.
    """
    lines: dict[int, list[InventoryLine]] = {}
    rows = ordered_lines(study).filter(pk__in=shown).select_related("factor", "goods")
    for row in rows.annotate(evidence_count=Count("evidence")):
        lines.setdefault(row.stage_id, []).append(row)
    legs: dict[int, list[TransportLeg]] = {}
    for leg in TransportLeg.objects.filter(line__in=shown).select_related("factor"):
        legs.setdefault(leg.line_id, []).append(leg)
    results = {line.pk: line for stage in result.stages for line in stage.lines}
    texts = {stage.pk: stage.text for stage in result.stages}
    obstacles: dict[int, list[Place]] = {}
    for place in result.errors:
        if place.line is not None:
            obstacles.setdefault(place.line, []).append(place)
    words = _Words(result.hidden)
    table = []
    for stage in Stage.objects.filter(study=study).annotate(number=Count("lines")):
        if stage.pk not in lines and stage.number:
            continue
        text = texts.get(stage.pk)
        listed = [
            _line(row, legs.get(row.pk, []), results.get(row.pk), obstacles.get(row.pk, ()), words)
            for row in lines.get(stage.pk, [])
        ]
        figure, share = (text.figure, text.share) if text is not None else ("", "")
        table.append(TableStage(stage, stage.number, listed, figure, share))
    return table


class _Words:
    """Texts that many lines share, each made once: on a page of 2,000 lines they are most of the time."""

    def __init__(self, hidden: Collection[int]) -> None:
        self._hidden = hidden
        self._factors: dict[int, tuple[str, str]] = {}
        self._units: dict[str, str] = {}
        self.kinds = {kind: str(label) for kind, label in SHORT.items()}
        self.evidence = _("证据 %d")

    def factor(self, factor: Factor) -> tuple[str, str]:
        """The factor's value and address; for people who are not named for its library, neither."""
        if factor.pk not in self._factors:
            hidden = factor.library_id in self._hidden
            told = (str(HIDDEN), "") if hidden else (co2(value_text(factor)), _address(factor))
            self._factors[factor.pk] = told
        return self._factors[factor.pk]

    def unit(self, text: str) -> str:
        """The unit with its figures set low and high."""
        if text not in self._units:
            self._units[text] = co2(text)
        return self._units[text]


def _line(
    row: InventoryLine,
    legs: list[TransportLeg],
    result: LineResult | None,
    obstacles: Sequence[Place],
    words: _Words,
) -> TableLine:
    is_transport = row.kind == InventoryLine.Kind.TRANSPORT
    amount, unit, note = (
        _transported(row, legs) if is_transport else (_number(row.amount), row.unit, row.purpose)
    )
    factors = _distinct(leg.factor for leg in legs) if is_transport else _distinct([row.factor])
    text = result.text if result is not None else None
    evidence = getattr(row, "evidence_count", 0)
    factor_value, factor_url = words.factor(factors[0]) if len(factors) == 1 else ("", "")
    return TableLine(
        pk=row.pk,
        name=row.name,
        note=note,
        is_transport=is_transport,
        amount=amount,
        unit=words.unit(unit),
        basis=_basis(row),
        factor="、".join(factor.name for factor in factors),
        factor_value=factor_value,
        factor_url=factor_url,
        approval=next((factor.get_state_display() for factor in factors if factor.is_unreleased), ""),
        url=reverse("line_detail", args=[row.pk]),
        figure=text.figure if text is not None else "",
        share=text.share if text is not None else "",
        data_kind=words.kinds[InventoryLine.DataKind(row.data_kind)],
        source=row.data_source,
        evidence=words.evidence % evidence if evidence else "",
        obstacles=obstacles,
    )


def _address(factor: Factor) -> str:
    return reverse("factors:factor", args=[factor.pk])


def _transported(row: InventoryLine, legs: Iterable[TransportLeg]) -> tuple[str, str, str]:
    """Mass with unit (of its own, or of the goods), and the way in short."""
    amount, unit = row.amount, row.unit
    if amount is None and row.goods is not None:
        amount, unit = row.goods.amount, row.goods.unit
    given = [leg for leg in legs if leg.tonne_km is not None]
    if given and amount is None:
        total = sum((leg.tonne_km for leg in given if leg.tonne_km is not None), Decimal(0))
        return _number(total), "t·km", _way(legs)
    return _number(amount), unit, _way(legs)


def _way(legs: Iterable[TransportLeg]) -> str:
    return "；".join(_leg(leg) for leg in legs)


def _leg(leg: TransportLeg) -> str:
    ends = "→".join(end for end in (leg.origin, leg.destination) if end)
    length = f"{_number(leg.distance_km)} km" if leg.distance_km is not None else ""
    if leg.tonne_km is not None:
        length = f"{_number(leg.tonne_km)} t·km"
    return " ".join(part for part in (ends, leg.mode, length) if part)


def _basis(row: InventoryLine) -> str:
    if row.basis == InventoryLine.Basis.PER_FUNCTIONAL_UNIT:
        return ""
    output = f"{_number(row.output)} {row.output_unit}" if row.output is not None else _("项目产量")
    share = _(" × 份额 %s") % _number(row.share) if row.share is not None else ""
    return _("期间总量 ÷ %s") % output + share


def _distinct(factors: Iterable[Factor | None]) -> list[Factor]:
    return list({factor.pk: factor for factor in factors if factor is not None}.values())


def _number(number: Decimal | None) -> str:
    return "" if number is None else format(number, "f")
