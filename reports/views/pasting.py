"""Many rows of one part at once, pasted as text."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.pages import Crumb, person
from accounts.permissions import Action, require
from reports import pasting
from reports.forms import PasteForm
from reports.views.workspace import KINDS, frame_below, refusal_of, working_report_of


@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The text area with its rules and an example; refused, the text stays and every wrong line is named."""
    report = working_report_of(request, pk)
    if kind not in pasting.PASTED:
        raise Http404
    title = str(KINDS[kind].title)
    require(person(request), Action.EDIT_REPORT, report)
    form, status = PasteForm(request.POST if request.method == "POST" else None), 200
    back = reverse("report_rows", args=[pk, kind])
    if request.method == "POST":
        added: list[int] = []

        def act(actor: User) -> None:
            added.append(pasting.add_lines(actor, report, kind, request.POST.get("text", "")))

        refusal = refusal_of(request, act)
        if refusal is None:
            messages.success(request, _("已添加 %d 行。") % added[0])
            return redirect(back)
        form.add_error("text", refusal.reasons)
        status = refusal.status
    context = {
        **frame_below(report, _("批量添加%s") % title, Crumb(title, back)),
        "form": form,
        "shapes": pasting.columns_of(kind),
        "example": EXAMPLES[kind],
        "limit": pasting.MAX_LINES,
        "refusal": report.editing_refusal(),
        "cancel": back,
    }
    return render(request, "reports/content/paste.html", context, status=status)


# What a pasted line looks like.
EXAMPLES = {
    "schedule": "2024-03-01\t签订合同，下达任务\n2024-03-04\t2024-03-06\t文件评审",
    "programme": "2024-03-11\t09:00\t09:30\t首次会议\t张示范／经理／生产部；质量部\t李示范；王示范",
    "documents": "营业执照\n原材料采购台账\t2023 年 1 至 12 月",
    "experts": "张示范\t示范大学\tZJ-0001",
}
