"""Tags of the inventory's pages."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

from factors import units
from inventories.distances import suggestions

register = template.Library()


@register.filter
def of(table: Mapping[object, object], key: object) -> object:
    """What a table says of a row: ``{{ hints|of:line.pk }}``; nothing when it says nothing."""
    return table.get(key)


@register.inclusion_tag("inventories/_units.html")
def unit_lists() -> dict[str, object]:
    """The lists behind boxes for units, means of transport and places; once a page."""
    modes = [_("货车运输"), _("铁路运输"), _("水路运输"), _("海运"), _("空运"), _("管道运输"), _("多式联运")]
    return {"unit_groups": units.known_units(), "transport_modes": modes, "place_names": suggestions()}


@register.inclusion_tag("inventories/_chart.html")
def stage_chart(chart: dict[str, object] | None, element_id: str) -> dict[str, object]:
    """The bars of a result; drawn by ``static/js/inventories/charts.js``."""
    return {"chart": chart, "id": element_id, "data_id": f"{element_id}-data"}
