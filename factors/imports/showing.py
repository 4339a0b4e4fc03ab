"""The rows of a preview in the reader's words, for the page, the API and the marked-up workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.wording import Wording
from factors.models import Factor, FactorImport, ImportRow

Outcome = ImportRow.Outcome
_WORDING = Wording("Factor")
_KINDS: Mapping[str, str] = {
    Outcome.NEW: "ok",
    Outcome.CHANGED: "wait",
    Outcome.UNCHANGED: "off",
    Outcome.REFUSED: "stop",
}


class Cell(NamedTuple):
    """A cell of the file with what is wrong with it."""

    head: str
    text: str
    message: str


class Change(NamedTuple):
    """One column of a factor before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the preview. ``problems`` name the cell where they are about one; ``kind`` is the colour of the outcome."""

    row: ImportRow
    kind: str
    name: str
    scope: str
    value: str
    basis: str
    changes: list[Change]
    problems: list[Cell]
    cells: list[Cell]


def rows_of(
    batch: FactorImport, *, outcome: str = "", hinted: bool = False, text: str = ""
) -> QuerySet[ImportRow]:
    """The rows in the order of the file, narrowed to an outcome, to those with a hint, to a code or name."""
    rows = ImportRow.objects.filter(batch=batch).order_by("position")
    if outcome:
        rows = rows.filter(outcome=outcome)
    if hinted:
        rows = rows.filter(hinted=True)
    if text:
        rows = rows.filter(Q(code__icontains=text) | Q(content__name__icontains=text))
    return rows


def shown(row: ImportRow, heads: Sequence[str]) -> Shown:
    """The row in words."""
    content: Mapping[str, Any] = row.content
    by_head: dict[str, list[str]] = {}
    for head, message in row.problems:
        by_head.setdefault(head, []).append(message)
    cells = [
        Cell(head, text, " ".join(by_head.get(head, [])))
        for head, text in zip(heads, row.cells, strict=False)
    ]
    marked = [cell for cell in cells if cell.message]
    whole = [Cell("", "", message) for head in by_head if head not in heads for message in by_head[head]]
    return Shown(
        row=row,
        kind=_KINDS[row.outcome],
        name=str(content.get("name", "")),
        scope=" · ".join(str(content[name]) for name in ("name_en", "region", "year") if content.get(name)),
        value=value_text(content),
        basis=_WORDING.say("kind", content["kind"]) if content.get("kind") else "",
        changes=changes(row),
        problems=[*marked, *whole],
        cells=cells,
    )


def changes(row: ImportRow) -> list[Change]:
    """What a changed row changes, column by column."""
    return [
        Change(
            _WORDING.label(name),
            _WORDING.say(name, _told(before)),
            _WORDING.say(name, _told(row.content.get(name))),
        )
        for name, before in row.before.items()
    ]


def value_text(content: Mapping[str, Any]) -> str:
    """The figure in one line, as far as it could be read."""
    gases = content.get("gases")
    if content.get("form") == Factor.Form.GASES and isinstance(gases, Mapping):
        amounts = "、".join(f"{symbol} {kilograms}" for symbol, kilograms in gases.items())
        return f"{amounts} kg/{content.get('unit', '')}"
    if content.get("form") == Factor.Form.FUEL:
        parts = [
            f"{content.get('heating_value', '')} {content.get('heating_value_unit', '')}",
            f"{content.get('carbon_content', '')} {content.get('carbon_content_unit', '')}",
            str(content.get("oxidation", "")),
        ]
        return " × ".join(part.strip() for part in parts if part.strip())
    return f"{content.get('amount', '')} {content.get('unit', '')}".strip()


def remarks(row: ImportRow) -> str:
    """Everything that there is to say about the row, in one text: problems, changes, hints."""
    said = [f"{head}：{message}" if head else message for head, message in row.problems]
    said += [
        _("%(column)s：%(before)s → %(after)s")
        % {"column": change.label, "before": change.before, "after": change.after}
        for change in changes(row)
    ]
    return "；".join([*said, *row.hints])


def _told(value: object) -> object:
    """An empty mapping says nothing."""
    return None if value == {} else value
