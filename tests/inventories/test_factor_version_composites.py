"""Composite factors in use: their newer releases, and parts of them that are out of date."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.models import User
from factors.models import Factor, FactorComponent
from inventories.factor_versions import study_versions
from inventories.models import Study
from tests.factors.composite_samples import component, mix, part
from tests.inventories.versions import in_use, release, written

D = Decimal


def bought(amount: str) -> dict[str, object]:
    """All electricity bought from the grid, at ``amount`` kgCO2e/kWh."""
    grid = component(amount, name="电网")
    return mix(part("grid", "1000", grid)).model_dump(mode="json")


@pytest.fixture
def study(consultant: User) -> Study:
    """With a mix of the grid alone, 0.6 kgCO2e/kWh, in the place of the grid."""
    study = written(consultant)
    grid = in_use(study, "电网")
    own = {"agency": study.agency, "library": grid.library, "form": "mix", "unit": "kgCO2e/kWh"}
    composite = Factor.objects.create(code="mix", name="厂区用电", composition=bought("0.6"), **own)
    FactorComponent.objects.create(composite=composite, place=0, component=grid)
    study.lines.filter(name="用电").update(factor=composite)
    return study


def test_a_composite_of_parts_in_force_is_not_mentioned(consultant: User, study: Study) -> None:
    assert study_versions(consultant, study).changes == ()


def test_an_outdated_part_is_told_and_nothing_offered(consultant: User, study: Study) -> None:
    release(in_use(study, "电网"), amount=D("0.5777"))
    (change,) = study_versions(consultant, study).changes
    assert (change.outlook.standing, change.is_offered, change.effect) == ("parts", False, None)
    assert change.obstacle == (
        "组成因子“电网”已被取代、过期或撤回。请先修订该组合因子，新版次审核通过后在此更新。"
    )


def test_a_newer_release_of_the_composite_has_its_effect(consultant: User, study: Study) -> None:
    release(in_use(study, "厂区用电"), composition=bought("0.5"))
    (change,) = study_versions(consultant, study).changes
    assert change.effect is not None
    # 0.4938 kWh × (0.5 - 0.6)
    assert change.effect.exact_text == "-0.04938"
