"""The golden files themselves: exact, complete, and surviving a way through the study value."""

from __future__ import annotations

import json

import pytest

from accounts.credit_code import credit_code_problem
from tests.golden.cases import FOLDER, NAMES, load


@pytest.mark.parametrize("name", NAMES)
def test_writing_and_reading_again_changes_nothing(name: str) -> None:
    study = load(name)
    assert type(study).model_validate_json(study.model_dump_json()) == study


@pytest.mark.parametrize("name", NAMES)
def test_numbers_are_written_as_in_the_case(name: str) -> None:
    study = load(name)
    amounts = [line.get("amount") for line in json.loads(study.model_dump_json())["lines"]]
    written = [
        line.get("amount") for line in json.loads(FOLDER.joinpath(f"{name}.json").read_text("utf-8"))["lines"]
    ]
    assert amounts == written  # 0.0850 keeps its zero


@pytest.mark.parametrize("name", NAMES)
def test_invented_credit_codes_have_a_right_check_character(name: str) -> None:
    assert credit_code_problem(load(name).company.credit_code) is None
