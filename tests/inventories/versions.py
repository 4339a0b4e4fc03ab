"""A study whose factors have newer releases, worked out by hand.

1 件; the data period's output is 1000 件; CH4 counts 27.9.

| line | per 件 | factor | kgCO2e | newer | kgCO2e | change |
| --- | --- | --- | --- | --- | --- | --- |
| 钢板 | 2 kg | 1.9 kgCO2e/kg | 3.8 | 2.05 tCO2e/t | 4.1 | +0.3 |
| 用电 | 1234.5 kWh × 0.4 ÷ 1000 = 0.4938 kWh | 0.6205 kgCO2e/kWh | 0.3064029 | 0.5777 | 0.28526826 | -0.02113464 |
| 钢板运输, first leg | 180 km × 0.002 t = 0.36 t·km | 0.074 kgCO2e/(t·km) | 0.02664 | 0.076 | 0.02736 | +0.00072 |
| 钢板运输, second leg | 0.5 t·km | 0.012 kgCO2e/(t·km) | 0.006 | | | |
| 逸散 | 0.1 kg | CO2 2.10 + CH4 0.001 = 2.1279 | 0.21279 | CO2 2.05 + CH4 0.002 = 2.1058 | 0.21058 | -0.00221 |
| total | | | 4.3518329 | | 4.62920826 | +0.27737536 |
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from accounts.models import User
from factors.models import CONTENT, Factor
from inventories.footprint import values
from inventories.models import Study
from inventories.unfold import unfold
from tests.inventories.studies import small

D = Decimal
TOTAL = D("4.3518329")
PER_KWH = "kgCO2e/kWh"
PER_TKM = "kgCO2e/(t·km)"


def written(consultant: User) -> Study:
    """The study of the table, as rows; what it brought of factors was approved."""
    study = unfold(consultant, _value())
    brought = Factor.objects.filter(agency=study.agency, state=Factor.State.PROPOSED)
    brought.update(state=Factor.State.CURRENT)
    return study


def in_use(study: Study, name: str) -> Factor:
    """The factor of that name that the study uses."""
    used = Factor.objects.filter(agency=study.agency, name=name).select_related("library")
    return used.order_by("release")[0]


def release(old: Factor, state: str = Factor.State.CURRENT, **changes: Any) -> Factor:
    """The next release of the factor; one in force puts the old one out of it."""
    columns = {name: getattr(old, name) for name in CONTENT}
    new = Factor.objects.create(
        agency=old.agency,
        library=old.library,
        code=old.code,
        release=old.release + 1,
        supersedes=old,
        state=state,
        **(columns | changes),
    )
    if state == Factor.State.CURRENT:
        set_state(old, Factor.State.SUPERSEDED)
    return new


def set_state(factor: Factor, state: str) -> None:
    Factor.objects.filter(pk=factor.pk).update(state=state)


def release_all(study: Study) -> dict[str, Factor]:
    """The newer releases of the table, by name."""
    return {
        "钢材": release(in_use(study, "钢材"), amount=D("2.05"), unit="tCO2e/t"),
        "电网": release(in_use(study, "电网"), amount=D("0.5777")),
        "货车": release(in_use(study, "货车"), amount=D("0.076")),
        "制冷剂": release(in_use(study, "制冷剂"), gases={"CO2": "2.05", "CH4": "0.002"}),
    }


def _value() -> values.Study:
    stated = values.StatedValue
    return small(
        output=values.Output(amount=D("1000"), unit="件"),
        gwp_set=values.GwpSet(
            name="AR6",
            values=(
                values.Gwp(symbol="CO2", name="二氧化碳", value=D("1")),
                values.Gwp(symbol="CH4", name="甲烷", value=D("27.9")),
            ),
        ),
        stages=(
            values.Stage(key="S1", kind="raw_materials", label="原材料"),
            values.Stage(key="S2", kind="production", label="生产"),
        ),
        factors=(
            values.Factor(key="steel", name="钢材", value=stated(amount=D("1.9"), unit="kgCO2e/kg")),
            values.Factor(key="grid", name="电网", value=stated(amount=D("0.6205"), unit=PER_KWH)),
            values.Factor(key="truck", name="货车", value=stated(amount=D("0.074"), unit=PER_TKM)),
            values.Factor(key="rail", name="铁路", value=stated(amount=D("0.012"), unit=PER_TKM)),
            values.Factor(key="gas", name="制冷剂", value=_gases("2.10", "0.001")),
        ),
        lines=(_line("L001", "S1", "钢板", "2", "kg", "steel"), _carriage(), *_making()),
    )


def _carriage() -> values.TransportLine:
    return values.TransportLine(
        key="L002",
        stage="S1",
        name="钢板运输",
        goods="L001",
        legs=(
            values.Leg(origin="甲", destination="乙", mode="货车", distance_km=D("180"), factor="truck"),
            values.Leg(mode="铁路", tonne_km=D("0.5"), factor="rail"),
        ),
    )


def _making() -> tuple[values.ActivityLine, ...]:
    shared = values.PeriodTotal(share=D("0.4"))
    return (
        _line("L003", "S2", "用电", "1234.5", "kWh", "grid").model_copy(update={"basis": shared}),
        _line("L004", "S2", "逸散", "0.1", "kg", "gas"),
    )


def _line(key: str, stage: str, name: str, amount: str, unit: str, factor: str) -> values.ActivityLine:
    return values.ActivityLine(key=key, stage=stage, name=name, amount=D(amount), unit=unit, factor=factor)


def _gases(carbon_dioxide: str, methane: str) -> values.GasesValue:
    amounts = (("CO2", carbon_dioxide), ("CH4", methane))
    gases = tuple(values.GasAmount(symbol=symbol, kilograms=D(kg)) for symbol, kg in amounts)
    return values.GasesValue(gases=gases, per="kg")
