"""证据: the files behind a study's data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import uploads
from accounts.editing import EditConflict, Frozen
from accounts.pages import Crumb, attempt, page_of, perform, person, posted_version, remove_row
from accounts.permissions import Action, require
from accounts.row_forms import VersionedForm
from accounts.serving import stored_file
from inventories import services
from inventories.forms.evidence import (
    ACCEPTED,
    BulkTieForm,
    EvidenceForm,
    FileForm,
    LinesForm,
    UploadEvidenceForm,
)
from inventories.models import Datum, Evidence, EvidenceTie, Study
from inventories.tables import ordered_lines
from inventories.views.frame import guard_or_show, study_frame, study_of, visible


def study_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The files with what each supports, a box for further ones, and the lines without evidence.

    ``?bare=1`` shows the lines alone; files handed in on a line's page lead back there.
    """
    study = study_of(request, pk)
    form, status = UploadEvidenceForm(study), 200
    if request.method == "POST":
        require(person(request), Action.EDIT_STUDY, study)
        form = UploadEvidenceForm(study, request.POST, request.FILES)
        status = _upload(request, study, form)
        if status == 200:
            return redirect(_after_upload(request, study, form))
    return render(request, "inventories/study_evidence.html", _listing(request, study, form), status=status)


def _listing(request: HttpRequest, study: Study, form: UploadEvidenceForm) -> dict[str, Any]:
    ties = EvidenceTie.objects.select_related("inventoryline").order_by("inventoryline__position", "pk")
    bare = ordered_lines(study).filter(evidence=None).select_related("stage")
    page = page_of(request, bare)
    return {
        **study_frame(request, study, "study_evidence"),
        "rows": study.evidence.prefetch_related(Prefetch("ties", ties)),
        "lines": study.lines.count(),
        "bare": page.paginator.count,
        "page": page,
        "bare_only": request.GET.get("bare") == "1",
        "form": form,
        "tie_form": BulkTieForm(study),
        "accepted": ACCEPTED,
    }


def _upload(request: HttpRequest, study: Study, form: UploadEvidenceForm) -> int:
    if not form.is_valid():
        return 422

    def act() -> None:
        handed_in = ((file.name, _content(file)) for file in form.cleaned_data["file"])
        lines = form.cleaned_data["lines"]
        for received in services.receive_files(person(request), study, handed_in, lines):
            _say_received(request, received, len(lines))

    return _try(form, act)


def _content(file: UploadedFile[Any]) -> bytes:
    try:
        return uploads.content(file)
    except ValidationError as error:
        told = [_("“%(name)s”：%(reason)s") % {"name": file.name, "reason": m} for m in error.messages]
        raise ValidationError([*told, _("本次选择的文件都没有保存。")]) from error


def _say_received(request: HttpRequest, received: services.Received, lines: int) -> None:
    names = {"name": received.name, "evidence": received.evidence}
    if not received.is_known:
        messages.success(request, _("已保存“%s”。") % received.evidence)
    elif lines:
        messages.info(
            request, _("“%(name)s”与已有的“%(evidence)s”内容相同，没有重复保存，已关联到所选数据。") % names
        )
    else:
        said = _("“%(name)s”与已有的“%(evidence)s”内容相同，没有重复保存；可在其页面关联数据。") % names
        messages.info(request, said)


def _after_upload(request: HttpRequest, study: Study, form: UploadEvidenceForm) -> str:
    """Back to the one line whose page the files were handed in on, else to the list as it was narrowed."""
    lines = form.cleaned_data["lines"]
    if request.POST.get("back") == "line" and len(lines) == 1:
        return reverse("line_detail", args=[lines[0].pk])
    return _list_address(request, study)


def _list_address(request: HttpRequest, study: Study) -> str:
    narrowed = "?bare=1" if request.POST.get("bare") == "1" else ""
    return reverse("study_evidence", args=[study.pk]) + narrowed


@require_POST
def study_evidence_tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Tie one piece of evidence to many lines; what it supports already stays."""
    study = study_of(request, pk)
    require(person(request), Action.EDIT_STUDY, study)
    done = _list_address(request, study)
    form = BulkTieForm(study, request.POST)
    if not form.is_valid():
        for message in dict.fromkeys(str(m) for found in form.errors.values() for m in found):
            messages.error(request, message)
        return redirect(done)
    evidence, lines = form.cleaned_data["evidence"], form.cleaned_data["lines"]
    said = _("已将“%(evidence)s”关联到 %(number)d 条数据。") % {"evidence": evidence, "number": len(lines)}
    return perform(request, lambda: services.add_ties(person(request), evidence, lines), done=done, said=said)


def _try(form: UploadEvidenceForm | FileForm, act: Callable[[], None]) -> int:
    """Do it: 200; 422 for a file that may not be stored; 409 when the row is closed or changed."""
    try:
        act()
    except ValidationError as error:
        form.add_error("file", error.messages)
        return 422
    except (Frozen, EditConflict) as refusal:
        form.add_error(None, str(refusal))
        return 409
    return 200


def evidence_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece of evidence: name, file, and the lines that it supports."""
    evidence = visible(Evidence, request, pk)
    study = study_of(request, evidence.study_id)
    evidence.study = study
    form: VersionedForm = EvidenceForm(person(request), request.POST or None, instance=evidence)
    guard_or_show(request, form, study)
    status = 200
    if form.is_bound and form.refusal is None:
        written, form, status = attempt(form)
        if written is not None:
            messages.success(request, _("已保存“%s”。") % written)
            return redirect("evidence_detail", pk)
    return _page(request, study, pk, form, FileForm(), status)


def _page(
    request: HttpRequest, study: Study, pk: int, form: VersionedForm, file_form: FileForm, status: int
) -> HttpResponse:
    evidence = visible(Evidence, request, pk)
    frame = study_frame(request, study, "study_evidence")
    ties = list(
        evidence.ties.select_related("inventoryline__stage").order_by(
            "inventoryline__stage__position", "inventoryline__position", "pk"
        )
    )
    context = {
        **frame,
        "breadcrumbs": [
            *frame["breadcrumbs"],
            Crumb(study.title, reverse("study_evidence", args=[study.pk])),
        ],
        "heading": evidence.name,
        "subheading": "",
        "evidence": evidence,
        "form": form,
        "file_form": file_form,
        "ties": ties,
        "untied": ordered_lines(study)
        .exclude(pk__in=[tie.inventoryline_id for tie in ties])
        .select_related("stage")
        .annotate(pieces=Count("evidence")),
        "data": Datum.choices,
    }
    return render(request, "inventories/evidence_detail.html", context, status=status)


@require_POST
def evidence_supply(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the evidence its file, or another one."""
    evidence = visible(Evidence, request, pk)
    study = study_of(request, evidence.study_id)
    evidence.study = study
    require(person(request), Action.EDIT_STUDY, study)
    file_form, status = FileForm(request.POST, request.FILES), 422
    if file_form.is_valid():
        file = file_form.cleaned_data["file"]

        def act() -> None:
            version = posted_version(request)
            services.supply_file(person(request), evidence, uploads.content(file), version=version)

        status = _try(file_form, act)
    if status == 200:
        messages.success(request, _("已保存“%s”的文件。") % evidence)
        return redirect("evidence_detail", pk)
    form = EvidenceForm(person(request), instance=evidence)
    return _page(request, study, pk, form, file_form, status)


@require_POST
def evidence_tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the lines that the evidence supports, and which data of them it shows where."""
    evidence = visible(Evidence, request, pk, "study")
    done = reverse("evidence_detail", args=[pk])
    form = LinesForm(evidence, request.POST)
    if not form.is_valid():
        raise Http404

    def act() -> None:
        with transaction.atomic():
            services.tie_evidence(person(request), evidence, form.cleaned_data["lines"])
            services.describe_ties(person(request), evidence, form.said)

    return perform(request, act, done=done, said=_("已更新“%s”支持的数据。") % evidence)


@require_POST
def evidence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take evidence out of the study; its bytes stay in the store, where an older report may need them."""
    evidence = visible(Evidence, request, pk, "study")
    return remove_row(request, evidence, done=reverse("study_evidence", args=[evidence.study_id]))


@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself: pictures and PDF in the page, workbooks and documents as a download."""
    evidence = visible(Evidence, request, pk)
    if not evidence.digest:
        raise Http404
    return stored_file(evidence.agency_id, evidence.digest, evidence.media_type, evidence.name)
