"""Moving a report on: start, submit, sign with the password, return, correct.

What is refused leaves everything as it was and shows the page again, with what was entered and the reason.
"""

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
from accounts.permissions import Action, require
from inventories.models import Study
from reports import drafts, workflow
from reports.forms import ReturnForm, SignForm
from reports.models import Report
from reports.models.report import State
from reports.views.detail import detail_page
from reports.views.workspace import reason_in, refusal_of, report_of, working_report_of


@require_POST
def start(request: HttpRequest, study_pk: int) -> HttpResponse:
    """A draft report of a study; the one that is not issued yet is shown instead of a second."""
    actor = person(request)
    study = get_object_or_404(Study.objects.visible_to(actor), pk=study_pk)
    require(actor, Action.EDIT_REPORT, study)
    begun = Report.objects.visible_to(actor).filter(study=study).exclude(state=State.ISSUED).first()
    if begun is not None:
        return redirect("report_detail", begun.pk)
    made: list[Report] = []
    refusal = refusal_of(request, lambda who: made.append(drafts.start(who, study)))
    if refusal is not None:
        refusal.tell(request)
        return redirect("study_detail", study_pk)
    messages.success(request, _("已建立报告草稿，请补充各部分内容。"))
    return redirect("report_detail", made[0].pk)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the content; the page then shows how the PDF is made."""
    report = working_report_of(request, pk)
    refusal = refusal_of(request, lambda who: workflow.submit(who, report, version=posted_version(request)))
    if refusal is not None:
        refusal.tell(request)
        return detail_page(request, report_of(request, pk), status=refusal.status)
    messages.success(request, _("报告已提交，正在制作。"))
    return redirect("report_detail", pk)


@sensitive_post_parameters("password")
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The awaited signature, with the password entered again."""
    report = working_report_of(request, pk)
    duty = workflow.next_duty(report)
    form = SignForm(request.POST)

    def act(actor: User) -> object:
        if duty is None:
            raise workflow.NotAllowedNow(_("报告现在不等待签署。"))
        workflow.require_signer(actor, report, duty)
        if not form.is_valid():
            raise ValidationError(_("未签署：请输入登录密码。"))
        confirmed = confirm(request, form.cleaned_data["password"])
        return workflow.sign(actor, report, duty, confirmed, version=posted_version(request))

    refusal = refusal_of(request, act)
    if refusal is not None:
        refusal.tell(request)
        return detail_page(request, report_of(request, pk), status=refusal.status, sign=form)
    messages.success(request, _("正在签署。"))
    return redirect("report_detail", pk)


@require_POST
def return_for_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Reopen the content, with the reason."""
    report = working_report_of(request, pk)
    form = ReturnForm(request.POST)
    refusal = refusal_of(
        request,
        lambda who: workflow.return_for_changes(
            who, report, reason_in(form), version=posted_version(request)
        ),
    )
    if refusal is not None:
        refusal.tell(request)
        return detail_page(request, report_of(request, pk), status=refusal.status, **{"return": form})
    messages.success(request, _("报告已退回，内容可以修改。"))
    return redirect("report_detail", pk)


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft that will supersede this issued report."""
    report = working_report_of(request, pk)
    made: list[Report] = []
    refusal = refusal_of(request, lambda who: made.append(drafts.correct(who, report)))
    if refusal is not None:
        refusal.tell(request)
        return detail_page(request, report_of(request, pk), status=refusal.status)
    messages.success(request, _("已建立更正报告的草稿，签发后取代原报告。"))
    return redirect("report_detail", made[0].pk)
