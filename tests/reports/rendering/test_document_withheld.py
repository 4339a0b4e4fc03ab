"""The PDF of a study with licensed figures: neither its pages nor its attachment tell them."""

from __future__ import annotations

import io
import json

import pytest
from pypdf import PdfReader

from inventories.footprint.disclosure import withheld
from reports.rendering.facts import Facts
from reports.rendering.interpretation import data_sentence, hot_spot_sentence, largest_lines
from reports.snapshot import digest
from tests.reports.rendering.document_reading import rendered, text_of, tight
from tests.reports.rendering.document_samples import words
from tests.reports.test_redaction import SECRETS, licensed


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return rendered(licensed()).pdf


def test_no_page_and_no_attachment_tells_a_withheld_figure(pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    (attached,) = reader.attachments["study.json"]
    everything = [text_of(pdf), attached.decode()]
    everything += [str(reader.metadata), *(str(page.get("/Annots", "")) for page in reader.pages)]
    # the value itself, and the results of the two lines that are not listed: 0.0693 × 10.218853, 0.0490 × 2.107731
    hidden = [*SECRETS.values(), "0.7082", "0.1033", "0.70816", "0.10327"]
    assert [
        (figure, index) for figure in hidden for index, text in enumerate(everything) if figure in text
    ] == []


def test_the_pages_name_source_and_reason_and_both_digests(pdf: bytes) -> None:
    text = tight(text_of(pdf, "-layout"))
    assert "摩擦材料（授权数据，不公开）kgCO2e/kg" in text
    assert "Ecoinvent" in text
    assert "摩擦片0.0693kg（授权数据，不公开）并入阶段合计" in text
    assert "壳体1.4677kg（授权数据，不公开）2.7936" in text
    (attached,) = PdfReader(io.BytesIO(pdf)).attachments["study.json"]
    told = json.loads(attached)["redaction"]
    assert told["snapshot"] == digest(licensed())
    assert told["snapshot"] in text
    assert told["digest"] in text
    assert "由核算机构保存" in text


def test_sentences_tell_neither_figure_nor_place_of_a_withheld_result() -> None:
    facts = Facts(licensed())
    assert withheld(facts.study).results == {"pad", "motor"}
    told = hot_spot_sentence(facts)
    assert told.startswith(
        "按清单数据看，单独列出结果的主要排放源由大到小为（单位：kgCO2e）：壳体（2.7936，占48.86%）"
    )
    assert told.endswith("摩擦片也是主要排放源，按许可不单独列出结果。")
    assert "占" not in data_sentence(facts)


def test_the_sensitivity_table_leaves_them_out() -> None:
    whole = licensed()
    assert not {"pad", "motor"} & {entry.line.key for entry in largest_lines(Facts(whole))}
    assert "在单独列出结果的清单数据中，结果对壳体最敏感" in words(whole)
