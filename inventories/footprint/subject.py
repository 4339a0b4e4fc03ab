"""Who and what a study is about: the client and the product, as the report describes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from accounts.credit_code import credit_code_problem
from inventories.footprint.base import Label, Number, Text, Value

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def _credit_code(code: str) -> str:
    """Empty is not known; anything else must be a code with the right check character."""
    problem = credit_code_problem(code) if code else None
    if problem is not None:
        raise PydanticCustomError("credit_code", "{problem}", {"problem": problem})
    return code


CreditCode = Annotated[str, AfterValidator(_credit_code)]


class Picture(Value):
    """A picture by the SHA-256 of its bytes; the bytes stand beside the document, not in it."""

    digest: Digest
    media_type: Literal["image/png", "image/jpeg"]
    caption: Text = ""


class Contact(Value):
    """A person at the client."""

    name: Label
    post: Text = ""
    phone: Text = ""
    email: Text = ""


class Company(Value):
    """委托方: the client. ``credit_code``: 统一社会信用代码 with its check character verified, or empty."""

    name: Label
    credit_code: CreditCode = ""
    address: Text = ""
    legal_representative: Text = ""
    contacts: tuple[Contact, ...] = ()
    introduction: Text = ""
    pictures: tuple[Picture, ...] = ()


class ProcessStep(Value):
    """One step of making the product, with what goes in and what is left over."""

    name: Label
    description: Text = ""
    outsourced: bool = False
    inputs: tuple[Label, ...] = ()
    waste_streams: tuple[Label, ...] = ()


class Equipment(Value):
    """One row of the equipment list; anything but the name may be unknown (empty)."""

    name: Label
    code: Text = ""
    model: Text = ""
    quantity: Number | None = None
    manufacturer: Text = ""


class Product(Value):
    """产品. ``mass`` in ``mass_unit`` per piece of product; ``None`` is not known."""

    name: Label
    model: Text = ""
    specification: Text = ""
    mass: Number | None = None
    mass_unit: Text = "kg"
    introduction: Text = ""
    functions: tuple[Label, ...] = ()
    pictures: tuple[Picture, ...] = ()
    process: tuple[ProcessStep, ...] = ()
    equipment: tuple[Equipment, ...] = ()
