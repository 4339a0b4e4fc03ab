"""Finding factors by what people call them: what is found, what stands first, why, and who finds nothing."""

from __future__ import annotations

import pytest

from accounts.models import User
from factors import services
from factors.models import Factor, FactorTerms, Library
from factors.search import Filters, Line, index
from factors.search.order import STATES
from tests.factors.conftest import MakeFactor
from tests.people import make_agency, make_person

STATE = Factor.State


def names(user: User, text: str, limit: int = 20) -> list[str]:
    return [hit.factor.name for hit in services.search(user, text, limit=limit).hits()]


def put_into(state: Factor.State, factor: Factor) -> None:
    Factor.objects.filter(pk=factor.pk).update(state=state)
    index.refresh([factor.pk])


@pytest.mark.usefixtures("starter_loaded")
class TestAmongTheStarterFactors:
    def test_the_best_match_stands_first(self, consultant: User) -> None:
        for text, first in [
            ("柴油", "柴油燃烧"),
            ("天然气", "天然气燃烧"),
            ("光伏", "光伏发电碳足迹因子"),
            ("全国电力平均碳足迹", "全国电力平均碳足迹因子"),
            ("聚丙烯", "聚丙烯"),
            ("polypropylene", "聚丙烯"),
            ("diesel combustion", "柴油燃烧"),
            ("ANTHRACITE", "无烟煤燃烧"),
            ("anthra", "无烟煤燃烧"),
            ("2024-footprint", "全国电力平均碳足迹因子"),
            ("电力 碳足迹 2023-wind", "风力发电碳足迹因子"),
        ]:
            assert names(consultant, text)[0].startswith(first), text

    def test_one_and_two_characters_are_enough(self, consultant: User) -> None:
        for text in ("柴油", "电", "水", "纸", "煤", "铝", "ＣＯ₂"):
            assert names(consultant, text), text

    def test_the_newest_data_stand_first(self, consultant: User) -> None:
        hits = services.search(consultant, "全国电力平均二氧化碳排放因子").hits()
        same = [hit.factor.year for hit in hits if hit.factor.name == "全国电力平均二氧化碳排放因子"]
        assert same == [2023, 2022, 2021]

    def test_every_word_must_occur_or_it_is_said(self, consultant: User) -> None:
        assert not services.search(consultant, "电力 2023").loose
        assert services.search(consultant, "电力 没有这种东西").loose
        assert names(consultant, "没有这种东西") == []

    def test_what_is_not_in_force_is_offered_only_when_it_is_asked_for(self, consultant: User) -> None:
        offered = services.search(consultant, "华北区域电网")
        assert {hit.factor.state for hit in offered} == {STATE.CURRENT}
        asked = services.search(consultant, "华北区域电网 已过期")
        assert {hit.factor.state for hit in asked} == {STATE.EXPIRED}
        listed = [hit.factor.state for hit in services.browse(consultant, "华北区域电网")]
        assert listed == [STATE.CURRENT] * 3 + [STATE.EXPIRED]

    def test_footprints_stand_before_co2_alone(self, consultant: User) -> None:
        kinds = [hit.factor.kind for hit in services.search(consultant, "全国电力平均")]
        assert kinds[:2] == ["footprint", "footprint"]
        assert "co2_only" in kinds

    def test_signs_of_the_query_languages_are_plain_text(self, consultant: User) -> None:
        for text in ("%", "___", '"', "'", "*", "(", ":*", "\\"):
            assert services.search(consultant, text).question.parts == ()
        assert names(consultant, "'; DROP TABLE") == []
        assert names(consultant, "柴油' & !x | (") == names(consultant, "柴油 x")

    def test_a_text_that_nothing_fits_is_asked_for_in_its_known_names(self, consultant: User) -> None:
        found = services.search(consultant, "外购工业柴油")
        assert found.loose
        assert "柴油" in found.hits()[0].factor.name
        assert not services.search(consultant, "柴油").loose

    def test_clients_find_nothing(self, client_person: User) -> None:
        assert names(client_person, "柴油") == []
        assert len(services.browse(client_person)) == 0

    def test_the_list_without_words_is_in_the_order_of_rank(self, consultant: User) -> None:
        listed = services.browse(consultant)
        assert len(listed) == Factor.objects.count()
        ranks = [STATES.index(hit.factor.state) for hit in listed]
        assert ranks == sorted(ranks)
        assert ranks[0] < ranks[-1]


@pytest.mark.usefixtures("starter_loaded")
class TestForALine:
    def test_what_fits_the_unit_stands_first_and_the_rest_is_marked(self, consultant: User) -> None:
        hits = services.search(consultant, "天然气", Line(unit="Nm³"), limit=50).hits()
        marks = [hit.fits is True for hit in hits]
        assert marks == sorted(marks, reverse=True)
        assert marks[0] is True
        assert marks[-1] is False

    def test_without_a_unit_or_with_an_unknown_one_nothing_is_marked(self, consultant: User) -> None:
        for unit in ("", "云"):
            hits = services.search(consultant, "柴油", Line(unit=unit))
            assert {hit.fits for hit in hits} == {None}

    def test_the_study_s_year_stands_first(self, consultant: User) -> None:
        for year in (2021, 2022, 2023):
            hits = services.search(
                consultant, "全国电力平均二氧化碳排放因子", Line(unit="kWh", year=year)
            ).hits()
            assert hits[0].factor.year == year

    def test_the_region_stands_first(self, consultant: User) -> None:
        hits = services.search(consultant, "电力平均二氧化碳", Line(region="中国·江苏")).hits()
        assert hits[0].factor.region == "中国·江苏"

    def test_the_stage_tells_freight_from_fuel(self, consultant: User) -> None:
        for stage, category in (("distribution", "运输"), ("production", "燃料")):
            hits = services.search(consultant, "柴油", Line(stage=stage)).hits()
            assert category in hits[0].factor.category

    def test_an_empty_box_offers_what_fits(self, consultant: User) -> None:
        hits = services.search(consultant, "", Line(unit="kWh")).hits()
        assert hits
        assert all(hit.fits for hit in hits)


class TestReasons:
    def reason(self, user: User, text: str, factor: Factor) -> str:
        hits = {hit.factor.pk: hit for hit in services.search(user, text)}
        reason = hits[factor.pk].reason
        assert reason is not None
        return f"{reason.text}{'!' if reason.caution else ''}"

    def test_each_way_of_being_found_says_so(self, consultant: User, make_factor: MakeFactor) -> None:
        factor = make_factor(
            name="电解铝（全国平均）", name_en="Primary aluminium, average", synonyms="铝锭 AL99.70", code="AL-7",
            cas="7429-90-5", region="中国", year=2023,
        )  # fmt: skip
        for text, reason in [
            ("电解铝", "名称含“电解铝”"),
            ("铝锭", "别名：铝锭"),
            ("原铝", "同物异名：电解铝（原铝）"),
            ("primary", "英文名含“primary”"),
            ("prim", "英文名含“primary”"),
            ("7429-90-5", "CAS 号 7429-90-5"),
            ("AL-7", "编号 AL-7"),
            ("电解铝 2023", "名称含“电解铝”；数据年份：2023"),
            ("铝锭 中国", "别名：铝锭；地区：中国"),
        ]:
            assert self.reason(consultant, text, factor) == reason, text

    def test_other_things_say_what_they_are(self, consultant: User, make_factor: MakeFactor) -> None:
        wider = make_factor(name="铝", code="1")
        narrower = make_factor(name="铝型材", code="2")
        other = make_factor(name="聚乙烯颗粒", code="3")
        window = make_factor(name="铝合金窗（100% 原生铝型材）", code="4")
        assert self.reason(consultant, "铝锭", window) == "只在名称的说明中提到“原生铝”（铝锭）!"
        assert self.reason(consultant, "铝锭", wider) == "比“铝锭”更宽的类别：铝!"
        assert self.reason(consultant, "aluminium", narrower) == "“aluminium”的一种：铝型材!"
        assert self.reason(consultant, "乙烯", other) == "只在“聚乙烯”中含“乙烯”，是另一种东西!"

    def test_another_thing_is_never_found_through_another_name(
        self, consultant: User, make_factor: MakeFactor
    ) -> None:
        for number, name in enumerate(("聚丙烯酰胺", "再生铝锭", "生物柴油", "聚乙烯醇", "硫酸铜", "镀锌板")):
            make_factor(name=name, code=str(number))
        for text in ("polypropylene", "primary aluminium", "diesel", "polyethylene", "sulfuric acid", "zinc"):
            assert names(consultant, text) == [], text


class TestReach:
    def test_own_factors_are_found_and_other_agencies_are_not(
        self, consultant: User, stranger: User, make_factor: MakeFactor, foreign_factor: Factor
    ) -> None:
        make_factor(synonyms="灰铁 HT250")
        assert names(consultant, "铸铁") == ["铸铁件"]
        assert names(consultant, "ht250") == ["铸铁件"]
        assert names(stranger, "铸铁") == ["他方铸铁件"]
        assert len(services.browse(consultant)) == len(services.browse(consultant, "铸铁")) == 1
        foreign = Filters(library=foreign_factor.library_id)
        assert len(services.browse(consultant, "", foreign)) == 0

    def test_a_shared_library_shows_what_is_released(
        self, consultant: User, stranger: User, foreign_factor: Factor
    ) -> None:
        Library.objects.filter(pk=foreign_factor.library_id).update(audience=Library.Audience.SHARED)
        for state in (STATE.PROPOSED, STATE.REJECTED):
            put_into(state, foreign_factor)
            assert names(consultant, "铸铁") == []
            assert len(services.browse(consultant)) == 0
            assert names(stranger, "铸铁") == ([] if state == STATE.REJECTED else ["他方铸铁件"])
        put_into(STATE.CURRENT, foreign_factor)
        assert names(consultant, "铸铁") == ["他方铸铁件"]

    def test_a_library_for_named_people_is_found_by_these(
        self, consultant: User, library: Library, make_factor: MakeFactor
    ) -> None:
        make_factor()
        Library.objects.filter(pk=library.pk).update(audience=Library.Audience.NAMED)
        assert names(consultant, "铸铁") == []
        library.readers.add(consultant)
        assert names(consultant, "铸铁") == ["铸铁件"]

    def test_libraries_whose_slots_coincide_are_told_apart(
        self, consultant: User, library: Library, make_factor: MakeFactor
    ) -> None:
        make_factor()
        house = make_agency()
        Library(pk=library.pk + 1024, name="他方库", agency=house).save(force_insert=True)
        person = make_person(house, *consultant.roles)
        assert names(person, "铸铁") == []
        assert len(services.browse(person)) == len(services.browse(person, "铸铁")) == 0
        assert names(consultant, "铸铁") == ["铸铁件"]


class TestFilters:
    def test_each_filter_narrows(self, consultant: User, make_factor: MakeFactor) -> None:
        kept = make_factor(year=2022, region="中国·江苏")
        make_factor(year=2015, region="英国", kind="spend_based", unit="kgCO2e/USD")
        for filters in (
            Filters(year_from=2020), Filters(year_from=2022, year_to=2022), Filters(region="中国"),
            Filters(region="江苏"), Filters(kind="footprint"), Filters(dimension="mass"),
            Filters(library=kept.library_id, year_from=2000, year_to=2023, region="中国·江苏"),
        ):  # fmt: skip
            for text in ("", "铸铁"):
                assert [hit.factor for hit in services.browse(consultant, text, filters)] == [kept], filters
        put_into(STATE.EXPIRED, kept)
        assert services.browse(consultant, "铸铁", Filters(states=("expired",)))[0].factor == kept
        assert len(services.browse(consultant, "", Filters(states=("withdrawn",)))) == 0


class TestIndex:
    def test_a_state_moves_the_entry(self, consultant: User, make_factor: MakeFactor) -> None:
        factor = make_factor()
        before = FactorTerms.objects.get().place
        put_into(STATE.SUPERSEDED, factor)
        assert FactorTerms.objects.get().place > before
        assert names(consultant, "铸铁") == []
        assert names(consultant, "铸铁 旧版") == ["铸铁件"]

    def test_repair_takes_in_what_was_left_out_or_left_behind(
        self, consultant: User, make_factor: MakeFactor
    ) -> None:
        left_out, moved = make_factor(), make_factor(name="铸钢件")
        FactorTerms.objects.filter(factor=left_out).delete()
        Factor.objects.filter(pk=moved.pk).update(state=STATE.REJECTED)
        assert index.repair() == (1, 1)
        assert index.repair() == (0, 0)
        assert names(consultant, "铸铁") == ["铸铁件"]
        assert names(consultant, "铸钢") == []

    @pytest.mark.usefixtures("starter_loaded")
    def test_a_rebuilt_index_finds_the_same(self, consultant: User) -> None:
        before = [names(consultant, text) for text in ("柴油", "电", "纸箱", "steel")]
        assert index.rebuild() == Factor.objects.count() == FactorTerms.objects.count()
        assert [names(consultant, text) for text in ("柴油", "电", "纸箱", "steel")] == before
        assert index.repair() == (0, 0)
