"""第4章: the inventory: how data were collected, activity data by stage, transports, what was identified."""

from __future__ import annotations

from decimal import Decimal

from inventories.footprint.result import LegFigure
from inventories.footprint.values import (
    ActivityLine,
    FunctionalUnit,
    Leg,
    Line,
    PeriodTotal,
    Support,
    TransportLine,
)
from reports.rendering import amounts, interpretation
from reports.rendering.blocks import Blocks, Column, Paragraph, Ref, Row, Table, fitted, refs, text
from reports.rendering.facts import Facts, LineFacts, StageFacts
from reports.rendering.phrases import DASH, NONE, each_unit, per_unit, period_text, plain, unit_kind
from reports.rendering.sections.client import PARTICULARS
from reports.rendering.sections.distances import NumberedLeg, distance_notes
from reports.rendering.sections.sharing import counted, loss_notes, share_of

_NAMED_AT_MOST = 12
# The data of a line that a file of evidence may show.
_DATA = {
    "amount": "数量",
    "output": "产量",
    "share": "分摊份额",
    "loss_rate": "损耗率",
    "distance": "运输距离",
    "load": "装载量",
    "factor": "排放因子",
    "supplier": "供应商与产地",
}


def collection(facts: Facts) -> Blocks:
    return text(
        f"活动数据的收集期为{period_text(facts.study.period)}。",
        interpretation.data_sentence(facts),
    )


def process_information(facts: Facts) -> Blocks:
    """Producer, place, base period, output, main materials and energy."""
    study = facts.study
    output = "" if study.output is None else counted(study.output)
    entries = [
        ("产品", study.product.name),
        ("生产者", study.company.name),
        ("生产地点", study.company.address),
        ("数据期", period_text(study.period)),
        ("数据期产量", output),
        ("主要原材料", _names(_materials(facts), "种")),
        ("主要能源", _names(_energies(facts), "种")),
    ]
    rows = [Row(entry) for entry in entries if entry[1].strip()]
    table = fitted("process-information", "过程基本信息", PARTICULARS, rows)
    return (Paragraph.of("产品生产过程的基本信息见", Ref("process-information"), "。"), table)


def _materials(facts: Facts) -> list[str]:
    kinds = {stage.key: stage.kind for stage in facts.study.stages}
    activities = [line for line in facts.study.lines if isinstance(line, ActivityLine)]
    return [
        line.name for line in activities if kinds[line.stage] == "raw_materials" and not facts.is_energy(line)
    ]


def _energies(facts: Facts) -> list[str]:
    return [
        line.name for line in facts.study.lines if isinstance(line, ActivityLine) and facts.is_energy(line)
    ]


def _names(names: list[str], counter: str) -> str:
    unique = list(dict.fromkeys(names))
    if len(unique) <= _NAMED_AT_MOST:
        return "、".join(unique)
    return f"{'、'.join(unique[:_NAMED_AT_MOST])}等{len(unique)}{counter}"


def identification(facts: Facts) -> Blocks:
    """Every activity with its stage and where its data come from."""
    columns = (
        Column("序号", 9, "centre"),
        Column("排放活动", 35),
        Column("活动数据来源", 38),
        Column("数据类型", 18, "centre"),
    )
    rows: list[Row] = []
    number = 0
    for stage in facts.stages:
        rows.append(Row((_stage_title(stage), "", "", ""), "group"))
        for entry in stage.lines:
            number += 1
            name = amounts.line_name(facts, entry) if entry.line.kind == "transport" else entry.line.name
            rows.append(
                Row((str(number), name, _source(entry.line), interpretation.DATA_KINDS[entry.line.data_kind]))
            )
    table = fitted("identification", "产品碳足迹识别表", columns, rows)
    return (Paragraph.of("各生命周期阶段的排放活动及其数据来源见", Ref("identification"), "。"), table)


def _stage_title(stage: StageFacts) -> str:
    if stage.lines:
        return stage.stage.label
    state = {"none": "没有排放", "not_quantified": "未量化", None: "没有清单数据"}[stage.stage.empty]
    return f"{stage.stage.label}（{state}）"


def _source(line: Line) -> str:
    said = {support.evidence: _said(support) for support in line.supports}
    proofs = "、".join(
        f"{name}{said.get(name, '')}"
        for name in line.evidence
        if name in said or name != line.data_source.strip()
    )
    return (
        "；".join(part for part in (line.data_source.strip(), f"凭证：{proofs}" if proofs else "") if part)
        or DASH
    )


def _said(support: Support) -> str:
    """（数量；第 3 页）: which data the file shows, and where."""
    data = "、".join(_DATA[name] for name in support.data)
    return f"（{'；'.join(part for part in (data, support.place.strip()) if part)}）"


def activity(facts: Facts) -> Blocks:
    """A table for every stage that has activity data."""
    tables = [_activity_table(facts, stage) for stage in facts.stages if _activities(stage)]
    if not tables:
        return text(f"活动数据：{NONE}。")
    unit = facts.study.functional_unit
    opening = f"各阶段的活动数据按每{unit_kind(unit)}（{plain(unit.amount)} {unit.unit}）计，见"
    return (
        Paragraph.of(opening, *refs([table.key for table in tables]), "。"),
        *text(_totals_sentence(facts)),
        *tables,
    )


def _totals_sentence(facts: Facts) -> str:
    if not any(isinstance(line.basis, PeriodTotal) for line in facts.study.lines):
        return ""
    unit = unit_kind(facts.study.functional_unit)
    return (
        "按数据期总量收集的数据，以总量乘以归属于产品的比例，除以同期产量，"
        f"再乘以每{unit}对应的产品数量，得到每{unit}的数量。"
    )


def _activities(stage: StageFacts) -> list[LineFacts]:
    return [entry for entry in stage.lines if entry.line.kind == "activity"]


def _activity_table(facts: Facts, stage: StageFacts) -> Table:
    entries = _activities(stage)
    totals = any(isinstance(entry.line.basis, PeriodTotal) for entry in entries)
    columns = (
        Column("序号", 8, "centre"),
        Column("名称", 17 if totals else 24),
        Column("用途", 13 if totals else 18),
        Column("数据期总量", 17, "number"),
        Column("分摊比例", 14, "number"),
        Column("产量", 15, "number"),
        Column(_amount_title(facts.study.functional_unit) if totals else "数量", 15, "number"),
        Column("单位", 8, "unit"),
        Column("数据来源", 19 if totals else 28),
    )
    rows = [Row(_activity(facts, number, entry)) for number, entry in enumerate(entries, start=1)]
    notes = (*_notes(entries), *loss_notes(entries))
    caption = f"{stage.stage.label}活动数据"
    return fitted(f"activity-{stage.stage.key}", caption, columns, rows, optional=(2, 3, 4, 5), notes=notes)


def _amount_title(unit: FunctionalUnit) -> str:
    """每件产品用量, 每1000 kg用量."""
    return f"{each_unit(unit) if unit.amount == 1 else '每' + per_unit(unit)[1:]}用量"


def _activity(facts: Facts, number: int, entry: LineFacts) -> tuple[str, ...]:
    line = entry.line
    total = share = output = ""
    if isinstance(line.basis, PeriodTotal) and line.amount is not None:
        total = plain(line.amount)
        share = share_of(facts, line.basis)
        output = _output(facts, line.basis)
    amount = amounts.activity(facts, entry)
    return (
        str(number),
        line.name,
        line.purpose,
        total,
        share,
        output,
        amount,
        entry.exact.unit,
        _source(line),
    )


def _output(facts: Facts, basis: PeriodTotal) -> str:
    if basis.output is not None:
        return f"{plain(basis.output)} {basis.output_unit or ''}".strip()
    output = facts.study.output
    return "" if output is None else f"{plain(output.amount)} {output.unit}"


def _notes(entries: list[LineFacts]) -> tuple[str, ...]:
    return tuple(
        f"{entry.line.name}：{entry.line.note.strip()}" for entry in entries if entry.line.note.strip()
    )


def transport(facts: Facts) -> Blocks:
    """Every leg of every transport: goods, way, mass, distance, tonne-kilometres."""
    if not facts.transports:
        return text("本次核算没有运输数据。")
    columns = (
        Column("序号", 8, "centre"),
        Column("货物", 20),
        Column("起点", 13),
        Column("终点", 13),
        Column("运输方式", 15),
        Column("质量（kg）", 13, "number"),
        Column("距离（km）", 12, "number"),
        Column("运输量（t·km）", 17, "number"),
    )
    stages = [
        (stage, [entry for entry in stage.lines if entry.line.kind == "transport"]) for stage in facts.stages
    ]
    rows: list[Row] = []
    numbered: list[NumberedLeg] = []
    for stage, entries in stages:
        legs = [leg for entry in entries for leg in _legs(facts, entry)]
        if legs:
            rows.append(Row((stage.stage.label, *[""] * 7), "group"))
        for leg, figure, cells in legs:
            numbered.append(NumberedLeg(len(numbered) + 1, leg, figure))
            rows.append(Row((str(len(numbered)), *cells)))
    notes = (*_transport_notes(facts), *distance_notes(facts, numbered))
    table = fitted("transport", "运输数据", columns, rows, optional=(2, 3, 4, 5, 6), notes=notes)
    unit = facts.study.functional_unit
    return (
        Paragraph.of(f"运输数据按{each_unit(unit)}计，见", Ref("transport"), "。"),
        table,
    )


def _mass(facts: Facts, line: TransportLine) -> str:
    """Kilograms as entered, in the line or in that of its goods; empty where they have to be derived."""
    source: Line = line
    if line.amount is None and line.goods is not None:
        source = facts.line_by_key[line.goods].line
    entered = source.amount is not None and source.unit == "kg" and source.basis.kind == "per_functional_unit"
    return plain(source.amount) if entered and source.amount is not None else ""


def _transport_notes(facts: Facts) -> tuple[str, ...]:
    return _notes([entry for entry in facts.lines if entry.line.kind == "transport"])


def _legs(facts: Facts, entry: LineFacts) -> list[tuple[Leg, LegFigure, tuple[str, ...]]]:
    line = entry.line
    if line.kind != "transport":
        return []
    several = len(line.legs) > 1
    told: list[tuple[Leg, LegFigure, tuple[str, ...]]] = []
    for number, (leg, exact) in enumerate(zip(line.legs, entry.exact.legs, strict=True), start=1):
        mass = distance = DASH
        if leg.distance_km is not None:
            distance = plain(leg.distance_km)
            mass = _mass(facts, line) or (
                DASH
                if leg.distance_km == 0
                else amounts.derived(facts, exact.tonne_km * 1000 / (leg.distance_km * _ways(leg, exact)))
            )
        name = f"{line.name}（第{number}段）" if several else line.name
        tonne_km = amounts.derived(facts, exact.tonne_km)
        cells = (name, leg.origin, leg.destination, leg.mode, mass, distance, tonne_km)
        told.append((leg, exact, cells))
    return told


def _ways(leg: Leg, exact: LegFigure) -> Decimal:
    """How often the distance is in the tonne-kilometres: once, and the way back where it is counted in them."""
    counted = leg.empty_return if exact.vehicle_km is None else None
    return Decimal(1) if counted is None else 1 + counted
