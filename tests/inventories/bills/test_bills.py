"""Bills of materials from the file to the lines: jobs, services, pages."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from inventories.bills.choices import Decision
from inventories.models import BillMapping, FilledWorkbook, FilledWorkbookRow, InventoryLine, Study
from inventories.services import bills, workbooks
from inventories.workbook.steps import Overtaken, State
from tests.inventories.bills.messy import ROWS, WRONG, messy
from tests.inventories.workbook.returning import fresh, work

SHEET = "BOM展开"


def uploaded(actor: User, study: Study, data: bytes, name: str = "物料清单.xlsx") -> FilledWorkbook:
    filled = bills.upload(actor, study, name, data)
    work()
    return fresh(filled)


def suggested(filled: FilledWorkbook) -> Decision:
    """What the person says who takes everything as it is suggested."""
    sheet = filled.bill.sheets[0]
    stage = filled.study.stages.order_by("position")[0]
    return Decision(sheet=sheet["name"], head=sheet["head"], stage=stage.pk, **sheet["suggested"])


def mapped(actor: User, filled: FilledWorkbook, decision: Decision) -> FilledWorkbook:
    bills.map_columns(actor, filled, filled.version, decision)
    work()
    return fresh(filled)


def parts(filled: FilledWorkbook) -> dict[str, FilledWorkbookRow]:
    return {row.name: row for row in filled.rows.all()}


def written(actor: User, study: Study, data: bytes) -> FilledWorkbook:
    filled = uploaded(actor, study, data)
    filled = mapped(actor, filled, suggested(filled))
    bills.apply(actor, filled, filled.version)
    work()
    return fresh(filled)


def test_the_heads_of_a_messy_file_are_found_and_suggested(consultant: User, brake: Study) -> None:
    filled = uploaded(consultant, brake, messy())
    assert filled.state == State.MAPPING
    [sheet] = filled.bill.sheets
    assert (sheet["name"], sheet["head"], sheet["rows"]) == (SHEET, 3, 8)
    assert sheet["suggested"]["columns"] == {
        "层级": "level", "编码": "code", "名称": "name", "数量": "quantity", "单位": "unit", "单重(g)": "mass",
        "损耗率(%)": "scrap", "供应商": "supplier", "属性": "sourcing", "备注": "note",
    }  # fmt: skip
    assert sheet["suggested"]["in_percent"] is True
    assert sheet["skipped"] == [
        [12, "“本页小计”是合计行"],
        [13, "重复的表头"],
        [15, "“合计”是合计行"],
        [16, "“制表：周宁”是说明文字"],
    ]


def test_the_preview_says_what_the_product_takes_of_each_part(consultant: User, brake: Study) -> None:
    filled = uploaded(consultant, brake, messy())
    filled = mapped(consultant, filled, suggested(filled))
    assert filled.state == State.PREVIEW
    assert filled.counts == {"new": 4, "changed": 0, "unchanged": 0, "missing": 0, "refused": 0}
    found = parts(filled)
    # 1250.5 g × 2 ÷ 0.95 ÷ 0.99 = 2.501 kg ÷ 0.9405 = 2.65922381711855…
    plate = found["钢板"]
    assert plate.content["values"]["amount"] == "2.6592238171185539607"
    assert plate.notes == ["1250.5 g/壳体部件 × 2 件/总成 ÷（1 − 5%） ÷（1 − 1%，壳体部件） ≈ 2.659223817 kg"]
    # 6 × 2 × 0.0125 ÷ 0.99 + 4 × 1 × 0.0125 = 0.151515… + 0.05 = 0.201515…
    assert found["六角螺栓"].content["values"]["amount"] == "0.20151515151515151515"
    assert len(found["六角螺栓"].notes) == 2
    # Under a phantom, with a loss of its own alone: net, and the rate goes to the line.
    wire = found["弹簧钢丝"].content["values"]
    assert (wire["amount"], wire["loss_rate"], wire["loss_of"]) == ("0.85", "0.03", "input")
    assert (found["密封胶带"].content["values"]["amount"], found["密封胶带"].content["values"]["unit"]) == (
        "1.2",
        "m",
    )
    assert [node[1] for node in filled.bill.tree] == [0, 1, 2, 2, 1, 2, 2, 1]


def test_parts_are_written_as_lines_that_know_where_they_came_from(consultant: User, brake: Study) -> None:
    before = brake.lines.count()
    filled = written(consultant, brake, messy())
    assert (filled.state, filled.refusal) == (State.APPLIED, "")
    assert brake.lines.count() == before + 4
    wire = InventoryLine.objects.get(study=brake, code="W-4001")
    assert (wire.amount, wire.unit, wire.loss_rate) == (Decimal("0.85"), "kg", Decimal("0.03"))
    assert (wire.source_workbook_id, wire.source_sheet, wire.source_row) == (filled.pk, SHEET, 10)
    assert wire.details == {"用量计算": "0.85 kg/弹簧组件 × 1 件/总成 = 0.85 kg"}
    bolt = InventoryLine.objects.get(study=brake, code="S-3001")
    assert (bolt.name, bolt.supplier, bolt.basis) == ("六角螺栓", "力固紧固件有限公司", "per_functional_unit")


def test_the_next_version_changes_only_what_is_different(consultant: User, brake: Study) -> None:
    written(consultant, brake, messy())
    InventoryLine.objects.filter(study=brake, code="W-4001").update(name="弹簧用钢丝")
    changed = tuple((*row[:4], "0.9", *row[5:]) if row[2] == "W-4001" else row for row in ROWS)
    filled = uploaded(consultant, brake, messy(rows=changed))
    filled = mapped(consultant, filled, suggested(filled))
    assert filled.counts == {"new": 0, "changed": 1, "unchanged": 3, "missing": 0, "refused": 0}
    assert parts(filled)["弹簧钢丝"].changes == [["数量", "0.85 kg", "0.9 kg"]]
    bills.apply(consultant, filled, filled.version)
    work()
    line = InventoryLine.objects.get(study=brake, code="W-4001")
    # What a person calls it stays.
    assert (line.name, line.amount, line.source_workbook_id) == ("弹簧用钢丝", Decimal("0.9"), filled.pk)


def test_what_a_later_bill_does_not_have_is_told_and_stays(consultant: User, brake: Study) -> None:
    written(consultant, brake, messy())
    filled = uploaded(consultant, brake, messy(rows=ROWS[:-1]))
    filled = mapped(consultant, filled, suggested(filled))
    assert filled.counts == {"new": 0, "changed": 0, "unchanged": 3, "missing": 1, "refused": 0}
    assert "保留不变" in parts(filled)["密封胶带"].notes[0]


def test_the_columns_are_remembered_for_the_client(consultant: User, brake: Study) -> None:
    filled = uploaded(consultant, brake, messy())
    decision = suggested(filled)
    decision = replace(decision, scrap_of="net", columns={**decision.columns, "备注": "process"})
    mapped(consultant, filled, decision)
    assert BillMapping.objects.get().company == brake.product.company
    book = openpyxl.load_workbook(io.BytesIO(messy(*WRONG)))
    # The program's next release spells a head otherwise.
    book[SHEET]["I3"].value = "损耗率（%）"
    out = io.BytesIO()
    book.save(out)
    [sheet] = uploaded(consultant, brake, out.getvalue(), "另一份.xlsx").bill.sheets
    assert sheet["remembered"] is True
    assert sheet["suggested"]["columns"]["损耗率（%）"] == "scrap"
    assert (sheet["suggested"]["scrap_of"], sheet["suggested"]["columns"]["备注"]) == ("net", "process")


def test_rows_with_problems_are_told_and_left_out_only_when_asked(consultant: User, brake: Study) -> None:
    before = brake.lines.count()
    filled = uploaded(consultant, brake, messy(*WRONG))
    filled = mapped(consultant, filled, suggested(filled))
    assert filled.counts["refused"] == 2
    found = parts(filled)
    assert found["压力传感器"].problems == [
        ["G15", "单重", "按“件”计，没有单重，不能换算为质量。请填写单重，或选择没有单重的物料按件数写入。"]
    ]
    assert found["跳级件"].problems == [
        ["B16", "层级", "层级 3 的上方没有层级 2 的行，不能确定上级。请检查层级是否跳级。"]
    ]
    with pytest.raises(ValidationError, match="有 2 项存在问题"):
        bills.apply(consultant, filled, filled.version)
    assert brake.lines.count() == before
    bills.apply(consultant, filled, filled.version, leave_out=True)
    work()
    assert brake.lines.count() == before + 4


def test_two_lines_of_one_code_are_not_chosen_between(consultant: User, brake: Study) -> None:
    one, two = brake.lines.filter(kind="activity")[:2]
    stage = brake.stages.order_by("-position")[0]
    InventoryLine.objects.filter(pk__in=(one.pk, two.pk)).update(code="W-4001", stage=stage)
    filled = uploaded(consultant, brake, messy())
    filled = mapped(consultant, filled, suggested(filled))
    assert "不能确定更新哪一条" in parts(filled)["弹簧钢丝"].problems[0][2]


def test_a_mapping_that_does_not_fit_leads_back_to_the_heads(consultant: User, brake: Study) -> None:
    filled = uploaded(consultant, brake, messy())
    decision = suggested(filled)
    columns = {head: key for head, key in decision.columns.items() if key != "quantity"}
    filled = mapped(consultant, filled, replace(decision, columns=columns))
    assert filled.state == State.MAPPING
    assert "没有指定哪一列是用量" in filled.refusal


def test_a_text_file_with_indented_names(consultant: User, brake: Study) -> None:
    data = "名称,数量,单位\n总成,1,件\n  支架,2,件\n    钢板,3,kg\n  胶水,5,g\n".encode("gb18030")
    filled = uploaded(consultant, brake, data, "cad.csv")
    filled = mapped(consultant, filled, suggested(filled))
    amounts = {name: row.content["values"]["amount"] for name, row in parts(filled).items()}
    assert amounts == {"钢板": "6", "胶水": "0.005"}


def test_a_workbook_with_indented_names(consultant: User, brake: Study) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ("名称", "数量", "单位"),
        ("总成", 1, "件"),
        ("  支架", 2, "件"),
        ("    钢板", 3, "kg"),
        ("  胶水", 5, " g"),
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    filled = uploaded(consultant, brake, out.getvalue())
    filled = mapped(consultant, filled, suggested(filled))
    amounts = {name: row.content["values"]["amount"] for name, row in parts(filled).items()}
    assert amounts == {"钢板": "6", "胶水": "0.005"}


def test_a_number_in_a_merged_cell_is_told(consultant: User, brake: Study) -> None:
    book = openpyxl.load_workbook(io.BytesIO(messy()))
    book[SHEET].merge_cells("E7:E8")
    out = io.BytesIO()
    book.save(out)
    filled = uploaded(consultant, brake, out.getvalue())
    filled = mapped(consultant, filled, suggested(filled))
    assert "合并单元格 E7:E8" in parts(filled)["钢板"].problems[0][2]


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.xlsx", "文件是空的"),
        (b"%PDF-1.7", "a.pdf", "这不是表格文件"),
    ],
)
def test_other_files_are_refused(consultant: User, brake: Study, data: bytes, name: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        bills.upload(consultant, brake, name, data)
    assert not FilledWorkbook.objects.exists()


def test_a_file_without_heads_is_refused(consultant: User, brake: Study) -> None:
    filled = uploaded(consultant, brake, b"\xe4\xbd\xa0,\xe5\xa5\xbd\n\xe5\x86\x8d,\xe8\xa7\x81\n", "a.csv")
    assert (filled.state, "没有找到物料清单" in filled.refusal) == (State.REFUSED, True)


def test_of_two_people_one_acts(consultant: User, brake: Study) -> None:
    filled = uploaded(consultant, brake, messy())
    stale = fresh(filled)
    workbooks.discard(consultant, filled, filled.version)
    with pytest.raises(Overtaken):
        bills.map_columns(consultant, stale, stale.version, suggested(stale))
    assert fresh(filled).state == State.DISCARDED


def test_pages_from_the_upload_to_the_lines(browser: Client, brake: Study) -> None:
    page = browser.get(reverse("study_bills", args=[brake.pk])).content.decode()
    assert "上传并识别表头" in page
    file = SimpleUploadedFile("物料清单.xlsx", messy(*WRONG))
    answer = browser.post(reverse("bill_upload", args=[brake.pk]), {"file": file})
    filled = FilledWorkbook.objects.get()
    address = reverse("bill", args=[filled.pk])
    assert answer.headers["Location"] == address
    work()
    page = browser.get(address).content.decode()
    for said in ("对应表头", "损耗率(%)", "六角螺栓", "表头在第 3 行", "4 行不作为物料"):
        assert said in page, said
    sheet = fresh(filled).bill.sheets[0]
    stage = brake.stages.order_by("position")[0]
    form = {
        f"column-{at}": sheet["suggested"]["columns"].get(head, "") for at, head in enumerate(sheet["heads"])
    }
    form |= {"version": fresh(filled).version, "sheet": SHEET, "stage": stage.pk, "multiple": "1", "scrap_of": "input", "leaves": "lowest", "in_percent": "on", "keep_loss": "on"}  # fmt: skip
    twice = browser.post(reverse("bill_map", args=[filled.pk]), {**form, "column-11": "quantity"})
    assert twice.status_code == 422
    assert "“用量”已对应另一列" in twice.content.decode()
    assert browser.post(reverse("bill_map", args=[filled.pk]), form).status_code == 302
    work()
    page = browser.get(address).content.decode()
    for said in ("写入 4 项", "压力传感器", "没有单重", "有问题的 2 项不写入"):
        assert said in page, said
    assert "÷（1 − 5%）" in browser.get(f"{address}?show=new").content.decode()
    assert "depth-2" in browser.get(f"{address}?show=tree").content.decode()
    refused = browser.post(reverse("bill_apply", args=[filled.pk]), {"version": fresh(filled).version})
    assert refused.status_code == 422
    entered = {"version": fresh(filled).version, "leave_out": "on"}
    assert browser.post(reverse("bill_apply", args=[filled.pk]), entered).status_code == 302
    work()
    assert "已于" in browser.get(address).content.decode()
    line = brake.lines.get(code="M-2001")
    page = browser.get(reverse("line_detail", args=[line.pk])).content.decode()
    assert "用量计算" in page
    assert browser.get(reverse("filled_workbook", args=[filled.pk])).headers["Location"] == address
    assert "物料清单.xlsx" not in browser.get(reverse("study_workbooks", args=[brake.pk])).content.decode()


def test_another_row_of_heads_can_be_named(browser: Client, brake: Study, consultant: User) -> None:
    filled = uploaded(consultant, brake, messy())
    again = {"version": filled.version, "sheet": SHEET, "head": "4"}
    assert browser.post(reverse("bill_again", args=[filled.pk]), again).status_code == 302
    work()
    sheet = fresh(filled).bill.sheets[0]
    assert (sheet["name"], sheet["head"], sheet["heads"][2]) == (SHEET, 4, "编码")
