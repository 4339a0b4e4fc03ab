"""第5章和第6章: formulas, results by line and by stage, interpretation, sensitivity, data quality, suggestions."""

from __future__ import annotations

from decimal import Decimal

from inventories.footprint.rounding import NO_SHARE
from reports import redaction
from reports.rendering import amounts, interpretation, method
from reports.rendering.blocks import (
    Block,
    Blocks,
    Column,
    Drawing,
    Formula,
    Items,
    Paragraph,
    Ref,
    Row,
    Symbol,
    fitted,
    text,
)
from reports.rendering.charts import MAX_BARS, Part, bars
from reports.rendering.facts import Facts, LineFacts
from reports.rendering.formulas import Formula as TypesetFormula
from reports.rendering.formulas import formula_keys, formula_set
from reports.rendering.phrases import DASH, each_unit, sentence, unit_kind
from reports.rendering.ring import ring
from reports.rendering.sections.factors import WITHHELD_NOTE

_TENTH = Decimal("0.1")


def formulas(facts: Facts) -> Blocks:
    """The formulas that this calculation used, each with its symbols."""
    keys = [key for key in formula_keys(facts.study) if key != "share" or facts.has_shares]
    unit = unit_kind(facts.study.functional_unit)
    drawn = formula_set(keys, prefix="formula", unit_name=unit, partial=facts.is_partial)
    return tuple(_formula(one) for one in drawn)


def _formula(one: TypesetFormula) -> Formula:
    figure = one.figure
    symbols = tuple(
        Symbol(
            f"drawing:{one.key}-{index}",
            symbol.figure.svg,
            symbol.figure.alternative,
            symbol.figure.width_mm,
            symbol.figure.height_mm,
            symbol.meaning,
            symbol.unit,
        )
        for index, symbol in enumerate(one.symbols)
    )
    return Formula(
        f"formula-{one.key}",
        one.name,
        figure.svg,
        figure.alternative,
        figure.width_mm,
        figure.height_mm,
        symbols,
    )


def by_line(facts: Facts) -> Blocks:
    """Every line with its amount, factor and result, grouped by stage, with the stage's sum."""
    columns = (
        Column("清单数据", 28),
        Column("活动数据", 14, "number"),
        Column("单位", 9, "unit"),
        Column("排放因子（kgCO2e/单位）", 20, "number"),
        Column(f"结果（{facts.printed.unit}）", 18, "number"),
        Column("占比", 14, "number"),
    )
    rows: list[Row] = []
    for stage in facts.stages:
        rows.append(Row((stage.stage.label, "", "", "", stage.printed.figure, stage.printed.share), "group"))
        rows += [Row(_line(facts, entry)) for entry in stage.lines]
    rows.append(_total_row(facts, ("", "", "")))
    notes = (_several_factors(facts), _not_quantified(facts), _no_shares(facts), *_withheld_notes(facts))
    table = fitted(
        "results-by-line",
        f"各项清单数据的计算结果（{each_unit(facts.study.functional_unit)}）",
        columns,
        rows,
        notes=notes,
    )
    return (Paragraph.of("各项清单数据的计算结果见", Ref("results-by-line"), "。"), table)


def _total_row(facts: Facts, between: tuple[str, ...]) -> Row:
    return Row(("合计", *between, facts.printed.total, facts.printed.total_share), "total")


def _line(facts: Facts, entry: LineFacts) -> tuple[str, ...]:
    exact, printed = entry.exact, entry.printed
    name = amounts.line_name(facts, entry) if entry.line.kind == "transport" else entry.line.name
    factor = DASH if exact.factor is None else amounts.derived(facts, exact.factor)
    if exact.factor is not None and facts.withheld.hides_factor_of(entry.line):
        factor = redaction.VALUE
    result = (printed.figure, printed.share) if facts.shows_result(entry) else (redaction.RESULT, "")
    return (name, amounts.activity(facts, entry), exact.unit, factor, *result)


def _withheld_notes(facts: Facts) -> tuple[str, ...]:
    notes = [WITHHELD_NOTE] if facts.withheld else []
    if facts.withheld.results:
        notes.append(f"“{redaction.RESULT}”指按许可不单独列出的结果，已计入所在阶段和合计。")
    return tuple(notes)


def _several_factors(facts: Facts) -> str:
    some = [entry for entry in facts.lines if entry.exact.factor is None]
    by_vehicle = any(leg.vehicle_km is not None for entry in some for leg in entry.exact.legs)
    which = "分段采用不同排放因子或按车辆行驶里程计算" if by_vehicle else "分段采用不同排放因子"
    return f"{which}的运输，因子一栏以“{DASH}”表示，各段因子见排放因子表。" if some else ""


def _not_quantified(facts: Facts) -> str:
    some = any(stage.exact.emission is None for stage in facts.stages)
    return "“/”表示该阶段在系统边界内但未量化。" if some else ""


def _no_shares(facts: Facts) -> str:
    return "" if facts.has_shares else f"合计不大于零，不计算占比，以“{NO_SHARE}”表示。"


def by_stage(facts: Facts) -> Blocks:
    """The result by stage with shares, as a table and as a figure, and how figures are rounded."""
    columns = (
        Column("序号", 12, "centre"),
        Column("生命周期阶段", 40),
        Column(f"结果（{facts.printed.unit}）", 26, "number"),
        Column("占比", 22, "number"),
    )
    rows = [
        Row((str(number), stage.printed.label, stage.printed.figure, stage.printed.share))
        for number, stage in enumerate(facts.stages, start=1)
    ]
    total = Row(("", "合计", facts.printed.total, facts.printed.total_share), "total")
    caption = f"各生命周期阶段的计算结果（{each_unit(facts.study.functional_unit)}）"
    notes = (_not_quantified(facts), _no_shares(facts))
    table = fitted("results-by-stage", caption, columns, [*rows, total], notes=notes)
    figure = _figure(facts)
    told = "结果和占比" if facts.has_shares else "结果"
    see: list[str | Ref] = [f"各生命周期阶段的{told}见", Ref("results-by-stage")]
    see += ["和", Ref("stages-figure")] if figure else []
    return (Paragraph.of(*see, "。"), table, *figure, *text(*method.rounding_sentences(facts.study.rounding)))


def _figure(facts: Facts) -> tuple[Block, ...]:
    """A ring of shares; bars where a stage is below zero; nothing where there is nothing to compare."""
    parts = [
        Part(stage.printed.label, stage.exact.emission, stage.printed.figure, stage.printed.share)
        for stage in facts.stages
    ]
    known = [part.value for part in parts if part.value is not None and part.value != 0]
    if len(known) < 2 or len(parts) > MAX_BARS:
        return ()
    title = "各生命周期阶段的碳足迹占比" if facts.has_shares else "各生命周期阶段的计算结果"
    unit = facts.printed.unit.replace("CO2", "CO₂")
    if min(known) > 0:
        drawn = ring(parts, title=title, total=facts.printed.total, unit=unit, prefix="stages")
    else:
        drawn = bars(parts, title=title, unit=unit, prefix="stages")
    return (Drawing.of("stages-figure", title, drawn),)


def explanation(facts: Facts) -> Blocks:
    """Ranking, hot spots, credits: generated, and always there beside what a consultant writes."""
    return text(
        *interpretation.ranking_sentences(facts),
        interpretation.hot_spot_sentence(facts),
        interpretation.credit_sentence(facts),
    )


def sensitivity(facts: Facts) -> Blocks:
    """What a change of ten per cent in each of the largest lines does to the total: linear, so exact."""
    entries = interpretation.largest_lines(facts)
    if not entries:
        return text(_nothing_to_vary(facts))
    columns = (
        Column("清单数据", 36),
        Column(f"结果（{facts.printed.unit}）", 22, "number"),
        Column(f"总量的变化（{facts.printed.unit}）", 22, "number"),
        Column("总量的相对变化", 20, "number"),
    )
    rows = [Row(_varied(facts, entry)) for entry in entries]
    caption = "活动数据或排放因子变化10%时总量的变化"
    relative = "" if entries[0].exact.share is not None else "合计不大于零，不计算总量的相对变化。"
    unlisted = "按许可不单独列出结果的清单数据不在表中。" if facts.withheld.results else ""
    notes = ("总量的变化保留3位有效数字。", relative, unlisted)
    return (
        Paragraph.of(
            _most_sensitive(facts, entries[0]), "对结果影响最大的清单数据见", Ref("sensitivity"), "。"
        ),
        fitted("sensitivity", caption, columns, rows, optional=(3,), notes=notes),
    )


def _most_sensitive(facts: Facts, entry: LineFacts) -> str:
    share = entry.exact.share
    change = (
        f"{amounts.change(facts, entry.exact.emission * _TENTH)} {facts.printed.unit}"
        if share is None
        else amounts.share(facts, share * _TENTH)
    )
    name = amounts.line_name(facts, entry)
    among = "在单独列出结果的清单数据中，" if facts.withheld.results else ""
    return f"{among}结果对{name}最敏感：其活动数据或排放因子变化10%，总量随之变化{change}。"


def _nothing_to_vary(facts: Facts) -> str:
    if facts.withheld.results:
        return "大于零的排放均来自按许可不单独列出结果的清单数据，不列敏感性分析。"
    return "各项清单数据均没有大于零的排放，不作敏感性分析。"


def _varied(facts: Facts, entry: LineFacts) -> tuple[str, ...]:
    share = entry.exact.share
    relative = "" if share is None else f"±{amounts.share(facts, share * _TENTH)}"
    change = f"±{amounts.change(facts, entry.exact.emission * _TENTH)}"
    return (amounts.line_name(facts, entry), entry.printed.figure, change, relative)


def own_uncertainty(facts: Facts) -> str:
    return facts.content.uncertainty


def suggestions(facts: Facts) -> Blocks:
    """Where to begin, by the figures; then the consultant's suggestions, else those for the largest stages."""
    chosen = facts.content.suggestions or interpretation.advice(facts)
    items = (Items(tuple(sentence(item) for item in chosen)),) if chosen else ()
    return (*text(interpretation.advice_opening(facts)), *items)


def conclusion(facts: Facts) -> Blocks:
    return text(interpretation.result_sentence(facts) + interpretation.summary_sentence(facts))
