"""Releases and standings in words: ``{{ factor|release_text }}``, ``{{ standing|standing_kind }}``."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from factors.models import Factor
from factors.templatetags.factor_values import value_text
from factors.visibility import HIDDEN
from inventories.factor_versions import Standing

register = template.Library()

_KINDS = {
    Standing.WITHDRAWN: "stop",
    Standing.SUPERSEDED: "warn",
    Standing.EXPIRED: "warn",
    Standing.PARTS_OUT_OF_DATE: "warn",
    Standing.NEWER_EDITION: "off",
}


@register.filter
def standing_kind(standing: Standing) -> str:
    """The kind of the label that shows the standing (components/state.html)."""
    return _KINDS[standing]


@register.filter
def release_text(factor: Factor) -> str:
    """Which release it is, with the year of its data."""
    release = _("第 %d 版") % factor.release
    return f"{release}，{_('%d 年数据') % factor.year}" if factor.year is not None else release


@register.filter
def shown_value(factor: Factor, hidden: frozenset[int]) -> str:
    """The value, or what stands in its place where ``hidden`` (libraries by id) has its library."""
    return str(HIDDEN) if factor.library_id in hidden else value_text(factor)
