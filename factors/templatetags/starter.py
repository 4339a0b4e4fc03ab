"""Which release of the starter library is here: ``{% starter_load as load %}``."""

from __future__ import annotations

from django import template

from factors.models import StarterLoad

register = template.Library()


@register.simple_tag
def starter_load() -> StarterLoad | None:
    """The newest load; ``None`` before the first."""
    return StarterLoad.objects.first()
