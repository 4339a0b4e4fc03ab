"""How quickly the grid of a large study is served: ``python -m benchmarks.grid --database URL [--lines 2000]``.

The database must be a scratch one (``sqlite:////tmp/grid.sqlite3``). Every address of the grid is asked through the
whole application, the medians are printed in milliseconds with the size of the answer as it goes over the wire. Aims:
figures of 2,000 lines within 200 ms with the browser's part; all rows of 5,000 lines within a second.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

    from inventories.models import Study

ROUNDS = 7


def main() -> None:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--database", required=True, help="address of a scratch database")
    parser.add_argument("--lines", type=int, default=2_000)
    options = parser.parse_args()
    os.environ["DATABASE_URL"] = options.database
    os.environ["DJANGO_SETTINGS_MODULE"] = "pcf_project.settings"
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    study, person = make_study(options.lines)
    client = Client()
    client.force_login(person)
    measure(client, study)


def make_study(count: int) -> tuple[Study, Any]:
    """A study of so many lines in eight stages, with 120 factors."""
    from decimal import Decimal

    from inventories.footprint import values
    from inventories.unfold import unfold
    from tests.inventories.studies import small
    from tests.people import make_people

    stages = tuple(
        values.Stage(key=f"S{number}", kind="other", label=f"阶段 {number}") for number in range(1, 9)
    )
    factors = tuple(
        values.Factor(
            key=f"f{number}",
            name=f"示范材料 {number}",
            value=values.StatedValue(amount=Decimal(f"{1 + number % 37}.{number:03d}"), unit="kgCO2e/kg"),
        )
        for number in range(120)
    )
    lines = tuple(
        values.ActivityLine(
            key=f"L{number:05d}",
            stage=f"S{1 + number % 8}",
            name=f"示范零件 {number}",
            amount=Decimal(number % 997 + 1) / 8,
            unit="kg",
            factor=f"f{number % 120}",
            data_source="2023 年度生产台账",
        )
        for number in range(count)
    )
    person = make_people().consultant
    return unfold(person, small(stages=stages, factors=factors, lines=lines)), person


def measure(client: Client, study: Study) -> None:
    """Ask every address ``ROUNDS`` times."""
    root = f"/studies/{study.pk}/grid"
    rows = client.get(f"{root}/rows/").json()
    at = 2 + rows["fields"].index("amount")
    texts = [str(number) for number in range(1, ROUNDS + 2)]

    def edit(count: int, text: str) -> Any:
        edits = [
            {"key": str(row[0]), "line": row[0], "set": {"amount": text}, "read": {"amount": row[at]}}
            for row in rows["rows"][:count]
        ]
        for row in rows["rows"][:count]:
            row[at] = text
        return client.post(
            f"{root}/edits/",
            json.dumps({"batch": str(uuid.uuid4()), "edits": edits}),
            content_type="application/json",
            headers={"accept-encoding": "gzip"},
        )

    def get(name: str) -> Any:
        return client.get(f"{root}/{name}", headers={"accept-encoding": "gzip"})

    since = rows["cursor"]
    _report("全部行", lambda _text: get("rows/"), texts)
    _report("改 1 个单元格", lambda text: edit(1, text), texts)
    _report("改 300 行", lambda text: edit(min(300, len(rows["rows"])), text), texts)
    _report("贡献与占比", lambda _text: get("figures/"), texts)
    _report("量级提示", lambda _text: get("hints/"), texts)
    _report("他人改动（很多）", lambda _text: get(f"changes/?since={since}"), texts)
    now = client.get(f"{root}/rows/").json()["cursor"]
    _report("他人改动（没有）", lambda _text: get(f"changes/?since={now}"), texts)


def _report(name: str, ask: Callable[[str], Any], texts: list[str]) -> None:
    times = []
    for text in texts:
        start = perf_counter()
        answer = ask(text)
        times.append((perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{name}: {answer.status_code} {answer.content[:300]!r}")
    sys.stdout.write(f"{name:　<12} {median(times[1:]):7.1f} ms  {len(answer.content) / 1024:7.1f} KiB\n")


if __name__ == "__main__":
    main()
