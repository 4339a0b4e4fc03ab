"""Evidence: what a file supports, several files at once, the same bytes twice, data without evidence, previews."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfWriter

from accounts.models import AuditEntry, User
from inventories import services
from inventories.assemble import assemble_rows
from inventories.footprint.values import Support
from inventories.models import Evidence, InventoryLine, Study
from inventories.services import Said
from tests.inventories.samples import PDF, office, picture
from tests.reports.api import Program


def url(name: str, *keys: int) -> str:
    return reverse(name, args=keys)


def file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def tied(actor: User, study: Study, *names: str) -> tuple[Evidence, list[InventoryLine]]:
    lines = [study.lines.get(name=name) for name in names]
    return services.attach_evidence(actor, study, "发票.pdf", PDF, lines), lines


def state(study: Study) -> tuple[object, ...]:
    ties = Evidence.lines.through.objects.order_by("pk").values_list()
    return (study.evidence.count(), list(ties), AuditEntry.objects.count())


def test_a_tie_says_which_data_and_where_and_the_trail_tells(consultant: User, brake: Study) -> None:
    evidence, (line, _other) = tied(consultant, brake, "壳体", "活塞")
    services.describe_ties(consultant, evidence, {line.pk: Said(("factor", "amount"), " 第 3 页 ")})
    tie = line.ties.get(evidence=evidence)
    assert (tie.data, tie.place, tie.told) == (["amount", "factor"], "第 3 页", "数量、排放因子；第 3 页")
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.act, entry.after) == ("evidence.tie", {"lines": ["壳体：数量、排放因子；第 3 页"]})
    before = state(brake)
    services.describe_ties(consultant, evidence, {line.pk: Said(("amount", "factor"), "第 3 页")})
    assert state(brake) == before


@pytest.mark.parametrize(
    ("said", "reason"), [(Said(("price",)), "没有这一数据项"), (Said((), "第\x00页"), "不可见")]
)
def test_a_wrong_datum_or_place_is_refused_by_line(
    consultant: User, brake: Study, said: Said, reason: str
) -> None:
    evidence, (first, second) = tied(consultant, brake, "壳体", "活塞")
    before = state(brake)
    with pytest.raises(ValidationError, match=f"“活塞”：.*{reason}"):
        services.describe_ties(consultant, evidence, {first.pk: Said(("amount",)), second.pk: said})
    assert state(brake) == before


def test_only_what_is_tied_is_described(consultant: User, brake: Study) -> None:
    evidence, _lines = tied(consultant, brake, "壳体")
    other = brake.lines.get(name="活塞")
    before = state(brake)
    with pytest.raises(ValidationError, match="尚未与"):
        services.describe_ties(consultant, evidence, {other.pk: Said(("amount",))})
    assert state(brake) == before


def test_what_a_tie_says_outlives_other_changes_and_goes_with_copies(consultant: User, brake: Study) -> None:
    evidence, (line,) = tied(consultant, brake, "壳体")
    services.describe_ties(consultant, evidence, {line.pk: Said(("amount",), "第 2 页")})
    services.add_ties(consultant, evidence, [brake.lines.get(name="活塞")])
    copy = services.copy_line(consultant, line)
    for each in (line, copy):
        tie = each.ties.get(evidence=evidence)
        assert (tie.data, tie.place) == (["amount"], "第 2 页")


def test_the_study_value_tells_what_supports_which_datum(consultant: User, brake: Study) -> None:
    evidence, (line, _other) = tied(consultant, brake, "壳体", "活塞")
    services.describe_ties(consultant, evidence, {line.pk: Said(("amount",), "第 2 页")})
    lines = {each.name: each for each in assemble_rows(brake).study.lines}
    assert lines["壳体"].supports == (Support(evidence="发票.pdf", data=("amount",), place="第 2 页"),)
    assert "发票.pdf" in lines["活塞"].evidence
    assert lines["活塞"].supports == ()


def test_several_files_come_at_once_or_none(browser: Client, brake: Study) -> None:
    page, line = url("study_evidence", brake.pk), brake.lines.get(name="壳体")
    before = state(brake)
    sent = [file("发票.pdf", PDF), file("图.png", b"<svg onload='alert(1)'/>")]
    refused = browser.post(page, {"file": sent, "lines": [line.pk]})
    assert refused.status_code == 422
    assert "“图.png”：不支持的文件类型" in refused.content.decode()
    assert state(brake) == before
    sent = [
        file("发票.pdf", PDF),
        file("图.png", picture("PNG")),
        file("台账.xlsx", office("xl/workbook.xml")),
    ]
    assert browser.post(page, {"file": sent, "lines": [line.pk]}).status_code == 302
    assert {"发票.pdf", "图.png", "台账.xlsx"} <= {each.name for each in line.evidence.all()}


def test_the_same_bytes_are_tied_and_not_kept_twice(browser: Client, brake: Study) -> None:
    page = url("study_evidence", brake.pk)
    browser.post(page, {"file": [file("发票.pdf", PDF)]})
    number, line = brake.evidence.count(), brake.lines.get(name="活塞")
    sent = {"file": [file("另一名称.pdf", PDF)], "lines": [line.pk], "back": "line"}
    answer = browser.post(page, sent, follow=True)
    assert "“另一名称.pdf”与已有的“发票.pdf”内容相同" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == url("line_detail", line.pk)
    assert brake.evidence.count() == number
    assert line.evidence.filter(name="发票.pdf").exists()


def test_data_without_evidence_are_listed_and_tied_in_one_act(browser: Client, brake: Study) -> None:
    Evidence.lines.through.objects.all().delete()
    evidence = brake.evidence.all()[0]
    chosen = list(brake.lines.all()[:3])
    page = url("study_evidence", brake.pk) + "?bare=1"
    assert f"没有证据的数据（{brake.lines.count()}）" in browser.get(page).content.decode()
    sent = {"evidence": evidence.pk, "lines": [line.pk for line in chosen], "bare": "1"}
    answer = browser.post(url("study_evidence_tie", brake.pk), sent, follow=True)
    assert "关联到 3 条数据" in answer.content.decode()
    assert f"没有证据的数据（{brake.lines.count() - 3}）" in answer.content.decode()
    assert set(evidence.lines.all()) == set(chosen)
    before = state(brake)
    answer = browser.post(url("study_evidence_tie", brake.pk), {"evidence": evidence.pk}, follow=True)
    assert "请先勾选数据" in answer.content.decode()
    assert state(brake) == before


def test_the_page_of_a_file_sets_ties_with_what_they_say(
    browser: Client, consultant: User, brake: Study
) -> None:
    evidence, (line, other) = tied(consultant, brake, "壳体", "活塞")
    sent = {
        "lines": [line.pk, other.pk],
        f"said-{line.pk}": "1",
        f"data-{line.pk}": ["amount", "output"],
        f"place-{line.pk}": "能源!D12",
    }
    browser.post(url("evidence_tie", evidence.pk), sent)
    assert line.ties.get(evidence=evidence).told == "数量、产量；能源!D12"
    assert "数量、产量；能源!D12" in browser.get(url("line_detail", line.pk)).content.decode()
    browser.post(url("evidence_tie", evidence.pk), {"lines": [line.pk]})
    assert line.ties.get(evidence=evidence).told == "数量、产量；能源!D12"
    assert not other.ties.filter(evidence=evidence).exists()


def test_a_file_is_shown_in_the_page_or_the_reason_why_not(
    browser: Client, consultant: User, brake: Study
) -> None:
    writer, out = PdfWriter(), io.BytesIO()
    for _number in range(7):
        writer.add_blank_page(200, 100)
    writer.write(out)
    evidence = services.attach_evidence(consultant, brake, "七页.pdf", out.getvalue())
    text = browser.get(url("evidence_preview", evidence.pk)).content.decode()
    assert url("evidence_page", evidence.pk, 5) in text
    assert url("evidence_page", evidence.pk, 6) not in text
    assert url("evidence_page", evidence.pk, 7) in (
        browser.get(url("evidence_preview", evidence.pk), {"first": "6"}).content.decode()
    )
    page = browser.get(url("evidence_page", evidence.pk, 1))
    assert (page.status_code, page.headers["Content-Type"]) == (200, "image/png")
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert browser.get(url("evidence_page", evidence.pk, 8)).status_code == 422
    broken = services.attach_evidence(consultant, brake, "坏.pdf", PDF)
    assert "已损坏或不完整" in browser.get(url("evidence_preview", broken.pk)).content.decode()


def test_evidence_over_the_api(consultant: User, brake: Study) -> None:
    program, line = Program(consultant), brake.lines.get(name="壳体")
    headers = {"Authorization": f"Token {program.text}"}
    sent = {"study": brake.pk, "file": file("发票.pdf", PDF), "lines": [line.pk]}
    made = program.client.post("/api/v1/evidence/", sent, headers=headers)
    assert made.status_code == 201, made.content
    row = made.json()
    assert row["ties"] == [{"line": line.pk, "data": [], "place": ""}]
    sent["file"] = file("又一份.pdf", PDF)
    again = program.client.post("/api/v1/evidence/", sent, headers=headers)
    assert (again.status_code, again.json()["id"]) == (200, row["id"])
    said = {"line": line.pk, "data": ["amount"], "place": "第 1 页"}
    assert program.post(f"evidence/{row['id']}/tie/", said)[1]["ties"] == [said]
    assert program.post(f"evidence/{row['id']}/tie/", {**said, "data": ["price"]})[0] == 400
    assert program.get(f"evidence/{row['id']}/file/") == (200, PDF)
    assert row["id"] in {each["id"] for each in program.get("evidence/", study=brake.pk)[1]["results"]}
    assert program.post(f"evidence/{row['id']}/untie/", {"line": line.pk})[1]["ties"] == []
    assert program.post(f"evidence/{row['id']}/untie/", {"line": line.pk})[0] == 404
