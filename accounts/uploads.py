"""What people hand in: the real type is read from the content, never believed from name or header."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

MAX_PIXELS = 50_000_000
MAX_EDGE = 2400
JPEG_QUALITY = 90
PNG, JPEG, PDF = "image/png", "image/jpeg", "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# The part that makes a ZIP archive an Office document of this kind.
OFFICE_PARTS = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX}
MAX_ENTRIES = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
# Parts of a picture that say nothing but the picture; any other (EXIF with the place, texts, profiles) is left out.
PNG_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"sRGB", b"cHRM", b"pHYs"})
JPEG_SEGMENTS = frozenset({"APP0", "APP14"})


@dataclass(frozen=True)
class CleanPicture:
    """A picture as it is stored: upright, at most 2400 pixels an edge, without anything but the picture."""

    data: bytes
    media_type: str
    width: int
    height: int


def content(file: UploadedFile[Any]) -> bytes:
    """The bytes of an uploaded file, read only when it is not too large to be held in memory."""
    check_size(file.size or 0)
    return bytes(file.read())


def check_size(size: int) -> None:
    """Refuse an empty file and one above the installation's limit."""
    if size == 0:
        raise ValidationError(_("文件是空的。"), "empty")
    if size > settings.UPLOAD_LIMIT_BYTES:
        limit = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
        raise ValidationError(_("文件超过 %d MB，请压缩或拆分后再上传。") % limit, "size")


def clean_picture(data: bytes) -> CleanPicture:
    """The picture as it may be stored and printed. Raises ``ValidationError`` in Chinese.

    A picture that is clean already is kept byte for byte, so cleaning twice changes nothing. The colour profile
    is dropped: the report's colours are sRGB.
    """
    check_size(len(data))
    if _signature(data) not in {PNG, JPEG}:
        raise ValidationError(_("这不是 PNG 或 JPEG 图片，请另存为其中一种格式后再上传。"), "type")
    try:
        return _cleaned(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (OSError, SyntaxError, ValueError, struct.error) as error:
        raise ValidationError(_("图片已损坏，无法读取。"), "damaged") from error


def evidence_type(data: bytes) -> str:
    """The media type of a file of evidence: PDF, PNG, JPEG, XLSX or DOCX; anything else is refused.

    Evidence is kept byte for byte, as it was handed in.
    """
    check_size(len(data))
    kind = _signature(data)
    if kind == "zip":
        kind = _office_type(data)
    if kind in {PNG, JPEG}:
        clean_picture(data)
    if kind is None:
        raise ValidationError(_("不支持的文件类型：请上传 PDF、PNG、JPEG、XLSX 或 DOCX 文件。"), "type")
    return kind


def safe_name(name: str) -> str:
    """The file's own name without folders and control characters, of at most 200 characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(character for character in last if character.isprintable()).strip()
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:180]}{dot}{ending[:12]}" if stem else (plain[:200] or _("未命名文件"))


def _signature(data: bytes) -> str | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"%PDF-"):
        return PDF
    return "zip" if data.startswith(b"PK\x03\x04") else None


def _office_type(data: bytes) -> str | None:
    """Which Office document the archive is; its directory is checked, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise ValidationError(_("文件已损坏，无法读取。"), "damaged") from error
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > len(data) * MAX_RATIO:
        raise ValidationError(_("文件展开后过大，已拒绝。"), "bomb")
    names = {entry.filename for entry in entries}
    if any(name.startswith("/") or ".." in PurePosixPath(name).parts for name in names):
        raise ValidationError(_("文件已损坏，无法读取。"), "damaged")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise ValidationError(_("文件含有宏，请另存为不含宏的文件后再上传。"), "macro")
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), None)


def _cleaned(data: bytes) -> CleanPicture:
    # WeasyPrint, once imported, lets Pillow read half a file for the whole process; an upload must be whole.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as image:
        if image.width * image.height > MAX_PIXELS:
            raise _too_many_pixels()
        media_type = PNG if image.format == "PNG" else JPEG
        clean = _plain_png(data) if media_type == PNG else _plain_jpeg(image, data)
        size = image.size
        if media_type == JPEG:
            # Decodes a large photograph at a fraction of its size; has no effect on a small one.
            image.draft("RGB", (MAX_EDGE, MAX_EDGE))
        image.load()
        if clean and max(size) <= MAX_EDGE:
            return CleanPicture(data, media_type, *size)
        return _encoded(image, media_type)


def _encoded(image: Image.Image, media_type: str) -> CleanPicture:
    upright = ImageOps.exif_transpose(image)
    if upright.mode in {"P", "PA"} or "transparency" in upright.info:
        upright = upright.convert("RGBA")
    if upright.mode not in ({"RGB", "L"} if media_type == JPEG else {"RGB", "L", "RGBA", "LA"}):
        upright = upright.convert("RGB")
    upright.thumbnail((MAX_EDGE, MAX_EDGE), Image.Resampling.LANCZOS)
    plain = Image.frombytes(upright.mode, upright.size, upright.tobytes())
    out = io.BytesIO()
    if media_type == PNG:
        plain.save(out, "PNG")
    else:
        plain.save(out, "JPEG", quality=JPEG_QUALITY)
    return CleanPicture(out.getvalue(), media_type, *plain.size)


def _plain_png(data: bytes) -> bool:
    """Whether the file holds the picture and nothing else, up to its last byte."""
    return all(chunk in PNG_CHUNKS for chunk in _png_chunks(data))


def _png_chunks(data: bytes) -> Iterator[bytes]:
    position = 8
    while position + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        yield kind
        position += 12 + length
        if kind == b"IEND":
            break
    if position != len(data):
        yield b"rest"


def _plain_jpeg(image: Image.Image, data: bytes) -> bool:
    segments = {name for name, _content in getattr(image, "applist", [])}
    return image.format == "JPEG" and segments <= JPEG_SEGMENTS and data.endswith(b"\xff\xd9")


def _too_many_pixels() -> ValidationError:
    return ValidationError(_("图片尺寸过大（超过 5000 万像素），请缩小后再上传。"), "pixels")
