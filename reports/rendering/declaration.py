"""Sentences of the first pages: limits of use, other statements, and whether the criteria are met."""

from __future__ import annotations

from reports.rendering.errors import RenderError
from reports.rendering.facts import Facts
from reports.rendering.phrases import NONE, joined, sentence


def use_limits(facts: Facts) -> str:
    """The agency's own limits, else that the report serves to assess this product's footprint and nothing else."""
    own = sentence(facts.content.declaration.use_limits)
    return own or f"本报告仅用于评价{facts.study.product.name}的碳足迹，不用于其他用途。"


def other_statements(facts: Facts) -> str:
    return sentence(facts.content.declaration.other_statements) or f"{NONE}。"


def conformity(facts: Facts) -> str:
    """How the assessment was done, and what it came to; nonconformities that are open are not passed over."""
    if not (facts.study.criteria or facts.study.standards) and not facts.draft:
        raise RenderError("没有填写评价准则或采用标准，无法作出是否符合准则的结论，请在核算项目中补充。")
    steps = ["文件评审", *(["现场评价"] if facts.has_site_visit else []), "技术复核"]
    remaining = open_nonconformities(facts)
    if remaining:
        return f"评价经{joined(steps)}，尚有{remaining}项不符合项未关闭，待其关闭后作出是否符合准则的结论。"
    return f"经{joined(steps)}，该产品的碳足迹核算符合上述准则的要求，数据来源和计算过程可以追溯。"


def open_nonconformities(facts: Facts) -> int:
    """How many nonconformities are not closed."""
    return sum(item.grade == "nonconformity" and item.closed_on is None for item in facts.content.findings)
