"""Chinese lines end flush at the right edge, keep their words, and can still be searched and copied."""

from __future__ import annotations

import inspect
import logging
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from reports.rendering import fonts, justify

XHTML = "{http://www.w3.org/1999/xhtml}"
POINTS_PER_MM = 72 / 25.4
# The text stands from 25 to 185 mm, as in a report; places in a PDF are thousandths of the type size.
LEFT = 25 * POINTS_PER_MM
RIGHT = 185 * POINTS_PER_MM
NEARLY = 0.05

RUNNING = (
    "本报告按照国家标准对委托方在数据期内生产的<b>制动执行器</b>进行产品碳足迹评价，系统边界从原材料获取开始，"
    "到产品离开工厂大门为止，包括原材料的运输、产品的生产、产品的包装以及包装材料的运输，结果以二氧化碳当量表示，"
    "单位为 kgCO<sub>2</sub>e，数据来自委托方的生产台账、采购记录和能源计量器具的读数，均经过现场核对。"
) * 2
CLOSING = "，。、；：？！）〕】》”’％℃"
OPENING = "（〔【《“‘"


@pytest.fixture(autouse=True)
def _own_weasyprint() -> Iterator[None]:
    """Without what another test's report installed; what is replaced is put back."""
    fonts.configure()
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    before = inline.justify_line, line_break.Layout.set_text
    installed = getattr(inline.justify_line, "__self__", None)
    inline.justify_line = inline.justify_line if installed is None else installed.original
    line_break.Layout.set_text = inspect.unwrap(line_break.Layout.set_text)
    yield
    inline.justify_line, line_break.Layout.set_text = before


def rendered(body: str, style: str = "") -> Any:
    from weasyprint import HTML

    page = f"""<html lang="zh-CN"><style>
        @page {{ size: 210mm 400mm; margin: 25mm }}
        body {{ font: 10.5pt/1.7 "Noto Serif SC", "DejaVu Serif"; text-align: justify; margin: 0 }}
        p {{ margin: 0 0 3mm; text-indent: 2em }} sub {{ font-size: 65%; line-height: 0 }} {style}
        </style><body>{body}</body></html>"""
    return HTML(string=page).render()


def pdf_of(body: str, folder: Path, style: str = "") -> Path:
    path = folder / "text.pdf"
    rendered(body, style).write_pdf(path)
    return path


def extracted(path: Path, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def right_edges(path: Path) -> list[float]:
    """The right edge of every line, in points from the left of the page, from the top."""
    root = ElementTree.fromstring(extracted(path, "-bbox-layout"))  # noqa: S314 - of the PDF just made
    words = [
        {key: float(word.get(key, "")) for key in ("yMin", "yMax", "xMax")}
        for word in root.iter(f"{XHTML}word")
    ]
    ends: list[tuple[float, float]] = []
    for middle, end in sorted(((word["yMin"] + word["yMax"]) / 2, word["xMax"]) for word in words):
        # Lines are 15 pt apart and more; what is within 7 pt is on one line, a subscript too.
        if ends and middle - ends[-1][0] < 7:
            ends[-1] = (ends[-1][0], max(ends[-1][1], end))
        else:
            ends.append((middle, end))
    return [end for _, end in ends]


def short_of_the_edge(path: Path) -> list[float]:
    return [round(RIGHT - edge, 2) for edge in right_edges(path) if RIGHT - edge > NEARLY]


def test_without_it_chinese_lines_are_ragged(tmp_path: Path) -> None:
    """The negative control: what the other tests measure is there to be measured."""
    assert len(short_of_the_edge(pdf_of(f"<p>{RUNNING}", tmp_path, "p { font-size: 11.3pt }"))) > 2


@pytest.mark.parametrize("size", ["9pt", "10.5pt", "11.3pt", "12pt"])
@pytest.mark.parametrize("indent", ["0", "2em"])
def test_every_line_but_the_last_ends_at_the_edge(size: str, indent: str, tmp_path: Path) -> None:
    assert justify.install()
    path = pdf_of(f"<p>{RUNNING}", tmp_path, f"p {{ font-size: {size}; text-indent: {indent} }}")
    # The last line alone is short.
    assert len(right_edges(path)) >= 4
    assert short_of_the_edge(path) == [pytest.approx(RIGHT - right_edges(path)[-1], abs=0.01)]
    assert max(right_edges(path)) <= RIGHT + 0.05


def test_a_line_before_a_forced_break_is_not_stretched(tmp_path: Path) -> None:
    assert justify.install()
    path = pdf_of("<p>第一行<br>第二行字数多一些<br>完", tmp_path)
    # The first line is indented by two characters: the lines end 5, 8 and 1 characters of 10.5 pt from the left.
    assert right_edges(path) == [pytest.approx(LEFT + count * 10.5, abs=0.05) for count in (5, 8, 1)]


def test_what_is_extracted_is_what_was_written(tmp_path: Path) -> None:
    """No gap is so wide that a reader of PDF takes it for a space."""
    assert justify.install()
    for size in ("9pt", "10pt", "10.5pt", "11.3pt", "12pt", "14pt"):
        path = pdf_of(f"<p>{RUNNING}", tmp_path, f"p {{ font-size: {size} }}")
        plain = re.sub("<[^>]*>", "", RUNNING)
        assert extracted(path).replace("\n", "").replace("\f", "").replace(" ", "") == plain.replace(" ", "")
        assert not re.findall("[\u4e00-\u9fff] +[\u4e00-\u9fff]", extracted(path))


def test_a_latin_line_is_justified_as_before(tmp_path: Path) -> None:
    latin = "<p>" + "The quick brown fox jumps over the lazy dog and comes back again. " * 4
    before = right_edges(pdf_of(latin, tmp_path))
    assert justify.install()
    assert right_edges(pdf_of(latin, tmp_path)) == before


def test_a_line_that_would_be_torn_stays_ragged(tmp_path: Path) -> None:
    assert justify.install()
    path = pdf_of(f"<p>数据见{'https_example_invalid_' * 4}完", tmp_path)
    assert extracted(path).splitlines()[0] == "数据见"
    # Indented by two characters, three characters, nothing added.
    assert right_edges(path)[0] == pytest.approx(LEFT + 5 * 10.5, abs=0.05)


@pytest.mark.parametrize(
    ("line", "spaced"),
    [
        # 160 mm are 43.2 characters of 10.5 pt, 41.2 behind the indentation. The line holds so many and the long word
        # goes to the next. 38 and a space of 0.2: the 38 gaps take 3.0 that are missing, 0.08 each.
        ("中" * 20 + " " + "国" * 18, "中" * 20 + " " + "国" * 18),
        # 36 and a space: 5.0 are missing, of which 34 gaps take 0.09 each and the space 0.6: too little.
        ("中" * 18 + " " + "国" * 18, None),
        # 37 and two spaces: 3.8 are missing, of which 34 gaps take 3.1 and the spaces 0.35 each.
        ("中" * 13 + " " + "国" * 12 + " " + "中" * 12, "中" * 13 + " " + "国" * 12 + " " + "中" * 12),
        # 37 with three marks: 4.2 are missing; 33 gaps take 3.0, the marks three times up to 0.4: too little.
        ("中" * 9 + "，" + "国" * 9 + "。" + "中" * 9 + "；" + "国" * 7, None),
        # With four, 32 gaps take 2.9 and the marks 0.33 each; a reader of PDF sees a space behind each mark.
        (
            "中" * 8 + "，" + "国" * 8 + "。" + "中" * 8 + "；" + "国" * 8 + "：" + "中",
            "中" * 8 + "， " + "国" * 8 + "。 " + "中" * 8 + "； " + "国" * 8 + "： " + "中",
        ),
    ],
)
def test_spaces_and_then_punctuation_take_what_gaps_may_not(
    line: str, spaced: str | None, tmp_path: Path
) -> None:
    assert justify.install()
    path = pdf_of(f"<p>{line}{'Ecoinvent' * 3}数据", tmp_path)
    assert extracted(path).splitlines()[0] == (spaced or line)
    assert (RIGHT - right_edges(path)[0] < NEARLY) == (spaced is not None)


def test_pictures_in_a_line_move_with_the_text(tmp_path: Path) -> None:
    assert justify.install()
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="7mm" height="3mm" viewBox="0 0 7 3"><rect width="7" height="3"/></svg>'
    path = pdf_of(f"<p>第一段文字{svg}和第二段文字{svg}以及{RUNNING}", tmp_path)
    assert len(short_of_the_edge(path)) == 1


def test_letter_spacing_of_the_style_sheet_is_kept(tmp_path: Path) -> None:
    assert justify.install()
    path = pdf_of(f"<p>{RUNNING}", tmp_path, "p { letter-spacing: 1pt }")
    # A line ends with its own letter spacing, of 1 pt; Pango rounds each to 1/1024 px, WeasyPrint to 1/1000 em.
    assert all(RIGHT - edge <= 1.25 for edge in right_edges(path)[:-1])


def test_widened_boxes_are_as_wide_as_what_is_drawn() -> None:
    """What WeasyPrint believes a text takes is what it takes: backgrounds and underlines end where letters do."""
    assert justify.install()
    from weasyprint.text.line_break import FROM_UNITS

    boxes = list(_texts(rendered(f"<p>{RUNNING}").pages[0]._page_box))
    assert len(boxes) > 5
    for box in boxes:
        box.pango_layout.reactivate(box.style)
        run, drawn = box.pango_layout.get_first_line()[0].runs[0], 0
        while run:
            string = run.data.glyphs
            drawn += sum(string.glyphs[index].geometry.width for index in range(string.num_glyphs))
            run = run.next
        assert drawn * FROM_UNITS == pytest.approx(box.width, abs=0.05)


def _texts(box: Any) -> Iterator[Any]:
    if hasattr(box, "pango_layout") and box.text.strip():
        yield box
    for child in getattr(box, "children", ()):
        yield from _texts(child)


def test_no_line_begins_with_closing_or_ends_with_opening_punctuation(tmp_path: Path) -> None:
    assert justify.install()
    text = "甲、乙。（丙）：“丁”；《戊》、【己】！〔庚〕？辛％，壬℃。‘癸’，" * 3
    for width in range(40, 90):
        lines = extracted(pdf_of(f'<p style="width:{width}mm;text-indent:0">{text}', tmp_path)).split("\n")
        lines = [line.replace(" ", "") for line in lines if line.strip()]
        assert "".join(lines) == text
        assert not [line for line in lines if line[0] in CLOSING or line[-1] in OPENING]


def test_installing_twice_is_installing_once() -> None:
    from weasyprint.layout import inline

    assert justify.install()
    once = inline.justify_line
    assert justify.install()
    assert inline.justify_line is once


def test_another_interface_leaves_everything_as_it_was_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    def justify_line(context: object, line: object) -> None:
        """A function of a later WeasyPrint."""

    monkeypatch.setattr(inline, "justify_line", justify_line)
    before = line_break.Layout.set_text
    with caplog.at_level(logging.WARNING):
        assert not justify.install()
    assert (inline.justify_line, line_break.Layout.set_text) == (justify_line, before)
    assert "justify_line" in caplog.text


def test_another_version_is_not_touched(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import weasyprint
    from weasyprint.layout import inline

    before = inline.justify_line
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    assert not justify.install()
    assert inline.justify_line is before
    assert "71.0" in caplog.text
