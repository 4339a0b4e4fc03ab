"""A job as a page shows it: a fragment that asks again every second until the job is finished."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from accounts.models import User
from accounts.permissions import role_allows
from jobs.models import Job, State
from jobs.registry import KINDS
from jobs.services import retry, state_of


@require_GET
def job_status(request: HttpRequest, job_id: int) -> HttpResponse:
    """The fragment. When a polled job is finished the page hears the event ``job-finished`` with its id and state."""
    job = _visible_job(request, job_id)
    response = _fragment(request, job)
    if job.is_finished:
        trigger_client_event(response, "job-finished", {"id": job.pk, "state": job.state})
    return response


@require_GET
def job_state(request: HttpRequest, job_id: int) -> JsonResponse:
    """The same as JSON, for scripts."""
    return JsonResponse(state_of(_visible_job(request, job_id)))


@require_POST
def job_retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Queue a failed job again and show it waiting."""
    job = _visible_job(request, job_id)
    try:
        job = retry(_person(request), job)
    except ValidationError as refusal:
        job.refresh_from_db()
        return _fragment(request, job, refusal="".join(refusal.messages))
    return _fragment(request, job)


def _fragment(request: HttpRequest, job: Job, refusal: str = "") -> HttpResponse:
    kind = KINDS.get(job.kind)
    context = {
        "job": job,
        "title": kind.title if kind is not None else job.kind,
        "can_retry": job.state == State.FAILED
        and kind is not None
        and role_allows(_person(request), kind.action),
        "refusal": refusal,
    }
    return render(request, "jobs/status.html", context)


def _visible_job(request: HttpRequest, job_id: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(_person(request)), pk=job_id)


def _person(request: HttpRequest) -> User:
    """Who is signed in; ``LoginRequiredMiddleware`` lets nobody else come here."""
    return cast(User, request.user)
