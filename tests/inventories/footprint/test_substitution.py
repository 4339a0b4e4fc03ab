"""What other factors change in a study: exactly what the calculation says of the study with them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventories.footprint.compute import compute
from inventories.footprint.result import Computed
from inventories.footprint.substitution import Effect, NotSubstitutable, Substitution, effect_of
from inventories.footprint.values import ActivityLine, Line, Study, TransportLine
from tests.inventories.footprint.builders import (
    GRID,
    STEEL,
    TRUCK,
    activity,
    factor,
    leg,
    stage,
    study,
    transport,
)

D = Decimal
NEWER = factor("newer steel", "2.05", "tCO2e/t")
WHOLE = {"factors": [STEEL, TRUCK, GRID, NEWER], "output": {"amount": "3", "unit": "件"}}


def substitution(*lines: Any, **changes: Any) -> Substitution:
    whole = study(*lines, **(WHOLE | changes))
    outcome = compute(whole)
    assert isinstance(outcome, Computed), outcome.findings
    return Substitution(whole, outcome.footprint)


def with_factor(line: Line, key: str) -> Line:
    assert isinstance(line, ActivityLine)
    return line.model_copy(update={"factor": key})


def effect(of: Substitution, changed: dict[int, Line]) -> Effect:
    return effect_of(of.study, of.footprint, of.with_lines(changed))


def test_one_line_with_another_factor() -> None:
    # 3 kg × 2 = 6 and 10 by transport; 3 kg × 2.05 = 6.15.
    of = substitution(activity(), transport())
    told = effect(of, {0: with_factor(of.study.lines[0], "newer steel")})
    assert (told.before, told.after, told.difference) == (D("16"), D("16.15"), D("0.15"))
    # 0.15 / 16 = 0.9375 %, two decimals, a tie would go to the even digit.
    assert (told.exact_text, told.difference_text, told.percent_text) == ("+0.15", "+0.1500", "+0.94%")


def test_a_leg_with_another_factor() -> None:
    newer = factor("newer truck", "0.076", "kgCO2e/(t·km)")
    of = substitution(transport(legs=[leg(), leg(tonne_km="7")]), factors=[STEEL, TRUCK, newer])
    line = of.study.lines[0]
    assert isinstance(line, TransportLine)
    legs = (line.legs[0], line.legs[1].model_copy(update={"factor": "newer truck"}))
    # 100 t·km × 0.1 = 10 stays; 7 t·km × 0.1 = 0.7 becomes 7 × 0.076 = 0.532.
    told = effect(of, {0: line.model_copy(update={"legs": legs})})
    assert (told.before, told.after, told.exact_text) == (D("10.7"), D("10.532"), "-0.168")


def test_a_change_of_nothing_has_no_sign() -> None:
    of = substitution(activity())
    told = effect(of, {0: of.study.lines[0]})
    assert (told.exact_text, told.difference_text, told.percent_text) == ("0", "0.0000", "0.00%")


def test_a_percentage_that_would_print_as_nothing_shows_its_first_figures() -> None:
    tiny = factor("tiny", "2.0000011", "kgCO2e/kg")
    of = substitution(activity(), factors=[STEEL, TRUCK, tiny])
    told = effect(of, {0: with_factor(of.study.lines[0], "tiny")})
    # 0.0000033 / 6 = 0.000055 %
    assert (told.exact_text, told.difference_text, told.percent_text) == (
        "+0.0000033",
        "0.0000",
        "+0.000055%",
    )


def test_a_total_of_nothing_has_no_percentage() -> None:
    of = substitution(activity(factor="free"), factors=[factor("free", "0", "kgCO2e/kg"), NEWER])
    told = effect(of, {0: with_factor(of.study.lines[0], "newer steel")})
    assert (told.exact_text, told.percent_text) == ("+6.15", "—")


def test_the_studys_rounding_prints_the_change() -> None:
    rounding = {
        "unit": "gCO2e",
        "total": {"style": "significant", "digits": 2},
        "share_decimals": 3,
        "trim_zeros": True,
    }
    of = substitution(activity(), transport(), rounding=rounding)
    told = effect(of, {0: with_factor(of.study.lines[0], "newer steel")})
    assert (told.unit, told.before_text, told.after_text) == ("gCO2e", "16000", "16000")
    assert (told.difference_text, told.percent_text) == ("+150", "+0.938%")


@pytest.mark.parametrize(("key", "code"), [("grid", "unit_mismatch"), ("nowhere", "unknown_factor")])
def test_what_cannot_be_reckoned_says_why(key: str, code: str) -> None:
    of = substitution(activity())
    with pytest.raises(NotSubstitutable) as refused:
        of.with_lines({0: with_factor(of.study.lines[0], key)})
    assert [finding.code for finding in refused.value.findings] == [code]
    assert refused.value.findings[0].place.path == "lines[0].factor" or code == "unit_mismatch"


STAGES = [stage("s"), stage("t", "production")]
AMOUNTS = st.integers(1, 10**12).map(lambda number: format(D(number).scaleb(-6), "f"))


@st.composite
def inventories(draw: st.DrawFn) -> tuple[Study, dict[int, Line]]:
    """Lines in two stages, by unit and by period total divided by three, and some of them with a newer factor."""
    lines = [
        activity(
            f"a{index}",
            stage=draw(st.sampled_from(["s", "t"])),
            amount=draw(AMOUNTS),
            basis=draw(st.sampled_from([{"kind": "per_functional_unit"}, {"kind": "period_total"}])),
        )
        for index in range(draw(st.integers(2, 8)))
    ]
    ends = [activity(f"end{key}", stage=key) for key in ("s", "t")]
    whole = study(*lines, *ends, **WHOLE, stages=STAGES)
    chosen = draw(st.sets(st.integers(0, len(lines) - 1), min_size=1))
    return whole, {index: with_factor(whole.lines[index], "newer steel") for index in chosen}


@given(inventories())
def test_it_is_the_calculation_of_the_changed_study_to_the_last_digit(
    inventory: tuple[Study, dict[int, Line]],
) -> None:
    whole, changed = inventory
    base = compute(whole)
    assert isinstance(base, Computed)
    after = Substitution(whole, base.footprint).with_lines(changed)
    lines = tuple(changed.get(index, line) for index, line in enumerate(whole.lines))
    really = compute(whole.model_copy(update={"lines": lines}))
    assert isinstance(really, Computed)
    assert after.total == really.footprint.total
    assert [s.emission for s in after.stages] == [s.emission for s in really.footprint.stages]
