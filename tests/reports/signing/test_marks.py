"""What a reader sees: people's marks and the agency's chop."""

from __future__ import annotations

import io
import subprocess
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from pyhanko.pdf_utils.reader import PdfFileReader

from reports.signing.appearance import Appearance, PersonMark, text_width
from reports.signing.chop import Chop
from reports.signing.errors import AppearanceError
from reports.signing.handwriting import trimmed
from tests.reports.signing.office import AGENCY, drawn_handwriting, need_program

DAY = date(2026, 3, 9)


def text_of(pdf: bytes, folder: Path) -> str:
    (folder / "mark.pdf").write_bytes(pdf)
    command = [need_program("pdftotext"), "-layout", str(folder / "mark.pdf"), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def picture_of(pdf: bytes, folder: Path) -> Image.Image:
    """At 72 dots to the inch: one pixel is one point."""
    (folder / "mark.pdf").write_bytes(pdf)
    command = [
        need_program("pdftoppm"),
        "-r",
        "72",
        "-png",
        "-singlefile",
        str(folder / "mark.pdf"),
        str(folder / "m"),
    ]
    subprocess.run(command, check=True)
    return Image.open(folder / "m.png").convert("RGB")


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("mark", [PersonMark("陈一帆", DAY), Chop(AGENCY, "试用", DAY)])
def test_a_mark_has_exactly_the_size_of_its_field(mark: Appearance) -> None:
    page = PdfFileReader(io.BytesIO(mark.draw(119.25, 134.5))).root["/Pages"]["/Kids"][0]
    assert [float(value) for value in page["/MediaBox"]] == pytest.approx([0, 0, 119.25, 134.5], abs=0.01)


def test_a_person_signs_with_name_date_and_note(tmp_path: Path) -> None:
    text = text_of(PersonMark("陈一帆", DAY, note="试用").draw(150, 36), tmp_path)
    assert [word for word in ("陈一帆", "2026-03-09", "试用") if word in text] == [
        "陈一帆",
        "2026-03-09",
        "试用",
    ]


def test_handwriting_is_shown_with_the_name_beside_it(tmp_path: Path) -> None:
    pdf = PersonMark("陈一帆", DAY, drawn_handwriting()).draw(150, 36)
    assert "陈一帆" in text_of(pdf, tmp_path)
    picture = picture_of(pdf, tmp_path)
    red, _, blue = picture.crop((0, 0, 90, 36)).split()
    ink = ImageChops.subtract(blue, red).point([255 if level > 30 else 0 for level in range(256)]).getbbox()
    assert ink is not None
    # trimmed of its paper, 605 by 215 pixels, it fills the height: more than half of the 33 points there
    assert ink[3] - ink[1] > 18


@pytest.mark.parametrize("name", ["阿卜杜热合曼·买买提江·吐尔逊", "Alexandra Montgomery-Lin", "㛃㵢"])
@pytest.mark.parametrize("size", [(170, 38), (95, 55), (60, 40)])
def test_long_and_rare_names_fit_into_small_cells(
    name: str, size: tuple[float, float], tmp_path: Path
) -> None:
    text = text_of(PersonMark(name, DAY, drawn_handwriting(), "试用").draw(*size), tmp_path)
    assert name in text


def test_a_character_that_no_font_has_is_refused() -> None:
    with pytest.raises(AppearanceError, match=r"没有这些字：“.”（U\+10FFFD）。请改用手写签名图片"):
        PersonMark("陈\U0010fffd", DAY).draw(150, 36)


def test_markup_in_a_name_is_just_text(tmp_path: Path) -> None:
    assert "<b>陈&" in text_of(PersonMark("<b>陈&", DAY).draw(200, 36), tmp_path)
    assert "<" in text_of(Chop("青<i>禾&公司").draw(119, 119), tmp_path)


def test_a_cell_that_is_too_small_is_refused() -> None:
    with pytest.raises(AppearanceError, match="签名栏太小"):
        PersonMark("陈一帆", DAY, note="试用").draw(14, 12)


@pytest.mark.parametrize("name", ["", "  "])
def test_nobody_signs_without_a_name(name: str) -> None:
    with pytest.raises(AppearanceError, match="签名人姓名为空"):
        PersonMark(name, DAY).draw(150, 36)
    with pytest.raises(AppearanceError, match="机构名称为空"):
        Chop(name).draw(119, 119)


def test_the_chop_is_a_red_ring_with_a_star_and_nothing_outside(tmp_path: Path) -> None:
    picture = picture_of(Chop(AGENCY, "试用").draw(120, 120), tmp_path)

    def pixel(x: int, y: int) -> tuple[int, ...]:
        found = picture.getpixel((x, y))
        assert isinstance(found, tuple)
        return found

    def red(x: int, y: int) -> bool:
        r, g, b = pixel(x, y)
        return r > 150 and g < 120 and b < 120

    assert red(60, 60)  # the star's middle
    assert all(red(*at) for at in [(60, 2), (60, 117), (2, 60), (117, 60)])  # the ring at the four sides
    assert [pixel(*at) for at in [(1, 1), (118, 1), (1, 118), (118, 118)]] == [(255, 255, 255)] * 4


@pytest.mark.parametrize(
    "name",
    [
        "青禾",
        "青禾认证",
        AGENCY,
        "Blue Leaf 低碳咨询（上海）有限公司",
        "内蒙古自治区呼伦贝尔市绿色低碳产品认证技术服务中心有限责任公司",
    ],
)
def test_every_character_of_the_name_is_on_the_chop_and_inside_the_ring(name: str, tmp_path: Path) -> None:
    pdf = Chop(name, "碳足迹报告专用章", DAY).draw(119, 134)
    text = "".join(text_of(pdf, tmp_path).split())
    assert sorted(text) == sorted((name + "碳足迹报告专用章2026年3月9日").replace(" ", ""))


def test_width_of_text_counts_wide_characters_as_one() -> None:
    # two wide, three narrow at 0.62
    assert text_width("陈帆abc") == pytest.approx(3.86)


def test_a_mark_is_the_same_each_time() -> None:
    assert Chop(AGENCY, "试用", DAY).draw(119, 134) == Chop(AGENCY, "试用", DAY).draw(119, 134)


def test_handwriting_is_cut_to_its_ink_and_put_on_white() -> None:
    # ink from 150 to 760 and from 90 to 310, with the width of the pen
    picture = Image.open(io.BytesIO(trimmed(drawn_handwriting())))
    assert picture.mode == "RGB"
    assert picture.size[0] == pytest.approx(610, abs=20)
    assert picture.size[1] == pytest.approx(220, abs=20)


def test_large_handwriting_is_made_small() -> None:
    picture = Image.new("L", (5000, 2000), 0)
    assert Image.open(io.BytesIO(trimmed(png(picture)))).size == (700, 280)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"no picture", "打不开，请上传 PNG 图片"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "打不开"),
        (png(Image.new("RGB", (300, 100), "white")), "是空白的"),
        (png(Image.new("RGBA", (300, 100), (0, 0, 0, 0))), "是空白的"),
        (png(Image.new("L", (6001, 10), 0)), "边长超过 6000 像素"),
        (b"\x89PNG" + b"\0" * 5_000_000, "超过 5 MB"),
    ],
)
def test_pictures_that_are_no_handwriting_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(AppearanceError, match=message):
        trimmed(data)


def test_a_picture_of_another_kind_is_refused() -> None:
    out = io.BytesIO()
    Image.new("RGB", (30, 10)).save(out, "JPEG")
    with pytest.raises(AppearanceError, match="请上传 PNG 图片"):
        trimmed(out.getvalue())
