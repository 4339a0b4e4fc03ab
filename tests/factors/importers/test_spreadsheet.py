"""Any table: heads found, columns suggested, the mapping obeyed, and each wrong cell named."""

from __future__ import annotations

from pathlib import Path

import pytest

from factors.importers.columns import FIELDS, unit_in_head
from factors.importers.contract import Choice, Inspection, Reading, Refused
from factors.importers.headed import Choices
from factors.importers.spreadsheet import TITLE, AnySpreadsheet
from tests.factors.importers.grids import Cell, Grid, messages, text_file, workbook

READER = AnySpreadsheet()
HEAD = ["因子名称", "英文名称", "排放因子", "单位", "地区", "年份", "数据来源", "备注"]
STEEL = ["热轧钢卷", "hot rolled coil", "2.15", "kgCO2e/kg", "中国", "2023", "示范文献", "含运输"]
ALUMINIUM = ["铝锭（电解铝）", "aluminium ingot", "16.50", "tCO2e/t", "中国", "2022", "示范文献", ""]


def file(tmp_path: Path, rows: Grid) -> Path:
    return text_file(tmp_path / "a.csv", rows)


def choice(inspection: Inspection, key: str) -> Choice:
    return next(one for one in inspection.choices if one.key == key)


def read(path: Path, **choices: str | dict[str, str]) -> Reading:
    """Read as the inspection proposes, with some choices made otherwise."""
    proposed: dict[str, str | dict[str, str]] = {
        one.key: dict(one.mapping) if one.kind == "columns" else one.suggested
        for one in READER.inspect(path, path.name).choices
    }
    made: Choices = {**proposed, **choices}
    return READER.read(path, path.name, made)


def test_columns_are_suggested_and_read(tmp_path: Path) -> None:
    path = file(tmp_path, [HEAD, STEEL, ALUMINIUM])
    inspection = READER.inspect(path, "a.csv")
    columns = choice(inspection, "columns")
    assert columns.heads == tuple(HEAD)
    assert columns.options == FIELDS
    assert columns.examples[0] == tuple(STEEL)
    assert dict(columns.mapping) == dict(
        zip(HEAD, ["name", "name_en", "amount", "unit", "region", "year", "document", "note"], strict=True)
    )
    steel, aluminium = read(path).rows
    assert steel.problems == aluminium.problems == ()
    assert steel.content == {
        "kind": "footprint",
        "form": "stated",
        "code": "热轧钢卷·中国",
        "name": "热轧钢卷",
        "name_en": "hot rolled coil",
        "region": "中国",
        "document": "示范文献",
        "year": 2023,
        "amount": "2.15",
        "unit": "kgCO2e/kg",
        "note": "含运输",
    }
    assert (aluminium.content["amount"], aluminium.content["unit"]) == ("16.50", "tCO2e/t")


@pytest.mark.parametrize(
    "head",
    [
        ["Product name", "Emission factor", "Unit", "Region", "Year"],
        ["物料名称", "碳排放系数（数值）", "因子单位", "适用地区", "数据年份"],
        ["材料", "碳足迹", "计量单位", "国家", "基准年"],
    ],
)
def test_heads_in_other_words(tmp_path: Path, head: list[str]) -> None:
    (one,) = read(file(tmp_path, [head, ["钢", "2.15", "kgCO2e/kg", "中国", "2023"]])).rows
    assert (one.content["name"], one.content["amount"], one.content["unit"], one.content["year"]) == (
        "钢",
        "2.15",
        "kgCO2e/kg",
        2023,
    )


def test_columns_without_telling_heads_are_known_by_their_content(tmp_path: Path) -> None:
    rows = [["一", "二", "三"], ["热轧钢卷", "2.15", "kgCO2e/kg"], ["纸箱", "0.9", "kgCO2e/kg"]]
    inspection = READER.inspect(file(tmp_path, rows), "a.csv")
    assert dict(choice(inspection, "columns").mapping) == {"一": "name", "二": "amount", "三": "unit"}


def test_a_table_below_a_title_with_two_rows_of_heads(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["2023 年示范因子表"],
        ["材料名称", "碳足迹", None, "地区"],
        [None, "数值", "单位", None],
        ["热轧钢卷", 2.15, "kgCO2e/kg", "中国"],
        ["合计", 2.15, None, None],
        ["注：示范数据"],
    ]
    path = workbook(tmp_path / "a.xlsx", {"因子": rows}, merged=["A1:D1", "A2:A3", "B2:C2", "D2:D3"])
    inspection = READER.inspect(path, "a.xlsx")
    assert choice(inspection, "columns").heads == ("材料名称", "碳足迹 / 数值", "碳足迹 / 单位", "地区")
    assert "第 3 行" in inspection.notes[-1]
    reading = read(path)
    (one,) = reading.rows
    assert (one.content["amount"], one.content["unit"], one.problems) == ("2.15", "kgCO2e/kg", ())
    assert one.place == "工作表“因子”第 4 行"
    assert reading.skipped == {"合计行": 1, "只有一个单元格有内容的行（标题或说明）": 1}


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("排放因子（tCO2/t）", "tCO2/t"),
        ("碳足迹 kgCO2e/kg", "kgCO2e/kg"),
        ("因子[gCO2eq/kWh]", "gCO2eq/kWh"),
        ("排放因子 (kgCO2e)", "kgCO2e"),
        ("排放因子", ""),
        ("CO2/t", ""),
        ("co2_tCO2_per_GJ_derived", "tCO2/GJ"),
        ("Emissions kgCO2e per kWh", "kgCO2e/kWh"),
        ("kgCO2e/斛", ""),
    ],
)
def test_the_unit_in_a_head(head: str, unit: str) -> None:
    assert unit_in_head(head) == unit


def test_the_unit_may_stand_in_the_head_in_the_cell_or_in_halves(tmp_path: Path) -> None:
    in_head = read(file(tmp_path, [["名称", "排放因子（tCO2/t）"], ["无烟煤", "2.5"]])).rows[0].content
    assert (in_head["amount"], in_head["unit"], in_head["kind"]) == ("2.5", "tCO2/t", "co2_only")
    in_cell = read(
        file(tmp_path, [["名称", "碳足迹"], ["钢", "1.9 kgCO2e/kg"], ["电", "０.５８kgCO2e/千瓦时"]])
    ).rows
    assert [(row.content["amount"], row.content["unit"]) for row in in_cell] == [
        ("1.9", "kgCO2e/kg"),
        ("0.58", "kgCO2e/kWh"),
    ]
    halves = read(
        file(
            tmp_path, [["名称", "排放因子（kgCO2e）", "单位"], ["钢", "1.9", "kg"], ["运输", "0.08", "t·km"]]
        )
    ).rows
    assert [row.content["unit"] for row in halves] == ["kgCO2e/kg", "kgCO2e/(t·km)"]


def test_a_unit_of_another_column_is_not_put_below_the_head(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        [["燃料", "排放因子（tCO2/GJ）", "热值单位"], ["柴油", "0.0726", "t"], ["汽油", "0.07", "GJ"]],
    )
    mapping = {"燃料": "name", "排放因子（tCO2/GJ）": "amount", "热值单位": "unit"}
    wrong, right = read(path, columns=mapping).rows
    assert "与表头中的单位" in messages(wrong)
    assert (right.content["unit"], right.problems) == ("tCO2/GJ", ())


def test_what_holds_for_all_rows_is_said_once(tmp_path: Path) -> None:
    path = file(tmp_path, [["名称", "数值", "地区"], ["钢", "1.9", ""], ["铝", "16", "加拿大"]])
    said = {
        "unit": "kgCO2e/kg",
        "region": "中国",
        "year": "2024",
        "publisher": "示范机构",
        "kind": "footprint",
    }
    steel, aluminium = read(path, **said).rows
    assert (steel.content["region"], aluminium.content["region"]) == ("中国", "加拿大")
    assert {row.content["year"] for row in (steel, aluminium)} == {2024}
    assert {row.content["publisher"] for row in (steel, aluminium)} == {"示范机构"}


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        (["钢", "1,5", "kgCO2e/kg", "2023"], "数值", "逗号"),
        (["钢", "", "kgCO2e/kg", "2023"], "数值", "没有数值"),
        (["钢", "abc", "kgCO2e/kg", "2023"], "数值", "不是数值"),
        (["钢", "1.5", "", "2023"], "单位", "没有单位"),
        (["钢", "1.5", "kg", "2023"], "单位", "需要分子"),
        (["钢", "1.5", "kgCO2e/斛", "2023"], "单位", "系统不认识单位“斛”"),
        (["钢", "1.5 tCO2e/t", "kgCO2e/kg", "2023"], "单位", "不一致"),
        (["钢", "1.5", "kgCO2e/kg", "公元 23"], "年份", "年份"),
        (["", "1.5", "kgCO2e/kg", "2023"], "", "没有名称"),
        (["钢" * 301, "1.5", "kgCO2e/kg", "2023"], "名称", "300 个字符"),
    ],
)
def test_a_wrong_cell_is_named_with_a_way_out(
    tmp_path: Path, cells: list[str], column: str, message: str
) -> None:
    (one,) = read(file(tmp_path, [["名称", "数值", "单位", "年份"], cells]), decimal="point").rows
    assert message in messages(one)
    assert {problem.column for problem in one.problems} == {column}


def test_kinds(tmp_path: Path) -> None:
    rows = [
        ["名称", "数值", "单位", "口径"],
        ["电", "0.5", "kgCO2/kWh", ""],
        ["服务", "0.2", "kgCO2e/元", ""],
        ["油", "3", "kgCO2e/kg", "仅燃烧"],
        ["煤", "2", "tCO2/t", "碳足迹（CO2e）"],
        ["气", "2", "tCO2e/t", "随便"],
    ]
    power, service, oil, coal, gas = read(file(tmp_path, rows)).rows
    assert [row.content["kind"] for row in (power, service, oil)] == ["co2_only", "spend_based", "combustion"]
    assert power.problems == service.problems == oil.problems == ()
    assert "只计二氧化碳" in messages(coal)
    assert "口径“随便”无法识别" in messages(gas)


def test_codes_are_made_so_that_a_later_release_meets_them_again(tmp_path: Path) -> None:
    head = ["名称", "数值", "单位", "年份"]
    series = read(
        file(
            tmp_path,
            [
                head,
                ["电", "0.58", "kgCO2e/kWh", "2023"],
                ["电", "0.57", "kgCO2e/kWh", "2024"],
                ["钢", "2", "kgCO2e/kg", "2024"],
            ],
        )
    )
    assert [row.content["code"] for row in series.rows] == ["电·2023", "电·2024", "钢"]
    twice = read(file(tmp_path, [head, ["钢", "2", "kgCO2e/kg", "2024"], ["钢", "3", "kgCO2e/kg", "2024"]]))
    assert "第 2 行已出现过" in messages(twice.rows[1])
    some = read(
        file(
            tmp_path, [["代码", *head], ["S1", "钢", "2", "kgCO2e/kg", ""], ["", "铝", "16", "kgCO2e/kg", ""]]
        )
    )
    assert [row.content["code"] for row in some.rows] == ["S1", "铝"]
    long = read(file(tmp_path, [head, ["钢" * 200, "2", "kgCO2e/kg", "2024"]]))
    assert len(str(long.rows[0].content["code"])) <= 100


def test_several_columns_may_be_one_text(tmp_path: Path) -> None:
    path = file(
        tmp_path, [["大类", "小类", "名称", "数值", "单位"], ["金属", "黑色", "钢", "2", "kgCO2e/kg"]]
    )
    mapping = {"大类": "category", "小类": "category", "名称": "name", "数值": "amount", "单位": "unit"}
    (one,) = read(path, columns=mapping).rows
    assert one.content["category"] == "金属 > 黑色"


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"名称": "name"}, "“数值”"),
        ({"数值": "amount"}, "“名称”"),
        ({"名称": "name", "数值": "amount", "单位": "amount"}, "对应了两列"),
        ({"别处": "name", "数值": "amount"}, "列对应有误"),
        ({"名称": "title", "数值": "amount"}, "列对应有误"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(tmp_path: Path, mapping: dict[str, str], message: str) -> None:
    path = file(tmp_path, [["名称", "数值", "单位"], ["钢", "2", "kgCO2e/kg"]])
    with pytest.raises(Refused, match=message):
        read(path, columns=mapping)


def test_decimal_commas_are_proposed_and_read(tmp_path: Path) -> None:
    path = text_file(
        tmp_path / "a.csv", [["Name", "Value", "Unit"], ["Stahl", "2,15", "kgCO2e/kg"]], delimiter=";"
    )
    assert choice(READER.inspect(path, "a.csv"), "decimal").suggested == "comma"
    assert read(path).rows[0].content["amount"] == "2.15"
    assert "逗号" in messages(read(path, decimal="point").rows[0])


@pytest.mark.parametrize(
    ("written", "read_as"),
    [(["2.050,5", "1.834,25"], "2050.5"), (["0,344", "12"], "0.344"), (["1.834,250"], "1834.250")],
)
def test_a_comma_behind_points_or_a_nought_is_a_decimal_one(
    tmp_path: Path, written: list[str], read_as: str
) -> None:
    rows = [["Name", "Value", "Unit"], *(["Stahl", text, "gCO2e/kg"] for text in written)]
    path = text_file(tmp_path / "a.csv", rows, delimiter=";")
    assert choice(READER.inspect(path, "a.csv"), "decimal").suggested == "comma"
    assert read(path).rows[0].content["amount"] == read_as


@pytest.mark.parametrize("written", [["1,234.5", "0,344"], ["2.05", "1,5"], ["1,834"]])
def test_commas_that_may_be_thousands_are_not_proposed_as_decimal(tmp_path: Path, written: list[str]) -> None:
    rows = [["Name", "Value", "Unit"], *(["Stahl", text, "gCO2e/kg"] for text in written)]
    path = text_file(tmp_path / "a.csv", rows, delimiter=";")
    assert choice(READER.inspect(path, "a.csv"), "decimal").suggested == "point"


def test_each_sheet_has_its_own_columns(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "说明": [["关于本表", "第二格"], ["没有数据"]],
            "材料": [["名称", "数值", "单位"], ["钢", 2, "kgCO2e/kg"]],
            "能源": [["名称", "因子", "单位", "年份"], ["电", 0.58, "kgCO2e/kWh", 2023]],
        },
    )
    inspection = READER.inspect(path, "a.xlsx")
    assert [value for value, _label in choice(inspection, "sheet").options] == ["材料", "能源"]
    assert choice(inspection, "sheet").suggested == "能源"
    assert choice(inspection, "columns:1").only_for == ("sheet", "材料")
    assert [row.content["name"] for row in read(path).rows] == ["电"]
    assert [row.content["name"] for row in read(path, sheet="材料").rows] == ["钢"]


def test_heads_that_are_there_twice_or_not_at_all(tmp_path: Path) -> None:
    rows = [["名称", "数值", "数值", "", "单位"], ["钢", "2", "3", "x", "kgCO2e/kg"]]
    path = file(tmp_path, rows)
    columns = choice(READER.inspect(path, "a.csv"), "columns")
    assert columns.heads == ("名称", "数值", "数值（C 列）", "（D 列）", "单位")
    mapping = {"名称": "name", "数值（C 列）": "amount", "单位": "unit"}
    assert read(path, columns=mapping).rows[0].content["amount"] == "3"


def test_cells_that_hold_no_value_are_problems(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["名称", "数值", "单位"])
        for row in range(1, 5):
            sheet.write_row(row, 0, [f"物料{row}", row, "kgCO2e/kg"])
        sheet.write_formula(1, 1, "=1+1", None, "")
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(3, 1, "=1+2", None, 3)
        sheet.write_string(4, 1, "=1+2")
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column(2, 2, None, None, {"hidden": True})
    reading = read(path)
    empty, error, formula, text = reading.rows
    assert "B2 是公式，但文件中没有保存计算结果" in messages(empty)
    assert "B3 是错误值 #DIV/0!" in messages(error)
    assert (formula.content["amount"], formula.problems) == ("3", ())
    assert "公式" in messages(text)
    assert any("1 行处于隐藏状态" in note for note in reading.notes)
    assert any("C 列处于隐藏状态" in note for note in reading.notes)


def test_a_describing_cell_merged_downwards_stands_for_its_rows(tmp_path: Path) -> None:
    rows: Grid = [
        ["类别", "名称", "数值", "单位"],
        ["钢铁", "热轧钢卷", 2.15, "kgCO2e/kg"],
        ["", "冷轧钢卷", 2.4, "kgCO2e/kg"],
        ["有色金属", "", "", ""],
        ["铝", "铝锭", 16.5, "kgCO2e/kg"],
        ["", "铝棒", "", "kgCO2e/kg"],
    ]
    reading = read(workbook(tmp_path / "a.xlsx", {"S": rows}, ["A2:A3", "A4:D4", "C5:C6"]))
    hot, cold, ingot, bar = reading.rows
    assert (hot.content["category"], cold.content["category"], cold.cells[0]) == ("钢铁", "钢铁", "钢铁")
    assert (hot.problems, cold.problems) == ((), ())
    assert reading.notes[-1] == "“类别”列有合并单元格：1 行取合并单元格中的内容，请在预览中核对。"
    assert reading.skipped == {TITLE: 1}
    # A figure is not taken from a merge, for either row.
    assert "合并单元格 C5:C6" in messages(ingot)
    assert "合并单元格 C5:C6" in messages(bar)


@pytest.mark.parametrize(
    ("written", "unit", "note"),
    [
        ("kgCO2e/kWh (Net CV)", "kgCO2e/kWh", "能量按低位热值计。"),
        ("kWh (Gross CV)", "kgCO2e/kWh", "能量按高位热值计。"),
        ("MJ（低位热值）", "kgCO2e/MJ", "能量按低位热值计。"),
        ("EA", "kgCO2e/件", None),
        ("TO", "kgCO2e/t", None),
        ("ha", "kgCO2e/ha", None),
        ("m2*year", "kgCO2e/(m²·年)", None),
        ("passenger.km", "kgCO2e/(人·km)", None),
    ],
)
def test_units_of_other_systems(tmp_path: Path, written: str, unit: str, note: str | None) -> None:
    rows: Grid = [["MATNR", "物料描述", "PCF (kgCO2e)", "单位"], ["100023", "示范物料", "2.1", written]]
    (one,) = read(file(tmp_path, rows)).rows
    assert (one.content["unit"], one.content["code"], one.problems) == (unit, "100023", ())
    assert one.content.get("note") == note


@pytest.mark.parametrize("written", ["ST", "kcal", "tce", "Sm3", "gal", "ROLL", "kg (net)"])
def test_units_of_two_meanings_or_none_are_refused(tmp_path: Path, written: str) -> None:
    (one,) = read(file(tmp_path, [["名称", "数值(kgCO2e)", "单位"], ["示范物料", "2.1", written]])).rows
    assert "unit" not in one.content
    assert written in messages(one)


def test_without_heads_there_is_nothing_to_map(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有找到表头"):
        READER.inspect(file(tmp_path, [["1", "2"], ["3", "4"]]), "a.csv")
