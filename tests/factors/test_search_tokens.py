"""Words out of text, names for the same thing, the order of rank: what the search knows without a database."""

from __future__ import annotations

import pytest

from factors import units
from factors.search import order, question, synonyms
from factors.search.entries import Indexed, aliases, entry_of, synonyms_in
from factors.search.tokens import is_cas, pairs, phrase, pieces, stem


def factor(**values: object) -> Indexed:
    columns: dict[str, object] = {
        "pk": 7, "library_id": 3, "state": "current", "kind": "footprint", "form": "stated", "unit": "kgCO2e/kg",
        "heating_value_unit": "", "region": "中国·华北", "year": 2024, "code": "A-01", "cas": "7429-90-5",
        "category": "金属", "name": "铝锭（A00）", "name_en": "Aluminium ingots, primary", "synonyms": "电解铝 原铝",
    }  # fmt: skip
    return Indexed(**{**columns, **values})  # type: ignore[arg-type]


class TestPieces:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("瓦楞纸箱", ["瓦楞纸箱"]),
            ("ＣＯ₂ 排放", ["co2", "排放"]),
            ("PP塑料 50kg", ["pp", "塑料", "50", "kg"]),
            ("Q235钢，0.5 mm", ["q235", "钢", "0.5", "mm"]),
            ("尼龙66", ["尼龙", "66"]),
            ("铝 7429-90-5", ["铝", "#7429905"]),
            ("2024-12-2", ["2024", "12", "2"]),
            ("Papier recyclé", ["papier", "recycle"]),
            ("a1b2c3d4-1111-2222-3333-444455556666", ["a1b2c3d4111122223333444455556666"]),
            ("'; DROP TABLE --", ["drop", "table"]),
            ('%_*"', []),
            ("", []),
        ],
    )
    def test_text_falls_into_words(self, text: str, found: list[str]) -> None:
        assert pieces(text) == found

    @pytest.mark.parametrize(
        ("word", "stemmed"),
        [("ingots", "ingot"), ("batteries", "battery"), ("boxes", "box"), ("tyres", "tyre"), ("glass", "glass"),
         ("gas", "gas"), ("basis", "basis"), ("bus", "bus")],
    )  # fmt: skip
    def test_plurals_lose_their_ending(self, word: str, stemmed: str) -> None:
        assert stem(word) == stemmed

    def test_a_run_becomes_pairs_and_its_last_character_parts_it_from_the_next(self) -> None:
        assert pairs("电解铝") == ["电解", "解铝", "铝"]
        assert phrase("电解铝") == ["电解", "解铝"]
        assert phrase("铝") == ["铝"]
        assert phrase("steel") == ["steel"]

    def test_a_cas_number_is_one_whose_check_digit_is_right(self) -> None:
        assert is_cas("7429905")
        assert not is_cas("7429906")


class TestEntries:
    def test_a_factor_is_found_by_any_of_its_names_and_facets(self) -> None:
        entry = entry_of(factor())
        assert entry.tokens[:4] == ("铝锭", "锭", "a00", "aluminium")
        for token in (
            "铝",
            "=铝锭",
            "=铝锭a00",
            "=aluminiumingot",
            "=电解铝",
            "=原铝",
            "=a01",
            "^铝",
            "^铝锭",
        ):
            assert token in (*entry.tokens, *entry.loose), token
        for facet in (
            "_l3",
            "_kfootprint",
            "_scurrent",
            "_y2024",
            "_dmass",
            "_r中国",
            "_r中国华北",
            "_r华北",
        ):
            assert facet in entry.loose, facet
        assert "#7429905" in entry.tokens
        assert {"aluminium", "ingot", "primary"} <= entry.words

    def test_a_long_code_is_found_whole_only(self) -> None:
        path = "/".join("abcdefgh")
        entry = entry_of(factor(code=path))
        assert "=abcdefgh" in entry.loose
        assert "h" not in entry.tokens

    @pytest.mark.parametrize(
        ("name", "also"),
        [
            ("铝（罐、箔）", "铝"),
            ("Steel, hot rolled", "Steel"),
            ("Plastics: PP (incl. forming)", "PP"),
            ("聚碳酸酯（PC）", "PC"),
            ("LDPE、LLDPE（含成型）", "LLDPE"),
        ],
    )
    def test_a_name_names_the_thing_in_several_ways(self, name: str, also: str) -> None:
        assert also in [alias.strip() for alias in aliases(name)]

    def test_what_is_in_brackets_is_no_name_unless_an_abbreviation(self) -> None:
        assert "柴油" not in list(aliases("厢式货车（柴油）"))

    def test_english_synonyms_of_several_words_stand_apart_by_semicolons(self) -> None:
        assert synonyms_in("铝锭 电解铝") == ["铝锭", "电解铝"]
        assert synonyms_in("铝锭；aluminium ingot") == ["铝锭", "aluminium ingot"]

    def test_small_english_words_in_a_row_are_one_name(self) -> None:
        assert synonyms_in("岩棉 rock wool") == ["岩棉", "rock wool"]
        assert synonyms_in("聚丙烯 PP BOPP film") == ["聚丙烯", "PP", "BOPP", "film"]


class TestOrder:
    def test_the_rank_stands_before_the_id(self) -> None:
        best = entry_of(factor(pk=900))
        for worse in (
            {"state": "superseded"}, {"kind": "spend_based"}, {"region": "英国"}, {"year": 2020}, {"year": None},
        ):  # fmt: skip
            assert entry_of(factor(pk=1, **worse)).place > best.place, worse
        assert order.factor_of(best.place) == 900

    def test_a_place_is_a_number_of_63_bits_with_what_is_filtered_by(self) -> None:
        highest = (1 << order.ID_BITS) - 1
        place = entry_of(factor(pk=highest, state="rejected", kind="spend_based", year=None, region="")).place
        assert place < 1 << 63
        assert order.factor_of(place) == highest
        assert place >> order.LIBRARY.shift & order.LIBRARY.mask == 3
        assert place >> order.DIMENSION.shift & order.DIMENSION.mask == order.dimension_slot("mass")

    def test_no_two_measures_share_a_slot(self) -> None:
        keys = {unit.dimension.key for unit in units.UNITS if not unit.dimension.is_count}
        assert len({order.dimension_slot(key) for key in keys} | {0}) == len(keys) + 1

    def test_a_unit_that_nobody_knows_has_no_dimension(self) -> None:
        assert order.dimension_of("stated", "kgCO2e/云", "") == ""
        assert order.dimension_of("fuel", "", "GJ/t") == "mass"
        assert order.dimension_of("gases", "TJ", "") == "energy"


class TestSynonyms:
    def test_the_dictionary_is_sound_and_large_enough(self) -> None:
        dictionary = synonyms.dictionary()
        assert len(dictionary.groups) >= 150
        assert all(
            len(group.terms) >= 1 and term.key for group in dictionary.groups.values() for term in group.terms
        )

    @pytest.mark.parametrize(
        ("one", "other"),
        [("铝锭", "电解铝"), ("铝锭", "aluminium ingots"), ("纸箱", "corrugated box"), ("烧碱", "1310-73-2"),
         ("PP", "聚丙烯"), ("重卡", "HGV"), ("自来水", "tap water"), ("LFP", "磷酸铁锂"), ("天然气", "natural gas")],
    )  # fmt: skip
    def test_names_for_the_same_thing_are_one_group(self, one: str, other: str) -> None:
        group = synonyms.group_of(tuple(pieces(one)))
        assert group is not None
        assert group is synonyms.group_of(tuple(pieces(other)))

    @pytest.mark.parametrize(
        ("one", "other"),
        [("铝锭", "铝合金压铸件"), ("铝锭", "再生铝"), ("聚乙烯", "聚乙烯醇"), ("聚丙烯", "聚丙烯酰胺"),
         ("柴油", "生物柴油"), ("磷酸铁锂", "磷酸铁锂电池"), ("液氨", "氨水"), ("工业硅", "多晶硅"), ("海运", "内河运输"),
         ("生石灰", "石灰石"), ("棉花", "棉纱"), ("电", "绿电"), ("尼龙6", "尼龙66"), ("炭黑", "白炭黑"), ("PC", "PP")],
    )  # fmt: skip
    def test_different_things_are_different_groups(self, one: str, other: str) -> None:
        assert synonyms.group_of(tuple(pieces(one))) is not synonyms.group_of(tuple(pieces(other)))

    @pytest.mark.parametrize(
        ("name", "text", "stands"),
        [("聚丙烯", "聚丙烯颗粒", True), ("聚丙烯", "聚丙烯酰胺", False), ("乙烯", "苯乙烯单体", False),
         ("乙烯", "乙烯（石脑油裂解）", True), ("尼龙6", "改性尼龙66", False), ("钢", "废钢", False),
         ("柴油", "生物柴油", False), ("硫酸", "硫酸铜溶液", False), ("硫酸", "98%硫酸", True)],
    )  # fmt: skip
    def test_a_name_inside_the_name_of_another_thing_does_not_count(
        self, name: str, text: str, stands: bool
    ) -> None:
        found = tuple(pieces(name))
        group = synonyms.group_of(found)
        assert group is not None
        assert synonyms.stands_in(group, synonyms.pattern_of(found), synonyms.seamed(text)) is stands

    def test_wider_and_narrower_are_told_apart(self) -> None:
        ingot = synonyms.group_of(("铝锭",))
        assert ingot is not None
        assert [group.name for group in synonyms.wider_than(ingot)] == ["铝"]
        assert "铝锭" in [group.name for group in synonyms.narrower_than(synonyms.wider_than(ingot)[0])]


class TestQuestions:
    def test_the_longest_known_name_is_one_part(self) -> None:
        parts = question.read("corrugated board box 5层").parts
        assert [part.text for part in parts] == ["corrugated board box", "5", "层"]
        assert parts[0].group is not None

    def test_a_state_is_asked_for_by_its_name(self) -> None:
        asked = question.read("柴油 已过期")
        assert asked.states == ("expired",)
        assert asked.typed == "柴油"

    def test_a_long_text_is_asked_for_in_its_known_names(self) -> None:
        first, *rest = question.loosened(question.read("华北电网"))
        assert [part.text for part in first.parts] == ["华北", "电网"]
        assert [[part.text for part in other.parts] for other in rest] == [["电网"]]
        assert not list(question.loosened(question.read("没有这种东西")))


@pytest.mark.parametrize(
    ("traditional", "usual"),
    [("鋁錠", "铝锭"), ("不銹鋼", "不锈钢"), ("紙箱", "纸箱"), ("自來水", "自来水"), ("電", "电")],
)
def test_traditional_characters_ask_for_the_same(traditional: str, usual: str) -> None:
    assert pieces(traditional) == pieces(usual)
    assert len(traditional) == len(usual)


def test_a_known_name_in_traditional_characters_has_its_synonyms() -> None:
    assert question.read("電解鋁").is_known
