"""The pages of imports, over HTTP."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from factors.imports import showing, workbook
from factors.imports.steps import State
from factors.models import Factor, FactorImport, Library
from tests.factors.conftest import MakeFactor
from tests.factors.importing import ALUMINIUM, STEEL, WRONG, applied, cpcd, fresh, previewed, uploaded, work

AsUser = Callable[[User], Client]


def page(batch: FactorImport, name: str = "import") -> str:
    return reverse(f"factors:{name}", args=[batch.pk])


def test_from_the_file_to_the_library(as_user: AsUser, consultant: User) -> None:
    browser = as_user(consultant)
    file = SimpleUploadedFile("CPCD 导出.csv", cpcd(STEEL, ALUMINIUM, WRONG))
    sent = browser.post(reverse("factors:import_new"), {"file": file, "format": ""})
    batch = FactorImport.objects.get()
    assert sent.headers["Location"] == page(batch)
    assert "正在识别" in browser.get(page(batch)).content.decode()
    work()
    asked = browser.get(page(batch)).content.decode()
    assert "CPCD" in asked
    assert "导入到哪个因子库" in asked
    target = {"place": "new", "name": "CPCD", "audience": "agency", "disclosure": "open", "exportable": "on"}
    browser.post(page(batch, "import_choices"), {**target, "version": fresh(batch).version})
    work()
    preview = browser.get(page(batch)).content.decode()
    assert "导入 2 条" in preview
    assert "不导入有问题的 1 行" in preview
    refused = browser.post(
        page(batch, "import_apply"), {"version": fresh(batch).version, "reason": "首次导入"}
    )
    assert refused.status_code == 422
    assert "有 1 行存在问题" in refused.content.decode()
    assert not Factor.objects.exists()
    decision = {"version": fresh(batch).version, "reason": "首次导入", "leave_out": "on"}
    assert browser.post(page(batch, "import_apply"), decision).status_code == 302
    work()
    done = browser.get(page(batch)).content.decode()
    assert "新增 2 条" in done
    assert "等待另一人审核" in done
    assert "已导入" in browser.get(reverse("factors:import_list")).content.decode()


def test_the_rows_are_narrowed_by_outcome_and_by_name(as_user: AsUser, consultant: User) -> None:
    batch = previewed(consultant, None, cpcd(STEEL, ALUMINIUM, WRONG))
    browser = as_user(consultant)
    refused = browser.get(page(batch), {"show": "refused"}).content.decode()
    assert "无单位之物" in refused
    assert "热轧钢板" not in refused
    found = browser.get(page(batch), {"q": "电解"}).content.decode()
    assert "电解铝" in found
    assert "热轧钢板" not in found
    assert "没有这样的行" in browser.get(page(batch), {"q": "没有这种材料"}).content.decode()


def test_the_cell_that_is_wrong_is_marked(as_user: AsUser, consultant: User) -> None:
    batch = previewed(consultant, None, cpcd(STEEL, WRONG))
    shown = as_user(consultant).get(page(batch), {"as": "file", "show": "refused"}).content.decode()
    assert 'class="cell-wrong">3.3kgCO2e / 某种单位' in shown


def test_a_changed_row_shows_both_values(
    as_user: AsUser, consultant: User, library: Library, make_factor: MakeFactor
) -> None:
    make_factor(code="S1", name="热轧钢板", amount=Decimal("2.0"))
    batch = previewed(consultant, library, cpcd(STEEL))
    shown = as_user(consultant).get(page(batch), {"show": "changed"}).content.decode()
    assert "<del>2.0</del>" in shown
    assert "<ins>2.31</ins>" in shown


def test_what_the_library_has_and_the_file_has_not_is_listed(
    as_user: AsUser, consultant: User, library: Library, make_factor: MakeFactor
) -> None:
    make_factor(code="OLD", name="停产材料")
    batch = previewed(consultant, library, cpcd(STEEL))
    shown = as_user(consultant).get(page(batch), {"show": "gone"}).content.decode()
    assert "停产材料" in shown
    assert "撤回文件中已没有的 1 条因子" in shown


def test_a_file_that_cannot_be_read_says_why_and_the_way_out(as_user: AsUser, consultant: User) -> None:
    batch = uploaded(consultant, b"\x00\x01\x02" * 99, "坏.csv")
    shown = as_user(consultant).get(page(batch)).content.decode()
    assert batch.refusal in shown
    assert "上传另一个文件" in shown
    browser = as_user(consultant)
    browser.post(page(batch, "import_format"), {"version": batch.version, "format": "cpcd"})
    work()
    assert fresh(batch).state == State.REFUSED
    assert browser.post(page(batch, "import_format"), {"version": 99, "format": ""}).status_code == 422


def test_markup_in_a_file_is_text(as_user: AsUser, consultant: User) -> None:
    evil = ("E1", "<script>alert(1)</script>", "2.0kgCO2e / 千克")
    batch = previewed(consultant, None, cpcd(evil))
    for narrowed in ({}, {"as": "file"}):
        assert "<script>alert" not in as_user(consultant).get(page(batch), narrowed).content.decode()


def test_wrong_answers_come_back_with_the_form(as_user: AsUser, consultant: User, library: Library) -> None:
    batch = uploaded(consultant, cpcd(STEEL))
    browser = as_user(consultant)
    answers = {"place": "existing", "library": "", "version": batch.version}
    nothing = browser.post(page(batch, "import_choices"), answers)
    assert nothing.status_code == 422
    assert "请选择一个因子库" in nothing.content.decode()
    named = {"place": "new", "name": "", "audience": "agency", "disclosure": "open", "version": batch.version}
    assert browser.post(page(batch, "import_choices"), named).status_code == 422
    assert fresh(batch).state == State.CHOOSING


def test_the_answers_may_be_changed_after_the_preview(
    as_user: AsUser, consultant: User, library: Library
) -> None:
    batch = previewed(consultant, None, cpcd(STEEL))
    browser = as_user(consultant)
    assert "返回预览" in browser.get(page(batch, "import_choices")).content.decode()
    answers = {"place": "existing", "library": library.pk, "version": batch.version}
    browser.post(page(batch, "import_choices"), answers)
    work()
    assert (fresh(batch).state, fresh(batch).library) == (State.PREVIEW, library)


def test_columns_are_matched_on_the_page(as_user: AsUser, consultant: User) -> None:
    batch = uploaded(consultant, "物料,系数值,计量\n钢,2.31,kgCO2e/kg\n".encode())
    browser = as_user(consultant)
    shown = browser.get(page(batch))
    form = shown.context["choices_form"]
    answers = {name: form[name].value() or "" for name in form.fields if name != "library"}
    heads = {"物料": "name", "系数值": "amount", "计量": "unit"}
    for kind, group in form.groups:
        for question in group if kind == "columns" else []:
            answers |= {field.html_name: heads[head] for head, _examples, field in question.columns}
    answers |= {"place": "new", "name": "表格", "version": batch.version}
    browser.post(page(batch, "import_choices"), answers)
    work()
    assert (fresh(batch).state, fresh(batch).refusal) == (State.PREVIEW, "")
    assert fresh(batch).counts["new"] == 1


def test_an_act_on_an_old_page_is_told_and_not_done(as_user: AsUser, consultant: User) -> None:
    batch = previewed(consultant, None, cpcd(STEEL))
    browser = as_user(consultant)
    for act in ("import_apply", "import_again", "import_discard"):
        answer = browser.post(page(batch, act), {"version": batch.version - 1}, follow=True)
        assert "请刷新页面" in answer.content.decode()
    assert (fresh(batch).state, fresh(batch).version) == (State.PREVIEW, batch.version)


def test_comparing_again_and_giving_up(as_user: AsUser, consultant: User) -> None:
    batch = previewed(consultant, None, cpcd(STEEL))
    browser = as_user(consultant)
    browser.post(page(batch, "import_again"), {"version": batch.version})
    work()
    assert fresh(batch).state == State.PREVIEW
    browser.post(page(batch, "import_discard"), {"version": fresh(batch).version})
    assert "此次导入已放弃" in browser.get(page(batch)).content.decode()


def test_the_file_is_handed_out_as_it_came(as_user: AsUser, consultant: User) -> None:
    batch = uploaded(consultant, cpcd(STEEL))
    answer = as_user(consultant).get(page(batch, "import_file"))
    assert answer.content == cpcd(STEEL)
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_an_empty_upload_is_refused(as_user: AsUser, consultant: User) -> None:
    for file in ({}, {"file": SimpleUploadedFile("a.csv", b"")}):
        answer = as_user(consultant).post(reverse("factors:import_new"), file)
        assert answer.status_code == 422
    assert not FactorImport.objects.exists()


def test_a_reviewer_looks_and_does_nothing(
    as_user: AsUser, consultant: User, reviewer: User, library: Library
) -> None:
    batch = previewed(consultant, library, cpcd(STEEL))
    browser = as_user(reviewer)
    shown = browser.get(page(batch)).content.decode()
    assert "热轧钢板" in shown
    assert "导入 1 条" not in shown
    assert browser.post(page(batch, "import_apply"), {"version": batch.version}).status_code == 403
    assert fresh(batch).state == State.PREVIEW


@pytest.fixture
def book(consultant: User, library: Library, make_factor: MakeFactor) -> openpyxl.Workbook:
    make_factor(code="S1", name="热轧钢板", amount=Decimal("2.0"))
    formula = ("=1+1", "=HYPERLINK(1)", "2.0kgCO2e / 千克")
    batch = previewed(consultant, library, cpcd(STEEL, formula, WRONG))
    return openpyxl.load_workbook(io.BytesIO(workbook.marked_up(batch)))


def test_the_workbook_keeps_the_files_cells_and_says_what_came_of_them(book: openpyxl.Workbook) -> None:
    rows = [[cell.value for cell in row] for row in book["导入预览"].iter_rows()]
    assert rows[0][:5] == ["结果", "问题与改动", "位置", "产品ID", "产品名称"]
    assert [row[0] for row in rows[1:]] == ["有变动", "新增", "有问题"]
    assert "数值：2.0 → 2.31" in str(rows[1][1])
    assert "某种单位" in str(rows[3][1])


def test_what_looks_like_a_formula_is_text(book: openpyxl.Workbook) -> None:
    cell = book["导入预览"].cell(row=3, column=4)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_wrong_cell_has_a_colour_of_its_own(book: openpyxl.Workbook) -> None:
    sheet = book["导入预览"]
    wrong, beside = sheet.cell(row=4, column=7), sheet.cell(row=4, column=5)
    assert wrong.fill.fgColor.rgb != beside.fill.fgColor.rgb


def test_a_large_preview_comes_in_parts(
    as_user: AsUser, consultant: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = previewed(consultant, None, cpcd(STEEL, ALUMINIUM, WRONG))
    monkeypatch.setattr(workbook, "MOST_CELLS", 2 * (len(batch.heads) + 3))
    assert workbook.parts(batch) == 2
    browser = as_user(consultant)
    last = browser.get(reverse("factors:import_workbook", args=[batch.pk, 2]))
    sheet = openpyxl.load_workbook(io.BytesIO(last.content))["导入预览"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["有问题"]
    assert browser.get(reverse("factors:import_workbook", args=[batch.pk, 3])).status_code == 404


def test_the_page_of_an_applied_import_keeps_its_rows(as_user: AsUser, consultant: User) -> None:
    batch = applied(consultant, previewed(consultant, None, cpcd(STEEL)))
    shown = as_user(consultant).get(page(batch)).content.decode()
    assert reverse("factors:factor", args=[batch.factors.get().pk]) in shown


def test_a_file_that_was_imported_before_is_known_again(as_user: AsUser, consultant: User) -> None:
    first = applied(consultant, previewed(consultant, None, cpcd(STEEL)))
    again = uploaded(consultant, cpcd(STEEL), "另一个名字.csv")
    assert page(first) in as_user(consultant).get(page(again)).content.decode()


def test_a_figure_is_told_in_each_way_of_giving_it() -> None:
    assert showing.value_text({"form": "stated", "amount": "0.50", "unit": "kgCO2e/kg"}) == "0.50 kgCO2e/kg"
    assert showing.value_text({"form": "gases", "gases": {"CH4": "0.1"}, "unit": "kg"}) == "CH4 0.1 kg/kg"
    fuel = {"heating_value": "20", "heating_value_unit": "GJ/t", "carbon_content": "0.02"}
    more = {"form": "fuel", "carbon_content_unit": "tC/GJ", "oxidation": "0.98"}
    assert showing.value_text({**fuel, **more}) == "20 GJ/t × 0.02 tC/GJ × 0.98"
    assert showing.value_text({}) == ""


def test_a_file_without_factors_says_so(as_user: AsUser, consultant: User) -> None:
    batch = previewed(consultant, None, cpcd())
    shown = as_user(consultant).get(page(batch)).content.decode()
    assert "文件中没有可以导入的因子" in shown
    assert "没有这样的行" not in shown
