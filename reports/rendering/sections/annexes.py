"""附录: supporting documents, experts, the libraries introduced."""

from __future__ import annotations

from reports.rendering.blocks import Blocks, Column, Heading, Row, fitted, text
from reports.rendering.facts import Facts
from reports.rendering.phrases import NONE, paragraphs


def documents(facts: Facts) -> Blocks:
    listed = facts.content.supporting_documents
    if not listed:
        return text(f"支持性文件：{NONE}。")
    columns = (Column("序号", 12, "centre"), Column("文件名称", 50), Column("编号或说明", 38))
    rows = [Row((str(n), item.name, item.reference)) for n, item in enumerate(listed, start=1)]
    return (fitted("documents", "支持性文件清单", columns, rows, optional=(2,)),)


def has_experts(facts: Facts) -> bool:
    return bool(facts.content.experts)


def experts(facts: Facts) -> Blocks:
    columns = (
        Column("序号", 12, "centre"),
        Column("姓名", 22),
        Column("工作单位", 40),
        Column("注册编号", 26),
    )
    rows = [
        Row((str(n), item.name, item.employer, item.registration))
        for n, item in enumerate(facts.content.experts, start=1)
    ]
    return (fitted("experts", "专家名单", columns, rows, optional=(2, 3)),)


def has_introductions(facts: Facts) -> bool:
    return any(library.introduction.strip() for library in facts.study.libraries)


def libraries(facts: Facts) -> Blocks:
    introduced = [library for library in facts.study.libraries if library.introduction.strip()]
    return tuple(
        block
        for library in introduced
        for block in (
            Heading(f"{library.name} {library.version}".strip()),
            *text(*paragraphs(library.introduction)),
        )
    )
