"""What must be there before a report can be submitted, all of it at once, with the place and the way out."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from inventories.approvals import unapproved
from inventories.assemble import Incomplete
from inventories.factor_versions import out_of_date_findings
from inventories.footprint.result import Finding, Place
from reports import assemble, disclosing, duties
from reports.models import Report
from reports.models.content import REQUIRED_ROLE
from reports.models.report import Duty
from reports.numbering import number_from
from reports.rendering.document import content_findings


class NotReady(Exception):
    """The report cannot be submitted; ``findings`` says why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("；".join(finding.reason for finding in findings))
        self.findings = findings


def findings(report: Report) -> tuple[Finding, ...]:
    """Errors that block submission; warnings of the study are shown beside but do not block."""
    return (
        *_study_findings(report),
        *unapproved(report.study),
        *out_of_date_findings(report.study),
        *_people_findings(report),
        *_number_findings(report),
    )


def require_ready(report: Report) -> None:
    """Raise ``NotReady`` with all errors, or pass."""
    errors = tuple(finding for finding in findings(report) if finding.severity == "error")
    if errors:
        raise NotReady(errors)


def _study_findings(report: Report) -> tuple[Finding, ...]:
    try:
        document = assemble.document(report)
    except (Incomplete, assemble.NotReady) as obstacle:
        return tuple(obstacle.findings)
    return (*content_findings(document), *disclosing.findings(document))


def _people_findings(report: Report) -> Iterator[Finding]:
    """What the names tell, and what only the accounts behind them do."""
    yield from duties.findings(assemble.content(report))
    for member in report.team.select_related("user").filter(duty__in=[*REQUIRED_ROLE]):
        duty, role = Duty(member.duty), REQUIRED_ROLE[Duty(member.duty)]
        if member.user is None:
            reason = _("%(duty)s%(name)s没有对应的系统账户，无法签署。") % {
                "duty": duty.label,
                "name": member.name,
            }
            yield _error("people", str(duty.label), reason, _("请在“人员安排”中选择系统账户。"))
        elif not member.user.is_active or role not in member.user.roles:
            reason = _("%(name)s的账户已停用，或没有“%(role)s”角色。") % {
                "name": member.name,
                "role": role.label,
            }
            yield _error("people", str(duty.label), reason, _("请改派，或由机构管理员调整其角色。"))


def _number_findings(report: Report) -> Iterator[Finding]:
    if report.number:
        return
    try:
        number_from(report.agency.number_pattern, timezone.localdate().year, 1)
    except ValidationError as error:
        yield _error("number", _("报告编号"), error.messages[0], _("请由机构管理员在机构设置中修改。"))


def _error(path: str, name: str, reason: str, remedy: str) -> Finding:
    return Finding(
        severity="error",
        code=f"report.{path}",
        place=Place(path=f"content.{path}", name=str(name)),
        reason=str(reason),
        remedy=str(remedy),
    )
