"""CPCD exports: figure and unit in one text, rows that are there twice, and CO2 factors that are labelled footprints."""

from __future__ import annotations

from pathlib import Path

import pytest

from factors.importers.contract import Reading, Refused
from factors.importers.cpcd import CpcdExport
from tests.factors.importers.grids import messages, text_file, workbook

HEAD = ["产品ID", "产品名称", "核算边界", "碳足迹", "企业名称", "数据年份", "数据类型", "是否低碳"]
READER = CpcdExport()


def row(
    identity: str, name: str, value: str, *, boundary: str = "摇篮到大门", year: str = "2023"
) -> list[str]:
    return [identity, name, boundary, value, "-", year, "核心数据库", "否"]


def read(tmp_path: Path, *rows: list[str], name: str = "cpcd.csv") -> Reading:
    path = tmp_path / name
    if name.endswith(".csv"):
        text_file(path, [HEAD, *rows], "utf-8-sig")
    else:
        workbook(path, {"Sheet1": [HEAD, *rows]})
    assert READER.recognises(path, name)
    assert READER.inspect(path, name).choices == ()
    return READER.read(path, name, {})


@pytest.mark.parametrize("name", ["cpcd.csv", "cpcd.xlsx"])
def test_a_row_is_a_factor(tmp_path: Path, name: str) -> None:
    reading = read(tmp_path, row("A1", "冷轧钢卷", "2.3710kgCO2e / 千克"), name=name)
    (one,) = reading.rows
    assert reading.heads == tuple(HEAD)
    assert one.problems == ()
    assert one.cells[3] == "2.3710kgCO2e / 千克"
    assert one.place.endswith("第 2 行")
    assert one.content == {
        "kind": "footprint",
        "form": "stated",
        "code": "A1",
        "name": "冷轧钢卷",
        "boundary": "摇篮到大门",
        "quality": "核心数据库",
        "document": "中国产品全生命周期温室气体排放系数库（CPCD）",
        "region": "中国",
        "year": 2023,
        "amount": "2.3710",
        "unit": "kgCO2e/kg",
    }


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("0.076kgCO2e / 公吨·公里", "0.076", "kgCO2e/(t·km)"),
        ("31gCO2e / 人·千米", "31", "gCO2e/(人·km)"),
        ("1.2tCO2e / 公吨", "1.2", "tCO2e/t"),
        ("-0.85kgCO2e / 千克", "-0.85", "kgCO2e/kg"),
        ("650kgCO2e / 台", "650", "kgCO2e/台"),
        ("6.3kgCO2e / 平方米", "6.3", "kgCO2e/m²"),
        ("110kgCO2e / 吉焦", "110", "kgCO2e/GJ"),
        ("1.2E-05kgCO2e / 件", "0.000012", "kgCO2e/件"),
        ("0.9kgCO2e/兆瓦时", "0.9", "kgCO2e/MWh"),
    ],
)
def test_figures_and_units(tmp_path: Path, text: str, amount: str, unit: str) -> None:
    (one,) = read(tmp_path, row("A1", "某产品", text)).rows
    assert (one.content["amount"], one.content["unit"], one.problems) == (amount, unit, ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2.3", "不是“数值kgCO2e / 单位”的形式"),
        ("2.3kgCO2e / 斛", "系统不认识单位“斛”"),
        ("1.2.3kgCO2e / 千克", "不是数值"),
        ("kgCO2e / 千克", "没有数值"),
        ("", "不是“数值kgCO2e / 单位”的形式"),
    ],
)
def test_a_figure_that_cannot_be_read_is_a_problem_of_its_cell(
    tmp_path: Path, text: str, message: str
) -> None:
    (one,) = read(tmp_path, row("A1", "某产品", text)).rows
    assert message in messages(one)
    assert {problem.column for problem in one.problems} == {"碳足迹"}


def test_grid_co2_factors_are_no_footprints(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        row("G1", "2021年江苏省电力平均二氧化碳排放因子", "0.6451kgCO2e / 千瓦时", year="2021"),
        row("G2", "2023年全国电力平均碳足迹因子", "0.6205kgCO2e / 千瓦时"),
    )
    grid, footprint = reading.rows
    assert (grid.content["kind"], grid.content["unit"], grid.content["region"]) == (
        "co2_only",
        "kgCO2/kWh",
        "中国·江苏",
    )
    assert "不可作为电力碳足迹使用" in str(grid.content["note"])
    assert (footprint.content["kind"], footprint.content["unit"]) == ("footprint", "kgCO2e/kWh")
    assert grid.problems == footprint.problems == ()


def test_a_carbon_content_in_disguise_is_noted(tmp_path: Path) -> None:
    coal, heat = read(
        tmp_path, row("C1", "型煤", "33.6kgCO2e / 吉焦"), row("C2", "热力", "110kgCO2e / 吉焦")
    ).rows
    assert "44/12" in str(coal.content["note"])
    assert "note" not in heat.content


def test_the_same_row_again_is_skipped_but_another_with_its_code_is_refused(tmp_path: Path) -> None:
    first = row("A1", "冷轧钢卷", "2.3kgCO2e / 千克")
    reading = read(tmp_path, first, first, row("A1", "冷轧钢卷", "2.4kgCO2e / 千克"))
    assert reading.skipped == {"与前面的行完全相同": 1}
    assert reading.rows[0].problems == ()
    assert "第 2 行已出现过" in messages(reading.rows[1])


def test_what_is_left_out_is_counted_and_wrong_years_are_problems(tmp_path: Path) -> None:
    reading = read(
        tmp_path, [""] * 8, row("A1", "甲", "1kgCO2e / 件", year="23"), row("", "乙", "1kgCO2e / 件")
    )
    assert reading.skipped == {"空行": 1}
    assert "不是 1900 至 2100 之间的年份" in messages(reading.rows[0])
    assert "没有代码" in messages(reading.rows[1])


def test_a_merged_cell_is_named(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {"S": [HEAD, row("A1", "甲", "1kgCO2e / 件"), row("A2", "乙", "1kgCO2e / 件")]},
        merged=["C2:C3"],
    )
    for one in READER.read(path, "a.xlsx", {}).rows:
        assert "C2:C3" in messages(one)


def test_another_table_is_refused(tmp_path: Path) -> None:
    path = text_file(tmp_path / "a.csv", [["名称", "数值"], ["甲", "1"]])
    assert not READER.recognises(path, "a.csv")
    with pytest.raises(Refused, match="产品ID"):
        READER.inspect(path, "a.csv")
