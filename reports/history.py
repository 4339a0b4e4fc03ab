"""What belongs to one report: its live revision and file, signatures, previews, jobs, acts, its correction.

For pages and API that have the report through ``visible_to`` already: who may know of a report may know of these.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.models import AuditEntry
from jobs.models import UNFINISHED, Job
from jobs.models import State as JobState
from reports import previews, workflow
from reports.models import Comment, Preview, Report, Revision, Signature
from reports.models.content import ContentRow


def current_revision(report: Report) -> Revision | None:
    """The submission that is being signed or was issued; ``None`` for a draft."""
    return Revision.objects.filter(report=report, discarded=False).first()


def made_revision(report: Report) -> Revision | None:
    """The same, if its file is made."""
    return Revision.objects.filter(report=report, discarded=False).exclude(current="").first()


def signatures_of(report: Report) -> list[Signature]:
    """The signatures in the report's file, in the order of signing."""
    return list(Signature.objects.filter(revision__report=report, revision__discarded=False))


def preview_of(report: Report) -> Preview | None:
    """The last draft PDF."""
    return Preview.objects.filter(report=report).first()


def correction_of(report: Report) -> Report | None:
    """The report that supersedes this one, or will."""
    return Report.objects.filter(supersedes=report).first()


def acts_on(report: Report, most: int) -> list[AuditEntry]:
    """The latest acts, newest first."""
    return list(AuditEntry.objects.filter(subject_type="Report", subject_id=report.pk)[:most])


def last_return(report: Report) -> Comment | None:
    """Why the report was sent back last."""
    return Comment.objects.filter(report=report, returned=True).select_related("author").last()


def latest_job(report: Report, revision: Revision | None) -> Job | None:
    """The job that a page should show: one under way, or one that failed last."""
    mine = Q(kind=previews.PREVIEW, args__report=report.pk)
    if revision is not None:
        mine |= Q(kind__in=[workflow.PREPARE, workflow.SIGN, workflow.SEAL], args__revision=revision.pk)
    latest = Job.objects.filter(mine, agency_id=report.agency_id).order_by("-pk").first()
    if latest is None or (latest.state not in UNFINISHED and latest.state != JobState.FAILED):
        return None
    return latest


def count_of(kind: type[ContentRow], report: Report) -> int:
    """How many rows of one part of the content there are. Each part names its report by the same column."""
    of_report: Any = {"report": report}
    return kind.objects.filter(**of_report).count()
