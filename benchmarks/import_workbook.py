"""How long a person waits for a data-collection workbook of 50,000 rows: made, read, compared, shown, written.

Run from the project's folder: ``.venv/bin/python -m benchmarks.import_workbook [ROWS]``. A database of its own is made
beside the installation's (``DATABASE_URL``: SQLite or PostgreSQL) and taken away again. Aim: under 20 seconds from the
upload to the preview, on two cores.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from pathlib import Path

import django
import xlsxwriter

from benchmarks.import_library import own_database, timed

HEAD = (
    "工序",
    "物料编码",
    "物料名称",
    "规格/材质",
    "供应商",
    "期间总用量（kg）",
    "对应产量",
    "产量单位",
    "数据类型",
    "数据来源",
    "佐证文件",
    "批次",
)


def workbook(path: Path, rows: int) -> bytes:
    """An invented bill of materials with a total, a column of the client's own, and amounts written as people do."""
    dice = random.Random(7)  # noqa: S311 - invented figures, no secret
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("原辅料")
        sheet.write_row(0, 0, HEAD)
        for number in range(1, rows + 1):
            amount = dice.randint(1, 10**7) / 1000
            written = f"{amount:,.3f} 千克" if number % 10 == 0 else amount
            sheet.write_row(
                number,
                0,
                (
                    "装配",
                    f"M{number:06d}",
                    f"零件 {number}",
                    "Q235",
                    "示范供应商",
                    written,
                    120000,
                    "件",
                    "初级数据",
                    "ERP",
                    "台账",
                    f"B{number % 40}",
                ),
            )
        sheet.write_row(rows + 1, 0, ("合计",))
    return path.read_bytes()


def main(rows: int) -> None:
    """The whole way, step by step."""
    from inventories.services import workbooks
    from inventories.unfold import unfold
    from tests.golden.cases import load
    from tests.inventories.workbook.returning import fresh, work
    from tests.people import make_people

    consultant = make_people().consultant
    study = unfold(consultant, load("brake"))
    with tempfile.TemporaryDirectory() as folder:
        data = workbook(Path(folder) / "workbook.xlsx", rows)
    sys.stdout.write(f"{rows} rows, {len(data) / 1024 / 1024:.1f} MB\n")
    filled = workbooks.upload(consultant, study, "收集表.xlsx", data)
    timed("read, compare, keep preview", work)
    filled = fresh(filled)
    sys.stdout.write(f"{filled.get_state_display()} {filled.refusal} {filled.counts}\n")
    workbooks.apply(consultant, filled, filled.version)
    timed("write", work)
    filled = fresh(filled)
    sys.stdout.write(f"{filled.get_state_display()} {filled.refusal} {study.lines.count()} lines\n")
    timed("make again", lambda: workbooks.issue(consultant, study))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcf_project.settings")
    django.setup()
    with own_database():
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
