"""Draft PDFs: the same path as the issued report, with the number 草稿."""

from __future__ import annotations

from django.conf import settings

from accounts.models import User
from accounts.permissions import Action, require
from jobs.models import Job
from jobs.services import enqueue
from reports import assemble
from reports.models import Preview, Report
from reports.snapshot import StudyFile, digest

PREVIEW = "report.preview"


def draft(report: Report) -> StudyFile:
    """The report's content as it stands now. Raises what ``assemble.document`` raises."""
    return assemble.document(report, software=settings.SOFTWARE)


def request_preview(actor: User, report: Report) -> Job | Preview:
    """The draft PDF of the present content: there already, or asked for.

    Raises ``assemble.NotReady`` or ``inventories.assemble.Incomplete`` with all that stands in the way.
    """
    require(actor, Action.VIEW_WORK, report)
    wanted = digest(draft(report))
    made = Preview.objects.filter(report=report, digest=wanted).first()
    if made is not None:
        return made
    # The digest in the key: a change made while a preview is drawn leads to a preview of its own.
    key = f"{report.pk}:{wanted[:16]}"
    return enqueue(PREVIEW, key, {"report": report.pk}, agency=report.agency, requested_by=actor)
