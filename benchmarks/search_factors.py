"""How quickly factors are found among a million: ``python -m benchmarks.search_factors --database URL``.

The database must be a scratch one: ``sqlite:////tmp/bench.sqlite3`` or ``postgres://…/a_database_of_its_own``. What is
missing in it is made (tables, a million invented factors, the index); then every question of the list is asked
``--rounds`` times, warm, and the times of the whole service call are printed by class, in milliseconds: reading what
the person may see, asking, weighing, fetching the rows to be shown with their reasons.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accounts.models import User
    from factors.search import Filters, Line

OFFERED, PAGE = 20, 50

SEARCHES: dict[str, tuple[str, ...]] = {
    "一个字": ("铝", "钢", "电", "水", "纸", "苯", "锌", "砂"),
    "两个字": ("铝锭", "柴油", "纸箱", "水泥", "天然", "盐酸", "货车", "焊接"),
    "三个字以上": (
        "聚丙烯",
        "热轧卷板",
        "光伏组件",
        "电解铜",
        "高密度聚乙烯",
        "生活垃圾焚烧",
        "聚对苯二甲酸乙二醇酯",
    ),
    "英文": (
        "steel",
        "polyethylene",
        "corrugated board box",
        "transport freight lorry",
        "sulfuric acid",
        "market",
    ),
    "英文前几个字母": ("alum", "stee", "polyp", "corr", "hydro", "tra"),
    "CAS 号与编号": ("7429-90-5", "7664-93-9", "9003-07-0", "71-43-2", "金属-0012345"),
    "同义词": (
        "电解铝",
        "烧碱",
        "PP",
        "PET",
        "卡车",
        "集装箱船",
        "双氧水",
        "商砼",
        "锂离子电池",
        "aluminum",
        "LPG",
    ),
    "几个词": (
        "铝锭 宝山",
        "热轧卷板 Q235",
        "柴油 中国 2023",
        "钢 2010 巴西",
        "聚丙烯 改性 阻燃",
        "steel recycled Q345",
    ),
    "找不到": ("没有这种东西", "zzzzqq", "月球尘埃", "7664-93-8"),
    "拆开才找到": ("采购电解铝锭", "外购工业柴油", "供应商瓦楞纸箱费用"),
    "没有输入": ("",),
}
# text, unit, kind of stage
LINES = (
    ("铝锭", "kg", "raw_materials"), ("铝锭", "kWh", "raw_materials"), ("电", "kWh", "production"),
    ("柴油", "t·km", "distribution"), ("柴油", "L", "production"), ("纸箱", "kg", "packaging"),
    ("货车", "t·km", "raw_material_transport"), ("钢", "t", "raw_materials"), ("水", "m³", "production"),
    ("废水", "m³", "end_of_life"), ("PP", "kg", "raw_materials"), ("steel", "kg", "raw_materials"),
    ("production", "t·km", "distribution"), ("垃圾", "t", "end_of_life"), ("", "kWh", "production"),
)  # fmt: skip
# text and filters of the list
LISTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("", {}), ("铝", {}), ("钢", {"kind": "spend_based"}), ("柴油", {"year_from": 2020, "year_to": 2023}),
    ("", {"region": "中国·江苏"}), ("聚丙烯", {"region": "巴西"}), ("", {"states": ("expired",)}),
    ("steel", {"dimension": "energy"}), ("电力", {"dimension": "energy", "year_from": 2015}), ("", {"year_from": 2024}),
    ("", {"library": 4}), ("铝锭", {"library": 2, "year_from": 2010, "year_to": 2010}),
)  # fmt: skip


def main() -> None:
    options = _options()
    os.environ["DATABASE_URL"] = options.database
    os.environ["DJANGO_SETTINGS_MODULE"] = "pcf_project.settings"
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import django

    django.setup()
    _prepare(options.factors)
    _measure(options.rounds)


def _options() -> Namespace:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--database", required=True, help="address of a scratch database")
    parser.add_argument("--factors", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def _prepare(count: int) -> None:
    from django.core.management import call_command

    from benchmarks import synthetic_factors
    from factors.models import Factor, FactorTerms
    from factors.search import index

    call_command("migrate", verbosity=0)
    if not Factor.objects.exists():
        start = perf_counter()
        synthetic_factors.make_factors(synthetic_factors.make_world(), count)
        _say(f"因子 {count:,} 条，写入 {perf_counter() - start:.0f} s")
    if FactorTerms.objects.count() != Factor.objects.count():
        start = perf_counter()
        _say(f"索引 {index.rebuild():,} 条，建立 {perf_counter() - start:.0f} s")
    _say_size()


def _say_size() -> None:
    from resource import RUSAGE_SELF, getrusage

    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_total_relation_size('factors_factorterms'), pg_database_size(current_database())"
            )
        else:
            cursor.execute(
                "SELECT (SELECT count(*) FROM factors_factorterms), page_count * page_size "
                "FROM pragma_page_count, pragma_page_size"
            )
        index, whole = cursor.fetchone()
    told = f"索引 {index / 1e6:,.0f} MB，" if connection.vendor == "postgresql" else ""
    _say(f"{told}数据库 {whole / 1e6:,.0f} MB，内存 {getrusage(RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def _measure(rounds: int) -> None:
    from accounts.models import User
    from factors.search import Filters, Line

    user = User.objects.get(email="lin@example.test")
    classes: dict[str, list[Callable[[], object]]] = {
        name: [_offer(user, text) for text in texts] for name, texts in SEARCHES.items()
    }
    classes["清单数据的因子框"] = [
        _offer(user, text, Line(unit=unit, stage=stage, year=2024, region="中国"))
        for text, unit, stage in LINES
    ]
    classes["因子列表"] = [_list(user, text, Filters(**filters)) for text, filters in LISTS]
    everything: list[float] = []
    working: list[float] = []
    for name, calls in classes.items():
        times, busy = _times(calls, rounds)
        everything += times
        working += busy
        _say_times(name, len(calls), times, busy)
    _say_times("全部", sum(map(len, classes.values())), everything, working)


def _offer(user: User, text: str, line: Line | None = None) -> Callable[[], object]:
    from factors.search import search

    return lambda: search(user, text, line, limit=OFFERED).hits()


def _list(user: User, text: str, filters: Filters) -> Callable[[], object]:
    from factors.search import browse

    return lambda: browse(user, text, filters).hits(0, PAGE)


def _times(calls: Iterable[Callable[[], object]], rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of every call, by the clock and of this process's work; a first one, not counted, warms up."""
    times, busy = [], []
    for call in calls:
        call()
        for _round in range(rounds):
            start, work = perf_counter(), process_time()
            call()
            busy.append((process_time() - work) * 1000)
            times.append((perf_counter() - start) * 1000)
    return times, busy


def _say_times(name: str, count: int, times: list[float], busy: list[float]) -> None:
    """On a machine that others use, too, the work tells more than the clock; a database server's is not in it."""
    clock = f"p50 {_share(times, 0.5):.1f}  p95 {_share(times, 0.95):.1f}  最长 {max(times):.1f} ms"
    _say(f"{name}（{count}）：{clock}（处理器 p50 {_share(busy, 0.5):.1f}  p95 {_share(busy, 0.95):.1f}）")


def _share(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
