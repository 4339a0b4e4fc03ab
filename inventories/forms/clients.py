"""Forms of clients and products."""

from __future__ import annotations

import csv
import io
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.row_forms import RowForm
from inventories.forms.controls import UNIT
from inventories.models import (
    Company,
    CompanyContact,
    CompanyPicture,
    Equipment,
    ProcessStep,
    Product,
    ProductPicture,
)


class CompanyForm(RowForm):
    """The client's particulars, as the report prints them."""

    class Meta:
        model = Company
        fields = ["name", "credit_code", "legal_representative", "address", "introduction"]
        help_texts = {
            "name": _("与营业执照一致；报告中处处用这一写法。"),
            "credit_code": _("18 位，录入时核对校验位。"),
        }


class ContactForm(RowForm):
    """A person at the client."""

    class Meta:
        model = CompanyContact
        fields = ["name", "post", "phone", "email"]


class ProductForm(RowForm):
    """What the product is; its client is chosen once."""

    class Meta:
        model = Product
        fields = [
            "company",
            "name",
            "model",
            "specification",
            "mass",
            "mass_unit",
            "introduction",
            "functions",
        ]
        widgets = {"mass_unit": forms.TextInput(UNIT)}
        help_texts = {
            "mass": _("每件产品的净质量，不含包装；不知道时留空。"),
            "functions": _("每行一项。"),
        }

    def __init__(
        self, actor: User, data: Any = None, files: Any = None, *, instance: Product, **kwargs: Any
    ) -> None:
        super().__init__(actor, data, files, instance=instance, **kwargs)
        if instance.company_id is not None:
            del self.fields["company"]


class StepForm(RowForm):
    """One step of making the product."""

    class Meta:
        model = ProcessStep
        fields = ["name", "outsourced", "description", "inputs", "waste_streams"]
        help_texts = {
            "inputs": _("本工序投入的材料和能源，每行一项；流程图由此绘制。"),
            "waste_streams": _("本工序产生的废弃物、废气和废水，每行一项。"),
        }


class EquipmentForm(RowForm):
    """One row of the equipment list."""

    class Meta:
        model = Equipment
        fields = ["name", "code", "model", "quantity", "manufacturer"]


class CompanyPictureForm(RowForm):
    """The caption of a picture."""

    class Meta:
        model = CompanyPicture
        fields = ["caption"]


class ProductPictureForm(RowForm):
    """The caption of a picture."""

    class Meta:
        model = ProductPicture
        fields = ["caption"]


class UploadPictureForm(forms.Form):
    """A new picture."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("图片"),
        widget=forms.ClearableFileInput({"accept": "image/png,image/jpeg"}),
        help_text=_("PNG 或 JPEG；保存时去除拍摄地点等附加信息，长边缩至 2400 像素以内。"),
    )
    caption = forms.CharField(label=_("图片说明"), max_length=120, required=False)


class PasteEquipmentForm(forms.Form):
    """Rows of an equipment list, as they are copied from a spreadsheet."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("设备清单"),
        strip=False,
        max_length=200_000,
        widget=forms.Textarea({"rows": 8, "class": "pasted", "spellcheck": "false"}),
        help_text=_(
            "从表格中复制，每行一台，依次为：设备名称、设备编号、设备型号、数量、生产厂家；空格可以留空。"
        ),
    )

    def clean_text(self) -> list[list[str]]:
        """The cells of every row that has any; a head row is left out."""
        try:
            rows = list(csv.reader(io.StringIO(self.cleaned_data["text"]), delimiter="\t"))
        except csv.Error as error:
            raise ValidationError(_("无法读取粘贴的内容，请检查其中的引号。")) from error
        rows = [row for row in rows if any(cell.strip() for cell in row)]
        if rows and any(cell.strip() == "设备名称" for cell in rows[0]):
            rows = rows[1:]
        if (
            rows
            and rows[0]
            and all(row[0].strip().rstrip(".").isdigit() for row in rows)
            and len(rows[0]) > 1
        ):
            rows = [row[1:] for row in rows]  # a column of running numbers
        return rows


class AttachClientForm(forms.Form):
    """A client's person to be attached to a company."""

    use_required_attribute = False
    user = forms.ModelChoiceField(
        User.objects.none(),
        label=_("委托方人员"),
        empty_label=_("请选择"),
        error_messages={"required": _("请选择人员。")},
    )

    def __init__(self, actor: User, company: Company) -> None:
        super().__init__()
        people = User.objects.visible_to(actor).filter(is_active=True, role_grants__role=Role.CLIENT)
        field = cast("forms.ModelChoiceField[User]", self.fields["user"])
        field.queryset = people.exclude(pk__in=company.clients.values("pk"))
