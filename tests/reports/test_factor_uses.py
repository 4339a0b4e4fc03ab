"""Where a factor is used, page and API; outdated factors before submission; what an issued report keeps."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from accounts.files import read
from accounts.models import AuditEntry
from factors import starter
from factors.models import Factor, FactorComponent
from factors.starter.reading import DATA
from inventories.factor_versions import study_versions
from inventories.models import InventoryLine, Study
from reports import readiness
from reports.models import Revision
from reports.models.report import State
from tests.inventories.versions import D, in_use, release, release_all, set_state, written
from tests.people import People, make_people
from tests.reports.api import Program
from tests.reports.drafts import draft_report
from tests.reports.states import browser_of, report_in

pytestmark = pytest.mark.django_db
WHY = "采用新发布的数值"


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def study(people: People) -> Study:
    return written(people.consultant)


class TestThePage:
    def test_it_lists_studies_of_every_release_with_lines_and_reports(self, people: People) -> None:
        report = report_in(people, State.ISSUED)
        used = Factor.objects.get(agency=people.agency, name="钢制零件")
        newer = release(used, amount=D("2"))
        draft = draft_report(people)
        draft.study.lines.filter(factor=used).update(factor=newer)
        answer = browser_of(people.reviewer).get(reverse("factor_uses", args=[newer.pk]))
        listed = answer.context["listed"]
        assert [row.study.pk for row in listed] == [draft.study_id, report.study_id]
        assert [[found.release for found in row.releases] for row in listed] == [[2], [1]]
        assert [[found.state for found in row.reports] for row in listed] == [["draft"], ["issued"]]
        assert {use.name for use in listed[1].uses} >= {"壳体"}
        page = answer.content.decode()
        assert "PCF-2026-0007" in page
        assert f"/studies/{report.study_id}/factors/effect/?factor={used.pk}" in page

    def test_legs_count_as_uses(self, people: People, study: Study) -> None:
        address = reverse("factor_uses", args=[in_use(study, "货车").pk])
        (row,) = browser_of(people.consultant).get(address).context["listed"]
        assert [(use.name, use.way) for use in row.uses] == [("钢板运输", "甲→乙 货车")]

    def test_a_factor_that_nobody_uses_says_so(self, people: People, study: Study) -> None:
        InventoryLine.objects.filter(study=study, name="逸散").delete()
        address = reverse("factor_uses", args=[in_use(study, "制冷剂").pk])
        assert "没有项目采用该因子" in browser_of(people.consultant).get(address).content.decode()

    def test_composites_that_were_made_of_it_are_named(self, people: People, study: Study) -> None:
        grid = in_use(study, "电网")
        made = Factor.objects.create(
            agency=study.agency, library=grid.library, code="mix", name="厂区用电", form="mix", unit="kgCO2e/kWh"
        )  # fmt: skip
        FactorComponent.objects.create(composite=made, place=0, component=grid)
        answer = browser_of(people.consultant).get(reverse("factor_uses", args=[grid.pk]))
        assert answer.context["composites"] == [made]
        assert reverse("factor_uses", args=[made.pk]) in answer.content.decode()

    def test_other_agencies_uses_of_a_shared_factor_are_not_shown(self, people: People, study: Study) -> None:
        starter.load()
        grid = Factor.objects.get(library__agency=None, code="2023-footprint")
        theirs = make_people()
        for one in (study, written(theirs.consultant)):
            one.lines.filter(name="用电").update(factor=grid)
        listed = browser_of(people.consultant).get(f"/factors/{grid.pk}/uses/").context["listed"]
        assert [row.study.pk for row in listed] == [study.pk]

    def test_the_factors_page_leads_to_it(self, people: People, study: Study) -> None:
        steel = in_use(study, "钢材")
        page = browser_of(people.consultant).get(f"/factors/{steel.pk}/").content.decode()
        assert f"/factors/{steel.pk}/uses/" in page

    def test_the_number_of_queries_does_not_grow(
        self, people: People, study: Study, django_assert_max_num_queries: Any
    ) -> None:
        for _turn in range(5):
            written(people.consultant)
        browser = browser_of(people.consultant)
        with django_assert_max_num_queries(20):
            answer = browser.get(f"/factors/{in_use(study, '电网').pk}/uses/")
        assert len(answer.context["listed"]) == 6


class TestTheApi:
    def test_uses_with_their_effects(self, people: People, study: Study) -> None:
        release_all(study)
        status, body = Program(people.reviewer).get(f"factors/{in_use(study, '电网').pk}/uses/")
        assert status == 200
        assert (body["count"], [row["release"] for row in body["releases"]]) == (1, [2, 1])
        (row,) = body["results"]
        assert row["effect"]["difference"] == "-0.02113464"
        assert row["effect"]["printed"]["percent"] == "-0.49%"
        assert [use["name"] for use in row["uses"]] == ["用电"]

    def test_a_studys_factors_are_read_and_updated(self, people: People, study: Study) -> None:
        release_all(study)
        program = Program(people.consultant)
        status, body = program.get(f"studies/{study.pk}/factors/")
        assert status == 200
        assert D(body["together"]["difference"]) == D("0.27737536")
        assert [row["standing"] for row in body["factors"]] == ["superseded"] * 4
        steel = body["factors"][0]
        assert (steel["factor"]["value"], steel["newer"]["value"]) == ("1.9 kgCO2e/kg", "2.05 tCO2e/t")
        assert [D(use["effect"]["difference"]) for use in steel["uses"]] == [D("0.3")]
        wanted = {"factor": steel["factor"]["id"], "newer": steel["newer"]["id"], "read": steel["read"]}
        status, done = program.post(f"studies/{study.pk}/factors/", {"updates": [wanted], "reason": WHY})
        assert (status, done["factors"], done["uses"]) == (200, 1, 1)
        assert D(done["effect"]["after"]) == D("4.6518329")
        again = program.post(f"studies/{study.pk}/factors/", {"updates": [wanted], "reason": WHY})
        assert again[0] == 409

    @pytest.mark.parametrize(
        "body", [{}, {"updates": [], "reason": WHY}, {"updates": [{"factor": 1}], "reason": ""}]
    )
    def test_an_incomplete_request_is_refused(
        self, people: People, study: Study, body: dict[str, Any]
    ) -> None:
        release_all(study)
        before = list(study.lines.order_by("pk").values())
        assert Program(people.consultant).post(f"studies/{study.pk}/factors/", body)[0] == 400
        assert list(study.lines.order_by("pk").values()) == before

    def test_a_closed_study_answers_with_the_reason(self, people: People, study: Study) -> None:
        release_all(study)
        (change, *_rest) = study_versions(people.consultant, study).offered
        assert change.outlook.newer is not None
        wanted = {"factor": change.outlook.factor.pk, "newer": change.outlook.newer.pk, "read": change.read}
        Study.objects.filter(pk=study.pk).update(lock="报告已签发。")
        answer = Program(people.consultant).post(
            f"studies/{study.pk}/factors/", {"updates": [wanted], "reason": WHY}
        )
        assert answer == (409, {"detail": "报告已签发。"})


def test_outdated_factors_warn_before_submission_and_lead_to_the_line(people: People) -> None:
    report = draft_report(people)
    withdrawn = Factor.objects.get(agency=people.agency, name="钢制零件")
    set_state(withdrawn, Factor.State.WITHDRAWN)
    warned = [found for found in readiness.findings(report) if found.code == "factor_out_of_date"]
    assert {found.severity for found in warned} == {"warning"}
    assert {found.place.name for found in warned} >= {"壳体", "支架"}
    readiness.require_ready(report)
    page = browser_of(people.consultant).get(reverse("report_detail", args=[report.pk])).content.decode()
    line = report.study.lines.get(name="壳体")
    assert "已撤回" in page
    assert f"/lines/{line.pk}/#id_factor" in page


def test_an_issued_report_keeps_its_bytes_when_newer_factors_come(people: People, tmp_path: Path) -> None:
    """Neither a newer release of the starter library nor the wish to update touches what was issued."""
    starter.load()
    grid = Factor.objects.get(library__agency=None, code="2023-footprint")
    issued = report_in(people, State.ISSUED)
    InventoryLine.objects.filter(study=issued.study, factor__unit="kgCO2e/kWh").update(factor=grid)
    revision = Revision.objects.get(report=issued)
    before = (revision.snapshot, revision.digest, read(issued.agency_id, revision.current))

    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    file = folder / "electricity.csv"
    changed = file.read_text(encoding="utf-8").replace("stated,0.6205,", "stated,0.6300,")
    file.write_text(changed, encoding="utf-8")
    (folder / "release.txt").write_text("2026.12\n", encoding="utf-8")
    starter.load(folder)

    (change,) = study_versions(people.consultant, issued.study).changes
    assert (change.outlook.standing, change.is_offered) == ("superseded", True)
    browser = browser_of(people.consultant)
    newer = change.outlook.newer
    assert newer is not None
    answer = browser.post(
        reverse("study_factors", args=[issued.study_id]),
        {"choice": [f"{grid.pk}:{newer.pk}:{change.read}"], "reason": WHY},
    )
    assert answer.status_code == 409
    revision.refresh_from_db()
    assert (revision.snapshot, revision.digest, read(issued.agency_id, revision.current)) == before
    assert InventoryLine.objects.filter(study=issued.study, factor=grid).exists()
    assert not AuditEntry.objects.filter(act="study.update_factors").exists()
