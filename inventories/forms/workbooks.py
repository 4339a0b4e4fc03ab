"""Forms of data-collection workbooks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from inventories.models import FilledWorkbook, Stage
from inventories.services import workbooks


class WorkbookForm(forms.Form):
    """A workbook that came back."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("填好的收集表"),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.ods"}),
        help_text=_("xlsx；委托方自己的表格也可以上传，系统按表头识别。"),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        workbooks.check_size(file.size)
        return file


class EnterForm(forms.Form):
    """The person's word on a preview: which groups of company and product are taken over, which stages are added."""

    use_required_attribute = False
    subject = forms.MultipleChoiceField(
        label=_("同时更新"), required=False, widget=forms.CheckboxSelectMultiple
    )
    add_stages = forms.BooleanField(label=_("加入缺少的阶段"), required=False)

    def __init__(self, filled: FilledWorkbook, data: Any = None) -> None:
        super().__init__(data)
        offered = [
            (
                group["group"],
                _now("%(title)s信息（%(count)d 处）")
                % {"title": group["title"], "count": len(group["changes"])},
            )
            for group in filled.subject
            if group["changes"] and not group["problems"]
        ]
        if offered:
            self.fields["subject"].choices = offered  # type: ignore[attr-defined]
        else:
            del self.fields["subject"]
        labels = "、".join(str(Stage.Kind(kind).label) for kind in filled.missing_stages)
        self.fields["add_stages"].label = _now("为本项目加入阶段：%s") % labels
        if not filled.missing_stages:
            del self.fields["add_stages"]

    def refuse(self, error: ValidationError) -> None:
        """Take what the service refuses to the boxes."""
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)
