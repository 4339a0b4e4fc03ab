"""How long it takes to look at and to read a foreign library of 50,000 rows, each in its confined child process.

Run from the project's folder: ``.venv/bin/python -m benchmarks.import_readers [ROWS]``. The files are made up in a
temporary folder. Aim: look and read together within about 5 seconds on two cores.
"""

from __future__ import annotations

import csv
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter

from factors.importers.sandbox import inspect_file, read_file

Row = list[str | float]
SHEET_HEAD: Row = [
    "因子名称",
    "英文名称",
    "排放因子",
    "单位",
    "地区",
    "数据年份",
    "核算边界",
    "数据来源",
    "备注",
]
CPCD_HEAD: Row = ["产品ID", "产品名称", "核算边界", "碳足迹", "企业名称", "数据年份", "数据类型", "是否低碳"]
DEFRA_HEAD: Row = [
    *("ID", "Scope", "Level 1", "Level 2", "Level 3", "Level 4", "Column Text", "UOM", "GHG/Unit"),
    "GHG Conversion Factor 2025",
]
INDICATORS = 250


def sheet_rows(count: int) -> Iterator[Row]:
    """A consultant's own list."""
    yield SHEET_HEAD
    for number in range(count):
        value = round(random.uniform(0.001, 30), 4)  # noqa: S311 - figures to read, no secret
        yield [
            f"示例材料 {number}",
            f"sample material {number}",
            value,
            "kgCO2e/kg",
            "中国",
            "2023",
            "摇篮到大门",
            "示例文献",
            "",
        ]


def cpcd_rows(count: int) -> Iterator[Row]:
    """An export of CPCD."""
    yield CPCD_HEAD
    for number in range(count):
        yield [
            f"A{number:07d}",
            f"示例产品 {number}",
            "摇篮到大门",
            f"{number / 1000}kgCO2e / 千克",
            "-",
            "2023",
            "核心数据库",
            "否",
        ]


def defra_rows(count: int) -> Iterator[Row]:
    """The flat file: a total and three parts for each factor."""
    yield DEFRA_HEAD
    parts = ("kg CO2e", *(f"kg CO2e of {gas} per unit" for gas in ("CO2", "CH4", "N2O")))
    for number in range(count // 4):
        for place, part in enumerate(parts, start=1):
            yield [
                f"27_1_{number}_14_{place}",
                "Scope 3",
                "Freighting goods",
                "Vans",
                f"Class {number}",
                "",
                "Diesel",
                "tonne.km",
                part,
                number / 7,
            ]


def ecoinvent_rows(count: int) -> Iterator[Row]:
    """Results of ``INDICATORS`` indicators, one of them wanted."""
    pad: Row = [""] * 5
    names = [f"climate change {number}" for number in range(INDICATORS)]
    yield [*pad, *["IPCC 2021"] * INDICATORS]
    yield [*pad, *names]
    yield [*pad, *["global warming potential (GWP100)"] * INDICATORS]
    known: Row = [
        "Activity UUID_Product UUID",
        "Activity Name",
        "Geography",
        "Reference Product Name",
        "Reference Product Unit",
    ]
    yield [*known, *["kg CO2-Eq"] * INDICATORS]
    figures: Row = [random.random() for _ in range(INDICATORS)]  # noqa: S311
    for number in range(count):
        yield [
            f"{number:036d}_{number:036d}",
            f"market for sample {number}",
            "GLO",
            f"sample {number}",
            "kg",
            *figures,
        ]


def as_csv(path: Path, rows: Iterator[Row]) -> None:
    """Write rows as UTF-8 text."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def as_workbook(path: Path, rows: Iterator[Row]) -> None:
    """Write rows as a workbook of one sheet."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("LCIA")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def now() -> tuple[float, float]:
    """The clock, and the processor time of this process and its children, which other programs do not lengthen."""
    return time.perf_counter(), sum(os.times()[:4])


def measure(path: Path) -> None:
    """Look, read, and say how long either took."""
    begun = now()
    inspection = inspect_file(path, path.name)
    looked = now()
    choices = {
        one.key: dict(one.mapping) if one.kind == "columns" else one.suggested for one in inspection.choices
    }
    reading = read_file(path, path.name, inspection.format, choices)
    done = now()
    wrong = sum(bool(row.problems) for row in reading.rows)
    size = path.stat().st_size / 1024 / 1024
    sys.stdout.write(
        f"{path.name:28} {size:6.1f} MB {inspection.format:12} {len(reading.rows):6} rows, {wrong} wrong: "
        f"look {looked[0] - begun[0]:5.2f} s, read {done[0] - looked[0]:5.2f} s "
        f"(processor {looked[1] - begun[1]:5.2f} s, {done[1] - looked[1]:5.2f} s)\n"
    )


def main(count: int) -> None:
    """Make the files and measure each."""
    files: dict[str, tuple[Callable[[Path, Iterator[Row]], None], Iterator[Row]]] = {
        "any table.csv": (as_csv, sheet_rows(count)),
        "any table.xlsx": (as_workbook, sheet_rows(count)),
        "CPCD.csv": (as_csv, cpcd_rows(count)),
        "DEFRA flat file.xlsx": (as_workbook, defra_rows(count)),
        "Cut-off LCIA v3.10.xlsx": (as_workbook, ecoinvent_rows(count // 2)),
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, (write, rows) in files.items():
            write(Path(folder) / name, rows)
            measure(Path(folder) / name)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
