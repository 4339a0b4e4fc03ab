"""On what an amount was collected: losses, shared meters, co-products, rejects; every figure worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from inventories.arithmetic import Arithmetic
from inventories.footprint.compute import compute
from inventories.footprint.result import Computed
from inventories.footprint.values import Study
from tests.inventories.footprint.builders import activity, footprint, leg, obstacles, places, study, transport

OUTPUT = {"amount": "200", "unit": "件"}
METER = {
    "key": "m",
    "name": "冲压车间电表",
    "by": "hours",
    "unit": "h",
    "own": "1200",
    "others": [{"name": "支架", "amount": "1800"}, {"name": "端盖", "amount": "1000"}],
}
BY_PRODUCT = {
    "key": "c",
    "name": "主副产品",
    "purpose": "co_products",
    "by": "revenue",
    "unit": "万元",
    "own": "90",
    "others": [{"name": "硫酸", "amount": "10"}],
}


def power(**basis: Any) -> dict[str, Any]:
    """4000 kWh in the period at 0.6 kgCO2e/kWh."""
    return activity(amount="4000", unit="kWh", factor="grid", basis={"kind": "period_total", **basis})


def net(rate: str, of: str, **changes: Any) -> dict[str, Any]:
    """3 kg of steel net, at 2 kgCO2e/kg."""
    return activity(basis={"kind": "per_functional_unit", "loss": {"rate": rate, "of": of}}, **changes)


def sentences(value: Study) -> list[str]:
    outcome = compute(value)
    assert isinstance(outcome, Computed), outcome.findings
    arithmetic = Arithmetic(value)
    pairs = zip(value.lines, outcome.footprint.lines, strict=True)
    return [sentence for line, figure in pairs for sentence in arithmetic.sentences(line, figure)]


def test_a_loss_of_what_is_put_in_divides() -> None:
    # 3 kg ÷ (1 − 0.04) = 3.125 kg, × 2 = 6.25.
    line = footprint(net("0.04", "input")).lines[0]
    assert (line.amount, line.emission) == (Decimal("3.125"), Decimal("6.25"))
    assert sentences(study(net("0.04", "input"))) == [
        "净用量 3 kg ÷（1 − 损耗率 0.04） = 3.125 kg",
        "3.125 kg × 2 kgCO2e/kg = 6.25 kgCO2e",
    ]


def test_a_loss_on_the_net_amount_multiplies() -> None:
    # 3 kg × 1.05 = 3.15 kg, × 2 = 6.3.
    assert footprint(net("0.05", "net")).total == Decimal("6.3")
    assert sentences(study(net("0.05", "net")))[0] == "净用量 3 kg ×（1 + 损耗率 0.05） = 3.15 kg"


def test_what_is_lost_was_carried_too() -> None:
    # 3.125 kg over 100 km at 0.1 kgCO2e/(t·km): 0.03125.
    carried = transport(amount=None, goods="a", legs=[leg(distance_km="100")])
    result = footprint(net("0.04", "input"), carried)
    assert result.lines[1].emission == Decimal("0.03125")
    assert "3 kg ÷（1 − 损耗率 0.04）" in sentences(study(net("0.04", "input"), carried))[2]


def test_a_meter_is_shared_by_hours() -> None:
    # 4000 kWh × 1200/4000 ÷ 200 件 × 1 件 = 6 kWh, × 0.6 = 3.6.
    whole = study(power(meter="m"), sharings=[METER], output=OUTPUT)
    assert footprint(power(meter="m"), sharings=[METER], output=OUTPUT).total == Decimal("3.6")
    assert sentences(whole)[0] == (
        "数据期总量 4000 kWh ×（“冲压车间电表”按工时分摊：本产品 1200 h ÷ 合计 4000 h）"
        " ÷ 产量 200 件 × 功能单位 1 件 = 6 kWh"
    )


def test_what_is_left_is_shared_with_the_by_product() -> None:
    # 6 kWh × 90/100 = 5.4 kWh, × 0.6 = 3.24.
    line = power(meter="m", co_products="c")
    assert footprint(line, sharings=[METER, BY_PRODUCT], output=OUTPUT).total == Decimal("3.24")
    alone = power(co_products="c")
    assert footprint(alone, sharings=[BY_PRODUCT], output=OUTPUT).total == Decimal("10.8")


def test_thirds_lose_nothing_on_the_way() -> None:
    thirds = METER | {"own": "1", "others": [{"name": "其他", "amount": "2"}]}
    # 6000 kWh × 1/3 ÷ 200 = 10 kWh exactly, × 0.6 = 6.
    line = power(meter="m") | {"amount": "6000"}
    assert footprint(line, sharings=[thirds], output=OUTPUT).total == Decimal(6)


def test_only_what_is_fit_for_use_is_output() -> None:
    counted = OUTPUT | {"produced": "205", "rejected": "5", "reworked": "12"}
    assert footprint(power(), output=counted).total == footprint(power(), output=OUTPUT).total == Decimal(12)


@pytest.mark.parametrize(
    ("output", "code", "path"),
    [
        (OUTPUT | {"produced": "205", "rejected": "4"}, "output_counts", "output.amount"),
        (OUTPUT | {"produced": "195", "rejected": "-5"}, "output_counts", "output.amount"),
        (OUTPUT | {"produced": "205"}, "incomplete_counts", "output.rejected"),
        (OUTPUT | {"rejected": "5"}, "incomplete_counts", "output.produced"),
        (OUTPUT | {"reworked": "201"}, "reworked", "output.reworked"),
    ],
)
def test_counts_that_do_not_agree_stand_in_the_way(output: Any, code: str, path: str) -> None:
    assert places(obstacles(power(), power() | {"key": "b"}, output=output)) == [(code, path)]


@pytest.mark.parametrize(
    ("line", "sharings", "code", "path"),
    [
        (power(meter="x"), [METER], "unknown_sharing", "lines[0].basis.meter"),
        (power(meter="c"), [BY_PRODUCT], "sharing_purpose", "lines[0].basis.meter"),
        (power(co_products="m"), [METER], "sharing_purpose", "lines[0].basis.co_products"),
        (power(meter="m", share="0.3"), [METER], "share_twice", "lines[0].basis.share"),
        (power(meter="m"), [METER | {"own": "0"}], "sharing_own", "sharings[0].own"),
        (power(meter="m"), [METER | {"unit": "筐筐"}], "unknown_unit", "sharings[0].unit"),
        (
            power(meter="m"),
            [METER | {"others": [{"name": "支架", "amount": "-1"}]}],
            "sharing_part",
            "sharings[0].others[0]",
        ),
        (power(), [METER, METER], "duplicate_key", "sharings[1].key"),
        (net("1", "input"), [], "loss", "lines[0].basis.loss.rate"),
        (net("-0.1", "net"), [], "loss", "lines[0].basis.loss.rate"),
        (
            transport(basis={"kind": "per_functional_unit", "loss": {"rate": "0.1", "of": "net"}}),
            [],
            "transport_loss",
            "lines[0].basis",
        ),
    ],
)
def test_what_cannot_be_shared_or_lost_stands_in_the_way(
    line: Any, sharings: Any, code: str, path: str
) -> None:
    assert places(obstacles(line, sharings=sharings, output=OUTPUT)) == [(code, path)]


def test_a_wrong_sharing_is_told_once_however_many_lines_use_it() -> None:
    lines = [power(meter="m") | {"key": str(n), "name": f"电 {n}"} for n in range(3)]
    found = obstacles(*lines, sharings=[METER | {"own": "0"}], output=OUTPUT)
    assert places(found) == [("sharing_own", "sharings[0].own")]


def test_what_is_not_used_is_not_written() -> None:
    told = study(power(), activity("b")).model_dump(mode="json")
    assert "sharings" not in told
    assert told["lines"][0]["basis"] == {
        "kind": "period_total", "output": None, "output_unit": None, "share": None,
    }  # fmt: skip
    assert told["lines"][1]["basis"] == {"kind": "per_functional_unit"}
