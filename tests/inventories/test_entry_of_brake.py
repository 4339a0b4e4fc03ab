"""The whole brake study entered through the pages, box by box, comes out with its printed figures."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from factors.models import Factor, GwpSet, GwpValue, Library
from inventories.models import Company, InventoryLine, Product, Study
from tests.inventories.forms import submit

# 名称, 数量, 单位, 因子
ACTIVITIES = {
    "原材料": [
        ("壳体", "1.4677", "kg", "钢"),
        ("支架", "0.6952", "kg", "钢"),
        ("活塞", "0.1931", "kg", "精钢"),
        ("摩擦片", "0.0693", "kg", "摩擦材料"),
        ("二件套", "0.0850", "kg", "钢"),
        ("电机", "0.0490", "kg", "精钢"),
    ],
    "生产过程": [("国网电力", "0.7435", "kWh", "电力")],
    "包装材料": [("包装纸箱", "0.0133", "kg", "纸箱")],
}
# 货物, 发运地, 距离
TRANSPORTS = {
    "原材料运输": [
        ("壳体", "昆山", "180"),
        ("支架", "昆山", "180"),
        ("活塞", "台州", "500"),
        ("摩擦片", "无锡", "120"),
        ("二件套", "昆山", "180"),
        ("电机", "东莞", "1380"),
    ],
    "包装运输": [("包装纸箱", "武进", "30")],
}
FACTORS = {
    "钢": ("1.9", "kgCO2e/kg"),
    "精钢": ("2.1", "kgCO2e/kg"),
    "摩擦材料": ("10.2", "kgCO2e/kg"),
    "电力": ("0.05568", "kgCO2e/kWh"),
    "纸箱": ("1.135", "kgCO2e/kg"),
    "货车": ("0.287", "kgCO2e/(t·km)"),
}


@pytest.fixture
def factors(consultant: User) -> dict[str, Factor]:
    library = Library.objects.create(agency=consultant.agency, name="CLCD")
    return {
        name: Factor.objects.create(
            agency=consultant.agency, library=library, code=name, name=name, amount=amount, unit=unit
        )
        for name, (amount, unit) in FACTORS.items()
    }


@pytest.fixture
def gwp_set(db: None) -> GwpSet:
    row = GwpSet.objects.create(name="IPCC AR5")
    for symbol, name, value in (("CO2", "二氧化碳", "1"), ("CH4", "甲烷", "28"), ("N2O", "氧化亚氮", "265")):
        GwpValue.objects.create(gwp_set=row, symbol=symbol, name=name, value=value)
    return row


def done(response: Any) -> None:
    assert response.status_code == 302, response.content.decode()


def enter_study(browser: Client, gwp_set: GwpSet) -> Study:
    done(submit(browser, reverse("company_new"), {"name": "常州示范汽车电子有限公司"}, ""))
    company = Company.objects.get()
    page = reverse("company_product_new", args=[company.pk])
    done(submit(browser, page, {"name": "制动执行器（FB）"}, ""))
    sent = {
        "title": "制动执行器",
        "period_start": "2023-01-01",
        "period_end": "2023-12-31",
        "gwp_set": str(gwp_set.pk),
        "boundary_type": "cradle_to_gate",
        "description": "生产 1 件制动执行器（FB）",
    }
    done(submit(browser, f"{reverse('study_new')}?product={Product.objects.get().pk}", sent, ""))
    study = Study.objects.get()
    names = {"原材料获取": "原材料", "产品生产": "生产过程", "产品包装": "包装材料"}
    for stage in study.stages.filter(label__in=names):
        page = reverse("stage_edit", args=[stage.pk])
        done(submit(browser, page, {"label": names[stage.label], "version": "1"}, ""))
    return study


def enter_lines(browser: Client, study: Study, factors: dict[str, Factor]) -> None:
    stages = {stage.label: stage.pk for stage in study.stages.all()}
    page = reverse("line_new", args=[study.pk])
    for stage, lines in ACTIVITIES.items():
        for name, amount, unit, factor in lines:
            sent = {"name": name, "amount": amount, "unit": unit, "factor": str(factors[factor].pk)}
            done(submit(browser, f"{page}?stage={stages[stage]}", sent))
    for stage, journeys in TRANSPORTS.items():
        for name, origin, distance in journeys:
            goods = InventoryLine.objects.get(name=name, kind="activity")
            sent = {
                "name": f"{name}运输",
                "goods": str(goods.pk),
                "legs-0-origin": origin,
                "legs-0-mode": "货车运输",
                "legs-0-distance_km": distance,
                "legs-0-factor": str(factors["货车"].pk),
            }
            done(submit(browser, f"{page}?stage={stages[stage]}", sent))


def test_the_brake_study_entered_in_the_browser_prints_5_7085(
    browser: Client, gwp_set: GwpSet, factors: dict[str, Factor]
) -> None:
    study = enter_study(browser, gwp_set)
    before = browser.get(reverse("study_lines", args=[study.pk])).content.decode()
    assert "没有清单数据" in before
    enter_lines(browser, study, factors)
    text = browser.get(reverse("study_result", args=[study.pk])).content.decode()
    # The case's printed result, stage by stage with shares.
    for figure in ("5.4863", "0.1656", "0.0414", "0.0151", "0.0001", "5.7085"):
        assert figure in text
    for share in ("96.11%", "2.90%", "0.73%", "0.26%", "0.00%", "100.00%"):
        assert share in text

    put_electricity_right(browser, study, factors["电力"].library)


def put_electricity_right(browser: Client, study: Study, library: Library) -> None:
    """The slip of the published report: with 0.5568 for 0.05568 the line is 0.4140 and the total 6.0811."""
    right = Factor.objects.create(
        agency=study.agency, library=library, code="r", name="电", amount="0.5568", unit="kgCO2e/kWh"
    )
    page = reverse("line_detail", args=[study.lines.get(name="国网电力").pk])
    done(submit(browser, page, {"factor": str(right.pk)}))
    text = browser.get(reverse("study_result", args=[study.pk])).content.decode()
    assert "0.4140" in text
    assert "6.0811" in text
