"""Moving a report on: start, submit, sign with the password, return, correct."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.confirmation import confirm
from accounts.models import User
from accounts.pages import person, posted_version
from inventories.models import Study
from reports import drafts, workflow
from reports.views.common import move_page, working_report_of


@require_POST
def start(request: HttpRequest, study_pk: int) -> HttpResponse:
    """A draft report of a study; an existing open one is shown instead."""
    actor = person(request)
    study = get_object_or_404(Study.objects.visible_to(actor), pk=study_pk)
    try:
        report = drafts.start(actor, study)
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
        return redirect("report_list")
    return redirect("report_detail", report.pk)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the content; the page then shows how the PDF is made."""
    report = working_report_of(request, pk)
    return move_page(
        request,
        report,
        lambda who: workflow.submit(who, report, version=posted_version(request)),
        said=_("报告已提交，正在制作。"),
    )


@sensitive_post_parameters("password")
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The awaited signature, with the password entered again."""
    report = working_report_of(request, pk)
    duty = workflow.next_duty(report)

    def act(actor: User) -> object:
        if duty is None:
            raise ValidationError(_("报告现在不等待签署，请刷新页面。"))
        workflow.require_signer(actor, report, duty)
        confirmed = confirm(request, request.POST.get("password", ""))
        return workflow.sign(actor, report, duty, confirmed, version=posted_version(request))

    return move_page(request, report, act, said=_("正在签署。"))


@require_POST
def return_for_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Reopen the content, with the reason."""
    report = working_report_of(request, pk)
    reason = request.POST.get("reason", "")
    return move_page(
        request,
        report,
        lambda who: workflow.return_for_changes(who, report, reason, version=posted_version(request)),
        said=_("报告已退回，内容可以修改。"),
    )


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft that will supersede this issued report."""
    report = working_report_of(request, pk)
    return move_page(
        request, report, lambda who: drafts.correct(who, report), said=_("已建立更正报告的草稿。")
    )
