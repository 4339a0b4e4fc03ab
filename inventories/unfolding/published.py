"""Factors, libraries and GWP sets of a value: the same published number is used again, another one is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max

from accounts import audit
from accounts.models import User
from factors import telling
from factors.models import Factor, GwpSet, GwpValue, Library
from factors.search import index
from inventories.assembly.building import Builder
from inventories.assembly.factors import OWN_COLLECTION, factor_members
from inventories.footprint import values
from inventories.footprint.findings import Found, Spot
from inventories.unfolding.checking import check_row
from inventories.unfolding.components import link_components

AT_ONCE = 500


@dataclass
class Published:
    """Finds or writes what a value says of published numbers, within the reach of one agency.

    A factor is used again when everything that the value tells of it is the same; else it is written into the
    agency's own library of that name, as a proposal that a second person approves. Starter rows are never changed.
    Where a library of that name and version exists, what the system says of it stands. Once anything is wrong, rows
    are checked and no more written.
    """

    actor: User
    found: Found
    _libraries: dict[tuple[str, str], list[Library]] = field(default_factory=dict)

    def gwp_set(self, value: values.GwpSet) -> tuple[GwpSet, list[str]]:
        """The set, and the symbols that the report lists (empty: all of the set)."""
        wanted = {gas.symbol: (gas.name, gas.value) for gas in value.values}
        candidates = GwpSet.objects.visible_to(self.actor).filter(
            name=value.name, source=value.source, horizon_years=value.horizon_years
        )
        for row in candidates.order_by("agency_id", "-release").prefetch_related("values"):
            known = {gas.symbol: (gas.name, gas.value) for gas in row.values.all()}
            if all(known.get(symbol) == content for symbol, content in wanted.items()):
                return row, ([] if len(known) == len(wanted) else list(wanted))
        return self._new_gwp_set(value), []

    def _new_gwp_set(self, value: values.GwpSet) -> GwpSet:
        own = GwpSet.objects.filter(agency_id=self.actor.agency_id, name=value.name)
        highest = own.aggregate(highest=Max("release"))["highest"] or 0
        row = GwpSet(
            agency_id=self.actor.agency_id,
            name=value.name,
            release=highest + 1,
            source=value.source,
            horizon_years=value.horizon_years,
        )
        check_row(row, Spot("gwp_set", value.name), self.found)
        gases = [GwpValue(gwp_set=row, symbol=g.symbol, name=g.name, value=g.value) for g in value.values]
        for place, gas in enumerate(gases):
            check_row(gas, Spot(f"gwp_set.values[{place}]", gas.symbol), self.found)
        if not self.found.blocking:
            row.save()
            GwpValue.objects.bulk_create(gases)
        return row

    def libraries(self, listed: Iterable[values.Library]) -> list[Library]:
        """The rows of libraries that the study lists without using a factor of theirs."""
        return [self._any_library(library, Spot("libraries", library.name)) for library in listed]

    def factors(self, study: values.Study) -> dict[str, Factor]:
        """The factors by the keys of the value."""
        libraries = {library.key: library for library in study.libraries}
        known = self._visible(study.factors)
        rows: dict[str, Factor] = {}
        fresh: list[Factor] = []
        for place, value in enumerate(study.factors):
            library = libraries[value.library] if value.library is not None else _own_collection()
            identity = (library.name, library.version, _told(value).model_dump_json())
            if identity not in known:
                known[identity] = self._new(value, library, Spot(f"factors[{place}]", value.name))
                fresh.append(known[identity])
            rows[value.key] = known[identity]
        self._write(fresh)
        return rows

    def _visible(self, wanted: Sequence[values.Factor]) -> dict[tuple[str, str, str], Factor]:
        """The factors in reach of those names, by library and everything that a value tells; none that was rejected.

        Of several alike the current one, the agency's own, the newest is taken.
        """
        names = sorted({factor.name for factor in wanted})
        rows: list[Factor] = []
        for start in range(0, len(names), AT_ONCE):
            some = Factor.objects.visible_to(self.actor).filter(name__in=names[start : start + AT_ONCE])
            rows.extend(some.exclude(state=Factor.State.REJECTED).select_related("library"))
        rows.sort(key=self._preference)
        known: dict[tuple[str, str, str], Factor] = {}
        for row in rows:
            members = {**factor_members(row), "key": "-"}
            value = Builder().make(values.Factor, Spot("factors", row.name), members)
            if value is not None:
                known[(row.library.name, row.library.release, value.model_dump_json())] = row
        return known

    def _preference(self, row: Factor) -> tuple[bool, bool, int, int]:
        own = row.agency_id == self.actor.agency_id
        return (row.state == Factor.State.CURRENT, own, row.release, row.pk)

    def _new(self, value: values.Factor, library: values.Library, spot: Spot) -> Factor:
        row = Factor(
            agency_id=self.actor.agency_id,
            library=self._own_library(library, Spot("libraries", library.name)),
            code=value.key,
            name=value.name,
            kind=value.kind,
            region=value.region,
            year=value.year,
            boundary=value.boundary,
            gwp_set=value.gwp_set,
            state=Factor.State.PROPOSED,
            proposed_by=self.actor,
            **value.source.model_dump(),
            **_value_columns(value.value),
        )
        check_row(row, spot, self.found, _COLUMNS)
        return row

    def _write(self, rows: Sequence[Factor]) -> None:
        if self.found.blocking:
            return
        own = {row.library_id for row in rows}
        taken = set(Factor.objects.filter(library__in=own).values_list("library_id", "code"))
        for row in rows:
            stem, number = row.code, 1
            while (row.library_id, row.code) in taken:
                number += 1
                row.code = f"{stem}~{number}"
            taken.add((row.library_id, row.code))
        Factor.objects.bulk_create(rows)
        link_components(self.actor, rows)
        index.add(row.pk for row in rows)
        for library, count in Counter(row.library for row in rows).items():
            audit.record(self.actor, "library.import", library, after={"factors": count})  # type: ignore[arg-type]

    def _any_library(self, value: values.Library, spot: Spot) -> Library:
        """The agency's own library of that name and version, else the starter's, else a new one."""
        candidates = self._candidates(value)
        return candidates[0] if candidates else self._own_library(value, spot)

    def _own_library(self, value: values.Library, spot: Spot) -> Library:
        candidates = self._candidates(value)
        if candidates and candidates[0].agency_id == self.actor.agency_id:
            return candidates[0]
        row = Library(
            agency_id=self.actor.agency_id,
            name=value.name,
            release=value.version,
            publisher=value.publisher,
            introduction=value.introduction,
            disclosure=value.disclosure,
        )
        check_row(row, spot, self.found, {"release": "version"})
        candidates.insert(0, row)
        if not self.found.blocking:
            row.save()
            audit.record(self.actor, "library.create", row, after={"name": row.name})  # type: ignore[arg-type]
        return row

    def _candidates(self, value: values.Library) -> list[Library]:
        """Visible libraries of that name and version, the agency's own first."""
        identity = (value.name, value.version)
        if identity not in self._libraries:
            rows = Library.objects.visible_to(self.actor).filter(name=value.name, release=value.version)
            own = self.actor.agency_id
            self._libraries[identity] = sorted(rows, key=lambda row: (row.agency_id != own, row.pk))
        return self._libraries[identity]


# The members of the value that hold a factor's columns of other names.
_COLUMNS = {
    "code": "key",
    "composition": "value",
    "gases": "value.gases",
    "unit": "value.unit",
    **{name: f"source.{name}" for name in ("publisher", "document", "table", "licence", "second_hand")},
    **{
        name: f"value.{name}"
        for name in (
            "amount",
            "heating_value",
            "heating_value_unit",
            "carbon_content",
            "carbon_content_unit",
            "oxidation",
        )
    },
}


def _own_collection() -> values.Library:
    return values.Library(key="-", name=OWN_COLLECTION)


def _told(value: values.Factor) -> values.Factor:
    """What the factor says by itself, without its names in this study."""
    told: dict[str, Any] = {"key": "-", "library": None, "proxy_for": "", "disclosure": "open"}
    if isinstance(value.value, values.GasesValue):
        gases = tuple(sorted(value.value.gases, key=lambda gas: gas.symbol))
        told["value"] = value.value.model_copy(update={"gases": gases})
    return value.model_copy(update=told)


def _value_columns(value: values.FactorValue) -> dict[str, Any]:
    match value:
        case values.StatedValue():
            return {"form": Factor.Form.STATED, "amount": value.amount, "unit": value.unit}
        case values.FuelValue():
            return {"form": Factor.Form.FUEL, **value.model_dump(exclude={"kind"})}
        case values.GasesValue():
            gases = {gas.symbol: format(gas.kilograms, "f") for gas in value.gases}
            return {"form": Factor.Form.GASES, "gases": gases, "unit": value.per}
        case values.MixValue() | values.TransportValue():
            composition = value.model_dump(mode="json")
            return {"form": value.kind, "unit": telling.result_unit(value), "composition": composition}
