"""openLCA packages: results, inventories by method and by gas, and packages that are broken or hostile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from factors.importers.contract import ReadRow, Refused
from factors.importers.openlca import BY_GAS, BY_METHOD, OpenLca
from tests.factors.importers.packing import packed, samples

READER = OpenLca()
GWP, GWP20 = "c-gwp100", "c-gwp20"


def ref(identifier: str, name: str = "", **more: Any) -> dict[str, Any]:
    return {"@id": identifier, "name": name, **more}


def exchange(flow: str, amount: float | str, unit: str = "kg", **more: Any) -> dict[str, Any]:
    kind = more.pop("kind", "ELEMENTARY_FLOW")
    name = more.pop("name", flow)
    return {
        "flow": ref(
            flow,
            name,
            flowType=kind,
            category=more.pop("category", "Elementary flows/Emission to air/unspecified"),
        ),
        "flowProperty": ref(more.pop("property", "mass")),
        "unit": ref(f"u-{unit}", unit),
        "amount": amount,
        **more,
    }


def product(amount: float = 1.0, unit: str = "kg", **more: Any) -> dict[str, Any]:
    return exchange(
        "steel", amount, unit, kind="PRODUCT_FLOW", isQuantitativeReference=True, name="Steel coil", **more
    )


def basics() -> dict[str, Any]:
    units = [
        {"@id": "u-kg", "name": "kg", "conversionFactor": 1.0, "isRefUnit": True},
        {"@id": "u-lb av", "name": "lb av", "conversionFactor": 0.45359237},
        {"@id": "u-g", "name": "g", "conversionFactor": 0.001},
    ]
    mass = [{"flowProperty": ref("mass"), "conversionFactor": 1.0, "isRefFlowProperty": True}]
    parts: dict[str, Any] = {
        "olca-schema.json": {"version": 2},
        "unit_groups/masses.json": {"@id": "masses", "units": units},
        "flow_properties/mass.json": {"@id": "mass", "unitGroup": ref("masses")},
        "locations/cn.json": {"@id": "cn", "code": "CN", "name": "China"},
        "lcia_methods/m.json": {
            "@id": "m",
            "name": "IPCC 2021 AR6",
            "impactCategories": [ref(GWP), ref(GWP20)],
        },
        f"lcia_categories/{GWP20}.json": category(GWP20, "GWP20", [("co2", 1.0)]),
        f"lcia_categories/{GWP}.json": category(
            GWP, "Climate change, GWP100", [("co2", 1.0), ("ch4", 29.8), ("uptake", -1.0)]
        ),
        "lcia_categories/ap.json": {"@id": "ap", "name": "Acidification", "refUnit": "mol H+ eq"},
    }
    for flow in ("co2", "ch4", "uptake", "steel"):
        parts[f"flows/{flow}.json"] = {"@id": flow, "name": flow, "flowProperties": mass}
    return parts


def category(identifier: str, name: str, factors: list[tuple[str, float]]) -> dict[str, Any]:
    rows = [
        {"flow": ref(flow), "flowProperty": ref("mass"), "unit": ref("u-kg", "kg"), "value": value}
        for flow, value in factors
    ]
    return {"@id": identifier, "name": name, "refUnit": "kg CO2 eq", "impactFactors": rows}


def result(**more: Any) -> dict[str, Any]:
    return {
        "@id": "r-1",
        "name": "热轧卷",
        "category": "金属/钢铁",
        "version": "01.00.002",
        "lastChange": "2025-03-04T10:00:00Z",
        "impactMethod": ref("m", "IPCC 2021 AR6"),
        "flowResults": [{**product(2.0), "isRefFlow": True, "location": ref("cn", "China")}],
        "impactResults": [
            {"indicator": ref(GWP, "Climate change, GWP100", refUnit="kg CO2 eq"), "amount": 4.301},
            {"indicator": ref("ap", "Acidification", refUnit="mol H+ eq"), "amount": 0.7},
        ],
        **more,
    }


def process(*exchanges: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "@id": "p-1",
        "name": "Steel coil, at plant",
        "processType": "LCI_RESULT",
        "exchanges": list(exchanges),
        **more,
    }


def package(tmp_path: Path, parts: Mapping[str, Any], prefix: str = "") -> Path:
    named = {name.replace("__", "/") + ".json": part for name, part in parts.items()}
    return packed(
        tmp_path / "package.zip", {prefix + name: part for name, part in (basics() | named).items()}
    )


def rows_of(path: Path, way: str = BY_METHOD, method: str = GWP) -> tuple[ReadRow, ...]:
    return READER.read(path, "package.zip", {"way": way, "category": method}).rows


def only(path: Path, way: str = BY_METHOD) -> ReadRow:
    (row,) = rows_of(path, way)
    return row


def problem_of(row: ReadRow) -> str:
    assert row.problems
    return "".join(problem.message for problem in row.problems)


@pytest.mark.parametrize("prefix", ["", "export/"])
def test_a_result_is_a_factor_for_one_unit_of_its_reference_flow(tmp_path: Path, prefix: str) -> None:
    path = package(tmp_path, {"results__r-1": result()}, prefix)

    assert READER.recognises(path, "anything")
    row = only(path)

    assert row.problems == ()
    assert row.content["amount"] == "2.1505"
    assert row.content["unit"] == "kgCO2e/kg"
    assert (row.content["name"], row.content["name_en"]) == ("热轧卷", "Steel coil")
    assert (row.content["region"], row.content["category"]) == ("中国", "金属/钢铁")
    assert row.content["gwp_set"] == "IPCC AR6"
    assert row.content["code"] == "r-1"
    assert "01.00.002" in str(row.content["table"])
    assert row.place == f"文件“{prefix}results/r-1.json”"


def test_categories_in_co2e_are_offered_and_gwp100_is_suggested(tmp_path: Path) -> None:
    path = package(tmp_path, {"results__r-1": result()})

    way, method = READER.inspect(path, "package.zip").choices

    assert way.suggested == BY_METHOD
    assert {value for value, _label in method.options} == {GWP, GWP20}
    assert method.suggested == GWP


def test_an_inventory_is_the_sum_of_amount_times_factor(tmp_path: Path) -> None:
    node = process(
        product(7.0, location=None),
        exchange("co2", 5.1),
        exchange("ch4", 2.0, "lb av"),
        exchange("uptake", 0.25, category="Elementary flows/Resource/in air", isInput=True),
        location=ref("cn"),
        processDocumentation={
            "validFrom": "2023-01-01",
            "validUntil": "2027-12-31",
            "isCopyrightProtected": True,
        },
    )
    row = only(package(tmp_path, {"processes__p-1": node}))

    expected = (Fraction("5.1") + 2 * Fraction("0.45359237") * Fraction("29.8") - Fraction("0.25")) / 7
    assert row.problems == ()
    assert abs(Fraction(str(row.content["amount"])) - expected) < Fraction(1, 10**26)
    assert "28 位有效数字" in str(row.content["note"])
    assert (row.content["year"], row.content["valid_until"]) == (2023, "2027-12-31")
    assert row.content["licence"] == "受版权保护"


def test_an_inventory_can_be_taken_by_gas(tmp_path: Path) -> None:
    node = process(
        product(1.0, "t"),
        exchange("co2f", 5.1, name="Carbon dioxide, fossil"),
        exchange("ch4b", 20.0, "g", name="Methane, non-fossil"),
        exchange("co2b", 7, name="Carbon dioxide, biogenic"),
        exchange("n2o-water", 3.0, name="Dinitrogen monoxide", category="Elementary flows/Emission to water"),
    )
    row = only(package(tmp_path, {"processes__p-1": node}), BY_GAS)

    assert row.problems == ()
    assert row.content["form"] == "gases"
    assert row.content["gases"] == {"CO2": "5.1", "CH4-nonfossil": "0.02"}
    assert row.content["unit"] == "t"
    assert "生物源二氧化碳" in str(row.content["note"])


def test_schema_1_names_are_understood(tmp_path: Path) -> None:
    reference = product(1.0) | {"quantitativeReference": True, "input": False}
    del reference["isQuantitativeReference"]
    emitted = exchange("co2", 1.5, input=False)
    emitted["flow"] = {
        "@id": "co2",
        "name": "CO2",
        "flowType": "ELEMENTARY_FLOW",
        "categoryPath": ["Elementary flows", "air"],
    }
    node = process(reference, emitted, category=ref("k-2", "Coils"))
    extra = {
        "categories__k-2": {"@id": "k-2", "name": "Coils", "category": ref("k-1")},
        "categories__k-1": {"@id": "k-1", "name": "Metals", "category": ref("k-2")},
    }
    row = only(package(tmp_path, {"processes__p-1": node} | extra))

    assert row.content["amount"] == "1.5"
    assert str(row.content["category"]).endswith("Metals/Coils")


def test_unit_processes_are_counted_and_skipped(tmp_path: Path) -> None:
    takes = process(product(), exchange("iron", 1.0, kind="PRODUCT_FLOW", isInput=True), exchange("co2", 1.0))
    wastes = process(product(), exchange("slag", 1.0, kind="WASTE_FLOW"), exchange("co2", 1.0))
    two = process(product(), exchange("gas", 1.0, kind="PRODUCT_FLOW"), exchange("co2", 1.0))
    empty = process(product())
    aimless = process(exchange("co2", 1.0))
    idle = process(product(), exchange("iron", 0.0, kind="PRODUCT_FLOW", isInput=True), exchange("co2", 1.0))
    nodes = dict(zip(("a", "b", "c", "d", "e", "f"), (takes, wastes, two, empty, aimless, idle), strict=True))
    path = package(tmp_path, {f"processes__{name}": node for name, node in nodes.items()})

    reading = READER.read(path, "package.zip", {"way": BY_METHOD, "category": GWP})

    assert [row.content["code"] for row in reading.rows] == ["f"]
    assert sorted(reading.skipped.values()) == [1, 1, 1, 2]
    assert any("单元过程" in reason for reason in reading.skipped)


def test_a_method_with_other_flows_is_no_zero(tmp_path: Path) -> None:
    node = process(product(), exchange("other-co2", 1.0, name="Carbon dioxide"))
    row = only(package(tmp_path, {"processes__p-1": node}))

    assert "流标识不同" in problem_of(row)
    assert "amount" not in row.content


def test_a_place_of_its_own_takes_the_factor_for_that_place(tmp_path: Path) -> None:
    regional = category(GWP, "Climate change, GWP100", [("co2", 1.0)])
    regional["impactFactors"].append({**regional["impactFactors"][0], "value": 3.0, "location": ref("cn")})
    node = process(product(), exchange("co2", 2.0), location=ref("cn"))
    path = package(tmp_path, {"processes__p-1": node, f"lcia_categories__{GWP}": regional})

    assert only(path).content["amount"] == "6"


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("所选的影响类别", result(impactResults=[])),
    ("没有参考流", result(flowResults=[])),
    ("范围", result(flowResults=[{**product(), "amount": 1e300, "isRefFlow": True}])),
    ("大于 0", result(flowResults=[{**product(0.0), "isRefFlow": True}])),
    ("单位", result(flowResults=[{**product(1.0, "furlong"), "isRefFlow": True}])),
    ("数值", result(impactResults=[{"indicator": ref(GWP, refUnit="kg CO2 eq"), "amount": "viel"}])),
]


@pytest.mark.parametrize(("message", "node"), WRONG)
def test_a_wrong_result_is_refused_with_its_reason(
    tmp_path: Path, message: str, node: dict[str, Any]
) -> None:
    assert message in problem_of(only(package(tmp_path, {"results__r-1": node})))


def test_numbers_beyond_all_reason_are_refused_quickly(tmp_path: Path) -> None:
    text = json.dumps(result()).replace("4.301", "1e999999")
    assert "数值" in problem_of(only(package(tmp_path, {"results__r-1": text})))


BROKEN = {
    "deep": "[" * 100_000,
    "deep object": '{"a":' * 100_000,
    "twice": '{"@id": "r-1", "name": "a", "name": "b"}',
    "nan": '{"@id": "r-1", "amount": NaN}',
    "array": "[1, 2]",
    "bytes": b"\xff\xfe\x00",
    "cut": '{"@id": "r-',
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_object_is_one_refused_row(tmp_path: Path, text: str | bytes) -> None:
    path = package(tmp_path, {"results__r-0": text, "results__r-1": result(), "processes__p-0": text})

    rows = rows_of(path)

    assert [bool(row.problems) for row in rows] == [True, False, True]


@pytest.mark.parametrize("value", [None, 7, "text", [], [[]], {}, True, [None, 3, "x"]])
def test_wrong_types_anywhere_end_in_problems(tmp_path: Path, value: Any) -> None:
    good = {
        "results__r-1": result(),
        "processes__p-1": process(product(), exchange("co2", 1.0), location=ref("cn")),
    }
    for name, node in good.items():
        for member in node:
            for row in rows_of(package(tmp_path, (good | {name: node | {member: value}}))):
                assert row.problems or row.content["amount"]
    for name in basics():
        broken = packed(
            tmp_path / "broken.zip",
            basics() | {f"{n.replace('__', '/')}.json": p for n, p in good.items()} | {name: value},
        )
        offered = READER.inspect(broken, "broken.zip").choices[-1].options
        if GWP in dict(offered):
            assert all(row.problems or row.content["amount"] for row in rows_of(broken))


def test_a_package_must_be_one(tmp_path: Path) -> None:
    two = packed(tmp_path / "two.zip", {"a/results/r.json": result(), "b/results/r.json": result()})
    none = packed(tmp_path / "none.zip", {"context.json": {}})
    for path, message in ((two, "多个"), (none, "没有 openLCA")):
        with pytest.raises(Refused, match=message):
            READER.inspect(path, "x.zip")
    assert not READER.recognises(packed(tmp_path / "other.zip", {"readme.txt": "x"}), "other.zip")


def test_a_category_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path, {"results__r-1": result()})
    for wanted in ("ap", "nothing", ""):
        with pytest.raises(Refused, match="影响类别"):
            rows_of(path, method=wanted)


def test_the_sample_has_unit_processes_only() -> None:
    path = samples() / "olca_jsonld" / "US-FPL_bw2io_fixture.zip"

    assert "没有可导入的因子" in "".join(READER.inspect(path, path.name).notes)
    reading = READER.read(path, path.name, {"way": BY_GAS})

    assert reading.rows == ()
    assert sum(reading.skipped.values()) == 4
