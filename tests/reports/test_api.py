"""Reports, the register and study files over the API; tokens, and the description of the API."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken
from inventories.models import Company, Study
from jobs.models import Job
from reports import workflow
from reports.models import Report, Revision
from reports.models.report import Duty, State
from reports.portable import export_study
from reports.snapshot import StudyFile
from tests.people import make_people
from tests.reports.api import Program
from tests.reports.drafts import DEMO, fresh
from tests.reports.states import PDF, entry_of, report_in

pytestmark = pytest.mark.django_db

BRAKE = (DEMO / "brake-actuator.json").read_text(encoding="utf-8")


def test_a_token_opens_the_api_as_its_person_until_it_is_revoked() -> None:
    people = make_people()
    program = Program(people.consultant)
    assert program.get("companies/")[0] == 200
    token = ApiToken.objects.get(user=people.consultant)
    assert token.last_used_at is not None
    assert program.text not in token.digest
    ApiToken.objects.update(revoked_at=timezone.now())
    status, body = program.get("companies/")
    assert (status, body) == (401, {"detail": "令牌无效或已撤销。"})


@pytest.mark.parametrize("header", [None, "Token", "Token a b", "Token pcf_no-such", "Bearer pcf_x"])
def test_without_a_good_token_nobody_is_let_in(header: str | None) -> None:
    make_people()
    headers = {"Authorization": header} if header is not None else {}
    assert Client().get("/api/v1/companies/", headers=headers).status_code == 401


def test_a_deactivated_persons_token_opens_nothing() -> None:
    people = make_people()
    program = Program(people.consultant)
    people.consultant.is_active = False
    people.consultant.save()
    assert program.get("companies/")[0] == 401


def test_a_recent_use_is_not_written_down_again() -> None:
    people = make_people()
    program = Program(people.consultant)
    recently = timezone.now() - timedelta(minutes=59)
    ApiToken.objects.update(last_used_at=recently)
    program.get("companies/")
    assert ApiToken.objects.get(user=people.consultant).last_used_at == recently


def test_a_study_file_goes_in_and_comes_out_as_the_same_value() -> None:
    people = make_people()
    program = Program(people.consultant)
    status, made = program.post("study-files/", json.loads(BRAKE))
    assert status == 201
    status, body = program.get(f"study-files/{made['study']}/")
    assert status == 200
    text = export_study(people.consultant, Study.objects.get(pk=made["study"]))
    assert StudyFile.model_validate_json(json.dumps(body)) == StudyFile.model_validate_json(text)
    assert body["result"]["printed"]["total"] == "5.7085"
    assert Report.objects.get(pk=made["report"]).study_id == made["study"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "不是有效的 JSON"),
        ("[]", "最外层应为 JSON 对象"),
        ('{"format": "other"}', "不是核算项目文件"),
        (BRAKE.replace('"version": 1', '"version": 99', 1), "版本为 99"),
        (BRAKE.replace('"software":', '"software": "x", "software":', 1), "成员重复"),
    ],
)
def test_a_wrong_study_file_gets_its_errors_and_writes_nothing(text: str, message: str) -> None:
    people = make_people()
    program = Program(people.consultant)
    status, body = program.post("study-files/", text)
    assert status == 400
    assert message in body["problems"][0]["message"]
    assert not Company.objects.exists()


def test_a_bare_number_in_a_study_file_is_refused_because_its_digits_are_lost() -> None:
    people = make_people()
    document = json.loads(BRAKE)
    document["study"]["lines"][0]["amount"] = 1.10
    status, body = Program(people.consultant).post("study-files/", document)
    assert status == 400
    assert body["problems"][0]["path"] == "$.study.lines[0].amount"
    assert not Study.objects.exists()


def test_a_report_begins_changes_by_version_and_is_submitted() -> None:
    people = make_people()
    program = Program(people.consultant)
    document = json.loads(BRAKE)
    del document["content"]
    study = program.post("study-files/", document)[1]["study"]
    status, report = program.post(
        "reports/", {"study": study, "validity_years": 3, "suggestions": ["换用绿电"]}
    )
    assert status == 201
    assert (report["state"], report["validity_years"], report["suggestions"]) == ("draft", 3, ["换用绿电"])
    path = f"reports/{report['id']}/"
    status, changed = program.patch(path, {"use_limits": "不用于比较", "version": report["version"]})
    assert (status, changed["use_limits"]) == (200, "不用于比较")
    status, conflict = program.patch(path, {"use_limits": "迟到", "version": report["version"]})
    assert status == 409
    assert conflict["version"] == changed["version"]
    assert conflict["current"]["use_limits"] == "不用于比较"
    status, body = program.post(f"{path}submit/", {"version": changed["version"]})
    assert status == 409
    assert {finding["place"]["name"] for finding in body["findings"]} >= {"技术复核人", "批准人"}
    assert fresh(Report.objects.get(pk=report["id"])).state == State.DRAFT


def test_a_complete_report_is_submitted_over_the_api() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    program = Program(people.consultant)
    assert program.post(f"reports/{report.pk}/submit/", {})[0] == 400
    assert program.post(f"reports/{report.pk}/submit/", {"version": 99})[0] == 409
    assert not Revision.objects.exists()
    status, job = program.post(f"reports/{report.pk}/submit/", {"version": report.version})
    assert (status, job["state"], job["kind"]) == (202, "queued", workflow.PREPARE)
    assert program.post(f"reports/{report.pk}/submit/", {"version": report.version})[0] == 409
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {"validity_years": 99},
        {"validity_years": "两年"},
        {"suggestions": ["", 3]},
        {"suggestions": "一项"},
        {"no_such": 1},
    ],
)
def test_a_report_with_wrong_statements_is_not_begun(body: dict[str, object]) -> None:
    people = make_people()
    program = Program(people.consultant)
    document = json.loads(BRAKE)
    del document["content"]
    study = program.post("study-files/", document)[1]["study"]
    status, errors = program.post("reports/", {"study": study, **body})
    assert status == 400
    assert set(errors) == set(body)
    assert not Report.objects.exists()


def test_no_second_report_and_none_of_a_strangers_study() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    assert Program(people.consultant).post("reports/", {"study": report.study_id})[0] == 400
    stranger = Program(make_people().consultant)
    assert stranger.post("reports/", {"study": report.study_id})[0] == 400
    assert stranger.get(f"reports/{report.pk}/")[0] == 404
    assert stranger.patch(f"reports/{report.pk}/", {"version": 1})[0] == 404
    assert stranger.get(f"study-files/{report.study_id}/")[0] == 404
    assert Report.objects.count() == 1


def test_a_frozen_report_is_not_changed() -> None:
    people = make_people()
    report = report_in(people, State.SUBMITTED)
    status, body = Program(people.consultant).patch(
        f"reports/{report.pk}/", {"use_limits": "改", "version": report.version}
    )
    assert status == 409
    assert "已提交" in body["detail"]
    assert fresh(report).use_limits == report.use_limits


def test_state_and_number_are_the_workflows() -> None:
    people = make_people()
    report = report_in(people, State.DRAFT)
    program = Program(people.consultant)
    body = {"state": "issued", "number": "PCF-1", "version": report.version}
    assert program.patch(f"reports/{report.pk}/", body)[0] == 200
    now = fresh(report)
    assert (now.state, now.number, now.version) == (State.DRAFT, "", report.version)


def test_a_client_reads_the_issued_report_and_the_register_and_nothing_else() -> None:
    people = make_people()
    issued = report_in(people, State.ISSUED)
    open_one = report_in(people, State.REVIEWED, number="PCF-2026-0008")
    program = Program(people.client)
    assert [row["number"] for row in program.get("reports/")[1]["results"]] == [issued.number]
    assert program.get(f"reports/{open_one.pk}/")[0] == 404
    assert program.get(f"reports/{issued.pk}/pdf/") == (200, PDF)
    entry = program.get(f"register/{entry_of(issued).pk}/")[1]
    assert (entry["unit_result"], entry["withdrawn"]) == ("生产 1 件制动执行器（FB）：5.7085 kgCO2e", False)
    for path in ("companies/", "studies/", "lines/", "factors/", f"study-files/{issued.study_id}/"):
        assert program.get(path)[0] == 403, path
    body = {"use_limits": "改", "version": issued.version}
    assert program.patch(f"reports/{issued.pk}/", body)[0] == 403
    assert issued.team.filter(duty=Duty.LEADER).exists()


def test_the_description_and_its_page_are_there() -> None:
    schema = Client().get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    assert schema.status_code == 200
    paths = schema.json()["paths"]
    assert "/api/v1/reports/{id}/submit/" in paths
    assert schema.json()["components"]["securitySchemes"]["token"]["name"] == "Authorization"
    page = Client().get("/api/v1/docs/").content.decode()
    assert "<style" not in page
    assert "swagger-ui-bundle.js" in page
