"""Reports that are rendered for one test each: the other cases, a long one, a draft."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader

from tests.reports.rendering.document_reading import pages_of, rendered, text_of, tight
from tests.reports.rendering.document_samples import NUMBER, document, many_lines, study


def test_the_valve_case_shows_the_total_with_its_output() -> None:
    printed = text_of(rendered(document(study("valve"))).pdf, "-layout")
    for figure in (
        "225500",
        "16345 台",
        "13.7963",
        "386",
        "1.22",
        "12.2",
        "2.53",
        "401.95",
        "96.03%",
        "0.3%",
    ):
        assert figure in printed  # 225500 ÷ 16345 = 13.79626…
    assert "合计为表中各阶段修约后数值之和" in tight(printed)
    assert "仅含CO2" in tight(printed)


def test_the_terminal_case_keeps_its_very_small_numbers_whole() -> None:
    printed = text_of(rendered(document(study("terminal"))).pdf, "-layout")
    # 44.8 GJ/t × 18.9 tC/TJ × 98% × 44/12 = 3042.547… kgCO2/t
    for figure in (
        "0.000000002851",
        "0.00000003640",
        "0.000287",
        "0.0000009",
        "3042.55",
        "44.8",
        "18.9",
        "98%",
    ):
        assert re.search(rf"(?<![0-9.]){re.escape(figure)}(?![0-9.])", printed)
    assert "使用在系统边界内，未量化" in tight(printed) or "使用在系统边界内，没有排放" in tight(printed)
    assert "结果为产品碳足迹。" in tight(printed)


def test_heads_of_a_table_are_repeated_and_rows_are_whole() -> None:
    made = rendered(document(many_lines(90)))
    pages = [tight(page) for page in pages_of(made.pdf)]
    with_head = [page for page in pages if "排放因子（kgCO2e/单位）" in page or "（kgCO2e/单位）" in page]
    assert len(with_head) >= 3
    assert all(f"垫片{index:03d}" in "".join(pages) for index in range(3, 75, 4))


def test_a_draft_says_so_everywhere_and_has_no_signature_fields() -> None:
    of = document(study("brake"), number="草稿")
    made = rendered(of, draft=True)
    assert made.slots == ()
    assert PdfReader(io.BytesIO(made.pdf)).get_fields() is None
    pages = pages_of(made.pdf)
    assert "草稿：内容未经审核，不得对外使用。" in tight(pages[0])
    assert all("报告编号：草稿" in tight(page) for page in pages[1:])
    assert NUMBER not in "".join(pages)
