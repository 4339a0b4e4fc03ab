"""Sentences on the result, generated from it: ranking, hot spots, data, sensitivity, where to improve.

Order and emphasis come from the exact figures, numbers from the printed ones, so that no text can rank against them.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from typing import Literal

from inventories.footprint.interpret import HOT_SPOT_PART, HotSpot, RankedStage
from inventories.footprint.values import StageKind
from reports.rendering import amounts
from reports.rendering.facts import Facts, LineFacts
from reports.rendering.method import BOUNDARY_NAMES
from reports.rendering.phrases import clause, joined, period_name

DataKind = Literal["primary", "secondary", "estimate"]

HOT_SPOTS_NAMED = 5
DATA_KINDS: dict[DataKind, str] = {"primary": "初级数据", "secondary": "次级数据", "estimate": "估算数据"}
HALF = Decimal("0.5")

_ADVICE: dict[StageKind, str] = {
    "raw_materials": "在保证性能的前提下减少单位产品用料，选用再生料或碳足迹较低的材料，并向主要供应商收集其产品的碳足迹数据",
    "raw_material_transport": "就近采购，合并批次提高装载率，长距离运输优先采用铁路、水路或新能源车辆",
    "production": "提高主要耗能设备的能效，减少空载和废品，逐步提高可再生能源的使用比例",
    "packaging": "减少包装用量，采用可循环或再生材料的包装",
    "packaging_transport": "就近采购包装材料，提高每次运输的装载率",
    "distribution": "优化配送路线和装载率，优先采用铁路、水路或新能源车辆",
    "use": "改进产品设计，降低使用过程中的能耗和物耗，延长使用寿命",
    "end_of_life": "采用便于拆解和回收的设计，提高材料的回收利用率",
    "other": "收集更具体的现场数据，查明主要排放过程后制定减排措施",
}


def result_sentence(facts: Facts) -> str:
    """The result in one sentence: period, product, unit, figure, whole or partial footprint."""
    study = facts.study
    name = "部分碳足迹" if facts.is_partial else "碳足迹"
    boundary = f"（{BOUNDARY_NAMES[study.boundary.type]}）" if facts.is_partial else ""
    return (
        f"以{period_name(study.period)}的数据核算，{study.company.name}生产的{study.product.name}，"
        f"其产品{name}{boundary}为{amounts.total(facts)}。"
    )


def ranking_sentences(facts: Facts) -> tuple[str, ...]:
    """The stages from the largest to the smallest; then those without emission or not quantified, with reasons."""
    return tuple(text for text in (_ranking(facts), *declared_sentences(facts)) if text)


def _ranking(facts: Facts) -> str:
    ranked = facts.interpretation.ranking
    if facts.interpretation.largest is None:
        return "各生命周期阶段均没有大于零的排放，不作排序。"
    if len(ranked) == 1:
        return f"结果全部来自{ranked[0].label}阶段。"
    told = "、".join(f"{stage.label}{_stage_figure(facts, stage)}" for stage in ranked)
    return f"各生命周期阶段的结果由大到小依次为（单位：{facts.printed.unit}）：{told}。{_largest(facts, ranked[0])}"


def _largest(facts: Facts, stage: RankedStage) -> str:
    part = ""
    if stage.share is not None and HALF < stage.share <= 1:
        part = "，超过总量的一半"
    return f"其中{stage.label}的贡献最大{part}。"


def _stage_figure(facts: Facts, stage: RankedStage) -> str:
    printed = facts.stage_by_key[stage.key].printed
    return amounts.with_share(printed.figure, printed.share)


def declared_sentences(facts: Facts) -> tuple[str, ...]:
    """Sentences on stages that are in the boundary without data."""
    told = []
    for stage in facts.study.stages:
        if stage.empty is None:
            continue
        state = "没有排放" if stage.empty == "none" else "未量化"
        reason = f"，原因：{clause(stage.reason)}" if stage.reason.strip() else ""
        told.append(f"{stage.label}在系统边界内，{state}{reason}。")
    return tuple(told)


def hot_spot_sentence(facts: Facts) -> str:
    """The lines that together make four fifths of what is emitted, the largest first."""
    spots = facts.interpretation.hot_spots
    if not spots:
        return "各项清单数据均没有大于零的排放。"
    if facts.withheld.results:
        return _shown_spots(facts)
    named = list(islice(spots, HOT_SPOTS_NAMED))
    if len(named) == 1:
        return f"按清单数据看，最主要的排放源是{_spot(facts, named[0], f' {facts.printed.unit}')}。"
    told = "、".join(_spot(facts, spot) for spot in named)
    all_of_them = "以上" if len(spots) == len(named) else "包括以上各项在内的"
    part = amounts.share(facts, spots[-1].cumulative)
    return (
        f"按清单数据看，主要排放源由大到小为（单位：{facts.printed.unit}）：{told}；"
        f"{all_of_them}{len(spots)}项合计占各项排放之和的{part}。"
    )


def _shown_spots(facts: Facts) -> str:
    """As the sentence on all of them, but lines whose result is withheld are named without figure, place and part."""
    spots = [spot for spot in facts.interpretation.hot_spots if spot.key not in facts.withheld.results]
    keys = {spot.key for spot in facts.interpretation.hot_spots} & facts.withheld.results
    unshown = [amounts.line_name(facts, entry) for entry in facts.lines if entry.line.key in keys]
    told = "、".join(_spot(facts, spot) for spot in spots[:HOT_SPOTS_NAMED])
    opening = f"按清单数据看，单独列出结果的主要排放源由大到小为（单位：{facts.printed.unit}）：{told}。"
    rest = f"{joined(unshown)}也是主要排放源，按许可不单独列出结果。" if unshown else ""
    return f"{opening if spots else ''}{rest}"


def _spot(facts: Facts, spot: HotSpot, unit: str = "") -> str:
    """``unit`` where no sentence around it names one."""
    entry = facts.line_by_key[spot.key]
    told = amounts.with_share(f"{entry.printed.figure}{unit}", entry.printed.share)
    return amounts.line_name(facts, entry) + told


def summary_sentence(facts: Facts) -> str:
    """The largest stage and the main sources by name, for the conclusion."""
    largest = facts.interpretation.largest
    if largest is None:
        return "各生命周期阶段均没有大于零的排放。"
    printed = facts.stage_by_key[largest.key].printed
    part = "" if largest.share is None else f"，占{printed.share}"
    spots = [facts.line_by_key[spot.key] for spot in facts.interpretation.hot_spots[:HOT_SPOTS_NAMED]]
    if facts.withheld.results:  # in the order of the study, which tells nothing of their size
        spots = [entry for entry in facts.lines if entry in spots]
    names = joined([amounts.line_name(facts, entry) for entry in spots])
    return f"各生命周期阶段中，{largest.label}的贡献最大{part}；主要排放源为{names}。"


def credit_sentence(facts: Facts) -> str:
    """Lines below zero, where there are any."""
    names = [amounts.line_name(facts, facts.line_by_key[key]) for key in facts.interpretation.credits]
    return f"{joined(names)}的结果为负值，表示清除或抵减的排放，已计入合计。" if names else ""


def credits_note(facts: Facts) -> str:
    """How credits are counted where parts of all emissions are given."""
    return "（抵减按绝对值计）" if facts.interpretation.credits else ""


def data_sentence(facts: Facts) -> str:
    """How many lines rest on primary data, and what part of the result."""
    kinds = [line.data_kind for line in facts.study.lines]
    if not kinds:
        return "本次核算没有清单数据。"
    counts = [(name, kinds.count(kind)) for kind, name in DATA_KINDS.items()]
    told = [f"{name}{count}项" for name, count in counts if count]
    if len(told) == 1:
        return f"清单数据共{len(kinds)}项，其活动数据均为{told[0].removesuffix(f'{len(kinds)}项')}。"
    data = facts.interpretation.data
    part = (
        ""
        if data is None or facts.withheld.results  # the part would tell what these lines emit
        else f"；按排放量计{credits_note(facts)}，初级数据占{amounts.share(facts, data.primary)}"
    )
    return f"清单数据共{len(kinds)}项，按活动数据的类型分为{joined(told)}{part}。"


def advice_opening(facts: Facts) -> str:
    """Where the improvement has to begin, by the figures."""
    largest = facts.interpretation.largest
    if largest is None:
        return "各生命周期阶段均没有大于零的排放，暂无针对排放源的改进建议。"
    part = "" if largest.share is None else f"占比{facts.stage_by_key[largest.key].printed.share}，"
    return f"{largest.label}对结果的贡献最大，{part}改进宜首先从这一阶段着手。"


def advice(facts: Facts) -> tuple[str, ...]:
    """Suggestions for the stages that matter, the most important first: those that make four fifths, at most three."""
    told: list[str] = []
    reached = Decimal(0)
    for stage in facts.interpretation.ranking[:3]:
        if stage.emission <= 0 or (told and reached >= HOT_SPOT_PART):
            break
        kind = facts.stage_by_key[stage.key].stage.kind
        told.append(f"{stage.label}：{_ADVICE[kind]}。")
        reached += Decimal(1) if stage.share is None else stage.share
    return tuple(told)


def largest_lines(facts: Facts) -> tuple[LineFacts, ...]:
    """At most five lines with the largest emissions, of those whose results are shown, for the sensitivity table."""
    emitting = [line for line in facts.lines if line.exact.emission > 0 and facts.shows_result(line)]
    return tuple(sorted(emitting, key=lambda line: -line.exact.emission)[:HOT_SPOTS_NAMED])
