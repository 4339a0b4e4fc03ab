"""Study files in and out: a whole study with its report content, through the same doors as the pages."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from inventories.files import put
from inventories.unfold import unfold

from accounts.models import User
from accounts.permissions import Action, require
from inventories import assemble as inventory
from inventories.footprint.compute import compute
from inventories.footprint.result import Blocked, Finding, Footprint, Place
from inventories.footprint.rounding import printed
from inventories.models import Study
from reports import assemble, drafts
from reports.models import Report
from reports.snapshot import Result, StudyFile, portable

# What a study that is still being entered may lack; everything else that stops the calculation is an error of the file.
UNKNOWN_YET = frozenset({"amount_missing", "factor_missing", "stage_empty", "output_missing", "legs_missing"})


class Refused(Exception):
    """The file was not imported, and nothing was written; ``findings`` says everything that is wrong."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("；".join(finding.reason for finding in findings))
        self.findings = findings


@dataclass(frozen=True)
class Imported:
    """What an import made; ``report`` is ``None`` when the file had no content."""

    study: Study
    report: Report | None


def import_study(actor: User, document: StudyFile) -> Imported:
    """Write the study, and its report as a draft, in one transaction.

    A result in the file is recomputed, never believed: when it differs the file is refused. The number and the
    agency of the file are not taken over; the study becomes the actor's agency's.
    """
    require(actor, Action.EDIT_CLIENTS, actor)
    require(actor, Action.EDIT_STUDY, actor)
    errors = tuple(_errors(document))
    if errors:
        raise Refused(errors)
    for text in document.files.values():
        put(actor.agency_id, base64.b64decode(text))
    with transaction.atomic():
        study = unfold(actor, document.study)
        report = drafts.start(actor, study, document.content) if document.content is not None else None
    return Imported(study, report)


def export_study(actor: User, study: Study) -> str:
    """The study with the content of its newest report, as the text of a portable file.

    An incomplete study is exported as far as it goes, without a result. Raises ``inventories.assemble.Incomplete``
    when it cannot be a value yet (no functional unit).
    """
    require(actor, Action.VIEW_WORK, study)
    report = Report.objects.filter(study=study).order_by("-pk").first()
    value = inventory.assemble(study)
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
    return portable(document, assemble.picture_files(document, study.agency_id))


def _errors(document: StudyFile) -> list[Finding]:
    outcome = compute(document.study)
    if isinstance(outcome, Blocked):
        return [
            finding
            for finding in outcome.findings
            if finding.severity == "error" and finding.code not in UNKNOWN_YET
        ]
    return _differences(document, outcome.footprint)


def _differences(document: StudyFile, footprint: Footprint) -> list[Finding]:
    if document.result is None or document.result.footprint == footprint:
        return []
    recomputed = printed(document.study, footprint)
    reason = f"文件中的结果 {document.result.printed.total} 与重新计算的结果 {recomputed.total} {recomputed.unit} 不一致。"
    place = Place(path="result", name="核算结果")
    remedy = "请核对文件是否被改动；如以清单数据为准，请删除成员 result 后再导入。"
    return [Finding(severity="error", code="result_differs", place=place, reason=reason, remedy=remedy)]
