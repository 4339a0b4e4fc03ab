"""The fonts of a report: only the shipped ones, the same on every machine.

``configure`` writes a private fontconfig file that lists the folder filled by ``scripts/vendor.py`` and nothing
else, and points ``FONTCONFIG_FILE`` at it. It is called before WeasyPrint is imported, because WeasyPrint asks
fontconfig while it is imported. After the PDF has been written, ``missing_glyphs`` says which characters no font has.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol
from xml.sax.saxutils import escape

from reports.rendering.errors import RenderError

SERIF: Final = "Noto Serif SC"
SANS: Final = "Noto Sans SC"
# In this order behind every family: the Noto fonts have no subscript digits and no ballot boxes.
SERIF_STACK: Final = (SERIF, "DejaVu Serif", "DejaVu Sans")
SANS_STACK: Final = (SANS, "DejaVu Sans")

FILES: Final = (
    "NotoSansSC_400Regular.ttf",
    "NotoSansSC_700Bold.ttf",
    "NotoSerifSC_400Regular.ttf",
    "NotoSerifSC_700Bold.ttf",
    "DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf",
    "DejaVuSerif.ttf",
    "DejaVuSerif-Bold.ttf",
)

_CONFIGURATION = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="same"><family>serif</family><prefer>{serif}</prefer></alias>
  <alias binding="same"><family>sans-serif</family><prefer>{sans}</prefer></alias>
</fontconfig>
"""


class FontsMissing(RenderError):
    """Shipped font files are not there; the message names them and the command that brings them."""


class _Font(Protocol):
    missing: Mapping[int, int]


class WrittenDocument(Protocol):
    """A WeasyPrint document after ``write_pdf``: the fonts that were used, by hash."""

    fonts: Mapping[str, Any]


def build_dir() -> Path:
    """Where made files live: ``PCF_BUILD_DIR``, else ``build`` in the project."""
    return Path(os.environ.get("PCF_BUILD_DIR") or Path(__file__).resolve().parents[2] / "build")


def font_dir() -> Path:
    """The folder of the shipped fonts. Raises ``FontsMissing`` when one of them is not there."""
    folder = build_dir() / "fonts"
    absent = [name for name in FILES if not (folder / name).is_file()]
    if absent:
        raise FontsMissing(
            f"缺少字体文件：{'、'.join(absent)}。请运行 make setup（即 python scripts/vendor.py）。"
        )
    return folder


def configure(folder: Path | None = None) -> Path:
    """Make fontconfig see the shipped fonts alone; the path of its configuration file.

    ``folder`` is where the file and the font cache go, by default ``fontconfig`` under the build folder. Calling it
    again is cheap and harmless. Raises ``FontsMissing``.
    """
    folder = folder or build_dir() / "fontconfig"
    cache = folder / "cache"
    text = _CONFIGURATION.format(
        fonts=escape(str(font_dir())), cache=escape(str(cache)), serif=SERIF, sans=SANS
    )
    path = folder / "fonts.conf"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        cache.mkdir(parents=True, exist_ok=True)
        beside = folder / f".fonts.conf.{os.getpid()}"
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    os.environ["FONTCONFIG_FILE"] = str(path)
    return path


def missing_glyphs(document: WrittenDocument) -> tuple[str, ...]:
    """The characters that were printed as empty boxes because no shipped font has them, in order of code point.

    Only complete once ``write_pdf`` has run: WeasyPrint looks for glyphs while it draws.
    """
    fonts: list[_Font] = list(document.fonts.values())
    return tuple(chr(point) for point in sorted({point for font in fonts for point in font.missing}))
