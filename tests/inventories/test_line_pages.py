"""The pages of inventory lines over HTTP: entering, seeing results, and two people at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, User
from factors.models import Factor
from inventories.footprint.values import ActivityLine
from inventories.models import InventoryLine, Study, TransportLeg
from inventories.unfold import unfold
from tests.golden.cases import load
from tests.inventories.forms import boxes, submit
from tests.inventories.studies import small
from tests.people import People

D = Decimal


def address(name: str, pk: int) -> str:
    return reverse(name, args=[pk])


def of(study: Study, name: str) -> InventoryLine:
    return study.lines.get(name=name)


def rows(study: Study) -> list[Any]:
    return [
        list(InventoryLine.objects.filter(study=study).order_by("pk").values()),
        list(TransportLeg.objects.filter(line__study=study).order_by("pk").values()),
        AuditEntry.objects.count(),
    ]


def test_the_table_shows_every_line_with_its_printed_figure(browser: Client, brake: Study) -> None:
    text = browser.get(address("study_lines", brake.pk)).content.decode()
    # The case's own table: 壳体 2.7886, the transports, stages and total.
    for figure in ("2.7886", "0.7069", "0.0758", "5.4863", "0.1656", "5.7085", "96.11%", "100.00%"):
        assert figure in text


def test_every_figure_leads_to_its_line(browser: Client, brake: Study) -> None:
    text = browser.get(address("study_result", brake.pk)).content.decode()
    for line in brake.lines.all():
        assert f'href="{address("line_detail", line.pk)}"' in text


def test_a_new_line_is_entered_with_full_width_digits_and_thousands(browser: Client, brake: Study) -> None:
    stage = brake.stages.get(label="原材料")
    factor = Factor.objects.get(name="钢制零件")
    page = f"{address('line_new', brake.pk)}?stage={stage.pk}"
    sent = {"name": "弹簧", "amount": "１,２50.50", "unit": "克", "factor": str(factor.pk)}
    response = submit(browser, page, sent)
    assert response.status_code == 302
    line = of(brake, "弹簧")
    assert (line.amount, line.unit, line.factor, line.stage) == (D("1250.50"), "克", factor, stage)
    # 1250.50 g × 1.9 kgCO2e/kg = 2.37595 kg
    assert "2.3760" in browser.get(address("study_lines", brake.pk)).content.decode()


def test_a_study_without_stages_takes_no_line(browser: Client, consultant: User) -> None:
    study = unfold(consultant, small())
    study.lines.all().delete()
    study.stages.all().delete()
    assert "还没有生命周期阶段" in browser.get(address("study_lines", study.pk)).content.decode()
    response = submit(browser, address("line_new", study.pk), {"name": "钢板", "amount": "1"})
    assert response.status_code == 422
    assert study.lines.count() == 0


def test_lines_of_a_transport_stage_begin_as_transports(browser: Client, brake: Study) -> None:
    page = address("line_new", brake.pk)
    for label, kind in (("原材料", "activity"), ("原材料运输", "transport"), ("包装运输", "transport")):
        stage = brake.stages.get(label=label)
        assert boxes(browser.get(f"{page}?stage={stage.pk}"), "line-form")["kind"] == kind


def test_save_and_next_goes_on_in_the_same_stage(browser: Client, brake: Study) -> None:
    stage = brake.stages.get(label="包装材料")
    page = f"{address('line_new', brake.pk)}?stage={stage.pk}"
    response = submit(browser, page, {"name": "胶带", "next": "1"})
    assert response.headers["Location"] == (f"{address('line_new', brake.pk)}?stage={stage.pk}&kind=activity")


def test_a_transport_of_two_legs_is_entered_in_one_form(browser: Client, brake: Study) -> None:
    stage, truck = brake.stages.get(label="原材料运输"), Factor.objects.get(name="货车运输")
    goods = of(brake, "壳体")
    sent = {
        "name": "联运",
        "kind": "transport",
        "goods": str(goods.pk),
        "legs-TOTAL_FORMS": "2",
        "legs-0-origin": "昆山",
        "legs-0-distance_km": "180",
        "legs-0-factor": str(truck.pk),
        "legs-1-tonne_km": "0.5",
        "legs-1-factor": str(truck.pk),
    }
    page = f"{address('line_new', brake.pk)}?stage={stage.pk}"
    assert submit(browser, page, sent).status_code == 302
    line = of(brake, "联运")
    assert list(line.legs.values_list("origin", "distance_km", "tonne_km")) == [
        ("昆山", D("180"), None),
        ("", None, D("0.5")),
    ]
    text = browser.get(address("line_detail", line.pk)).content.decode()
    assert "1.4677 kg × 180 km × 0.287" in text


def test_a_leg_is_removed_and_another_changed(browser: Client, brake: Study) -> None:
    line = of(brake, "壳体运输")
    TransportLeg.objects.create(agency=brake.agency, line=line, distance_km=D("5"), position=1)
    sent = {"legs-0-distance_km": "181", "legs-1-DELETE": "on"}
    assert submit(browser, address("line_detail", line.pk), sent).status_code == 302
    assert list(line.legs.values_list("distance_km", flat=True)) == [D("181")]


def test_nothing_changed_saves_nothing(browser: Client, brake: Study) -> None:
    before = rows(brake)
    for name in ("壳体", "壳体运输"):
        assert submit(browser, address("line_detail", of(brake, name).pk), {}).status_code == 302
    assert rows(brake) == before


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"amount": "一千"}, "不是数值"),
        ({"amount": "-1"}, "不能为负"),
        ({"amount": "1,5"}, "逗号不是千位分隔"),
        ({"unit": "磅秤"}, "系统不认识单位"),
        ({"name": ""}, "必填"),
        ({"stage": "999999"}, "选择"),
        ({"factor": "999999"}, "请从列表中选择一个因子"),
        ({"factor": "", "factor-typed": "钢"}, "请从列表中选择一个因子"),
        ({"basis": "period_total", "share": "35"}, "0 到 1 之间"),
        ({"basis": "period_total", "output": "5", "output_unit": ""}, "请填写产量的单位"),
        ({"reliability": "6"}, "6"),
    ],
)
def test_wrong_input_is_refused_at_its_box_and_keeps_what_was_typed(
    browser: Client, brake: Study, wrong: dict[str, str], reason: str
) -> None:
    before = rows(brake)
    response = submit(browser, address("line_detail", of(brake, "壳体").pk), {"note": "我的备注", **wrong})
    assert response.status_code == 422
    assert reason in response.content.decode()
    assert boxes(response, "line-form")["note"] == "我的备注"
    assert rows(brake) == before


def test_errors_of_line_and_legs_show_at_once(browser: Client, brake: Study) -> None:
    before = rows(brake)
    sent = {"name": "", "legs-0-distance_km": "远", "legs-0-tonne_km": "1"}
    response = submit(browser, address("line_detail", of(brake, "壳体运输").pk), sent)
    text = response.content.decode()
    assert response.status_code == 422
    assert "必填" in text
    assert "“远”不是数值" in text
    assert rows(brake) == before


def test_the_slower_editor_is_told_and_loses_nothing(
    browser: Client, colleagues_browser: Client, people: People, brake: Study
) -> None:
    page = address("line_detail", of(brake, "壳体").pk)
    opened = boxes(browser.get(page), "line-form")
    assert submit(colleagues_browser, page, {"amount": "1.5", "purpose": "新用途"}).status_code == 302
    before = rows(brake)
    response = browser.post(page, {**opened, "amount": "1.6", "note": "我的备注"})
    assert response.status_code == 409
    assert rows(brake) == before
    text = response.content.decode()
    assert people.colleague.name in text
    again = boxes(response, "line-form")
    # Mine where both changed, the newest where I had changed nothing, and the newest version.
    assert (again["amount"], again["note"], again["purpose"], again["version"]) == (
        "1.6",
        "我的备注",
        "新用途",
        "2",
    )
    assert browser.post(page, again).status_code == 302
    assert of(brake, "壳体").amount == D("1.6")


def test_two_editors_of_legs_lose_nothing(browser: Client, colleagues_browser: Client, brake: Study) -> None:
    line = of(brake, "壳体运输")
    page = address("line_detail", line.pk)
    opened = boxes(browser.get(page), "line-form")
    assert submit(colleagues_browser, page, {"legs-0-distance_km": "200"}).status_code == 302
    before = rows(brake)
    response = browser.post(page, {**opened, "legs-0-distance_km": "300"})
    assert response.status_code == 409
    assert rows(brake) == before
    text = response.content.decode()
    assert "他人也修改了运输段" in text
    assert "200 km" in text
    again = boxes(response, "line-form")
    assert again["legs-0-distance_km"] == "300"
    assert browser.post(page, again).status_code == 302
    assert list(line.legs.values_list("distance_km", flat=True)) == [D("300")]


def test_a_leg_that_a_colleague_added_stands_in_the_form(
    browser: Client, colleagues_browser: Client, brake: Study
) -> None:
    line = of(brake, "壳体运输")
    page = address("line_detail", line.pk)
    opened = boxes(browser.get(page), "line-form")
    added = {"legs-TOTAL_FORMS": "2", "legs-1-distance_km": "7"}
    assert submit(colleagues_browser, page, added).status_code == 302
    again = boxes(browser.post(page, {**opened, "legs-0-distance_km": "300"}), "line-form")
    assert (again["legs-0-distance_km"], again["legs-1-distance_km"]) == ("300", "7")
    assert browser.post(page, again).status_code == 302
    assert list(line.legs.values_list("distance_km", flat=True)) == [D("300"), D("7")]


def test_a_locked_study_says_why_and_takes_nothing(browser: Client, brake: Study) -> None:
    line = of(brake, "壳体")
    page = address("line_detail", line.pk)
    opened = boxes(browser.get(page), "line-form")
    Study.objects.filter(pk=brake.pk).update(lock="报告 PCF-1 已提交，正在签署。")
    before = rows(brake)
    for shown in (address("study_lines", brake.pk), page):
        text = browser.get(shown).content.decode()
        assert "正在签署" in text
    assert "disabled" in browser.get(page).content.decode()
    response = browser.post(page, {**opened, "amount": "9"})
    assert response.status_code == 409
    assert rows(brake) == before
    assert browser.post(address("line_copy", line.pk)).status_code == 302
    assert rows(brake) == before


def preview(browser: Client, study: Study, page: str, changes: dict[str, object]) -> str:
    sent = {**boxes(browser.get(page), "line-form"), **changes}
    response = browser.post(address("line_preview", study.pk), sent)
    assert response.status_code == 200
    return response.content.decode()


def test_the_result_is_shown_as_typed_and_nothing_is_saved(browser: Client, brake: Study) -> None:
    before = rows(brake)
    text = preview(browser, brake, address("line_detail", of(brake, "壳体").pk), {"amount": "2"})
    # 2 kg × 1.9 = 3.8 for 2.78863; its transport follows: 2 × 180 × 0.287 ÷ 1000 = 0.10332 for 0.07582138.
    # 5.708518087 + 1.01137 + 0.02749862 = 6.747386707
    for expected in ("3.8000", "2 kg × 1.9 kgCO<sub>2</sub>e/kg = 3.8 kgCO<sub>2</sub>e", "6.7474"):
        assert expected in text
    assert rows(brake) == before


def test_a_transport_is_previewed_with_its_goods(browser: Client, brake: Study) -> None:
    page = address("line_detail", of(brake, "壳体运输").pk)
    text = preview(browser, brake, page, {"legs-0-distance_km": "360"})
    # 1.4677 kg × 360 km × 0.287 / 1000 = 0.151642764
    assert "1.4677 kg × 360 km × 0.287" in text
    assert "0.1516" in text


def test_a_half_typed_new_line_is_no_mistake(browser: Client, brake: Study) -> None:
    page = f"{address('line_new', brake.pk)}?stage={brake.stages.all()[0].pk}"
    text = preview(browser, brake, page, {"amount": "5", "factor-typed": "钢"})
    assert "没有选择排放因子" in text
    assert "请从列表中选择" not in text


def test_a_line_has_its_result_while_others_stand_in_the_way(browser: Client, brake: Study) -> None:
    blocked = of(brake, "活塞")
    InventoryLine.objects.filter(pk=blocked.pk).update(amount=None)
    text = preview(browser, brake, address("line_detail", of(brake, "壳体").pk), {"amount": "2"})
    assert "3.8000" in text
    assert "还有 1 处需要补充" in text
    assert f'href="{address("line_detail", blocked.pk)}#id_amount"' in text
    table = browser.get(address("study_lines", brake.pk)).content.decode()
    assert "2.7886" in table
    assert "5.7085" not in table


def test_wrong_input_is_named_in_the_preview(browser: Client, brake: Study) -> None:
    text = preview(browser, brake, address("line_detail", of(brake, "壳体").pk), {"amount": "一"})
    assert "“一”不是数值" in text


def test_a_period_total_is_shown_as_a_sentence(browser: Client, consultant: User) -> None:
    valve = unfold(consultant, load("valve"))
    text = browser.get(address("line_detail", of(valve, "电").pk)).content.decode()
    # 225500 ÷ 16345 = 13.796268…; × 0.8843 = 12.20004…
    assert "数据期总量 225500 kWh ÷ 产量 16345 台 × 功能单位 1 台 ≈ 13.79627 kWh" in text
    assert "13.79627 kWh × 0.8843 kgCO<sub>2</sub>/kWh ≈ 12.20004 kgCO<sub>2</sub>e" in text


def test_lines_are_copied_moved_and_deleted(browser: Client, brake: Study) -> None:
    line = of(brake, "壳体")
    assert browser.post(address("line_copy", line.pk)).status_code == 302
    assert of(brake, "壳体（副本）").position == 1
    assert browser.post(address("line_order", brake.pk), {"down": str(line.pk)}).status_code == 302
    line.refresh_from_db()
    assert line.position == 1
    copy = of(brake, "壳体（副本）")
    browser.post(address("line_remove", copy.pk), {"version": str(copy.version)})
    assert not InventoryLine.objects.filter(pk=copy.pk).exists()


def test_deleting_on_an_old_version_is_refused(browser: Client, brake: Study) -> None:
    line = of(brake, "包装纸箱运输")
    before = rows(brake)
    response = browser.post(address("line_remove", line.pk), {"version": "7"}, follow=True)
    assert "已被他人修改" in response.content.decode()
    assert rows(brake) == before


def long_study(consultant: User, length: int) -> Study:
    study = small(title=f"{length} 条")
    line = study.lines[0]
    assert isinstance(line, ActivityLine)
    lines = tuple(
        line.model_copy(update={"key": f"L{number}", "name": f"材料 {number}"}) for number in range(length)
    )
    return unfold(consultant, study.model_copy(update={"lines": lines}))


@pytest.mark.parametrize("page", ["study_detail", "study_lines", "study_result", "line_detail"])
def test_pages_take_the_same_queries_however_long_the_study_is(
    browser: Client, consultant: User, page: str
) -> None:
    counts = []
    for length in (10, 200):
        study = long_study(consultant, length)
        pk = study.lines.order_by("position")[3].pk if page == "line_detail" else study.pk
        browser.get(address(page, pk))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address(page, pk)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 45
