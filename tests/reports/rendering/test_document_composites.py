"""Composite factors in the report: the parts of a mix, the figures of a lorry, the terms of a factor by gas."""

from __future__ import annotations

from decimal import Decimal

from factors.values import Component, MixValue, TransportValue
from inventories.footprint import values
from reports.rendering.facts import Facts
from reports.rendering.sections.factors import factors
from tests.factors.composite_samples import LINES, lorry, mix, part, phases
from tests.reports.rendering.document_samples import changed, document, study, words_of

D = Decimal
LABELS = {"factors": "表 1", "gases": "表 2", "mixes": "表 3", "vehicles": "表 4"}


def with_composites(*added: values.Factor) -> values.Study:
    """The brake study, whose electricity and lorries take the given factors."""
    brake = study("brake")
    electricity, freight = (one.key for one in added)
    lines = [
        line.model_copy(
            update={"legs": tuple(leg.model_copy(update={"factor": freight}) for leg in line.legs)}
        )
        if isinstance(line, values.TransportLine)
        else line.model_copy(update={"factor": electricity})
        if line.unit == "kWh"
        else line
        for line in brake.lines
    ]
    return changed(brake, factors=(*brake.factors, *added), lines=tuple(lines))


def sourced(factor: Component, document: str) -> Component:
    source = values.Source(publisher="生态环境部", document=document, second_hand=True)
    return factor.model_copy(update={"source": source, "library": "电力碳足迹因子 2024"})


def the_mix() -> MixValue:
    value = mix(*mix().parts, part("delivery", None, LINES))
    parts = tuple(one.model_copy(update={"factor": sourced(one.factor, "公告")}) for one in value.parts)
    return value.model_copy(update={"parts": parts})


def the_study(freight: TransportValue) -> values.Study:
    return with_composites(
        values.Factor(key="mix", name="厂区用电组合因子", value=the_mix(), year=2024),
        values.Factor(key="lorry", name="33 吨铰接车，载重率 60%", value=freight),
    )


def told(of: values.Study) -> str:
    facts = Facts(document(of))
    return "\n".join(words_of(block, LABELS) for block in factors(facts))


def test_a_mix_shows_its_parts_and_their_shares() -> None:
    text = told(the_study(lorry()))
    assert "见表 1；由基础参数求得的因子见表 3、表 4。" in text
    source = "电力碳足迹因子 2024，生态环境部，公告，2024 年，二手资料"
    for row in (
        "厂区用电组合因子||||||",
        f"外购网电|750|kWh|62.5%|0.5777|kgCO2e/kWh|{source}；外购 1000 − 绿电 300 + 光伏已出售绿证 50 = 750 kWh（按电网因子）",
        f"绿电|300|kWh|25%|0.0324|kgCO2e/kWh|{source}；绿证：GEC-2024-0001～0300",
        f"光伏|150|kWh|12.5%|0.0520|kgCO2e/kWh|{source}；200 − 已出售绿证 50 = 150 kWh",
        f"输配电|1000|kWh|—|0.0046|kgCO2e/kWh|{source}",
        # 455.395 ÷ 1200 = 0.379495833…
        "合计|1200|kWh|100%|0.379496|kgCO2e/kWh|",
    ):
        assert row in text.splitlines()


def test_a_lorry_shows_how_it_comes_to_its_tonne_kilometre() -> None:
    text = told(the_study(phases(surcharge=D("0.15"), surcharge_note="冷藏 2～8 ℃")))
    for row in (
        "33 吨铰接车，载重率 60%（铰接式货车（33 t 以上））|||",
        "空驶，行驶阶段（TTW）|0.64734|kgCO2e/km|—",
        "空驶，合计|0.79912|kgCO2e/km|",
        "满载，合计|1.32217|kgCO2e/km|",
        "额定载重|25|t|",
        "载重率|60%|—|",
        "空返比例|20%|—|空驶返回的路程占去程的比例",
        "温控附加|15%|—|冷藏 2～8 ℃",
        # 0.09757934 to six significant figures
        "推导所得的因子|0.0975793|kgCO2e/(t·km)|",
    ):
        assert row in text.splitlines()


def test_a_factor_by_gas_shows_each_term() -> None:
    gases = (
        values.GasAmount(symbol="CO2", kilograms=D("2.10")),
        values.GasAmount(symbol="CH4", kilograms=D("0.001")),
    )
    leak = values.Factor(key="leak", name="逸散", value=values.GasesValue(gases=gases, per="kg"))
    brake = study("brake")
    first = brake.lines[0].model_copy(update={"factor": "leak"})
    potentials = (
        values.Gwp(symbol="CO2", name="二氧化碳", value=D("1")),
        values.Gwp(symbol="CH4", name="甲烷", value=D("27.9")),
    )
    of = changed(
        brake,
        factors=(*brake.factors, leak),
        lines=(first, *brake.lines[1:]),
        gwp_set=values.GwpSet(name="IPCC AR6", values=potentials),
    )
    text = told(of).splitlines()
    assert "逸散|CO2|2.10|kg/kg|1|2.1" in text
    assert "逸散|CH4|0.001|kg/kg|27.9|0.0279" in text
    assert "GWP 取自IPCC AR6；各气体折合值之和即为排放因子。" in text


def test_what_is_withheld_is_not_told_by_its_parts() -> None:
    of = the_study(lorry())
    hidden = tuple(
        one.model_copy(update={"disclosure": "value"}) if one.key in ("mix", "lorry") else one
        for one in of.factors
    )
    text = told(changed(of, factors=hidden))
    assert "0.5777" not in text
    assert "0.79912" not in text
