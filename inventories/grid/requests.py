"""What the grid sends, checked before anything is done with it. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from inventories.grid.reading import FIELDS

# The page sends fewer; one batch is one transaction that others wait for.
MOST_EDITS = 1_000
LONGEST_TEXT = 2_000
# Columns whose cell may name a row instead of carrying a text.
_REFERENCES = ("stage", "factor")


class Malformed(Exception):
    """What came is not what the page sends; the message says what is wrong."""


@dataclass(frozen=True)
class Edit:
    """One row's edit: texts as typed, by column; ``references``: ids where a row was chosen, ``None`` for none.

    The rest is as in ``inventories.services.rows.RowEdit``.
    """

    key: str
    line: int | None
    texts: Mapping[str, str] = field(default_factory=dict)
    references: Mapping[str, int | None] = field(default_factory=dict)
    read: Mapping[str, Any] = field(default_factory=dict)
    before: int | None = None
    remove: bool = False
    version: int | None = None


def read_batch(body: bytes) -> tuple[UUID, list[Edit]]:
    """The batch's key and its edits. Raises ``Malformed``."""
    try:
        sent = json.loads(body)
        key = UUID(sent["batch"])
        edits = [_edit(each) for each in sent["edits"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Malformed(_("发送的内容不是表格的修改，请刷新页面。")) from error
    if len(edits) > MOST_EDITS:
        raise Malformed(_("一次最多发送 %d 行。") % MOST_EDITS)
    return key, edits


def _edit(sent: Mapping[str, Any]) -> Edit:
    cells = sent.get("set") or {}
    if not cells.keys() <= set(FIELDS) or not (sent.get("read") or {}).keys() <= set(FIELDS):
        raise ValueError("no column of the grid")
    texts = {name: _text(value) for name, value in cells.items() if isinstance(value, str)}
    references = {name: _id(value) for name, value in cells.items() if not isinstance(value, str)}
    if not references.keys() <= set(_REFERENCES):
        raise ValueError("an id in a column of texts")
    return Edit(
        key=_text(sent["key"]),
        line=_id(sent.get("line")),
        texts=texts,
        references=references,
        read=dict(sent.get("read") or {}),
        before=_id(sent.get("before")),
        remove=sent.get("remove") is True,
        version=_id(sent.get("version")),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ValueError("no text, or too long for a cell")
    return value


def _id(value: Any) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**63:
        raise ValueError("no id")
    return value
