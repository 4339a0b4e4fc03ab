"""The form by which newer factors are put in the place of those that a study uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from inventories.services.factor_versions import Choice

_CHOICE = re.compile(r"(\d{1,18}):(\d{1,18}):([0-9a-f]{32})", re.ASCII)


class _Several(forms.Widget):
    """The values of all boxes of one name; the page draws them itself, each beside its factor."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return cast(Any, data).getlist(name)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data


class ChoicesField(forms.Field):
    """The chosen updates, each ``factor:newer:read`` as the page offered it."""

    widget = _Several

    def to_python(self, value: Any) -> list[Choice]:
        matches = [_CHOICE.fullmatch(text) for text in value or ()]
        if None in matches:
            raise ValidationError(_("页面内容不完整，请刷新后重新选择。"))
        return [Choice(int(m[1]), int(m[2]), m[3]) for m in matches if m is not None]


class UpdateFactorsForm(forms.Form):
    """Which factors to update, and why."""

    use_required_attribute = False
    choice = ChoicesField(
        label=_("要更新的因子"),
        error_messages={"required": _("请至少选择一个要更新的因子。")},
    )
    reason = forms.CharField(
        label=_("更新理由"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("写入操作记录，例如“采用生态环境部新发布的数值”。"),
        error_messages={"required": _("请填写理由，供日后追溯。")},
    )

    @property
    def chosen(self) -> set[int]:
        """The factors that were chosen, also while something else is wrong."""
        texts = self["choice"].data or () if self.is_bound else ()
        matches = (_CHOICE.fullmatch(text) for text in texts)
        return {int(match[1]) for match in matches if match is not None}
