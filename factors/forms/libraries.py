"""Forms of libraries: begun, described, who may use them and what of them a client may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from factors.forms.fields import ServiceForm
from factors.models import Library

if TYPE_CHECKING:
    _PeopleField = forms.ModelMultipleChoiceField[User]
else:
    _PeopleField = forms.ModelMultipleChoiceField

# What each level leaves a reader to work out; nothing is promised that arithmetic breaks.
LEVELS = _(
    "不公开因子数值：报告和附件中因子及其推导显示为“（授权数据，不公开）”，注明来源；该项的活动数据和排放量照常列出，"
    "读者用排放量除以活动数据仍可推算因子。"
    "不公开因子数值和该项排放量：该项排放量和占比也不单独列出，只并入阶段合计；同一阶段只有一项这样的数据时，"
    "读者仍可由合计减去其余各项推算，提交报告前会有提示。"
)


class PeopleField(_PeopleField):
    """Colleagues, each with the roles held."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name}（{'、'.join(str(role.label) for role in sorted(obj.roles))}）"


class LibraryForm(ServiceForm):
    """A new library of the own agency."""

    class Meta:
        model = Library
        fields = ["name", "release", "publisher", "licence", "disclosure", "introduction"]
        help_texts = {
            "name": _("例如“本机构实测因子”；报告的数据来源一节会列出所用的因子库。"),
            "release": _("同名因子库的不同版本分别建立。"),
            "disclosure": LEVELS,
            "introduction": _("印入报告附录的数据库介绍。"),
        }

    def __init__(self, data: Any = None, *, instance: Library) -> None:
        super().__init__(data, instance=instance)
        self.fields["disclosure"].required = False  # left out, it is the row's own: open


class DescriptionForm(ServiceForm):
    """What an own library says of itself."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Library
        fields = ["publisher", "licence", "introduction"]
        help_texts = {
            "licence": _("供所有机构使用的因子库须写明。"),
            "introduction": _("印入报告附录的数据库介绍；已签发的报告不变。"),
        }

    def __init__(self, data: Any = None, *, instance: Library) -> None:
        super().__init__(data, instance=instance, initial={"version": instance.version})


class AccessForm(ServiceForm):
    """Who may use a library, what of it a client may see; the password, to share it with all agencies."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    readers = PeopleField(
        User.objects.none(),
        label=_("授权人员"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "选“仅授权人员”时生效。其他人员查不到、不能选用这些因子；项目已采用时只看到名称和来源，数值不显示。"
            "机构管理员可以管理授权，未列入时同样看不到数值。"
        ),
    )
    password = forms.CharField(
        label=_("登录密码"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("改为供所有机构使用时须输入。"),
    )

    class Meta:
        model = Library
        fields = ["audience", "disclosure", "exportable"]
        widgets = {"audience": forms.RadioSelect, "disclosure": forms.RadioSelect}
        help_texts = {
            "audience": _("所有机构：其他机构也能查找和选用，不能修改；取消共享后，已采用的项目保留原值。"),
            "disclosure": LEVELS,
            "exportable": _("许可不允许转交数据时取消勾选。"),
        }

    def __init__(self, data: Any = None, *, instance: Library, colleagues: Any) -> None:
        initial = {"version": instance.version, "readers": [person.pk for person in instance.readers.all()]}
        super().__init__(data, instance=instance, initial=initial)
        cast(PeopleField, self.fields["readers"]).queryset = colleagues
