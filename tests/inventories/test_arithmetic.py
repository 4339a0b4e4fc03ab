"""The sentences that say how a line's result comes about, and what can be said of a blocked study."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from inventories.arithmetic import Arithmetic
from inventories.footprint import values
from inventories.footprint.compute import compute
from inventories.footprint.result import Blocked, Computed
from inventories.partial import sound_part
from tests.golden.cases import load
from tests.inventories.studies import small

D = Decimal


def told(study: values.Study, name: str) -> tuple[str, ...]:
    outcome = compute(study)
    assert isinstance(outcome, Computed), outcome.findings
    index = next(index for index, line in enumerate(study.lines) if line.name == name)
    return Arithmetic(study).sentences(study.lines[index], outcome.footprint.lines[index])


def with_line(*lines: values.Line, **changes: Any) -> values.Study:
    return small(lines=lines, **changes)


def factor(value: values.FactorValue) -> tuple[values.Factor, ...]:
    return (values.Factor(key="f", name="因子", value=value),)


def line(**changes: Any) -> values.ActivityLine:
    members: dict[str, Any] = {
        "key": "L1",
        "stage": "S1",
        "name": "数据",
        "amount": D("2"),
        "unit": "kg",
        "factor": "f",
    }
    return values.ActivityLine(**(members | changes))


def test_an_amount_times_a_factor() -> None:
    # 1.4677 × 1.9 = 2.78863
    assert told(load("brake"), "壳体") == ("1.4677 kg × 1.9 kgCO2e/kg = 2.78863 kgCO2e",)


def test_a_factor_per_tonne_stays_as_published() -> None:
    # 20.2 kg × 2.05 t/t = 41.41 kg
    assert told(load("valve"), "灰铁铸件") == ("20.2 kg × 2.05 tCO2e/t = 41.41 kgCO2e",)


def test_goods_carried_over_a_distance() -> None:
    # 1.4677 × 180 × 0.287 ÷ 1000 = 0.075821382: nine figures, of which seven are shown.
    assert told(load("brake"), "壳体运输") == (
        "1.4677 kg × 180 km × 0.287 kgCO2e/(t·km) ≈ 0.07582138 kgCO2e",
    )


def test_a_fuel_shows_what_its_factor_is_derived_from() -> None:
    # 2.851e-9 t × 44.8 × 18.9 ÷ 1000 × 0.98 × 44/12 t = 8.6742…e-9 t = 8.674…e-6 kg
    (sentence,) = told(load("terminal"), "汽油")
    assert sentence.startswith(
        "0.000000002851 t × （低位发热量 44.8 GJ/t × 含碳量 18.9 tC/TJ × 氧化率 0.98 × 44/12） ≈ 0.000008674"
    )


def test_gases_show_their_characterisation() -> None:
    gases = (
        values.GasAmount(symbol="CO2", kilograms=D("2.1")),
        values.GasAmount(symbol="CH4", kilograms=D("0.001")),
    )
    potentials = (
        values.Gwp(symbol="CO2", name="二氧化碳", value=D("1")),
        values.Gwp(symbol="CH4", name="甲烷", value=D("27.9")),
    )
    study = with_line(
        line(),
        factors=factor(values.GasesValue(gases=gases, per="kg")),
        gwp_set=values.GwpSet(name="AR6", values=potentials),
    )
    # 2 × (2.1 + 0.0279) = 4.2558
    assert told(study, "数据") == ("2 kg × （CO2 2.1 kg × 1 + CH4 0.001 kg × 27.9）/kg = 4.2558 kgCO2e",)


def test_a_shared_meter_shows_its_share_and_output() -> None:
    basis = values.PeriodTotal(output=D("800"), output_unit="件", share=D("0.25"))
    study = with_line(
        line(amount=D("1000"), basis=basis),
        factors=factor(values.StatedValue(amount=D("3"), unit="kgCO2e/kg")),
    )
    # 1000 × 0.25 ÷ 800 × 1 = 0.3125; × 3 = 0.9375
    assert told(study, "数据") == (
        "数据期总量 1000 kg × 份额 0.25 ÷ 产量 800 件 × 功能单位 1 件 = 0.3125 kg",
        "0.3125 kg × 3 kgCO2e/kg = 0.9375 kgCO2e",
    )


def test_several_legs_are_added_up() -> None:
    truck = values.Factor(
        key="t", name="货车", value=values.StatedValue(amount=D("0.1"), unit="kgCO2e/(t·km)")
    )
    carried = values.TransportLine(
        key="T",
        stage="S1",
        name="运输",
        amount=D("500"),
        unit="kg",
        legs=(values.Leg(distance_km=D("10"), factor="t"), values.Leg(tonne_km=D("3"), factor="t")),
    )
    # 0.5 t × 10 km × 0.1 = 0.5; 3 × 0.1 = 0.3
    assert told(with_line(carried, factors=(truck,)), "运输") == (
        "500 kg × 10 km × 0.1 kgCO2e/(t·km) = 0.5 kgCO2e",
        "3 t·km × 0.1 kgCO2e/(t·km) = 0.3 kgCO2e",
        "各段合计：0.5 + 0.3 = 0.8 kgCO2e",
    )


def test_a_period_s_carriage_is_brought_down_to_the_functional_unit() -> None:
    truck = values.Factor(
        key="t", name="货车", value=values.StatedValue(amount=D("0.1"), unit="kgCO2e/(t·km)")
    )
    carried = values.TransportLine(
        key="T",
        stage="S1",
        name="运输",
        basis=values.PeriodTotal(),
        legs=(values.Leg(tonne_km=D("400"), factor="t"),),
    )
    study = with_line(carried, factors=(truck,), output=values.Output(amount=D("1000"), unit="件"))
    # 400 ÷ 1000 = 0.4; × 0.1 = 0.04
    assert told(study, "运输") == (
        "400 t·km ÷ 产量 1000 件 × 功能单位 1 件 = 0.4 t·km，0.4 t·km × 0.1 kgCO2e/(t·km) = 0.04 kgCO2e",
    )


def sound(study: values.Study) -> list[str] | None:
    outcome = compute(study)
    assert isinstance(outcome, Blocked)
    part = sound_part(study, outcome.findings)
    return None if part is None else [figure.key for figure in part[1].lines]


def test_sound_lines_have_figures_while_others_are_blocked() -> None:
    study = load("brake")
    lines = [
        entry.model_copy(update={"amount": None}) if entry.name == "活塞" else entry for entry in study.lines
    ]
    keys = sound(study.model_copy(update={"lines": tuple(lines)}))
    assert keys is not None
    left_out = {entry.name for entry in study.lines if entry.key not in keys}
    # The transport of the piston takes its mass from the piston.
    assert left_out == {"活塞", "活塞运输"}


def test_lines_of_a_broken_factor_are_left_out() -> None:
    study = load("brake")
    factors = tuple(
        entry.model_copy(update={"value": values.StatedValue(amount=D("1"), unit="磅秤")})
        if entry.name == "货车运输"
        else entry
        for entry in study.factors
    )
    keys = sound(study.model_copy(update={"factors": factors}))
    assert keys is not None
    assert len(keys) == 8


def test_an_empty_stage_does_not_hide_the_figures_of_the_others() -> None:
    study = load("brake")
    further = values.Stage(key="X", kind="use", label="使用")
    keys = sound(study.model_copy(update={"stages": (*study.stages, further)}))
    assert keys is not None
    assert len(keys) == 15


def test_a_study_that_is_wrong_as_a_whole_has_no_figures() -> None:
    study = load("brake")
    unit = study.functional_unit.model_copy(update={"amount": D("0")})
    assert sound(study.model_copy(update={"functional_unit": unit})) is None
