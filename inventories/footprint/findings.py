"""Collecting what stands in the way: everything at once, each with its place, reason and way out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from factors.units import UnitError
from inventories.footprint.result import Finding, Place


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the study under construction: its path in the study file and its name for a person.

    The path of the study itself is empty.
    """

    path: str
    name: str

    def at(self, member: str) -> Spot:
        return Spot(f"{self.path}.{member}" if self.path else member, self.name)

    def item(self, member: str, index: int, label: str = "") -> Spot:
        """The entry ``index`` (from 0, as in the file) of the list ``member``."""
        return Spot(f"{self.at(member).path}[{index}]", f"{self.name}，{label}" if label else self.name)

    @property
    def place(self) -> Place:
        return Place(path=self.path, name=self.name)


def finding(
    severity: Literal["error", "warning", "note"], code: str, spot: Spot, reason: str, remedy: str
) -> Finding:
    """One finding; ``reason`` says what is the matter, ``remedy`` what to do."""
    return Finding(severity=severity, code=code, place=spot.place, reason=reason, remedy=remedy)


@dataclass(slots=True)
class Found:
    """The findings so far, in the order in which they were met."""

    findings: list[Finding] = field(default_factory=list)

    def error(self, code: str, spot: Spot, reason: str, remedy: str) -> None:
        self.findings.append(finding("error", code, spot, reason, remedy))

    def warning(self, code: str, spot: Spot, reason: str, remedy: str) -> None:
        self.findings.append(finding("warning", code, spot, reason, remedy))

    def unit_error(self, code: str, spot: Spot, error: UnitError) -> None:
        self.error(code, spot, error.reason, error.remedy)

    @property
    def blocking(self) -> bool:
        return any(found.severity == "error" for found in self.findings)
