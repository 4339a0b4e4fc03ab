"""What a licence withholds, and which withheld results follow from what is printed all the same."""

from __future__ import annotations

from typing import Any

import pytest

from inventories.footprint.compute import compute
from inventories.footprint.disclosure import inferable, strictest, withheld
from inventories.footprint.result import Computed
from inventories.footprint.values import Library, Study
from tests.inventories.footprint.builders import activity, factor, leg, stage, study, transport

OPEN: dict[str, Any] = {"key": "open", "name": "公开库"}
VALUE = {"key": "value", "name": "限数值库", "disclosure": "value"}
RESULT = {"key": "result", "name": "限结果库", "disclosure": "result"}
FACTORS = [
    factor("free", "2", "kgCO2e/kg", library="open"),
    factor("v", "3", "kgCO2e/kg", library="value"),
    factor("r", "5", "kgCO2e/kg", library="result"),
    factor("q", "7", "kgCO2e/kg", library="result"),
    factor("road", "0.1", "kgCO2e/(t·km)", library="result"),
]
STAGES = [stage("s"), stage("p", "production")]


def licensed(*lines: Any, **changes: Any) -> Study:
    stages = [one for one in STAGES if one["key"] in {line["stage"] for line in lines}]
    members: dict[str, Any] = {"libraries": [OPEN, VALUE, RESULT], "factors": FACTORS, "stages": stages}
    return study(*lines, **{**members, **changes})


def found_out(value: Study) -> tuple[str, ...]:
    outcome = compute(value)
    assert isinstance(outcome, Computed), outcome
    return inferable(value, outcome.footprint, withheld(value))


def test_openness_leaves_no_trace_in_the_study_file() -> None:
    free = Library(key="a", name="公开库")
    assert "disclosure" not in free.model_dump_json()
    closed = Library(key="a", name="限数值库", disclosure="value")
    assert Library.model_validate_json(closed.model_dump_json()) == closed


def test_the_library_says_what_is_withheld() -> None:
    left_out = withheld(
        licensed(activity("a", factor="free"), activity("b", factor="v"), activity("c", factor="r"))
    )
    assert left_out.factors == {"v", "r", "q", "road"}
    assert left_out.results == {"c"}
    assert not withheld(study(activity()))


def test_a_factor_may_be_stricter_than_its_library_and_never_laxer() -> None:
    stricter = factor("made", "1", "kgCO2e/kg", library="open", disclosure="result")
    laxer = factor("lax", "1", "kgCO2e/kg", library="value", disclosure="open")
    value = licensed(activity("a", factor="made"), activity("b", factor="lax"), factors=[stricter, laxer])
    assert withheld(value).factors == {"made", "lax"}
    assert withheld(value).results == {"a"}
    assert strictest([]) == "open"


def test_a_transport_with_one_such_leg_is_withheld_as_a_whole() -> None:
    line = transport("t", legs=[leg(factor="road"), leg(factor="open-road")])
    factors = [*FACTORS, factor("open-road", "0.2", "kgCO2e/(t·km)", library="open")]
    assert withheld(licensed(line, factors=factors)).results == {"t"}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        # the only one of its stage: the stage's sum less the others
        ([activity("a", factor="free"), activity("b", factor="r")], ("b",)),
        # two of one stage with factors of their own: only their sum is told
        ([activity("a", factor="r"), activity("b", factor="q")], ()),
        # two with the same factor: the sum divided by both amounts is the factor
        ([activity("a", factor="r"), activity("b", factor="r", amount="4")], ("a", "b")),
        # as many stages as factors, in different proportions
        (
            [
                activity("a", factor="r"),
                activity("b", factor="q"),
                activity("c", factor="r", stage="p"),
                activity("d", factor="q", stage="p", amount="1"),
            ],
            ("a", "b", "c", "d"),
        ),
        # the second stage says the same as the first, twice over
        (
            [
                activity("a", factor="r"),
                activity("b", factor="q"),
                activity("c", factor="r", stage="p", amount="6"),
                activity("d", factor="q", stage="p", amount="6"),
            ],
            (),
        ),
        # one stage gives the factor away, and with it what stands beside it elsewhere
        (
            [
                activity("a", factor="r"),
                activity("b", factor="r", stage="p"),
                activity("c", factor="q", stage="p"),
            ],
            ("a", "b", "c"),
        ),
        # a shown result of a withheld value hides nothing
        ([activity("a", factor="v"), activity("b", factor="r"), activity("c", factor="q")], ()),
        ([activity("a", factor="v")], ()),
        # per third of the period, where every figure has 34 digits
        (
            [
                activity("a", factor="r", basis={"kind": "period_total", "output": "3", "output_unit": "件"}),
                activity("b", factor="q", basis={"kind": "period_total", "output": "7", "output_unit": "件"}),
                activity("c", factor="r", stage="p", amount="1"),
                activity(
                    "d",
                    factor="q",
                    stage="p",
                    amount="3",
                    basis={"kind": "period_total", "output": "7", "output_unit": "件"},
                ),
            ],
            (),
        ),
        ([transport("t", legs=[leg(factor="road")])], ("t",)),
    ],
)
def test_what_a_reader_can_work_out(lines: list[Any], told: tuple[str, ...]) -> None:
    assert found_out(licensed(*lines)) == told
