"""第1章: the client, its product and how it is made."""

from __future__ import annotations

from inventories.footprint.subject import Contact, Equipment, Picture, ProcessStep
from reports.rendering.blocks import (
    Block,
    Blocks,
    Column,
    Drawing,
    Items,
    Paragraph,
    Photograph,
    Ref,
    Row,
    fitted,
    refs,
    text,
)
from reports.rendering.facts import Facts
from reports.rendering.phrases import paragraphs, plain
from reports.rendering.process_diagram import process_diagram

PARTICULARS = (Column("项目", 24), Column("内容", 76))


def particulars(facts: Facts) -> Blocks:
    """The client's particulars; what is not known is left out."""
    company = facts.study.company
    entries = [
        ("委托方名称", company.name),
        ("统一社会信用代码", company.credit_code),
        ("法定代表人", company.legal_representative),
        ("地址", company.address),
        *(("联系人", _contact(contact)) for contact in company.contacts),
    ]
    return (fitted("client", "委托方基本信息", PARTICULARS, _entries(entries)),)


def _entries(entries: list[tuple[str, str]]) -> list[Row]:
    return [Row(entry) for entry in entries if entry[1].strip()]


def _contact(contact: Contact) -> str:
    post = f"（{contact.post}）" if contact.post else ""
    return "，".join(part for part in (f"{contact.name}{post}", contact.phone, contact.email) if part)


def has_introduction(facts: Facts) -> bool:
    company = facts.study.company
    return bool(company.introduction.strip() or company.pictures)


def introduction(facts: Facts) -> Blocks:
    company = facts.study.company
    photographs = _photographs("company", company.pictures, f"{company.name}")
    return (*text(*paragraphs(company.introduction)), *photographs)


def product(facts: Facts) -> Blocks:
    """The product's particulars and introduction."""
    product = facts.study.product
    mass = "" if product.mass is None else f"{plain(product.mass)} {product.mass_unit}"
    entries = [
        ("产品名称", product.name),
        ("型号", product.model),
        ("规格", product.specification),
        ("单件质量", mass),
    ]
    return (
        *text(*paragraphs(product.introduction)),
        fitted("product", "产品基本信息", PARTICULARS, _entries(entries)),
    )


def has_functions(facts: Facts) -> bool:
    return bool(facts.study.product.functions)


def functions(facts: Facts) -> Blocks:
    names = facts.study.product.functions
    return (Paragraph.of(f"{facts.study.product.name}的主要功能如下："), Items(names))


def has_pictures(facts: Facts) -> bool:
    return bool(facts.study.product.pictures)


def pictures(facts: Facts) -> Blocks:
    shown = _photographs("product", facts.study.product.pictures, facts.study.product.name)
    return (Paragraph.of("产品外观见", *refs([picture.key for picture in shown]), "。"), *shown)


def _photographs(prefix: str, pictures: tuple[Picture, ...], subject: str) -> tuple[Photograph, ...]:
    return tuple(
        Photograph(f"{prefix}-picture-{index}", picture.caption.strip() or subject, picture.digest)
        for index, picture in enumerate(pictures, start=1)
    )


def production(facts: Facts) -> Blocks:
    """The flow chart and the table of steps; says so where no step was recorded."""
    steps = facts.study.product.process
    if not steps:
        return text("未记录生产工艺步骤。")
    drawn = process_diagram(steps, prefix="process")
    drawings = [
        Drawing.of(
            f"process-{index}", f"{facts.study.product.name}生产工艺流程图{_part(index, len(drawn))}", figure
        )
        for index, figure in enumerate(drawn, start=1)
    ]
    opening = Paragraph.of(
        f"{facts.study.product.name}的生产共{len(steps)}道工序，流程见",
        *refs([drawing.key for drawing in drawings]),
        "，各工序说明见",
        Ref("steps"),
        "。",
    )
    return (opening, *drawings, _steps(steps))


def _part(index: int, total: int) -> str:
    return "" if total == 1 else f"（{index}/{total}）"


def _steps(steps: tuple[ProcessStep, ...]) -> Block:
    columns = (
        Column("序号", 8, "centre"),
        Column("工序", 18),
        Column("说明", 30),
        Column("投入", 26),
        Column("废物与排放", 18),
    )
    rows = [
        Row(
            (
                str(index),
                _step_name(step),
                step.description,
                "、".join(step.inputs),
                "、".join(step.waste_streams),
            )
        )
        for index, step in enumerate(steps, start=1)
    ]
    return fitted("steps", "生产工序说明", columns, rows, optional=(2, 3, 4))


def _step_name(step: ProcessStep) -> str:
    return f"{step.name}（外协）" if step.outsourced and "外协" not in step.name else step.name


def has_equipment(facts: Facts) -> bool:
    return bool(facts.study.product.equipment)


def equipment(facts: Facts) -> Blocks:
    columns = (
        Column("序号", 8, "centre"),
        Column("设备名称", 26),
        Column("设备编号", 16),
        Column("型号", 18),
        Column("数量", 10, "number"),
        Column("生产厂家", 22),
    )
    rows = [Row(_equipment(index, item)) for index, item in enumerate(facts.study.product.equipment, start=1)]
    table = fitted("equipment", "主要生产设备", columns, rows, optional=(2, 3, 4, 5))
    return (Paragraph.of("主要生产设备见", Ref("equipment"), "。"), table)


def _equipment(index: int, item: Equipment) -> tuple[str, ...]:
    quantity = "" if item.quantity is None else plain(item.quantity)
    return (str(index), item.name, item.code, item.model, quantity, item.manufacturer)
