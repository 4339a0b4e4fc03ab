"""The grid's addresses: rows, edits, changes of others and figures, as JSON."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from accounts.editing import Frozen
from accounts.pages import person
from accounts.permissions import Action, require
from factors.visibility import hidden_libraries
from inventories.grid import changes, figures, reading, writing
from inventories.grid.requests import Malformed, read_batch
from inventories.views.frame import study_of

# Answers hold nothing secret that compression could give away beside what a stranger sends.
_ASCII = {"ensure_ascii": False, "separators": (",", ":")}


def _json(told: object, status: int = 200) -> JsonResponse:
    return JsonResponse(told, status=status, json_dumps_params=_ASCII, safe=False)


@gzip_page
@require_safe
def grid_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """All lines of the study."""
    return _json(reading.table(study_of(request, pk), hidden_libraries(person(request))))


@gzip_page
@require_POST
def grid_edits(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a batch of edits; sent again, it does nothing and is answered as before. 409: the study is closed."""
    study = study_of(request, pk)
    actor = person(request)
    require(actor, Action.EDIT_STUDY, study)
    try:
        key, edits = read_batch(request.body)
        return _json(writing.write(actor, study, key, edits, hidden_libraries(actor)))
    except Malformed as error:
        return _json({"message": str(error)}, 400)
    except ValidationError as error:
        return _json({"message": " ".join(error.messages)}, 422)
    except Frozen as frozen:
        return _json({"message": str(frozen)}, 409)


@gzip_page
@require_safe
def grid_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done to the study since the act that ``?since=`` names."""
    study = study_of(request, pk)
    since = request.GET.get("since", "")
    if not (since.isascii() and since.isdigit() and len(since) < 19):
        return _json({"message": _("发送的内容不是表格的修改，请刷新页面。")}, 400)
    return _json(changes.changes(study, int(since), hidden_libraries(person(request))))


@gzip_page
@require_safe
def grid_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Contribution and share of every line, and what stands in the way."""
    return _json(figures.figures(person(request), study_of(request, pk)))


@gzip_page
@require_safe
def grid_hints(request: HttpRequest, pk: int) -> HttpResponse:
    """Which lines' factors are of an unusual size."""
    return _json(figures.plausibility(person(request), study_of(request, pk)))
