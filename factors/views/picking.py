"""The options of a factor box."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from factors import services
from factors.views.frame import (
    staff,
)

OFFERED = 20


@require_safe
def pick(request: HttpRequest) -> HttpResponse:
    """The options of a factor box: those that match ``?q=``, first those that fit ``?unit=``."""
    actor = staff(request)
    text, unit = request.GET.get("q", "")[:100], request.GET.get("unit", "")[:40]
    hits = services.search(actor, text, unit=unit, limit=OFFERED + 1)
    context = {
        "hits": hits[:OFFERED],
        "more": len(hits) > OFFERED,
        "text": text.strip(),
        "unit": unit.strip(),
    }
    return render(request, "factors/_options.html", context)
