"""Finding factors by what people call them."""

from __future__ import annotations

import pytest

from accounts.models import User
from factors import services
from factors.models import Factor
from tests.factors.conftest import MakeFactor


def names(user: User, text: str, **options: object) -> list[str]:
    return [hit.factor.name for hit in services.search(user, text, **options)]  # type: ignore[arg-type]


@pytest.mark.usefixtures("starter_loaded")
class TestAmongTheStarterFactors:
    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("柴油", "柴油燃烧"),
            ("天然气", "天然气燃烧"),
            ("光伏", "光伏发电碳足迹因子"),
            ("全国电力平均碳足迹", "全国电力平均碳足迹因子"),
            ("聚丙烯", "PP（含成型）"),
            ("货车", "铰接式货车"),
            ("diesel combustion", "柴油燃烧"),
            ("ANTHRACITE", "无烟煤燃烧"),
            ("2024-footprint", "全国电力平均碳足迹因子"),
            ("ＣＯ₂", "China"),
        ],
    )
    def test_everyday_words_find_something(self, consultant: User, text: str, first: str) -> None:
        found = services.search(consultant, text, limit=500)
        assert found
        assert any(first in (hit.factor.name + hit.factor.name_en) for hit in found)

    @pytest.mark.parametrize("text", ["柴油", "电", "水", "纸", "煤", "铝"])
    def test_one_and_two_characters_are_enough(self, consultant: User, text: str) -> None:
        assert names(consultant, text)

    def test_what_begins_with_the_word_stands_first(self, consultant: User) -> None:
        assert names(consultant, "汽油", limit=3) == ["汽油燃烧"] * 3

    def test_the_newest_data_stand_first(self, consultant: User) -> None:
        years = [hit.factor.year for hit in services.search(consultant, "全国电力平均二氧化碳排放因子")]
        assert years == [2023, 2022, 2021, *years[3:]]

    def test_every_word_must_occur(self, consultant: User) -> None:
        found = services.search(consultant, "电力 碳足迹 2023-wind")
        assert [hit.factor.name for hit in found] == ["风力发电碳足迹因子"]
        assert names(consultant, "电力 没有这种东西") == []

    def test_those_that_are_not_in_force_stand_last(self, consultant: User) -> None:
        states = [hit.factor.state for hit in services.search(consultant, "华北区域电网")]
        assert states == [Factor.State.CURRENT] * 3 + [Factor.State.EXPIRED]

    def test_those_of_a_fitting_unit_stand_first_and_the_others_are_marked(self, consultant: User) -> None:
        hits = services.search(consultant, "天然气", unit="万m³", limit=50)
        assert not any(hit.fits for hit in hits)
        hits = services.search(consultant, "天然气", unit="Nm³", limit=50)
        marks = [bool(hit.fits) for hit in hits if hit.factor.state == Factor.State.CURRENT]
        assert marks == sorted(marks, reverse=True)
        assert marks[0] is True
        assert marks[-1] is False

    def test_without_a_unit_or_with_an_unknown_one_nothing_is_marked(self, consultant: User) -> None:
        for unit in (None, "", "云"):
            assert {hit.fits for hit in services.search(consultant, "柴油", unit=unit)} == {None}

    def test_the_limit_holds(self, consultant: User) -> None:
        assert len(services.search(consultant, "电力", limit=7)) == 7
        assert len(services.search(consultant, "电力", unit="kWh", limit=7)) == 7

    def test_signs_of_the_query_language_are_plain_text(self, consultant: User) -> None:
        assert names(consultant, "%") == names(consultant, "满载率 50%", limit=20)[:0] + names(
            consultant, "%"
        )
        assert all("%" in hit.factor.name + hit.factor.name_en for hit in services.search(consultant, "%"))
        assert names(consultant, "___") == []
        assert names(consultant, "'; DROP TABLE") == []

    def test_clients_find_nothing(self, client_person: User) -> None:
        assert names(client_person, "柴油") == []


def test_own_factors_are_found_and_other_agencies_are_not(
    consultant: User, stranger: User, make_factor: MakeFactor, foreign_factor: Factor
) -> None:
    make_factor(synonyms="灰铁 HT250")
    assert names(consultant, "铸铁") == ["铸铁件"]
    assert names(consultant, "ht250") == ["铸铁件"]
    assert names(stranger, "铸铁") == ["他方铸铁件"]
