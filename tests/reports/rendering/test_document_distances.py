"""The transport table of a report: where its distances are from, and how trips and returns were counted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from inventories.footprint import values
from reports.rendering.facts import Facts
from reports.rendering.formulas import formula_keys
from reports.rendering.sections.inventory import transport
from tests.reports.rendering.document_samples import changed, document, study, words_of

D = Decimal
SOURCE = "坐标：示范表；绕行系数：示范文献"
ROUTE = values.Route(
    origin="江苏省苏州市", destination="上海市", straight_km=D(85), detour=D("1.33"), source=SOURCE
)
LORRY = values.Factor(key="lorry", name="货车", value=values.StatedValue(amount=D("0.9"), unit="kgCO2e/km"))


def with_first_leg(note: str = "", **members: Any) -> values.Study:
    """The brake study with another first leg of its first transport, which carries 1.4677 kg."""
    brake = study("brake")
    lines = list(brake.lines)
    at = next(index for index, line in enumerate(lines) if isinstance(line, values.TransportLine))
    first = lines[at]
    assert isinstance(first, values.TransportLine)
    leg = first.legs[0].model_copy(update=members)
    lines[at] = first.model_copy(update={"legs": (leg,), "note": note})
    return changed(brake, lines=tuple(lines), factors=(*brake.factors, LORRY))


def told(of: values.Study) -> str:
    return "\n".join(words_of(block, {"transport": "表 1"}) for block in transport(Facts(document(of))))


def test_a_study_whose_distances_are_typed_says_nothing_of_a_table() -> None:
    text = told(study("brake"))
    assert "手工填写" not in text
    assert "坐标" not in text


def test_a_distance_from_the_table_is_told_with_its_arithmetic_and_source() -> None:
    text = told(with_first_leg(origin="苏州", destination="上海", distance_km=D(113), route=ROUTE))
    assert (
        "距离（序号1）按地点计算：江苏省苏州市→上海市，球面距离 85 km × 公路绕行系数 1.33 = 113.05，取整 113 km。"
        in text
    )
    assert text.count(f"按地点计算的依据：{SOURCE}。") == 1
    assert "序号2、3、4、5、6、7的距离为手工填写。" in text


def test_trips_are_told_below_the_table() -> None:
    of = with_first_leg(factor="lorry", distance_km=D(100), load_t=D(10), empty_return=D("0.5"))
    # 1.4677 kg ÷ 10 t × 100 km × 1.5 = 0.02201550 km
    assert "序号1按车辆行驶里程计算，每趟载重 10 t，返程按去程的 50% 计入，行驶里程 0.0220155 km。" in told(
        of
    )
    assert "vehicle" in formula_keys(of)
    assert "transport" in formula_keys(of)
    assert "return" not in formula_keys(of)


def test_a_way_back_in_tonne_kilometres_is_told_and_the_mass_stays() -> None:
    of = with_first_leg(note="因子不含返程", distance_km=D(100), empty_return=D(1))
    text = told(of)
    # 1.4677 kg × 100 km × 2 = 0.29354 t·km
    assert "|1.4677|100|0.29354" in text
    assert "序号1的运输量已计返程：返程按去程的 100% 计入。" in text
    assert "return" in formula_keys(of)
