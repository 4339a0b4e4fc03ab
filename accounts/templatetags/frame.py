"""Tags of the frame: navigation, icons, and how a field of a form is shown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.safestring import SafeString

register = template.Library()


class Section(NamedTuple):
    """A titled group of a form's fields."""

    title: str
    fields: list[BoundField]


@register.inclusion_tag("components/icon.html")
def icon(name: str) -> dict[str, str]:
    """A drawing of ``static/img/icons.svg`` by its id; it says nothing to a screen reader."""
    return {"name": name}


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(context: RequestContext, url_name: str, label: str, icon_name: str) -> dict[str, object]:
    """An entry of the navigation; marked when the page lies under its address."""
    url = reverse(url_name)
    path = context["request"].path
    current = path == url or (url != "/" and path.startswith(url))
    return {"url": url, "label": label, "icon_name": icon_name, "current": current}


@register.inclusion_tag("components/figure_box.html")
def figure_box(label: str, number: int, url_name: str) -> dict[str, object]:
    """A count with its name, leading to the list that it counts."""
    return {"label": label, "number": number, "url": reverse(url_name)}


@register.filter
def minutes(span: timedelta) -> int:
    """Whole minutes, rounded up."""
    return math.ceil(span.total_seconds() / 60)


@register.filter
def dialog_id(pk: int, name: str) -> str:
    """An id for the dialog of one row of a table."""
    return f"{name}-{pk}"


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's control with the design system's class beside the classes that it has already."""
    widget = field.field.widget
    classes = f"{_css_class(widget)} {widget.attrs.get('class', '')}".strip()
    attrs: dict[str, str | bool] = {"class": classes} if classes else {}
    if field.field.required and not field.use_fieldset:
        attrs["aria-required"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the label stands behind the control."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_wide(field: BoundField) -> bool:
    """Whether the field takes both columns: text of several lines."""
    return isinstance(field.field.widget, forms.Textarea)


@register.filter
def sections(form: forms.BaseForm) -> list[Section]:
    """The visible fields in the groups of the form's ``SECTIONS`` (title: names); the others follow at the end."""
    titled: Mapping[str, Any] = getattr(form, "SECTIONS", {})
    named = [name for names in titled.values() for name in names]
    groups = [Section(str(title), [form[name] for name in names]) for title, names in titled.items()]
    rest = [field for field in form.visible_fields() if field.name not in named]
    return [*groups, Section("", rest)] if rest else groups


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, forms.RadioSelect):  # and the check boxes derived from it: styled by ``.choices``
        return ""
    if isinstance(widget, forms.Select):
        return "form-select"
    return "" if widget.is_hidden else "form-control"
