"""What the page asks for by address: our drawings, and the client's pictures, looked at before they are printed."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.template.loader import render_to_string
from PIL import Image, ImageFile

from reports.rendering.blocks import Drawing, Formula, Photograph
from reports.rendering.composition import Composed
from reports.rendering.errors import RenderError

COVER = "drawing:cover"
WATERMARK = "drawing:watermark"
# PDF/A-3 with an sRGB output intent holds no other colours than these.
_PRINTABLE_MODES = ("1", "L", "P", "RGB", "LA", "RGBA", "PA")


def resources(composed: Composed, pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    """Bytes by address. Raises RenderError for a picture that is not there or cannot be read."""
    found = {
        COVER: render_to_string("reports/pdf/audit/cover.svg").encode(),
        WATERMARK: render_to_string("reports/pdf/audit/watermark.svg").encode(),
    }
    for chapter in composed.chapters:
        for section in chapter.sections:
            for block in section.blocks:
                if isinstance(block, Photograph):
                    found[block.source] = _picture(block, pictures)
                elif isinstance(block, Drawing | Formula):
                    found |= dict(_drawings(block))
    return found


def _drawings(block: Drawing | Formula) -> Iterator[tuple[str, bytes]]:
    yield block.source, block.svg.encode()
    if isinstance(block, Formula):
        for symbol in block.symbols:
            yield symbol.source, symbol.svg.encode()


def _picture(block: Photograph, pictures: Mapping[str, bytes]) -> bytes:
    data = pictures.get(block.digest)
    if data is None:
        raise RenderError(f"图片“{block.caption}”的文件不在，请重新上传（SHA-256 {block.digest[:12]}…）。")
    try:
        with _strictly(), Image.open(io.BytesIO(data)) as image:
            image.load()
            return data if image.mode in _PRINTABLE_MODES else _in_rgb(image)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise RenderError(f"图片“{block.caption}”无法读取，文件可能已损坏，请重新上传。") from error


@contextmanager
def _strictly() -> Iterator[None]:
    """WeasyPrint lets Pillow take half a picture for a whole one; here that is looked for."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _in_rgb(image: Image.Image) -> bytes:
    """The picture in the colours that PDF/A knows (printers' files come in CMYK)."""
    target = io.BytesIO()
    image.convert("RGB").save(target, "PNG")
    return target.getvalue()
