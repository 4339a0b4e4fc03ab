"""分摊 on pages and over the API: what products have in common, used by lines, told in sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts import editing
from accounts.models import AuditEntry, User
from inventories import services
from inventories.assemble import Incomplete, assemble
from inventories.models import InventoryLine, Sharing, Study
from inventories.results import result_of
from inventories.unfold import unfold
from tests.golden.cases import load
from tests.inventories.forms import submit
from tests.reports.api import Program

D = Decimal
METER = {
    "name": "冲压车间电表",
    "purpose": "meter",
    "by": "hours",
    "unit": "h",
    "own": "1,200",
    "others": "支架｜1800\r\n端盖\t1,000\r\n",
    "note": "按月报工时",
}


@pytest.fixture
def meter(consultant: User, brake: Study) -> Sharing:
    parts = [{"name": "支架", "amount": "1800"}, {"name": "端盖", "amount": "1000"}]
    row = Sharing(study=brake, name="冲压车间电表", by="hours", unit="h", own=D("1200"), others=parts)
    return services.add_sharing(consultant, row)


def electricity(study: Study) -> InventoryLine:
    line = study.lines.filter(unit__in=("kWh", "万kWh")).first()
    assert line is not None
    return line


def test_a_sharing_is_entered_as_two_columns_come_from_a_workbook(browser: Client, brake: Study) -> None:
    answer = browser.post(reverse("sharing_new", args=[brake.pk]), METER, follow=True)
    row = brake.sharings.get()
    assert (row.own, row.others) == (
        D("1200"),
        [{"name": "支架", "amount": "1800"}, {"name": "端盖", "amount": "1000"}],
    )
    page = answer.content.decode()
    assert all(text in page for text in ("30.00%", "45.00%", "25.00%", "4000"))
    assert AuditEntry.objects.filter(act="sharing.create", subject_id=row.pk).exists()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"others": ""}, "必填"),
        ({"others": "支架"}, "缺少名称或数值"),
        ({"others": "支架｜很多"}, "不是数值"),
        ({"others": "支架｜-3"}, "不小于零"),
        ({"own": "0"}, "须大于零"),
        ({"unit": "筐筐"}, "不认识单位"),
        ({"by": "颜色"}, "选择"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    browser: Client, brake: Study, changes: dict[str, str], why: str
) -> None:
    answer = browser.post(reverse("sharing_new", args=[brake.pk]), METER | changes)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not brake.sharings.exists()


def test_a_name_is_given_once(browser: Client, brake: Study, meter: Sharing) -> None:
    answer = browser.post(reverse("sharing_new", args=[brake.pk]), METER)
    assert answer.status_code == 422
    assert brake.sharings.count() == 1


def test_a_line_takes_its_part_and_says_so(browser: Client, brake: Study, meter: Sharing) -> None:
    line = electricity(brake)
    address = reverse("line_detail", args=[line.pk])
    whole = {"basis": "period_total", "amount": "4000", "output": "200", "output_unit": "件", "share": ""}
    submit(browser, address, whole | {"meter": str(meter.pk)})
    line.refresh_from_db()
    assert line.meter == meter
    page = browser.get(address).content.decode()
    assert "（“冲压车间电表”按工时分摊：本产品 1200 h ÷ 合计 4000 h）" in page
    shown = browser.get(reverse("study_sharings", args=[brake.pk])).content.decode()
    assert line.name in shown


def test_a_share_and_a_sharing_exclude_each_other(consultant: User, brake: Study, meter: Sharing) -> None:
    line = electricity(brake)
    changes = {"basis": "period_total", "share": D("0.3"), "meter": meter}
    with pytest.raises(ValidationError, match="只能填写一项"):
        editing.edit(consultant, line, changes, version=line.version)


def test_a_sharing_of_another_study_or_purpose_is_no_choice(
    consultant: User, brake: Study, meter: Sharing
) -> None:
    other = unfold(consultant, load("valve"))
    line = electricity(brake)
    with pytest.raises(ValidationError, match="不是用于此处"):
        editing.edit(consultant, line, {"co_products": meter}, version=line.version)
    foreign = other.lines.first()
    assert foreign is not None
    with pytest.raises(ValidationError, match="不属于本项目"):
        editing.edit(consultant, foreign, {"meter": meter}, version=foreign.version)


def test_one_that_is_used_is_not_removed(
    browser: Client, consultant: User, brake: Study, meter: Sharing
) -> None:
    line = electricity(brake)
    editing.edit(
        consultant, line, {"basis": "period_total", "meter": meter, "share": None}, version=line.version
    )
    browser.post(reverse("sharing_remove", args=[meter.pk]), {"version": meter.version})
    assert Sharing.objects.filter(pk=meter.pk).exists()


def test_what_is_not_known_yet_stands_in_the_way(consultant: User, brake: Study, meter: Sharing) -> None:
    editing.edit(consultant, meter, {"own": None}, version=meter.version)
    with pytest.raises(Incomplete, match="没有填写本产品的数值"):
        assemble(brake)
    (place,) = result_of(brake).errors
    assert place.url == reverse("study_sharings", args=[brake.pk])


def test_a_net_amount_grows_by_its_loss(browser: Client, brake: Study) -> None:
    line = brake.lines.get(name="壳体")
    address = reverse("line_detail", args=[line.pk])
    submit(browser, address, {"amount": "2", "loss_rate": "0.2", "loss_of": "input"})
    line.refresh_from_db()
    assert (line.loss_rate, line.loss_of) == (D("0.2"), "input")
    assert "净用量 2 kg ÷（1 − 损耗率 0.2） = 2.5 kg" in browser.get(address).content.decode()


def test_the_api_keeps_the_same_rules(consultant: User, brake: Study) -> None:
    program = Program(consultant)
    body: dict[str, Any] = {
        "study": brake.pk, "name": "锅炉", "purpose": "meter", "by": "mass", "unit": "t", "own": "3.50",
        "others": [{"name": "其他", "amount": "6.50"}],
    }  # fmt: skip
    status, made = program.post("sharings/", body)
    assert (status, made["own"], made["others"]) == (201, "3.50", body["others"])
    status, told = program.post("sharings/", body | {"name": "二", "others": [{"name": "x"}]})
    assert (status, "others" in told) == (400, True)
    assert brake.sharings.count() == 1
