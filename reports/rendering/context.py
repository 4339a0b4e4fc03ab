"""The plain context of the templates: what stands where, as texts and numbers, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from reports.redaction import redacted
from reports.rendering import composition
from reports.rendering.blocks import Block, Paragraph, Ref, Table
from reports.rendering.composition import Composed, ComposedChapter, ComposedSection
from reports.rendering.errors import RenderError
from reports.rendering.facts import Facts
from reports.rendering.interpretation import result_sentence
from reports.rendering.method import BOUNDARY_NAMES
from reports.rendering.outline import all_sections
from reports.rendering.phrases import DASH, clause, joined, per_unit, period_name, product_title, unit_kind
from reports.rendering.tables import table_view
from reports.signing.fields import DEFAULT_ANCHORS, SignatureRole
from reports.snapshot import DRAFT_NUMBER, digest

TITLE = "产品碳足迹评价报告"


@dataclass(frozen=True, slots=True)
class Link:
    """A reference with the number it got."""

    label: str
    anchor: str


def report_context(facts: Facts, composed: Composed) -> dict[str, Any]:
    """Everything that ``report.html`` prints of the data. Raises RenderError."""
    sections = all_sections()
    return {
        "title": TITLE,
        "number": DRAFT_NUMBER if facts.draft else facts.document.number,
        "draft": facts.draft,
        "agency": facts.document.agency,
        "study": facts.study,
        "cover": _cover(facts),
        "declaration": composition.wording(sections["declaration"], facts),
        "statement": _statement(facts, composition.wording(sections["statement"], facts)),
        "anchors": {role.value: DEFAULT_ANCHORS[role] for role in SignatureRole},
        "digest": digest(facts.document),
        "redacted_digest": _redacted_digest(facts),
        "software": facts.document.software,
        "contents": [_entry(chapter) for chapter in composed.chapters],
        "chapters": [_chapter(chapter, composed) for chapter in composed.chapters],
    }


def _redacted_digest(facts: Facts) -> str:
    """The digest of the attached file where figures are withheld from it, else empty."""
    left_out = facts.withheld
    return str(redacted(facts.document, left_out)["redaction"]["digest"]) if left_out else ""


def _cover(facts: Facts) -> list[tuple[str, str]]:
    study = facts.study
    product = study.product
    entries = [
        ("报告编号", DRAFT_NUMBER if facts.draft else facts.document.number),
        ("委托方", study.company.name),
        ("型号规格", "，".join(part for part in (product.model, product.specification) if part)),
        (unit_kind(study.functional_unit), clause(study.functional_unit.description)),
        ("系统边界", BOUNDARY_NAMES[study.boundary.type]),
        ("数据期", period_name(study.period)),
        ("核算机构", facts.document.agency.name),
    ]
    return [entry for entry in entries if entry[1]]


def _statement(facts: Facts, paragraphs: tuple[str, ...]) -> dict[str, Any]:
    study, company = facts.study, facts.study.company
    contacts = "；".join(
        "，".join(part for part in (one.name, one.phone) if part) for one in company.contacts
    )
    particulars = [
        ("委托方", company.name),
        ("地址", company.address),
        ("联系人", contacts),
        ("产品", product_title(study.product)),
        ("核算依据", "、".join(study.standards)),
        ("评价准则", "、".join(study.criteria or study.standards)),
        ("系统边界", BOUNDARY_NAMES[study.boundary.type]),
    ]
    return {
        "paragraphs": paragraphs,
        "particulars": [entry for entry in particulars if entry[1]],
        "period": period_name(study.period),
        "product": study.product.name,
        "unit": f"{facts.printed.unit}{per_unit(study.functional_unit)}",
        "total": facts.printed.total,
        "sentence": result_sentence(facts),
        "signers": _signers(facts),
        "members": joined([person.name for person in facts.people("member")], "、") or DASH,
    }


def _signers(facts: Facts) -> dict[str, str]:
    """Names in the sign-off table. Raises RenderError where one of the three is not named, except in a draft."""
    names = {
        "leader": ("组长", facts.person("leader")),
        "technical_reviewer": ("技术复核人", facts.person("technical_reviewer")),
        "approver": ("批准人", facts.person("approver")),
    }
    missing = [label for label, person in names.values() if person is None]
    if missing and not facts.draft:
        raise RenderError(f"签署栏缺少{joined(missing)}，请先在人员安排中指定。")
    return {duty: DASH if person is None else person.name for duty, (_, person) in names.items()}


def _entry(chapter: ComposedChapter) -> dict[str, Any]:
    """A chapter in the table of contents, with its sections."""
    sections = [section for section in chapter.sections if section.number]
    return {
        "number": chapter.number,
        "title": chapter.title,
        "anchor": chapter.key,
        "annex": chapter.annex,
        "sections": sections,
    }


def _chapter(chapter: ComposedChapter, composed: Composed) -> dict[str, Any]:
    return {
        "number": chapter.number,
        "title": chapter.title,
        "anchor": chapter.key,
        "annex": chapter.annex,
        "sections": [_section(section, composed) for section in chapter.sections],
    }


def _section(section: ComposedSection, composed: Composed) -> dict[str, Any]:
    return {
        "number": section.number,
        "title": section.title,
        "anchor": f"section-{section.key}",
        "blocks": _blocks(section, composed),
    }


def _blocks(section: ComposedSection, composed: Composed) -> list[dict[str, Any]]:
    """A paragraph that leads to a table or a figure stays on its page."""
    shown = [_block(block, composed) for block in section.blocks]
    for block, after in pairwise(shown):
        block["leads"] = isinstance(block["block"], Paragraph) and "label" in after
    return shown


def _block(block: Block, composed: Composed) -> dict[str, Any]:
    shown: dict[str, Any] = {"template": f"reports/pdf/audit/blocks/{block.template}.html", "block": block}
    if isinstance(block, Paragraph):
        shown["parts"] = [_part(part, composed) for part in block.parts]
    elif isinstance(block, Table):
        shown |= table_view(block)
    key = getattr(block, "key", None)
    if key is not None:
        shown["label"] = composed.labels[key]
    return shown


def _part(part: str | Ref, composed: Composed) -> str | Link:
    return Link(composed.labels[part.key], part.key) if isinstance(part, Ref) else part
