"""Product carbon footprints of suppliers: versions 3 and 2, every rule, and JSON that is broken or hostile."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from factors.importers.contract import ReadRow, Refused
from factors.importers.pact import Pact
from factors.importers.pact_rows import EXCLUDING, INCLUDING

READER = Pact()
ID = "6f1b8f0e-3c8e-4d53-9d0c-0d0c5a1b2c3d"
OTHER = "6f1b8f0e-3c8e-4d53-9d0c-0d0c5a1b2c3e"
Node = dict[str, Any]


def footprint(**changes: Any) -> Node:
    node: Node = {
        "id": ID,
        "specVersion": "3.0.1",
        "created": "2025-03-01T08:00:00Z",
        "status": "Active",
        "companyName": "示例化工有限公司",
        "companyIds": ["urn:pact:supplier.example:company-id:77"],
        "productDescription": "瓶级切片",
        "productIds": ["urn:gtin:4712345060507"],
        "productNameCompany": "PET 切片",
        "pcf": {
            "declaredUnitOfMeasurement": "kilogram",
            "declaredUnitAmount": "4",
            "productMassPerDeclaredUnit": "4",
            "referencePeriodStart": "2024-01-01T00:00:00+08:00",
            "referencePeriodEnd": "2025-01-01T00:00:00+08:00",
            "geographyCountrySubdivision": "CN-GD",
            "pcfExcludingBiogenicUptake": "8.50",
            "pcfIncludingBiogenicUptake": "8.10",
            "fossilCarbonContent": "2.5",
            "fossilGhgEmissions": "8.30",
            "biogenicNonCO2Emissions": "0.20",
            "biogenicCO2Uptake": "-0.40",
            "ipccCharacterizationFactors": ["AR6"],
            "crossSectoralStandards": ["ISO14067", "PACT-3.0"],
            "exemptedEmissionsPercent": "0.5",
            "primaryDataShare": "62.5",
            "dqi": {"technologicalDQR": "1.5", "geographicalDQR": "2", "temporalDQR": "1"},
            "verification": {
                "coverage": "product level",
                "providerName": "示例核查机构",
                "completedAt": "2025-02-01T00:00:00Z",
            },
        },
    }
    return node | changes


def with_pcf(**changes: Any) -> Node:
    node = footprint()
    node["pcf"] |= changes
    node["pcf"] = {name: value for name, value in node["pcf"].items() if value is not ...}
    return node


def version_2(**changes: Any) -> Node:
    node = footprint(specVersion="2.2.0", version=3, productCategoryCpc="3474", comment="")
    node["pcf"] = {
        "declaredUnit": "liter",
        "unitaryProductAmount": "12.0",
        "pCfExcludingBiogenic": "1.50",
        "fossilGhgEmissions": "1.4",
        "fossilCarbonContent": "0.1",
        "biogenicCarbonContent": "0.1",
        "characterizationFactors": "AR5",
        "crossSectoralStandardsUsed": ["GHG Protocol Product standard"],
        "referencePeriodStart": "2023-01-01T00:00:00Z",
        "referencePeriodEnd": "2024-01-01T00:00:00Z",
        "geographyCountry": "DE",
        "exemptedEmissionsPercent": 0.5,
        "primaryDataShare": 56.12,
    } | changes
    return node


def saved(tmp_path: Path, value: object) -> Path:
    path = tmp_path / "pcf.json"
    path.write_bytes(value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode())
    return path


def rows(tmp_path: Path, value: object, uptake: str = EXCLUDING) -> tuple[ReadRow, ...]:
    return READER.read(saved(tmp_path, value), "pcf.json", {"uptake": uptake}).rows


def only(tmp_path: Path, value: object, uptake: str = EXCLUDING) -> ReadRow:
    (row,) = rows(tmp_path, value, uptake)
    return row


def told(row: ReadRow) -> str:
    assert row.problems
    return "".join(problem.message for problem in row.problems)


def test_a_footprint_is_divided_by_its_declared_amount(tmp_path: Path) -> None:
    row = only(tmp_path, footprint())

    assert row.problems == ()
    assert (row.content["amount"], row.content["unit"]) == ("2.125", "kgCO2e/kg")
    assert (row.content["name"], row.content["publisher"]) == ("PET 切片", "示例化工有限公司")
    assert (row.content["region"], row.content["year"]) == ("中国·广东", 2024)
    assert row.content["valid_until"] == "2027-12-31"
    assert row.content["gwp_set"] == "IPCC AR6"
    assert row.content["quality"] == "DQR 技术 1.5、地域 2、时间 1；一级数据占比 62.5%"
    assert row.content["code"] == ID
    assert row.content["boundary"] == "摇篮到大门"
    assert "示例核查机构" in str(row.content["note"])
    assert row.cells[5] == "4"


def test_the_figure_with_uptake_can_be_chosen(tmp_path: Path) -> None:
    (choice,) = READER.inspect(saved(tmp_path, footprint()), "pcf.json").choices
    assert (choice.key, choice.suggested) == ("uptake", EXCLUDING)
    assert only(tmp_path, footprint(), INCLUDING).content["amount"] == "2.025"


def test_one_declared_unit_keeps_the_digits_as_written(tmp_path: Path) -> None:
    row = only(tmp_path, with_pcf(declaredUnitAmount="1", geographyCountrySubdivision=...))
    assert row.content["amount"] == "8.50"
    assert row.content["region"] == "全球"


def test_what_does_not_divide_is_rounded_and_says_so(tmp_path: Path) -> None:
    row = only(tmp_path, with_pcf(declaredUnitAmount="3", pcfExcludingBiogenicUptake="8.500"))
    assert row.content["amount"] == "2.833333333333333333333333333"
    assert "28 位有效数字" in str(row.content["note"])


def test_version_2_is_for_one_unit_whatever_the_amount(tmp_path: Path) -> None:
    row = only(tmp_path, version_2())

    assert row.problems == ()
    assert (row.content["amount"], row.content["unit"]) == ("1.50", "kgCO2e/L")
    assert row.content["gwp_set"] == "IPCC AR5"
    assert "12.0 个声明单位，未用于换算" in str(row.content["note"])
    assert "没有含生物源" in told(only(tmp_path, version_2(), INCLUDING))
    assert row.content["quality"] == "一级数据占比 56.12%"


@pytest.mark.parametrize("wrap", [lambda n: n, lambda n: [n], lambda n: {"data": [n]}, lambda n: {"data": n}])
def test_all_wrappings_are_read(tmp_path: Path, wrap: Callable[[Node], object]) -> None:
    path = saved(tmp_path, wrap(footprint()))
    assert READER.recognises(path, "x")
    assert only(tmp_path, wrap(footprint())).problems == ()


def test_validity_as_stated_comes_first(tmp_path: Path) -> None:
    node = footprint(
        validityPeriodStart="2025-01-01T00:00:00+08:00", validityPeriodEnd="2026-06-30T23:59:59Z"
    )
    assert only(tmp_path, node).content["valid_until"] == "2026-06-30"


def test_null_counts_as_absent(tmp_path: Path) -> None:
    assert only(tmp_path, footprint(comment=None, precedingPfIds=None)).problems == ()


def test_sums_are_allowed_the_rounding_of_their_terms(tmp_path: Path) -> None:
    assert only(tmp_path, with_pcf(pcfExcludingBiogenicUptake="8.51")).problems == ()
    wrong = only(tmp_path, with_pcf(pcfExcludingBiogenicUptake="8.54"))
    assert "声明为 8.54，而各分项之和为 8.5" in told(wrong)
    assert "$.pcf.pcfExcludingBiogenicUptake" in told(wrong)
    assert wrong.problems[0].column == "pcfExcludingBiogenicUptake"


WRONG: dict[str, Node] = {
    "$.id：“7”不是 UUID": footprint(id="7"),
    "$.specVersion：“3.0”": footprint(specVersion="3.0"),
    "版本 1.0.1 不能读取": footprint(specVersion="1.0.1"),
    "$.created：“2025-03-01”应为带时区": footprint(created="2025-03-01"),
    "带时区的日期时间": footprint(created="2025-03-01T08:00:00"),
    "$.status：“Bogus”": footprint(status="Bogus"),
    "已停用": footprint(status="Deprecated"),
    "$.companyIds：应为至少有一项": footprint(companyIds=[]),
    "$.productIds：“47”不是 URN": footprint(productIds=["47"]),
    "重复的项": footprint(productIds=["urn:gtin:1", "urn:gtin:1"]),
    "$.companyName：应为非空文本": footprint(companyName=" "),
    "$.pcf：应为 JSON 对象": footprint(pcf=[]),
    "$.productNameCompany：缺少": footprint(productNameCompany=None),
    "不应早于数据期间的结束": footprint(validityPeriodStart="2024-06-01T00:00:00Z"),
    "后 3 年": footprint(validityPeriodEnd="2029-01-01T00:00:00Z"),
    '字符串形式的十进制数（"8"）': with_pcf(fossilGhgEmissions=8),
    "十进制数，例如": with_pcf(fossilGhgEmissions="1e3"),
    "“abc”": with_pcf(fossilGhgEmissions="abc"),
    "“8.5,0”": with_pcf(pcfExcludingBiogenicUptake="8.5,0"),
    "应大于 0": with_pcf(declaredUnitAmount="0"),
    "应不小于 0": with_pcf(fossilCarbonContent="-1"),
    "应不大于 0": with_pcf(biogenicCO2Uptake="0.40"),
    "$.pcf.declaredUnitOfMeasurement：“kg”应为": with_pcf(declaredUnitOfMeasurement="kg"),
    "最多只能有一个": with_pcf(geographyCountry="CN"),
    "“cn”": with_pcf(geographyCountrySubdivision=..., geographyCountry="cn"),
    "“Atlantis”": with_pcf(geographyCountrySubdivision=..., geographyRegionOrSubregion="Atlantis"),
    "“IPCC AR6”": with_pcf(ipccCharacterizationFactors=["IPCC AR6"]),
    "temporalDQR 缺少": with_pcf(dqi={"technologicalDQR": "1", "geographicalDQR": "1"}),
    "6 不在 1 至 5": with_pcf(dqi={"technologicalDQR": "6", "geographicalDQR": "1", "temporalDQR": "1"}),
    "$.pcf.exemptedEmissionsPercent：缺少": with_pcf(exemptedEmissionsPercent=...),
    "结束应晚于开始": with_pcf(referencePeriodStart="2025-06-01T00:00:00Z"),
    "otherOperatorName：operator": with_pcf(
        productOrSectorSpecificRules=[{"operator": "Other", "ruleNames": ["x"]}]
    ),
    "“PCR”": with_pcf(productOrSectorSpecificRules=[{"operator": "PCR", "ruleNames": ["x"]}]),
    "不含包装，却": with_pcf(packagingEmissionsIncluded=False, packagingGhgEmissions="0.1"),
    "megabit second": with_pcf(declaredUnitOfMeasurement="megabit second"),
    "ipccCharacterizationFactorsSources：缺少": version_2(characterizationFactors=None),
    "$.pcf.unitaryProductAmount": version_2(unitaryProductAmount="-1"),
}


@pytest.mark.parametrize(("message", "node"), WRONG.items(), ids=range(len(WRONG)))
def test_every_rule_is_held(tmp_path: Path, message: str, node: Node) -> None:
    row = only(tmp_path, node)
    assert message in told(row)
    assert "amount" not in row.content or "Deprecated" in told(row)


def test_of_two_versions_the_higher_is_taken(tmp_path: Path) -> None:
    older, newer = version_2(), version_2() | {"version": 4}
    first, second = rows(tmp_path, [older, newer])
    assert "更高版本（4）" in told(first)
    assert second.problems == ()
    for row in rows(tmp_path, [footprint(), footprint()]):
        assert "相同" in told(row)
    assert all(row.problems == () for row in rows(tmp_path, [footprint(), footprint(id=OTHER)]))


REFUSED: dict[str, bytes] = {
    "重复": json.dumps(footprint()).replace('"status"', '"status": "Active", "status"').encode(),
    "NaN": json.dumps(footprint()).replace('"Active"', "NaN").encode(),
    "嵌套": b'{"a":' * 100_000,
    "嵌套超过": b"[" * 60 + b"]" * 60,
    "语法": b'{"specVersion": ',
    "UTF-8": json.dumps(footprint(), ensure_ascii=False).encode("gbk"),
    "没有产品": b"[]",
    "应为一个对象": b'"text"',
    "不能保存": json.dumps(footprint(comment="\x00")).encode(),
    "整数过长": json.dumps(footprint()).replace('"Active"', "1" * 5000).encode(),
}


@pytest.mark.parametrize(("message", "data"), REFUSED.items(), ids=REFUSED.keys())
def test_what_is_no_sound_json_is_refused(tmp_path: Path, message: str, data: bytes) -> None:
    path = saved(tmp_path, data)
    for act in (lambda: READER.inspect(path, "x"), lambda: READER.read(path, "x", {})):
        with pytest.raises(Refused, match=message):
            act()


@pytest.mark.parametrize("value", [None, 7, 1.5, "text", "", [], [[]], {}, True, [None, 3, "x"], {"a": {}}])
def test_wrong_types_anywhere_are_problems(tmp_path: Path, value: object) -> None:
    for base in (footprint(), version_2()):
        for name in base:
            for row in rows(tmp_path, [base | {name: value}, value]):
                assert row.problems or row.content["amount"]
        for name in base["pcf"]:
            changed = base | {"pcf": base["pcf"] | {name: value}}
            row = only(tmp_path, changed)
            assert row.problems or row.content["amount"]


@pytest.mark.parametrize("figure", ["1" * 200, "0." + "0" * 200 + "1", "9" * 90])
def test_numbers_beyond_all_reason_are_problems(tmp_path: Path, figure: str) -> None:
    for name in ("declaredUnitAmount", "pcfExcludingBiogenicUptake", "fossilGhgEmissions"):
        assert told(only(tmp_path, with_pcf(**{name: figure})))


def test_other_json_is_not_taken(tmp_path: Path) -> None:
    assert not READER.recognises(saved(tmp_path, {"a": 1}), "a.json")
    assert not READER.recognises(saved(tmp_path, b"PK\x03\x04"), "a.zip")


def test_the_hint_names_the_owner_of_the_specification() -> None:
    assert "WBCSD" in READER.hint
