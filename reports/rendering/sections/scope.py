"""第2章: goal and scope: unit, boundary, criteria, rules of method, impact assessment, data quality, software."""

from __future__ import annotations

from inventories.footprint.values import Process
from reports.rendering import interpretation, method
from reports.rendering.blocks import (
    Blocks,
    Column,
    Drawing,
    Heading,
    Items,
    Paragraph,
    Ref,
    Row,
    fitted,
    text,
)
from reports.rendering.boundary_diagram import boundary_diagram
from reports.rendering.facts import Facts
from reports.rendering.phrases import NONE, clause, plain, sentence
from reports.rendering.sections.sharing import sharings

_LONGEST_LIST_IN_A_SENTENCE = 4


def purpose(facts: Facts) -> Blocks:
    return text(method.assessment_sentence(facts.study))


def use(facts: Facts) -> Blocks:
    audience = clause(facts.study.audience)
    told = f"本报告的沟通对象为{audience}。" if audience else ""
    return text(told, method.comparison_sentence(facts.study))


def unit(facts: Facts) -> Blocks:
    return text(method.unit_sentence(facts.study))


def boundary(facts: Facts) -> Blocks:
    """Stages that are inside without data, the table of processes, then the drawing: tables fill a page better."""
    figure = boundary_diagram(facts.study, prefix="boundary")
    listed = bool(facts.study.boundary.included or facts.study.boundary.excluded)
    see: list[str | Ref] = ["系统边界内外的过程见", Ref("boundary"), "，"] if listed else []
    return (
        *text("".join(interpretation.declared_sentences(facts))),
        Paragraph.of(*see, "系统边界图见", Ref("boundary-figure"), "。"),
        *(_boundary_table(facts) if listed else ()),
        Drawing.of("boundary-figure", "系统边界图", figure),
    )


def _boundary_table(facts: Facts) -> Blocks:
    columns = (Column("序号", 10, "centre"), Column("过程", 45), Column("说明", 45))
    rows = [
        *_processes("系统边界内", method.included(facts.study)),
        *_outside(facts),
    ]
    return (fitted("boundary", "系统边界内外的过程", columns, rows, optional=(2,)),)


def _outside(facts: Facts) -> list[Row]:
    """Nothing can be said to be outside only where the boundary covers the whole life cycle."""
    excluded = facts.study.boundary.excluded
    return _processes("系统边界外", excluded) if excluded or not facts.is_partial else []


def _processes(title: str, processes: tuple[Process, ...]) -> list[Row]:
    if not processes:
        return [Row((f"{title}：{NONE}", "", ""), "group")]
    rows = [
        Row((str(index), process.name, clause(process.reason)))
        for index, process in enumerate(processes, start=1)
    ]
    return [Row((title, "", ""), "group"), *rows]


def criteria(facts: Facts) -> Blocks:
    """Standards of the calculation and criteria of the assessment, each on a line of its own."""
    standards, criteria = facts.study.standards, facts.study.criteria or facts.study.standards
    if not criteria:
        return text(f"评价准则：{NONE}。")
    calculation = text(f"碳足迹核算依据：{'、'.join(standards)}。") if standards else ()
    return (*calculation, Paragraph.of("评价依据以下准则："), Items(criteria))


def cut_off(facts: Facts) -> Blocks:
    sentences = text(*method.cut_off_sentences(facts.study))
    left_out = facts.study.cut_off.left_out
    if not left_out:
        return sentences
    columns = (Column("序号", 10, "centre"), Column("舍去的过程或物质、能量流", 45), Column("理由", 45))
    rows = [
        Row((str(n), process.name, clause(process.reason))) for n, process in enumerate(left_out, start=1)
    ]
    table = fitted("left-out", "舍去的过程、物质流和能量流", columns, rows, optional=(2,))
    return (*sentences, Paragraph.of("舍去的内容见", Ref("left-out"), "。"), table)


def allocation(facts: Facts) -> Blocks:
    shared = [
        line.name
        for line in facts.study.lines
        if line.basis.kind == "period_total" and line.basis.share is not None
    ]
    note = f"{_some(shared)}为共用计量，按分摊比例归属于被评价产品，比例见活动数据表。" if shared else ""
    return (*text(*method.allocation_sentences(facts.study), note), *sharings(facts))


def _some(names: list[str]) -> str:
    if len(names) <= _LONGEST_LIST_IN_A_SENTENCE:
        return "、".join(names)
    return f"{'、'.join(names[:_LONGEST_LIST_IN_A_SENTENCE])}等{len(names)}项"


def assumptions(facts: Facts) -> Blocks:
    study = facts.study
    return (Heading("假设"), *_items(study.assumptions), Heading("限制"), *_items(study.limitations))


def _items(entries: tuple[str, ...]) -> Blocks:
    return (Items(tuple(sentence(entry) for entry in entries)),) if entries else text(f"{NONE}。")


def impact(facts: Facts) -> Blocks:
    """The characterisation factors that were used, as a table."""
    gwp = facts.study.gwp_set
    if not gwp.values:
        return text("本次核算没有直接按气体计算的排放，未列特征化因子。")
    columns = (
        Column("序号", 12, "centre"),
        Column("温室气体", 38),
        Column("符号", 24),
        Column("GWP（kgCO2e/kg）", 26, "number"),
    )
    rows = [
        Row((str(n), gas.name, gas.symbol, plain(gas.value))) for n, gas in enumerate(gwp.values, start=1)
    ]
    notes = (f"出处：{clause(gwp.source or gwp.name)}，时间跨度{gwp.horizon_years}年。",)
    table = fitted("gwp", "温室气体的全球变暖潜势", columns, rows, notes=notes)
    return (Paragraph.of("本次核算采用的特征化因子见", Ref("gwp"), "。"), table)


def software(facts: Facts) -> Blocks:
    name = facts.document.software.strip()
    opening = f"核算与报告编制使用软件：{name}。" if name else "核算与报告编制使用本机构的碳足迹核算软件。"
    libraries = facts.study.libraries
    if not libraries:
        return text(opening, "本次核算未使用因子库，排放因子的来源逐项列于排放因子表。")
    columns = (Column("序号", 10, "centre"), Column("因子库", 40), Column("版本", 20), Column("发布机构", 30))
    rows = [
        Row((str(n), library.name, library.version, library.publisher))
        for n, library in enumerate(libraries, start=1)
    ]
    table = fitted("libraries", "使用的因子库", columns, rows, optional=(2, 3))
    return (*text(opening), Paragraph.of("排放因子取自", Ref("libraries"), "所列的因子库。"), table)
