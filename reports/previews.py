"""Draft PDFs: the same path as the issued report, with the number 草稿."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, require
from inventories.restrictions import is_restricted
from jobs.models import Job
from jobs.services import enqueue
from reports import assemble
from reports.models import Preview, Report
from reports.snapshot import StudyFile, digest

PREVIEW = "report.preview"


def draft(report: Report) -> StudyFile:
    """The report's content as it stands now. Raises what ``assemble.document`` raises."""
    return assemble.document(report, software=settings.SOFTWARE)


def require_unrestricted(actor: User, report: Report) -> None:
    """Pass for who may see every figure of the study. Raises ``PermissionDenied``.

    A draft has sums in it, and two drafts with another amount in between tell what went into them.
    """
    if is_restricted(actor, report.study):
        raise PermissionDenied(
            _("本项目采用了只供授权人员使用的因子库，草稿中的合计会透露其数值；请由获授权的同事预览。")
        )


def request_preview(actor: User, report: Report) -> Job | Preview:
    """The draft PDF of the present content: there already, or asked for.

    Raises as ``require_unrestricted``, and ``assemble.NotReady`` or ``inventories.assemble.Incomplete`` with all that stands in the way.
    """
    require(actor, Action.VIEW_WORK, report)
    require_unrestricted(actor, report)
    wanted = digest(draft(report))
    made = Preview.objects.filter(report=report, digest=wanted).first()
    if made is not None:
        return made
    # The digest in the key: a change made while a preview is drawn leads to a preview of its own.
    key = f"{report.pk}:{wanted[:16]}"
    return enqueue(PREVIEW, key, {"report": report.pk}, agency=report.agency, requested_by=actor)
