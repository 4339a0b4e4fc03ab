"""The last touch before the first byte: page labels, attachments named once, signature fields, lean pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pydyf

from reports.signing.fields import signature_finisher
from reports.signing.resources import compress_streams, narrow_resources

COVER_LABEL = "封面"


def finisher(*, with_fields: bool) -> Callable[[Any, Any], None]:
    """For ``Document.write_pdf``: with empty signature fields, or without them for a draft."""
    rest = signature_finisher() if with_fields else _lean

    def finish(document: Any, pdf: Any) -> None:
        _label_pages(pdf)
        _name_attachments_once(pdf)
        rest(document, pdf)

    return finish


def _lean(_document: Any, pdf: Any) -> None:
    narrow_resources(pdf)
    compress_streams(pdf)


def _label_pages(pdf: Any) -> None:
    """Viewers show the printed numbers: the cover has none, the page behind it is 1."""
    cover = pydyf.Dictionary({"P": pydyf.String(COVER_LABEL)})
    body = pydyf.Dictionary({"S": "/D"})
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array([0, cover, 1, body])})


def _name_attachments_once(pdf: Any) -> None:
    """WeasyPrint 70 lists every attachment of a PDF/A-3 twice among the associated files."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
