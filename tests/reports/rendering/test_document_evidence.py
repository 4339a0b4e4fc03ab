"""Evidence in the report: which file shows which datum, and where in it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from inventories.footprint import values
from reports.rendering.facts import Facts
from reports.rendering.sections.inventory import identification
from tests.reports.rendering.document_samples import changed, document, study, words_of


def told(**update: object) -> str:
    """The identification table of the brake study, with its first line changed."""
    brake = study("brake")
    line = brake.lines[0].model_copy(update=update)
    facts = Facts(document(changed(brake, lines=(line, *brake.lines[1:]))))
    return "\n".join(words_of(block, {"identification": "表 1"}) for block in identification(facts))


def test_the_report_says_which_datum_a_file_shows_and_where() -> None:
    supports = (values.Support(evidence="发票.pdf", data=("amount", "factor"), place="第 3 页"),)
    words = told(data_source="采购记录", evidence=("发票.pdf", "台账.xlsx"), supports=supports)
    assert "采购记录；凭证：发票.pdf（数量、排放因子；第 3 页）、台账.xlsx" in words


def test_a_file_named_as_the_source_is_told_once_unless_it_says_more() -> None:
    assert "凭证：发票" not in told(data_source="发票", evidence=("发票",))
    supports = (values.Support(evidence="发票", place="第 1 页"),)
    assert "发票；凭证：发票（第 1 页）" in told(data_source="发票", evidence=("发票",), supports=supports)


def test_what_is_shown_is_shown_by_evidence_of_the_line() -> None:
    line = study("brake").lines[0]
    stray = {**line.model_dump(), "supports": ({"evidence": "别的.pdf", "data": ("amount",)},)}
    with pytest.raises(ValidationError, match="须列在 evidence 中"):
        values.ActivityLine.model_validate(stray)
