"""Acts on clients and products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, editing, files, uploads
from accounts.models import User
from accounts.permissions import require
from inventories.models import Company, CompanyPicture, Equipment, Product, ProductPicture
from inventories.models.pictures import PictureRow
from inventories.services.guard import guard
from inventories.services.order import next_position

Picture = TypeVar("Picture", bound=PictureRow)
# The columns of a pasted equipment list, in the order of the report's table.
EQUIPMENT_COLUMNS = ("name", "code", "model", "quantity", "manufacturer")
EQUIPMENT_AT_ONCE = 500


def attach_client(actor: User, company: Company, user: User) -> None:
    """Let a client's person see the company's issued reports."""
    with transaction.atomic():
        guard(actor, company)
        if user.agency_id != company.agency_id or not user.is_client:
            raise ValidationError(_("只能关联本机构中角色为“委托方”的人员。"))
        if not company.clients.filter(pk=user.pk).exists():
            company.clients.add(user)
            audit.record(actor, "company.attach_client", company, after={"client": user})


def detach_client(actor: User, company: Company, user: User) -> None:
    """Take the company's reports out of a person's sight."""
    with transaction.atomic():
        guard(actor, company)
        if company.clients.filter(pk=user.pk).exists():
            company.clients.remove(user)
            audit.record(actor, "company.detach_client", company, before={"client": user})


def add_company_picture(actor: User, company: Company, data: bytes, caption: str) -> CompanyPicture:
    """Store a picture of the company behind the others. Raises ``ValidationError`` for a file that is none."""
    require(actor, CompanyPicture.EDIT_ACTION, company)
    return _add_picture(actor, lambda: CompanyPicture(company=company), company.agency_id, data, caption)


def add_product_picture(actor: User, product: Product, data: bytes, caption: str) -> ProductPicture:
    """Store a picture of the product behind the others. Raises ``ValidationError`` for a file that is none."""
    require(actor, ProductPicture.EDIT_ACTION, product)
    return _add_picture(actor, lambda: ProductPicture(product=product), product.agency_id, data, caption)


def _add_picture(
    actor: User, new: Callable[[], Picture], agency_id: int, data: bytes, caption: str
) -> Picture:
    clean = uploads.clean_picture(data)
    digest = files.put(agency_id, clean.data)
    picture = new()
    picture.digest, picture.media_type, picture.caption = digest, clean.media_type, caption.strip()
    picture.width, picture.height = clean.width, clean.height
    with transaction.atomic():
        others = type(picture)._base_manager.filter(**{str(picture.PARENT): picture.parent})
        picture.position = next_position(others)
        return editing.create(actor, picture)


def add_equipment(actor: User, product: Product, rows: Sequence[Sequence[str]]) -> list[Equipment]:
    """Several pieces of equipment at once, behind the others: name, code, model, quantity, manufacturer.

    Raises ``ValidationError`` naming every wrong row by its number; then nothing is written.
    """
    if len(rows) > EQUIPMENT_AT_ONCE:
        raise ValidationError(_("一次最多粘贴 %d 行。") % EQUIPMENT_AT_ONCE)
    problems: list[str] = []
    with transaction.atomic():
        guard(actor, product)
        start = next_position(product.equipment.all())
        made = [
            _equipment(product, start + index, cells, _("第 %d 行") % (index + 1), problems)
            for index, cells in enumerate(rows)
        ]
        if problems:
            raise ValidationError(problems)
        Equipment.objects.bulk_create(made)
        audit.record(actor, "product.add_equipment", product, after={"rows": len(made)})
    return made


def _equipment(
    product: Product, position: int, cells: Sequence[str], where: str, problems: list[str]
) -> Equipment:
    row = Equipment(agency_id=product.agency_id, product=product, position=position)
    if len(cells) > len(EQUIPMENT_COLUMNS):
        problems.append(_("%s：多于五列，请检查是否多了制表符。") % where)
    for name, cell in zip(EQUIPMENT_COLUMNS, cells, strict=False):
        text = cell.strip()
        setattr(row, name, (text or None) if name == "quantity" else text)
    try:
        row.full_clean(exclude=["agency", "product"])
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            label = row._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            problems.append(f"{where}，{label}：{''.join(messages)}")
    return row
