"""Files to the browser: by a view that has checked, never as something that the browser may run."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from accounts import files, uploads

# What a browser may show in the page; the rest is downloaded.
SHOWN = frozenset({uploads.PNG, uploads.JPEG, uploads.PDF})


def stored_file(agency_id: int, digest: str, media_type: str, name: str) -> HttpResponse:
    """The bytes with their real type. Content stands under its digest, so a copy may be kept by the reader's browser.

    Raises ``Http404`` when the store does not hold it. A PDF or picture gets a sandbox: nothing in it runs.
    """
    try:
        data = files.read(agency_id, digest)
    except files.Missing as error:
        raise Http404 from error
    response = HttpResponse(data, content_type=media_type)
    disposition = content_disposition_header(media_type not in SHOWN, name)
    if disposition is not None:
        response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response
