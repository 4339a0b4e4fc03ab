"""Whose workbook it is, what happens meanwhile, and that nothing is written in part."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts import editing
from accounts.editing import Frozen
from accounts.models import User
from inventories.models import Evidence, FilledWorkbook, InventoryLine, Stage, Study
from inventories.services import workbooks
from inventories.unfold import unfold
from inventories.workbook import returning
from inventories.workbook.steps import Overtaken, State
from tests.golden.cases import load
from tests.inventories.studies import small
from tests.inventories.workbook.returning import (
    applied,
    cell,
    changed,
    content_of,
    free_row,
    fresh,
    returned,
    rows,
    work,
)

D = Decimal
MATERIALS, SUBJECT = "3 原辅料", "1 企业与产品"


def _fill(book: openpyxl.Workbook) -> None:
    cell(book, MATERIALS, "数量", 1).value = 2.5


def _filled(actor: User, study: Study) -> FilledWorkbook:
    return returned(actor, study, changed(content_of(workbooks.issue(actor, study)), _fill))


def test_the_workbook_of_another_study_is_refused(consultant: User, brake: Study) -> None:
    other = unfold(consultant, small())
    before = list(brake.lines.values_list("pk", "version"))
    filled = returned(consultant, brake, content_of(workbooks.issue(consultant, other)))
    assert filled.state == State.REFUSED
    assert "不是从本项目下载的" in filled.refusal
    assert list(brake.lines.values_list("pk", "version")) == before


def test_another_clients_own_workbook_is_refused(consultant: User, brake: Study) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "企业基本信息"
    page.append(["企业名称", "另一家有限公司"])
    page = book.create_sheet("原辅料")
    page.append(["名称", "数量", "单位"])
    page.append(["钢", 5, "kg"])
    out = io.BytesIO()
    book.save(out)
    filled = returned(consultant, brake, out.getvalue())
    assert filled.state == State.REFUSED
    assert "另一家有限公司" in filled.refusal


def test_company_and_product_change_only_when_ticked(consultant: User, brake: Study) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        _fill(book)
        for row in book[SUBJECT].iter_rows(min_row=4):
            if row[0].value == "企业地址":
                row[1].value = "常州市示范路 8 号"
            if row[0].value == "单件质量":
                row[1].value = "二点六"

    issued = content_of(workbooks.issue(consultant, brake))
    filled = returned(consultant, brake, changed(issued, fill))
    assert [(group["group"], [change[1:] for change in group["changes"]]) for group in filled.subject] == [
        ("company", [["企业地址", "常州市金坛区示范路 1 号", "常州市示范路 8 号"]]),
        ("product", [["单件质量", "2.5593", "二点六"]]),
    ]
    applied(consultant, filled)
    study = Study.objects.get(pk=brake.pk)
    assert study.product.company.address == "常州市金坛区示范路 1 号"
    again = returned(consultant, brake, changed(issued, fill))
    assert applied(consultant, again, subject=["company", "product"]).state == State.APPLIED
    study = Study.objects.get(pk=brake.pk)
    assert (study.product.company.address, study.product.mass) == ("常州市示范路 8 号", D("2.6"))


def test_a_cell_that_changed_here_and_there_is_for_a_person_to_decide(consultant: User, brake: Study) -> None:
    data = changed(content_of(workbooks.issue(consultant, brake)), _fill)
    line = brake.lines.get(name="壳体")
    editing.edit(consultant, line, {"amount": D("1.6"), "purpose": "外壳"}, version=line.version)
    filled = returned(consultant, brake, data)
    row = rows(filled, "refused")[0]
    assert row.problems == [
        [
            "H6",
            "数量",
            "发出后系统中已由“1.4677”改为“1.6”，文件中是“2.5”。请核对后在系统中修改，或重新下载收集表填写。",
        ]
    ]
    # What changed here and was left alone there is not taken back.
    assert [change[0] for change in row.changes] == ["数量"]


def test_what_changed_since_the_preview_is_compared_again(consultant: User, brake: Study) -> None:
    filled = _filled(consultant, brake)
    line = brake.lines.get(name="支架")
    editing.edit(consultant, line, {"amount": D("0.7")}, version=line.version)
    held = applied(consultant, filled)
    assert held.state == State.PREVIEW
    assert "又有了改动" in held.refusal
    assert brake.lines.get(name="壳体").amount == D("1.4677")
    workbooks.compare_again(consultant, held, held.version)
    work()
    assert applied(consultant, fresh(held)).state == State.APPLIED
    assert brake.lines.get(name="壳体").amount == D("2.5")


def test_lines_that_are_gone_here_are_not_brought_back(consultant: User, brake: Study) -> None:
    data = content_of(workbooks.issue(consultant, brake))
    InventoryLine.objects.filter(study=brake, goods__name="壳体").delete()
    line = brake.lines.get(name="壳体")
    editing.remove(consultant, line, version=line.version)
    assert returned(consultant, brake, data).counts["refused"] == 0
    told = rows(returned(consultant, brake, changed(data, _fill)), "refused")
    assert "已从项目中删除" in told[0].problems[0][2]


def test_rows_that_the_client_emptied_are_kept_and_told(consultant: User, brake: Study) -> None:
    def empty(book: openpyxl.Workbook) -> None:
        for each in book[MATERIALS][6][1:]:
            each.value = None

    filled = returned(consultant, brake, changed(content_of(workbooks.issue(consultant, brake)), empty))
    assert (filled.counts["changed"], filled.counts["refused"]) == (0, 0)
    assert any("已清空" in note for row in rows(filled) for note in row.notes)


def test_the_same_workbook_twice_adds_its_rows_once(consultant: User, brake: Study) -> None:
    def add(book: openpyxl.Workbook) -> None:
        row = free_row(book, MATERIALS)
        for head, text in (("物料名称", "润滑脂"), ("数量", 5), ("单位", "g"), ("佐证文件", "新台账")):
            cell(book, MATERIALS, head, row).value = text

    data = changed(content_of(workbooks.issue(consultant, brake)), add)
    applied(consultant, returned(consultant, brake, data))
    assert Evidence.objects.filter(study=brake, name="新台账", digest="").exists()
    again = returned(consultant, brake, data)
    assert (again.counts["new"], again.counts["changed"]) == (0, 0)


def test_steps_and_evidence_are_written(consultant: User, brake: Study) -> None:
    def add(book: openpyxl.Workbook) -> None:
        cell(book, "2 工序", "外协", 1).value = "是"
        row = free_row(book, "2 工序")
        cell(book, "2 工序", "工序名称", row).value = "清洗"
        cell(book, "2 工序", "投入", row).value = "水；清洗剂"
        row = free_row(book, "10 佐证清单")
        cell(book, "10 佐证清单", "文件名称", row).value = "抄表记录"
        cell(book, "10 佐证清单", "文件编号", row).value = "Z-7"

    filled = returned(consultant, brake, changed(content_of(workbooks.issue(consultant, brake)), add))
    assert applied(consultant, filled).state == State.APPLIED
    steps = list(brake.product.process_steps.all())
    assert steps[0].outsourced
    assert (steps[-1].name, steps[-1].inputs) == ("清洗", ["水", "清洗剂"])
    assert brake.evidence.get(name="抄表记录").details == {"文件编号": "Z-7"}


def test_a_line_that_its_form_would_refuse_stops_the_whole_workbook(consultant: User, brake: Study) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        _fill(book)
        cell(book, MATERIALS, "本产品份额", 2).value = "150%"

    filled = returned(consultant, brake, changed(content_of(workbooks.issue(consultant, brake)), fill))
    held = applied(consultant, filled)
    assert held.state == State.PREVIEW
    assert "工作表“3 原辅料”第 7 行（支架）" in held.refusal
    assert brake.lines.get(name="壳体").amount == D("1.4677")


def test_who_may_and_when(consultant: User, reviewer: User, stranger: User, brake: Study) -> None:
    data = content_of(workbooks.issue(consultant, brake))
    with pytest.raises(PermissionDenied):
        workbooks.issue(reviewer, brake)
    with pytest.raises(Http404):
        workbooks.upload(stranger, brake, "x.xlsx", data)
    filled = _filled(consultant, brake)
    with pytest.raises(Overtaken):
        workbooks.apply(consultant, filled, filled.version - 1)
    Study.objects.filter(pk=brake.pk).update(lock="报告已签发")
    with pytest.raises(Frozen):
        workbooks.upload(consultant, brake, "x.xlsx", data)
    with pytest.raises(Frozen):
        workbooks.apply(consultant, filled, filled.version)
    assert fresh(filled).state == State.PREVIEW
    done = workbooks.discard(consultant, filled, filled.version)
    assert done.state == State.DISCARDED
    assert not filled.rows.exists()


@pytest.mark.parametrize(
    ("data", "said"), [(b"", "空的"), (b"%PDF-1.7 ...", "不是 Excel 工作簿")], ids=["empty", "pdf"]
)
def test_what_is_no_workbook_is_refused_at_the_door(
    consultant: User, brake: Study, data: bytes, said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        workbooks.upload(consultant, brake, "x.xlsx", data)
    assert not FilledWorkbook.objects.exists()


def test_hostile_files_are_refused(consultant: User, brake: Study) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (60 * 1024 * 1024))
    far = changed(content_of(workbooks.issue(consultant, brake)), lambda book: _far(book))
    macro = io.BytesIO(content_of(workbooks.issue(consultant, brake)))
    with zipfile.ZipFile(macro, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    for data, said in (
        (bomb.getvalue(), "压缩"),
        (far, "已拒绝"),
        (macro.getvalue(), "宏"),
        (b"PK\x03\x04 x", "损坏"),
    ):
        filled = returned(consultant, brake, data)
        assert (filled.state, said in filled.refusal) == (State.REFUSED, True), filled.refusal


def _far(book: openpyxl.Workbook) -> None:
    book[MATERIALS]["XFD1048576"] = "x"


def test_the_clients_file_comes_back_marked(consultant: User, brake: Study) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        cell(book, MATERIALS, "数量", 1).value = "约 2"
        cell(book, MATERIALS, "供应商", 2).value = "示范铸造"

    data = changed(content_of(workbooks.issue(consultant, brake)), fill)
    filled = returned(consultant, brake, data)
    book = openpyxl.load_workbook(io.BytesIO(returning.marked(filled)))
    wrong, told = cell(book, MATERIALS, "数量", 1), cell(book, MATERIALS, "供应商", 2)
    assert (wrong.fill.fgColor.rgb, wrong.value) == ("FFFFC7CE", "约 2")
    assert wrong.comment is not None
    assert "约 2" in wrong.comment.text
    assert told.fill.fgColor.rgb == "FFFFF2CC"
    listed = list(book["系统核对意见"].iter_rows(min_row=2, values_only=True))
    assert [line[:3] for line in listed] == [(MATERIALS, "H6", "问题"), (MATERIALS, "F7", "有变动")]
    # All else is as it was, and the marked file can be corrected and handed in again.
    before = openpyxl.load_workbook(io.BytesIO(data))
    assert [[each.value for each in row] for row in book[MATERIALS]] == [
        [each.value for each in row] for row in before[MATERIALS]
    ]
    wrong.value = 2
    out = io.BytesIO()
    book.save(out)
    again = returned(consultant, brake, out.getvalue())
    assert (again.counts["refused"], again.counts["changed"]) == (0, 2)


def test_a_stage_of_the_study_can_be_named_by_its_kind(consultant: User, brake: Study) -> None:
    def move(book: openpyxl.Workbook) -> None:
        cell(book, MATERIALS, "生命周期阶段", 1).value = str(Stage.Kind.PACKAGING.label)

    filled = returned(consultant, brake, changed(content_of(workbooks.issue(consultant, brake)), move))
    assert applied(consultant, filled).state == State.APPLIED
    assert brake.lines.get(name="壳体").stage.kind == Stage.Kind.PACKAGING


def test_golden_studies_are_the_same_after_the_way_out_and_back(consultant: User) -> None:
    for name in ("valve", "terminal", "fertilizer", "charger"):
        study = unfold(consultant, load(name))
        filled = returned(consultant, study, content_of(workbooks.issue(consultant, study)))
        assert (filled.state, filled.counts["unchanged"], filled.subject) == (
            State.PREVIEW,
            filled.counts["read"],
            [],
        ), [(row.name, row.changes, row.problems) for row in rows(filled) if row.outcome != "unchanged"]


def test_a_change_that_looks_like_a_slip_is_asked_about(consultant: User, brake: Study) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        cell(book, MATERIALS, "数量", 1).value = 1467.7
        cell(book, MATERIALS, "单位", 2).value = "kWh"
        cell(book, MATERIALS, "数量", 3).value = 0.2

    filled = returned(consultant, brake, changed(content_of(workbooks.issue(consultant, brake)), fill))
    assert [row.notes for row in rows(filled, "changed")] == [
        ["H6 数量：与原值相差 10 倍以上，请核对数值和单位"],
        ["H7 数量：单位由“kg”变为“kWh”，不是同一种量，请核对"],
        [],
    ]
