"""A person's handwriting picture, made ready for print."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

from reports.signing.errors import AppearanceError

LARGEST_FILE = 5_000_000  # bytes
LARGEST_SIDE = 6000  # pixels
_PRINTED_WIDTH, _PRINTED_HEIGHT = 700, 350  # pixels; more than a printer shows in a cell of a table
_PAPER = 235  # brighter than this is paper, not ink


def trimmed(png: bytes) -> bytes:
    """The ink alone, on white, without the empty paper around it. PNG in, PNG out; raises AppearanceError."""
    picture = _on_white(_open(png))
    ink = picture.convert("L").point([255 if level < _PAPER else 0 for level in range(256)])
    edges = ink.getbbox()
    if edges is None:
        raise AppearanceError("手写签名图片是空白的，请重新上传。")
    picture = picture.crop(edges)
    picture.thumbnail((_PRINTED_WIDTH, _PRINTED_HEIGHT), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _open(png: bytes) -> Image.Image:
    if len(png) > LARGEST_FILE:
        raise AppearanceError(f"手写签名图片超过 {LARGEST_FILE // 1_000_000} MB，请缩小后上传。")
    try:
        picture = Image.open(io.BytesIO(png), formats=["PNG"])
        if max(picture.size) > LARGEST_SIDE:  # known from the head, before anything is unpacked
            raise AppearanceError(f"手写签名图片的边长超过 {LARGEST_SIDE} 像素，请缩小后上传。")
        picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise AppearanceError("手写签名图片打不开，请上传 PNG 图片。") from error
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    """Transparent paper becomes white: a report for archiving is better without transparency."""
    colour = picture.convert("RGBA")
    white = Image.new("RGBA", colour.size, "white")
    return Image.alpha_composite(white, colour).convert("RGB")
