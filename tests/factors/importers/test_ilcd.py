"""ILCD data sets and EPDs: figures per reference unit, modules, units, and XML that is broken or hostile."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from factors.importers.contract import ReadRow, Refused
from factors.importers.ilcd import NO_RESULTS, Ilcd
from tests.factors.importers.packing import packed, samples

READER = Ilcd()
UUID = "11111111-2222-3333-4444-555555555555"
FLOW, PROPERTY, GROUP = (
    "aaaaaaaa-0000-0000-0000-000000000001",
    "bbbbbbbb-0000-0000-0000-000000000001",
    "cccccccc-0000-0000-0000-000000000001",
)
CARBON, ACID = "dddddddd-0000-0000-0000-00000000000a", "dddddddd-0000-0000-0000-00000000000b"
CO2E_GROUP, SO2_GROUP = "cccccccc-0000-0000-0000-00000000000a", "cccccccc-0000-0000-0000-00000000000b"
TOTAL = "Climate change - total (GWP-total), IPCC AR5"

NAMESPACES = (
    'xmlns="http://lca.jrc.it/ILCD/{kind}" xmlns:common="http://lca.jrc.it/ILCD/Common" '
    'xmlns:epd="http://www.iai.kit.edu/EPD/2013" version="1.1"'
)


def result(method: str, label: str, body: str) -> str:
    reference = f'<referenceToLCIAMethodDataSet refObjectId="{method}"><common:shortDescription xml:lang="en">{label}</common:shortDescription></referenceToLCIAMethodDataSet>'
    return f"<LCIAResult>{reference}{body}</LCIAResult>"


def modules(amounts: Mapping[str, str], group: str = CO2E_GROUP, scenario: str = "") -> str:
    told = "".join(
        f'<epd:amount epd:module="{name.partition("|")[0]}" epd:scenario="{name.partition("|")[2] or scenario}">{text}</epd:amount>'
        for name, text in amounts.items()
    )
    return f'<common:other>{told}<epd:referenceToUnitGroupDataSet refObjectId="{group}"/></common:other>'


def process(results: str, *, amount: str = "1.0", extra: str = "", before: str = "", uuid: str = UUID) -> str:
    inside = f"<LCIAResults>{results}</LCIAResults>" if results else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>{before}
<processDataSet {NAMESPACES.format(kind="Process")}>
 <processInformation>
  <dataSetInformation>
   <common:UUID>{uuid}</common:UUID>
   <name><baseName xml:lang="en">Glass pane</baseName><baseName xml:lang="zh">玻璃板</baseName>
    <mixAndLocationTypes xml:lang="zh">出厂</mixAndLocationTypes></name>
   <classificationInformation><common:classification><common:class level="0">建材</common:class>
    <common:class level="1">玻璃</common:class></common:classification></classificationInformation>
   {extra}
  </dataSetInformation>
  <quantitativeReference type="Reference flow(s)"><referenceToReferenceFlow>0</referenceToReferenceFlow></quantitativeReference>
  <time><common:referenceYear>2023</common:referenceYear><common:dataSetValidUntil>2028</common:dataSetValidUntil></time>
  <geography><locationOfOperationSupplyOrProduction location="CN"/></geography>
 </processInformation>
 <administrativeInformation><publicationAndOwnership>
  <common:dataSetVersion>01.02.003</common:dataSetVersion>
  <common:registrationNumber>EPD-TEST-17</common:registrationNumber>
  <common:referenceToOwnershipOfDataSet><common:shortDescription xml:lang="en">Example Glass Ltd</common:shortDescription></common:referenceToOwnershipOfDataSet>
  <common:copyright>true</common:copyright><common:licenseType>Free of charge for all users and uses</common:licenseType>
 </publicationAndOwnership></administrativeInformation>
 <exchanges><exchange dataSetInternalID="0"><referenceToFlowDataSet refObjectId="{FLOW}"/>
  <exchangeDirection>Output</exchangeDirection><meanAmount>{amount}</meanAmount><resultingAmount>{amount}</resultingAmount></exchange></exchanges>
 {inside}
</processDataSet>"""


def flow(mean: str = "1.0") -> str:
    return f"""<flowDataSet {NAMESPACES.format(kind="Flow")}><flowInformation><quantitativeReference>
<referenceToReferenceFlowProperty>7</referenceToReferenceFlowProperty></quantitativeReference></flowInformation>
<flowProperties><flowProperty dataSetInternalID="7"><referenceToFlowPropertyDataSet refObjectId="{PROPERTY}"/>
<meanValue>{mean}</meanValue></flowProperty></flowProperties></flowDataSet>"""


def flow_property(group: str) -> str:
    return f"""<flowPropertyDataSet {NAMESPACES.format(kind="FlowProperty")}><flowPropertiesInformation><quantitativeReference>
<referenceToReferenceUnitGroup refObjectId="{group}"/></quantitativeReference></flowPropertiesInformation></flowPropertyDataSet>"""


def unit_group(name: str) -> str:
    return f"""<unitGroupDataSet {NAMESPACES.format(kind="UnitGroup")}><unitGroupInformation><quantitativeReference>
<referenceToReferenceUnit>3</referenceToReferenceUnit></quantitativeReference></unitGroupInformation>
<units><unit dataSetInternalID="2"><name>other</name><meanValue>9</meanValue></unit>
<unit dataSetInternalID="3"><name>{name}</name><meanValue>1</meanValue></unit></units></unitGroupDataSet>"""


def package(tmp_path: Path, text: str | bytes, unit: str = "qm", **more: str) -> Path:
    parts: dict[str, object] = {
        f"ILCD/processes/{UUID}_01.02.003.xml": text,
        f"ILCD/flows/{FLOW}.xml": flow(),
        f"ILCD/flowproperties/{PROPERTY}.xml": flow_property(GROUP),
        f"ILCD/unitgroups/{GROUP}.xml": unit_group(unit),
        f"ILCD/unitgroups/{CO2E_GROUP}.xml": unit_group("kg CO2-Äqv."),
        f"ILCD/unitgroups/{SO2_GROUP}.xml": unit_group("kg SO2-Äqv."),
    }
    named = {f"ILCD/{name.replace('__', '/')}.xml": part for name, part in more.items()}
    return packed(tmp_path / "ilcd.zip", parts | named)


EPD = result(
    CARBON, TOTAL, modules({"A1": "10.5", "A2": "0.25", "A3": "1.75", "C3": "0.50", "D": "-2.1"})
) + result(ACID, "Acidification", modules({"A1": "1"}, SO2_GROUP))


def rows(path: Path, **choices: str) -> tuple[ReadRow, ...]:
    return READER.read(path, path.name, {"method": CARBON, **choices}).rows


def only(path: Path, **choices: str) -> ReadRow:
    (row,) = rows(path, **choices)
    return row


def problem_of(row: ReadRow) -> str:
    assert row.problems
    return "".join(problem.message for problem in row.problems)


def test_a_plain_result_is_divided_by_the_reference_amount(tmp_path: Path) -> None:
    text = process(
        result(CARBON, "IPCC 2021 GWP100 [kg CO2 eq]", "<meanAmount>3.50</meanAmount>"), amount="2.0"
    )
    row = only(package(tmp_path, text, "kg"))

    assert row.problems == ()
    assert (row.content["amount"], row.content["unit"]) == ("1.75", "kgCO2e/kg")
    assert (row.content["name"], row.content["name_en"]) == ("玻璃板，出厂", "Glass pane")
    assert row.content["category"] == "建材/玻璃"
    assert (row.content["region"], row.content["year"], row.content["valid_until"]) == (
        "中国",
        2023,
        "2028-12-31",
    )
    assert (row.content["publisher"], row.content["document"]) == ("Example Glass Ltd", "EPD-TEST-17")
    assert row.content["gwp_set"] == "IPCC AR6"
    assert row.content["licence"] == "Free of charge for all users and uses"
    assert row.content["code"] == UUID


def test_an_amount_per_one_unit_keeps_its_zeros(tmp_path: Path) -> None:
    text = process(result(CARBON, TOTAL, "<meanAmount>0.0850</meanAmount>"))
    assert only(package(tmp_path, text)).content["amount"] == "0.0850"


def test_an_epd_gives_a1_to_a3_as_the_sum_of_its_modules(tmp_path: Path) -> None:
    row = only(package(tmp_path, process(EPD)))

    assert row.problems == ()
    assert (row.content["amount"], row.content["unit"]) == ("12.5", "kgCO2e/m²")
    assert row.content["boundary"] == "A1-A3（摇篮到大门）"
    assert "相加" in str(row.content["note"])
    assert row.content["gwp_set"] == "IPCC AR5"


def test_a_stated_a1_to_a3_is_taken_as_it_is(tmp_path: Path) -> None:
    text = process(result(CARBON, TOTAL, modules({"A1-A3": "12.50", "A1": "1", "A2": "1", "A3": "1"})))
    row = only(package(tmp_path, text))
    assert row.content["amount"] == "12.50"


def test_another_module_is_another_factor(tmp_path: Path) -> None:
    row = only(package(tmp_path, process(EPD)), module="D")

    assert row.content["amount"] == "-2.1"
    assert row.content["code"] == f"{UUID}:D"
    assert "模块 D" in str(row.content["name"])


def test_methods_and_modules_are_offered(tmp_path: Path) -> None:
    fossil = result("f", "GWP-fossil", modules({"A1-A3": "1"}))
    path = package(tmp_path, process(fossil + EPD))

    method, module = READER.inspect(path, path.name).choices

    assert [value for value, _label in method.options] == ["f", CARBON]
    assert method.suggested == CARBON
    assert module.suggested == "A1-A3"
    assert {value for value, _label in module.options} == {"A1", "A1-A3", "A2", "A3", "C3", "D"}


def test_the_share_of_fossil_carbon_is_told_in_the_note(tmp_path: Path) -> None:
    fossil = result("f", "GWP-fossil", modules({"A1-A3": "11.9"}))
    row = only(package(tmp_path, process(fossil + EPD)))
    assert "GWP-fossil：11.9" in str(row.content["note"])


def test_of_several_scenarios_the_default_is_taken(tmp_path: Path) -> None:
    results = result(CARBON, TOTAL, modules({"A1-A3": "5", "C3|landfill": "1", "C3|reuse": "2"}))
    told = '<common:other><epd:scenarios><epd:scenario epd:name="reuse" epd:default="true"/></epd:scenarios></common:other>'

    assert only(package(tmp_path, process(results, extra=told)), module="C3").content["amount"] == "2"
    assert "2 个情景" in problem_of(only(package(tmp_path, process(results)), module="C3"))


def test_a_single_file_asks_for_the_unit_that_it_cannot_say(tmp_path: Path) -> None:
    path = tmp_path / "one.xml"
    path.write_text(process(result(CARBON, TOTAL, "<meanAmount>2</meanAmount>")), encoding="utf-8")

    assert READER.recognises(path, "one.xml")
    assert {choice.key for choice in READER.inspect(path, "one.xml").choices} == {
        "method",
        "reference_unit",
        "result_unit",
    }
    assert "参考单位" in problem_of(only(path))
    assert only(path, reference_unit="kg").content["unit"] == "kgCO2e/kg"
    assert "不认识单位" in problem_of(only(path, reference_unit="Elle"))
    assert "二氧化碳当量" in problem_of(only(path, reference_unit="kg", result_unit="kg SO2 eq"))


def test_processes_without_results_are_counted(tmp_path: Path) -> None:
    path = package(
        tmp_path, process(EPD), processes__other=process("", uuid="x"), processes__old=process(EPD)
    )
    older = packed(
        tmp_path / "o.zip",
        {f"processes/{UUID}_01.00.xml": process(""), f"processes/{UUID}_02.00.xml": process(EPD)},
    )

    reading = READER.read(path, path.name, {"method": CARBON})

    assert reading.skipped == {NO_RESULTS: 1}
    assert len(reading.rows) == 2
    assert READER.read(older, "o.zip", {"method": CARBON}).skipped == {"同一数据集的旧版本": 1}


PLAIN = result(CARBON, TOTAL, "<meanAmount>2</meanAmount>")
WRONG = {
    "没有申报": process(result(CARBON, TOTAL, modules({"A1": "1"}))),
    "“ND”不是数值": process(result(CARBON, TOTAL, modules({"A1-A3": "ND"}))),
    "没有所选": process(result("x", TOTAL, "<meanAmount>2</meanAmount>")),
    "不止一次": process(PLAIN + PLAIN),
    "不是数值": process(result(CARBON, TOTAL, "<meanAmount>NaN</meanAmount>")),
    "不是二氧化碳当量": process(result(CARBON, TOTAL, modules({"A1-A3": "1"}, SO2_GROUP))),
    "范围": process(result(CARBON, TOTAL, "<meanAmount>1e999</meanAmount>")),
    "大于 0": process(PLAIN, amount="0"),
    "没有参考流": process(PLAIN).replace("referenceToReferenceFlow>", "none>"),
    "不在交换": process(PLAIN).replace("referenceToReferenceFlow>0", "referenceToReferenceFlow>9"),
    "没有标识": process(PLAIN, uuid=""),
    "没有名称": process(PLAIN).replace("baseName", "shortName"),
}


@pytest.mark.parametrize(("message", "text"), WRONG.items(), ids=WRONG.keys())
def test_a_wrong_process_is_refused_with_its_reason(tmp_path: Path, message: str, text: str) -> None:
    assert message in problem_of(only(package(tmp_path, text)))


def test_a_reference_property_that_is_not_one_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path, process(PLAIN), **{f"flows__{FLOW}_02.00": flow("1000")})
    assert "声明量" in problem_of(only(path))


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
HOSTILE = {
    "laughs": process(EPD, before=LAUGHS, extra="&i;"),
    "file": process(EPD, before='<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>', extra="&x;"),
    "address": process(EPD, before='<!DOCTYPE r SYSTEM "http://example.invalid/x.dtd">'),
    "utf-16": process(EPD).replace("UTF-8", "UTF-16").encode("utf-16"),
    "utf-7": process(EPD).replace("UTF-8", "UTF-7"),
    "cut": process(EPD)[:900],
    "deep": "<a>" * 100_000,
    "nothing": b"",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_xml_is_refused_alone_and_is_one_row_in_a_package(tmp_path: Path, text: str | bytes) -> None:
    alone = tmp_path / "alone.xml"
    alone.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Refused):
        READER.inspect(alone, "alone.xml")

    path = package(tmp_path, text, processes__good=process(EPD))
    READER.inspect(path, path.name)
    assert [bool(row.problems) for row in rows(path)] == [True, False]


def test_broken_neighbours_leave_the_unit_open(tmp_path: Path) -> None:
    for name in (f"flows/{FLOW}", f"flowproperties/{PROPERTY}", f"unitgroups/{GROUP}"):
        parts = {f"processes/{UUID}.xml": process(PLAIN), f"{name}.xml": LAUGHS + "<x/>"}
        path = packed(tmp_path / "broken.zip", parts)
        assert "参考单位" in problem_of(only(path))


def test_data_sets_without_a_process_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "flow.xml"
    path.write_text(flow())
    assert READER.recognises(path, "flow.xml")
    with pytest.raises(Refused, match="flowDataSet"):
        READER.inspect(path, "flow.xml")
    with pytest.raises(Refused, match="没有 ILCD"):
        READER.inspect(packed(tmp_path / "empty.zip", {"a.txt": ""}), "empty.zip")


def test_without_a_method_nothing_is_read(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="方法"):
        rows(package(tmp_path, process(EPD)), method="")


def test_the_sample_is_a_process_without_results() -> None:
    path = samples() / "ilcd" / "process.xml"

    assert READER.recognises(path, path.name)
    assert READER.inspect(path, path.name).choices == ()
    assert READER.read(path, path.name, {}).skipped == {NO_RESULTS: 1}
