"""The pages of a study that are not its lines: new, scope, functional unit, stages, evidence."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from factors.models import Library
from inventories.models import BoundaryProcess, Evidence, FunctionalUnit, Stage, Study
from inventories.results import result_of
from inventories.unfold import unfold
from reports.models import Report
from tests.golden.cases import load
from tests.inventories.forms import boxes, submit
from tests.inventories.samples import PDF, office, picture

D = Decimal


def address(name: str, pk: int) -> str:
    return reverse(name, args=[pk])


def upload(data: bytes, name: str = "发票.pdf") -> SimpleUploadedFile:
    # The header lies on purpose: the type is read from the content.
    return SimpleUploadedFile(name, data, content_type="text/html")


def test_studies_are_found_by_title_product_and_client(browser: Client, brake: Study) -> None:
    for text in ("制动执行器", "常州示范", "核算"):
        assert brake.title in browser.get(reverse("study_list"), {"q": text}).content.decode()
    assert brake.title not in browser.get(reverse("study_list"), {"q": "接线端子"}).content.decode()


def test_an_empty_list_says_what_to_do(browser: Client) -> None:
    text = browser.get(reverse("study_list")).content.decode()
    assert "还没有核算项目" in text
    assert reverse("study_new") in text


def test_a_new_study_with_wrong_input_is_not_made(browser: Client, brake: Study) -> None:
    page = f"{reverse('study_new')}?product={brake.product_id}"
    before = (Study.objects.count(), AuditEntry.objects.count())
    sent = {
        "title": "",
        "unit": "磅秤",
        "amount": "0",
        "period_start": "2024-01-01",
        "period_end": "2023-01-01",
    }
    response = submit(browser, page, sent, "")
    text = response.content.decode()
    assert response.status_code == 422
    assert "必填" in text
    assert "系统不认识单位" in text
    assert (Study.objects.count(), AuditEntry.objects.count()) == before


def test_the_stages_follow_the_boundary(browser: Client) -> None:
    text = browser.get(reverse("boundary_stages"), {"boundary_type": "gate_to_gate"}).content.decode()
    assert text.count("checked") == 1
    grave = browser.get(reverse("boundary_stages"), {"boundary_type": "cradle_to_grave"}).content.decode()
    assert grave.count("checked") == 8


def test_scope_is_edited_with_its_databases(browser: Client, brake: Study) -> None:
    library = Library.objects.create(agency=brake.agency, name="CNPED", release="2023")
    page = address("study_scope", brake.pk)
    sent = {
        "assumptions": "假设一\n\n 假设二 ",
        "figure_digits": "2",
        "output_amount": "16,345",
        "output_unit": "件",
        "libraries": [str(library.pk)],
    }
    assert submit(browser, page, sent, "").status_code == 302
    brake.refresh_from_db()
    assert (brake.assumptions, brake.figure_digits) == (["假设一", "假设二"], 2)
    assert brake.output_amount == D("16345")
    value = result_of(brake).value
    assert value is not None
    assert [each.name for each in value.libraries] == ["CLCD", "CNPED", "CPCD", "Ecoinvent"]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"period_end": "2022-12-31"}, "止日早于起日"),
        ({"output_amount": "5", "output_unit": ""}, "请填写产量的单位"),
        ({"figure_style": "significant", "figure_digits": "0"}, "有效数字至少 1 位"),
        ({"gwp_symbols": "SF6"}, "SF6"),
        ({"cut_off_single": "百分之一"}, "不是数值"),
    ],
)
def test_wrong_scope_is_refused(browser: Client, brake: Study, wrong: dict[str, str], reason: str) -> None:
    before = Study.objects.values().get(pk=brake.pk)
    response = submit(browser, address("study_scope", brake.pk), wrong, "")
    assert response.status_code == 422
    assert reason in response.content.decode()
    assert Study.objects.values().get(pk=brake.pk) == before


def test_scope_of_two_editors_conflicts(browser: Client, colleagues_browser: Client, brake: Study) -> None:
    page = address("study_scope", brake.pk)
    opened = boxes(browser.get(page))
    assert submit(colleagues_browser, page, {"purpose": "同事的目的"}, "").status_code == 302
    response = browser.post(page, {**opened, "purpose": "我的目的"})
    assert response.status_code == 409
    assert "同事的目的" in response.content.decode()
    brake.refresh_from_db()
    assert brake.purpose == "同事的目的"


def test_a_lost_functional_unit_is_reported_and_made_anew(browser: Client, brake: Study) -> None:
    FunctionalUnit.objects.filter(study=brake).delete()
    for name in ("study_detail", "study_lines", "study_result"):
        text = browser.get(address(name, brake.pk)).content.decode()
        assert "没有填写功能单位" in text
    page = address("study_functional_unit", brake.pk)
    sent = {"amount": "1", "unit": "件", "description": "1 件"}
    assert submit(browser, page, sent, "").status_code == 302
    assert "5.7085" in browser.get(address("study_lines", brake.pk)).content.decode()


def test_stages_are_added_changed_moved_and_removed(browser: Client, brake: Study) -> None:
    sent = {"kind": "use", "label": "", "empty": "none", "reason": "使用中不耗能"}
    assert submit(browser, address("stage_new", brake.pk), sent, "").status_code == 302
    stage = Stage.objects.get(study=brake, kind="use")
    assert (stage.label, stage.position, stage.reason) == ("使用", 5, "使用中不耗能")
    browser.post(address("stage_move", stage.pk), {"step": "up"})
    assert list(brake.stages.values_list("label", flat=True))[-2:] == ["使用", "包装运输"]
    browser.post(address("stage_remove", stage.pk), {"version": "1"})
    assert not Stage.objects.filter(pk=stage.pk).exists()


def test_a_stage_with_lines_is_kept(browser: Client, brake: Study) -> None:
    stage = brake.stages.get(label="原材料")
    response = browser.post(address("stage_remove", stage.pk), {"version": "1"}, follow=True)
    assert "正被使用" in response.content.decode()
    assert Stage.objects.filter(pk=stage.pk).exists()


def test_processes_are_added_line_by_line(browser: Client, brake: Study) -> None:
    sent = {"place": "excluded", "names": "员工通勤｜与产品无关\n商务差旅|贡献小\n"}
    assert browser.post(address("processes_new", brake.pk), sent).status_code == 302
    rows = BoundaryProcess.objects.filter(study=brake, place="excluded").order_by("position")
    assert list(rows.values_list("name", "reason"))[-2:] == [
        ("员工通勤", "与产品无关"),
        ("商务差旅", "贡献小"),
    ]


def test_excluding_needs_a_reason(browser: Client, brake: Study) -> None:
    before = BoundaryProcess.objects.count()
    sent = {"place": "excluded", "names": "员工通勤｜与产品无关\n商务差旅"}
    response = browser.post(address("processes_new", brake.pk), sent)
    assert response.status_code == 422
    assert "商务差旅" in response.content.decode()
    assert BoundaryProcess.objects.count() == before


def test_evidence_is_uploaded_shown_and_tied(browser: Client, brake: Study) -> None:
    line = brake.lines.get(name="壳体")
    page = address("study_evidence", brake.pk)
    assert browser.post(page, {"file": upload(PDF), "lines": [line.pk]}).status_code == 302
    evidence = Evidence.objects.get(name="发票.pdf")
    assert list(evidence.lines.all()) == [line]
    other = brake.lines.get(name="活塞")
    browser.post(address("evidence_tie", evidence.pk), {"lines": [other.pk]})
    assert list(evidence.lines.all()) == [other]


@pytest.mark.parametrize(
    ("data", "name", "media_type", "how"),
    [
        (PDF, "发票.pdf", "application/pdf", "inline"),
        (picture("PNG"), "照片.png", "image/png", "inline"),
        (office("xl/workbook.xml"), "台账.xlsx", "spreadsheetml", "attachment"),
    ],
)
def test_files_are_served_with_their_real_type_and_cannot_run(
    browser: Client, brake: Study, data: bytes, name: str, media_type: str, how: str
) -> None:
    browser.post(address("study_evidence", brake.pk), {"file": upload(data, name)})
    response = browser.get(address("evidence_file", Evidence.objects.get(name=name).pk))
    assert response.content == data
    assert media_type in response.headers["Content-Type"]
    assert response.headers["Content-Disposition"].startswith(how)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_a_hostile_upload_is_refused(browser: Client, brake: Study) -> None:
    before = (Evidence.objects.count(), AuditEntry.objects.count())
    for data in (b"<script>alert(1)</script>", b"MZ" + bytes(100), b"", office("xl/vbaProject.bin")):
        response = browser.post(address("study_evidence", brake.pk), {"file": upload(data)})
        assert response.status_code == 422
    assert (Evidence.objects.count(), AuditEntry.objects.count()) == before


def test_named_evidence_has_no_file_until_it_is_supplied(browser: Client, brake: Study) -> None:
    named = Evidence.objects.get(study=brake, name="生产过程统计")
    assert browser.get(address("evidence_file", named.pk)).status_code == 404
    assert "只登记了名称" in browser.get(address("evidence_detail", named.pk)).content.decode()
    page = address("evidence_supply", named.pk)
    assert browser.post(page, {"file": upload(PDF), "version": "1"}).status_code == 302
    assert browser.get(address("evidence_file", named.pk)).content == PDF
    assert browser.post(page, {"file": upload(PDF), "version": "1"}).status_code == 409


def test_evidence_is_renamed_and_removed(browser: Client, brake: Study) -> None:
    named = Evidence.objects.get(study=brake, name="生产过程统计")
    page = address("evidence_detail", named.pk)
    changed: dict[str, Any] = {"name": "用电统计", "version": "1"}
    assert browser.post(page, changed).status_code == 302
    taken = {"name": "产品原材料用量统计", "version": "2"}
    assert browser.post(page, taken).status_code == 422
    browser.post(address("evidence_remove", named.pk), {"version": "2"})
    assert not Evidence.objects.filter(pk=named.pk).exists()


def test_a_study_is_deleted_with_what_is_in_it(browser: Client, consultant: User) -> None:
    study = unfold(consultant, load("brake"))
    browser.post(address("study_remove", study.pk), {"version": "7"})
    assert study.lines.count() == 15
    browser.post(address("study_remove", study.pk), {"version": "1"})
    assert not Study.objects.filter(pk=study.pk).exists()
    assert AuditEntry.objects.filter(act="study.remove", subject_id=study.pk).exists()


def test_a_study_with_a_report_is_kept(browser: Client, brake: Study) -> None:
    Report.objects.create(agency=brake.agency, study=brake)
    response = browser.post(address("study_remove", brake.pk), {"version": "1"}, follow=True)
    assert "正被使用" in response.content.decode()
    assert brake.lines.count() == 15
