"""What belongs to the product of what it has in common with others: tables, shares, losses and the output as counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from inventories.footprint.rounding import format_number
from inventories.footprint.sharing import total_of
from inventories.footprint.values import Digits, Output, PeriodTotal, PerUnit, Sharing
from reports.rendering import amounts
from reports.rendering.blocks import Block, Blocks, Column, Paragraph, Ref, Row, fitted
from reports.rendering.facts import Facts, LineFacts
from reports.rendering.phrases import plain

BY = {
    "mass": "质量",
    "pieces": "件数",
    "hours": "工时",
    "revenue": "产值",
    "area": "面积",
    "energy": "能量",
    "other": "约定的依据",
}
# A share that does not end is printed with so many figures; one that ends sooner, whole.
_SHARE = Digits(style="significant", digits=4)
_COLUMNS = (Column("产品", 50), Column("数值", 28, "number"), Column("所占比例", 22, "number"))


def sharings(facts: Facts) -> Blocks:
    """A table for every sharing that a line uses, with the data that it is for."""
    blocks: list[Block] = []
    for index, sharing in enumerate(facts.study.sharings, start=1):
        names = [entry.name for entry in facts.study.lines if sharing.key in _used(entry.basis)]
        if names:
            blocks += _sharing(facts, sharing, f"sharing-{index}", names)
    return tuple(blocks)


def _sharing(facts: Facts, sharing: Sharing, key: str, names: list[str]) -> Blocks:
    total = total_of(sharing)
    listed = [
        (facts.study.product.name, sharing.own),
        *((part.name, part.amount) for part in sharing.others),
    ]
    rows = [
        Row((name, plain(amount), _percent(facts, Fraction(amount) / Fraction(total))))
        for name, amount in listed
    ]
    rows.append(Row(("合计", plain(total), "100%"), "total"))
    amount = Column(f"{BY[sharing.by]}（{sharing.unit}）", 28, "number")
    columns = (_COLUMNS[0], amount, _COLUMNS[2])
    table = fitted(key, f"{sharing.name}的分摊", columns, rows, notes=(sharing.note,))
    told = f"{'、'.join(names)}按{BY[sharing.by]}分摊，{sharing.name}的数值和比例见"
    return (Paragraph.of(told, Ref(key), "。"), table)


def share_of(facts: Facts, basis: PeriodTotal) -> str:
    """What of a period's total belongs to the product; nothing where all of it does."""
    if basis.share is not None and basis.co_products is None:
        return amounts.fraction(basis.share)
    used = [sharing for sharing in facts.study.sharings if sharing.key in _used(basis)]
    if not used:
        return ""
    share = Fraction(basis.share) if basis.share is not None else Fraction(1)
    for sharing in used:
        share *= Fraction(sharing.own) / Fraction(total_of(sharing))
    return _percent(facts, share)


def loss_notes(entries: Iterable[LineFacts]) -> Iterator[str]:
    """How the gross amount of a line came out of the net one."""
    for entry in entries:
        line, basis = entry.line, entry.line.basis
        if isinstance(basis, PerUnit) and basis.loss is not None and line.amount is not None:
            of = "投入量" if basis.loss.of == "input" else "净用量"
            rate = amounts.fraction(basis.loss.rate)
            yield f"{line.name}：净用量 {plain(line.amount)} {line.unit}，另计损耗（{of}的 {rate}）。"


def counted(output: Output) -> str:
    """The output, with what was made, scrapped and reworked where that is known."""
    told = f"{plain(output.amount)} {output.unit}"
    parts = []
    if output.produced is not None and output.rejected is not None:
        parts.append(f"完工 {plain(output.produced)}，不合格 {plain(output.rejected)}")
    if output.reworked is not None:
        parts.append(f"其中返工后合格 {plain(output.reworked)}")
    return f"{told}（{'；'.join(parts)}）" if parts else told


def _used(basis: PerUnit | PeriodTotal) -> set[str]:
    keys = {basis.meter, basis.co_products} if isinstance(basis, PeriodTotal) else set()
    return {key for key in keys if key is not None}


def _percent(facts: Facts, share: Fraction) -> str:
    percent = share * 100
    number = Decimal(percent.numerator) / Decimal(percent.denominator)
    return format_number(number, _SHARE, facts.study.rounding.ties, trim=True) + "%"
