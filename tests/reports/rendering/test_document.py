"""The rendered report as an independent reader sees it: poppler's text, pypdf's structure, qpdf's opinion."""

from __future__ import annotations

import io
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from reports.rendering.document import Rendered
from reports.signing.fields import SignatureRole
from reports.snapshot import digest, portable
from tests.reports.rendering.document_reading import objects_of, pages_of, rendered, text_of, tight
from tests.reports.rendering.document_samples import (
    NUMBER,
    content,
    document,
    study,
    words,
)


@pytest.fixture(scope="module")
def brake() -> Rendered:
    return rendered(document(study("brake")))


@pytest.fixture(scope="module")
def brake_text(brake: Rendered) -> str:
    return text_of(brake.pdf, "-layout")


@pytest.fixture
def saved(brake: Rendered, tmp_path: Path) -> Path:
    path = tmp_path / "report.pdf"
    path.write_bytes(brake.pdf)
    return path


# --- what is printed --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "figure",
    [
        # every line, stage and total of the case
        *["2.7886", "1.3209", "0.4055", "0.7069", "0.1615", "0.1029", "0.0414", "0.0151"],
        *["0.0758", "0.0359", "0.0277", "0.0024", "0.0044", "0.0194", "0.0001"],
        *["5.4863", "96.11%", "0.1656", "2.90%", "0.73%", "0.26%", "0.00%", "5.7085", "100.00%"],
        # what was entered, with its zeros
        *[
            "1.4677",
            "0.6952",
            "0.1931",
            "0.0693",
            "0.0850",
            "0.0490",
            "0.7435",
            "0.05568",
            "0.0133",
            "1.135",
            "10.2",
            "0.287",
            "1380",
        ],
        # the characterisation factors
        *["265", "28"],
    ],
)
def test_every_figure_of_the_case_is_printed(brake_text: str, figure: str) -> None:
    assert re.search(rf"(?<![0-9.]){re.escape(figure)}(?![0-9.])", brake_text)


@pytest.mark.parametrize(
    "words",
    [
        "常州示范汽车电子有限公司",
        "江苏示范低碳咨询中心",
        NUMBER,
        "周明远",
        "林佳、何川",
        "许静",
        "程立",
        "常州市金坛区示范路1号",
        "2024年7月15日至16日",
        "PC&L部",
        "EHS&精益",
        "营业执照",
        "计量器具清单",
        "GHGProtocol",
        "产品回收、处置和废弃",
        "有效期2年",
        "以2023年的数据核算",
        "部分碳足迹（从摇篮到大门）为5.7085kgCO2e/件",
    ],
)
def test_every_name_of_the_case_is_printed(brake_text: str, words: str) -> None:
    assert words in tight(brake_text)


@pytest.mark.parametrize("case", ["brake", "valve", "terminal"])
def test_no_name_of_another_case_is_printed(case: str) -> None:
    others = {"brake": "制动执行器", "valve": "阀门驱动", "terminal": "接线端子"}
    own = others.pop(case)
    holding = content().model_copy(update={"suggestions": ()})
    printed = words(document(study(case), holding=holding))
    assert own in printed
    assert not [name for name in others.values() if name in printed]


def test_templates_name_no_client_and_no_figure_of_a_study() -> None:
    folder = Path(__file__).parents[3] / "templates" / "reports" / "pdf"
    told = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.html"))
    told += "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.txt"))
    assert not re.findall(r"示范|有限公司|制动|阀门|端子|kgCO2e/件|0\.\d{3}", told)


# --- numbering, contents, running heads ---------------------------------------------------------------------------


def test_tables_and_figures_are_numbered_without_a_gap(brake: Rendered) -> None:
    tables, figures = _captions(brake.pdf)
    assert tables == list(range(1, len(tables) + 1))
    assert figures == list(range(1, len(figures) + 1))
    assert len(tables) > 15
    assert len(figures) == 3  # process, boundary, shares


def _captions(pdf: bytes) -> tuple[list[int], list[int]]:
    """Numbers of the captions, read from the structure tree, which has one Caption for each."""
    printed = text_of(pdf, "-layout")
    return (
        [int(number) for number in re.findall(r"^ +表([0-9]+) {1,4}\S", printed, re.MULTILINE)],
        [int(number) for number in re.findall(r"^ +图([0-9]+) {1,4}\S", printed, re.MULTILINE)],
    )


def test_every_reference_names_a_table_or_figure_that_is_there(brake: Rendered, brake_text: str) -> None:
    tables, figures = _captions(brake.pdf)
    named = {(kind, int(number)) for kind, number in re.findall(r"见(表|图)([0-9]+)", tight(brake_text))}
    assert {number for kind, number in named if kind == "表"} <= set(tables)
    assert {number for kind, number in named if kind == "图"} <= set(figures)
    assert len(named) > 10


def test_page_numbers_in_the_contents_are_those_of_the_pages(brake: Rendered) -> None:
    pages = pages_of(brake.pdf)
    contents = next(page for page in pages if "目录" in tight(page)[:80])
    entries = re.findall(r"^ *(\S+) +(\S+?) ?\.{3,} *([0-9]+)$", contents, re.MULTILINE)
    assert len(entries) > 30
    for number, title, page in entries:
        # the cover is not counted, so page n is the sheet of index n
        assert re.search(rf"^ *{re.escape(number)} +{re.escape(title)}", pages[int(page)], re.MULTILINE), (
            title,
            page,
        )


def test_pages_are_counted_from_the_one_behind_the_cover(brake: Rendered) -> None:
    pages = pages_of(brake.pdf)
    assert len(pages) == brake.pages
    assert "页" not in tight(pages[0]).replace("页面", "")
    for number, page in enumerate(pages[1:], start=1):
        assert f"第{number}页共{brake.pages - 1}页" in tight(page)
        assert f"报告编号：{NUMBER}" in tight(page)


# --- the file -----------------------------------------------------------------------------------------------------


def test_qpdf_finds_nothing_wrong(saved: Path) -> None:
    checked = subprocess.run(["qpdf", "--check", str(saved)], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert b"No syntax or stream encoding errors" in checked.stdout


def test_every_font_is_embedded_as_a_subset_with_its_characters(saved: Path) -> None:
    listed = subprocess.run(["pdffonts", str(saved)], capture_output=True, check=True).stdout.decode()
    rows = [line.split() for line in listed.splitlines()[2:]]
    assert len(rows) >= 4
    for row in rows:
        assert row[-5:-2] == ["yes", "yes", "yes"], row
        assert re.fullmatch(r"[A-Z]{6}\+(Noto|DejaVu)-.*", row[0]), row


def test_the_same_input_gives_the_same_bytes(brake: Rendered) -> None:
    assert rendered(document(study("brake"))).pdf == brake.pdf


def test_metadata_language_and_conformance_are_those_of_the_report(brake: Rendered) -> None:
    reader = PdfReader(io.BytesIO(brake.pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "制动执行器（FB）产品碳足迹评价报告"
    assert reader.metadata.author == "江苏示范低碳咨询中心"
    assert str(reader.metadata["/CreationDate"]) == "D:20240729090000+08'00"
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/Lang"] == "zh-CN"
    assert catalog["/MarkInfo"]["/Marked"]
    xmp = catalog["/Metadata"].get_object().get_data().decode()
    assert re.search(r'pdfaid:part="3"', xmp)
    assert re.search(r'pdfaid:conformance="A"', xmp)
    assert reader.page_labels[:3] == ["封面", "1", "2"]


def test_bookmarks_lead_through_chapters_and_sections(brake: Rendered) -> None:
    outline: Any = PdfReader(io.BytesIO(brake.pdf)).outline
    titles = [entry["/Title"] for entry in outline if not isinstance(entry, list)]
    assert titles[:3] == ["声明", "核算结论", "目录"]
    assert "5碳足迹计算" in [title.replace(" ", "") for title in titles]
    assert any(isinstance(entry, list) for entry in outline)


def test_the_study_file_is_inside_as_data(brake: Rendered) -> None:
    of = document(study("brake"))
    reader = PdfReader(io.BytesIO(brake.pdf))
    assert reader.attachments["study.json"] == [portable(of, {}).encode()]
    root: Any = reader.trailer["/Root"]
    files = root["/AF"]
    assert len(files) == 1
    assert files[0].get_object()["/AFRelationship"] == "/Data"
    assert json.loads(reader.attachments["study.json"][0])["study"]["product"]["name"] == "制动执行器（FB）"


def test_the_digest_of_the_snapshot_is_printed(brake_text: str) -> None:
    assert digest(document(study("brake"))) in brake_text


def test_every_picture_has_words_for_those_who_cannot_see_it(brake: Rendered) -> None:
    reader = PdfReader(io.BytesIO(brake.pdf))
    figures = [
        element
        for element in objects_of(reader)
        if isinstance(element, dict) and element.get("/S") == "/Figure"
    ]
    assert len(figures) == 3 + 5 + 10  # drawings, formulas, symbols
    assert all(element.get("/Alt") for element in figures)


# --- signatures, drafts, trial ------------------------------------------------------------------------------------


def test_the_places_of_signatures_are_in_the_table_and_on_the_cover(brake: Rendered) -> None:
    pages = pages_of(brake.pdf)
    slots = {slot.role: slot for slot in brake.slots}
    assert set(slots) == set(SignatureRole)
    assert slots[SignatureRole.SEAL].page_index == 0
    signing = {slots[role].page_index for role in SignatureRole if role is not SignatureRole.SEAL}
    assert len(signing) == 1
    assert "签名与日期" in pages[signing.pop()]
    fields = PdfReader(io.BytesIO(brake.pdf)).get_fields() or {}
    assert set(fields) == {role.value for role in SignatureRole}


def test_trial_signatures_are_called_so_on_the_cover_and_below_the_table(brake: Rendered) -> None:
    pages = text_of(rendered(document(study("brake")), trial=True).pdf).split("\f")
    assert "仅供试用，不具有证明效力" in tight(pages[0])
    assert "仅供试用，不具有证明效力" in tight(pages[2])
    assert "试用" not in text_of(brake.pdf)
