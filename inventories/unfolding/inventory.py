"""The study itself as rows: goal and scope, stages, lines, legs, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts import audit
from accounts.models import User
from factors.models import Factor, GwpSet
from inventories import models
from inventories.footprint import values
from inventories.footprint.findings import Found, Spot
from inventories.unfolding.checking import Refused, check_row

Place = models.BoundaryProcess.Place

# Columns of the study whose members in the value are named otherwise.
_STUDY = {
    "period_start": "period.start",
    "period_end": "period.end",
    "output_amount": "output.amount",
    "output_unit": "output.unit",
    "output_produced": "output.produced",
    "output_rejected": "output.rejected",
    "output_reworked": "output.reworked",
    "allocation_description": "allocation.description",
    "cut_off_single": "cut_off.single_percent",
    "cut_off_total": "cut_off.total_percent",
    "cut_off_description": "cut_off.description",
    "figure_digits": "rounding.figures.digits",
    "total_digits": "rounding.total.digits",
    "gwp_symbols": "gwp_set.values",
}
_LINE = {
    "output": "basis.output",
    "output_unit": "basis.output_unit",
    "share": "basis.share",
    "meter": "basis.meter",
    "co_products": "basis.co_products",
    "loss_rate": "basis.loss.rate",
    "proxy_for": "factor",
}
_LEG = {
    "proxy_for": "factor",
    "route_origin": "route.origin",
    "route_destination": "route.destination",
    "straight_km": "route.straight_km",
    "detour": "route.detour",
    "route_source": "route.source",
}


@dataclass
class Inventory:
    """Checks all rows of a study first and writes them then, in one go."""

    actor: User
    product: models.Product
    factors: Mapping[str, Factor]
    proxies: Mapping[str, str]
    found: Found
    _stages: dict[str, models.Stage] = field(default_factory=dict)
    _sharings: dict[str, models.Sharing] = field(default_factory=dict)
    _lines: dict[str, models.InventoryLine] = field(default_factory=dict)
    _legs: list[models.TransportLeg] = field(default_factory=list)

    def write(self, value: values.Study, gwp_set: GwpSet, gwp_symbols: list[str]) -> models.Study:
        """Write everything, with one audit line that counts it."""
        study = self._study(value, gwp_set, gwp_symbols)
        unit = self._functional_unit(value.functional_unit, study)
        processes = self._processes(value, study)
        self._read_stages(value, study)
        self._read_sharings(value, study)
        self._read_lines(value, study)
        evidence = self._evidence(value, study)
        if self.found.blocking:
            raise Refused(self.found)
        study.save()
        unit.save()
        models.BoundaryProcess.objects.bulk_create(processes)
        models.Stage.objects.bulk_create(self._stages.values())
        models.Sharing.objects.bulk_create(self._sharings.values())
        self._write_lines(value)
        models.Evidence.objects.bulk_create(evidence.values())
        self._tie_evidence(value, evidence)
        self._record(study, value)
        return study

    def _study(self, value: values.Study, gwp_set: GwpSet, gwp_symbols: list[str]) -> models.Study:
        row = models.Study(
            agency_id=self.actor.agency_id,
            product=self.product,
            responsible=self.actor,
            gwp_set=gwp_set,
            gwp_symbols=gwp_symbols,
            boundary_type=value.boundary.type,
            **{name: getattr(value, name) for name in ("title", "purpose", "audience")},
            **{name: getattr(value, name) for name in ("comparative", "first_assessment")},
            **{name: list(getattr(value, name)) for name in _LISTS},
            **_scope_columns(value),
            **_rounding_columns(value.rounding),
        )
        check_row(row, Spot("", value.title), self.found, _STUDY)
        return row

    def _functional_unit(self, value: values.FunctionalUnit, study: models.Study) -> models.FunctionalUnit:
        row = models.FunctionalUnit(agency_id=study.agency_id, study=study, **value.model_dump())
        check_row(row, Spot("functional_unit", value.description), self.found)
        return row

    def _processes(self, value: values.Study, study: models.Study) -> list[models.BoundaryProcess]:
        rows: list[models.BoundaryProcess] = []
        for place, path, processes in (
            (Place.INCLUDED, "boundary.included", value.boundary.included),
            (Place.EXCLUDED, "boundary.excluded", value.boundary.excluded),
            (Place.CUT_OFF, "cut_off.left_out", value.cut_off.left_out),
        ):
            for index, process in enumerate(processes):
                row = models.BoundaryProcess(
                    **_of(study, index), place=place, name=process.name, reason=process.reason
                )
                check_row(row, Spot(f"{path}[{index}]", process.name), self.found)
                rows.append(row)
        return rows

    def _read_stages(self, value: values.Study, study: models.Study) -> None:
        for index, stage in enumerate(value.stages):
            row = models.Stage(
                **_of(study, index),
                kind=stage.kind,
                label=stage.label,
                empty=stage.empty or "",
                reason=stage.reason,
            )
            check_row(row, Spot(f"stages[{index}]", stage.label), self.found)
            self._stages[stage.key] = row

    def _read_sharings(self, value: values.Study, study: models.Study) -> None:
        names = ("name", "purpose", "by", "unit", "own", "note")
        for index, sharing in enumerate(value.sharings):
            row = models.Sharing(
                **_of(study, index),
                **{name: getattr(sharing, name) for name in names},
                others=[{"name": part.name, "amount": f"{part.amount:f}"} for part in sharing.others],
            )
            check_row(row, Spot(f"sharings[{index}]", sharing.name), self.found)
            self._sharings[sharing.key] = row

    def _read_lines(self, value: values.Study, study: models.Study) -> None:
        for index, line in enumerate(value.lines):
            spot = Spot(f"lines[{index}]", line.name)
            row = models.InventoryLine(
                **_of(study, index),
                stage=self._stages[line.stage],
                kind=line.kind,
                **{name: getattr(line, name) for name in ("name", "purpose", "amount", "unit", "note")},
                **{name: getattr(line, name) for name in ("data_kind", "data_source")},
                **_basis_columns(line.basis, self._sharings),
                **_quality_columns(line.quality),
            )
            if isinstance(line, values.ActivityLine):
                row.factor, row.proxy_for = self._factor(line.factor)
            else:
                self._read_legs(line, row, spot)
            check_row(row, spot, self.found, _LINE)
            self._lines[line.key] = row

    def _read_legs(self, line: values.TransportLine, row: models.InventoryLine, spot: Spot) -> None:
        for index, leg in enumerate(line.legs):
            factor, proxy_for = self._factor(leg.factor)
            leg_row = models.TransportLeg(
                agency_id=row.agency_id,
                line=row,
                position=index,
                factor=factor,
                proxy_for=proxy_for,
                **leg.model_dump(exclude={"factor", "route"}),
                **_route_columns(leg.route),
            )
            check_row(leg_row, spot.item("legs", index, f"第 {index + 1} 段"), self.found, _LEG)
            self._legs.append(leg_row)

    def _factor(self, key: str | None) -> tuple[Factor | None, str]:
        return (None, "") if key is None else (self.factors[key], self.proxies[key])

    def _write_lines(self, value: values.Study) -> None:
        """Activities before transports, which name them as their goods."""
        carried = [line for line in value.lines if isinstance(line, values.TransportLine)]
        transports = {line.key for line in carried}
        models.InventoryLine.objects.bulk_create(
            row for key, row in self._lines.items() if key not in transports
        )
        for line in carried:
            if line.goods is not None:
                self._lines[line.key].goods = self._lines[line.goods]
        models.InventoryLine.objects.bulk_create(self._lines[line.key] for line in carried)
        models.TransportLeg.objects.bulk_create(self._legs)

    def _evidence(self, value: values.Study, study: models.Study) -> dict[str, models.Evidence]:
        """Evidence is named in a study file; its files are not in it."""
        rows: dict[str, models.Evidence] = {}
        for index, line in enumerate(value.lines):
            for name in line.evidence:
                if name not in rows:
                    rows[name] = models.Evidence(agency_id=study.agency_id, study=study, name=name)
                    check_row(rows[name], Spot(f"lines[{index}].evidence", line.name), self.found)
        return rows

    def _tie_evidence(self, value: values.Study, evidence: Mapping[str, models.Evidence]) -> None:
        ties: list[models.EvidenceTie] = []
        for line in value.lines:
            said = {support.evidence: support for support in line.supports}
            for name in dict.fromkeys(line.evidence):
                support = said.get(name, values.Support(evidence=name))
                ties.append(
                    models.EvidenceTie(
                        evidence=evidence[name],
                        inventoryline=self._lines[line.key],
                        data=[datum for datum in models.Datum.values if datum in support.data],
                        place=support.place,
                    )
                )
        models.EvidenceTie.objects.bulk_create(ties)

    def _record(self, study: models.Study, value: values.Study) -> None:
        after = {
            "title": study.title,
            "product": audit.plain(self.product),
            "stages": len(value.stages),
            "lines": len(value.lines),
            "legs": len(self._legs),
            "factors": len(value.factors),
        }
        audit.record(self.actor, "study.import", study, after=after)


_LISTS = ("standards", "criteria", "assumptions", "limitations")


def _of(study: models.Study, index: int) -> dict[str, Any]:
    """The columns that tie a row to its study, and its place in the order."""
    return {"agency_id": study.agency_id, "study": study, "position": index}


def _scope_columns(value: values.Study) -> dict[str, Any]:
    return {
        "period_start": value.period.start,
        "period_end": value.period.end,
        "output_amount": value.output.amount if value.output is not None else None,
        "output_unit": value.output.unit if value.output is not None else "",
        "output_produced": value.output.produced if value.output is not None else None,
        "output_rejected": value.output.rejected if value.output is not None else None,
        "output_reworked": value.output.reworked if value.output is not None else None,
        "allocation_method": value.allocation.method,
        "allocation_description": value.allocation.description,
        "cut_off_single": value.cut_off.single_percent,
        "cut_off_total": value.cut_off.total_percent,
        "cut_off_description": value.cut_off.description,
    }


def _rounding_columns(policy: values.Rounding) -> dict[str, Any]:
    return {
        "result_unit": policy.unit,
        "figure_style": policy.figures.style,
        "figure_digits": policy.figures.digits,
        "total_style": policy.total.style,
        "total_digits": policy.total.digits,
        **{name: getattr(policy, name) for name in ("share_decimals", "ties", "total_of", "shares_of")},
        **{name: getattr(policy, name) for name in ("trim_zeros", "whole_hundred")},
    }


def _route_columns(route: values.Route | None) -> dict[str, Any]:
    """Where a distance is from, as it was; it is not taken anew from the table."""
    if route is None:
        return {}
    return {
        "route_origin": route.origin,
        "route_destination": route.destination,
        "straight_km": route.straight_km,
        "detour": route.detour,
        "route_source": route.source,
    }


def _basis_columns(basis: values.Basis, sharings: Mapping[str, models.Sharing]) -> dict[str, Any]:
    match basis:
        case values.PerUnit():
            loss = basis.loss
            told = {} if loss is None else {"loss_rate": loss.rate, "loss_of": loss.of}
            return {"basis": models.InventoryLine.Basis.PER_FUNCTIONAL_UNIT, **told}
        case values.PeriodTotal():
            return {
                "basis": models.InventoryLine.Basis.PERIOD_TOTAL,
                "output": basis.output,
                "output_unit": basis.output_unit or "",
                "share": basis.share,
                "meter": sharings[basis.meter] if basis.meter is not None else None,
                "co_products": sharings[basis.co_products] if basis.co_products is not None else None,
            }


def _quality_columns(quality: values.Quality) -> dict[str, Any]:
    return {
        "reliability": quality.reliability,
        "completeness": quality.completeness,
        "time_score": quality.time,
        "geography": quality.geography,
        "technology": quality.technology,
    }
