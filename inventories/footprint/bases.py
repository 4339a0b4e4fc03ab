"""On what an amount was collected: per functional unit with its losses, or a period's total with what it is shared by.

What is allocated how follows the order of ISO 14067, 6.4.6: by a physical relation where there is one, else by value.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from factors.values import UnitText as UnitText
from inventories.footprint.base import Key, Label, Number, Text, Value


class Loss(Value):
    """损耗: what is bought or used beyond what ends up in the product. ``rate`` is a fraction.

    ``of`` ``input``: of what is put in (a yield of 95 % is a rate of 0.05; net ÷ (1 − rate)); ``net``: added to the net
    amount (net × (1 + rate)), as bills of materials give it.
    """

    rate: Number
    of: Literal["input", "net"]


class PerUnit(Value):
    """The amount is given per functional unit; with a ``loss`` it is the net amount."""

    kind: Literal["per_functional_unit"] = "per_functional_unit"
    loss: Annotated[Loss | None, Field(exclude_if=lambda loss: loss is None)] = None


SharingKey = Annotated[Key | None, Field(exclude_if=lambda key: key is None)]


class PeriodTotal(Value):
    """The amount is the data period's total and is divided by the period's output.

    ``output`` in ``output_unit``; both ``None``: the study's production output. ``share``: the fraction of the total
    that belongs to the product, typed by hand; or ``meter``: the sharing by which a meter or workshop is divided among
    products. ``co_products``: the sharing between the product and what comes with it. ``None`` when all of it does.
    """

    kind: Literal["period_total"] = "period_total"
    output: Number | None = None
    output_unit: UnitText | None = None
    share: Number | None = None
    meter: SharingKey = None
    co_products: SharingKey = None


Basis = Annotated[PerUnit | PeriodTotal, Field(discriminator="kind")]

Measure = Literal["mass", "pieces", "hours", "revenue", "area", "energy", "other"]


class SharingPart(Value):
    """Another product, or a by-product: its amount of the measure."""

    name: Label
    amount: Number


class Sharing(Value):
    """分摊: how what several products have in common is divided: ``own`` over own and all ``others``, in ``unit``.

    ``purpose``: a meter or workshop that products share, or the main product beside its by-products.
    """

    key: Key
    name: Label
    purpose: Literal["meter", "co_products"] = "meter"
    by: Measure
    unit: UnitText
    own: Number
    others: Annotated[tuple[SharingPart, ...], Field(min_length=1)]
    note: Text = ""


Counted = Annotated[Number | None, Field(exclude_if=lambda count: count is None)]


class Output(Value):
    """产量: the production of the data period that is fit for use, by which period totals are divided.

    ``produced``: everything that was made, ``rejected`` of it what was scrapped; then ``amount`` is the one less the
    other. ``reworked``: of ``amount``, what was made fit by rework, whose inputs are in the totals already.
    """

    amount: Number
    unit: UnitText
    produced: Counted = None
    rejected: Counted = None
    reworked: Counted = None
