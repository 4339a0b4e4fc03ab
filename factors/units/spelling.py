"""One spelling for the many: full width, superscripts, dots, blanks. Pure text, knows no unit."""

from __future__ import annotations

import re
import unicodedata

# Before NFKC, which would turn 10⁴ into 104.
_TEN_THOUSAND = re.compile(r"[×xX*]?\s*10\s*(?:⁴|\^\s*\{?4\}?|\*\*\s*4)\s*")
_THOUSAND = re.compile(r"[×xX*]?\s*10\s*(?:³|\^\s*\{?3\}?|\*\*\s*3)\s*")
_DOTS = re.compile(r"[·•∙⋅・‧․\u2062*×]|(?<=[^\W\d])[.\-](?=[^\W\d])")
_POWER = re.compile(r"\^\s*\{?([0-9]+)\}?|\*\*\s*([0-9]+)")
_BLANK = re.compile(r"[\s_]+")


def normalised(text: str) -> str:
    """The text with full-width forms, superscripts, powers of ten, signs of multiplication and blanks made one.

    Letters keep their case: Mg and mg are two units. ``10⁴Nm³`` and ``10^4 Nm3`` become ``万Nm3``; dots between
    letters (``kW·h``, ``t.km``, ``t-km``) fall away.
    """
    text = _THOUSAND.sub("千", _TEN_THOUSAND.sub("万", text))
    text = unicodedata.normalize("NFKC", text)
    text = _POWER.sub(lambda power: power[1] or power[2], text)
    return _DOTS.sub("", _BLANK.sub("", text))
