"""Making values of rows: what a value cannot express becomes a finding instead of an exception."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from pydantic import ValidationError

from inventories.footprint.base import Value
from inventories.footprint.findings import Found, Spot

Made = TypeVar("Made", bound=Value)


class Builder:
    """Builds values and keeps what stood in the way, all of it."""

    def __init__(self) -> None:
        self.found = Found()

    def make(self, kind: type[Made], spot: Spot, members: Mapping[str, Any]) -> Made | None:
        """The value, or ``None`` after reporting every member that it cannot hold."""
        try:
            return kind.model_validate(members)
        except ValidationError as error:
            for detail in error.errors():
                self._report(spot, detail)
            return None

    def make_all(
        self, kind: type[Made], path: str, rows: Iterable[tuple[str, Mapping[str, Any]]]
    ) -> tuple[Made, ...]:
        """The values of named rows that can be made; the places of the others are ``path[0]``, ``path[1]`` …"""
        made = (
            self.make(kind, Spot(f"{path}[{index}]", name), members)
            for index, (name, members) in enumerate(rows)
        )
        return tuple(value for value in made if value is not None)

    def _report(self, spot: Spot, detail: Any) -> None:
        at = spot
        for part in detail["loc"]:
            at = Spot(f"{at.path}[{part}]", at.name) if isinstance(part, int) else at.at(part)
        self.found.error("value", at, _reason(detail), _("请更正后再试。"))


def _reason(detail: Any) -> str:
    """Why a member cannot hold what the row says; errors of our own types are in Chinese already."""
    context: dict[str, int] = detail.get("ctx", {})
    match detail["type"]:
        case "string_too_short":
            return _("没有填写。")
        case "string_too_long":
            return _("过长，最多 %d 个字符。") % context["max_length"]
        case "greater_than_equal":
            return _("不能小于 %s。") % context["ge"]
        case "less_than_equal":
            return _("不能大于 %s。") % context["le"]
        case "literal_error" | "model_type" | "missing":
            return _("内容不在允许的范围内。")
        case _:
            return str(detail["msg"])
