"""The page of a study's outdated factors, its fragment, and the agency's list, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import editing
from accounts.models import AuditEntry, User
from factors.models import Factor, Library
from inventories.factor_versions import count_to_update, studies_with_outdated
from inventories.factor_versions import uses as looking
from inventories.models import InventoryLine, Study
from tests.inventories.versions import D, in_use, release, release_all, set_state, written
from tests.people import People

WHY = "采用新发布的数值"


@pytest.fixture
def study(consultant: User) -> Study:
    return written(consultant)


@pytest.fixture
def address(study: Study) -> str:
    release_all(study)
    return f"/studies/{study.pk}/factors/"


def text_of(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def boxes_of(browser: Client, address: str) -> dict[str, str]:
    """The value of each box by the name of its factor."""
    changes = browser.get(address).context["versions"].offered
    return {
        change.outlook.factor.name: f"{change.outlook.factor.pk}:{change.outlook.newer.pk}:{change.read}"
        for change in changes
    }


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def lines_of(study: Study) -> list[Any]:
    return list(InventoryLine.objects.filter(study=study).order_by("pk").values())


def test_a_study_with_factors_in_force_says_so(browser: Client, study: Study) -> None:
    assert "因子均为现行有效" in text_of(browser, f"/studies/{study.pk}/factors/")


def test_the_page_shows_old_and_new_values_and_effects(browser: Client, address: str) -> None:
    page = text_of(browser, address)
    for said in ("1.9 kgCO", "2.05 tCO", "+0.3000", "+6.89%", "+0.27737536", "4.3518 → 4.6292", "第 2 版"):
        assert said in page
    assert "= 2.1279 kgCO" in page
    assert page.count('name="choice"') == 4


def test_the_tab_counts_outdated_factors(browser: Client, address: str) -> None:
    tabs = {tab.label: tab.number for tab in browser.get(address).context["tabs"]}
    assert tabs["因子更新"] == 4


def test_the_chosen_factors_are_updated(browser: Client, address: str, study: Study) -> None:
    boxes = boxes_of(browser, address)
    answer = browser.post(address, {"choice": [boxes["钢材"], boxes["电网"]], "reason": WHY}, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    # 4.3518329 + 0.27886536 = 4.63069826; 0.27886536 / 4.3518329 = 6.408 %
    assert said == ["已更新 2 个因子，涉及 2 处清单数据，结果由 4.3518 变为 4.6307 kgCO2e（+6.41%）。"]
    assert set(boxes_of(browser, address)) == {"货车", "制冷剂"}
    assert AuditEntry.objects.get(act="study.update_factors").after["reason"] == WHY


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"reason": WHY}, "请至少选择一个要更新的因子"),
        ({"choice": ["1:2:x"], "reason": WHY}, "页面内容不完整"),
        ({"choice": ["钢材"], "reason": " "}, "请填写理由"),
        ({"choice": ["钢材"], "reason": "理由" * 300}, "500"),
    ],
)
def test_what_is_missing_is_told_and_nothing_changes(
    browser: Client, address: str, study: Study, entered: dict[str, Any], said: str
) -> None:
    boxes, before = boxes_of(browser, address), lines_of(study)
    chosen = [boxes.get(name, name) for name in entered.get("choice", [])]
    answer = browser.post(address, {**entered, "choice": chosen})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert lines_of(study) == before
    if chosen and chosen[0] in boxes.values():
        assert f'value="{chosen[0]}"' in answer.content.decode()
        assert "checked" in answer.content.decode()


def test_the_slower_of_two_people_sees_what_is_new(
    browser: Client, colleagues_browser: Client, address: str, study: Study
) -> None:
    boxes = boxes_of(browser, address)
    colleagues_browser.post(address, {"choice": [boxes["钢材"]], "reason": "先更新"})
    before = lines_of(study)
    answer = browser.post(address, {"choice": list(boxes.values()), "reason": WHY})
    assert answer.status_code == 409
    assert "本次没有更新" in answer.content.decode()
    assert WHY in answer.content.decode()
    assert lines_of(study) == before
    again = boxes_of(browser, address)
    assert set(again) == {"电网", "货车", "制冷剂"}
    assert browser.post(address, {"choice": list(again.values()), "reason": WHY}).status_code == 302


def test_a_closed_study_shows_effects_but_no_form(browser: Client, address: str, study: Study) -> None:
    boxes = boxes_of(browser, address)
    Study.objects.filter(pk=study.pk).update(lock="报告 PCF-2026-0001 已签发；如需修改数据，请新建更正报告。")
    page = text_of(browser, address)
    assert "+0.27737536" in page
    assert 'name="choice"' not in page
    before = lines_of(study)
    answer = browser.post(address, {"choice": list(boxes.values()), "reason": WHY})
    assert answer.status_code == 409
    assert "PCF-2026-0001 已签发" in answer.content.decode()
    assert lines_of(study) == before


def test_a_reviewer_looks_and_changes_nothing(
    people: People, browser: Client, address: str, study: Study
) -> None:
    reviewer, boxes = signed_in(people.reviewer), boxes_of(browser, address)
    page = text_of(reviewer, address)
    assert "+0.27737536" in page
    assert 'name="choice"' not in page
    before = lines_of(study)
    assert reviewer.post(address, {"choice": list(boxes.values()), "reason": WHY}).status_code == 403
    assert lines_of(study) == before


def test_strangers_and_clients_see_nothing(people: People, stranger: User, address: str) -> None:
    for path in (address, f"{address}effect/"):
        assert signed_in(stranger).get(path).status_code == 404
        assert signed_in(people.client).get(path).status_code == 403


def test_the_fragment_tells_the_effect_of_what_is_asked(browser: Client, address: str, study: Study) -> None:
    steel, grid = in_use(study, "钢材"), in_use(study, "电网")
    both = text_of(browser, f"{address}effect/?factor={steel.pk}&factor={grid.pk}")
    assert "未修约 +0.27886536" in both
    assert "+6.41%" in both
    boxes = boxes_of(browser, address)
    one = browser.get(f"{address}effect/", {"choice": [boxes["电网"]]}).content.decode()
    assert "未修约 -0.02113464" in one
    assert "选择因子后" in text_of(browser, f"{address}effect/?factor=x")


def test_the_fragment_tells_why_there_is_no_effect(browser: Client, address: str, study: Study) -> None:
    steel = in_use(study, "铁路")
    set_state(steel, Factor.State.WITHDRAWN)
    assert "没有可替换的新版次" in text_of(browser, f"{address}effect/?factor={steel.pk}")
    study.lines.filter(name="用电").update(amount=None)
    fragment = text_of(browser, f"{address}effect/?factor={in_use(study, '钢材').pk}")
    assert "尚无结果" in fragment


def test_the_value_of_a_licensed_factor_is_for_named_people(
    people: People, browser: Client, colleagues_browser: Client, address: str, study: Study
) -> None:
    library = Library.objects.get(factors=in_use(study, "钢材"))
    library.audience = Library.Audience.NAMED
    library.save()
    library.readers.add(people.consultant)
    assert "1.9 kgCO" in text_of(browser, address)
    theirs = text_of(colleagues_browser, address)
    assert "1.9 kgCO" not in theirs
    assert "2.05 tCO" not in theirs
    assert "仅授权人员可见" in theirs
    assert "2.1279" not in theirs


class TestTheAgencysList:
    def test_it_names_studies_that_may_be_updated(
        self, browser: Client, consultant: User, study: Study
    ) -> None:
        other, closed = written(consultant), written(consultant)
        release(in_use(study, "电网"), amount=D("0.5777"))
        Study.objects.filter(pk=closed.pk).update(lock="已签发")
        Study.objects.filter(pk=other.pk).update(title="另一项目")
        listed = browser.get("/factors/outdated/").context["listed"]
        assert [row[0].pk for row in listed] == [other.pk, study.pk]
        assert [factor.name for factor in listed[0][1]] == ["电网"]
        everything = browser.get("/factors/outdated/?locked=1").context["listed"]
        assert [row[0].pk for row in everything] == [closed.pk, other.pk, study.pk]

    def test_it_is_empty_when_all_are_in_force(self, browser: Client, study: Study) -> None:
        assert "没有需要提醒的项目" in text_of(browser, "/factors/outdated/")

    def test_another_agency_and_clients_see_nothing_of_it(
        self, people: People, stranger: User, address: str
    ) -> None:
        assert signed_in(stranger).get("/factors/outdated/").context["listed"] == []
        assert signed_in(people.client).get("/factors/outdated/").status_code == 403

    def test_it_goes_on_with_older_studies(self, browser: Client, consultant: User, study: Study) -> None:
        numbers = [study.pk] + [written(consultant).pk for _ in range(4)]
        release(in_use(study, "电网"), amount=D("0.5777"))
        first = studies_with_outdated(consultant, timezone.localdate(), limit=2)
        assert [row.pk for row in first.studies] == numbers[:2:-1]
        second = studies_with_outdated(consultant, timezone.localdate(), before=first.before, limit=2)
        assert [row.pk for row in second.studies] == numbers[2:0:-1]
        page = browser.get(f"/factors/outdated/?before={numbers[2]}").content.decode()
        assert "回到最新" in page

    def test_it_looks_through_many_studies_slice_by_slice(
        self,
        consultant: User,
        study: Study,
        monkeypatch: pytest.MonkeyPatch,
        django_assert_max_num_queries: Any,
    ) -> None:
        monkeypatch.setattr(looking, "SLICE", 1)
        monkeypatch.setattr(looking, "SLICES", 2)
        for _turn in range(2):
            InventoryLine.objects.filter(study=written(consultant)).exclude(goods=None).delete()
        set_state(in_use(study, "铁路"), Factor.State.WITHDRAWN)
        with django_assert_max_num_queries(10):
            nothing = studies_with_outdated(consultant, timezone.localdate())
        assert (nothing.studies, nothing.before is not None) == ([], True)
        found = studies_with_outdated(consultant, timezone.localdate(), before=nothing.before)
        assert [row.pk for row in found.studies] == [study.pk]

    def test_the_home_page_counts_them(self, browser: Client, consultant: User, address: str) -> None:
        assert count_to_update(consultant, timezone.localdate()) == 1
        assert "因子待更新的项目" in text_of(browser, "/")


def test_a_change_elsewhere_in_the_study_is_no_conflict(
    people: People, browser: Client, address: str, study: Study
) -> None:
    boxes = boxes_of(browser, address)
    editing.edit(people.colleague, study.lines.get(name="用电"), {"amount": D("2000")}, version=1)
    assert browser.post(address, {"choice": [boxes["钢材"]], "reason": WHY}).status_code == 302
