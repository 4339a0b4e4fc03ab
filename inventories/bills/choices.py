"""What a person says of a bill: sheet, columns, how figures are read, where the lines go; kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from inventories.bom.model import Choices, Key, Leaves

# What is remembered for the next file of the same heads; the rest is said of one file in one study.
REMEMBERED = (
    "columns", "scrap_of", "in_percent", "per_top", "unit", "mass_unit", "keep_pieces", "keep_loss", "leaves", "depth",
)  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """``columns``: head to key. ``stage``: the number of the stage for new lines. The others as ``bom.model.Choices``."""

    sheet: str = ""
    head: int = 0
    stage: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    scrap_of: str = "input"
    in_percent: bool = False
    per_top: bool = False
    unit: str = ""
    mass_unit: str = ""
    keep_pieces: bool = False
    keep_loss: bool = True
    leaves: str = Leaves.LOWEST.value
    depth: int = 1
    top: str = ""
    multiple: str = "1"

    @property
    def reckoned(self) -> Choices:
        """What the reckoning needs of it."""
        return Choices(
            scrap_of=self.scrap_of,
            in_percent=self.in_percent,
            per_top=self.per_top,
            unit=self.unit,
            mass_unit=self.mass_unit,
            keep_pieces=self.keep_pieces,
            keep_loss=self.keep_loss,
            leaves=Leaves(self.leaves),
            depth=self.depth,
            top=self.top,
            multiple=Decimal(self.multiple),
        )

    def key_of(self, head: str) -> Key | None:
        """What the column under a head is."""
        key = self.columns.get(head, "")
        return Key(key) if key else None

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    def remembered(self) -> dict[str, Any]:
        """What is offered for the next file of the same heads."""
        return {name: value for name, value in asdict(self).items() if name in REMEMBERED}


def decision_of(kept: Mapping[str, Any]) -> Decision:
    """The other way round."""
    return Decision(**kept)
