"""The command line: a study file in, a result, rows or a signed report out; wrong files leave no trace."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from accounts.models import AuditEntry
from factors.models import Factor, Library
from inventories.models import Company, InventoryLine, Product, Study
from reports.models import Report
from tests.people import make_people
from tests.reports.drafts import DEMO

BRAKE = DEMO / "brake-actuator.json"
TABLES = (Company, Product, Study, InventoryLine, Factor, Library, Report, AuditEntry)


def run(*arguments: Any) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def changed(tmp_path: Path, **study: Any) -> Path:
    """The brake file with members of its study replaced."""
    members = json.loads(BRAKE.read_text())
    members["study"] |= study
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(members, ensure_ascii=False))
    return path


def counts() -> list[int]:
    return [table.objects.count() for table in TABLES]


def test_compute_study_prints_the_printed_figures_as_table_and_as_json() -> None:
    out = run("compute_study", BRAKE)
    table, _, text = out.partition("\n\n")
    assert [line.split() for line in table.splitlines() if "小计" in line or "合计" in line] == [
        ["原材料", "小计", "5.4863", "96.11%"],
        ["原材料运输", "小计", "0.1656", "2.90%"],
        ["生产过程", "小计", "0.0414", "0.73%"],
        ["包装材料", "小计", "0.0151", "0.26%"],
        ["包装运输", "小计", "0.0001", "0.00%"],
        ["合计", "5.7085", "100.00%"],
    ]
    assert json.loads(text)["printed"]["total"] == "5.7085"


def test_compute_study_names_all_obstacles_and_fails(tmp_path: Path) -> None:
    lines = json.loads(BRAKE.read_text())["study"]["lines"]
    lines[0]["factor"] = None
    lines[1]["unit"] = "斤斤"
    with pytest.raises(CommandError) as refused:
        run("compute_study", changed(tmp_path, lines=lines))
    said = str(refused.value)
    assert "2 处问题" in said
    assert "$.study.lines[0].factor（壳体）" in said
    assert "$.study.lines[1].unit（支架）" in said
    assert refused.value.returncode == 1


@pytest.mark.django_db
def test_import_then_export_gives_the_same_study(tmp_path: Path) -> None:
    people = make_people()
    out = run("import_study", BRAKE, "--as", people.consultant.email)
    study = Study.objects.get()
    assert f"已导入核算项目 {study.pk}" in out
    target = tmp_path / "out.json"
    run("export_study", study.pk, "--out", target, "--as", people.colleague.email)
    exported, original = json.loads(target.read_text()), json.loads(BRAKE.read_text())
    assert exported["result"]["printed"]["total"] == "5.7085"
    assert exported["content"]["schedule"] == original["content"]["schedule"]
    assert exported["content"]["programme"] == original["content"]["programme"]
    assert [line["name"] for line in exported["study"]["lines"]] == [
        line["name"] for line in original["study"]["lines"]
    ]
    assert run("compute_study", target, "--format", "table") == run(
        "compute_study", BRAKE, "--format", "table"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "study",
    [
        {"stages": []},
        {"company": {"name": "示范公司", "credit_code": "123"}},
        {
            "lines": [
                {
                    "kind": "activity",
                    "key": "a",
                    "stage": "nowhere",
                    "name": "甲",
                    "amount": "1",
                    "unit": "kg",
                    "factor": "x",
                }
            ]
        },
    ],
)
def test_a_wrong_file_leaves_no_trace(tmp_path: Path, study: dict[str, Any]) -> None:
    people = make_people()
    before = counts()
    with pytest.raises(CommandError, match="未写入任何内容"):
        run("import_study", changed(tmp_path, **study), "--as", people.consultant.email)
    assert counts() == before


@pytest.mark.django_db
def test_everything_that_the_reports_rows_cannot_hold_is_named_with_its_place(tmp_path: Path) -> None:
    people = make_people()
    members = json.loads(BRAKE.read_text())
    content = members["content"]
    content["people"][0]["name"] = "长" * 61
    content["schedule"][1]["end"] = "2024-01-01"
    content["programme"][0]["end"] = "08:00:00"
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(members))
    before = counts()
    with pytest.raises(CommandError) as refused:
        run("import_study", path, "--as", people.consultant.email)
    said = str(refused.value)
    assert "3 处问题" in said
    assert "$.content.people[0].name（组长 长" in said
    assert "$.content.schedule[1].end（现场评价）：结束日期早于开始日期。" in said
    assert "$.content.programme[0].end（准备会）：" in said
    assert counts() == before


@pytest.mark.django_db
def test_a_section_written_twice_is_refused(tmp_path: Path) -> None:
    people = make_people()
    members = json.loads(BRAKE.read_text())
    members["content"]["sections"] = [{"key": "purpose", "text": "甲"}, {"key": "purpose", "text": "乙"}]
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(members))
    before = counts()
    with pytest.raises(CommandError, match=r"\$\.content\.sections\[1\]\.key（purpose）：.*不止一次"):
        run("import_study", path, "--as", people.consultant.email)
    assert counts() == before


@pytest.mark.parametrize(("place", "why"), [("nowhere.json", "没有这个文件"), (".", "这是文件夹")])
def test_a_file_that_cannot_be_read_is_refused_in_chinese(tmp_path: Path, place: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        run("compute_study", tmp_path / place)


@pytest.mark.django_db
def test_export_to_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    people = make_people()
    run("import_study", BRAKE, "--as", people.consultant.email)
    with pytest.raises(CommandError, match="已有文件夹"):
        run(
            "export_study",
            Study.objects.get().pk,
            "--out",
            tmp_path / "no" / "out.json",
            "--as",
            people.consultant.email,
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_a_result_that_does_not_follow_from_the_data_is_refused(tmp_path: Path) -> None:
    people = make_people()
    run("import_study", BRAKE, "--as", people.consultant.email)
    target = tmp_path / "out.json"
    run("export_study", Study.objects.get().pk, "--out", target, "--as", people.consultant.email)
    members = json.loads(target.read_text())
    members["result"]["footprint"]["total"] = "4.7085"
    target.write_text(json.dumps(members))
    before = counts()
    with pytest.raises(CommandError, match=r"\$\.result（核算结果）：文件中的结果 .* 不一致"):
        run("import_study", target, "--as", people.consultant.email)
    assert counts() == before


@pytest.mark.django_db
def test_only_who_may_edit_imports() -> None:
    people = make_people()
    before = counts()
    with pytest.raises(CommandError, match="您的角色不能进行此操作"):
        run("import_study", BRAKE, "--as", people.reviewer.email)
    with pytest.raises(CommandError, match="没有邮箱为"):
        run("import_study", BRAKE, "--as", "nobody@example.test")
    assert counts() == before


@pytest.mark.django_db
def test_another_agencys_study_is_not_exported() -> None:
    people = make_people()
    run("import_study", BRAKE, "--as", people.consultant.email)
    with pytest.raises(CommandError, match="没有序号为"):
        run("export_study", Study.objects.get().pk, "--as", make_people().consultant.email)


def test_issue_report_makes_a_signed_pdf_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    out = run("issue_report", BRAKE, "--out", target, "--number", "试-001")
    assert "签名齐全，签署后没有改动" in out
    text = "".join(page.extract_text() for page in PdfReader(target).pages)
    assert "5.7085" in text
    assert "试-001" in text
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_issue_report_refuses_what_may_not_be_signed_and_writes_nothing(tmp_path: Path) -> None:
    members = json.loads(BRAKE.read_text())
    members["content"]["people"][4]["name"] = members["content"]["people"][0]["name"]
    members["content"]["sections"] = [{"key": "purpose", "text": "〔不存在的占位〕"}]
    path = tmp_path / "file.json"
    path.write_text(json.dumps(members))
    with pytest.raises(CommandError) as refused:
        run("issue_report", path, "--out", tmp_path / "report.pdf")
    assert "须独立于工作组" in str(refused.value)
    assert "不存在的占位" in str(refused.value)
    assert [each.name for each in tmp_path.iterdir()] == ["file.json"]
