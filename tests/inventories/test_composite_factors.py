"""Mixes and lorries in a study: reckoned exactly, found wanting, written to rows and back, told in a sentence."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from factors import services
from factors.models import Factor, FactorComponent, Library
from factors.values import MixValue, TransportValue
from inventories.arithmetic import Arithmetic
from inventories.assemble import assemble
from inventories.footprint import values
from inventories.footprint.checks import check
from inventories.footprint.compute import compute
from inventories.footprint.result import Blocked, Computed
from inventories.unfold import Refused, unfold
from tests.factors.composite_samples import CO2, GRID, SUN, WIND, component, lorry, mix, part, phases
from tests.inventories.studies import small

D = Decimal


def study(
    composite: MixValue | TransportValue, amount: str = "1200", unit: str = "kWh", **factor: Any
) -> values.Study:
    """One line that uses the factor: an amount of electricity or of t·km."""
    members = {"key": "f", "name": "组合", "value": composite, **factor}
    line = values.ActivityLine(key="L001", stage="S1", name="用电", amount=D(amount), unit=unit, factor="f")
    return small(factors=(values.Factor(**members),), lines=(line,))


def freight(composite: TransportValue, **factor: Any) -> values.Study:
    """3 t carried over 100 km: 300 t·km."""
    members = {"key": "f", "name": "货车", "value": composite, **factor}
    leg = values.Leg(distance_km=D("100"), factor="f")
    line = values.TransportLine(key="L001", stage="S1", name="运输", amount=D("3"), unit="t", legs=(leg,))
    return small(factors=(values.Factor(**members),), lines=(line,))


def total(wanted: values.Study) -> Decimal:
    outcome = compute(wanted)
    assert isinstance(outcome, Computed), outcome.findings
    return outcome.footprint.total


def stops(wanted: values.Study) -> list[tuple[str, str]]:
    outcome = compute(wanted)
    assert isinstance(outcome, Blocked)
    return [(finding.code, finding.place.path) for finding in outcome.findings]


def doubts(wanted: values.Study) -> list[tuple[str, str]]:
    found = check(wanted, compute(wanted), None)
    return [(finding.code, finding.place.path) for finding in found if finding.severity == "warning"]


def told(wanted: values.Study) -> tuple[str, ...]:
    outcome = compute(wanted)
    assert isinstance(outcome, Computed)
    return Arithmetic(wanted).sentences(wanted.lines[0], outcome.footprint.lines[0])


class TestReckoning:
    def test_a_line_takes_the_mix_s_exact_rate(self) -> None:
        # 1200 kWh × 450.795 ÷ 1200 = 450.795; 1 GJ = 2500/9 kWh × 0.3756625 = 104.3506944…
        assert total(study(mix())) == D("450.795")
        assert total(study(mix(), "1", "GJ")) == D("104.3506944444444444444444444444444")

    def test_a_rate_without_end_is_divided_last(self) -> None:
        # (2 × 0.5777 + 0.052) ÷ 3 is no finite decimal; three kilowatt-hours of it are.
        assert total(study(mix(part("grid", "2"), part("own", "1", SUN)), "3")) == D("1.2074")

    def test_a_leg_takes_the_lorry_s_exact_rate(self) -> None:
        # 300 × 0.0848516
        assert total(freight(lorry())) == D("25.45548")
        # A payload of 7 t gives no finite decimal: 1.272774 ÷ (0.6 × 7); 42 t·km of it are 12.72774.
        seventh = freight(lorry(payload_t=D("7")))
        line = seventh.lines[0].model_copy(update={"amount": D("0.42")})
        assert total(seventh.model_copy(update={"lines": (line,)})) == D("12.72774")

    def test_what_only_burns_says_so(self) -> None:
        parts = tuple(each for each in phases().parts if each.phase == "ttw")
        assert stops(freight(lorry(parts=parts))) == [("composite_kind", "factors[0].kind")]
        assert total(freight(lorry(parts=parts), kind="combustion")) > 0

    def test_what_is_wrong_is_told_at_its_place(self) -> None:
        covered = mix(part("grid", "100"), part("green", "101", WIND, certificates="1"))
        assert stops(study(covered)) == [("mix_certificates_exceed", "factors[0].value.parts[1].amount")]
        assert stops(freight(lorry(load_rate=D("60")))) == [("load_rate", "factors[0].value.load_rate")]

    def test_a_lorry_is_no_electricity(self) -> None:
        assert stops(study(lorry())) == [("unit_mismatch", "lines[0].unit")]


class TestChecks:
    def test_parts_speak_for_the_whole(self) -> None:
        old = component("0.6", name="旧电网", year=2015, gwp_set="IPCC AR5")
        found = doubts(study(mix(part("grid", "9", old), part("own", "1", SUN))))
        place = "factors[0].value.parts"
        assert found == [
            ("part_years", place),
            ("part_outdated", f"{place}[0].factor.year"),
            ("part_gwp_set", f"{place}[0].factor.gwp_set"),
        ]

    def test_co2_alone_is_noticed_through_the_parts(self) -> None:
        assert doubts(study(mix(part("grid", "9", CO2)), kind="co2_only")) == [
            ("factor_co2_only", "factors[0].value")
        ]

    def test_the_factor_s_own_set_speaks_before_its_parts(self) -> None:
        old = component("0.6", name="电网", year=2024, gwp_set="IPCC AR5")
        assert doubts(study(mix(part("grid", "9", old)), gwp_set="IPCC AR5")) == [
            ("factor_gwp_set", "factors[0].gwp_set")
        ]

    def test_certificates_without_a_number_are_noticed(self) -> None:
        assert doubts(study(mix(part("grid", "9"), part("green", "4", WIND)))) == [
            ("mix_certificates", "factors[0].value.parts[1].certificates")
        ]


class TestSentences:
    def test_a_mix(self) -> None:
        assert told(study(mix())) == (
            "1200 kWh × （（外购网电 750 kWh × 0.5777 kgCO2e/kWh + 绿电 300 kWh × 0.0324 kgCO2e/kWh"
            " + 光伏 150 kWh × 0.0520 kgCO2e/kWh）÷ 1200 kWh） = 450.795 kgCO2e",
        )

    def test_a_lorry(self) -> None:
        assert told(freight(lorry(surcharge=D("0.15")))) == (
            "3 t × 100 km × （（空驶 0.79912 +（满载 1.32217 − 空驶 0.79912）× 载重率 0.6 + 空返 0.2 × 0.79912）"
            " ×（1 + 温控 0.15） ÷（载重率 0.6 × 载重 25 t）kgCO2e/(t·km)） ≈ 29.2738 kgCO2e",
        )


@pytest.mark.django_db
class TestRows:
    @pytest.mark.parametrize("wanted", [study(mix()), study(mix(unit="MWh")), freight(phases())])
    def test_a_value_comes_back_from_its_rows(self, consultant: User, wanted: values.Study) -> None:
        back = assemble(unfold(consultant, wanted))
        assert back.factors == wanted.factors
        assert total(back) == total(wanted)
        assert assemble(unfold(consultant, back)) == back

    def test_the_second_import_uses_the_composite_again(self, consultant: User) -> None:
        for _ in range(2):
            unfold(consultant, study(mix()))
        assert Factor.objects.filter(form=Factor.Form.MIX).count() == 1

    def test_parts_are_tied_to_the_factors_that_say_the_same(self, consultant: User) -> None:
        library = Library.objects.create(name="电力碳足迹因子", release="2024")
        columns = {"unit": "kgCO2e/kWh", "year": 2024, "library": library}
        grid = Factor.objects.create(code="g", name=GRID.name, amount=D("0.5777"), **columns)
        Factor.objects.create(code="s", name=SUN.name, amount=D("0.052"), **columns)
        own = services.component_of(grid)
        row = unfold(consultant, study(mix(part("grid", "9", own), part("own", "1", SUN))))
        made = row.lines.get().factor
        assert made is not None
        # The sun's factor is of another library in the system, so its figure stays a figure alone.
        assert services.component_ids(made) == [grid.pk]

    def test_a_wrong_mix_is_refused_and_nothing_written(self, consultant: User) -> None:
        covered = mix(part("grid", "100"), part("green", "101", WIND, certificates="1"))
        with pytest.raises(Refused) as refused:
            unfold(consultant, study(covered))
        (finding,) = refused.value.findings
        assert finding.place.path == "factors[0].value"
        assert "多于外购电网电量" in finding.reason
        assert (Factor.objects.count(), FactorComponent.objects.count()) == (0, 0)


def test_the_file_alone_recomputes() -> None:
    for wanted in (study(mix()), freight(phases())):
        back = values.Study.model_validate_json(wanted.model_dump_json())
        assert (back, total(back)) == (wanted, total(wanted))
