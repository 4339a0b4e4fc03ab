"""Forms of evidence."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.row_forms import RowForm
from inventories.models import Evidence, InventoryLine, Study

ACCEPTED = ".pdf,.png,.jpg,.jpeg,.xlsx,.docx"


class UploadEvidenceForm(forms.Form):
    """A file of evidence and the lines that it supports."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("文件"),
        widget=forms.ClearableFileInput({"accept": ACCEPTED}),
        help_text=_("PDF、PNG、JPEG、XLSX 或 DOCX；原样保存，不作改动。"),
    )
    lines = forms.ModelMultipleChoiceField(
        InventoryLine.objects.none(),
        label=_("支持的数据"),
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
        help_text=_("按住 Ctrl 可选多项；以后也可在数据的表单中勾选。"),
    )

    def __init__(self, study: Study, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        field = cast("forms.ModelMultipleChoiceField[InventoryLine]", self.fields["lines"])
        field.queryset = study.lines.select_related("stage")


class EvidenceForm(RowForm):
    """The name of a piece of evidence."""

    class Meta:
        model = Evidence
        fields = ["name"]
        help_texts = {"name": _("报告的证据清单用这一名称。")}


class FileForm(forms.Form):
    """The file of evidence that is named only, or another version of it."""

    use_required_attribute = False
    file = forms.FileField(label=_("文件"), widget=forms.ClearableFileInput({"accept": ACCEPTED}))


class LinesForm(forms.Form):
    """The lines that a piece of evidence supports."""

    use_required_attribute = False
    lines = forms.ModelMultipleChoiceField(
        InventoryLine.objects.none(),
        label=_("支持的数据"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, evidence: Evidence, data: Any = None) -> None:
        super().__init__(data, initial={"lines": [line.pk for line in evidence.lines.all()]})
        field = cast("forms.ModelMultipleChoiceField[InventoryLine]", self.fields["lines"])
        field.queryset = evidence.study.lines.select_related("stage")
