"""The form by which a study is copied."""

from __future__ import annotations

import calendar
import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.row_forms import RowForm
from inventories.forms.studies import PERIOD
from inventories.models import Product, Study
from inventories.services.copying import CopyPlan, Kept, copy_study


class CopyForm(RowForm):
    """A new study from the rows of ``source``; it proposes the following year."""

    SECTIONS: ClassVar[Any] = {
        _("新项目"): ["title", "product", "period_start", "period_end"],
        _("沿用的数据"): ["kept", "evidence"],
    }

    kept = forms.ChoiceField(
        label=_("数量"),
        choices=Kept.choices,
        initial=Kept.PER_UNIT,
        widget=forms.RadioSelect,
        help_text=_("清空的数据在填写以前没有结果，旧数据期的数不会混入新报告；因子、运输距离和阶段都保留。"),
    )
    evidence = forms.BooleanField(
        label=_("带上所保留数据的证据文件"),
        required=False,
        help_text=_("新年度通常另附证据；同一数据期的另一型号可以沿用。"),
    )

    class Meta:
        model = Study
        fields = ["title", "product", "period_start", "period_end"]
        widgets = PERIOD

    def __init__(
        self, actor: User, data: Any = None, files: Any = None, *, source: Study, **kwargs: Any
    ) -> None:
        self.source = source
        initial = dict(kwargs.pop("initial", None) or {})
        for name, value in _following_year(source).items():
            initial.setdefault(name, value)
        super().__init__(actor, data, files, initial=initial, **kwargs)
        products = cast("forms.ModelChoiceField[Product]", self.fields["product"])
        products.queryset = Product.objects.visible_to(actor).filter(company=source.product.company_id)
        products.empty_label = None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("period_start"), values.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _now("数据期的止日早于起日。"))
        return values

    def _get_validation_exclusions(self) -> set[str]:
        # Scope and method come from the source when the copy is made.
        return {field.name for field in Study._meta.fields} - set(self.fields)

    def _post_clean(self) -> None:
        """The row itself is made and checked by the service, from the source."""

    def again(self, instance: Any, initial: Any) -> CopyForm:
        return type(self)(self.actor, instance=instance, initial=dict(initial), source=self.source)

    def write(self) -> Study:
        values = self.cleaned_data
        plan = CopyPlan(
            values["title"],
            values["product"],
            values["period_start"],
            values["period_end"],
            Kept(values["kept"]),
            values["evidence"],
        )
        return copy_study(self.actor, self.source, plan)


def _following_year(source: Study) -> dict[str, Any]:
    year = source.period_end.year
    title = source.title.replace(str(year), str(year + 1))
    return {
        "title": title if title != source.title else _now("%s（副本）") % source.title[:190],
        "product": source.product_id,
        "period_start": _a_year_later(source.period_start),
        "period_end": _a_year_later(source.period_end),
    }


def _a_year_later(day: datetime.date) -> datetime.date:
    """The same day of the next year; the last of February stays the last."""
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    last = calendar.monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=last if is_last else min(day.day, last))
