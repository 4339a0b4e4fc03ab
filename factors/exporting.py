"""A library as a workbook: every column of every factor, so that it can be kept, checked, and imported again.

Only where the licence permits it; who took what is in the audit trail.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterable, Iterator
from copy import copy
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import audit
from accounts.audit import Traced
from accounts.models import User
from accounts.permissions import Action, require
from factors.models import CONTENT, Factor, Library
from factors.templatetags.factor_values import value_text

COLUMNS = ("code", "release", "state", *CONTENT)
# So many rows a file: made in a few seconds, within a request.
PART = 20_000
_WIDE = frozenset({"name", "name_en", "synonyms", "document", "note", "boundary", "licence"})
_SHEET = "因子"


def parts(actor: User, library: Library) -> list[tuple[int, int]]:
    """First and last row of every file that the library takes, counted from one; of an empty library none."""
    size = _factors(actor, library).count()
    return [(start + 1, min(start + PART, size)) for start in range(0, size, PART)]


def export_library(actor: User, library: Library, part: int = 1) -> bytes:
    """The ``part``-th workbook of the library, in the order in which its factors were written.

    Raises ``Http404`` for an agency without access, ``PermissionDenied`` when the licence does not permit export,
    and ``LookupError`` for a part that there is not.
    """
    require(actor, Action.VIEW_WORK, actor)
    if not library.exportable:
        raise PermissionDenied(_("“%s”的许可不允许导出，数值只能在本系统中使用。") % library)
    ranges = parts(actor, library)
    if not 1 <= part <= len(ranges):
        raise LookupError(f"library {library.pk} has {len(ranges)} parts")
    start, end = ranges[part - 1]
    rows = _factors(actor, library)[start - 1 : end]
    book = workbook(library, rows)
    with transaction.atomic():
        audit.record(
            actor,
            "library.export",
            _traced(actor, library),
            after={"rows": end - start + 1, "bytes": len(book)},
        )
    return book


def _traced(actor: User, library: Library) -> Traced:
    """What the trail names: a starter library is nobody's, so that its export stands in the trail of who took it."""
    named = copy(library)
    named.agency_id = library.agency_id or actor.agency_id
    return cast(Traced, named)


def _factors(actor: User, library: Library) -> QuerySet[Factor]:
    """The library's factors as far as the actor may see them: what another agency has proposed is not there."""
    return Factor.objects.visible_to(actor).filter(library=library).order_by("pk")


def workbook(library: Library, factors: Iterable[Factor]) -> bytes:
    """A sheet with what the library is and one with its factors, numbers with all their digits."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library.xlsx"
        options = {
            "constant_memory": True,
            "in_memory": False,
            "tmpdir": folder,
            "strings_to_formulas": False,
        }
        with xlsxwriter.Workbook(path, options) as book:
            book.set_properties({"title": str(library)})
            _write_about(book, library)
            _write_factors(book, factors)
        return path.read_bytes()


def _write_about(book: Any, library: Library) -> None:
    sheet, bold = book.add_worksheet(_("说明")), book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    facts = [(_label(Library, name), getattr(library, name)) for name in _ABOUT]
    facts.append((_("使用提示"), _("引用时请注明发布机构和文献；“转引”的数值未见原文。")))
    for row, (label, text) in enumerate(facts):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, text, wrap)


_ABOUT = ("name", "release", "publisher", "licence", "introduction")


def _write_factors(book: Any, factors: Iterable[Factor]) -> None:
    sheet, head = book.add_worksheet(_SHEET), book.add_format({"bold": True, "bottom": 1})
    formats = _NumberFormats(book)
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, 32 if name in _WIDE else 13)
        sheet.write_string(0, column, _label(Factor, name), head)
    sheet.write_string(0, len(COLUMNS), _("推导所得"), head)
    sheet.set_column(len(COLUMNS), len(COLUMNS), 32)
    sheet.freeze_panes(1, 3)
    for row, factor in enumerate(factors, start=1):
        for column, value in enumerate(_values(factor)):
            _write_value(sheet, row, column, value, formats)


class _NumberFormats:
    """One cell format for each number of decimals, so that 0.50 stays 0.50."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[int, Any] = {}

    def of(self, decimals: int) -> Any:
        if decimals not in self._formats:
            pattern = "0." + "0" * decimals if decimals else "0"
            self._formats[decimals] = self._book.add_format({"num_format": pattern})
        return self._formats[decimals]


def _write_value(sheet: Any, row: int, column: int, value: object, formats: _NumberFormats) -> None:
    """A number as a number where a workbook can hold all of its digits, else as text; nothing for what is empty."""
    if isinstance(value, Decimal):
        decimals = max(0, -int(value.as_tuple().exponent))
        # A cell holds a binary number; one that would lose digits is written as text.
        if decimals <= 30 and Decimal(repr(float(value))) == value:
            sheet.write_number(row, column, float(value), formats.of(decimals))
        else:
            sheet.write_string(row, column, format(value, "f"))
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, str(value))


def _values(factor: Factor) -> Iterator[object]:
    """What a reader sees of each of ``COLUMNS``, and the figure of a factor that is not stated."""
    for name in COLUMNS:
        value = getattr(factor, name)
        if name in ("state", "kind", "form"):
            yield str(getattr(factor, f"get_{name}_display")())
        elif isinstance(value, bool):
            yield _("是") if value else ""
        elif isinstance(value, dict):
            yield "；".join(f"{symbol} {amount}" for symbol, amount in sorted(value.items()))
        elif isinstance(value, datetime.date):
            yield value.isoformat()
        else:
            yield value
    # What follows from heating value, load or parts; the columns before hold what it follows from.
    yield "" if factor.form == Factor.Form.STATED else value_text(factor)


def _label(model: type[Factor] | type[Library], name: str) -> str:
    return str(cast(Any, model._meta.get_field(name)).verbose_name)
