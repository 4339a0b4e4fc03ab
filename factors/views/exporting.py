"""Libraries taken out of the system, where their licence permits it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.uploads import XLSX
from factors import exporting
from factors.models import Library
from factors.views.frame import staff


@require_safe
def library_export(request: HttpRequest, pk: int, part: int) -> HttpResponse:
    """One workbook of the library."""
    actor = staff(request)
    library = get_object_or_404(Library.objects.visible_to(actor), pk=pk)
    try:
        book = exporting.export_library(actor, library, part)
    except LookupError as error:
        raise Http404 from error
    response = HttpResponse(book, content_type=XLSX)
    name = f"{library}-{part}.xlsx" if part > 1 else f"{library}.xlsx"
    response["Content-Disposition"] = (
        content_disposition_header(True, name.replace("/", "／")) or "attachment"
    )
    return response
