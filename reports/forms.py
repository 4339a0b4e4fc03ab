"""Forms of reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
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
from reports.rendering.document import sections, unknown_placeholders

if TYPE_CHECKING:
    _AccountField = forms.ModelChoiceField[User]
else:
    _AccountField = forms.ModelChoiceField


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


class ContentForm(RowForm):
    """A part of a report's content. A choice that nobody has made yet says so in words."""

    def __init__(self, actor: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField):
                choices = [(value, label) for value, label in cast(Any, field.choices) if value != ""]
                field.choices = [("", _("请选择") if field.required else _("（未定）")), *choices]


class StatementsForm(ContentForm):
    """Declaration, suggestions and uncertainty: the texts that are columns of the report itself."""

    SECTIONS: ClassVar[Mapping[Any, Sequence[str]]] = {
        _("声明"): ["validity_years", "use_limits", "other_statements"],
        _("解释与建议"): ["uncertainty", "suggestions"],
    }

    class Meta:
        model = Report
        fields = ["validity_years", "use_limits", "other_statements", "uncertainty", "suggestions"]


class DocumentReviewForm(ContentForm):
    """文件评审."""

    SECTIONS: ClassVar[Mapping[Any, Sequence[str]]] = {
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


class SectionForm(ContentForm):
    """One section's own text; only a section that the template lets be left out asks whether it is included."""

    class Meta:
        model = ReportSection
        fields = ["included", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 14})}

    def __init__(self, actor: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        described = next(each for each in sections() if each.key == cast(ReportSection, self.instance).key)
        if not described.may_be_left_out:
            del self.fields["included"]
        self.fields["text"].help_text = _("留空即用默认文字；一行一段，名称和数值写〔占位符〕。")

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        unknown = "、".join(f"〔{name}〕" for name in unknown_placeholders(text))
        if unknown:
            raise ValidationError(_now("不认识的占位符：%s。可用的占位符见本页列表。") % unknown)
        return text


class AccountSelect(forms.Select):
    """People with their roles; each option carries name and qualification for ``static/js/reports/team.js``."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **kwargs)
        user = getattr(value, "instance", None)
        if user is not None:
            option["attrs"] |= {"data-name": user.name, "data-qualification": user.qualification}
        return option


class AccountChoiceField(_AccountField):
    """An account, shown with its roles, for two people may have one name."""

    widget = AccountSelect

    def label_from_instance(self, user: User) -> str:
        held = {grant.role for grant in user.role_grants.all()}
        roles = "、".join(str(role.label) for role in Role if role in held)
        return f"{user.name}（{roles}）"


class TeamMemberForm(ContentForm):
    """A person of the team; choosing an account fills in the name and the qualification."""

    user = AccountChoiceField(
        User.objects.none(),
        label=_("系统账户"),
        required=False,
        help_text=_("组长须为咨询师，技术复核人、批准人须有同名角色；不签署的组员可以没有账户。"),
    )

    class Meta:
        model = TeamMember
        fields = ["duty", "user", "name", "qualification"]

    def __init__(self, actor: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        people = cast("forms.ModelChoiceField[User]", self.fields["user"])
        people.queryset = (
            User.objects.visible_to(actor)
            .filter(Q(is_active=True) | Q(pk=cast(TeamMember, self.instance).user_id))
            .exclude(role_grants__role=Role.CLIENT)
            .prefetch_related("role_grants")
        )
        self.fields["name"].required = False
        self.fields["name"].help_text = _("已选系统账户时自动填入，须与账户一致")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        user = cleaned.get("user")
        if user is not None:
            cleaned["name"] = cleaned.get("name") or user.name
            cleaned["qualification"] = cleaned.get("qualification") or user.qualification
        if not cleaned.get("name"):
            raise ValidationError({"name": _now("请填写姓名，或选择系统账户。")})
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        """Also what ``clean`` filled in."""
        return self.values


class ScheduleForm(ContentForm):
    """时间安排."""

    class Meta:
        model = ScheduleEntry
        fields = ["start", "end", "activity"]
        widgets = {"start": DateInput, "end": DateInput}


class ProgrammeForm(ContentForm):
    """现场日程."""

    class Meta:
        model = ProgrammeSlot
        fields = ["day", "start", "end", "topic", "interviewees", "members"]
        widgets = {"day": DateInput, "start": TimeInput, "end": TimeInput}


class FindingForm(ContentForm):
    """核查发现."""

    class Meta:
        model = AssessmentFinding
        fields = ["grade", "description", "correction", "closed_on"]
        widgets = {"closed_on": DateInput}


class DocumentForm(ContentForm):
    """支持性文件."""

    class Meta:
        model = SupportingDocument
        fields = ["name", "reference"]


class ExpertForm(ContentForm):
    """专家."""

    class Meta:
        model = Expert
        fields = ["name", "employer", "registration"]


class PasteForm(forms.Form):
    """Many rows of a part as text."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("内容"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )


def _section_choices() -> list[tuple[Any, Any]]:
    """The sections of the template under their chapters."""
    chapters: dict[str, list[tuple[str, str]]] = {}
    for section in sections():
        chapters.setdefault(section.chapter, []).append((section.key, section.title))
    return [("", _("整份报告")), *chapters.items()]


class CommentForm(RowForm):
    """意见."""

    section = forms.ChoiceField(label=_("关于"), choices=_section_choices, required=False)

    class Meta:
        model = Comment
        fields = ["section", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class SignForm(forms.Form):
    """The password, entered again for a signature."""

    password = forms.CharField(
        label=_("登录密码"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
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
        label=_("图片文件"),
        help_text=_("PNG 格式，白底或透明底，不超过 1 MB"),
        widget=forms.FileInput(attrs={"accept": "image/png"}),
    )

    def clean_picture(self) -> Any:
        picture = self.cleaned_data["picture"]
        if picture.size > 1024 * 1024:
            raise ValidationError(_("图片不能超过 1 MB。"))
        return picture


class Pkcs12Form(forms.Form):
    """An own certificate as a file."""

    file = forms.FileField(
        label=_("证书文件"),
        help_text=_(".p12 或 .pfx"),
        widget=forms.FileInput(attrs={"accept": ".p12,.pfx"}),
    )
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
        modules = cast(forms.ChoiceField, self.fields["module"])
        modules.choices = [(path, path) for path in settings.PKCS11_MODULES]
