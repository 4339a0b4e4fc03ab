"""Placeholders such as 〔产品名称〕: what a consultant's text may name, and the data that stands there when rendered.

Digits alone in these brackets (国发〔2021〕23号) are the number of an official document and are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from reports.content import Duty
from reports.rendering import amounts, declaration, interpretation, method
from reports.rendering.errors import RenderError
from reports.rendering.facts import Facts
from reports.rendering.phrases import (
    NONE,
    clause,
    joined,
    per_unit,
    period_name,
    period_text,
    plain,
    unit_kind,
)

_BRACKETS = re.compile(r"〔([^〔〕]*)〕")
_DOCUMENT_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name to write between 〔 and 〕, what it means, and how its text is found."""

    name: str
    meaning: str
    value: Callable[[Facts], str]


def _names(facts: Facts, duty: Duty) -> str:
    return joined([person.name for person in facts.people(duty)])


def _libraries(facts: Facts) -> str:
    names = [
        f"{library.name}{f' {library.version}' if library.version else ''}"
        for library in facts.study.libraries
    ]
    return joined(names) or NONE


def _largest(facts: Facts) -> str:
    largest = facts.interpretation.largest
    return "" if largest is None else largest.label


def _largest_share(facts: Facts) -> str:
    largest = facts.interpretation.largest
    return "" if largest is None else facts.stage_by_key[largest.key].printed.share


_PLACEHOLDERS = (
    Placeholder("报告编号", "报告的编号", lambda facts: facts.document.number),
    Placeholder("核算机构", "出具报告的机构名称", lambda facts: facts.document.agency.name),
    Placeholder("核算机构地址", "出具报告的机构地址", lambda facts: facts.document.agency.address),
    Placeholder("软件", "核算所用的软件及版本", lambda facts: facts.document.software),
    Placeholder("委托方", "委托方名称", lambda facts: facts.study.company.name),
    Placeholder("委托方地址", "委托方地址", lambda facts: facts.study.company.address),
    Placeholder("产品名称", "产品名称", lambda facts: facts.study.product.name),
    Placeholder("产品型号", "产品型号", lambda facts: facts.study.product.model),
    Placeholder("产品规格", "产品规格", lambda facts: facts.study.product.specification),
    Placeholder("数据期", "数据期的首日和末日", lambda facts: period_text(facts.study.period)),
    Placeholder("数据年份", "数据期的简称，例如 2023年", lambda facts: period_name(facts.study.period)),
    Placeholder("单位类型", "功能单位或声明单位", lambda facts: unit_kind(facts.study.functional_unit)),
    Placeholder(
        "功能单位", "功能单位或声明单位的说明", lambda facts: clause(facts.study.functional_unit.description)
    ),
    Placeholder("功能单位数量", "数量和单位，例如 1 件", lambda facts: _unit_amount(facts)),
    Placeholder(
        "基准流", "功能单位的基准流", lambda facts: clause(facts.study.functional_unit.reference_flow)
    ),
    Placeholder(
        "边界类型", "例如 从摇篮到大门", lambda facts: method.BOUNDARY_NAMES[facts.study.boundary.type]
    ),
    Placeholder("边界说明", "说明系统边界起止的一句话", lambda facts: method.boundary_sentence(facts.study)),
    Placeholder("部分碳足迹说明", "结果是否为部分碳足迹", lambda facts: method.partial_sentence(facts.study)),
    Placeholder(
        "边界内过程", "系统边界内的过程", lambda facts: method.process_names(method.included(facts.study))
    ),
    Placeholder(
        "边界外过程", "系统边界外的过程", lambda facts: method.process_names(facts.study.boundary.excluded)
    ),
    Placeholder(
        "生命周期阶段", "各阶段的名称", lambda facts: joined([stage.label for stage in facts.study.stages])
    ),
    Placeholder("采用标准", "核算采用的标准", lambda facts: joined(facts.study.standards)),
    Placeholder(
        "评价准则", "评价依据的准则", lambda facts: joined(facts.study.criteria or facts.study.standards)
    ),
    Placeholder("特征化因子集", "全球变暖潜势的出处", lambda facts: facts.study.gwp_set.name),
    Placeholder("时间跨度", "特征化因子的时间跨度", lambda facts: f"{facts.study.gwp_set.horizon_years}年"),
    Placeholder("因子库", "所用因子库的名称", _libraries),
    Placeholder("碳足迹", "结果、单位和功能单位，例如 5.7085 kgCO2e/件", amounts.total),
    Placeholder("碳足迹数值", "结果的数值", lambda facts: facts.printed.total),
    Placeholder("结果单位", "结果的单位，例如 kgCO2e/件", lambda facts: _result_unit(facts)),
    Placeholder("最大阶段", "贡献最大的阶段", _largest),
    Placeholder("最大阶段占比", "贡献最大的阶段的占比", _largest_share),
    Placeholder(
        "阶段排序", "各阶段由大到小的说明", lambda facts: "".join(interpretation.ranking_sentences(facts))
    ),
    Placeholder("主要排放源", "主要清单数据由大到小的说明", interpretation.hot_spot_sentence),
    Placeholder("初级数据说明", "初级、次级数据项数和占比的说明", interpretation.data_sentence),
    Placeholder(
        "修约规则", "数值修约的说明", lambda facts: "".join(method.rounding_sentences(facts.study.rounding))
    ),
    Placeholder(
        "有效期", "报告有效期，例如 2年", lambda facts: f"{facts.content.declaration.validity_years}年"
    ),
    Placeholder("使用限制", "声明中的使用限制，未填写时为通用的一句", declaration.use_limits),
    Placeholder("其他声明", "声明中的其他声明，没有时为“无。”", declaration.other_statements),
    Placeholder("评价结论", "评价经过和是否符合准则的结论", declaration.conformity),
    Placeholder("结果说明", "数据期、产品和结果的一句话", interpretation.result_sentence),
    Placeholder("组长", "评价组组长", lambda facts: _names(facts, "leader")),
    Placeholder("组员", "评价组成员", lambda facts: _names(facts, "member")),
    Placeholder("技术复核人", "技术复核人", lambda facts: _names(facts, "technical_reviewer")),
    Placeholder("批准人", "批准人", lambda facts: _names(facts, "approver")),
)
_BY_NAME = {placeholder.name: placeholder for placeholder in _PLACEHOLDERS}


def _unit_amount(facts: Facts) -> str:
    unit = facts.study.functional_unit
    return f"{plain(unit.amount)} {unit.unit}"


def _result_unit(facts: Facts) -> str:
    return f"{facts.printed.unit}{per_unit(facts.study.functional_unit)}"


def placeholders() -> tuple[Placeholder, ...]:
    """All placeholders, in the order in which a form's help shows them."""
    return _PLACEHOLDERS


def unknown_placeholders(text: str) -> tuple[str, ...]:
    """Names between 〔 and 〕 that are no placeholder, each once; for the form that takes the text."""
    names = (name.strip() for name in _BRACKETS.findall(text))
    return tuple(dict.fromkeys(name for name in names if name not in _BY_NAME and not _is_number(name)))


def bind(text: str, facts: Facts, section: str) -> str:
    """The text with its placeholders filled. ``section`` is the title that an error names.

    Raises RenderError for an unknown placeholder, and for one without data unless the report is a draft, where
    the gap is printed as 〔…：未填写〕.
    """
    return _BRACKETS.sub(lambda match: _filled(match[1].strip(), facts, section), text)


def _filled(name: str, facts: Facts, section: str) -> str:
    if _is_number(name):
        return f"〔{name}〕"
    placeholder = _BY_NAME.get(name)
    if placeholder is None:
        raise RenderError(
            f"“{section}”一节的文字中有不认识的占位符〔{name}〕，请改正或删去；可用的占位符见编辑页的说明。"
        )
    value = placeholder.value(facts)
    if value:
        return value
    if facts.draft:
        return f"〔{name}：未填写〕"
    raise RenderError(
        f"“{section}”一节用到了占位符〔{name}〕，但没有填写相应的数据，请补充数据或改写这段文字。"
    )


def _is_number(name: str) -> bool:
    return _DOCUMENT_NUMBER.fullmatch(name) is not None
