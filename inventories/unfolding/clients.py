"""委托方 and 产品 of a value: found again by name, completed where the system knows nothing, never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from django.utils.translation import gettext as _

from accounts import audit, editing
from accounts.models import User
from accounts.rows import AgencyRow
from inventories import models
from inventories.assembly import subject as assembled
from inventories.assembly.building import Builder
from inventories.footprint import subject
from inventories.footprint.base import Value
from inventories.footprint.findings import Found, Spot
from inventories.unfolding.checking import check_row
from inventories.unfolding.pictures import StoredPicture

Existing = Literal["refuse", "keep"]
Row = TypeVar("Row", bound=AgencyRow)

COMPANY_TEXTS = ("credit_code", "address", "legal_representative", "introduction")
PRODUCT_PLAIN = ("specification", "introduction", "mass")


@dataclass(frozen=True)
class Clients:
    """Writes the client and the product of one value.

    ``existing``: what happens where the system knows something else of a client or product of that name. ``refuse``
    reports every difference as an error; ``keep`` takes what is in the system. Either way nothing is overwritten.
    """

    actor: User
    pictures: Mapping[str, StoredPicture]
    existing: Existing
    found: Found

    def company(self, value: subject.Company) -> models.Company:
        """The client's row, with its contacts and pictures."""
        row = models.Company.objects.filter(agency_id=self.actor.agency_id, name=value.name).first()
        known = assembled.company(row, Builder()) if row is not None else None
        wanted = {name: getattr(value, name) for name in COMPANY_TEXTS}
        spot = Spot("company", value.name)
        if row is None:
            row = models.Company(agency_id=self.actor.agency_id, name=value.name, **wanted)
            self._create(row, spot)
        else:
            row = self._complete(row, known, wanted, spot)
        self._parts(models.CompanyContact, row, "contacts", value.contacts, known, spot)
        self._pictures(models.CompanyPicture, row, value.pictures, known, spot)
        return row

    def product(self, value: subject.Product, company: models.Company) -> models.Product:
        """The product's row, with its steps, equipment and pictures."""
        same = models.Product.objects.filter(company_id=company.pk, name=value.name, model=value.model)
        row = same.first()
        known = assembled.product(row, Builder()) if row is not None else None
        wanted: dict[str, Any] = {name: getattr(value, name) for name in PRODUCT_PLAIN}
        wanted["functions"] = list(value.functions)
        spot = Spot("product", value.name)
        if row is None:
            named = {"name": value.name, "model": value.model, "mass_unit": value.mass_unit}
            row = models.Product(agency_id=company.agency_id, company=company, **named, **wanted)
            self._create(row, spot)
        else:
            if value.mass is not None:
                wanted["mass_unit"] = value.mass_unit
            row = self._complete(row, known, wanted, spot)
        self._parts(models.ProcessStep, row, "process", value.process, known, spot)
        self._parts(models.Equipment, row, "equipment", value.equipment, known, spot)
        self._pictures(models.ProductPicture, row, value.pictures, known, spot)
        return row

    def _create(self, row: AgencyRow, spot: Spot) -> None:
        """Write a new row with its audit line; once anything is wrong, rows are checked and no more written."""
        check_row(row, spot, self.found)
        if self.found.blocking:
            return
        row.save(force_insert=True)
        names = [field.name for field in row._meta.fields if field.editable and not field.primary_key]
        after = {name: audit.plain(getattr(row, name)) for name in names}
        audit.record(self.actor, f"{row._meta.model_name}.create", row, after=after)

    def _complete(self, row: Row, known: Value | None, wanted: Mapping[str, Any], spot: Spot) -> Row:
        """Fill in what the system does not know yet; report what it knows otherwise."""
        changes: dict[str, Any] = {}
        for name, value in wanted.items():
            current = getattr(row, name)
            if _unknown(value) or current == value:
                continue
            if _unknown(current) or (name == "mass_unit" and _unknown(getattr(known, "mass", None))):
                changes[name] = value
            else:
                self._differs(spot.at(name), str(row._meta.get_field(name).verbose_name), current, value)  # type: ignore[union-attr]
        if not changes or self.found.blocking:
            return row
        for name, value in changes.items():
            setattr(row, name, value)
        check_row(row, spot, self.found)
        if self.found.blocking:
            return row
        return editing.edit(self.actor, row, changes, version=row.version)

    def _parts(
        self,
        kind: type[AgencyRow],
        parent: AgencyRow,
        member: str,
        wanted: Sequence[Value],
        known: Value | None,
        spot: Spot,
    ) -> None:
        """Write the rows of a list that is empty in the system; another list stays as it is and is reported."""
        current = getattr(known, member) if known is not None else ()
        if not wanted or current == wanted:
            return
        if current:
            label = str(kind._meta.verbose_name)
            self._differs(spot.at(member), label, f"{len(current)} 项", f"{len(wanted)} 项")
            return
        rows = []
        for index, value in enumerate(wanted):
            members = {name: _plain(content) for name, content in value if hasattr(kind, name)}
            row = kind(**_belonging(kind, parent, index), **members)
            check_row(row, spot.item(member, index, str(row)), self.found)
            rows.append(row)
        self._write(kind, rows)

    def _pictures(
        self,
        kind: type[models.CompanyPicture] | type[models.ProductPicture],
        parent: AgencyRow,
        wanted: Sequence[subject.Picture],
        known: subject.Company | subject.Product | None,
        spot: Spot,
    ) -> None:
        current = (
            [(picture.digest, picture.caption) for picture in known.pictures] if known is not None else []
        )
        stored = [
            (self.pictures[each.digest], each.caption) for each in wanted if each.digest in self.pictures
        ]
        if not stored or current == [(picture.digest, caption) for picture, caption in stored]:
            return
        if current:
            self._differs(spot.at("pictures"), _("图片"), f"{len(current)} 张", f"{len(stored)} 张")
            return
        rows = []
        for index, (picture, caption) in enumerate(stored):
            row = kind(
                **_belonging(kind, parent, index),
                digest=picture.digest,
                media_type=picture.media_type,
                width=picture.width,
                height=picture.height,
                caption=caption,
            )
            check_row(row, spot.item("pictures", index), self.found)
            rows.append(row)
        self._write(kind, rows)

    def _write(self, kind: type[AgencyRow], rows: Sequence[AgencyRow]) -> None:
        if not self.found.blocking:
            kind._base_manager.bulk_create(rows)

    def _differs(self, spot: Spot, label: str, current: object, wanted: object) -> None:
        if self.existing == "keep":
            return
        self.found.error(
            "differs",
            spot,
            _("“%(name)s”的%(label)s与系统中已有的不同：系统中为“%(is)s”，文件中为“%(wanted)s”。")
            % {"name": spot.name, "label": label, "is": _short(current), "wanted": _short(wanted)},
            _("请更正文件，或先在系统中修改；两者不同时系统不会覆盖已有的资料。"),
        )


def _belonging(kind: type[AgencyRow], parent: AgencyRow, index: int) -> dict[str, Any]:
    """The columns that tie a part to its row, and its place in the order."""
    ties: dict[str, Any] = {str(kind.PARENT): parent, "agency_id": parent.agency_id}
    if hasattr(kind, "position"):
        ties["position"] = index
    return ties


def _unknown(value: object) -> bool:
    """Whether nothing is stated: no number, an empty text or list. Zero is stated."""
    return value is None or value == "" or value == []


def _plain(content: object) -> object:
    return list(content) if isinstance(content, tuple) else content


def _short(value: object) -> str:
    text = "；".join(str(item) for item in value) if isinstance(value, list) else str(audit.plain(value))
    return text if len(text) <= 60 else f"{text[:60]}…"
