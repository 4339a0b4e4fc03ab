"""Pages and sheets of files as a reader sees them; what a broken or hostile file may do."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter

from factors.importers.contract import Refused
from factors.importers.sandbox import MB, Bounds
from inventories import previews
from inventories.previews.contract import MAX_ROWS, MAX_SHEETS
from tests.factors.importers.grids import workbook
from tests.inventories.samples import PDF


def pdf(*sizes: tuple[float, float], password: str = "") -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for width, height in sizes:
        writer.add_blank_page(width, height)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def stored(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "file"
    path.write_bytes(data)
    return path


def test_a_page_is_drawn_as_large_as_fits_and_in_its_shape(tmp_path: Path) -> None:
    path = stored(tmp_path, pdf((595, 842), (2000, 10)))
    assert previews.page_count(path) == 2
    # 1200 / 595 is less than 1700 / 842 = 2.0190: the width decides for A4 at 2.0168, 842 × 2.0168 = 1698.2.
    with Image.open(io.BytesIO(previews.picture(path, 1))) as page:
        assert (page.format, page.width, page.height) == ("PNG", 1200, 1699)
    # 2000 × 0.6 by 10 × 0.6.
    with Image.open(io.BytesIO(previews.picture(path, 2))) as page:
        assert page.size == (1200, 6)


def test_a_photograph_is_upright_small_and_without_its_notes(tmp_path: Path) -> None:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6  # the camera was turned by a quarter
    exif[0x010F] = "示范相机"
    Image.new("RGB", (3400, 1700), "red").save(out, "JPEG", exif=exif)
    with Image.open(io.BytesIO(previews.picture(stored(tmp_path, out.getvalue()), None))) as shown:
        assert shown.size == (850, 1700)
        assert not shown.getexif()


@pytest.mark.parametrize(
    ("data", "number", "said"),
    [
        (PDF, 1, "已损坏或不完整"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, 1, "已损坏或不完整"),
        (pdf((100, 100), password="geheim"), 1, "设有打开密码"),
        (pdf((100, 100)), 2, "没有第 2 页"),
        (b"\xff\xd8\xff\xe0" + bytes(200), None, "图片已损坏"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_reason(
    tmp_path: Path, data: bytes, number: int | None, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        previews.picture(stored(tmp_path, data), number)


def test_a_file_that_wants_too_much_is_stopped(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (6000, 6000)).save(out, "PNG")
    with pytest.raises(Refused, match=r"内存超过|解析程序异常结束|图片已损坏"):
        previews.picture(stored(tmp_path, out.getvalue()), None, bounds=Bounds(memory=150 * MB, wall=20))


def test_sheets_are_shown_from_their_beginning_with_letters_and_numbers(tmp_path: Path) -> None:
    head: list[list[str | float | None]] = [["月份", "用电量"], []]
    rows = head + [[f"{number} 月", number] for number in range(MAX_ROWS + 5)]
    more = {f"附表{n}": [["甲"]] for n in range(MAX_SHEETS)}
    book = previews.sheets(workbook(tmp_path / "台账.xlsx", {"能源": rows, **more}))
    first = book.sheets[0]
    assert (first.name, first.heads, first.is_cut) == ("能源", ("A", "B"), True)
    assert first.rows[:2] == ((1, ("月份", "用电量")), (3, ("0 月", "0")))
    assert len(first.rows) == MAX_ROWS
    assert book.left_out == (f"附表{MAX_SHEETS - 1}",)
