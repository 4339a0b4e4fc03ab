"""The attached file without the figures that a licence withholds, and what is said of that before submission."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from inventories.footprint.disclosure import withheld
from inventories.footprint.values import Study
from reports import disclosing
from reports.content import SectionText
from reports.reading import UnreadableError, read
from reports.redaction import RESULT, portable_redacted, redacted
from reports.snapshot import StudyFile, canonical_text, digest
from tests.reports.rendering.document_samples import content, document, study

# Figures of their own, so that they are found wherever they stand.
SECRETS = {"f-steel": "1.903417", "f-pad": "10.218853", "f-motor": "2.107731", "f-grid": "0.0556829"}
LEVELS = {"clcd": "value", "ecoinvent": "result"}


def licensed(**levels: str) -> StudyFile:
    """The brake study with figures of licensed libraries."""
    members = study("brake").model_dump(mode="json")
    for library in members["libraries"]:
        library["disclosure"] = {**LEVELS, **levels}.get(library["key"], "open")
    for factor in members["factors"]:
        if factor["key"] in SECRETS:
            factor["value"]["amount"] = SECRETS[factor["key"]]
    return document(Study.model_validate_json(json.dumps(members)))


def public(of: StudyFile) -> dict[str, Any]:
    return redacted(of, withheld(of.study))


def test_nothing_that_is_withheld_stands_in_it() -> None:
    whole = licensed()
    text = portable_redacted(public(whole), {})
    assert [secret for secret in SECRETS.values() if secret in text] == []
    members = json.loads(text)
    values = {factor["key"]: factor["value"] for factor in members["study"]["factors"]}
    assert values["f-pad"] == {"kind": "withheld", "unit": "kgCO2e/kg"}
    assert values["f-truck"] == {"kind": "stated", "amount": "0.287", "unit": "kgCO2e/(t·km)"}
    assert members["result"].keys() == {"printed"}
    told = {line["key"]: line["figure"] for line in members["result"]["printed"]["lines"]}
    assert (told["pad"], told["motor"], told["piston"]) == (RESULT, RESULT, "0.4055")


def test_it_names_the_digest_of_the_whole_and_its_own() -> None:
    whole = licensed()
    members = public(whole)
    assert members["redaction"]["snapshot"] == digest(whole)
    own = members["redaction"]["digest"]
    blank = {**members, "redaction": {**members["redaction"], "digest": ""}}
    assert hashlib.sha256(canonical_text(blank).encode()).hexdigest() == own


def test_the_salt_stays_with_the_agency() -> None:
    whole = licensed().model_copy(update={"salt": "8f3a"})
    assert "8f3a" not in canonical_text(public(whole))
    assert public(whole)["redaction"]["snapshot"] == digest(whole) != digest(licensed())


def test_it_is_not_mistaken_for_a_study_file() -> None:
    with pytest.raises(UnreadableError, match=r"隐去了授权数据的公开文件.*完整的核算项目文件"):
        read(portable_redacted(public(licensed()), {}).encode())


def test_an_open_study_is_frozen_as_before() -> None:
    whole = document(study("brake"))
    members = json.loads(canonical_text(whole.model_dump(mode="json", exclude={"files"})))
    assert "salt" not in members
    assert not any(
        "disclosure" in row for row in (*members["study"]["libraries"], *members["study"]["factors"])
    )
    assert not withheld(whole.study)
    assert disclosing.findings(whole) == ()


def test_a_hidden_result_that_follows_from_the_sums_is_told_before_submission() -> None:
    found = disclosing.findings(licensed(clcd="result"))
    assert {(finding.severity, finding.code) for finding in found} == {
        ("warning", "withheld_result_inferable")
    }
    # the only line of its stage; in the first stage several factors hide one another
    assert [(finding.place.path, finding.place.name) for finding in found] == [("lines[12]", "国网电力")]
    assert disclosing.findings(licensed()) == ()


def test_a_withheld_value_in_a_text_is_told_before_submission() -> None:
    whole = licensed()
    told = SectionText(key="purpose", text="摩擦材料的因子为 10.218853 kgCO2e/kg。")
    written = whole.model_copy(update={"content": content().model_copy(update={"sections": (told,)})})
    found = disclosing.findings(written)
    assert [(finding.code, finding.place.name) for finding in found] == [
        ("withheld_value_written", "摩擦材料")
    ]
