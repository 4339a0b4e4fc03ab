"""The factors that a study uses, their libraries and its characterisation factors, as values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any, cast

from django.utils.translation import gettext as _

from factors.models import Factor, FactorComponent, GwpValue, Library
from inventories import models
from inventories.assembly.building import Builder
from inventories.assembly.rows import InventoryRows
from inventories.footprint import values
from inventories.footprint.disclosure import strictest
from inventories.footprint.findings import Spot

# Factors that an agency keeps outside any published library; in the value they have no library.
OWN_COLLECTION = "本机构自建因子"
KEY_LENGTH = 70
COMPOSED = frozenset({Factor.Form.MIX, Factor.Form.TRANSPORT})


class Keys:
    """Deterministic keys from names: shortened, and numbered where two would be the same."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, name: str) -> str:
        """``name``, or ``name~2``, ``name~3`` … for the second, third of the same name."""
        stem = name.strip()[:KEY_LENGTH] or "-"
        key, number = stem, 1
        while key in self._taken:
            number += 1
            key = f"{stem}~{number}"
        self._taken.add(key)
        return key


class UsedFactors:
    """Gives the lines keys of the factors that they use, in the order of first use.

    A factor that stands in for one material here and for another there is two entries of the value.
    """

    def __init__(self, rows: Iterable[Factor]) -> None:
        self._rows = {row.pk: row for row in rows}
        self._keys: dict[tuple[int, str], str] = {}
        self._names = Keys()

    def key(self, pk: int | None, proxy_for: str) -> str | None:
        """The key under which a line names its factor; ``None`` for a factor not chosen yet."""
        if pk is None:
            return None
        use = (pk, proxy_for)
        if use not in self._keys:
            self._keys[use] = self._names.take(self._rows[pk].code)
        return self._keys[use]

    @property
    def uses(self) -> Iterable[tuple[str, Factor, str]]:
        """Key, row and what the factor stands in for, of every use so far."""
        return ((key, self._rows[pk], proxy_for) for (pk, proxy_for), key in self._keys.items())


def used_by(rows: InventoryRows) -> UsedFactors:
    """The factors of lines and legs, in one query."""
    of_legs = (leg.factor_id for legs in rows.legs.values() for leg in legs)
    chosen = {pk for pk in chain((line.factor_id for line in rows.lines), of_legs) if pk is not None}
    return UsedFactors(Factor.objects.select_related("library").filter(pk__in=chosen))


def factors(
    used: UsedFactors, listed: Sequence[Library], builder: Builder
) -> tuple[tuple[values.Factor, ...], tuple[values.Library, ...]]:
    """The factors in use, and their libraries with the ``listed`` ones, by name."""
    uses = list(used.uses)
    libraries = {library.pk: library for library in (*listed, *(row.library for _key, row, _proxy in uses))}
    named = [library for library in libraries.values() if not is_own_collection(library)]
    named.sort(key=lambda library: (library.name, library.release, library.pk))
    names = Keys()
    keys = {library.pk: names.take(str(library)) for library in named}
    made_of = _disclosure_of_parts(uses)
    members = (
        (
            row.name,
            {
                **factor_members(row),
                "key": key,
                "library": keys.get(row.library_id),
                "proxy_for": proxy,
                "disclosure": made_of.get(row.pk, "open"),
            },
        )
        for key, row, proxy in uses
    )
    return (
        builder.make_all(values.Factor, "factors", members),
        builder.make_all(
            values.Library, "libraries", ((row.name, _library_members(row, keys[row.pk])) for row in named)
        ),
    )


def _disclosure_of_parts(uses: Iterable[tuple[str, Factor, str]]) -> dict[int, values.DisclosureLevel]:
    """By composite factor, the strictest that the libraries of its parts ask for."""
    composites = {row.pk for _key, row, _proxy in uses if row.form in COMPOSED}
    if not composites:
        return {}
    parts = FactorComponent.objects.filter(composite__in=composites)
    levels: dict[int, values.DisclosureLevel] = {}
    for pk, level in parts.values_list("composite_id", "component__library__disclosure"):
        levels[pk] = strictest([levels.get(pk, "open"), cast("values.DisclosureLevel", level)])
    return levels


def is_own_collection(library: Library) -> bool:
    """Whether the library is the agency's own loose collection, which no report names as a database.

    One whose figures are not for everybody is named: what is left out of a report has its source there.
    """
    loose = library.agency_id is not None and library.name == OWN_COLLECTION
    return loose and library.disclosure == Library.Disclosure.OPEN


def _library_members(row: Library, key: str) -> dict[str, Any]:
    return {
        "key": key,
        "name": row.name,
        "version": row.release,
        "publisher": row.publisher,
        "introduction": row.introduction,
        "disclosure": row.disclosure,
    }


def factor_members(row: Factor) -> dict[str, Any]:
    """What a factor says by itself: all members of the value but key, library and what it stands in for."""
    return {
        "name": row.name,
        "value": _value_members(row),
        "kind": row.kind,
        "region": row.region,
        "year": row.year,
        "boundary": row.boundary,
        "gwp_set": row.gwp_set,
        "source": {
            "publisher": row.publisher,
            "document": row.document,
            "table": row.table,
            "licence": row.licence,
            "second_hand": row.second_hand,
        },
    }


def _value_members(row: Factor) -> Any:
    if row.form in COMPOSED:
        return row.composite
    if row.form == Factor.Form.STATED:
        return {"kind": "stated", "amount": row.amount, "unit": row.unit}
    if row.form == Factor.Form.GASES:
        # Sorted, because PostgreSQL does not keep the order of a JSON object's members.
        gases = tuple({"symbol": symbol, "kilograms": amount} for symbol, amount in sorted(row.gases.items()))
        return {"kind": "gases", "gases": gases, "per": row.unit}
    return {
        "kind": "fuel",
        "heating_value": row.heating_value,
        "heating_value_unit": row.heating_value_unit,
        "carbon_content": row.carbon_content,
        "carbon_content_unit": row.carbon_content_unit,
        "oxidation": row.oxidation,
    }


def gwp_set(study: models.Study, in_use: Iterable[values.Factor], builder: Builder) -> values.GwpSet | None:
    """The study's set with the gases that the report lists and those that factors given by gas are made of."""
    row = study.gwp_set
    gases: list[tuple[str, str, Decimal | None]] = list(
        GwpValue.objects.filter(gwp_set=row).values_list("symbol", "name", "value")
    )
    listed = set(study.gwp_symbols) or {symbol for symbol, _name, _value in gases}
    for symbol in sorted(listed - {symbol for symbol, _name, _value in gases}):
        builder.found.error(
            "unknown_gas",
            Spot("gwp_set.values", row.name),
            _("报告列出的气体“%(gas)s”不在特征化因子集“%(set)s”中。") % {"gas": symbol, "set": row.name},
            _("请在“目标与范围”中更正气体符号，或改选特征化因子集。"),
        )
    needed = listed | {
        gas.symbol
        for factor in in_use
        if isinstance(factor.value, values.GasesValue)
        for gas in factor.value.gases
    }
    members = (
        (name, {"symbol": symbol, "name": name, "value": value})
        for symbol, name, value in gases
        if symbol in needed
    )
    return builder.make(
        values.GwpSet,
        Spot("gwp_set", row.name),
        {
            "name": row.name,
            "source": row.source,
            "horizon_years": row.horizon_years,
            "values": builder.make_all(values.Gwp, "gwp_set.values", members),
        },
    )
