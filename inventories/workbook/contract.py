"""What the child process that reads a workbook gives: tables of texts with their places. Can be written as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from inventories.workbook.heads import Found


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row: its number from 1, our key if it has one, texts by ``Table.columns``; ``flaws``, ``notes`` by place there."""

    number: int
    key: str
    texts: Sequence[str]
    flaws: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadTable:
    """One table. ``head``: the number of its row of headings; ``skipped``: rows that are no data, with the reason."""

    sheet: str
    section: str
    head: int
    own: bool
    columns: Sequence[Found]
    rows: Sequence[ReadRow]
    skipped: Sequence[tuple[int, str]] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """One answer of 企业与产品, or of a sheet of the client's that asks the same."""

    group: str
    key: str
    sheet: str
    cell: str
    text: str
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that a workbook says. ``keys``: what the hidden sheet says; empty for a workbook that is not ours."""

    keys: Mapping[str, str]
    tables: Sequence[ReadTable]
    answers: Sequence[ReadAnswer]
    notes: Sequence[str] = ()


def dump(reading: Reading) -> str:
    """As JSON; rows as plain lists, for there may be very many."""
    tables = [
        {
            "sheet": table.sheet,
            "section": table.section,
            "head": table.head,
            "own": table.own,
            "columns": [asdict(column) for column in table.columns],
            "rows": [
                [row.number, row.key, row.texts, [*row.flaws.items()], [*row.notes.items()]]
                for row in table.rows
            ],
            "skipped": table.skipped,
            "notes": table.notes,
        }
        for table in reading.tables
    ]
    answers = [asdict(answer) for answer in reading.answers]
    data = {"keys": dict(reading.keys), "tables": tables, "answers": answers, "notes": reading.notes}
    return json.dumps(data, ensure_ascii=False)


def load(text: str) -> Reading:
    """The other way round."""
    data = json.loads(text)
    tables = tuple(
        ReadTable(
            **{
                **table,
                "columns": tuple(Found(**column) for column in table["columns"]),
                "rows": tuple(
                    ReadRow(number, key, texts, dict(flaws), dict(notes))
                    for number, key, texts, flaws, notes in table["rows"]
                ),
                "skipped": tuple((number, reason) for number, reason in table["skipped"]),
                "notes": tuple(table["notes"]),
            }
        )
        for table in data["tables"]
    )
    answers = tuple(ReadAnswer(**answer) for answer in data["answers"])
    return Reading(data["keys"], tables, answers, tuple(data["notes"]))
