"""The same figure for a newer year, where a publisher keeps a library of its own for every year."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from factors import starter
from factors.models import Factor, Library
from inventories.factor_versions import Standing, study_versions
from inventories.factor_versions.editions import Years, is_newer_edition, nearest
from inventories.models import Study
from tests.inventories.versions import release, set_state, written

D = Decimal
PUBLISHER = "生态环境部、国家统计局"


def library(year: int, **changes: Any) -> Library:
    values = {"name": "电力碳足迹因子", "release": f"{year}年", "publisher": PUBLISHER, **changes}
    return Library.objects.create(**values)


def grid(year: int, amount: str, of: Library | None = None, **changes: Any) -> Factor:
    """The grid's factor of a year, in that year's library of the starter."""
    values = {
        "code": f"{year}-footprint",
        "name": f"{year}年全国电力平均碳足迹因子",
        "category": "电力",
        "region": "中国",
        "boundary": "生命周期",
        "unit": "kgCO2e/kWh",
        "year": year,
        **changes,
    }
    return Factor.objects.create(library=of or library(year), amount=D(amount), **values)


@pytest.fixture
def study(consultant: User) -> Study:
    """With the grid's factor of 2023 in the place of its own; the data period is 2024."""
    study = written(consultant)
    study.lines.filter(name="用电").update(factor=grid(2023, "0.6205"))
    return study


def offered(actor: User, study: Study) -> list[tuple[int | None, str, bool]]:
    changes = study_versions(actor, study).changes
    return [
        (
            each.outlook.newer.year if each.outlook.newer else None,
            each.outlook.standing.value,
            each.is_offered,
        )
        for each in changes
    ]


def test_a_newer_year_is_offered_with_its_effect_and_is_no_fault(consultant: User, study: Study) -> None:
    grid(2024, "0.5777")
    (change,) = study_versions(consultant, study).changes
    assert (change.outlook.standing, change.outlook.is_edition) == (Standing.NEWER_EDITION, True)
    assert change.effect is not None
    # 0.4938 kWh × (0.5777 - 0.6205)
    assert change.effect.exact_text == "-0.02113464"


def test_the_year_nearest_to_the_data_period_is_offered(consultant: User, study: Study) -> None:
    grid(2024, "0.5777")
    grid(2025, "0.55")
    assert offered(consultant, study) == [(2024, "newer_edition", True)]


@pytest.mark.parametrize(
    ("start", "end", "newer"),
    [
        # year of the factor in use: 2023; newer ones of 2024 and 2025
        (datetime.date(2023, 1, 1), datetime.date(2023, 12, 31), None),
        (datetime.date(2023, 7, 1), datetime.date(2024, 6, 30), 2024),
        (datetime.date(2025, 1, 1), datetime.date(2025, 12, 31), 2025),
        (datetime.date(2030, 1, 1), datetime.date(2030, 12, 31), 2025),
        (datetime.date(2020, 1, 1), datetime.date(2020, 12, 31), None),
    ],
)
def test_an_older_year_may_be_right_for_the_data_period(
    consultant: User, study: Study, start: datetime.date, end: datetime.date, newer: int | None
) -> None:
    grid(2024, "0.5777")
    grid(2025, "0.55")
    study.period_start, study.period_end = start, end
    study.save()
    assert [year for year, _standing, _offered in offered(consultant, study)] == (
        [newer] if newer is not None else []
    )


def test_a_newer_release_comes_before_a_newer_year(consultant: User, study: Study) -> None:
    used = Factor.objects.get(code="2023-footprint")
    release(used, amount=D("0.62"))
    grid(2024, "0.5777")
    assert offered(consultant, study) == [(2023, "superseded", True)]


def test_an_expired_factor_may_be_followed_by_a_newer_year(consultant: User, study: Study) -> None:
    set_state(Factor.objects.get(code="2023-footprint"), Factor.State.EXPIRED)
    grid(2024, "0.5777")
    assert offered(consultant, study) == [(2024, "expired", True)]


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "2024-coal"},
        {"name": "2024年燃煤发电碳足迹因子"},
        {"category": "煤电"},
        {"region": "中国·华北"},
        {"boundary": "发电直接排放"},
        {"kind": "combustion"},
        {"unit": "kgCO2e/kg"},
        {"state": "expired"},
        {"state": "proposed"},
        {"valid_until": datetime.date(2000, 1, 1)},
    ],
)
def test_what_means_something_else_is_no_newer_year(
    consultant: User, study: Study, changes: dict[str, Any]
) -> None:
    grid(2024, "0.5777", **changes)
    assert offered(consultant, study) == []


@pytest.mark.parametrize("changes", [{"name": "电力二氧化碳排放因子"}, {"publisher": "某公司"}])
def test_another_series_of_libraries_is_no_newer_year(
    consultant: User, study: Study, changes: dict[str, str]
) -> None:
    grid(2024, "0.5777", library(2024, **changes))
    assert offered(consultant, study) == []


def test_a_co_publisher_that_joins_later_does_not_part_a_series(consultant: User, study: Study) -> None:
    grid(2024, "0.5777", library(2024, publisher=f"{PUBLISHER}、国家能源局"))
    assert [year for year, _standing, _offered in offered(consultant, study)] == [2024]


def test_another_agencys_library_is_no_newer_year(consultant: User, study: Study, stranger: User) -> None:
    theirs = library(2024, agency=stranger.agency)
    grid(2024, "0.5777", theirs, agency=stranger.agency)
    assert offered(consultant, study) == []


def test_years_within_one_library_follow_each_other_too(consultant: User, study: Study) -> None:
    grid(2024, "0.5777", Factor.objects.get(code="2023-footprint").library)
    assert [year for year, _standing, _offered in offered(consultant, study)] == [2024]


def test_a_year_inside_another_number_is_not_one() -> None:
    old = Factor(library_id=1, code="20235", name="甲", year=2023, amount=D("1"), unit="kgCO2e/kg")
    new = Factor(library_id=2, code="20245", name="甲", year=2024, amount=D("1"), unit="kgCO2e/kg")
    assert not is_newer_edition(old, new)
    new.code = "20235"
    assert is_newer_edition(old, new)


@pytest.mark.parametrize(("old", "new"), [(None, 2024), (2023, None), (2024, 2024), (2024, 2023)])
def test_without_two_years_in_order_nothing_is_newer(old: int | None, new: int | None) -> None:
    common = {"code": "x", "name": "甲", "amount": D("1"), "unit": "kgCO2e/kg"}
    older = Factor(library_id=1, year=old, **common)
    assert not is_newer_edition(older, Factor(library_id=2, year=new, **common))


def test_of_equally_near_years_the_one_that_is_not_after_the_period_is_taken() -> None:
    old = Factor(pk=1, year=2019)
    before, after = Factor(pk=2, year=2022), Factor(pk=3, year=2024)
    assert nearest(old, [after, before], Years(2023, 2023)) == before


def test_the_starter_library_offers_the_grid_footprint_of_2024(consultant: User, study: Study) -> None:
    starter.load()
    old = Factor.objects.get(library__agency=None, library__name="全国电力碳足迹因子", code="2023-footprint")
    study.lines.filter(name="用电").update(factor=old)
    (change,) = study_versions(consultant, study).changes
    assert (change.outlook.newer.code if change.outlook.newer else "", change.is_offered) == (
        "2024-footprint",
        True,
    )
    assert change.effect is not None
    assert change.effect.exact_text == "-0.02113464"
