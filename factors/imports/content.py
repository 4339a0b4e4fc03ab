"""What a reader gave for one factor, as an unsaved row. It is held to what a person's own entry is held to.

Fifty thousand rows go through here, so nothing asks the database: the relations are set and right already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.audit import plain
from factors.fields import exact_decimal
from factors.importers.contract import Content
from factors.models import CONTENT, NUMBERS, TEXTS, WHOLE, Factor, Library
from factors.services.factors import refuse_mixed_kinds

# The columns that hold the figure. A file gives them together or not at all, so none is taken over from before.
FIGURE = frozenset(
    {"form", "unit", "gases", "split", "composition", "heating_value_unit", "carbon_content_unit", *NUMBERS}
)
# What no database of ours can keep in a text: NUL, and halves of surrogate pairs.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_FIELDS: dict[str, Any] = {field.name: field for field in Factor._meta.get_fields()}
_LIMITS: dict[str, int | None] = {name: _FIELDS[name].max_length for name in ("code", *TEXTS)}
_CHOICES = {"kind": frozenset(Factor.Kind.values), "form": frozenset(Factor.Form.values)}
_REQUIRED = frozenset({"code", "name"})
_BLANK: dict[str, Any] = {name: _FIELDS[name].get_default() for name in CONTENT}
MAX_YEAR = 32767


class Fault(NamedTuple):
    """What is wrong with one column of a factor, in Chinese."""

    column: str
    message: str


class Candidates:
    """Factors of one library as they would be written, one after the other.

    One unsaved row is filled again and again, because making fifty thousand takes longer than checking them.
    ``library`` may be unsaved.
    """

    def __init__(self, library: Library) -> None:
        self._factor = Factor(library=library, agency_id=library.agency_id)
        self._blank = {name: getattr(self._factor, name) for name in ("code", *WHOLE)}

    def of(self, content: Content) -> tuple[Factor, list[Fault]]:
        """The factor that ``content`` describes, good until the next call, and everything that is wrong with it.

        A wrong value is left out. Raises ``LookupError`` for a column that a factor does not have, which is a
        mistake of the reader.
        """
        unknown = content.keys() - self._blank.keys()
        if unknown:
            raise LookupError(f"no columns of a factor: {', '.join(sorted(unknown))}")
        faults = [Fault(name, _("没有填写。")) for name in sorted(_REQUIRED - content.keys())]
        values = dict(self._blank)
        for name, given in content.items():
            try:
                values[name] = _value(name, given)
            except ValidationError as error:
                faults.extend(Fault(name, message) for message in error.messages)
        vars(self._factor).update(values)
        return self._factor, faults or _faults_of_the_whole(self._factor)


def restored(content: Content) -> Sequence[Any]:
    """The columns of ``CONTENT`` out of ``stored``, as the model holds them; checked once, they are not again."""
    return [_restored(name, content[name]) if name in content else _BLANK[name] for name in CONTENT]


def _restored(name: str, given: Any) -> Any:
    if name in NUMBERS:
        return Decimal(given)
    return date.fromisoformat(given) if name == "valid_until" else given


def stored(factor: Factor, names: Iterable[str] = CONTENT) -> Content:
    """The content as JSON, columns that say nothing left out. ``names``: those that may say something."""
    kept: Content = {}
    for name in names:
        value = getattr(factor, name)
        if value and type(value) is str:
            kept[name] = value
        elif not says_nothing(value):
            kept[name] = plain(value)
    return kept


def says_nothing(value: object) -> bool:
    """Not by truth: a figure of zero says much, and to Python it is the same as ``False``."""
    return value is None or value is False or value == "" or value == {}


def same(old: object, new: object) -> bool:
    """Whether two values of a column say the same; 0.50 says more than 0.5."""
    if isinstance(old, Decimal) and isinstance(new, Decimal):
        return format(old, "f") == format(new, "f")
    return old == new


def differences(old: Mapping[str, object], new: Factor) -> dict[str, object]:
    """The columns in which ``new`` differs, with the old values as JSON."""
    return {name: plain(old[name]) for name in WHOLE if not same(old[name], getattr(new, name))}


def storable(text: str) -> str:
    """The text with a mark in place of what cannot be kept."""
    return _UNSTORABLE.sub("\ufffd", text)


def storable_cells(cells: Sequence[str], limit: int) -> list[str]:
    """The cells of a row likewise, each cut to ``limit`` characters. Nearly all rows are looked at once and kept."""
    if _UNSTORABLE.search("".join(cells)):
        cells = [storable(cell) for cell in cells]
    return [cell[:limit] for cell in cells]


def label(column: str) -> str:
    """What people call a column of a factor."""
    field = _FIELDS.get(column)
    return str(field.verbose_name) if field is not None else column


def _faults_of_the_whole(factor: Factor) -> list[Fault]:
    try:
        factor.clean()
        refuse_mixed_kinds(factor)
    except ValidationError as error:
        return [Fault(name, text) for name, texts in error.message_dict.items() for text in texts]
    return []


def _value(name: str, given: object) -> Any:
    """The value as the model holds it. Raises ``ValidationError``."""
    if name in _LIMITS:
        return _text(name, given)
    if name in NUMBERS:
        return None if given in (None, "") else _FIELDS[name].clean(given, None)
    if name == "second_hand":
        return bool(given)
    if name == "year":
        return _year(given)
    if name == "valid_until":
        return _day(given)
    return _amounts(given)


def _text(name: str, given: object) -> str:
    text = "" if given is None else str(given)
    if not text:
        if name in _REQUIRED:
            raise ValidationError(_("没有填写。"))
        return text if name not in _CHOICES else _FIELDS[name].get_default()
    limit = _LIMITS[name]
    if limit is not None and len(text) > limit:
        raise ValidationError(
            _("最多 %(limit)d 个字符，这里有 %(size)d 个。") % {"limit": limit, "size": len(text)}
        )
    if name in _CHOICES and text not in _CHOICES[name]:
        raise ValidationError(_("“%s”不是可选的值。") % text)
    if _UNSTORABLE.search(text):
        raise ValidationError(_("含有无法保存的字符。"))
    return text


def _year(given: object) -> int | None:
    if given in (None, ""):
        return None
    if not isinstance(given, int) or isinstance(given, bool) or not 0 < given <= MAX_YEAR:
        raise ValidationError(_("“%s”不是年份。") % given)
    return given


def _day(given: object) -> date | None:
    if given in (None, ""):
        return None
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError as error:
        raise ValidationError(_("“%s”不是日期，请写成 2026-12-31。") % given) from error


def _amounts(given: object) -> dict[str, str]:
    """Gas by gas, symbol to a number in plain digits."""
    if given in (None, "", {}):
        return {}
    if not isinstance(given, Mapping):
        raise ValidationError(_("须为气体符号和数值。"))
    amounts: dict[str, str] = {}
    for symbol, number in given.items():
        try:
            amounts[storable(str(symbol))] = format(exact_decimal(str(number)), "f")
        except ValueError as error:
            raise ValidationError(
                _("“%(gas)s”的“%(number)s”不是数值。") % {"gas": symbol, "number": number}
            ) from error
    return amounts
