"""How quickly factors are found among a million: ``python -m benchmarks.search_factors --database URL``.

The database must be a scratch one: ``sqlite:////tmp/bench.sqlite3`` or ``postgres://…/a_database_of_its_own``. What is
missing in it is made (tables, a million invented factors, the index); then every question of the list is asked
``--rounds`` times, warm, one question after the other, and the times of the whole service call are printed by class, in
milliseconds: reading what the person may see, asking, weighing, fetching the rows to be shown with their reasons, and
whether there is a gap. The target is p95 ≤ 10 ms on SQLite, ≤ 50 ms on PostgreSQL.

``单次最短`` takes the quickest of the rounds of every question: on a machine that others use, too, the quiet figure.
``处理器`` is the work of this process and, where it is on this machine, of the database server's.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from secrets import token_urlsafe
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from accounts.models import User
    from factors.search import Filters, Line

OFFERED, PAGE = 20, 50
Call = Callable[[], object]


class Taken(NamedTuple):
    """Milliseconds by the clock and of work."""

    clock: float
    work: float


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
    "常见的词": ("运输", "钢材", "电力", "油", "铁", "塑料", "金属", "纸", "production", "glass"),
    "三个常见的词": (
        "运输 货车 中国",
        "电力 中国 2023",
        "钢 热轧 中国",
        "水 自来水 中国",
        "塑料 聚丙烯 阻燃",
    ),
}
# text, unit, kind of stage
LINES = (
    ("铝锭", "kg", "raw_materials"), ("铝锭", "kWh", "raw_materials"), ("电", "kWh", "production"),
    ("柴油", "t·km", "distribution"), ("柴油", "L", "production"), ("纸箱", "kg", "packaging"),
    ("货车", "t·km", "raw_material_transport"), ("钢", "t", "raw_materials"), ("水", "m³", "production"),
    ("废水", "m³", "end_of_life"), ("PP", "kg", "raw_materials"), ("steel", "kg", "raw_materials"),
    ("运输", "kg", "distribution"), ("油", "L", "production"), ("电", "kg", "raw_materials"),
    ("production", "t·km", "distribution"), ("垃圾", "t", "end_of_life"), ("", "kWh", "production"),
)  # fmt: skip
# text and filters of the list
LISTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("", {}), ("铝", {}), ("钢", {"kind": "spend_based"}), ("柴油", {"year_from": 2020, "year_to": 2023}),
    ("", {"region": "中国·江苏"}), ("聚丙烯", {"region": "巴西"}), ("", {"states": ("expired",)}),
    ("steel", {"dimension": "energy"}), ("电力", {"dimension": "energy", "year_from": 2015}), ("", {"year_from": 2024}),
    ("", {"library": 4}), ("铝锭", {"library": 2, "year_from": 2010, "year_to": 2010}),
)  # fmt: skip


COMMON = ("电", "水", "钢", "运输")
EACH_FILTER: tuple[dict[str, Any], ...] = (
    {}, {"library": 4}, {"library": 2}, {"region": "中国·江苏"}, {"region": "中国"}, {"year_from": 2020},
    {"year_from": 2023, "year_to": 2024}, {"kind": "spend_based"}, {"kind": "combustion"}, {"kind": "footprint"},
    {"dimension": "energy"}, {"dimension": "mass"}, {"dimension": "freight"}, {"states": ("expired",)},
    {"states": ("withdrawn",)},
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
    from django.db import transaction

    from accounts.models import User

    lin = User.objects.get(email="lin@example.test")
    _say_all(_questions(lin), rounds)
    with transaction.atomic():
        person = _who_sees_little()
        _say("—— 只看得到百分之五的因子的人")
        _say_all(_questions(person), rounds)
        transaction.set_rollback(True)


def _who_sees_little() -> User:
    """A person of a new agency, who sees one library of fifty thousand: the open ones are closed for this while."""
    from accounts.models import Agency, Role, User
    from factors.models import Library

    house, theirs = Agency.objects.create(name="小机构"), Agency.objects.order_by("pk")[1]
    Library.objects.filter(agency=None).update(agency=theirs)
    Library.objects.filter(audience=Library.Audience.SHARED).update(audience=Library.Audience.AGENCY)
    Library.objects.filter(name="实测因子").update(agency=house)
    return User.objects.create_user(
        "wei@example.test", token_urlsafe(), agency=house, name="wei", roles=[Role.CONSULTANT]
    )


def _questions(user: User) -> dict[str, list[Call]]:
    from factors.search import Filters, Line

    classes = {name: [_offer(user, text) for text in texts] for name, texts in SEARCHES.items()}
    classes["清单数据的因子框"] = [
        _offer(user, text, Line(unit=unit, stage=stage, year=2024, region="中国"))
        for text, unit, stage in LINES
    ]
    classes["因子列表"] = [_list(user, text, Filters(**filters)) for text, filters in LISTS]
    classes["因子列表：常见的词与各筛选"] = [
        _list(user, text, Filters(**filters)) for text in COMMON for filters in EACH_FILTER
    ]
    return classes


def _say_all(classes: dict[str, list[Call]], rounds: int) -> None:
    calls = [call for calls in classes.values() for call in calls]
    taken = dict(zip(calls, _times(calls, rounds), strict=True))
    for name, some in classes.items():
        _say_times(name, [taken[call] for call in some])
    _say_times("全部", list(taken.values()))


def _offer(user: User, text: str, line: Line | None = None) -> Call:
    from factors.search import gap_of, search

    def call() -> None:
        found = search(user, text, line, limit=OFFERED)
        found.hits()
        gap_of(found)

    return call


def _list(user: User, text: str, filters: Filters) -> Call:
    from factors.search import browse

    return lambda: browse(user, text, filters).hits(0, PAGE)


def _times(calls: list[Call], rounds: int) -> list[list[Taken]]:
    """What every call took in each round; a first round, not counted, warms up."""
    busy = _work()
    taken: list[list[Taken]] = [[] for _call in calls]
    for number in range(rounds + 1):
        for call, times in zip(calls, taken, strict=True):
            start, work = perf_counter(), busy()
            call()
            worked = busy() - work
            if number:
                times.append(Taken((perf_counter() - start) * 1000, worked * 1000))
    return taken


def _work() -> Callable[[], float]:
    """Seconds of work of this process, and of the database server's for it where Linux tells them here."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return process_time
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    if not told.exists():
        return process_time
    return lambda: process_time() + int(told.read_text().split()[0]) / 1e9


def _say_times(name: str, taken: list[list[Taken]]) -> None:
    everything = [one for times in taken for one in times]
    told = {
        "时钟": [one.clock for one in everything],
        "单次最短": [min(one.clock for one in times) for times in taken],
        "处理器": [one.work for one in everything],
    }
    figures = (
        f"{label} p50 {_share(times, 0.5):.1f} p95 {_share(times, 0.95):.1f} 最长 {max(times):.1f}"
        for label, times in told.items()
    )
    _say(f"{name}（{len(taken)}）：{'；'.join(figures)} ms")


def _share(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
