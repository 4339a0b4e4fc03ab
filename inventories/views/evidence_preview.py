"""What a file of evidence looks like, beside what it supports: made on the server, so that nothing in it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import files, uploads
from factors.importers.contract import Refused
from inventories import previews
from inventories.models import Evidence
from inventories.views.frame import visible

PAGES_AT_ONCE = 5


@require_safe
def evidence_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A part of a page: pictures of the pages from ``?first=``, the beginning of the sheets, or why there are none."""
    evidence = visible(Evidence, request, pk)
    context: dict[str, Any] = {"evidence": evidence}
    try:
        context |= _shown(evidence, _path(evidence), request.GET.get("first", ""))
    except Refused as refusal:
        context["refusal"] = str(refusal)
    return render(request, "inventories/_evidence_preview.html", context)


@require_safe
def evidence_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Page ``number`` of a PDF as a picture, or as the only page a photograph; 422 with the reason for a hostile one."""
    evidence = visible(Evidence, request, pk)
    is_pdf = evidence.media_type == uploads.PDF
    if not is_pdf and (evidence.media_type not in {uploads.PNG, uploads.JPEG} or number != 1):
        raise Http404
    try:
        data = previews.picture(_path(evidence), number if is_pdf else None)
    except Refused as refusal:
        return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
    response = HttpResponse(data, content_type=uploads.PNG)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # The page names the file's digest in the address, so that another file is asked for anew.
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _path(evidence: Evidence) -> Path:
    if not evidence.digest:
        raise Http404
    path = files.path_of(evidence.agency_id, evidence.digest)
    if not path.is_file():
        raise Refused(_("文件不在本系统的文件库中，请重新上传。"))
    return path


def _shown(evidence: Evidence, path: Path, asked: str) -> dict[str, Any]:
    if evidence.media_type == uploads.XLSX:
        return {"book": previews.sheets(path)}
    if evidence.media_type == uploads.PDF:
        number = previews.page_count(path)
        first = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
        if not 1 <= first <= number:
            raise Refused(
                _("文件共 %(pages)d 页，没有第 %(number)d 页。") % {"pages": number, "number": first}
            )
        last = min(first + PAGES_AT_ONCE - 1, number)
        return {
            "pages": range(first, last + 1),
            "number": number,
            "following": last + 1 if last < number else None,
        }
    if evidence.media_type in {uploads.PNG, uploads.JPEG}:
        return {"pages": range(1, 2), "number": 1}
    raise Refused(_("Word 文件没有预览，请下载后查看。"))
