"""Reading and marking a stranger's workbook in a child process with little memory, little time and no Django."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from factors.importers.sandbox import Bounds, answer_of
from inventories.workbook import child
from inventories.workbook.contract import Reading, load

CHILD = "inventories.workbook.child"
BOUNDS = Bounds()


def read_workbook(path: Path, name: str, *, bounds: Bounds = BOUNDS) -> Reading:
    """Everything that the workbook says. Raises ``Refused``."""
    return load(answer_of(CHILD, path, name, {"action": child.READ}, bounds))


def mark_workbook(
    path: Path,
    name: str,
    marks: Sequence[tuple[str, str, str, str]],
    remarks: Sequence[Sequence[str]],
    *,
    bounds: Bounds = BOUNDS,
) -> bytes:
    """The same workbook with its cells marked. ``marks``: sheet, cell, kind, what is said; ``remarks``: for a list.

    Raises ``Refused``.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "marked.xlsx"
        request = {
            "action": child.MARK,
            "marks": list(marks),
            "remarks": list(remarks),
            "target": str(target),
        }
        answer_of(CHILD, path, name, request, bounds)
        return target.read_bytes()
