"""委托方 and 产品 as values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from inventories import models
from inventories.assembly.building import Builder
from inventories.footprint import subject
from inventories.footprint.findings import Spot
from inventories.models.pictures import PictureRow


def company(row: models.Company, builder: Builder) -> subject.Company | None:
    """The client in two queries (contacts, pictures)."""
    contacts = (
        (contact.name, _texts(contact, "name", "post", "phone", "email")) for contact in row.contacts.all()
    )
    members = {
        **_texts(row, "name", "credit_code", "address", "legal_representative", "introduction"),
        "contacts": builder.make_all(subject.Contact, "company.contacts", contacts),
        "pictures": _pictures("company.pictures", row.pictures.all(), builder),
    }
    return builder.make(subject.Company, Spot("company", row.name), members)


def product(row: models.Product, builder: Builder) -> subject.Product | None:
    """The product in three queries (steps, equipment, pictures)."""
    steps = (
        (
            step.name,
            {
                **_texts(step, "name", "description"),
                "outsourced": step.outsourced,
                "inputs": tuple(step.inputs),
                "waste_streams": tuple(step.waste_streams),
            },
        )
        for step in row.process_steps.all()
    )
    machines = (
        (
            machine.name,
            {**_texts(machine, "name", "code", "model", "manufacturer"), "quantity": machine.quantity},
        )
        for machine in row.equipment.all()
    )
    members = {
        **_texts(row, "name", "model", "specification", "mass_unit", "introduction"),
        "mass": row.mass,
        "functions": tuple(row.functions),
        "process": builder.make_all(subject.ProcessStep, "product.process", steps),
        "equipment": builder.make_all(subject.Equipment, "product.equipment", machines),
        "pictures": _pictures("product.pictures", row.pictures.all(), builder),
    }
    return builder.make(subject.Product, Spot("product", row.name), members)


def _pictures(path: str, rows: Iterable[PictureRow], builder: Builder) -> tuple[subject.Picture, ...]:
    named = ((row.caption, _texts(row, "digest", "media_type", "caption")) for row in rows)
    return builder.make_all(subject.Picture, path, named)


def _texts(row: object, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
