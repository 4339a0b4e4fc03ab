"""A composition as a row keeps it: the JSON of a mix or a lorry, read strictly."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import ValidationError

from factors.values.mix import MixValue, mix_troubles
from factors.values.transport import TransportValue, transport_troubles
from factors.values.troubles import Trouble

Composite = MixValue | TransportValue
_KINDS: Mapping[str, type[MixValue] | type[TransportValue]] = {
    "mix": MixValue,
    "transport": TransportValue,
}


class Malformed(ValueError):
    """What is there is no composition; the message says where and why, in Chinese."""


def read_composition(form: str, data: object) -> Composite:
    """The value that ``data`` holds. ``form``: ``mix`` or ``transport``. Raises ``Malformed``."""
    try:
        return _KINDS[form].model_validate_json(json.dumps(data))
    except ValidationError as error:
        raise Malformed("；".join(_sentence(detail) for detail in error.errors())) from error


def troubles(value: Composite) -> list[Trouble]:
    """Everything that is wrong with the composition or wants a look."""
    return mix_troubles(value) if isinstance(value, MixValue) else transport_troubles(value)


def _sentence(detail: object) -> str:
    members: dict[str, object] = dict(detail)  # type: ignore[call-overload]
    location = members["loc"]
    path = ".".join(map(str, location)) if isinstance(location, tuple) else ""
    return f"{path}：{members['msg']}"
