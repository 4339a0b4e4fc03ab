"""The form of a sharing: what several products have in common, and what of it is each one's."""

from __future__ import annotations

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.row_forms import RowForm
from inventories import services
from inventories.forms.controls import UNIT
from inventories.models import Sharing


class SharingForm(RowForm):
    """分摊方案."""

    class Meta:
        model = Sharing
        fields = ["name", "purpose", "by", "unit", "own", "others", "note"]
        widgets = {
            "unit": forms.TextInput(UNIT),
            "purpose": forms.RadioSelect,
            "others": forms.Textarea({"rows": 6}),
        }
        help_texts = {
            "name": _("例如“冲压车间电表”；报告的分配一节用这一名称。"),
            "by": _("有物理关系时按质量、件数、工时等分摊，否则按产值。"),
            "own": _("与其他产品同期、同一单位的数值。"),
            "others": _("每行一项，写作“名称｜数值”；可从表格中复制两列粘贴。"),
        }

    def write(self) -> Sharing:
        row = cast(Sharing, self.row)
        if row.pk is None:
            return services.add_sharing(cast(User, self.actor), row)
        return cast(Sharing, super().write())
