"""Uploads: the type is read from the content; pictures are cleaned; bombs are refused before they go off."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image
from PIL.Image import Exif
from PIL.PngImagePlugin import PngInfo
from pytest_django import Settings

from accounts import uploads
from tests.inventories.samples import PDF, office, picture

ORIENTATION, GPS, ROTATED_LEFT = 0x0112, 0x8825, 6


def photograph(size: tuple[int, int] = (60, 40)) -> bytes:
    """A JPEG as a telephone makes it: turned, with the place where it was taken."""
    exif = Exif()
    exif[ORIENTATION] = ROTATED_LEFT
    exif.get_ifd(GPS)[2] = (31.0, 14.0, 15.0)
    return picture("JPEG", size, exif=exif, comment=b"taken at home")


def opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image


def test_a_photograph_loses_its_place_and_stands_upright() -> None:
    assert opened(photograph()).getexif().get_ifd(GPS)
    clean = uploads.clean_picture(photograph())
    assert not opened(clean.data).getexif()
    assert b"taken at home" not in clean.data
    # 60 × 40, turned by a quarter.
    assert (clean.width, clean.height) == opened(clean.data).size == (40, 60)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_clean_picture_is_kept_byte_for_byte(kind: str) -> None:
    data = picture(kind)
    assert uploads.clean_picture(data).data == data


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_cleaning_twice_changes_nothing_any_more(kind: str) -> None:
    once = uploads.clean_picture(photograph() if kind == "JPEG" else picture(kind, (3000, 20)))
    assert uploads.clean_picture(once.data) == once


def test_texts_in_a_png_are_left_out() -> None:
    info = PngInfo()
    info.add_text("Location", "31.23 N 121.47 E")
    clean = uploads.clean_picture(picture("PNG", pnginfo=info))
    assert b"121.47" not in clean.data
    assert opened(clean.data).size == (40, 30)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_what_is_hidden_behind_a_picture_is_left_out(kind: str) -> None:
    clean = uploads.clean_picture(picture(kind) + b"<script>alert(1)</script>")
    assert b"script" not in clean.data


def test_a_large_picture_is_made_smaller() -> None:
    clean = uploads.clean_picture(picture("JPEG", (4800, 1200)))
    assert (clean.width, clean.height) == (2400, 600)


def test_colours_of_a_palette_and_transparency_survive() -> None:
    image = Image.new("RGBA", (3000, 10), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (0, 0, 1500, 10))
    out = io.BytesIO()
    image.save(out, "PNG")
    clean = opened(uploads.clean_picture(out.getvalue()).data)
    assert clean.getpixel((10, 5)) == (0, 0, 255, 255)
    assert clean.getchannel("A").getpixel((2390, 5)) == 0


def huge_png() -> bytes:
    """A PNG of 40,000 × 40,000 pixels in a few hundred bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        head = struct.pack(">I", len(content)) + kind + content
        return head + struct.pack(">I", zlib.crc32(kind + content))

    size = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_decompression_bomb_is_refused() -> None:
    with pytest.raises(ValidationError, match="尺寸过大"):
        uploads.clean_picture(huge_png())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "空的"),
        (b"GIF89a" + bytes(40), "PNG 或 JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG 或 JPEG"),
        (PDF, "PNG 或 JPEG"),
        (b"\x89PNG\r\n\x1a\n" + b"rubbish" * 20, "损坏"),
        (picture("PNG")[:60], "损坏"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "损坏"),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        uploads.clean_picture(data)


def test_a_file_above_the_limit_is_refused(settings: Settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    with pytest.raises(ValidationError, match="超过 1 MB"):
        uploads.evidence_type(PDF + bytes(1024 * 1024))


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (PDF, uploads.PDF),
        (picture("PNG"), uploads.PNG),
        (photograph(), uploads.JPEG),
        (office("xl/workbook.xml"), uploads.XLSX),
        (office("word/document.xml"), uploads.DOCX),
    ],
)
def test_evidence_of_every_kind_is_told_by_its_content(data: bytes, media_type: str) -> None:
    assert uploads.evidence_type(data) == media_type


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (office("ppt/presentation.xml"), "不支持"),
        (b"#!/bin/sh\nrm -rf /\n", "不支持"),
        (b"<html></html>", "不支持"),
        (office("xl/workbook.xml", **{"xl/vbaProject.bin": b"macro"}), "宏"),
        (office("xl/workbook.xml", **{"../../etc/passwd": b"x"}), "损坏"),
        (office("xl/workbook.xml", **{"xl/sheet.xml": bytes(3_000_000)}), "展开后过大"),
        (office("xl/workbook.xml")[:60], "损坏"),
    ],
)
def test_hostile_or_foreign_files_are_no_evidence(data: bytes, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        uploads.evidence_type(data)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("发票.pdf", "发票.pdf"),
        ("C:\\票据\\发票.pdf", "发票.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("长" * 300 + ".pdf", "长" * 180 + ".pdf"),
        ("", "未命名文件"),
    ],
)
def test_names_of_files_lose_folders_and_control_characters(name: str, safe: str) -> None:
    assert uploads.safe_name(name) == safe
