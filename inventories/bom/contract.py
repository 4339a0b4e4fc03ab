"""What the child process that reads a bill gives: sheets of texts with their heads. Can be written as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One row: its number from 1, its texts by column; ``merged``: column to (range, text) of a range over several rows.

    ``flaws``: what is wrong with a cell (an error value of the spreadsheet).
    """

    number: int
    cells: Sequence[str]
    merged: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    flaws: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet, or a text file (``name`` empty). ``head``: number of its row of heads; ``heads``: empty where there is none.

    ``skipped``: rows that are no materials, with the reason; ``score``: how many heads are known.
    """

    name: str
    head: int
    heads: Sequence[str]
    lines: Sequence[ReadLine]
    skipped: Sequence[tuple[int, str]]
    notes: Sequence[str]
    score: int


def dump(sheets: Sequence[ReadSheet]) -> str:
    """As JSON; rows as plain lists, for there may be very many."""
    return json.dumps(
        [
            {
                **{name: value for name, value in asdict(sheet).items() if name != "lines"},
                "lines": [
                    [line.number, list(line.cells), [*line.merged.items()], [*line.flaws.items()]]
                    for line in sheet.lines
                ],
            }
            for sheet in sheets
        ],
        ensure_ascii=False,
    )


def load(text: str) -> list[ReadSheet]:
    """The other way round."""
    return [
        ReadSheet(
            **{
                **sheet,
                "lines": tuple(
                    ReadLine(
                        number, tuple(cells), {at: (name, said) for at, (name, said) in merged}, dict(flaws)
                    )
                    for number, cells, merged, flaws in sheet["lines"]
                ),
                "skipped": tuple((number, reason) for number, reason in sheet["skipped"]),
            }
        )
        for sheet in json.loads(text)
    ]
