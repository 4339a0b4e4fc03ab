"""What a ProductFootprint of PACT 3 or 2 must be: members one by one, and rules between them.

This implementation is derived from the PACT Technical Specifications, which are the property of the World Business
Council for Sustainable Development (WBCSD).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from factors.importers.checking import (
    Fault,
    Rule,
    a_moment,
    a_number,
    a_uri,
    a_urn,
    a_uuid,
    an_object,
    any_text,
    boolean,
    decimal_text,
    faults,
    holding,
    list_of,
    matching,
    moment_of,
    objects,
    one_of,
    some_text,
)
from factors.importers.figures import NoFigureError, decimal_of, written

Node = Mapping[str, object]
UNITS_3 = (
    "liter",
    "kilogram",
    "cubic meter",
    "kilowatt hour",
    "megajoule",
    "ton kilometer",
    "square meter",
    "piece",
    "hour",
    "megabit second",
)
UNITS_2 = UNITS_3[:7]
REGIONS = {
    "Africa": "非洲",
    "Americas": "美洲",
    "Asia": "亚洲",
    "Europe": "欧洲",
    "Oceania": "大洋洲",
    "Australia and New Zealand": "澳大利亚和新西兰",
    "Central Asia": "中亚",
    "Eastern Asia": "东亚",
    "Eastern Europe": "东欧",
    "Latin America and the Caribbean": "拉丁美洲和加勒比",
    "Melanesia": "美拉尼西亚",
    "Micronesia": "密克罗尼西亚",
    "Northern Africa": "北非",
    "Northern America": "北美",
    "Northern Europe": "北欧",
    "Polynesia": "波利尼西亚",
    "South-eastern Asia": "东南亚",
    "Southern Asia": "南亚",
    "Southern Europe": "南欧",
    "Sub-Saharan Africa": "撒哈拉以南非洲",
    "Western Asia": "西亚",
    "Western Europe": "西欧",
}
GEOGRAPHY = ("geographyRegionOrSubregion", "geographyCountry", "geographyCountrySubdivision")
MOST_VALID_YEARS = 3

_POSITIVE, _NONE_OR_MORE, _NONE_OR_LESS = (decimal_text(sign) for sign in (">0", ">=0", "<=0"))
_URNS = list_of(a_urn)
_AR = list_of(matching(r"AR[0-9]+", "AR6"))
_PLACES = {
    "geographyRegionOrSubregion": Rule(one_of(*REGIONS)),
    "geographyCountry": Rule(matching(r"[A-Z]{2}", "CN")),
    "geographyCountrySubdivision": Rule(matching(r"[A-Z]{2}-[A-Z0-9]{1,3}", "CN-GD")),
}
_EXTENSION = {
    "specVersion": Rule(some_text, required=True),
    "dataSchema": Rule(a_uri, required=True),
    "documentation": Rule(a_uri),
    "data": Rule(an_object, required=True),
}
_COMMON = {
    "id": Rule(a_uuid, required=True),
    "precedingPfIds": Rule(list_of(a_uuid)),
    "created": Rule(a_moment, required=True),
    "status": Rule(one_of("Active", "Deprecated"), required=True),
    "validityPeriodStart": Rule(a_moment),
    "validityPeriodEnd": Rule(a_moment),
    "companyName": Rule(some_text, required=True),
    "companyIds": Rule(_URNS, required=True),
    "productDescription": Rule(any_text, required=True),
    "productIds": Rule(_URNS, required=True),
    "productClassifications": Rule(_URNS),
    "productNameCompany": Rule(some_text, required=True),
    "comment": Rule(any_text),
    "pcf": Rule(an_object, required=True),
    "extensions": Rule(objects(_EXTENSION)),
}
TOP_3 = _COMMON | {"specVersion": Rule(matching(r"3\.[0-9]+\.[0-9]+(-[0-9]{8})?", "3.0.0"), required=True)}
TOP_2 = _COMMON | {
    "specVersion": Rule(matching(r"2\.[0-9]+\.[0-9]+(-[0-9]{8})?", "2.3.0"), required=True),
    "version": Rule(a_number(least=0)),
    "updated": Rule(a_moment),
    "extensions": Rule(list_of(an_object)),
}
_RULE_SET = {
    "operator": Rule(one_of("PEF", "EPD International", "Other"), required=True),
    "ruleNames": Rule(list_of(some_text), required=True),
    "otherOperatorName": Rule(some_text),
}
_RATING = Rule(decimal_text(least=1, most=5), required=True)
_RATINGS = ("technologicalDQR", "geographicalDQR", "temporalDQR")
PCF_3 = _PLACES | {
    "declaredUnitOfMeasurement": Rule(one_of(*UNITS_3), required=True),
    "declaredUnitAmount": Rule(_POSITIVE, required=True),
    "productMassPerDeclaredUnit": Rule(_NONE_OR_MORE, required=True),
    "referencePeriodStart": Rule(a_moment, required=True),
    "referencePeriodEnd": Rule(a_moment, required=True),
    "boundaryProcessesDescription": Rule(any_text),
    "pcfExcludingBiogenicUptake": Rule(decimal_text(), required=True),
    "pcfIncludingBiogenicUptake": Rule(decimal_text(), required=True),
    "fossilCarbonContent": Rule(_NONE_OR_MORE, required=True),
    "fossilGhgEmissions": Rule(_NONE_OR_MORE, required=True),
    **dict.fromkeys(
        (
            "biogenicCarbonContent",
            "recycledCarbonContent",
            "landUseChangeGhgEmissions",
            "landCarbonLeakage",
            "landManagementFossilGhgEmissions",
            "landManagementBiogenicCO2Emissions",
            "biogenicNonCO2Emissions",
            "landAreaOccupation",
            "aircraftGhgEmissions",
            "packagingGhgEmissions",
            "packagingBiogenicCarbonContent",
            "outboundLogisticsGhgEmissions",
            "ccuCarbonContent",
        ),
        Rule(_NONE_OR_MORE),
    ),
    **dict.fromkeys(
        (
            "landManagementBiogenicCO2Removals",
            "biogenicCO2Uptake",
            "ccsTechnologicalCO2Capture",
            "technologicalCO2Removals",
        ),
        Rule(_NONE_OR_LESS),
    ),
    "packagingEmissionsIncluded": Rule(boolean),
    "ccsTechnologicalCO2CaptureIncluded": Rule(boolean),
    "technologicalCO2CaptureOrigin": Rule(any_text),
    "ccuCalculationApproach": Rule(one_of("Cut-off", "Credit")),
    "ccuCreditCertification": Rule(a_uri),
    "ipccCharacterizationFactors": Rule(_AR, required=True),
    "crossSectoralStandards": Rule(list_of(some_text), required=True),
    "productOrSectorSpecificRules": Rule(objects(_RULE_SET)),
    "exemptedEmissionsPercent": Rule(decimal_text(least=0, most=100), required=True),
    "exemptedEmissionsDescription": Rule(any_text),
    "allocationRulesDescription": Rule(any_text),
    "secondaryEmissionFactorSources": Rule(
        objects({"name": Rule(some_text, required=True), "version": Rule(some_text, required=True)})
    ),
    "primaryDataShare": Rule(decimal_text(least=0, most=100)),
    "dqi": Rule(holding(dict.fromkeys(_RATINGS, _RATING))),
    "verification": Rule(
        holding(
            {
                "coverage": Rule(one_of("PCF calculation model", "PCF program", "product level")),
                "providerName": Rule(some_text),
                "completedAt": Rule(a_moment),
                "standardName": Rule(any_text),
                "comments": Rule(any_text),
            }
        )
    ),
}
PCF_2 = _PLACES | {
    "declaredUnit": Rule(one_of(*UNITS_2), required=True),
    "unitaryProductAmount": Rule(_POSITIVE, required=True),
    "referencePeriodStart": Rule(a_moment, required=True),
    "referencePeriodEnd": Rule(a_moment, required=True),
    "pCfExcludingBiogenic": Rule(_NONE_OR_MORE, required=True),
    "pCfIncludingBiogenic": Rule(decimal_text()),
    "fossilGhgEmissions": Rule(_NONE_OR_MORE, required=True),
    "fossilCarbonContent": Rule(_NONE_OR_MORE, required=True),
    "biogenicCarbonContent": Rule(_NONE_OR_MORE),
    "biogenicCarbonWithdrawal": Rule(_NONE_OR_LESS),
    **dict.fromkeys(
        ("dLucGhgEmissions", "iLucGhgEmissions", "otherBiogenicGhgEmissions", "packagingGhgEmissions"),
        Rule(_NONE_OR_MORE),
    ),
    "aircraftGhgEmissions": Rule(_NONE_OR_MORE),
    "landManagementGhgEmissions": Rule(decimal_text()),
    "characterizationFactors": Rule(matching(r"AR[0-9]+", "AR6")),
    "ipccCharacterizationFactorsSources": Rule(_AR),
    "crossSectoralStandardsUsed": Rule(list_of(some_text), required=True),
    "exemptedEmissionsPercent": Rule(a_number(least=0, most=100), required=True),
    "primaryDataShare": Rule(a_number(least=0, most=100)),
    "packagingEmissionsIncluded": Rule(boolean),
    "dqi": Rule(an_object),
    "assurance": Rule(an_object),
    "boundaryProcessesDescription": Rule(any_text),
}
# The two figures are these sums; what is left out counts as none. All other figures are parts of one of them.
_EXCLUDING = (
    "fossilGhgEmissions",
    "landUseChangeGhgEmissions",
    "landManagementBiogenicCO2Emissions",
    "landManagementBiogenicCO2Removals",
    "technologicalCO2Removals",
    "ccsTechnologicalCO2Capture",
    "biogenicNonCO2Emissions",
)
_SUMS = {
    "pcfExcludingBiogenicUptake": _EXCLUDING,
    "pcfIncludingBiogenicUptake": (*_EXCLUDING, "biogenicCO2Uptake"),
}


def found(node: Node, path: str) -> list[Fault]:
    """Everything that is wrong with one footprint."""
    version = node.get("specVersion")
    two = isinstance(version, str) and version.startswith("2.")
    if isinstance(version, str) and not version.startswith(("2.", "3.")):
        return [Fault(f"{path}.specVersion", f"版本 {version[:20]} 不能读取，请提供 PACT 2.x 或 3.x 的数据")]
    faulty = list(faults(node, TOP_2 if two else TOP_3, path))
    pcf = node.get("pcf")
    if isinstance(pcf, dict):
        at = f"{path}.pcf"
        faulty += faults(pcf, PCF_2 if two else PCF_3, at)
        faulty += [*_place_faults(pcf, at), *_period_faults(node, pcf, path)]
        faulty += [*_version_2_faults(pcf, at)] if two else [*_sum_faults(pcf, at), *_switch_faults(pcf, at)]
    return faulty


def last_valid(node: Node, pcf: Node) -> datetime | None:
    """When the footprint ends to be valid: as stated, else three years after its reference period."""
    stated = moment_of(node.get("validityPeriodEnd"))
    end = moment_of(pcf.get("referencePeriodEnd"))
    return stated or (_later(end, MOST_VALID_YEARS) if end is not None else None)


def _place_faults(pcf: Node, path: str) -> Iterator[Fault]:
    given = [name for name in GEOGRAPHY if pcf.get(name) is not None]
    if len(given) > 1:
        yield Fault(path, f"{'、'.join(given)} 最多只能有一个")


def _period_faults(node: Node, pcf: Node, path: str) -> Iterator[Fault]:
    start, end = moment_of(pcf.get("referencePeriodStart")), moment_of(pcf.get("referencePeriodEnd"))
    if start is not None and end is not None and start >= end:
        yield Fault(f"{path}.pcf.referencePeriodEnd", "数据期间的结束应晚于开始")
    first, last = moment_of(node.get("validityPeriodStart")), moment_of(node.get("validityPeriodEnd"))
    if first is not None and end is not None and first < end:
        yield Fault(f"{path}.validityPeriodStart", "有效期的开始不应早于数据期间的结束")
    if last is not None and end is not None and last > _later(end, MOST_VALID_YEARS):
        yield Fault(f"{path}.validityPeriodEnd", f"有效期的结束不应晚于数据期间结束后 {MOST_VALID_YEARS} 年")
    if first is not None and last is not None and first >= last:
        yield Fault(f"{path}.validityPeriodEnd", "有效期的结束应晚于开始")


def _sum_faults(pcf: Node, path: str) -> Iterator[Fault]:
    for name, terms in _SUMS.items():
        stated = _figure(pcf, name)
        figures = [figure for term in terms if (figure := _figure(pcf, term)) is not None]
        if stated is None or _figure(pcf, "fossilGhgEmissions") is None:
            continue
        total = sum(map(Fraction, figures), Fraction(0))
        # Each figure may have been rounded by half of its last place.
        slack = sum((_half_place(figure) for figure in (stated, *figures)), Fraction(0))
        if abs(total - Fraction(stated)) > slack:
            summed = _plain(total)
            yield Fault(f"{path}.{name}", f"声明为 {stated:f}，而各分项之和为 {summed}，请向供应商核实")


def _switch_faults(pcf: Node, path: str) -> Iterator[Fault]:
    if pcf.get("packagingGhgEmissions") is not None and pcf.get("packagingEmissionsIncluded") is False:
        yield Fault(f"{path}.packagingGhgEmissions", "声明不含包装，却给出了包装排放")
    if (
        pcf.get("ccsTechnologicalCO2Capture") is not None
        and pcf.get("ccsTechnologicalCO2CaptureIncluded") is False
    ):
        yield Fault(f"{path}.ccsTechnologicalCO2Capture", "声明不含碳捕集，却给出了捕集量")
    for index, rule in enumerate(_list(pcf.get("productOrSectorSpecificRules"))):
        if isinstance(rule, dict) and rule.get("operator") == "Other" and not rule.get("otherOperatorName"):
            at = f"{path}.productOrSectorSpecificRules[{index}].otherOperatorName"
            yield Fault(at, "operator 为 Other 时须写明名称")


def _version_2_faults(pcf: Node, path: str) -> Iterator[Fault]:
    if pcf.get("characterizationFactors") is None and pcf.get("ipccCharacterizationFactorsSources") is None:
        yield Fault(f"{path}.ipccCharacterizationFactorsSources", "缺少这一必填项")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _figure(pcf: Node, name: str) -> Decimal | None:
    value = pcf.get(name)
    if not isinstance(value, str):
        return None
    try:
        return decimal_of(value)
    except NoFigureError:
        return None


def _half_place(figure: Decimal) -> Fraction:
    exponent = figure.as_tuple().exponent
    return Fraction(10) ** exponent / 2 if isinstance(exponent, int) and exponent < 0 else Fraction(0)


def _plain(total: Fraction) -> str:
    """A sum of decimals in a message."""
    try:
        return written(total)[0]
    except NoFigureError as error:
        return str(error)


def _later(moment: datetime, years: int) -> datetime:
    """The same day years later; of 29 February the 28th."""
    year = moment.year + years
    leap = moment.month == 2 and moment.day == 29 and not calendar.isleap(year)
    return moment.replace(year=year, day=28 if leap else moment.day)
