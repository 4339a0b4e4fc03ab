"""The box by which a form chooses a factor."""

from __future__ import annotations

import pytest
from django import forms
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from factors.models import Factor
from factors.picking import FactorPickField
from tests.factors.conftest import MakeFactor


def pick_form(user: User, required: bool = False, **options: str) -> type[forms.Form]:
    """A form of one factor, as the line form has it."""

    class PickForm(forms.Form):
        factor = FactorPickField(Factor.objects.visible_to(user), required=required, **options)

    return PickForm


def test_the_id_gives_the_factor(consultant: User, make_factor: MakeFactor) -> None:
    factor = make_factor()
    form = pick_form(consultant)({"factor": str(factor.pk), "factor-typed": "铸铁件"})
    assert form.is_valid()
    assert form.cleaned_data["factor"] == factor


def test_an_empty_box_is_no_factor(consultant: User) -> None:
    form = pick_form(consultant)({"factor": "", "factor-typed": " "})
    assert form.is_valid()
    assert form.cleaned_data["factor"] is None
    assert not pick_form(consultant, required=True)({"factor": ""}).is_valid()


def test_text_alone_is_refused_and_kept(consultant: User) -> None:
    form = pick_form(consultant)({"factor": "", "factor-typed": "铸铁<件>"})
    assert not form.is_valid()
    assert "请从列表中选择" in form.errors["factor"][0]
    html = str(form["factor"])
    assert 'name="factor-typed" value="铸铁&lt;件&gt;"' in html
    assert 'name="factor" value=""' in html


@pytest.mark.parametrize("sent", ["999999", "abc", "1 OR 1=1", "٣"])
def test_an_id_of_nothing_is_refused(consultant: User, sent: str) -> None:
    form = pick_form(consultant)({"factor": sent})
    assert not form.is_valid()
    assert str(form["factor"])


def test_another_agencys_factor_is_refused_and_not_shown(consultant: User, foreign_factor: Factor) -> None:
    form = pick_form(consultant)({"factor": str(foreign_factor.pk)})
    assert not form.is_valid()
    assert foreign_factor.name not in str(form["factor"])


def test_the_chosen_factor_is_shown_with_what_tells_it_from_others(
    consultant: User, make_factor: MakeFactor
) -> None:
    factor = make_factor(year=2024)
    form = pick_form(consultant, unit_from="id_unit")(initial={"factor": factor.pk})
    html = str(form["factor"])
    assert 'value="铸铁件"' in html
    assert "1.9 kgCO<sub>2</sub>e/kg · 2024" in html
    assert 'data-pick-unit-from="id_unit"' in html
    assert 'id="id_factor"' in html


def test_a_factor_that_was_read_already_costs_no_query(consultant: User, make_factor: MakeFactor) -> None:
    factor = make_factor()
    form = pick_form(consultant, unit="t·km")(initial={"factor": factor.pk})
    form.fields["factor"].widget.chosen = factor
    with CaptureQueriesContext(connection) as queries:
        html = str(form["factor"])
    assert len(queries) == 0
    assert 'data-pick-unit="t·km"' in html
