"""What a reader gives, as JSON and back: it comes from a child process that has read a stranger's file."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from factors.importers.contract import Choice, Inspection, Problem, Reading, ReadRow


def dump_inspection(inspection: Inspection) -> str:
    """The inspection as JSON."""
    return json.dumps(dataclasses.asdict(inspection), ensure_ascii=False)


def load_inspection(text: str) -> Inspection:
    """The other way round."""
    data = json.loads(text)
    choices = tuple(_choice(choice) for choice in data["choices"])
    return Inspection(data["format"], choices, data["library"], tuple(data["notes"]))


def dump_reading(reading: Reading) -> str:
    """The reading as JSON; rows as plain lists, for there may be very many."""
    rows = [
        [row.place, row.cells, row.content, [[one.column, one.message] for one in row.problems]]
        for row in reading.rows
    ]
    data = {
        "heads": reading.heads,
        "rows": rows,
        "skipped": dict(reading.skipped),
        "notes": reading.notes,
    }
    return json.dumps(data, ensure_ascii=False)


def load_reading(text: str) -> Reading:
    """The other way round."""
    data = json.loads(text)
    rows = tuple(
        ReadRow(place, tuple(cells), content, tuple(Problem(column, message) for column, message in problems))
        for place, cells, content, problems in data["rows"]
    )
    return Reading(tuple(data["heads"]), rows, data["skipped"], tuple(data["notes"]))


def _choice(data: dict[str, Any]) -> Choice:
    pairs = tuple((value, label) for value, label in data["options"])
    examples = tuple(tuple(row) for row in data["examples"])
    lists = {name: tuple(data[name]) for name in ("heads", "only_for")}
    return Choice(**{**data, **lists, "options": pairs, "examples": examples})
