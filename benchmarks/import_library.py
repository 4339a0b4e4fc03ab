"""How long a person waits for a library of 50,000 rows: uploaded, read, compared, written, changed, marked up.

Run from the project's folder: ``.venv/bin/python -m benchmarks.import_library [ROWS]``. A database of its own is made
beside the installation's (``DATABASE_URL``: SQLite or PostgreSQL) and taken away again. Aim: under 20 seconds from the
upload to the last factor written, on two cores.
"""

from __future__ import annotations

import csv
import io
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django

HEAD = ["产品ID", "产品名称", "核算边界", "碳足迹", "企业名称", "数据年份", "数据类型", "是否低碳"]
THINGS = (
    ("热轧钢板", 2.3),
    ("电解铝", 16.5),
    ("聚丙烯粒子", 1.9),
    ("瓦楞纸箱", 1.1),
    ("平板玻璃", 1.4),
    ("铜线", 4.2),
)


def export(rows: int, changed: float = 0.0) -> bytes:
    """An export in CPCD's layout of invented materials, whose figures lie about where such figures lie."""
    dice, changes = random.Random(7), random.Random(8)  # noqa: S311 - invented figures, no secret
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEAD)
    for number in range(rows):
        name, usual = THINGS[number % len(THINGS)]
        value = usual * dice.uniform(0.7, 1.4) * (1.1 if changes.random() < changed else 1)
        figure = f"{value:.4f}kgCO2e / 千克"
        year = 2020 + number % 5
        writer.writerow(
            [f"B{number:06d}", f"{name}{number}号", "摇篮到大门", figure, "-", year, "核心数据库", "否"]
        )
    return file.getvalue().encode("utf-8-sig")


@contextmanager
def own_database() -> Iterator[None]:
    """An empty database with the starter library, in the engine of the installation."""
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    with tempfile.TemporaryDirectory() as folder:
        settings.MEDIA_ROOT = Path(folder) / "files"
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "benchmark.sqlite3")
        made = setup_databases(verbosity=0, interactive=False)
        try:
            from factors import starter

            starter.load()
            yield
        finally:
            teardown_databases(made, verbosity=0)


def timed(label: str, act: Callable[[], object]) -> float:
    """Do it, and tell how long it took, and how much of that a processor worked (the reading child included)."""
    start, before = time.perf_counter(), _processor()
    act()
    took = time.perf_counter() - start
    sys.stdout.write(f"  {label:<28} {took:6.2f} s  {_processor() - before:6.2f} s of processor\n")
    return took


def _processor() -> float:
    told = os.times()
    return told.user + told.system + told.children_user + told.children_system


def work() -> None:
    """What a worker does."""
    from jobs.claims import claim_next
    from jobs.execution import execute

    while (claim := claim_next()) is not None:
        execute(claim)


def main(rows: int) -> None:
    """First import, approval, second import with a tenth changed, workbook."""
    from django.db import connection

    from accounts.models import Agency, Role, User
    from factors import services
    from factors.models import FactorImport

    agency = Agency.objects.create(name="测速机构")
    maker, approver = (
        User.objects.create_user(
            f"{name}@example.test", "x", agency=agency, name=name, roles=[Role.CONSULTANT]
        )
        for name in ("maker", "approver")
    )
    sys.stdout.write(f"{connection.vendor}, {rows:,} rows\n")
    import_once(maker, export(rows), "first import, all new")
    first = FactorImport.objects.get()
    timed("(approve all)", lambda: services.approve_all(approver, first.factors))
    import_once(maker, export(rows, changed=0.1), "again, a tenth changed", first)


def import_once(actor: object, data: bytes, label: str, into: object = None) -> None:
    """One import from the bytes to the factors, step by step."""
    from accounts.models import User
    from factors.imports import workbook
    from factors.models import FactorImport
    from factors.services import imports

    assert isinstance(actor, User)  # noqa: S101 - for the type checker: the apps are loaded late
    library = into.library if isinstance(into, FactorImport) else None

    def newest() -> FactorImport:
        return FactorImport.objects.select_related("library", "agency", "proposed_by").latest("pk")

    def choose() -> None:
        imports.choose(
            actor, newest(), newest().version, {}, library, None if library else {"name": "测速库"}
        )

    sys.stdout.write(f"{label} ({len(data) / 1e6:.1f} MB)\n")
    total = timed("upload", lambda: imports.upload(actor, "测速.csv", data))
    total += timed("recognise", work)
    choose()
    total += timed("read, compare, keep preview", work)
    imports.apply(actor, newest(), newest().version, reason="测速")
    total += timed("write", work)
    done = newest()
    sys.stdout.write(f"  {'together':<28} {total:6.2f} s   {done.state}, {dict(done.counts)}\n")
    timed("(marked-up workbook)", lambda: workbook.marked_up(done))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcf_project.settings")
    django.setup()
    with own_database():
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
