"""A bill of 5,000 rows on 8 levels: from the file to the parts, and the parts held against nothing yet.

Measures reading in the confined child process and rolling up. Aim: a few seconds together.
Run: ``.venv/bin/python -m benchmarks.bill_of_materials``.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from inventories.bills.asking import read_bill
from inventories.bom import heads
from inventories.bom.bill import roll
from inventories.bom.model import Choices, Key

ROWS, LEVELS, DIFFERENT = 5_000, 8, 900
HEADS = ("层级", "物料编码", "物料名称", "用量", "单位", "单重(g)", "损耗率(%)")


def rows() -> Iterator[tuple[object, ...]]:
    """Levels go up and down as in a real bill; parts repeat under many assemblies."""
    chance = random.Random(7)  # noqa: S311 - the same bill every time
    levels = [0]
    while len(levels) < ROWS:
        levels.append(chance.randint(max(1, levels[-1] - 2), min(LEVELS, levels[-1] + 1)))
    for at, level in enumerate(levels):
        if at + 1 < ROWS and levels[at + 1] > level:
            yield f"{'.' * level}{level}", f"A-{at}", f"部件 {at}", chance.randint(1, 3), "EA", "", ""
        else:
            part = chance.randrange(DIFFERENT)
            quantity, mass = chance.randint(1, 12), 5 + part / 4
            yield f"{'.' * level}{level}", f"S-{part}", f"零件 {part}", str(quantity), "PCS", mass, 2


def main() -> None:
    """Print the times."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bill.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet("BOM")
            for number, cells in enumerate((HEADS, *rows())):
                sheet.write_row(number, 0, cells)
        started = time.perf_counter()
        [read] = read_bill(path, "bill.xlsx")
        seconds_read = time.perf_counter() - started
    keys = [
        Key(heads.suggest(read.heads, [line.cells for line in read.lines[:200]])[head]) for head in read.heads
    ]
    units = {key: unit for key, head in zip(keys, read.heads, strict=True) if (unit := heads.head_unit(head))}
    started = time.perf_counter()
    _tree, rolled = roll(
        [(line.number, dict(zip(keys, line.cells, strict=False))) for line in read.lines], units, Choices()
    )
    seconds_rolled = time.perf_counter() - started
    ways = sum(len(leaf.sentences) for leaf in rolled.leaves)
    sys.stdout.write(
        f"{len(read.lines)} rows read in {seconds_read:.2f} s; {len(rolled.leaves)} parts by {ways} ways "
        f"rolled up in {seconds_rolled:.2f} s; {len(rolled.problems)} problems\n"
    )


if __name__ == "__main__":
    main()
