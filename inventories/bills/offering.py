"""What was found in a bill's file, as the person is asked about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from factors.importers.tables import folded
from factors.imports.content import storable
from inventories.bom import heads
from inventories.bom.contract import ReadSheet
from inventories.bom.model import Key
from inventories.models import BillMapping, Company

_SAMPLES, _LOOKED_AT, _SHOWN = 6, 200, 60


def offered(sheets: Sequence[ReadSheet], company: Company) -> list[dict[str, Any]]:
    """Each sheet with its heads, some rows, and what it was read as last time or probably is."""
    return [_sheet(sheet, company) for sheet in sheets[:20]]


def _sheet(sheet: ReadSheet, company: Company) -> dict[str, Any]:
    mark = heads.fingerprint(sheet.heads)
    known = BillMapping.objects.filter(company=company, heads=mark).first()
    suggested = _suggested(sheet) if known is None else _as_before(sheet, known)
    return {
        "name": storable(sheet.name),
        "head": sheet.head,
        "heads": [storable(head) for head in sheet.heads],
        "samples": [
            [storable(text)[:_SHOWN] for text in [*line.cells, *[""] * len(sheet.heads)][: len(sheet.heads)]]
            for line in sheet.lines[:_SAMPLES]
        ],
        "rows": len(sheet.lines),
        "skipped": [[number, storable(reason)] for number, reason in sheet.skipped[:100]],
        "skipped_count": len(sheet.skipped),
        "notes": [storable(note) for note in sheet.notes],
        "mark": mark,
        "remembered": known is not None,
        "suggested": suggested,
    }


def _as_before(sheet: ReadSheet, known: BillMapping) -> dict[str, Any]:
    """What was said last time, for the heads as they are spelt this time."""
    by_head = {folded(head): key for head, key in known.choices["columns"].items()}
    columns = {head: by_head[folded(head)] for head in sheet.heads if head and folded(head) in by_head}
    return {**known.choices, "columns": columns}


def _suggested(sheet: ReadSheet) -> dict[str, Any]:
    columns = heads.suggest(
        sheet.heads, [[text.strip() for text in line.cells] for line in sheet.lines[:_LOOKED_AT]]
    )
    by_key = {key: head for head, key in columns.items()}
    scrap = by_key.get(Key.SCRAP, "")
    return {
        "columns": columns,
        "in_percent": heads.head_unit(scrap) == "%",
        "per_top": heads.is_per_top(by_key.get(Key.QUANTITY, "")),
        "unit": "" if Key.UNIT in by_key or heads.head_unit(by_key.get(Key.QUANTITY, "")) else "件",
    }
