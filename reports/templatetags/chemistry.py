"""``{{ text|chemical }}``: CO2e, CH4, N2O and m3 with proper subscripts and powers."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from reports.rendering import markup

register = template.Library()


@register.filter(is_safe=True)
def chemical(text: str) -> SafeString:
    """See ``reports.rendering.markup.chemical``."""
    return markup.chemical(text)
