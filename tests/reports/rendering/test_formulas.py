"""The formula set: typeset offline, self-contained, each symbol explained once, no formula that was not used."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from inventories.footprint.subject import Company, Product
from inventories.footprint.values import (
    ActivityLine,
    Boundary,
    Factor,
    FactorValue,
    FuelValue,
    FunctionalUnit,
    GasAmount,
    GasesValue,
    GwpSet,
    Leg,
    Line,
    Period,
    PeriodTotal,
    Stage,
    StatedValue,
    Study,
    TransportLine,
)
from reports.rendering import fonts
from reports.rendering.formulas import SYMBOL_DEPTH_MM, Formula, FormulaKey, formula_keys, formula_set
from tests.factors.composite_samples import lorry, mix

ALL: Sequence[FormulaKey] = (
    "total", "stage", "line", "period", "transport", "return", "vehicle", "fuel", "gases", "mix", "carriage",
    "share",
)  # fmt: skip
NAMESPACE = "{http://www.w3.org/2000/svg}"


def formulas(keys: Sequence[FormulaKey] = ALL, unit_name: str = "功能单位") -> tuple[Formula, ...]:
    return formula_set(keys, prefix="formula", unit_name=unit_name)


def pictures(found: Sequence[Formula]) -> list[str]:
    return [one.figure.svg for one in found] + [symbol.figure.svg for one in found for symbol in one.symbols]


def study(lines: Sequence[Line], values: Sequence[FactorValue]) -> Study:
    return Study(
        title="示例",
        company=Company(name="示例公司"),
        product=Product(name="示例产品"),
        functional_unit=FunctionalUnit(amount=Decimal(1), unit="件", description="1 件示例产品"),
        period=Period(start=datetime.date(2023, 1, 1), end=datetime.date(2023, 12, 31)),
        boundary=Boundary(type="cradle_to_gate"),
        gwp_set=GwpSet(name="AR5"),
        stages=(Stage(key="s", kind="production", label="生产"),),
        factors=tuple(
            Factor(key=f"f{index}", name="因子", value=value) for index, value in enumerate(values)
        ),
        lines=tuple(lines),
    )


def activity(**more: object) -> ActivityLine:
    return ActivityLine.model_validate(
        {"key": "a", "stage": "s", "name": "电力", "amount": Decimal(1), "unit": "kWh", "factor": "f0"} | more
    )


TRANSPORT = TransportLine(key="t", stage="s", name="运输", legs=(Leg(tonne_km=Decimal(1), factor="f0"),))
STATED = StatedValue(amount=Decimal(1), unit="kgCO2e/kWh")
FUEL = FuelValue(
    heating_value=Decimal("43.33"),
    heating_value_unit="GJ/t",
    carbon_content=Decimal("20.2"),
    carbon_content_unit="tC/TJ",
    oxidation=Decimal("0.98"),
)
GASES = GasesValue(gases=(GasAmount(symbol="CH4", kilograms=Decimal(1)),), per="kg")


def test_a_plain_study_needs_the_plain_formulas_only() -> None:
    assert formula_keys(study([activity()], [STATED])) == ("total", "stage", "line", "share")


@pytest.mark.parametrize(
    ("lines", "values", "key"),
    [
        ([activity(basis=PeriodTotal())], [STATED], "period"),
        ([TRANSPORT], [STATED], "transport"),
        ([activity()], [FUEL], "fuel"),
        ([activity()], [GASES], "gases"),
        ([activity()], [mix()], "mix"),
        ([activity()], [lorry()], "carriage"),
    ],
)
def test_a_formula_is_given_where_the_study_uses_it(
    lines: list[Line], values: list[FactorValue], key: FormulaKey
) -> None:
    keys = formula_keys(study(lines, values))
    assert set(keys) == {"total", "stage", "line", "share", key}
    assert keys == tuple(one for one in ALL if one in keys)


def test_formulas_come_in_the_order_asked_for() -> None:
    assert [one.key for one in formulas(("share", "total"))] == ["share", "total"]


def test_every_picture_is_mathematics_on_a_page_of_its_own() -> None:
    for svg in pictures(formulas()):
        root = ElementTree.fromstring(svg)  # noqa: S314 - drawn by the code under test
        outlines = list(root.iter(f"{NAMESPACE}path"))
        assert outlines
        assert all(path.get("d") for path in outlines)
        assert (root.get("width", "").endswith("mm"), root.get("height", "").endswith("mm")) == (True, True)


def test_pictures_refer_to_nothing_and_share_no_id() -> None:
    svgs = pictures(formulas())
    ids = [identity for svg in svgs for identity in re.findall(r' id="([^"]*)"', svg)]
    assert len(ids) == len(set(ids)) == 2 * len(svgs)
    assert not [svg for svg in svgs if "href" in svg or "url(" in svg or "<style" in svg or "style=" in svg]


def test_the_fraction_of_a_share_has_its_line_and_its_percent_sign() -> None:
    (share,) = formulas(("share",))
    # A fraction is higher than a line of text of 10.5 pt (3.7 mm) by far.
    assert share.figure.height_mm > 6.0
    assert share.figure.alternative == "P下标s 等于 E下标s 除以 E产品，再乘以 100%"


def test_the_fuel_formula_says_44_over_12() -> None:
    (fuel,) = formulas(("fuel",))
    assert "44/12" in fuel.figure.alternative
    assert [symbol.meaning for symbol in fuel.symbols][1:] == [
        "燃料的低位发热量",
        "燃料的单位热值含碳量",
        "燃料的碳氧化率",
        "二氧化碳与碳的相对分子质量之比",
    ]


def test_each_symbol_is_explained_once_where_it_is_first_used() -> None:
    meanings = [symbol.meaning for one in formulas() for symbol in one.symbols]
    assert len(meanings) == len(set(meanings))
    total, stage, *_ = formulas()
    assert [symbol.meaning for symbol in total.symbols] == ["产品碳足迹", "生命周期阶段 s 的温室气体排放量"]
    assert [symbol.meaning for symbol in stage.symbols] == ["清单数据 i 的温室气体排放量"]


def test_units_name_the_functional_or_the_declared_unit() -> None:
    for name in ("功能单位", "声明单位"):
        (total,) = formulas(("total",), name)
        assert {symbol.unit for symbol in total.symbols} == {f"kgCO₂e/{name}"}


def test_symbols_share_one_line_height_so_that_one_offset_puts_all_on_the_baseline() -> None:
    heights = {round(symbol.figure.height_mm, 3) for one in formulas() for symbol in one.symbols}
    # 1.15 em of 10.5 pt: 12.075 pt × 25.4 / 72 = 4.260 mm, of which 0.3 em (1.111 mm) below the baseline.
    assert heights == {4.26}
    assert pytest.approx(1.111, abs=0.001) == SYMBOL_DEPTH_MM


def test_a_partial_footprint_is_called_so_in_the_formulas() -> None:
    whole, partial = (formula_set(("total", "share"), prefix="f", partial=kind) for kind in (False, True))
    assert (whole[0].name, partial[0].name) == ("产品碳足迹", "产品部分碳足迹")
    assert whole[0].symbols[0].meaning == "产品碳足迹"
    assert partial[0].symbols[0].meaning == "产品部分碳足迹"
    assert partial[1].symbols[0].meaning == "生命周期阶段 s 占产品部分碳足迹的比例"


def test_the_same_formulas_are_the_same_bytes() -> None:
    assert pictures(formulas()) == pictures(formulas())


def test_weasyprint_prints_the_formulas() -> None:
    fonts.configure()
    from weasyprint import HTML

    document = HTML(string="".join(pictures(formulas()))).render()
    document.write_pdf()
    # Glyphs are outlines: no font is used at all.
    assert document.fonts == {}
