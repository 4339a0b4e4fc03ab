"""From HTML to the bytes of a PDF/A-3a: private fonts, nothing fetched, missing glyphs and bad pictures refused."""

from __future__ import annotations

import datetime
import gc
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from reports.rendering import fonts, justify
from reports.rendering.errors import RenderError
from reports.signing.fields import WRITE_OPTIONS

PRODUCER_LOGGER = "weasyprint"
Finisher = Callable[[Any, Any], None]


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside the PDF. ``relationship`` as in PDF/A-3: Data, Source …"""

    name: str
    description: str
    data: bytes
    relationship: str


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What is printed: the page, the resources that it may ask for by address, the files that go along, the time."""

    html: str
    css: str
    resources: Mapping[str, bytes]
    attachments: tuple[Attached, ...]
    made_at: datetime.datetime
    finisher: Finisher


@dataclass(frozen=True, slots=True)
class Written:
    """The PDF, and WeasyPrint's document with its pages and anchors."""

    data: bytes
    document: Any


def write(manuscript: Manuscript) -> Written:
    """Lay out and write. Raises RenderError when a character has no glyph or a picture cannot be read."""
    weasyprint = _weasyprint()
    with _collector_at_rest(), _complaints() as complaints:
        fetcher = _fetcher(weasyprint, manuscript.resources)
        page = weasyprint.HTML(string=manuscript.html, url_fetcher=fetcher, base_url="report:")
        style = weasyprint.CSS(string=manuscript.css, url_fetcher=fetcher, base_url="report:")
        options = _checked(weasyprint, {"stylesheets": [style], "pdf_variant": "pdf/a-3a", "dpi": 300})
        document = _laid_out(page, options)
        _add_attachments(weasyprint, document, manuscript)
        del options["stylesheets"]
        data = document.write_pdf(
            finisher=manuscript.finisher, **_checked(weasyprint, options | WRITE_OPTIONS)
        )
    _refuse(complaints)
    _refuse_missing_glyphs(document)
    return Written(data, document)


def _laid_out(page: Any, options: dict[str, Any]) -> Any:
    """WeasyPrint's document. An address that nobody handed in ends it with an error that no worker survives."""
    from weasyprint.urls import FatalURLFetchingError

    try:
        return page.render(**options)
    except FatalURLFetchingError as error:
        raise RenderError(f"报告页面要用的资源不在：{error}。") from error


def can_justify() -> bool:
    """Whether Chinese lines can be set flush at both edges; else they are set ragged."""
    _weasyprint()
    return justify.install()


def _weasyprint() -> Any:
    """WeasyPrint asks fontconfig while it is imported, so the private fonts are named before."""
    fonts.configure()
    import weasyprint

    return weasyprint


def _checked(weasyprint: Any, options: dict[str, Any]) -> dict[str, Any]:
    """WeasyPrint only logs an option that it does not know; a misspelt one would lose PDF/A without a word."""
    unknown = sorted(options.keys() - weasyprint.DEFAULT_OPTIONS.keys())
    if unknown:
        raise ValueError(f"WeasyPrint has no option {', '.join(unknown)}")
    return options


def _fetcher(weasyprint: Any, resources: Mapping[str, bytes]) -> Any:
    """Hands out what was handed in, by address; everything else stops the rendering."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Resources(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url not in resources:
                raise FatalURLFetchingError(url)
            kind = "image/svg+xml" if url.startswith("drawing:") else "application/octet-stream"
            return URLFetcherResponse(url, resources[url], {"Content-Type": kind})

    return Resources(allowed_protocols=["drawing", "picture"])


def _add_attachments(weasyprint: Any, document: Any, manuscript: Manuscript) -> None:
    """Dates are given, so that the same input gives the same bytes; WeasyPrint writes them as UTC."""
    made_at = manuscript.made_at.astimezone(datetime.UTC)
    document.metadata.attachments += [
        weasyprint.Attachment(
            string=attached.data,
            name=attached.name,
            description=attached.description,
            created=made_at,
            modified=made_at,
            relationship=attached.relationship,
        )
        for attached in manuscript.attachments
    ]


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Layout makes millions of objects that live to the end; looking for garbage among them costs a fifth."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
        gc.collect()


class _Complaints(logging.Handler):
    """Collects what WeasyPrint only logs, of this thread alone."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._thread = threading.get_ident()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread and record.levelno >= logging.ERROR:
            self.messages.append(record.getMessage())


@contextmanager
def _complaints() -> Iterator[list[str]]:
    handler = _Complaints()
    logger = logging.getLogger(PRODUCER_LOGGER)
    logger.addHandler(handler)
    try:
        yield handler.messages
    finally:
        logger.removeHandler(handler)


def _refuse(complaints: list[str]) -> None:
    if complaints:
        raise RenderError(f"排版时发现问题，报告没有生成：{'；'.join(dict.fromkeys(complaints))}")


def _refuse_missing_glyphs(document: Any) -> None:
    missing = fonts.missing_glyphs(document)
    if missing:
        named = "、".join(f"“{character}”（U+{ord(character):04X}）" for character in missing)
        raise RenderError(f"报告字体中没有以下字符，印出来会是空框：{named}。请改用其他字符。")
