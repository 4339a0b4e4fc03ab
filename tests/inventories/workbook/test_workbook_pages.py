"""The workbook over HTTP: pages and API, from the download to the datum's own page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts import files
from accounts.models import User
from inventories.models import FilledWorkbook, Study
from inventories.workbook.steps import State
from tests.inventories.workbook.returning import cell, changed, free_row, fresh, work

MATERIALS = "3 原辅料"


def _fill(book: openpyxl.Workbook) -> None:
    cell(book, MATERIALS, "数量", 1).value = "2.5 kg"
    row = free_row(book, MATERIALS)
    for head, text in (("物料名称", "润滑脂"), ("数量", 5), ("单位", "g"), ("损耗率（%）", "3")):
        cell(book, MATERIALS, head, row).value = text
    for line in book["1 企业与产品"].iter_rows(min_row=4):
        if line[0].value == "法定代表人":
            line[1].value = "沈知远"


def _page(filled: FilledWorkbook, name: str = "filled_workbook") -> str:
    return reverse(name, args=[filled.pk])


def test_from_the_download_to_the_datum(browser: Client, brake: Study) -> None:
    sent = browser.post(reverse("workbook_issue", args=[brake.pk]))
    assert "attachment" in sent.headers["Content-Disposition"]
    file = SimpleUploadedFile("填好的.xlsx", changed(sent.content, _fill))
    answer = browser.post(reverse("workbook_upload", args=[brake.pk]), {"file": file})
    filled = FilledWorkbook.objects.get()
    assert answer.headers["Location"] == _page(filled)
    assert "正在比对" in browser.get(_page(filled)).content.decode()
    work()
    preview = browser.get(_page(filled)).content.decode()
    for said in ("写入 2 行", "<del>1.4677</del>", "2.5 kg", "润滑脂", "企业信息", "沈知远", "第 1 版"):
        assert said in preview, said
    decision = {"version": fresh(filled).version, "subject": ["company"]}
    assert browser.post(_page(filled, "filled_workbook_apply"), decision).status_code == 302
    work()
    assert "已于" in browser.get(_page(filled)).content.decode()
    brake.refresh_from_db()
    assert Study.objects.get(pk=brake.pk).product.company.legal_representative == "沈知远"
    line = brake.lines.get(name="润滑脂")
    page = browser.get(reverse("line_detail", args=[line.pk])).content.decode()
    for said in ("填好的.xlsx", "工作表“3 原辅料”第", "损耗率"):
        assert said in page, said
    history = browser.get(reverse("study_workbooks", args=[brake.pk])).content.decode()
    assert "已写入" in history
    assert "再次下载" in history
    stored = files.read(filled.agency_id, filled.digest)
    assert browser.get(_page(filled, "filled_workbook_file")).content == stored


def test_a_workbook_with_problems_is_not_written(browser: Client, brake: Study) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        cell(book, MATERIALS, "单位", 1).value = "坨"

    sent = browser.post(reverse("workbook_issue", args=[brake.pk]))
    file = SimpleUploadedFile("填好的.xlsx", changed(sent.content, fill))
    browser.post(reverse("workbook_upload", args=[brake.pk]), {"file": file})
    work()
    filled = fresh(FilledWorkbook.objects.get())
    preview = browser.get(_page(filled)).content.decode()
    assert "有 1 行存在问题" in preview
    assert "<strong>I6</strong>" in preview
    refused = browser.post(_page(filled, "filled_workbook_apply"), {"version": filled.version})
    assert refused.status_code == 422
    marked = browser.get(_page(filled, "filled_workbook_marked"))
    assert marked.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    assert (
        browser.post(_page(filled, "filled_workbook_discard"), {"version": filled.version}).status_code == 302
    )
    assert fresh(filled).state == State.DISCARDED
    assert brake.lines.get(name="壳体").unit == "kg"


def test_a_file_that_is_no_workbook_is_told_at_the_box(browser: Client, brake: Study) -> None:
    file = SimpleUploadedFile("x.xlsx", b"hello")
    answer = browser.post(reverse("workbook_upload", args=[brake.pk]), {"file": file})
    assert answer.status_code == 422
    assert "不是 Excel 工作簿" in answer.content.decode()


def test_the_same_over_the_api(client: Client, consultant: User, brake: Study) -> None:
    client.force_login(consultant)
    sent = client.post(reverse("api-study-workbook", args=[brake.pk]))
    assert sent.status_code == 200
    file = SimpleUploadedFile("填好的.xlsx", changed(sent.content, _fill))
    made = client.post(reverse("api-workbook-list"), {"study": brake.pk, "file": file})
    assert made.status_code == 202, made.content
    number = made.json()["id"]
    work()
    read = client.get(reverse("api-workbook-detail", args=[number])).json()
    assert (read["state"], read["counts"]["new"], read["counts"]["changed"]) == ("preview", 1, 1)
    listed = client.get(reverse("api-workbook-rows", args=[number]), {"outcome": "changed"}).json()
    assert listed["results"][0]["changes"] == [["数量", "1.4677", "2.5 kg"]]
    stale = _post(client, "api-workbook-apply", number, {"version": read["version"] + 1})
    assert stale.status_code == 409
    misspelt = _post(client, "api-workbook-apply", number, {"version": read["version"], "add_stage": True})
    assert misspelt.status_code == 400
    done = _post(client, "api-workbook-apply", number, {"version": read["version"]})
    assert done.status_code == 200, done.content
    work()
    assert client.get(reverse("api-workbook-detail", args=[number])).json()["state"] == "applied"
    line = brake.lines.get(name="壳体")
    told = client.get(reverse("api-line-detail", args=[line.pk])).json()
    assert (told["source_workbook"], told["source_sheet"], told["source_row"]) == (number, MATERIALS, 6)
    assert line.amount == Decimal("2.5")


def _post(client: Client, name: str, number: int, body: dict[str, Any]) -> Any:
    return cast(Any, client.post(reverse(name, args=[number]), body, content_type="application/json"))
