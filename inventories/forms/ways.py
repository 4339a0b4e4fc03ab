"""What the page says of a leg's distance: how it was calculated, that it was typed, what the table offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from inventories.distances import NoWay, Way, between, told
from inventories.models import TransportLeg


@dataclass(frozen=True)
class WayNote:
    """``kind``: ``table`` the distance is that of its places; ``other`` it was taken for other places; ``typed``
    by hand; ``empty`` there is none yet.

    ``taken``: how the distance in the box came about; ``offered``: what the table has for the places, with its
    arithmetic, where that is something else; ``unclear``: why it has nothing.
    """

    kind: Literal["table", "other", "typed", "empty"]
    taken: str = ""
    offer: Way | None = None
    offered: str = ""
    unclear: tuple[NoWay, ...] = ()


def way_note(values: Mapping[str, Any], saved: TransportLeg | None = None) -> WayNote | None:
    """The note on a leg with these ``values``; ``saved``: as it would be saved. ``None``: there is nothing to say."""
    origin, destination = values.get("origin") or "", values.get("destination") or ""
    if values.get("tonne_km") is not None or not (origin and destination):
        return None
    found = between(origin, destination, values.get("mode") or "")
    offer = found if isinstance(found, Way) else None
    unclear = found if not isinstance(found, Way) else ()
    taken = _taken(values) if saved is None else _taken(vars(saved))
    if values.get("distance_km") is None:
        return WayNote("empty", offer=offer, offered=told(offer) if offer else "", unclear=unclear)
    if taken is None:
        return WayNote("typed", offer=offer, offered=told(offer) if offer else "", unclear=unclear)
    if offer is not None and (taken.origin, taken.destination) == (offer.origin, offer.destination):
        return WayNote("table", taken=told(taken))
    return WayNote("other", told(taken), offer, told(offer) if offer else "", unclear)


def _taken(leg: Mapping[str, Any]) -> Way | None:
    if leg.get("straight_km") is None or leg.get("detour") is None or not leg.get("route_origin"):
        return None
    return Way(
        leg["route_origin"], leg["route_destination"], leg["straight_km"], leg["detour"], leg["route_source"]
    )
