"""Pages of a PDF, and photographs, as pictures of a bounded size. Only to be used inside the child process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageOps

from factors.importers.contract import Refused

# Pixels: a page of A4 can be read on a wide screen, and no page takes more than 8 MB while it is drawn.
WIDTH, HEIGHT = 1200, 1700
MAX_PIXELS = 50_000_000


def count(path: Path) -> int:
    """The number of pages. Raises ``Refused``."""
    with _opened(path) as document:
        return len(document)


def write_page(path: Path, number: int, target: Path) -> None:
    """Draw page ``number`` (from 1) into ``target`` as PNG. Forms and scripts of the file are not run."""
    with _opened(path) as document:
        if not 1 <= number <= len(document):
            raise Refused(f"文件没有第 {number} 页。")
        try:
            page = document[number - 1]
            width, height = page.get_size()
            if width <= 0 or height <= 0:
                raise Refused(f"第 {number} 页没有大小，无法显示。")
            scale = min(WIDTH / width, HEIGHT / height)
            page.render(scale=scale, draw_annots=True, may_draw_forms=False).to_pil().save(target, "PNG")
        except pdfium.PdfiumError as error:
            raise Refused(f"第 {number} 页已损坏，无法显示。") from error


def write_photo(path: Path, target: Path) -> None:
    """The photograph upright and small enough for a page, as JPEG or, where it may be transparent, PNG."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(path, formats=["PNG", "JPEG"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Refused("图片尺寸过大（超过 5000 万像素），无法显示预览。")
            image.draft("RGB", (WIDTH, HEIGHT))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
            # Drawn anew: nothing of what the camera noted, such as the place, is in the preview.
            plain = upright.convert(
                "RGBA" if "A" in upright.mode or "transparency" in upright.info else "RGB"
            )
            plain.info.clear()
            plain.save(target, "PNG")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused("图片已损坏，无法显示预览。") from error


@contextmanager
def _opened(path: Path) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Refused("PDF 设有打开密码，无法显示预览。请向提供方索取不设密码的文件。") from error
        raise Refused("PDF 已损坏或不完整，无法显示预览。请向提供方重新索取文件。") from error
    try:
        yield document
    finally:
        document.close()
