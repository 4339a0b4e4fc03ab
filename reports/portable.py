"""Study files in and out: a whole study with its report content, through the same doors as the pages."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.permissions import Action, require
from factors.models import Library
from factors.visibility import hidden_libraries
from inventories import assemble as inventory
from inventories.assembly.factors import OWN_COLLECTION
from inventories.footprint.compute import compute
from inventories.footprint.disclosure import Withheld, withheld
from inventories.footprint.findings import Found, Spot
from inventories.footprint.restriction import restriction
from inventories.footprint.result import Blocked, Finding, Footprint, Place
from inventories.footprint.rounding import printed
from inventories.models import Study
from inventories.unfold import Refused, unfold
from reports import assemble, drafts, duties
from reports.models import Report, Revision
from reports.redaction import portable_redacted, redacted
from reports.rendering.document import sections
from reports.snapshot import Result, StudyFile, canonical_text, portable

# What a study that is still being entered may lack; everything else that stops the calculation is an error of the file.
UNKNOWN_YET = frozenset(
    {
        "missing_amount",
        "missing_factor",
        "missing_mass",
        "missing_output",
        "no_legs",
        "leg_not_given",
        "no_stages",
        "stage_without_lines",
        "empty_inventory",
    }
)


@dataclass(frozen=True)
class Imported:
    """What an import made; ``report`` is ``None`` when the file had no content."""

    study: Study
    report: Report | None


def import_study(actor: User, document: StudyFile) -> Imported:
    """Write the study, and its report as a draft, in one transaction.

    A result in the file is recomputed, never believed: when it differs the file is refused. The number and the
    agency of the file are not taken over; the study becomes the actor's agency's. Raises ``Refused`` with everything
    that is wrong; nothing is written then.
    """
    require(actor, Action.EDIT_CLIENTS, actor)
    require(actor, Action.EDIT_STUDY, actor)
    found = Found(_errors(document))
    if found.blocking:
        raise Refused(found)
    files = {name: base64.b64decode(text) for name, text in document.files.items()}
    with transaction.atomic():
        study = unfold(actor, document.study, files=files)
        report = drafts.start(actor, study, document.content) if document.content is not None else None
    return Imported(study, report)


def export_study(actor: User, study: Study) -> str:
    """The study with the content of its newest report, as the text of a portable file.

    An incomplete study is exported as far as it goes, without a result. Who is not named for a library whose factors
    it uses gets the file without these figures (``reports.redaction``) and without what they lead to, as the pages of
    the study show it. Raises ``inventories.assemble.Incomplete`` when
    it cannot be a value yet (no functional unit).
    """
    require(actor, Action.VIEW_WORK, study)
    report = Report.objects.filter(study=study).order_by("-pk").first()
    assembled = inventory.assemble_rows(study)
    value = assembled.study
    outcome = compute(value)
    result = None
    if not isinstance(outcome, Blocked):
        result = Result(footprint=outcome.footprint, printed=printed(value, outcome.footprint))
    document = StudyFile(
        format="pcf-study",
        version=1,
        software=settings.SOFTWARE,
        number=report.number if report is not None else "",
        agency=assemble.agency_particulars(study.agency),
        study=value,
        content=assemble.content(report) if report is not None else None,
        result=result,
    )
    pictures = assemble.picture_files(document, study.agency_id)
    unseen = hidden_libraries(actor)
    keys = frozenset(key for key, library in assembled.libraries.items() if library in unseen)
    if keys:
        shown = restriction(value, keys).printed(result.printed) if result is not None else None
        return portable_redacted(redacted(assemble.salted(document), Withheld(keys), shown), pictures)
    return portable(document, pictures)


def frozen_study(actor: User, revision: Revision) -> str:
    """The frozen study file of a submission: exactly the text that its SHA-256 is of, to those who may see all figures.

    Others get it without the figures of the libraries for named people, which are found by name and version; of their
    lines with the results that the report shows.
    """
    require(actor, Action.VIEW_WORK, revision)
    document = StudyFile.model_validate_json(revision.snapshot)
    rows = Library.objects.filter(pk__in=hidden_libraries(actor)).values_list("name", "release")
    unseen = set(rows)
    names = {library.key: (library.name, library.version) for library in document.study.libraries}
    keys = frozenset(
        factor.key
        for factor in document.study.factors
        if names.get(factor.library or "", (OWN_COLLECTION, "")) in unseen
    )
    if not keys:
        return revision.snapshot
    theirs = Withheld(keys)
    silent = withheld(document.study).results
    results = {
        line.key for line in document.study.lines if line.key in silent and theirs.hides_factor_of(line)
    }
    return canonical_text(redacted(document, Withheld(keys, frozenset(results))))


def _errors(document: StudyFile) -> list[Finding]:
    content = [finding for finding in duties.findings(document.content) if finding.code == duties.DOUBLED]
    content += _section_errors(document)
    outcome = compute(document.study)
    if isinstance(outcome, Blocked):
        return [*content, *(finding for finding in outcome.findings if finding.code not in UNKNOWN_YET)]
    return [*content, *_differences(document, outcome.footprint)]


def _section_errors(document: StudyFile) -> list[Finding]:
    """A text for a section that the template does not have would be kept and never be printed; of two, one would."""
    known = {section.key for section in sections()}
    texts = document.content.sections if document.content is not None else ()
    met: set[str] = set()
    found = Found()
    for index, text in enumerate(texts):
        spot = Spot(f"content.sections[{index}].key", text.key)
        if text.key not in known:
            reason = f"报告模板中没有章节“{text.key}”。"
            found.error("unknown_section", spot, reason, "请改用模板中的章节，或删去这一节。")
        if text.key in met:
            reason = f"章节“{text.key}”出现了不止一次。"
            found.error("doubled_section", spot, reason, "每个章节只能有一处文字，请合并或删去多余的。")
        met.add(text.key)
    return found.findings


def _differences(document: StudyFile, footprint: Footprint) -> list[Finding]:
    if document.result is None or document.result.footprint == footprint:
        return []
    recomputed = printed(document.study, footprint)
    reason = f"文件中的结果 {document.result.printed.total} 与重新计算的结果 {recomputed.total} {recomputed.unit} 不一致。"
    place = Place(path="result", name="核算结果")
    remedy = "请核对文件是否被改动；如以清单数据为准，请删除成员 result 后再导入。"
    return [Finding(severity="error", code="result_differs", place=place, reason=reason, remedy=remedy)]
