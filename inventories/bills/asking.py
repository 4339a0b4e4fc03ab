"""Reading a stranger's bill of materials in a child process with little memory, little time and no Django."""

from __future__ import annotations

from pathlib import Path

from factors.importers.sandbox import Bounds, answer_of
from inventories.bom.contract import ReadSheet, load

CHILD = "inventories.bom.child"
BOUNDS = Bounds()


def read_bill(
    path: Path, name: str, *, sheet: str = "", head: int = 0, bounds: Bounds = BOUNDS
) -> list[ReadSheet]:
    """The sheets of the file, the likeliest first; ``head``: the row of heads of ``sheet``, said by a person.

    Raises ``Refused``.
    """
    return load(answer_of(CHILD, path, name, {"sheet": sheet, "head": head}, bounds))
