"""The outline of the audit-style report: chapters, sections, what each holds, which may be left out.

A section prints its text first and its tables and figures after it. The text is the consultant's where there is one,
else the study's own (purpose, uncertainty), else the default wording under ``templates/reports/pdf/audit/wording``.
What is generated from the data is never replaced by text, so that no wording can stand against the figures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string

from reports.rendering.blocks import Blocks
from reports.rendering.facts import Facts
from reports.rendering.sections import (
    annexes,
    assessment,
    client,
    factors,
    inventory,
    quality,
    results,
    scope,
)

WORDING = "reports/pdf/audit/wording"


def _nothing(facts: Facts) -> Blocks:
    return ()


def _always(facts: Facts) -> bool:
    return True


def _no_text(facts: Facts) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Section:
    """One section. ``has_data``: whether there is anything to say; without, an optional section is left out.

    ``worded``: has a default wording. ``own_text``: text that the study holds for it, which goes before the
    default. ``text_last``: the text closes the section instead of opening it.
    """

    key: str
    title: str
    blocks: Callable[[Facts], Blocks] = _nothing
    worded: bool = False
    optional: bool = False
    has_data: Callable[[Facts], bool] = _always
    own_text: Callable[[Facts], str] = _no_text
    text_last: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter or annex. One that has a single section of the same title prints no second heading."""

    title: str
    sections: tuple[Section, ...]
    annex: bool = False


@dataclass(frozen=True, slots=True)
class SectionInfo:
    """A section as the page that edits a report's content shows it. ``wording`` may hold placeholders."""

    key: str
    title: str
    chapter: str
    may_be_left_out: bool
    wording: str


FRONT = Chapter(
    "声明与结论", (Section("declaration", "声明", worded=True), Section("statement", "核算结论", worded=True))
)

CHAPTERS = (
    Chapter(
        "基本情况",
        (
            Section("client", "委托方基本信息", client.particulars),
            Section(
                "introduction",
                "企业介绍",
                client.introduction,
                optional=True,
                has_data=client.has_introduction,
            ),
            Section("product", "产品介绍", client.product),
            Section("functions", "产品功能", client.functions, optional=True, has_data=client.has_functions),
            Section("pictures", "产品图片", client.pictures, optional=True, has_data=client.has_pictures),
            Section("production", "生产工艺", client.production),
            Section(
                "equipment", "主要生产设备", client.equipment, optional=True, has_data=client.has_equipment
            ),
        ),
    ),
    Chapter(
        "目的与范围",
        (
            Section(
                "purpose", "评价目的", scope.purpose, worded=True, own_text=lambda facts: facts.study.purpose
            ),
            Section("use", "用途与沟通对象", scope.use, worded=True),
            Section("unit", "〔单位类型〕", scope.unit, worded=True),
            Section("boundary", "系统边界", scope.boundary, worded=True),
            Section("criteria", "评价准则", scope.criteria),
            Section("cut_off", "取舍准则", scope.cut_off),
            Section("allocation", "分配", scope.allocation),
            Section("assumptions", "假设与限制", scope.assumptions),
            Section("impact", "影响类型与评价方法", scope.impact, worded=True),
            Section("data_requirements", "数据质量要求", worded=True),
            Section("software", "软件和数据库", scope.software),
        ),
    ),
    Chapter(
        "评价过程",
        (
            Section("team", "人员安排", assessment.team),
            Section("schedule", "时间安排", assessment.schedule),
            Section("review", "文件评审", assessment.review, worded=True),
            Section("programme", "现场评价", assessment.programme, optional=True),
            Section("findings", "核查发现", assessment.findings),
            Section("technical_review", "报告编写及技术评审", assessment.technical_review, worded=True),
        ),
    ),
    Chapter(
        "生命周期清单",
        (
            Section("collection", "数据收集", inventory.collection, worded=True),
            Section("process_information", "过程基本信息", inventory.process_information),
            Section("identification", "碳足迹识别", inventory.identification),
            Section("activity", "活动数据", inventory.activity),
            Section("transport", "运输数据", inventory.transport),
            Section("factors", "排放因子", factors.factors),
        ),
    ),
    Chapter(
        "碳足迹计算",
        (
            Section("formulas", "计算公式", results.formulas, worded=True),
            Section("by_line", "清单数据的计算结果", results.by_line),
            Section("by_stage", "生命周期阶段的计算结果", results.by_stage),
        ),
    ),
    Chapter(
        "结果解释",
        (
            Section("explanation", "结果说明", results.explanation),
            Section("sensitivity", "敏感性分析", results.sensitivity),
            Section("uncertainty", "不确定性分析", worded=True, own_text=results.own_uncertainty),
            Section("quality", "数据质量评价", quality.rating, optional=True, has_data=quality.is_rated),
            Section("suggestions", "改进建议", results.suggestions),
        ),
    ),
    Chapter("结论", (Section("conclusion", "结论", results.conclusion, worded=True, text_last=True),)),
    Chapter("支持性文件清单", (Section("documents", "支持性文件清单", annexes.documents),), annex=True),
    Chapter(
        "专家名单",
        (Section("experts", "专家名单", annexes.experts, optional=True, has_data=annexes.has_experts),),
        annex=True,
    ),
    Chapter(
        "数据库介绍",
        (
            Section(
                "libraries",
                "数据库介绍",
                annexes.libraries,
                optional=True,
                has_data=annexes.has_introductions,
            ),
        ),
        annex=True,
    ),
)


def all_sections() -> dict[str, Section]:
    """Every section by its key, in the order of the report."""
    return {section.key: section for chapter in (FRONT, *CHAPTERS) for section in chapter.sections}


def default_wording(section: Section) -> str:
    """The default text of a section with its placeholders, one paragraph a line; empty where it has none."""
    if not section.worded:
        return ""
    # Rendered as plain text: the only brackets in it are 〔〕, which are filled when the report is composed.
    return render_to_string(f"{WORDING}/{section.key}.txt").strip()


def sections() -> tuple[SectionInfo, ...]:
    """All sections in the order of the report, for the page that edits its content."""
    return tuple(
        SectionInfo(
            section.key, plain_title(section), chapter.title, section.optional, default_wording(section)
        )
        for chapter in (FRONT, *CHAPTERS)
        for section in chapter.sections
    )


def plain_title(section: Section) -> str:
    """The title before it is known which kind of unit a study has."""
    return section.title.replace("〔单位类型〕", "功能单位或声明单位")
