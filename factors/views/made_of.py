"""What a factor's page tells of a number that is reckoned: the parts of a composite, a factor by gas under each GWP set."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from factors import telling
from factors.derivation import Characterised, characterised
from factors.models import Factor, GwpSet
from factors.values import Component, MixValue, TransportValue, mix_terms, troubles, warnings
from factors.values.transport import LOADS, PHASES
from factors.values.troubles import digits


@dataclass(frozen=True, slots=True)
class Part:
    """One part for the page. ``origin``: the factor that it was taken from, where the reader may see it."""

    name: str
    counted: str
    share: str
    component: Component
    origin: Factor | None
    told: str = ""


def made_of(actor: User, factor: Factor) -> dict[str, object]:
    """For the page of a composite factor: its parts, the steps, the result; empty for others."""
    value = factor.composite
    if value is None:
        return {}
    links = dict(factor.components.values_list("place", "component_id"))
    seen = Factor.objects.visible_to(actor).select_related("library").in_bulk(links.values())
    origins = {place: seen[pk] for place, pk in links.items() if pk in seen}
    parts = _of_mix(value, origins) if isinstance(value, MixValue) else _of_lorry(value, origins)
    return {
        "composite": value,
        "is_mix": isinstance(value, MixValue),
        "composite_parts": parts,
        "composite_steps": telling.steps(value),
        "composite_result": telling.result(value),
        "composite_doubts": warnings(troubles(value)),
    }


def _of_mix(value: MixValue, origins: dict[int, Factor]) -> list[Part]:
    shares = telling.share_texts(value)
    return [
        Part(
            term.part.name,
            f"{digits(term.counted)} {value.unit}",
            share,
            term.part.factor,
            origins.get(place),
            "；".join(filter(None, (term.part.certificates, term.part.note))),
        )
        for place, (term, share) in enumerate(zip(mix_terms(value), shares, strict=True))
    ]


def _of_lorry(value: TransportValue, origins: dict[int, Factor]) -> list[Part]:
    return [
        Part(f"{LOADS[part.load]}，{PHASES[part.phase]}", "", "", part.factor, origins.get(place))
        for place, part in enumerate(value.parts)
    ]


def by_gwp_set(actor: User, factor: Factor) -> list[Characterised]:
    """For the page of a factor by gas: what the newest release of each GWP set in sight makes of it."""
    if factor.form != Factor.Form.GASES:
        return []
    rows = (
        GwpSet.objects.visible_to(actor).order_by("name", "agency_id", "release").prefetch_related("values")
    )
    newest = {(row.name, row.agency_id): row for row in rows}
    return [characterised(factor, row) for row in newest.values()]
