"""证据: the files behind a study's data."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import uploads
from accounts.editing import EditConflict, Frozen
from accounts.pages import Crumb, attempt, perform, person, posted_version, remove_row
from accounts.permissions import Action, require
from accounts.row_forms import VersionedForm
from accounts.serving import stored_file
from inventories import services
from inventories.forms.evidence import EvidenceForm, FileForm, LinesForm, UploadEvidenceForm
from inventories.models import Evidence, Study
from inventories.views.frame import guard_or_show, study_frame, study_of, visible


def study_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The files with the number of lines that each supports; a box for a further one."""
    study = study_of(request, pk)
    form, status = UploadEvidenceForm(study), 200
    if request.method == "POST":
        require(person(request), Action.EDIT_STUDY, study)
        form = UploadEvidenceForm(study, request.POST, request.FILES)
        status = _upload(request, study, form)
        if status == 200:
            return redirect("study_evidence", study.pk)
    rows = study.evidence.annotate(line_count=Count("lines"))
    context = {
        **study_frame(request, study, "study_evidence"),
        "rows": rows,
        "bare": study.lines.filter(evidence=None).count(),
        "form": form,
    }
    return render(request, "inventories/study_evidence.html", context, status=status)


def _upload(request: HttpRequest, study: Study, form: UploadEvidenceForm) -> int:
    if not form.is_valid():
        return 422
    file = form.cleaned_data["file"]

    def act() -> None:
        lines = form.cleaned_data["lines"]
        evidence = services.attach_evidence(person(request), study, file.name, uploads.content(file), lines)
        messages.success(request, _("已保存“%s”。") % evidence)

    return _try(form, act)


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
        "lines_form": LinesForm(evidence),
        "supported": list(evidence.lines.select_related("stage")),
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
    """Set the lines that the evidence supports."""
    evidence = visible(Evidence, request, pk, "study")
    done = reverse("evidence_detail", args=[pk])
    form = LinesForm(evidence, request.POST)
    if not form.is_valid():
        raise Http404

    def act() -> None:
        services.tie_evidence(person(request), evidence, form.cleaned_data["lines"])

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
