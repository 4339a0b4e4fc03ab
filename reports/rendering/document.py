"""The report as a PDF: from the frozen study file and its pictures to bytes, without a table and without a network.

``render`` is the one door; ``sections`` and ``placeholders`` tell the page that edits content what there is, and
``content_findings`` says before submission what ``render`` would refuse.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string

from inventories.footprint.disclosure import withheld
from inventories.footprint.result import Finding, Place
from reports.content import SectionText
from reports.redaction import portable_redacted, redacted
from reports.rendering import composition, pdf
from reports.rendering.context import report_context
from reports.rendering.errors import RenderError
from reports.rendering.facts import Facts
from reports.rendering.finishing import finisher
from reports.rendering.outline import SectionInfo, all_sections, plain_title, sections
from reports.rendering.placeholders import Placeholder, placeholders, unknown_placeholders
from reports.rendering.resources import resources
from reports.signing.fields import SignatureSlot, slots_from_anchors
from reports.snapshot import StudyFile, portable

__all__ = [
    "Placeholder",
    "RenderError",
    "Rendered",
    "SectionInfo",
    "content_findings",
    "placeholders",
    "render",
    "sections",
    "unknown_placeholders",
]

TEMPLATE = "reports/pdf/audit/report.html"
STYLE = "reports/pdf/audit/report.css"
ATTACHMENT = "study.json"


@dataclass(frozen=True, slots=True)
class Rendered:
    """The PDF, its number of pages with the cover, and where its empty signature fields are (none in a draft)."""

    pdf: bytes
    pages: int
    slots: tuple[SignatureSlot, ...]


def render(
    document: StudyFile,
    pictures: Mapping[str, bytes],
    *,
    draft: bool,
    trial: bool,
    made_at: datetime.datetime,
) -> Rendered:
    """The report of a computed study. ``pictures``: bytes by digest. ``made_at``: aware, goes into the metadata.

    A draft is marked as such and has no signature fields; ``trial`` says in it that its signatures prove nothing.
    The same arguments give the same bytes. Raises RenderError, with everything as it was.
    """
    facts = Facts(document, draft)
    composed = composition.compose(facts)
    context = report_context(facts, composed) | {
        "trial": trial,
        "made_at": made_at.isoformat(timespec="seconds"),
        "justified": pdf.can_justify(),
    }
    written = pdf.write(
        pdf.Manuscript(
            html=render_to_string(TEMPLATE, context),
            css=render_to_string(STYLE, context),
            resources=resources(composed, pictures),
            attachments=(_study_file(document, pictures),),
            made_at=made_at,
            finisher=finisher(with_fields=not draft),
        )
    )
    slots = () if draft else slots_from_anchors(written.document)
    return Rendered(written.data, len(written.document.pages), slots)


def _study_file(document: StudyFile, pictures: Mapping[str, bytes]) -> pdf.Attached:
    """The frozen study as a file that this system reads again; without the figures that are withheld, as one to look at."""
    left_out = withheld(document.study)
    if left_out:
        description = "核算项目文件（隐去授权数据）：报告所依据的其余数据和结果"
        text = portable_redacted(redacted(document, left_out), pictures)
    else:
        description = "核算项目文件：报告所依据的全部数据和结果"
        text = portable(document, pictures)
    return pdf.Attached(ATTACHMENT, description, text.encode(), "Data")


def content_findings(document: StudyFile) -> tuple[Finding, ...]:
    """What ``render`` would refuse in the report's content, all of it; empty when nothing stands in the way."""
    facts = Facts(document)
    found: list[Finding] = []
    for index, chosen in enumerate(facts.content.sections):
        found += _section_findings(index, chosen)
    if not found:
        found += _wording_findings(facts)
    return tuple(found)


def _section_findings(index: int, chosen: SectionText) -> list[Finding]:
    """An unknown section, one that must not be left out, or placeholders that are none."""
    section = all_sections().get(chosen.key)
    place = f"content.sections[{index}]"
    if section is None:
        return [
            _error(
                "section",
                f"{place}.key",
                chosen.key,
                f"报告模板中没有章节“{chosen.key}”。",
                "请删去这一节的文字。",
            )
        ]
    found = []
    if not chosen.included and not section.optional:
        reason = f"“{plain_title(section)}”一节不能省略。"
        found.append(_error("section", f"{place}.included", plain_title(section), reason, "请恢复这一节。"))
    for name in unknown_placeholders(chosen.text):
        reason = f"文字中有不认识的占位符〔{name}〕。"
        found.append(
            _error(
                "placeholder",
                f"{place}.text",
                plain_title(section),
                reason,
                "请改正或删去，可用的占位符见编辑页。",
            )
        )
    return found


def _wording_findings(facts: Facts) -> list[Finding]:
    """Placeholders that have no data, section by section."""
    found = []
    for section in all_sections().values():
        if not composition.is_shown(section, facts):
            continue
        try:
            composition.wording(section, facts)
        except RenderError as error:
            remedy = "请补充数据或改写这段文字。"
            found.append(
                _error(
                    "placeholder", f"content.sections.{section.key}", plain_title(section), str(error), remedy
                )
            )
    return found


def _error(code: str, path: str, name: str, reason: str, remedy: str) -> Finding:
    place = Place(path=path, name=name)
    return Finding(severity="error", code=f"report.{code}", place=place, reason=reason, remedy=remedy)
