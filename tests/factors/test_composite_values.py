"""Electricity mixes and lorries: exact rates worked out by hand, laws that hold for all, and every refusal."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from factors import telling
from factors.values import (
    Component,
    MixPart,
    MixValue,
    TransportValue,
    VehiclePart,
    carriage,
    errors,
    kind_of,
    mix_rate,
    mix_terms,
    mix_total,
    mix_troubles,
    transport_troubles,
    warnings,
)
from tests.factors.composite_samples import (
    CO2,
    EMPTY,
    FULL,
    GRID,
    LINES,
    SUN,
    WIND,
    component,
    lorry,
    mix,
    part,
    phases,
)

D = Decimal


def exact(text: str) -> Fraction:
    return Fraction(text)


def codes(value: MixValue | TransportValue) -> list[tuple[str, str]]:
    troubles = mix_troubles(value) if isinstance(value, MixValue) else transport_troubles(value)
    return [(trouble.code, trouble.path) for trouble in errors(troubles)]


def doubts(value: MixValue | TransportValue) -> list[tuple[str, str]]:
    troubles = mix_troubles(value) if isinstance(value, MixValue) else transport_troubles(value)
    return [(trouble.code, trouble.path) for trouble in warnings(troubles)]


class TestMix:
    def test_every_kilowatt_hour_counts_once(self) -> None:
        # grid 1000 − 300 + 50 = 750; green 300; own 200 − 50 = 150; together 1200 = 1000 + 200
        assert [term.counted for term in mix_terms(mix())] == [750, 300, 150]
        assert mix_total(mix()) == 1200
        assert codes(mix()) == doubts(mix()) == []

    def test_the_rate_is_exact(self) -> None:
        # 750 × 0.5777 + 300 × 0.0324 + 150 × 0.0520 = 433.275 + 9.72 + 7.8 = 450.795; ÷ 1200 = 0.3756625
        assert mix_rate(mix()) == exact("0.3756625")

    def test_delivery_goes_by_what_was_bought(self) -> None:
        # + 1000 × 0.0046 = 4.6; 455.395 ÷ 1200 is no finite decimal
        with_lines = mix(*mix().parts, part("delivery", None, LINES))
        assert mix_rate(with_lines) == exact("455.395") / 1200
        assert mix_total(with_lines) == 1200

    def test_other_supply_adds_to_the_total(self) -> None:
        # (100 × 0.5777 + 300 × 0.1) ÷ 400 = 87.77 ÷ 400
        direct = mix(part("grid", "100"), part("other", "300", component("0.1")))
        assert mix_rate(direct) == exact("0.219425")

    def test_all_certificates_sold_is_grid_electricity(self) -> None:
        assert mix_rate(mix(part("grid", "0"), part("own", "80", SUN, sold=D("80")))) == exact("0.5777")

    def test_wholly_covered_by_certificates_leaves_nothing_for_the_grid(self) -> None:
        covered = mix(part("grid", "300"), part("green", "300", WIND, certificates="1"))
        assert (mix_rate(covered), codes(covered)) == (exact("0.0324"), [])

    @pytest.mark.parametrize("unit", ["kWh", "MWh", "万kWh", "GJ"])
    def test_the_unit_of_the_amounts_does_not_matter(self, unit: str) -> None:
        assert mix_rate(mix(unit=unit)) == exact("0.3756625")

    def test_components_come_in_their_own_units(self) -> None:
        # 577.7 g/kWh = 0.5777 t/MWh = 0.5777 kg/kWh; 0.1 tCO2e/GJ × 0.0036 GJ/kWh = 0.36 kg/kWh
        for amount, unit in (("577.7", "gCO2e/kWh"), ("0.5777", "tCO2e/MWh")):
            assert mix_rate(mix(part("grid", "7", component(amount, unit)))) == exact("0.5777")
        assert mix_rate(mix(part("grid", "7", component("0.1", "tCO2e/GJ")))) == exact("0.36")

    def test_co2_alone_may_be_mixed_with_co2_alone(self) -> None:
        # 1000 × 0.5306 + 1000 × 0 over 2000; wind burns nothing, and zero is what CO2 alone says of it.
        only = {"kind": "co2_only", "unit": "kgCO2/kWh"}
        value = mix(
            part("grid", "1000", component("0.5306", **only)), part("own", "1000", component("0", **only))
        )
        assert (codes(value), mix_rate(value), kind_of(value.components)) == ([], exact("0.2653"), "co2_only")


def random_mixes() -> list[MixValue]:
    drawn = random.Random(20241122)  # noqa: S311 - figures of tests

    def number(most: int) -> str:
        return format(D(drawn.randint(1, most * 1000)) / 1000, "f")

    mixes = []
    for _ in range(40):
        bought = D(number(9000))
        green, own = bought * drawn.randint(0, 10) / 10, D(number(900))
        mixes.append(
            mix(
                part("grid", str(bought), component(number(1))),
                part("green", str(green), component(number(1)), certificates="1"),
                part("own", str(own), component(number(1)), sold=own * drawn.randint(0, 4) / 4),
                part("other", number(500), component(number(1))),
            )
        )
    return mixes


MIXES = random_mixes()


class TestLawsOfMixes:
    @pytest.mark.parametrize("value", MIXES[:10])
    def test_the_order_does_not_matter(self, value: MixValue) -> None:
        rates = {mix_rate(MixValue(parts=order)) for order in itertools.permutations(value.parts)}
        assert rates == {mix_rate(value)}

    @pytest.mark.parametrize("value", MIXES)
    def test_what_counts_adds_up_to_what_was_used(self, value: MixValue) -> None:
        assert codes(value) == []
        assert sum(term.counted for term in mix_terms(value)) == mix_total(value)

    @pytest.mark.parametrize("value", MIXES)
    def test_the_rate_lies_between_those_of_its_parts(self, value: MixValue) -> None:
        rates = [Fraction(each.factor.amount) for each in value.parts]
        assert min(rates) <= mix_rate(value) <= max(rates)

    @pytest.mark.parametrize("value", MIXES)
    def test_twice_as_much_of_everything_is_the_same_mix(self, value: MixValue) -> None:
        doubled = tuple(
            each.model_copy(update={"amount": (each.amount or 0) * 2, "sold": (each.sold or 0) * 2})
            for each in value.parts
        )
        assert mix_rate(MixValue.model_construct(parts=doubled)) == mix_rate(value)

    def test_of_one_part_it_is_that_part(self) -> None:
        for role in ("grid", "own", "other"):
            assert mix_rate(mix(part(role, "123.45", GRID))) == exact("0.5777")


class TestRefusedMixes:
    @pytest.mark.parametrize(
        ("parts", "found"),
        [
            # More certificates than electricity bought: the own generation is not theirs to cover.
            (
                (part("grid", "100"), part("green", "101", WIND, certificates="1"), part("own", "50", SUN)),
                [("mix_certificates_exceed", "parts[1].amount")],
            ),
            (
                (
                    part("grid", "100"),
                    part("green", "40", WIND, instrument="gec", certificates="GEC-1、GEC-2"),
                    part("green", "40", SUN, instrument="gec", certificates="GEC-3，GEC-2"),
                ),
                [("mix_certificates_twice", "parts[2].certificates")],
            ),
            (
                (
                    part("grid", "100"),
                    part("green", "40", WIND, instrument="green_power", certificates="合同 7"),
                    part("green", "40", SUN, instrument="green_power", certificates="合同 7"),
                ),
                [],
            ),
            ((part("own", "50", SUN, sold=D("10")),), [("mix_sold_grid", "parts[0].sold")]),
            ((part("grid", "9"), part("own", "50", SUN, sold=D("51"))), [("mix_sold", "parts[1].sold")]),
            ((part("grid", "9"), part("own", "50", SUN, sold=D("-1"))), [("mix_sold", "parts[1].sold")]),
            ((part("grid", "9", sold=D("1")),), [("mix_sold", "parts[0].sold")]),
            ((part("grid", "9"), part("grid", "9")), [("mix_grids", "parts[1].role")]),
            ((part("grid", "0"),), [("mix_total", "parts")]),
            ((part("grid", "-5"), part("own", "9", SUN)), [("mix_amount", "parts[0].amount")]),
            ((part("grid", None), part("own", "9", SUN)), [("mix_amount", "parts[0].amount")]),
            ((part("grid", "9"), part("delivery", "9", LINES)), [("mix_amount", "parts[1].amount")]),
            ((part("grid", "9"), part("own", "9", CO2)), [("mix_kinds", "parts")]),
            (
                (part("grid", "9", component("0.5", kind="combustion")),),
                [("mix_kind", "parts[0].factor.kind")],
            ),
            (
                (part("grid", "9"), part("own", "9", component("0"))),
                [("mix_zero", "parts[1].factor.amount")],
            ),
            ((part("grid", "9", component("-0.1")),), [("part_negative", "parts[0].factor.amount")]),
            ((part("grid", "9", component("0.5", "kgCO2e/kg")),), [("part_unit", "parts[0].factor.unit")]),
            ((part("grid", "9", component("0.5", "度")),), [("part_unit", "parts[0].factor.unit")]),
            ((part("grid", "9", component("0.5", "kgCO2/kWh")),), [("part_kind", "parts[0].factor.kind")]),
            (
                (part("grid", "9", component("0.5", kind="co2_only")),),
                [("part_kind", "parts[0].factor.kind")],
            ),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_place(
        self, parts: tuple[MixPart, ...], found: list[tuple[str, str]]
    ) -> None:
        assert codes(mix(*parts)) == found

    def test_amounts_are_of_energy(self) -> None:
        assert codes(mix(part("grid", "9"), unit="kg")) == [("mix_unit", "unit")]

    def test_zero_counts_where_the_ground_is_written(self) -> None:
        value = mix(part("grid", "9"), part("own", "9", component("0"), note="核查机构要求按零计，另附说明"))
        assert codes(value) == []

    def test_years_sets_and_missing_certificates_are_doubts(self) -> None:
        old = component("0.0336", year=2023, gwp_set="IPCC AR5")
        value = mix(
            part("grid", "9", GRID), part("green", "4", old.model_copy(update={"gwp_set": "IPCC AR6"}))
        )
        assert doubts(value) == [("mix_certificates", "parts[1].certificates"), ("part_years", "parts")]
        value = mix(part("grid", "9", old), part("own", "4", SUN.model_copy(update={"gwp_set": "IPCC AR6"})))
        assert doubts(value) == [("part_years", "parts"), ("part_gwp_sets", "parts")]


class TestLorry:
    def test_the_rate_is_exact(self) -> None:
        # 0.79912 + 0.52305 × 0.6 = 1.11295; + 0.2 × 0.79912 = 1.272774; ÷ 15 t = 0.0848516
        made = carriage(lorry())
        assert (made.loaded, made.returned, made.tonnes) == (exact("1.11295"), exact("0.159824"), exact("15"))
        assert made.rate == exact("0.0848516")
        assert codes(lorry()) == []

    def test_keeping_a_temperature_adds_to_the_whole_way(self) -> None:
        # 1.272774 × 1.15 = 1.4636901; ÷ 15 = 0.09757934
        assert carriage(lorry(surcharge=D("0.15"))).rate == exact("0.09757934")

    def test_driving_and_fuel_supply_are_added(self) -> None:
        assert carriage(phases()).rate == carriage(lorry()).rate
        assert (codes(phases()), kind_of(phases().components)) == ([], "footprint")

    def test_driving_alone_says_so(self) -> None:
        alone = phases().model_copy(
            update={"parts": tuple(each for each in phases().parts if each.phase == "ttw")}
        )
        assert (codes(alone), kind_of(alone.components)) == ([], "combustion")

    @pytest.mark.parametrize("payload", ["3.5", "17", "25", "0.9"])
    def test_full_without_return_and_surcharge_it_is_the_full_vehicle_over_its_payload(
        self, payload: str
    ) -> None:
        value = lorry(payload_t=D(payload), load_rate=D("1"), empty_return=D("0"))
        assert carriage(value).rate == exact("1.32217") / exact(payload)

    def test_going_all_the_way_back_empty_adds_the_empty_vehicle(self) -> None:
        there, back = (carriage(lorry(empty_return=D(share))) for share in ("0", "1"))
        assert (back.rate - there.rate) * 15 == exact("0.79912")

    @pytest.mark.parametrize(("less", "more"), [("0.1", "0.2"), ("0.5", "0.9"), ("0.99", "1")])
    def test_a_fuller_lorry_emits_less_per_tonne_kilometre(self, less: str, more: str) -> None:
        rates = [carriage(lorry(load_rate=D(rate))).rate for rate in (less, more)]
        assert rates[0] > rates[1]

    def test_grams_and_miles_are_read_too(self) -> None:
        grams = lorry(
            parts=(
                VehiclePart(load="empty", factor=component("799.12", "gCO2e/km")),
                VehiclePart(load="full", factor=component("1322.17", "gCO2e/km")),
            )
        )
        assert carriage(grams).rate == exact("0.0848516")


def pair(empty: Component = EMPTY, full: Component = FULL, phase: Any = "wtw") -> tuple[VehiclePart, ...]:
    return (
        VehiclePart(load="empty", phase=phase, factor=empty),
        VehiclePart(load="full", phase=phase, factor=full),
    )


class TestRefusedLorries:
    @pytest.mark.parametrize(
        ("changes", "found"),
        [
            ({"payload_t": D("0")}, [("payload", "payload_t")]),
            ({"load_rate": D("0")}, [("load_rate", "load_rate")]),
            ({"load_rate": D("60")}, [("load_rate", "load_rate")]),
            ({"empty_return": D("1.01")}, [("empty_return", "empty_return")]),
            ({"empty_return": D("-0.1")}, [("empty_return", "empty_return")]),
            ({"surcharge": D("-0.1")}, [("surcharge", "surcharge")]),
            ({"parts": pair()[:1]}, [("vehicle_missing", "parts")]),
            ({"parts": pair(phase="wtt")}, [("vehicle_phases", "parts")] * 2),
            ({"parts": (*pair(), pair()[1])}, [("vehicle_phases", "parts")] * 2),
            ({"parts": (pair()[0], *phases().parts[2:])}, [("vehicle_phases", "parts")]),
            ({"parts": pair(FULL, EMPTY)}, [("vehicle_reversed", "parts")]),
            ({"parts": pair(component("0.1", "kgCO2e/(t·km)"))}, [("part_unit", "parts[0].factor.unit")]),
            ({"parts": pair(phase="ttw")}, [("vehicle_phase", f"parts[{n}].factor.kind") for n in (0, 1)]),
            (
                {"parts": pair(component("0.7", "kgCO2/km", kind="co2_only"))},
                [("vehicle_kinds", "parts")],
            ),
            (
                {"parts": pair(component("0.7", "kgCO2e/km", kind="spend_based"))},
                [("vehicle_kind", "parts[0].factor.kind")],
            ),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_place(
        self, changes: dict[str, Any], found: list[tuple[str, str]]
    ) -> None:
        assert codes(lorry(**changes)) == found

    def test_burning_co2_alone_is_not_added_to_fuel_supply_in_co2e(self) -> None:
        value = phases()
        burnt = value.parts[0].factor.model_copy(update={"unit": "kgCO2/km"})
        parts = (value.parts[0].model_copy(update={"factor": burnt}), *value.parts[1:])
        assert codes(value.model_copy(update={"parts": parts})) == [("vehicle_kinds", "parts")]

    def test_half_laden_is_not_full(self) -> None:
        half = FULL.model_copy(
            update={"name": "柴油重型货车，铰接式（33 t 以上），满载率 50%，每车公里（WTW）"}
        )
        assert doubts(lorry(parts=pair(full=half))) == [("vehicle_half", "parts[1].factor")]

    def test_a_surcharge_without_ground_or_too_high_is_a_doubt(self) -> None:
        assert doubts(lorry(surcharge=D("0.15"))) == [("surcharge_note", "surcharge_note")]
        assert doubts(lorry(surcharge=D("15"), surcharge_note="冷藏")) == [("surcharge_high", "surcharge")]


class TestTelling:
    def test_a_mix_step_by_step(self) -> None:
        assert telling.steps(mix()) == (
            "外购网电：外购 1000 − 绿电 300 + 光伏已出售绿证 50 = 750 kWh（按电网因子）",
            "光伏：200 − 已出售绿证 50 = 150 kWh",
            "外购网电：750 kWh × 0.5777 kgCO2e/kWh = 433.275 kgCO2e",
            "绿电：300 kWh × 0.0324 kgCO2e/kWh = 9.72 kgCO2e",
            "光伏：150 kWh × 0.0520 kgCO2e/kWh = 7.8 kgCO2e",
            "合计：（433.275 + 9.72 + 7.8） kgCO2e ÷ 1200 kWh = 0.3756625 kgCO2e/kWh",
        )

    def test_megawatt_hours_and_a_rate_without_end(self) -> None:
        # 2 MWh × 0.5777 kg/kWh = 1155.4 kg; + 1 MWh × 0.052 = 52 kg; 1207.4 ÷ 3000 = 0.402466…
        value = mix(part("grid", "2"), part("own", "1", SUN), unit="MWh")
        assert telling.steps(value)[-1] == ("合计：（1155.4 + 52） kgCO2e ÷ 3 MWh ≈ 0.40246667 kgCO2e/kWh")

    def test_a_lorry_step_by_step(self) -> None:
        assert telling.steps(lorry(surcharge=D("0.15"))) == (
            "去程（载重率 0.6）：0.79912 + （1.32217 − 0.79912）× 0.6 = 1.11295 kgCO2e/km",
            "空返：0.79912 × 0.2 = 0.159824 kgCO2e/km",
            "加温控：（1.11295 + 0.159824） × （1 + 0.15） = 1.4636901 kgCO2e/km",
            "合计：1.4636901 kgCO2e/km ÷ （0.6 × 25 t） = 0.09757934 kgCO2e/(t·km)",
        )

    def test_sums_of_driving_and_fuel_supply_come_first(self) -> None:
        assert telling.steps(phases())[:2] == (
            "空驶：0.64734 kgCO2e/km + 0.15178 kgCO2e/km = 0.79912 kgCO2e/km",
            "满载：1.06921 kgCO2e/km + 0.25296 kgCO2e/km = 1.32217 kgCO2e/km",
        )

    def test_shares_are_of_the_electricity(self) -> None:
        # 750, 300 and 150 of 1200
        assert telling.share_texts(mix(*mix().parts, part("delivery", None, LINES))) == (
            "62.5%",
            "25%",
            "12.5%",
            "—",
        )
