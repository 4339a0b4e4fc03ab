"""A result for a colleague who may not see every figure that goes into it: nothing from which one of them follows.

While a study is open, whoever may change it could make any sum tell: change an amount, or take another line away, and
look how the sum moves. So of a line with such a factor neither result nor share is shown, nor is any sum that it goes
into; and no share at all, since a known result divided by its share is the total.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from inventories.footprint.disclosure import factors_of
from inventories.footprint.result import Footprint, Printed, PrintedLine
from inventories.footprint.values import Study

# What stands where a result would.
RESTRICTED: Final = "受限"
# Findings that quote sums, or say how far a printed figure is from its exact one.
_QUOTING: Final = frozenset({"rounding_total", "rounding_stage", "rounding_lines"})


@dataclass(frozen=True)
class Restriction:
    """The keys of the lines, and of the stages, whose results are not shown."""

    lines: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.lines)

    def quotes(self, code: str) -> bool:
        """Whether findings of this code tell results that are not shown."""
        return bool(self) and code in _QUOTING

    def texts(self, texts: Mapping[str, PrintedLine]) -> dict[str, PrintedLine]:
        """Printed lines by key, as they may be shown."""
        return {key: self._line(text) for key, text in texts.items()}

    def printed(self, printed: Printed) -> Printed:
        """The printed footprint as it may be shown."""
        stages = tuple(
            stage.model_copy(update={"share": "", **self._figure(stage.key in self.stages)})
            for stage in printed.stages
        )
        lines = tuple(self._line(line) for line in printed.lines)
        told = {"total": RESTRICTED, "total_share": "", "stages": stages, "lines": lines}
        return printed.model_copy(update=told)

    def members(self, footprint: Footprint) -> dict[str, Any]:
        """The exact footprint for JSON; ``None`` for what may not be shown."""
        told = footprint.model_dump(mode="json")
        told["total"] = None
        for stage in told["stages"]:
            stage |= {"share": None} | ({"emission": None} if stage["key"] in self.stages else {})
        for line in told["lines"]:
            line["share"] = None
            if line["key"] in self.lines:
                legs = [{**leg, "factor": None, "emission": None} for leg in line["legs"]]
                line |= {"factor": None, "emission": None, "legs": legs}
        return told

    def _line(self, text: PrintedLine) -> PrintedLine:
        return text.model_copy(update={"share": "", **self._figure(text.key in self.lines)})

    def _figure(self, is_hidden: bool) -> dict[str, str]:
        return {"figure": RESTRICTED} if is_hidden else {}


def restriction(study: Study, hidden: Collection[str]) -> Restriction:
    """What follows from factors (``hidden``, by key) whose values may not be seen."""
    lines = [line for line in study.lines if not set(hidden).isdisjoint(factors_of(line))] if hidden else []
    return Restriction(frozenset(line.key for line in lines), frozenset(line.stage for line in lines))
