"""The filters of the list of factors; the API reads the same ones."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from factors import units
from factors.models import Factor, Library
from factors.search import Filters, regions_of

_EARLIEST, _LATEST = 1900, 2155


class FactorFilter(forms.Form):
    """Which factors to list; everything may stay empty. Nothing here is read from the factors themselves."""

    use_required_attribute = False
    q = forms.CharField(label=_("查找"), required=False, max_length=100)
    library = forms.ModelChoiceField(
        Library.objects.none(), label=_("因子库"), required=False, empty_label=_("全部")
    )
    kind = forms.ChoiceField(label=_("口径"), required=False, choices=[("", _("全部")), *Factor.Kind.choices])
    year_from = forms.IntegerField(
        label=_("数据年份起"), required=False, min_value=_EARLIEST, max_value=_LATEST, widget=forms.TextInput
    )
    year_to = forms.IntegerField(
        label=_("数据年份止"), required=False, min_value=_EARLIEST, max_value=_LATEST, widget=forms.TextInput
    )
    region = forms.CharField(
        label=_("地区"), required=False, max_length=120, widget=forms.TextInput({"list": "factor-regions"})
    )
    unit = forms.CharField(label=_("可换算的数据单位"), required=False, max_length=40)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Factor.State.choices]
    )

    def __init__(self, actor: User, data: Any) -> None:
        super().__init__(data)
        self.actor = actor
        libraries = cast("forms.ModelChoiceField[Library]", self.fields["library"])
        libraries.queryset = Library.objects.visible_to(actor)

    @property
    def regions(self) -> list[str]:
        """What the visible libraries have, to choose from."""
        return regions_of(self.actor)

    def clean_unit(self) -> str:
        typed = str(self.cleaned_data["unit"]).strip()
        if typed:
            try:
                units.parse(typed)
            except units.UnitError as error:
                raise ValidationError(str(error)) from error
        return typed

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("year_from"), values.get("year_to")
        if start is not None and end is not None and end < start:
            self.add_error("year_to", _("止于的年份早于起始年份。"))
        return values

    @property
    def filters(self) -> Filters:
        """What was asked for beside the text, of a form that is valid."""
        values = self.cleaned_data
        library, unit, state = values.get("library"), values.get("unit"), values.get("state")
        return Filters(
            library=library.pk if library is not None else None,
            kind=values.get("kind") or "",
            states=(state,) if state else (),
            year_from=values.get("year_from"),
            year_to=values.get("year_to"),
            region=(values.get("region") or "").strip(),
            dimension=units.parse(unit).dimension.key if unit else "",
        )
