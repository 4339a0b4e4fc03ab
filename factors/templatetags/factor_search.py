"""What was found, in the names: ``{{ factor.name|marked:hit.reason }}``."""

from __future__ import annotations

import re

from django import template
from django.utils.safestring import SafeString, mark_safe

from accounts.templatetags.typography import co2
from factors.search.reasons import Reason
from factors.search.tokens import normalised

register = template.Library()


@register.filter
def marked(text: str, reason: Reason | None) -> SafeString:
    """The text as ``co2`` shows it, with the words by which it was found in ``<mark>``."""
    marks = reason.marks if isinstance(reason, Reason) else ()
    plain = normalised(text)
    words = sorted((word for word in marks if word), key=len, reverse=True)
    if not words or len(plain) != len(text):
        return co2(text)
    pattern = re.compile("|".join(_pattern(normalised(word)) for word in words))
    shown, end = [], 0
    for found in pattern.finditer(plain):
        shown += [co2(text[end : found.start()]), f"<mark>{co2(text[found.start() : found.end()])}</mark>"]
        end = found.end()
    # Safe: every piece was escaped by co2, and only the marks were added.
    return mark_safe("".join([*shown, co2(text[end:])]))  # noqa: S308


def _pattern(word: str) -> str:
    """A Latin word or its beginning, not the middle of another; Chinese anywhere."""
    return (r"(?<![a-z0-9])" if word.isascii() else "") + re.escape(word)
