"""Text in a drawing: measured as it will be printed, wrapped after the Chinese rules, subscripts lowered."""

from __future__ import annotations

import pytest

from reports.rendering import fonts
from reports.rendering.svg import (
    NOT_AT_LINE_END,
    NOT_AT_LINE_START,
    Canvas,
    Type,
    number,
    plain,
    text_width,
    wrap,
)
from tests.reports.rendering.drawn import Drawn

KIND = Type(3.0)


def test_a_chinese_character_is_as_wide_as_its_size() -> None:
    # Five characters of 3 mm.
    assert text_width("原材料运输", KIND) == pytest.approx(15.0)


def test_a_subscript_counts_at_its_smaller_size() -> None:
    # A digit of Noto Sans SC is 0.555 em wide (555 of 1000 units); the subscript is set at 0.66 of the size.
    assert text_width("₂", KIND) == pytest.approx(0.555 * 0.66 * 3.0)


@pytest.mark.parametrize("bold", [False, True])
def test_measured_widths_are_those_that_are_printed(bold: bool) -> None:
    fonts.configure()
    from weasyprint import HTML

    text = "5.7085 kgCO 原材料（FB）→ ☑"
    weight = "bold" if bold else "normal"
    style = f"font:{weight} 100px 'Noto Sans SC','DejaVu Sans';font-kerning:none;white-space:nowrap"
    page = (
        HTML(string=f'<p style="margin:0"><span id="x" style="{style}">{text}</span></p>').render().pages[0]
    )
    width = page.anchors["x"][2] - page.anchors["x"][0]
    assert text_width(text, Type(100.0, bold=bold)) == pytest.approx(width, rel=0.002)


def test_lines_are_no_wider_than_asked_and_lose_nothing() -> None:
    text = "产品的回收、处置和废弃（含运输），以及 Ecoinvent 3.10 与 CLCD 数据库中的电力生产"
    for width in (10.0, 17.0, 25.0, 60.0):
        lines = wrap(text, KIND, width)
        assert all(text_width(line, KIND) <= width for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_no_line_begins_with_closing_or_ends_with_opening_punctuation() -> None:
    # The longest group that must stay together is four characters of 3 mm.
    text = "甲、乙、丙。（丁）、“戊”；《己》：庚％、辛℃，壬……癸！（子）（丑）、（寅）。"
    for tenths in range(125, 300, 3):
        lines = wrap(text, KIND, tenths / 10)
        assert not [line for line in lines[1:] if line[0] in NOT_AT_LINE_START]
        assert not [line for line in lines[:-1] if line[-1] in NOT_AT_LINE_END]


def test_a_latin_word_stays_whole_when_a_line_can_hold_it() -> None:
    assert "Ecoinvent" in wrap("数据库采用 Ecoinvent 的数据", KIND, 18.0)


def test_a_word_wider_than_the_line_is_broken_and_not_cut_off() -> None:
    lines = wrap("https://example.invalid/avery-long-address", KIND, 20.0)
    assert "".join(lines) == "https://example.invalid/avery-long-address"
    assert all(text_width(line, KIND) <= 20.0 for line in lines)


def test_lines_are_about_equally_long() -> None:
    # Nine characters at eight a line would be 8 + 1; evened out they are 5 + 4.
    assert wrap("原材料获取与预处理", KIND, 24.0) == ["原材料获取", "与预处理"]


def test_nothing_to_wrap_is_no_line() -> None:
    assert wrap("  ", KIND, 10.0) == []


def test_line_breaks_and_control_characters_do_not_reach_the_drawing() -> None:
    assert plain("热处理\x00\n与\t喷漆 ") == "热处理 与 喷漆"


def test_formulas_of_gases_are_written_with_subscripts_and_names_are_left_alone() -> None:
    assert plain("kgCO2e、CH4 与 FCO2，型号 CH45") == "kgCO₂e、CH₄ 与 FCO2，型号 CH45"


def test_a_subscript_is_a_smaller_lowered_digit_and_the_rest_returns_to_the_line() -> None:
    canvas = Canvas(prefix="t", title="标题", alternative="说明")
    canvas.text(1.0, 5.0, "kgCO2e/件", Type(3.0))
    runs = Drawn(canvas.figure(10.0)).all("tspan")
    # 3 mm × 0.66 = 1.98; lowered by 3 × 0.18 = 0.54 and raised again by as much.
    assert [(run.text, run.get("font-size"), run.get("dy")) for run in runs] == [
        ("kgCO", None, None),
        ("2", "1.98", "0.54"),
        ("e/件", None, "-0.54"),
    ]


def test_text_of_the_data_cannot_become_markup() -> None:
    canvas = Canvas(prefix="t", title="<b>&", alternative="</desc><script>")
    canvas.text(1.0, 5.0, '<text x="0">&amp;"', Type(3.0))
    drawn = Drawn(canvas.figure(10.0))
    assert [text.says for text in drawn.texts] == ['<text x="0">&amp;"']
    assert (drawn.element_text("title"), drawn.element_text("desc")) == ("<b>&", "</desc><script>")


def test_a_drawing_higher_than_a_page_is_made_smaller_as_a_whole() -> None:
    figure = Canvas(prefix="t", title="标题", alternative="说明").figure(430.0)
    # A page leaves 215 mm: half of 430, so the width is half of 160.
    assert (figure.width_mm, figure.height_mm) == (80.0, 215.0)
    assert Drawn(figure).root.get("viewBox") == "0 0 160 430"


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (1.0, "1"), (-0.0001, "-0"), (100.0, "100"), (1.23456, "1.235")]
)
def test_coordinates_are_short(value: float, text: str) -> None:
    assert number(value) == text
