"""Forms of accounts; what they hold is checked again by ``accounts.services``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import services, trail
from accounts.models import Agency, Role, User
from accounts.permissions import Action, require
from accounts.row_forms import VersionedForm

PASSWORD = {"autocomplete": "new-password"}


class SignInForm(AuthenticationForm):
    """Sign-in name and password. The refusal is the same whether the name is unknown, closed or mistyped."""

    error_messages = {
        "invalid_login": _("邮箱或密码不正确。密码区分大小写。"),
        "inactive": _("邮箱或密码不正确。密码区分大小写。"),
    }

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("邮箱")
        self.fields["username"].widget = forms.EmailInput(
            attrs={"autocomplete": "username", "autofocus": True, "maxlength": 254}
        )
        self.fields["password"].label = _("密码")

    def clean_username(self) -> str:
        """One spelling of a name, so that another one gives no further attempts."""
        return str(self.cleaned_data["username"]).strip().lower()


class PasswordForm(forms.Form):
    """The own password, replaced."""

    use_required_attribute = False
    old_password = forms.CharField(
        label=_("当前密码"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    new_password = forms.CharField(label=_("新密码"), strip=False, widget=forms.PasswordInput(PASSWORD))
    repeated = forms.CharField(label=_("再次输入新密码"), strip=False, widget=forms.PasswordInput(PASSWORD))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password"].help_text = "".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if {"new_password", "repeated"} <= values.keys() and values["new_password"] != values["repeated"]:
            raise ValidationError({"repeated": _("两次输入的新密码不一致。")})
        return values


class ProfileForm(VersionedForm):
    """What a person may change about the own account."""

    class Meta:
        model = User
        fields = list(services.OWN_FIELDS)
        help_texts = {
            "name": _("签署报告时显示的姓名；已签署的报告不受修改影响。"),
            "qualification": _("核查员证书等编号，印入报告的工作组成员表。"),
        }

    def guard(self) -> None:
        """Everybody may change the own data."""

    def write(self) -> User:
        return services.edit_profile(self.actor, self.changes, version=self.cleaned_data["version"])


class PersonForm(VersionedForm):
    """What an administrator may change about a person."""

    class Meta:
        model = User
        fields = list(services.PERSON_FIELDS)
        help_texts = {"email": _("登录时使用。")}

    def guard(self) -> None:
        require(self.actor, Action.MANAGE_AGENCY, self.person)

    def write(self) -> User:
        return services.edit_person(
            self.actor, self.person, self.changes, version=self.cleaned_data["version"]
        )

    @property
    def person(self) -> User:
        """Whom the form is about."""
        return cast(User, self.instance)


class AgencyForm(VersionedForm):
    """The agency's own data."""

    SECTIONS: ClassVar[Mapping[Any, Sequence[str]]] = {
        _("机构"): ["name", "short_name", "credit_code", "address", "contact", "phone", "introduction"],
        _("报告"): ["number_pattern"],
    }

    class Meta:
        model = Agency
        fields = list(services.AGENCY_FIELDS)
        help_texts = {
            "name": _("全称，印在报告封面和签章处。"),
            "introduction": _("可用于报告中的机构介绍。"),
            "number_pattern": _(
                "{year} 为签发年份，{sequence:04d} 为当年的四位序号。只影响以后的报告，已取得的编号不变。"
            ),
        }

    def guard(self) -> None:
        require(self.actor, Action.MANAGE_AGENCY, self.agency)

    def write(self) -> Agency:
        return services.edit_agency(
            self.actor, self.agency, self.changes, version=self.cleaned_data["version"]
        )

    @property
    def agency(self) -> Agency:
        """What the form is about."""
        return cast(Agency, self.instance)


class RolesForm(forms.Form):
    """The roles of one person."""

    use_required_attribute = False
    roles = forms.TypedMultipleChoiceField(
        label=_("角色"),
        choices=Role.choices,
        coerce=Role,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "一人可兼任多个角色。职责分离按报告检查：技术复核人和批准人不能是该报告工作组的成员，也不能是同一人。"
            "委托方人员只看到本公司已签发的报告，不能兼任其他角色；其所属公司在“委托方”页面关联。"
        ),
    )


class InviteForm(RolesForm):
    """A new person."""

    email = forms.EmailField(label=_("邮箱"), max_length=254, help_text=_("登录时使用。"))
    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(label=_("联系电话"), max_length=40, required=False)
    qualification = forms.CharField(
        label=_("资质编号"),
        max_length=80,
        required=False,
        help_text=_("核查员证书等编号，可由本人以后填写。"),
    )
    field_order = ["name", "email", "phone", "qualification", "roles"]


class TokenForm(forms.Form):
    """What a new token is for."""

    use_required_attribute = False
    label = forms.CharField(
        label=_("用途"), max_length=80, help_text=_("例如“数据采集脚本”，便于以后辨认和撤销。")
    )


class TrailFilter(forms.Form):
    """Which lines of the trail to show; everything may stay empty."""

    person = forms.ModelChoiceField(
        User.objects.none(), label=_("操作人"), required=False, empty_label=_("全部")
    )
    act = forms.ChoiceField(label=_("操作"), required=False)
    study = forms.IntegerField(label=_("项目编号"), required=False, min_value=1)
    since = forms.DateField(label=_("起"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("止"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, actor: User, data: Any) -> None:
        super().__init__(data)
        people = cast("forms.ModelChoiceField[User]", self.fields["person"])
        people.queryset = User.objects.visible_to(actor)
        acts = cast(forms.ChoiceField, self.fields["act"])
        acts.choices = [("", _("全部")), *trail.VERBS.items()]
