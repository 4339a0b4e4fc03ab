"""Forms of evidence."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.row_forms import RowForm
from inventories.models import Evidence, InventoryLine, Study
from inventories.services import Said

ACCEPTED = ".pdf,.png,.jpg,.jpeg,.xlsx,.docx"
# So many files are read one after another within a request.
MAX_FILES = 20


class ManyFilesInput(forms.ClearableFileInput):
    """A box that takes several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One file or several; the value is their list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        handed_in = data if isinstance(data, list | tuple) else [data]
        if len(handed_in) > MAX_FILES:
            raise ValidationError(_now("一次最多上传 %d 份文件，请分几次上传。") % MAX_FILES)
        return [super(ManyFilesField, self).clean(file, initial) for file in handed_in or [None]]


class UploadEvidenceForm(forms.Form):
    """Files of evidence and the lines that they support."""

    use_required_attribute = False
    file = ManyFilesField(
        label=_("文件"),
        widget=ManyFilesInput({"accept": ACCEPTED}),
        help_text=_("PDF、PNG、JPEG、XLSX 或 DOCX，可多选、拖入或粘贴截图；原样保存，不作改动。"),
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


class BulkTieForm(forms.Form):
    """One piece of evidence for many lines."""

    use_required_attribute = False
    evidence = forms.ModelChoiceField(
        Evidence.objects.none(), label=_("关联到已有文件"), empty_label=_("选择文件…")
    )
    lines = forms.ModelMultipleChoiceField(
        InventoryLine.objects.none(),
        error_messages={"required": _("请先勾选数据。"), "list": _("请先勾选数据。")},
    )

    def __init__(self, study: Study, data: Any = None) -> None:
        super().__init__(data)
        lines = cast("forms.ModelMultipleChoiceField[InventoryLine]", self.fields["lines"])
        lines.queryset = study.lines.all()
        evidence = cast("forms.ModelChoiceField[Evidence]", self.fields["evidence"])
        evidence.queryset = study.evidence.all()


class LinesForm(forms.Form):
    """The lines that a piece of evidence supports, and what the ties say of data and place.

    What is said stands in ``data-<line>`` (several) and ``place-<line>``, with ``said-<line>`` where the boxes are on
    the page: a tie whose boxes were not shown keeps what it says.
    """

    use_required_attribute = False
    lines = forms.ModelMultipleChoiceField(InventoryLine.objects.none(), required=False)

    def __init__(self, evidence: Evidence, data: QueryDict) -> None:
        super().__init__(data)
        field = cast("forms.ModelMultipleChoiceField[InventoryLine]", self.fields["lines"])
        field.queryset = evidence.study.lines.select_related("stage")
        self._sent = data

    @property
    def said(self) -> dict[int, Said]:
        """What each line's tie is to say, by its key, where the page asked for it."""
        return {
            line.pk: Said(
                tuple(self._sent.getlist(f"data-{line.pk}")), self._sent.get(f"place-{line.pk}", "")
            )
            for line in self.cleaned_data["lines"]
            if f"said-{line.pk}" in self._sent
        }
