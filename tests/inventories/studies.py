"""Study values for the tests of rows: one with a single line, and one that fills every member."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from inventories.footprint import subject, values

D = Decimal


def small(**changes: Any) -> values.Study:
    """A study of one line: 2 kg of steel at 1.9 kgCO2e/kg."""
    members: dict[str, Any] = {
        "title": "垫片",
        "company": subject.Company(name="北京示范有限公司"),
        "product": subject.Product(name="垫片"),
        "functional_unit": values.FunctionalUnit(amount=D("1"), unit="件", description="1 件垫片"),
        "period": values.Period(start=datetime.date(2024, 1, 1), end=datetime.date(2024, 12, 31)),
        "boundary": values.Boundary(type="cradle_to_gate"),
        "gwp_set": values.GwpSet(
            name="AR6", values=(values.Gwp(symbol="CO2", name="二氧化碳", value=D("1")),)
        ),
        "stages": (values.Stage(key="S1", kind="raw_materials", label="原材料"),),
        "factors": (
            values.Factor(key="f", name="钢材", value=values.StatedValue(amount=D("1.9"), unit="kgCO2e/kg")),
        ),
        **changes,
    }
    line = values.ActivityLine(
        key="L001", stage="S1", name="钢板", amount=D("2"), unit="kg", factor=members["factors"][0].key
    )
    return values.Study(**{"lines": (line,), **members})


def everything() -> values.Study:
    """A study that fills every member; its lines are not grouped by stage."""
    return values.Study(
        title="全项",
        company=subject.Company(
            name="北京示范有限公司",
            address="北京市示范街 3 号",
            legal_representative="赵一",
            contacts=(
                subject.Contact(name="吴工", post="经理", phone="000-00000000", email="wu@example.test"),
            ),
            introduction="第一段\n第二段",
        ),
        product=subject.Product(
            name="垫片",
            model="DP-1",
            specification="φ20",
            mass=D("0.0850"),
            mass_unit="kg",
            introduction="密封用",
            functions=("密封", "减振"),
            process=(
                subject.ProcessStep(name="冲压", inputs=("钢板",), waste_streams=("边角料",)),
                subject.ProcessStep(name="电镀", description="外协", outsourced=True),
            ),
            equipment=(
                subject.Equipment(name="冲床", quantity=D("2")),
                subject.Equipment(name="烘箱", code="A1"),
            ),
        ),
        functional_unit=values.FunctionalUnit(
            kind="declared", amount=D("1000"), unit="件", description="1000 件垫片", reference_flow="1000 件"
        ),
        purpose="目的",
        audience="对象",
        comparative=True,
        first_assessment=False,
        period=values.Period(start=datetime.date(2024, 1, 1), end=datetime.date(2024, 12, 31)),
        output=values.Output(
            amount=D("120000"), unit="件", produced=D("120500"), rejected=D("500"), reworked=D("80.0")
        ),
        sharings=(
            values.Sharing(
                key="电表",
                name="冲压车间电表",
                by="hours",
                unit="h",
                own=D("1200.0"),
                others=(
                    values.SharingPart(name="支架", amount=D("1800")),
                    values.SharingPart(name="端盖", amount=D("0")),
                ),
                note="按月报工时",
            ),
            values.Sharing(
                key="副",
                name="边角料",
                purpose="co_products",
                by="revenue",
                unit="万元",
                own=D("90"),
                others=(values.SharingPart(name="边角料", amount=D("1.5")),),
            ),
        ),
        boundary=values.Boundary(
            type="partial",
            included=(values.Process(name="生产"), values.Process(name="供电")),
            excluded=(values.Process(name="设备制造", reason="贡献小"),),
        ),
        standards=("ISO 14067:2018",),
        criteria=("ISO 14064-3:2019",),
        gwp_set=values.GwpSet(
            name="AR6",
            source="IPCC",
            horizon_years=100,
            values=(
                values.Gwp(symbol="CO2", name="二氧化碳", value=D("1")),
                values.Gwp(symbol="CH4", name="甲烷", value=D("27.9")),
            ),
        ),
        allocation=values.Allocation(method="physical", description="按质量"),
        cut_off=values.CutOff(
            single_percent=D("1"),
            total_percent=D("5"),
            description="按质量",
            left_out=(values.Process(name="标签", reason="低于 1%"),),
        ),
        assumptions=("假设一",),
        limitations=("限制一", "限制二"),
        rounding=values.Rounding(
            unit="gCO2e",
            figures=values.Digits(style="significant", digits=3),
            total=values.Digits(digits=2),
            share_decimals=1,
            ties="up",
            total_of="printed",
            shares_of="printed",
            trim_zeros=True,
            whole_hundred=True,
        ),
        stages=(
            values.Stage(key="raw", kind="raw_materials", label="原材料"),
            values.Stage(key="make", kind="production", label="生产"),
            values.Stage(key="use", kind="use", label="使用", empty="none", reason="不耗能"),
        ),
        libraries=(
            values.Library(key="z", name="CPCD", version="2022", publisher="发布方", introduction="介绍"),
            values.Library(key="named only", name="Ecoinvent"),
        ),
        factors=_factors(),
        lines=_lines(),
    )


def _factors() -> tuple[values.Factor, ...]:
    return (
        values.Factor(
            key="钢材",
            name="钢材",
            value=values.StatedValue(amount=D("2.050"), unit="tCO2e/t"),
            library="z",
            region="中国",
            year=2022,
            boundary="从摇篮到大门",
            source=values.Source(
                publisher="发布方", document="文献", table="表 1", licence="许可", second_hand=True
            ),
            gwp_set="AR6",
        ),
        values.Factor(
            key="钢材作弹簧钢",
            name="钢材",
            value=values.StatedValue(amount=D("3"), unit="kgCO2e/kg"),
            proxy_for="弹簧钢",
        ),
        values.Factor(
            key="柴油",
            name="柴油",
            kind="combustion",
            value=values.FuelValue(
                heating_value=D("43.33"),
                heating_value_unit="GJ/t",
                carbon_content=D("20.2"),
                carbon_content_unit="tC/TJ",
                oxidation=D("0.98"),
            ),
        ),
        values.Factor(
            key="逸散",
            name="逸散",
            value=values.GasesValue(
                gases=(
                    values.GasAmount(symbol="CO2", kilograms=D("2.10")),
                    values.GasAmount(symbol="CH4", kilograms=D("0.001")),
                ),
                per="kg",
            ),
        ),
        values.Factor(
            key="货车", name="货车", value=values.StatedValue(amount=D("0.074"), unit="kgCO2e/(t·km)")
        ),
    )


def _lines() -> tuple[values.Line, ...]:
    return (
        values.ActivityLine(
            key="柴油",
            stage="make",
            name="柴油",
            purpose="叉车",
            amount=D("1.50"),
            unit="t",
            factor="柴油",
            basis=values.PeriodTotal(output=D("120000"), output_unit="件", share=D("0.35")),
            data_kind="secondary",
            data_source="台账",
            quality=values.Quality(reliability=1, completeness=2, time=3, geography=4, technology=5),
            evidence=("发票", "台账"),
            note="备注",
        ),
        values.TransportLine(
            key="运",
            stage="raw",
            name="钢板运输",
            goods="钢板",
            legs=(
                values.Leg(origin="甲", destination="乙", mode="货车", distance_km=D("180.0"), factor="货车"),
                values.Leg(tonne_km=D("0.5"), factor="货车"),
                values.Leg(
                    origin="苏州",
                    destination="上海",
                    distance_km=D("113"),
                    route=values.Route(
                        origin="江苏省苏州市",
                        destination="上海市",
                        straight_km=D("85"),
                        detour=D("1.33"),
                        source="坐标表",
                    ),
                    load_t=D("12.50"),
                    whole_trips=True,
                    empty_return=D("0.5"),
                    factor="货车",
                ),
            ),
        ),
        values.ActivityLine(
            key="钢板",
            stage="raw",
            name="钢板",
            amount=D("2.0"),
            unit="kg",
            factor="钢材",
            basis=values.PerUnit(loss=values.Loss(rate=D("0.050"), of="net")),
            evidence=("发票",),
        ),
        values.ActivityLine(
            key="弹簧",
            stage="raw",
            name="弹簧",
            amount=D("0"),
            unit="kg",
            factor="钢材作弹簧钢",
            data_kind="estimate",
        ),
        values.ActivityLine(
            key="逸散",
            stage="make",
            name="逸散",
            amount=None,
            unit="kg",
            factor="逸散",
            basis=values.PeriodTotal(meter="电表", co_products="副"),
        ),
        values.ActivityLine(key="待定", stage="make", name="待定", amount=D("1"), unit="kWh", factor=None),
    )
