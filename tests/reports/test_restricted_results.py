"""A colleague who is not named for a library gets no result from which a figure of it follows, wherever she looks.

The brake study: CLCD's steel, 1.9 kgCO2e/kg, is in 壳体 (2.7886), 支架 and 二件套; their stage comes to 5.4863, the
whole to 5.7085. The transports' factors are CPCD's, which everybody may see: 壳体运输 is 0.0758.
"""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from factors.models import CONTENT, Factor, Library
from inventories.models import InventoryLine
from reports.models import Preview, Report
from reports.models.report import State
from reports.portable import export_study
from tests.inventories.forms import boxes
from tests.inventories.versions import D, release, set_state
from tests.people import People, make_people
from tests.reports.drafts import draft_report
from tests.reports.states import browser_of, report_in

pytestmark = pytest.mark.django_db
TELLING = ("2.7886", "5.4863", "5.7085", "96.11", "100.00%", "1.9 kgCO")
OPEN = "0.0758"
WHY = "采用新发布的数值"


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def report(people: People) -> Report:
    made = draft_report(people)
    library = Library.objects.get(agency=people.agency, name="CLCD")
    Library.objects.filter(pk=library.pk).update(audience="named", disclosure="value")
    library.readers.set([people.consultant])
    return made


def housing(report: Report) -> InventoryLine:
    return InventoryLine.objects.get(study=report.study, name="壳体")


def told(text: str) -> list[str]:
    return [figure for figure in TELLING if figure in text]


@pytest.mark.parametrize("page", ["study_lines", "study_result", "study_detail"])
def test_the_pages_of_the_study(people: People, report: Report, page: str) -> None:
    address = reverse(page, args=[report.study_id])
    text = browser_of(people.colleague).get(address).content.decode()
    assert told(text) == []
    assert "受限" in text
    assert "部分结果受限" in text
    assert "0.1656" in text  # the stage of the transports
    full = browser_of(people.consultant).get(address).content.decode()
    assert "5.7085" in full
    assert "受限" not in full


def test_results_of_other_lines_are_still_shown(people: People, report: Report) -> None:
    address = reverse("study_lines", args=[report.study_id])
    assert OPEN in browser_of(people.colleague).get(address).content.decode()


def test_a_line_and_its_preview_with_another_amount(people: People, report: Report) -> None:
    line, client = housing(report), browser_of(people.colleague)
    page = client.get(reverse("line_detail", args=[line.pk]))
    assert told(page.content.decode()) == []
    sent = boxes(page, "line-form") | {"amount": "1000", "unit": "kg", "line": str(line.pk)}
    answer = client.post(reverse("line_preview", args=[report.study_id]), sent).content.decode()
    assert "1900" not in answer
    assert "受限" in answer
    full = browser_of(people.consultant).post(reverse("line_preview", args=[report.study_id]), sent)
    assert "1900" in full.content.decode()


def test_a_changed_amount_and_a_copy_tell_nothing_over_the_api(people: People, report: Report) -> None:
    line, client = housing(report), browser_of(people.colleague)
    address = f"/api/v1/lines/{line.pk}/"
    version = client.get(address).json()["version"]
    changed = client.patch(
        address, {"version": version, "amount": "1000", "unit": "kg"}, content_type="application/json"
    )
    assert changed.status_code == 200, changed.content
    client.post(reverse("line_copy", args=[line.pk]))
    footprint = f"/api/v1/studies/{report.study_id}/footprint/"
    body = client.get(footprint).json()
    assert body["restricted"] is True
    exact = body["footprint"]
    assert exact["total"] is None
    assert {stage["share"] for stage in exact["stages"]} == {None}
    assert exact["stages"][0]["emission"] is None
    assert exact["stages"][1]["emission"] is not None
    assert (exact["lines"][0]["emission"], exact["lines"][0]["factor"]) == (None, None)
    assert body["printed"]["total"] == body["printed"]["lines"][0]["figure"] == "受限"
    assert "1900" not in json.dumps(body)
    full = browser_of(people.consultant).get(footprint).json()
    assert full["restricted"] is False
    assert full["footprint"]["lines"][0]["emission"].startswith("1900")


def test_a_remark_that_quotes_sums_is_left_out(people: People, report: Report) -> None:
    report.study.total_style, report.study.total_digits = "decimals", 0
    report.study.save()
    address = reverse("study_result", args=[report.study_id])
    assert "产品碳足迹打印为" in browser_of(people.consultant).get(address).content.decode()
    assert "产品碳足迹打印为" not in browser_of(people.colleague).get(address).content.decode()


def test_the_file_of_an_open_study_has_no_sums(people: People, report: Report) -> None:
    text = export_study(people.colleague, report.study)
    printed = json.loads(text)["result"]["printed"]
    assert printed["total"] == "受限"
    assert [stage["figure"] for stage in printed["stages"]][:1] == ["受限"]
    assert {stage["share"] for stage in printed["stages"]} == {""}
    assert told(json.dumps(printed)) == []


def test_no_draft_is_drawn_or_shown(people: People, report: Report) -> None:
    client = browser_of(people.colleague)
    detail = client.get(reverse("report_detail", args=[report.pk])).content.decode()
    assert "草稿预览受限" in detail
    assert reverse("report_preview", args=[report.pk]) not in detail
    assert client.post(reverse("report_preview", args=[report.pk])).status_code == 403
    assert not Preview.objects.exists()
    assert client.get(reverse("report_preview_pdf", args=[report.pk])).status_code == 403
    shown = browser_of(people.consultant).get(reverse("report_detail", args=[report.pk])).content.decode()
    assert "草稿预览受限" not in shown
    assert reverse("report_preview", args=[report.pk]) in shown


def test_effects_tell_the_difference_alone(people: People, report: Report) -> None:
    truck = Factor.objects.get(agency=people.agency, name="货车运输")
    release(truck, amount=D("0.3"))
    client = browser_of(people.colleague)
    address = f"/api/v1/studies/{report.study_id}/factors/"
    body = client.get(address).json()
    (change,) = body["factors"]
    assert body["restricted"] is True
    assert (change["effect"]["before"], change["effect"]["after"]) == (None, None)
    assert change["effect"]["printed"]["percent"] == "受限"
    assert D(change["effect"]["difference"]) > 0
    page = client.get(reverse("study_factors", args=[report.study_id])).content.decode()
    assert told(page) == []
    fragment = reverse("study_factors_effect", args=[report.study_id]) + f"?factor={truck.pk}"
    assert told(client.get(fragment).content.decode()) == []
    update = {"factor": change["factor"]["id"], "newer": change["newer"]["id"], "read": change["read"]}
    sent = {"updates": [update], "reason": WHY}
    done = client.post(address, sent, content_type="application/json")
    assert done.status_code == 200, done.content
    assert done.json()["effect"]["after"] is None


def test_the_trail_tells_everybody_no_more_than_that(people: People, report: Report) -> None:
    """Also of an update by who is named: the trail is read by all."""
    truck = Factor.objects.get(agency=people.agency, name="货车运输")
    steel = Factor.objects.get(agency=people.agency, name="钢制零件")
    release(truck, amount=D("0.3"))
    release(steel, amount=D("2.5"))
    client = browser_of(people.consultant)
    address = f"/api/v1/studies/{report.study_id}/factors/"
    body = client.get(address).json()
    assert body["restricted"] is False
    updates = [
        {"factor": change["factor"]["id"], "newer": change["newer"]["id"], "read": change["read"]}
        for change in body["factors"]
    ]
    sent = {"updates": updates, "reason": WHY}
    assert client.post(address, sent, content_type="application/json").status_code == 200
    whole = AuditEntry.objects.get(act="study.update_factors")
    assert "result" not in whole.before
    assert "result" not in whole.after
    assert whole.after["effect"] == "（仅授权人员可见）"
    effects = {
        entry.subject_label: entry.after["effect"]
        for entry in AuditEntry.objects.filter(act__in=["inventoryline.edit", "transportleg.edit"])
        if "effect" in entry.after
    }
    assert effects["壳体"] == "（仅授权人员可见）"
    differences = [text for text in effects.values() if text != "（仅授权人员可见）"]
    assert differences
    assert all(text.endswith(" kgCO2e") for text in differences)


def test_a_figure_that_is_not_hers_is_updated_by_somebody_else(people: People, report: Report) -> None:
    steel = Factor.objects.get(agency=people.agency, name="钢制零件")
    columns = {name: getattr(steel, name) for name in CONTENT} | {"amount": D("2")}
    Factor.objects.create(
        agency=people.agency,
        library=Library.objects.create(agency=people.agency, name="公开"),
        code=steel.code,
        release=2,
        supersedes=steel,
        **columns,
    )
    set_state(steel, Factor.State.SUPERSEDED)
    body = browser_of(people.colleague).get(f"/api/v1/studies/{report.study_id}/factors/").json()
    (change,) = body["factors"]
    assert (change["offered"], change["effect"]) == (False, None)
    assert "获授权的同事" in change["obstacle"]


def test_the_frozen_file_says_what_the_report_says(people: People) -> None:
    report = draft_report(people)
    library = Library.objects.get(agency=people.agency, name="CLCD")
    Library.objects.filter(pk=library.pk).update(audience="named", disclosure="result")
    library.readers.set([people.consultant])
    Report.objects.filter(pk=report.pk).delete()
    frozen = report_in(people, State.LEADER_SIGNED)
    address = reverse("report_snapshot", args=[frozen.pk])
    printed = browser_of(people.colleague).get(address).json()["result"]["printed"]
    assert printed["lines"][0]["figure"] == "并入阶段合计"
    assert printed["total"] == "5.7085"
