"""Forms of reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.row_forms import RowForm
from reports.models import (
    AssessmentFinding,
    Comment,
    DocumentReview,
    Expert,
    ProgrammeSlot,
    Report,
    ReportSection,
    ScheduleEntry,
    SupportingDocument,
    TeamMember,
)


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


class StatementsForm(RowForm):
    """Declaration, suggestions and uncertainty: the texts that are columns of the report itself."""

    SECTIONS = {
        _("声明"): ["validity_years", "use_limits", "other_statements"],
        _("解释与建议"): ["uncertainty", "suggestions"],
    }

    class Meta:
        model = Report
        fields = ["validity_years", "use_limits", "other_statements", "uncertainty", "suggestions"]


class DocumentReviewForm(RowForm):
    """文件评审."""

    SECTIONS = {
        _("策略分析"): ["nature_and_scale", "information_confidence", "complexity"],
        _("风险评估"): ["inherent_risk", "control_risk", "detection_risk", "risk"],
    }

    class Meta:
        model = DocumentReview
        fields = [
            "nature_and_scale",
            "information_confidence",
            "complexity",
            "inherent_risk",
            "control_risk",
            "detection_risk",
            "risk",
        ]


class SectionForm(RowForm):
    """One section's own text."""

    class Meta:
        model = ReportSection
        fields = ["included", "text"]


class TeamMemberForm(RowForm):
    """A person of the team; choosing an account fills in the name."""

    class Meta:
        model = TeamMember
        fields = ["duty", "user", "name", "qualification", "position"]

    def __init__(self, actor: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self.fields["name"].required = False
        self.fields["name"].help_text = _("已选系统账户时可留空")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        user = cleaned.get("user")
        if user is not None and not cleaned.get("name"):
            cleaned["name"] = user.name
        if user is not None and not cleaned.get("qualification"):
            cleaned["qualification"] = user.qualification
        if not cleaned.get("name"):
            raise ValidationError({"name": _("请填写姓名，或选择系统账户。")})
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        """Also what ``clean`` filled in."""
        return {
            name: value for name, value in self.values.items() if getattr(self.instance, name) != value
        } | (super().changes)


class ScheduleForm(RowForm):
    """时间安排."""

    class Meta:
        model = ScheduleEntry
        fields = ["start", "end", "activity", "position"]
        widgets = {"start": DateInput, "end": DateInput}


class ProgrammeForm(RowForm):
    """现场日程."""

    class Meta:
        model = ProgrammeSlot
        fields = ["day", "start", "end", "topic", "interviewees", "members"]
        widgets = {"day": DateInput, "start": TimeInput, "end": TimeInput}


class FindingForm(RowForm):
    """核查发现."""

    class Meta:
        model = AssessmentFinding
        fields = ["grade", "description", "correction", "closed_on", "position"]
        widgets = {"closed_on": DateInput}


class DocumentForm(RowForm):
    """支持性文件."""

    class Meta:
        model = SupportingDocument
        fields = ["name", "reference", "position"]


class ExpertForm(RowForm):
    """专家."""

    class Meta:
        model = Expert
        fields = ["name", "employer", "registration", "position"]


class CommentForm(RowForm):
    """意见."""

    class Meta:
        model = Comment
        fields = ["section", "text"]


class SignForm(forms.Form):
    """The password, entered again for a signature."""

    password = forms.CharField(
        label=_("登录密码"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        max_length=200,
    )


class ReturnForm(forms.Form):
    """Why a report is returned."""

    reason = forms.CharField(label=_("退回原因"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5_000)


class WithdrawForm(forms.Form):
    """Why an issued report is withdrawn."""

    reason = forms.CharField(label=_("撤回原因"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000)


class HandwritingForm(forms.Form):
    """A picture of the person's own handwriting."""

    picture = forms.FileField(
        label=_("手写签名图片"),
        required=False,
        help_text=_("PNG 格式，白底或透明底；不选择文件即删除现有图片"),
    )

    def clean_picture(self) -> Any:
        picture = self.cleaned_data["picture"]
        if picture is not None and picture.size > 1024 * 1024:
            raise ValidationError(_("图片不能超过 1 MB。"))
        return picture


class Pkcs12Form(forms.Form):
    """An own certificate as a file."""

    file = forms.FileField(label=_("证书文件"), help_text=_(".p12 或 .pfx"))
    passphrase = forms.CharField(
        label=_("证书口令"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        max_length=200,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > 1024 * 1024:
            raise ValidationError(_("文件太大，不像证书文件。"))
        return file


class DeviceForm(forms.Form):
    """An own certificate on a PKCS#11 device."""

    module = forms.ChoiceField(label=_("设备驱动"))
    token = forms.CharField(label=_("设备标签"), max_length=64)
    key = forms.CharField(label=_("密钥标签"), max_length=64)
    pin = forms.CharField(
        label=_("PIN 码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        max_length=64,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["module"].choices = [(path, path) for path in settings.PKCS11_MODULES]  # type: ignore[attr-defined]
