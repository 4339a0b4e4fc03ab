"""How tables stand: decimal points under one another, columns as wide as their numbers, rows kept together."""

from __future__ import annotations

import pytest

from reports.rendering.blocks import Column, Row, Table, fitted
from reports.rendering.markup import chemical
from reports.rendering.tables import TABLE_MM, table_view


def table(*cells: tuple[str, ...], columns: tuple[Column, ...]) -> Table:
    return fitted("one", "表", columns, [Row(row) for row in cells])


NAME_AND_NUMBER = (Column("名称", 80), Column("数量", 20, "number"))


def indents(of: Table, index: int = 1) -> list[str]:
    return [row["cells"][index].indent for row in table_view(of)["rows"]]


def test_points_are_under_one_another() -> None:
    # missing digits of 0.555 em each and the point of 0.278 em, behind the padding of 1 em
    of = table(("a", "1.4677"), ("b", "10.2"), ("c", "265"), ("d", "/"), columns=NAME_AND_NUMBER)
    assert indents(of) == ["", "2.665", "3.498", "3.498"]


def test_whole_numbers_and_percentages_need_no_moving() -> None:
    assert indents(table(("a", "180"), ("b", "1380"), columns=NAME_AND_NUMBER)) == ["", ""]
    assert indents(table(("a", "96.11%"), ("b", "0.3%"), columns=NAME_AND_NUMBER)) == ["", ""]


def test_a_column_is_never_narrower_than_its_longest_number() -> None:
    of = table(("a", "0.000000002851"), columns=(Column("名称", 95), Column("数量", 5, "number")))
    widths = [float(column["width"]) * TABLE_MM / 100 for column in table_view(of)["columns"]]
    # 13 digits and a point at 8.8 pt (3.104 mm): (13 × 0.555 + 0.278 + 1) × 3.104 + 1.4 = 27.8 mm
    assert widths[1] == pytest.approx(27.8, abs=0.1)
    assert sum(widths) == pytest.approx(TABLE_MM, abs=0.1)


def test_a_column_of_units_is_as_wide_as_its_widest_unit() -> None:
    of = table(("a", "万Nm³"), ("b", "kWh"), columns=(Column("名称", 98), Column("单位", 2, "unit")))
    widths = [float(column["width"]) * TABLE_MM / 100 for column in table_view(of)["columns"]]
    # 万Nm³ at 3.104 mm an em: 万 alone is 1 em, N, m and ³ are another 1.5 to 2.5 em; 1.4 mm at either side
    assert 2.5 * 3.104 + 2.8 < widths[1] < 3.5 * 3.104 + 2.8
    assert sum(widths) == pytest.approx(TABLE_MM, abs=0.1)


def test_numbers_that_are_too_far_apart_stand_flush_right() -> None:
    columns = (Column("名称", 10), *(Column("数量", 10, "number") for _ in range(3)))
    cells = [("a", *["0.000000000000001"] * 3), ("b", *["123456789012345"] * 3)]
    assert indents(table(*cells, columns=columns)) == ["", ""]


def test_optional_columns_without_a_word_are_dropped() -> None:
    columns = (Column("名称", 50), Column("版本", 25), Column("机构", 25))
    of = fitted("one", "表", columns, [Row(("a", "", "x")), Row(("b", "", ""))], optional=(1, 2))
    assert [column.title for column in of.columns] == ["名称", "机构"]
    assert of.rows[0].cells == ("a", "x")


def test_a_table_without_rows_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="has no rows"):
        fitted("one", "表", (Column("名称", 1),), [])


def test_short_tables_stay_whole_and_long_ones_keep_three_rows_together() -> None:
    short = table_view(table(*[("a", "1")] * 6, columns=NAME_AND_NUMBER))
    assert short["whole"]
    long = table_view(table(*[("a", "1")] * 8, columns=NAME_AND_NUMBER))
    assert not long["whole"]
    kept = [row["css"] for row in long["rows"]]
    assert kept[:3] == ["line with-next", "line with-next", "line"]
    assert kept[-3:] == ["line", "line with-previous", "line with-previous"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("tCO2e/t", "tCO<sub>2</sub>e/t"),
        ("CH4、N2O、SF6", "CH<sub>4</sub>、N<sub>2</sub>O、SF<sub>6</sub>"),
        ("kgCO₂e", "kgCO<sub>2</sub>e"),
        ("万Nm3", "万Nm<sup>3</sup>"),
        ("10⁴", "10<sup>4</sup>"),
        ("t·km", 't<span class="dot">·</span>km'),
        ("欧·亨利", "欧·亨利"),
        ("5.7 kgCO2e/件", '<span class="figure">5.7 kgCO<sub>2</sub>e</span>/件'),
        ("M3 螺钉 CO21 ABCO2", "M3 螺钉 CO21 ABCO2"),
        ("<b>&", "&lt;b&gt;&amp;"),
    ],
)
def test_formulas_and_powers_are_lowered_and_raised(text: str, html: str) -> None:
    assert str(chemical(text)) == html
