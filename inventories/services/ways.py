"""The distance of a leg: from the table of places where none is typed, else as typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from inventories.distances import Way, between, way
from inventories.models import TransportLeg

# What the distance follows from; a change that touches none of them leaves it alone.
_TOUCHED = {"origin", "destination", "mode", "distance_km", "tonne_km", "route_origin", "route_destination"}


def settled(leg: TransportLeg, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is wanted of a leg, completed by where its distance is from.

    ``leg``: as it stands, or a new one. A distance that is missing is taken from the table where both places are
    clear; one that is given stays. It is told to be from the table only where ``route_origin`` and
    ``route_destination`` say so and its figure is theirs, whatever the places are called by now.
    """
    if _TOUCHED.isdisjoint(values):
        return dict(values)
    wanted = {name: values.get(name, getattr(leg, name)) for name in _TOUCHED}
    distance, taken = _distance(leg, wanted)
    return {**values, "distance_km": distance, **_columns(taken)}


def _distance(leg: TransportLeg, wanted: Mapping[str, Any]) -> tuple[Decimal | None, Way | None]:
    distance: Decimal | None = wanted["distance_km"]
    if wanted["tonne_km"] is not None:
        return distance, None
    found = between(wanted["origin"], wanted["destination"], wanted["mode"])
    offered = found if isinstance(found, Way) else None
    if distance is None:
        return (offered.km, offered) if offered is not None else (None, None)
    claimed = _claimed(leg, wanted, offered) if wanted["route_origin"] else ()
    return distance, next((one for one in claimed if one.km == distance), None)


def _claimed(leg: TransportLeg, wanted: Mapping[str, Any], offered: Way | None) -> Iterator[Way]:
    """The ways that the distance may be of: that of its places, that of the places it was taken for, the stored."""
    if offered is not None:
        yield offered
    before = way(wanted["route_origin"], wanted["route_destination"])
    if before is not None:
        yield before
    if leg.straight_km is not None and leg.detour is not None:
        yield Way(leg.route_origin, leg.route_destination, leg.straight_km, leg.detour, leg.route_source)


def _columns(taken: Way | None) -> dict[str, Any]:
    if taken is None:
        nowhere = {"route_origin": "", "route_destination": "", "route_source": ""}
        return {**nowhere, "straight_km": None, "detour": None}
    return {
        "route_origin": taken.origin,
        "route_destination": taken.destination,
        "straight_km": taken.straight_km,
        "detour": taken.detour,
        "route_source": taken.source,
    }
