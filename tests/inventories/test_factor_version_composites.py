"""Composite factors in use: their newer releases, and parts of them that are out of date."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, User
from factors import services
from factors.models import Factor, FactorComponent
from inventories.factor_versions import study_versions
from inventories.models import Study
from tests.factors.composite_samples import component, mix, part
from tests.inventories.versions import in_use, release, set_state, written
from tests.people import People
from tests.reports.states import browser_of

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
    own = {
        "agency": study.agency,
        "library": grid.library,
        "form": "mix",
        "unit": "kgCO2e/kWh",
        "note": "电费单",
    }
    composite = Factor.objects.create(code="mix", name="厂区用电", composition=bought("0.6"), **own)
    FactorComponent.objects.create(composite=composite, place=0, component=grid)
    study.lines.filter(name="用电").update(factor=composite)
    return study


def test_a_composite_of_parts_in_force_is_not_mentioned(consultant: User, study: Study) -> None:
    assert study_versions(consultant, study).changes == ()


def test_an_outdated_part_is_told_and_nothing_offered(consultant: User, study: Study) -> None:
    release(in_use(study, "电网"), amount=D("0.5777"))
    (change,) = study_versions(consultant, study).changes
    assert (change.outlook.standing, change.is_offered) == ("parts", False)
    set_state(in_use(study, "电网"), Factor.State.WITHDRAWN)
    Factor.objects.filter(name="电网", release=2).update(state=Factor.State.WITHDRAWN)
    (change,) = study_versions(consultant, study).changes
    assert change.effect is None
    assert change.obstacle == (
        "组成因子“电网”已被取代、过期或撤回。请先修订该组合因子，新版次审核通过后在此更新。"
    )


def test_a_newer_release_of_the_composite_has_its_effect(consultant: User, study: Study) -> None:
    release(in_use(study, "厂区用电"), composition=bought("0.5"))
    (change,) = study_versions(consultant, study).changes
    assert change.effect is not None
    # 0.4938 kWh × (0.5 - 0.6)
    assert change.effect.exact_text == "-0.04938"


def test_the_effect_of_newer_parts_is_told_to_the_last_digit(consultant: User, study: Study) -> None:
    release(in_use(study, "电网"), amount=D("0.5777"))
    (change,) = study_versions(consultant, study).changes
    renewed = change.outlook.renewed
    assert renewed is not None
    assert [(old.release, new.release) for old, new in renewed.replaced] == [(1, 2)]
    assert change.effect is not None
    # 0.4938 kWh × (0.5777 - 0.6)
    assert change.effect.exact_text == "-0.01101174"
    assert (change.is_offered, change.replacing) == (False, [])
    assert "须先提交组合因子的新版次" in change.obstacle


def test_what_is_told_is_what_comes_of_it(consultant: User, study: Study, people: People) -> None:
    """Proposed at a press, approved by another, then offered like every newer release, with the same effect."""
    release(in_use(study, "电网"), amount=D("0.5777"))
    told = study_versions(consultant, study).changes[0].effect
    address = reverse("factor_renew", args=[in_use(study, "厂区用电").pk])
    assert browser_of(consultant).post(address).status_code == 302
    made = Factor.objects.get(name="厂区用电", release=2)
    assert (made.state, made.composition["parts"][0]["factor"]["amount"]) == ("proposed", "0.5777")
    assert [part.component.release for part in made.components.all()] == [2]
    entry = AuditEntry.objects.get(act="factor.supersede", subject_id=made.pk)
    assert entry.after["reason"] == "组成因子更新：“电网”第 1 版→第 2 版"
    page = browser_of(consultant).get(reverse("study_factors", args=[study.pk])).content.decode()
    assert "查看待审核的第 2 版" in page
    assert address not in page
    services.approve_factor(people.colleague, made)
    (change,) = study_versions(consultant, study).changes
    assert change.is_offered
    assert change.effect == told


def test_the_page_offers_to_propose_it_and_the_api_does_so(consultant: User, study: Study) -> None:
    release(in_use(study, "电网"), amount=D("0.5777"))
    mix_row = in_use(study, "厂区用电")
    browser = browser_of(consultant)
    page = browser.get(reverse("study_factors", args=[study.pk])).content.decode()
    assert f'formaction="{reverse("factor_renew", args=[mix_row.pk])}"' in page
    assert "-0.01101174" in page
    (told,) = browser.get(f"/api/v1/studies/{study.pk}/factors/").json()["factors"]
    assert told["renewed"]["value"].startswith("0.5777 ")
    assert [part["release"] for part in told["renewed"]["parts"][0]] == [1, 2]
    answer = browser.post(f"/api/v1/factors/{mix_row.pk}/renew/")
    assert (answer.status_code, answer.json()["release"]) == (201, 2)
    again = browser.post(f"/api/v1/factors/{mix_row.pk}/renew/")
    assert again.status_code == 400
    assert "正在等待审核" in str(again.json())


def test_without_an_outdated_part_there_is_nothing_to_renew(consultant: User, study: Study) -> None:
    address = f"/api/v1/factors/{in_use(study, '厂区用电').pk}/renew/"
    answer = browser_of(consultant).post(address)
    assert answer.status_code == 400
    assert "都是有效的" in str(answer.json())
    assert not Factor.objects.filter(release=2).exists()


def test_a_part_without_a_newer_release_is_chosen_by_hand(consultant: User, study: Study) -> None:
    set_state(in_use(study, "电网"), Factor.State.WITHDRAWN)
    (change,) = study_versions(consultant, study).changes
    assert (change.outlook.renewed, change.effect) == (None, None)
    answer = browser_of(consultant).post(f"/api/v1/factors/{in_use(study, '厂区用电').pk}/renew/")
    assert answer.status_code == 400
    assert "没有可用的新版次" in str(answer.json())
