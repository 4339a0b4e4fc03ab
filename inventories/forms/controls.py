"""Controls that several forms share."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

# A text box that offers the known units (the list is in templates/inventories/_units.html).
UNIT = {"list": "units", "autocomplete": "off", "spellcheck": "false", "class": "unit"}


def score() -> forms.Select:
    """A pedigree score: best to worst, or not rated."""
    labels = [_("1 最好"), "2", "3", "4", _("5 最差")]
    return forms.Select(
        choices=[("", _("未评")), *((number + 1, label) for number, label in enumerate(labels))]
    )


def date() -> forms.DateInput:
    """A day, chosen or typed."""
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")
