"""The empty fields that a report is born with: where they are, what they lock, and that the rest stays as it was."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path
from typing import Any

import pydyf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from reports.signing.errors import FieldError
from reports.signing.fields import (
    SIGNING_ORDER,
    WRITE_OPTIONS,
    SignatureRole,
    signature_finisher,
    slots_from_anchors,
)
from reports.signing.reading import read_slots
from reports.signing.resources import shorten_widths
from tests.reports.signing.office import PAGE, laid_out, need_program, written

BOX = """<!doctype html><html lang="zh-CN"><title>x</title><style>@page { size: 300pt 400pt; margin: 0 }
body { margin: 0 } div { position: absolute }</style><body>
<div id="sign-leader" style="left: 30pt; top: 40pt; width: 100pt; height: 50pt"></div></body></html>"""
ONE = {SignatureRole.LEADER: "sign-leader"}


def fields_of(pdf: bytes) -> list[Any]:
    reader = PdfFileReader(io.BytesIO(pdf))
    return [each.get_object() for each in reader.root["/AcroForm"]["/Fields"]]


def test_a_place_on_the_page_becomes_points_from_the_bottom() -> None:
    # left 30, bottom 400 - 40 - 50 = 310, right 30 + 100, top 400 - 40; then 2 points inside on each side
    (slot,) = slots_from_anchors(laid_out(BOX), ONE, inset=2.0)
    assert (slot.role, slot.page_index, slot.box) == (SignatureRole.LEADER, 0, (32.0, 312.0, 128.0, 358.0))
    assert (slot.width, slot.height) == (96.0, 46.0)


def test_the_written_fields_are_where_the_page_has_its_anchors() -> None:
    document = laid_out()
    assert read_slots(written(document)) == slots_from_anchors(document)
    assert [slot.page_index for slot in slots_from_anchors(document)] == [1, 1, 1, 0]


def test_all_fields_are_in_the_only_revision(blank: bytes) -> None:
    assert blank.count(b"startxref") == 1
    assert [field["/T"] for field in fields_of(blank)] == [role.value for role in SIGNING_ORDER]
    assert all("/V" not in field for field in fields_of(blank))


def test_people_lock_their_own_field_and_the_seal_everything(blank: bytes) -> None:
    *people, seal = [field["/Lock"] for field in fields_of(blank)]
    assert [(lock["/Action"], list(lock["/Fields"])) for lock in people] == [
        ("/Include", ["leader"]),
        ("/Include", ["technical_reviewer"]),
        ("/Include", ["approver"]),
    ]
    assert (seal["/Action"], seal["/P"]) == ("/All", 1)


def test_fields_are_printed_and_named_for_a_screen_reader(blank: bytes) -> None:
    fields = fields_of(blank)
    assert [field["/TU"] for field in fields] == ["组长签名", "技术复核人签名", "批准人签名", "机构印章"]
    assert all(field["/F"] & 4 for field in fields)  # bit 3: print
    assert all("/N" in field["/AP"] for field in fields)  # PDF/A wants an appearance


def test_each_field_stands_in_its_cell_of_the_structure_tree(blank: bytes) -> None:
    reader = PdfFileReader(io.BytesIO(blank))
    numbers = reader.root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    owner = {numbers[index]: numbers[index + 1] for index in range(0, len(numbers), 2)}
    forms = [owner[field["/StructParent"]] for field in fields_of(blank)]
    assert [form["/S"] for form in forms] == ["/Form"] * 4
    assert [form["/P"]["/S"] for form in forms] == ["/TD", "/TD", "/TD", "/Document"]
    assert all(form["/K"]["/Type"] == "/OBJR" for form in forms)


def test_the_same_report_gives_the_same_bytes(blank: bytes) -> None:
    assert written(laid_out()) == blank


def test_no_object_is_packed_into_an_object_stream_and_every_stream_is_compressed(blank: bytes) -> None:
    assert b"/ObjStm" not in blank
    assert blank.count(b"\nstream\n") == blank.count(b"/Filter")


def test_pages_name_only_the_fonts_that_they_use() -> None:
    html = """<!doctype html><html lang="zh-CN"><title>x</title><style>p { break-after: page }</style><body>
      <p style="font-family: Noto Serif SC" id="sign-leader">宋体一页</p>
      <p style="font-family: Noto Sans SC">黑体一页</p></body></html>"""
    pdf = laid_out(html).write_pdf(finisher=signature_finisher(ONE), **WRITE_OPTIONS)
    reader = PdfFileReader(io.BytesIO(pdf))
    fonts = []
    for index in (0, 1):
        used = reader.root["/Pages"]["/Kids"][index]["/Resources"]["/Font"]
        fonts.append([str(used[name]["/BaseFont"]) for name in used])
    assert [len(each) for each in fonts] == [1, 1]
    assert "Serif" in fonts[0][0]
    assert "Sans" in fonts[1][0]


def seen_and_read(pdf: bytes, folder: Path) -> tuple[list[bytes], str]:
    """The pages as pictures and the text."""
    folder.mkdir()
    (folder / "x.pdf").write_bytes(pdf)
    command = [need_program("pdftoppm"), "-r", "50", str(folder / "x.pdf"), str(folder / "page")]
    subprocess.run(command, check=True)
    text = subprocess.run(
        [need_program("pdftotext"), str(folder / "x.pdf"), "-"], check=True, capture_output=True
    )
    return [path.read_bytes() for path in sorted(folder.glob("page*"))], text.stdout.decode()


def test_the_pages_look_and_read_as_without_fields(tmp_path: Path) -> None:
    html = PAGE.replace(
        "<h1>",
        '<p><b>图</b> <svg viewBox="0 0 9 9" width="90"><title>图</title><g opacity=".5"><path d="M0 0h9v9z"/></g></svg></p><h1>',
    )
    plain = laid_out(html).write_pdf(pdf_tags=True)
    with_fields = laid_out(html).write_pdf(pdf_tags=True, finisher=signature_finisher(), **WRITE_OPTIONS)
    assert seen_and_read(plain, tmp_path / "plain") == seen_and_read(with_fields, tmp_path / "fields")


def test_tags_say_the_same_without_the_wrappers(blank: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(blank)
    command = [need_program("pdfinfo"), "-struct-text", str(tmp_path / "x.pdf")]
    tree = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Span" not in tree
    lines = [line.strip() for line in tree.splitlines()]
    assert lines[:4] == ["Document", "H1 (block)", '"产品碳足迹报告"', "P (block)"]
    head = lines.index('"组长"')
    assert lines[head - 1 : head + 2] == ["/Scope /Row", '"组长"', "TD"] or "TH" in " ".join(
        lines[head - 4 : head]
    )
    assert len(re.findall(r"^\s*Form\b", tree, re.M)) == 4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("sign-approver", "elsewhere"), "没有批准人签名的位置：找不到 id 为“sign-approver”"),
        (("height: 48mm", "height: 5pt"), "机构印章的位置“sign-seal”太小"),
    ],
)
def test_a_template_without_a_proper_place_is_refused(change: tuple[str, str], message: str) -> None:
    with pytest.raises(FieldError, match=message):
        written(laid_out(PAGE.replace(*change)))


def test_a_place_broken_over_two_pages_is_refused() -> None:
    html = PAGE.replace(
        '<td id="sign-leader">', '<td id="sign-leader"><p>上</p><p style="break-before: page">下</p>'
    )
    with pytest.raises(FieldError, match="被分在两页上"):
        written(laid_out(html))


def test_a_report_with_input_boxes_is_refused() -> None:
    html = PAGE.replace("<h1>", '<form><input name="a"></form><h1>')
    with pytest.raises(FieldError, match="已有表单"):
        written(laid_out(html, pdf_forms=True))


def test_fonts_list_only_widths_that_are_not_the_default(blank: bytes) -> None:
    tables = [match.split() for match in re.findall(rb"/W \[([^/]*)\]/FontDescriptor", blank)]
    assert tables
    # Chinese characters are 1000 wide, the default; the brackets of the arrays are taken off before counting
    assert not [width for table in tables for width in table if width.strip(b"[]") == b"1000"]


def test_widths_that_differ_keep_their_glyphs() -> None:
    """Glyphs 1 to 5 and 9; 2 and 3 are of default width, so that 1, 4 and 5, and 9 remain."""
    font = pydyf.Dictionary(
        {
            "Type": "/Font",
            "W": pydyf.Array([1, pydyf.Array([500, 1000, 1000, 600, 700]), 9, pydyf.Array([250])]),
        }
    )
    pdf = pydyf.PDF()
    pdf.add_object(font)
    shorten_widths(pdf)
    assert font["W"] == [1, [500], 4, [600, 700], 9, [250]]
