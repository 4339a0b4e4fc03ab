"""Bands of plausible figures: what they notice, what they leave in peace, and whose libraries they come from."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from factors import plausibility, services, starter, units
from factors.magnitude import KILOGRAM
from factors.models import Factor, Library, Spread
from factors.plausibility import Asked, Verdict
from factors.plausibility.scale import merged, power_of, significant, step_of
from factors.plausibility.slips import Seen, slip_of
from factors.plausibility.words import head, words_of
from tests.factors import everyday_figures
from tests.factors.conftest import MakeFactor

pytestmark = pytest.mark.django_db


def asked(name: str, figure: str, unit: str, kind: str = "footprint", category: str = "") -> Asked:
    of = units.parse_emission_factor_unit(unit)
    value = Fraction(figure) * units.ratio(of.mass, KILOGRAM) / of.per.factor
    return Asked(value, of.per, kind, name, category, co2_only=of.co2_only)


def judged(user: User, *question: str) -> Verdict | None:
    return next(iter(plausibility.judge_many(user, [asked(*question)])))


# What people type: name, figure, unit, kind, category; and how far off it is taken to be, as a power of ten.
SLIPS = [
    (("全国电网平均电力", "5.777", "kgCO2e/kWh"), 1),
    (("全国电网平均电力", "0.05777", "kgCO2e/kWh"), -1),
    (("外购电力", "0.05777", "kgCO2e/kWh"), -1),
    (("电网电力", "577.7", "kgCO2e/kWh"), 3),
    (("electricity, grid", "5.7", "kgCO2e/kWh"), 1),
    (("华东电网", "5.99", "kgCO2/kWh", "co2_only"), 1),
    (("铸铁件", "1900", "kgCO2e/kg"), 3),
    (("铸铁件", "1.9", "kgCO2e/t", "footprint", "金属"), -3),
    (("冷轧钢板", "25.3", "kgCO2e/kg"), 1),
    (("冷轧钢板", "2.53", "kgCO2e/t"), -3),
    (("柴油", "3.1", "kgCO2/t", "combustion"), -3),
    (("柴油", "3.1", "kgCO2e/t"), -3),
    (("天然气", "56.1", "tCO2/GJ", "combustion"), 3),
    (("天然气", "21.62", "tCO2/Nm³", "combustion"), 4),
    # 15.3 tC/TJ entered as tCO2/TJ, and 20.2 tC/TJ × 43 GJ/t as tCO2/t: 44/12 too small; of energy it could also be
    # kWh for MJ, 3.6, which cannot be told apart
    (("天然气", "15.3", "tCO2/TJ", "combustion"), -math.log10(3.6)),
    (("柴油燃烧", "0.85", "tCO2/t", "combustion"), -math.log10(44 / 12)),
    (("重型货车", "76", "kgCO2e/(t·km)"), 3),
    (("蒸汽", "110", "tCO2/GJ", "co2_only"), 3),
]
RIGHT = [
    ("全国电网平均电力", "0.5777", "kgCO2e/kWh"),
    ("云南电网电力", "0.1073", "kgCO2/kWh", "co2_only"),
    ("水电", "0.0143", "kgCO2e/kWh"),
    ("光伏发电", "0.052", "kgCO2e/kWh"),
    ("铸铁件", "1.9", "kgCO2e/kg"),
    ("电解铝", "20.3", "tCO2e/t", "footprint", "金属"),
    ("冷轧钢板", "2530", "kgCO2e/t"),
    ("不锈钢", "6.8", "kgCO2e/kg"),
    ("柴油", "3.1", "tCO2/t", "combustion"),
    ("天然气", "21.62", "tCO2/万Nm³", "combustion"),
    ("公路货运", "0.076", "kgCO2e/(t·km)"),
    ("瓦楞纸箱", "1.1", "kgCO2e/kg"),
    ("液压油", "1.4", "kgCO2e/kg"),
]


@pytest.mark.usefixtures("starter_loaded")
class TestWithTheStarterLibrary:
    def test_slips_are_noticed_and_named(self, consultant: User) -> None:
        for question, decades in SLIPS:
            verdict = judged(consultant, *question)
            assert verdict is not None, question
            assert verdict.is_off, question
            assert verdict.slip is not None, question
            assert verdict.slip.decades == pytest.approx(decades), question

    def test_slips_of_everyday_figures_are_noticed_without_a_category(self, consultant: User) -> None:
        for rows, ten, thousand in (
            (everyday_figures.GRIDS, 1.0, 1.0),
            (everyday_figures.HELD, 0.93, 0.98),
            (everyday_figures.AFTERWARDS, 0.9, 0.96),
        ):
            questions = [asked(*row) for row in rows]
            assert self.questioned(consultant, questions) == []
            for times, least in ((10, ten), (1000, thousand)):
                assert self.off(consultant, questions, Fraction(times)) >= least, times
                assert self.off(consultant, questions, Fraction(1, times)) >= least, times
        self.nothing_is_claimed_of_what_the_libraries_do_not_have(consultant)

    def nothing_is_claimed_of_what_the_libraries_do_not_have(self, consultant: User) -> None:
        questions = [asked(*row) for row in everyday_figures.UNKNOWN]
        assert self.questioned(consultant, questions) == []
        verdicts = plausibility.judge_many(consultant, questions)
        near = [each.asked.name for each in verdicts if each is not None and not each.band.is_of_everything]
        # only kin of aluminium is in the libraries, and it says so
        assert near == ["再生铝"]

    def questioned(self, user: User, asked: list[Asked]) -> list[str]:
        verdicts = plausibility.judge_many(user, asked)
        return [verdict.asked.name for verdict in verdicts if verdict is not None and verdict.is_off]

    def test_a_unit_of_another_sort_is_compared_over_a_conversion(self, consultant: User) -> None:
        """Diesel is in the libraries per tonne, 3.1 tCO2/t × 0.84 t/m³ = 2.6 kg/L; steam per heat."""
        for question, conversion in (
            (("柴油", "26", "kgCO2e/L"), "1 m³ ≈ 840 kg"),
            (("蒸汽", "3000", "kgCO2e/t"), "1 t ≈ 2.75 GJ"),
        ):
            verdict = judged(consultant, *question)
            assert verdict is not None
            assert (verdict.is_off, str(verdict.band.bridge)) == (True, conversion)

        # steam is no fuel: no carbon is taken for carbon dioxide; a seventh of diesel is no slip
        for question in (
            ("蒸汽", "0.45", "tCO2e/GJ"),
            ("柴油", "0.45", "kgCO2e/kg"),
            ("天然气", "9.9", "kgCO2e/m³"),
        ):
            verdict = judged(consultant, *question)
            assert verdict is not None
            assert "碳（tC）" not in (verdict.slip.text if verdict.slip is not None else ""), question
        # what comes before a fuel is burnt is not compared with its burning
        verdict = judged(consultant, "柴油（上游）", "0.6", "kgCO2e/kg")
        assert verdict is not None
        assert verdict.band.is_of_everything

    def test_what_is_right_is_left_in_peace(self, consultant: User) -> None:
        for question in RIGHT:
            verdict = judged(consultant, *question)
            assert verdict is not None, question
            assert not verdict.is_off, question
            assert verdict.slip is None, question

    def test_few_of_the_published_factors_are_questioned_and_most_slips_found(self, consultant: User) -> None:
        """Each factor against all others, then shifted as people shift them."""
        potentials = plausibility.reference_potentials()
        rows = list(Factor.objects.filter(state__in=("current", "expired")).select_related("library"))
        questions = [plausibility.ask(row, potentials, exists=row) for row in rows]
        asked = [each for each in questions if each is not None]
        assert len(asked) == len(rows)
        assert self.off(consultant, asked, Fraction(1)) < 0.03
        for times, found in ((10, 0.8), (1000, 0.97)):
            assert self.off(consultant, asked, Fraction(times)) > found
            assert self.off(consultant, asked, Fraction(1, times)) > found

    def off(self, user: User, asked: list[Asked], times: Fraction) -> float:
        """The share of the figures that are questioned when each is multiplied."""

        def shifted() -> Iterator[Asked]:
            for each in asked:
                yield Asked(each.value * times, each.unit, each.kind, each.name, each.category, each.own)

        verdicts = list(plausibility.judge_many(user, shifted()))
        return sum(verdict is not None and verdict.is_off for verdict in verdicts) / len(asked)

    def test_one_and_many_are_judged_alike(self, consultant: User) -> None:
        questions = [
            asked(*question) for question, _decades in SLIPS
        ] * 8  # more than are looked up one by one
        many = list(plausibility.judge_many(consultant, questions))
        ones = [next(iter(plausibility.judge_many(consultant, [each]))) for each in questions[: len(SLIPS)]]
        assert [each and (each.band, each.is_off) for each in many[: len(SLIPS)]] == [
            each and (each.band, each.is_off) for each in ones
        ]

    def test_many_rows_cost_no_more_queries(self, consultant: User) -> None:
        with CaptureQueriesContext(connection) as queries:
            list(plausibility.judge_many(consultant, [asked("冷轧钢板", "2.5", "kgCO2e/kg")] * 5000))
        assert len(queries) <= 3

    def test_a_verdict_speaks_in_the_unit_that_was_asked(self, consultant: User) -> None:
        per_tonne = judged(consultant, "冷轧钢板", "2530", "kgCO2e/t")
        per_kilogram = judged(consultant, "冷轧钢板", "2.53", "kgCO2e/kg")
        assert per_tonne is not None
        assert per_kilogram is not None
        assert (per_tonne.figure_unit, per_tonne.value) == ("kgCO2e/t", Decimal(2530))
        assert (per_kilogram.figure_unit, per_kilogram.value) == ("kgCO2e/kg", Decimal("2.53"))
        assert per_tonne.median == per_kilogram.median * 1000

    def test_it_says_where_the_band_comes_from(self, consultant: User) -> None:
        verdict = judged(consultant, "全国电网平均电力", "5.777", "kgCO2e/kWh")
        assert verdict is not None
        assert (verdict.band.scope, verdict.band.key) == (Spread.Scope.NAME, "电")
        # 7 national, regional and provincial lists of grid factors, of CO2 alone and of CO2e
        assert "全国电力碳足迹因子 2024年" in verdict.libraries
        assert len(verdict.libraries) == 7
        assert verdict.told_kinds == "碳足迹（CO2e）、仅二氧化碳"
        alone = judged(consultant, "电网电力", "0.5366", "kgCO2/kWh", "co2_only")
        assert alone is not None
        assert alone.figure_unit == "kgCO2/kWh"

    def test_a_figure_of_nothing_or_less_has_no_magnitude(self, consultant: User) -> None:
        assert judged(consultant, "冷轧钢板", "0", "kgCO2e/kg") is None
        assert judged(consultant, "冷轧钢板", "-2.5", "kgCO2e/kg") is None

    def test_counting_again_changes_nothing(self) -> None:
        def counted() -> list[tuple[object, ...]]:
            columns = ("library", "dimension", "kind", "scope", "key", "histogram")
            return sorted(map(repr, Spread.objects.values_list(*columns)))  # type: ignore[arg-type]

        before = counted()
        plausibility.refresh(Library.objects.values_list("pk", flat=True))
        assert counted() == before
        starter.load()
        assert counted() == before


class TestFromOwnLibraries:
    @pytest.fixture
    def bolts(self, make_factor: MakeFactor) -> list[Factor]:
        """Five factors in force: 2, 2.2, 2.4, 2.6, 2.8 kgCO2e/kg."""
        return [make_factor(name=f"螺栓{size}", amount=Decimal(20 + 2 * size) / 10) for size in range(5)]

    def test_one_of_the_same_thing_is_enough(
        self, consultant: User, colleague: User, bolts: list[Factor]
    ) -> None:
        for left in range(5, 0, -1):
            verdict = judged(consultant, "不锈钢螺丝", "24", "kgCO2e/kg")
            assert verdict is not None
            assert (verdict.band.key, verdict.band.count, verdict.is_off) == ("螺栓", left, True)
            services.withdraw_factor(colleague, bolts[left - 1], "重复")
        assert judged(consultant, "不锈钢螺丝", "24", "kgCO2e/kg") is None

    def test_of_what_the_synonyms_do_not_know_five_make_a_band(
        self, consultant: User, colleague: User, make_factor: MakeFactor
    ) -> None:
        pads = [make_factor(name=f"摩擦衬块{n}号", amount=Decimal(20 + n) / 10) for n in range(5)]
        verdict = judged(consultant, "衬块毛坯", "24", "kgCO2e/kg")
        assert verdict is not None
        assert (verdict.band.scope, verdict.band.count, verdict.is_off) == (Spread.Scope.WORD, 5, True)
        services.withdraw_factor(colleague, pads[0], "重复")
        assert judged(consultant, "衬块毛坯", "24", "kgCO2e/kg") is None

    def test_what_waits_for_approval_does_not_count(
        self, consultant: User, colleague: User, bolts: list[Factor], propose: MakeFactor
    ) -> None:
        waiting = propose(name="螺栓9", amount=Decimal("2.5"))
        verdict = judged(consultant, "螺栓", "2.5", "kgCO2e/kg")
        assert verdict is not None
        assert verdict.band.count == len(bolts)
        services.approve_factor(colleague, waiting)
        verdict = judged(consultant, "螺栓", "2.5", "kgCO2e/kg")
        assert verdict is not None
        assert verdict.band.count == len(bolts) + 1

    def test_a_figure_does_not_speak_for_itself(
        self, consultant: User, bolts: list[Factor], make_factor: MakeFactor
    ) -> None:
        slipped = make_factor(name="螺栓8", amount=Decimal("24"))
        verdict = plausibility.judge_factor(consultant, slipped, exists=slipped)
        assert verdict is not None
        assert (verdict.band.count, verdict.is_off) == (len(bolts), True)

    def test_a_stranger_learns_nothing_from_it(self, stranger: User, bolts: list[Factor]) -> None:
        assert judged(stranger, "螺栓", "24", "kgCO2e/kg") is None
        assert plausibility.listed_bands(stranger) == []

    def test_a_library_for_named_people_speaks_to_these_alone(
        self, consultant: User, colleague: User, library: Library, bolts: list[Factor]
    ) -> None:
        Library.objects.filter(pk=library.pk).update(audience=Library.Audience.NAMED)
        assert judged(consultant, "螺栓", "24", "kgCO2e/kg") is None
        library.readers.add(colleague)
        verdict = judged(colleague, "螺栓", "24", "kgCO2e/kg")
        assert verdict is not None
        assert verdict.libraries == (str(library),)

    def test_a_factor_that_makes_no_number_is_not_judged(self, consultant: User, bolts: list[Factor]) -> None:
        assert plausibility.judge_factor(consultant, Factor(name="螺栓", unit="kgCO2e/kg")) is None
        assert plausibility.judge_factor(consultant, Factor(name="螺栓", amount=Decimal(2), unit="?")) is None
        gas = Factor(name="螺栓", form=Factor.Form.GASES, gases={"XY9": "1"}, unit="kg")
        assert plausibility.judge_factor(consultant, gas) is None

    def test_words_with_figures_far_apart_leave_the_band_to_those_that_are_alike(
        self, consultant: User, bolts: list[Factor], make_factor: MakeFactor
    ) -> None:
        """One of another kind among them, or one slipped already, does not stretch the band."""
        make_factor(name="生物基螺栓", amount=Decimal("0.004"))
        verdict = judged(consultant, "螺栓", "0.0024", "kgCO2e/kg")
        assert verdict is not None
        assert (verdict.band.count, verdict.is_off) == (len(bolts) + 1, True)


def test_steps_of_the_scale() -> None:
    # a twentieth of a power of ten: 1 begins step 0, 10 step 20, 0.5 lies 6.02 steps below 1
    assert [step_of(power_of(Fraction(text)) or 0.0) for text in ("1", "10", "1/2", "1000001/1000000")] == [
        0,
        20,
        -7,
        0,
    ]
    assert power_of(Fraction(0)) is None
    assert power_of(Fraction(10**400)) == pytest.approx(400)
    assert merged([{"3": 1}, {"3": 2, "-4": 5}]) == {3: 3, -4: 5}


def test_figures_for_the_reader() -> None:
    assert [str(significant(number)) for number in (0.000123456, 5.777, 20312.7, 1e7, 0.5)] == [
        "0.000123",
        "5.78",
        "20300",
        "10000000",
        "0.500",
    ]


@pytest.mark.parametrize(
    ("distance", "dimension", "decades"),
    [
        (1.1, "mass", 1.0),
        (-2.9, "mass", -3.0),
        (3.9, "energy", 4.0),
        (0.56, "energy", math.log10(3.6)),
        (-0.57, "mass", -math.log10(44 / 12)),
        (5.8, "mass", 6.0),
    ],
)
def test_the_likeliest_slip(distance: float, dimension: str, decades: float) -> None:
    slip = slip_of(distance, dimension, Seen(), carbon=True)
    assert slip is not None
    assert slip.decades == pytest.approx(decades)


def test_a_distance_that_is_no_slip_is_not_explained() -> None:
    assert slip_of(0.3, "mass", Seen()) is None
    assert slip_of(8.5, "mass", Seen()) is None
    # a seventieth is neither a tenth nor a hundredth of things that are all alike; of others it may be
    assert slip_of(-1.45, "mass", Seen()) is None
    assert slip_of(-1.45, "mass", Seen(below=0.3)) is not None
    # carbon is taken for carbon dioxide of fuels alone
    assert slip_of(-0.57, "mass", Seen()) is None


def test_a_name_begins_with_what_it_is_of() -> None:
    assert head("铝罐和铝箔（不含成型）（原生料）") == "铝罐和铝箔"
    assert head("market for Steel, low-alloyed {CN}") == "market for steel"
    assert words_of("全国电力平均碳足迹因子") == {"电力"}
    assert words_of("market for steel, hot rolled") == {"steel"}
    assert words_of("柴油燃烧（固定源，能源工业）", "Diesel combustion", "轻柴油") == {
        "柴油",
        "diesel",
        "轻柴",
    }
    assert words_of("50kg") == set()
