"""Sentences on goal, scope and method, generated from the study: unit, boundary, cut-off, allocation, rounding."""

from __future__ import annotations

from inventories.footprint.values import BoundaryType, Digits, Process, Rounding, Study
from reports.rendering.phrases import clause, joined, plain, sentence, unit_kind

BOUNDARY_NAMES: dict[BoundaryType, str] = {
    "cradle_to_gate": "从摇篮到大门",
    "cradle_to_gate_with_delivery": "从摇篮到大门，含产品运输",
    "cradle_to_grave": "从摇篮到坟墓",
    "gate_to_gate": "从大门到大门",
    "partial": "部分生命周期",
}
_BOUNDARY_SPANS: dict[BoundaryType, str] = {
    "cradle_to_gate": "自资源开采和原材料获取起，至产品离开生产企业大门止",
    "cradle_to_gate_with_delivery": "自资源开采和原材料获取起，经产品生产，至产品运抵客户止",
    "cradle_to_grave": "自资源开采和原材料获取起，经生产、分销和使用，至产品废弃后处置完毕止",
    "gate_to_gate": "自原材料进入生产企业大门起，至产品离开生产企业大门止",
    "partial": "只包括产品生命周期中的一部分过程",
}
_ALLOCATION_NAMES = {
    "none": "未进行分配",
    "physical": "按物理关系分配",
    "economic": "按经济价值分配",
    "other": "按其他关系分配",
}
_RESULT_UNITS = {
    "gCO2e": "克二氧化碳当量（gCO2e）",
    "kgCO2e": "千克二氧化碳当量（kgCO2e）",
    "tCO2e": "吨二氧化碳当量（tCO2e）",
}


def boundary_sentence(study: Study) -> str:
    """What kind of boundary it is and where it begins and ends."""
    kind = study.boundary.type
    limits = f"，{_limits(study)}" if kind == "partial" else ""
    return f"系统边界为“{BOUNDARY_NAMES[kind]}”，{_BOUNDARY_SPANS[kind]}{limits}。"


def _limits(study: Study) -> str:
    """The processes are listed in a table; where none is, the stages are named here."""
    if study.boundary.included:
        return "以下列过程为限"
    return f"以下列阶段为限：{'、'.join(stage.label for stage in study.stages)}"


def included(study: Study) -> tuple[Process, ...]:
    """The processes inside the boundary; where none is listed, the stages are the list."""
    return study.boundary.included or tuple(Process(name=stage.label) for stage in study.stages)


def partial_sentence(study: Study) -> str:
    """That the result is a partial footprint, where it is one."""
    if study.boundary.type == "cradle_to_grave":
        return "系统边界覆盖产品的完整生命周期，结果为产品碳足迹。"
    return "系统边界未覆盖产品的完整生命周期，结果为产品部分碳足迹，不能与覆盖完整生命周期的结果直接比较。"


def unit_sentence(study: Study) -> str:
    """The functional or declared unit in words, with the reference flow where one is given."""
    unit = study.functional_unit
    flow = f"，基准流为{clause(unit.reference_flow)}" if unit.reference_flow.strip() else ""
    return f"本次核算的{unit_kind(unit)}为“{clause(unit.description)}”，数量为{plain(unit.amount)} {unit.unit}{flow}。"


def comparison_sentence(study: Study) -> str:
    """Whether the result is meant for comparison with other products."""
    if study.comparative:
        return "结果拟用于与其他产品的比较。对外发布比较性结论之前，须按适用标准另行开展鉴定性评审。"
    return "结果不用于与其他产品的比较，也不支持对外发布比较性结论。"


def assessment_sentence(study: Study) -> str:
    """Whether the product is assessed for the first time."""
    return "本次为该产品首次碳足迹评价。" if study.first_assessment else "本次为该产品碳足迹的再次评价。"


def cut_off_sentences(study: Study) -> tuple[str, ...]:
    """The rule with its thresholds, then what was left out, or that nothing was."""
    rule = study.cut_off
    limits = []
    if rule.single_percent is not None:
        limits.append(f"单项物质或能量流的贡献低于{plain(rule.single_percent)}%的可以舍去")
    if rule.total_percent is not None:
        limits.append(f"全部舍去部分合计不超过{plain(rule.total_percent)}%")
    if limits:
        opening = f"本次核算的取舍规则为：{'，'.join(limits)}。"
    elif rule.description.strip():
        opening = ""
    else:
        opening = "本次核算未设取舍限值。"
    left = "" if rule.left_out else "系统边界内没有舍去任何已知的过程、物质流或能量流。"
    return tuple(text for text in (opening, sentence(rule.description), left) if text)


def allocation_sentences(study: Study) -> tuple[str, ...]:
    """The method of allocation and how it was done."""
    allocation = study.allocation
    if allocation.method == "none":
        return (sentence(allocation.description) or "核算所用数据均能直接归属于被评价产品，未进行分配。",)
    return tuple(
        text
        for text in (f"本次核算{_ALLOCATION_NAMES[allocation.method]}。", sentence(allocation.description))
        if text
    )


def process_names(processes: tuple[Process, ...]) -> str:
    """甲、乙和丙."""
    return joined([process.name for process in processes])


def rounding_sentences(policy: Rounding) -> tuple[str, ...]:
    """How figures are rounded, in the reader's words."""
    ties = (
        "按GB/T 8170的进舍规则修约，尾数恰为五且其后无非零数字时，修约到末位为偶数"
        if policy.ties == "even"
        else "按四舍五入修约"
    )
    return (
        f"计算全程使用未修约的数值，仅在印出时{ties}，每个数值只修约一次。",
        f"结果以{_RESULT_UNITS[policy.unit]}表示，各项结果{_digits(policy.figures)}，{_total(policy)}，"
        f"占比保留{policy.share_decimals}位小数，{_shares(policy)}{_trim(policy)}",
    )


def _digits(digits: Digits) -> str:
    return f"保留{digits.digits}位小数" if digits.style == "decimals" else f"保留{digits.digits}位有效数字"


def _total(policy: Rounding) -> str:
    if policy.total_of == "printed":
        return "合计为表中各阶段修约后数值之和"
    return f"合计由未修约的数值相加后修约一次，{_digits(policy.total)}"


def _shares(policy: Rounding) -> str:
    if policy.shares_of == "printed":
        return "由修约后的数值计算。"
    if policy.total_of == "printed":
        return "由未修约的数值计算；因修约，各项占比之和可能与100%相差末位的几个单位。"
    return "由未修约的数值计算；因修约，表中各项之和可能与合计相差末位的几个单位。"


def _trim(policy: Rounding) -> str:
    return "小数末尾的零不印出。" if policy.trim_zeros else ""
