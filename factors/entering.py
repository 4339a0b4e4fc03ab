"""Composite factors as they are entered: from the boxes of a page to a draft, and what is wrong back to the boxes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import pydantic
from django.utils.translation import gettext as _

from accounts.models import User
from factors.forms.composites import ROLES, AmountsForm, FigureForm, MixPartSet, VehicleForm, told_errors
from factors.models import Factor
from factors.services import Draft
from factors.values import (
    Composite,
    FactorKind,
    MixPart,
    MixValue,
    TransportValue,
    Trouble,
    VehiclePart,
    errors,
    troubles,
    warnings,
)
from factors.values.transport import LOADS, PHASES, Load, Phase

Data = Mapping[str, Any] | None
# The parts that a new mix is asked for; what stays blank is left out.
FIRST_PARTS = ("grid", "green", "own", "delivery")


class Entry(ABC):
    """A composition in its boxes. ``general``: what is wrong as a whole; ``doubts``: what wants a look."""

    template: ClassVar[str]
    preview: ClassVar[str]

    def __init__(self) -> None:
        self.general: list[Trouble] = []
        self.doubts: list[Trouble] = []

    @cached_property
    def draft(self) -> Draft | None:
        """What was entered, looked at once; ``None`` when something stands in the way, which then is at its box or in ``general``."""
        made = self._made()
        if made is None:
            return None
        found = troubles(made.value)
        self.doubts = warnings(found)
        self.general = [trouble for trouble in errors(found) if not self._placed(trouble)]
        return None if errors(found) else made

    def look(self) -> None:
        """Put what is wrong at its boxes now, for a page that shows them."""
        self.sentences()

    def sentences(self) -> list[str]:
        """Everything that stands in the way, in one list."""
        if self.draft is not None:
            return []
        return [*self._box_errors(), *(f"{trouble.reason}{trouble.remedy}" for trouble in self.general)]

    @property
    @abstractmethod
    def is_blank(self) -> bool:
        """Whether nothing was entered yet."""

    @abstractmethod
    def _made(self) -> Draft | None:
        """The boxes as a draft; ``None`` when they cannot be read or are not complete."""

    @abstractmethod
    def _placed(self, trouble: Trouble) -> bool:
        """Put the trouble at the box it is about; whether there is one."""

    @abstractmethod
    def _box_errors(self) -> Iterator[str]:
        """The errors of the boxes as sentences."""


class MixEntry(Entry):
    """An electricity mix: one form for each part."""

    template = "factors/_mix.html"
    preview = "factors:mix_preview"

    def __init__(self, actor: User, data: Data, saved: MixValue | None, origins: Mapping[int, int]) -> None:
        super().__init__()
        first = [{"role": role, "name": ROLES[role]} for role in FIRST_PARTS]
        initial = (
            first if saved is None else [_boxes(part, origins.get(n)) for n, part in enumerate(saved.parts)]
        )
        self.amounts = AmountsForm(data, initial={"amount_unit": saved.unit if saved is not None else "kWh"})
        self.parts = MixPartSet(actor, data, initial=None if data is not None else initial)

    def _made(self) -> Draft | None:
        readable = self.amounts.is_valid() and self.parts.is_valid()
        parts = [form.part() for form in self.parts.entered] if readable else []
        complete = [part for part in parts if part is not None]
        if readable and not parts:
            self.general = [_nothing()]
        if not complete or len(complete) < len(parts):
            return None
        value = MixValue(unit=self.amounts.cleaned_data["amount_unit"], parts=tuple(complete))
        return Draft(value, tuple(form.origin for form in self.parts.entered))

    @property
    def is_blank(self) -> bool:
        return self.parts.is_valid() and not self.parts.entered

    def _placed(self, trouble: Trouble) -> bool:
        return self.parts.place(trouble)

    def _box_errors(self) -> Iterator[str]:
        yield from told_errors(self.amounts)
        yield from map(str, self.parts.non_form_errors())
        for form in self.parts.forms:
            name = form.cleaned_data.get("name") if hasattr(form, "cleaned_data") else ""
            for sentence in told_errors(form):
                yield f"{name or _('组成')}，{sentence}"


def _nothing() -> Trouble:
    return Trouble("mix_empty", "parts", _("还没有填写任何电量。"), _("请至少填写一项的电量和因子。"))


def _boxes(part: MixPart, origin: int | None) -> dict[str, Any]:
    told = {name: getattr(part, name) for name in ("role", "name", "amount", "sold", "certificates", "note")}
    return {**told, "instrument": part.instrument or "", **_figure(part.factor, origin)}


def _figure(component: Any, origin: int | None) -> dict[str, Any]:
    """The boxes of a component: the factor it was taken from, or the figure that was typed."""
    if origin is not None:
        return {"factor": origin}
    return {
        "figure": component.amount,
        "figure_unit": component.unit,
        "figure_source": component.source.document,
        "figure_year": component.year,
    }


class TransportEntry(Entry):
    """A lorry: its load and way back, and what it emits per kilometre, empty and full."""

    template = "factors/_transport.html"
    preview = "factors:transport_preview"
    # Which figures are asked for under each choice of phases.
    ASKED: ClassVar[Mapping[str, Sequence[Phase]]] = {
        "wtw": ("wtw",),
        "split": ("ttw", "wtt"),
        "ttw": ("ttw",),
    }

    def __init__(
        self, actor: User, data: Data, saved: TransportValue | None, origins: Mapping[int, int]
    ) -> None:
        super().__init__()
        self.vehicle = VehicleForm(data, initial=_vehicle(saved))
        parts = saved.parts if saved is not None else ()
        known = {
            (part.load, part.phase != "wtt"): _figure(part.factor, origins.get(place))
            for place, part in enumerate(parts)
        }
        common: dict[str, Any] = {"actor": actor, "unit": "km", "typed_unit": "kgCO2e/km"}
        self.figures: dict[tuple[Load, bool], FigureForm] = {
            (load, driving): FigureForm(
                data,
                initial=known.get((load, driving)),
                prefix=f"{load}-{'driving' if driving else 'supply'}",
                **common,
            )
            for load in LOADS
            for driving in (True, False)
        }
        self._order: list[FigureForm] = []

    @property
    def rows(self) -> list[tuple[str, FigureForm, FigureForm]]:
        """For the page: empty and full, each with its driving figure and that of fuel supply."""
        return [(LOADS[load], self.figures[load, True], self.figures[load, False]) for load in LOADS]

    def _made(self) -> Draft | None:
        if not self.vehicle.is_valid():
            return None
        asked = [
            (load, phase, self.figures[load, phase != "wtt"])
            for load in LOADS
            for phase in self.ASKED[self.vehicle.cleaned_data["phase"]]
        ]
        self._order = [form for _load, _phase, form in asked]
        parts = [_vehicle_part(load, phase, form) for load, phase, form in asked]
        complete = [part for part in parts if part is not None]
        if len(complete) < len(parts):
            return None
        return self._value(tuple(complete))

    @property
    def is_blank(self) -> bool:
        return not any(self.vehicle[name].value() for name in self.vehicle.fields if name != "phase")

    def _value(self, parts: tuple[VehiclePart, ...]) -> Draft | None:
        figures = {name: value for name, value in self.vehicle.cleaned_data.items() if name != "phase"}
        try:
            value = TransportValue(parts=parts, **figures)
        except pydantic.ValidationError as error:
            for detail in error.errors():
                self.vehicle.add_error(str(detail["loc"][0]), detail["msg"])
            return None
        return Draft(value, tuple(form.origin for form in self._order))

    def _placed(self, trouble: Trouble) -> bool:
        member, _dot, rest = trouble.path.partition(".")
        if member in self.vehicle.fields:
            self.vehicle.add_error(member, f"{trouble.reason}{trouble.remedy}")
            return True
        if not member.startswith("parts["):
            return False
        form = self._order[int(member.removeprefix("parts[").rstrip("]"))]
        form.refuse(rest.removeprefix("factor").lstrip("."), trouble)
        return True

    def _box_errors(self) -> Iterator[str]:
        yield from told_errors(self.vehicle)
        for load, driving in self.figures:
            form = self.figures[load, driving]
            if form in self._order:
                for sentence in told_errors(form):
                    yield f"{LOADS[load]}，{sentence}"


def _vehicle(saved: TransportValue | None) -> dict[str, Any]:
    if saved is None:
        return {"phase": "wtw"}
    phases = {part.phase for part in saved.parts}
    phase = "wtw" if phases == {"wtw"} else "ttw" if phases == {"ttw"} else "split"
    return {**saved.model_dump(exclude={"kind", "parts"}), "phase": phase}


def _vehicle_part(load: Load, phase: Phase, form: FigureForm) -> VehiclePart | None:
    if not form.is_valid():
        return None
    kind: FactorKind = "combustion" if phase == "ttw" else "footprint"
    factor = form.component(f"{LOADS[load]}，{PHASES[phase]}", kind)
    return None if factor is None else VehiclePart(load=load, phase=phase, factor=factor)


def entry_of(actor: User, form: str, data: Data, saved: Factor | None = None) -> Entry:
    """The boxes of a new mix or lorry, or of the next release of ``saved``."""
    value: Composite | None = saved.composite if saved is not None else None
    links = saved.components.values_list("place", "component_id") if saved is not None else ()
    origins = dict(links)
    if form == Factor.Form.MIX:
        return MixEntry(actor, data, value if isinstance(value, MixValue) else None, origins)
    return TransportEntry(actor, data, value if isinstance(value, TransportValue) else None, origins)
