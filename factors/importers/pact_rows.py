"""A factor out of a ProductFootprint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from factors import units
from factors.importers.checking import moment_of, shown
from factors.importers.contract import Content, Problem, ReadRow
from factors.importers.figures import Digits, NoFigureError, fraction_of
from factors.importers.offers import Offer, joined, named, region_of, unit_of
from factors.importers.pact_rules import GEOGRAPHY, REGIONS, Node, found, last_valid

EXCLUDING, INCLUDING = "excluding", "including"
# Column of the table, and where it stands in version 3 and 2.
_COLUMNS = {
    "id": ("id", "id"),
    "version": ("", "version"),
    "status": ("status", "status"),
    "companyName": ("companyName", "companyName"),
    "productNameCompany": ("productNameCompany", "productNameCompany"),
    "declaredUnitAmount": ("pcf.declaredUnitAmount", "pcf.unitaryProductAmount"),
    "declaredUnitOfMeasurement": ("pcf.declaredUnitOfMeasurement", "pcf.declaredUnit"),
    "pcfExcludingBiogenicUptake": ("pcf.pcfExcludingBiogenicUptake", "pcf.pCfExcludingBiogenic"),
    "pcfIncludingBiogenicUptake": ("pcf.pcfIncludingBiogenicUptake", "pcf.pCfIncludingBiogenic"),
    "referencePeriodStart": ("pcf.referencePeriodStart", "pcf.referencePeriodStart"),
    "referencePeriodEnd": ("pcf.referencePeriodEnd", "pcf.referencePeriodEnd"),
    "validityPeriodEnd": ("validityPeriodEnd", "validityPeriodEnd"),
}
HEADS = tuple(_COLUMNS)
_RATINGS = {"technologicalDQR": "技术", "geographicalDQR": "地域", "temporalDQR": "时间"}
_UNIT_WORDS = {"ton kilometer": "t·km", "megabit second": "megabit second"}


def row_of(node: Node, path: str, including: bool) -> ReadRow:
    """The row of one footprint at a JSON path; ``including`` takes the figure with biogenic uptake."""
    offer = Offer(path)
    two = _text(node, "specVersion").startswith("2.")
    for fault in found(node, path):
        offer.problems.append(Problem(_column(fault.path, path, two), f"{fault.path}：{fault.message}。"))
    if node.get("status") == "Deprecated":
        offer.refuse("该产品碳足迹已停用（Deprecated），请向供应商索取现行的一份。", "status")
    pcf = node.get("pcf")
    if isinstance(pcf, dict):
        offer.content |= _described(node, pcf)
        offer.notes.extend(_told(node, pcf, two))
        if not offer.problems:
            _value(offer, pcf, two, including)
    return offer.row([_cell(node, places[two]) for places in _COLUMNS.values()])


def newest_only(rows: Iterable[ReadRow]) -> Iterator[ReadRow]:
    """The rows with a problem where the file has the same footprint in a later version, or twice in the same."""
    kept = list(rows)
    newest: dict[object, tuple[int, int]] = {}
    for row in kept:
        code, version = row.content.get("code"), _version(row)
        best, times = newest.get(code, (version, 0))
        newest[code] = (
            max(best, version),
            times + 1 if version == best else (1 if version > best else times),
        )
    for row in kept:
        best, times = newest[row.content.get("code")]
        message = ""
        if _version(row) < best:
            message = f"文件中有同一产品碳足迹的更高版本（{best}），此版本不导入。"
        elif times > 1 and row.content.get("code"):
            message = "文件中有两个标识和版本都相同的产品碳足迹，无法确定取哪一个。"
        yield replace(row, problems=(*row.problems, Problem("id", message))) if message else row


def _version(row: ReadRow) -> int:
    text = row.cells[HEADS.index("version")]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _value(offer: Offer, pcf: Node, two: bool, including: bool) -> None:
    unit = _text(pcf, "declaredUnit" if two else "declaredUnitOfMeasurement")
    names = ("pCfExcludingBiogenic", "pCfIncludingBiogenic") if two else _FIGURES_3
    figure = pcf.get(names[including])
    if figure is None:
        offer.refuse(f"没有含生物源二氧化碳吸收的数值（{names[1]}），请改取不含吸收的数值。", HEADS[8])
        return
    try:
        per = unit_of(_UNIT_WORDS.get(unit, unit))
        stated = fraction_of(pcf.get("unitaryProductAmount" if two else "declaredUnitAmount"))
    except (units.UnitError, NoFigureError) as error:
        offer.refuse(str(error), "declaredUnitOfMeasurement")
        return
    # In version 2 the figure is for one unit and the amount only says how much is in a product; in version 3 the
    # declared unit is the amount itself.
    amount = Fraction(1) if two else stated
    offer.state(figure, amount, units.parse("kg"), per)
    if two and stated != 1:
        given = shown(pcf.get("unitaryProductAmount"))
        offer.notes.append(
            f"PACT 2.x 的数值按 1 个声明单位（{unit}）计；产品含 {given} 个声明单位，未用于换算。"
        )
    offer.notes.append("取含生物源二氧化碳吸收的数值。" if including else "取不含生物源二氧化碳吸收的数值。")


_FIGURES_3 = ("pcfExcludingBiogenicUptake", "pcfIncludingBiogenicUptake")


def _described(node: Node, pcf: Node) -> Content:
    end, until = moment_of(pcf.get("referencePeriodEnd")), last_valid(node, pcf)
    instant = timedelta(microseconds=1)
    created = moment_of(node.get("created"))
    version = node.get("version")
    return {
        "code": _text(node, "id").lower(),
        **named(_text(node, "productNameCompany")),
        "category": joined(_texts(node.get("productClassifications")), " "),
        "region": _region(pcf),
        # Both ends are exclusive: a period up to 2025-01-01T00:00 is that of 2024.
        "year": (end - instant).year if end is not None else None,
        "valid_until": (until - instant).date().isoformat() if until is not None else "",
        "boundary": "摇篮到大门",
        "gwp_set": joined([f"IPCC {name}" for name in _characterisation(pcf)], "、"),
        "publisher": _text(node, "companyName"),
        "document": f"PACT 产品碳足迹 {_text(node, 'id')}"
        + (f" 第 {shown(version)} 版" if version is not None else ""),
        "table": joined(
            [f"PACT {_text(node, 'specVersion')}", f"{created.date().isoformat()} 创建" if created else ""],
            "，",
        ),
        "quality": _quality(pcf),
    }


def _told(node: Node, pcf: Node, two: bool) -> Iterator[str]:
    """What the note of the factor keeps of the footprint."""
    described = {
        "产品说明": _text(node, "productDescription"),
        "产品标识": joined(_texts(node.get("productIds")), "、"),
        "核算边界": _text(pcf, "boundaryProcessesDescription"),
        "采用标准": joined(
            _texts(pcf.get("crossSectoralStandardsUsed" if two else "crossSectoralStandards")), "、"
        ),
        "分配": _text(pcf, "allocationRulesDescription"),
        "舍去比例（%）": shown(pcf["exemptedEmissionsPercent"])
        if pcf.get("exemptedEmissionsPercent")
        else "",
        "取代": joined(_texts(node.get("precedingPfIds")), "、"),
        "供应商备注": _text(node, "comment"),
    }
    yield from (f"{label}：{text[:600]}" for label, text in described.items() if text)
    included = pcf.get("packagingEmissionsIncluded")
    if isinstance(included, bool):
        yield "含包装排放。" if included else "不含包装排放。"
    verification = pcf.get("assurance" if two else "verification")
    yield _verified(verification) if isinstance(verification, dict) else "未声明经过核查。"


def _verified(verification: Node) -> str:
    parts = [
        _text(verification, name)
        for name in ("providerName", "standardName", "coverage", "completedAt", "comments")
    ]
    return f"核查：{joined(parts, '，')[:600] or '已声明，未写明机构'}"


def _quality(pcf: Node) -> str:
    ratings = pcf.get("dqi")
    parts = []
    if isinstance(ratings, dict):
        parts = [
            f"{label} {shown(ratings[name])}"
            for name, label in _RATINGS.items()
            if ratings.get(name) is not None
        ]
    share = pcf.get("primaryDataShare")
    told = [f"DQR {'、'.join(parts)}"] if parts else []
    return joined([*told, f"一级数据占比 {shown(share)}%" if share is not None else ""])


def _region(pcf: Node) -> str:
    given = [_text(pcf, name) for name in GEOGRAPHY]
    if given[0]:
        return REGIONS.get(given[0], given[0])
    if given[2]:
        country, _stroke, part = given[2].partition("-")
        return f"{region_of(country)}·{PROVINCES.get(part, part) if country == 'CN' else part}"
    return region_of(given[1]) if given[1] else "全球"


def _characterisation(pcf: Node) -> list[str]:
    several = _texts(pcf.get("ipccCharacterizationFactors")) or _texts(
        pcf.get("ipccCharacterizationFactorsSources")
    )
    return several or list(filter(None, [_text(pcf, "characterizationFactors")]))


def _column(fault_path: str, path: str, two: bool) -> str:
    """The column of the table that a place in the footprint is, if it is one."""
    place = fault_path.removeprefix(f"{path}.")
    return next((name for name, places in _COLUMNS.items() if places[two] == place), "")


def _cell(node: Node, place: str) -> str:
    value: object = node
    for step in place.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return shown(value) if isinstance(value, (str, int, Digits)) else ""


def _text(node: Node, name: str) -> str:
    value = node.get(name)
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


# ISO 3166-2:CN
PROVINCES = {
    "BJ": "北京", "TJ": "天津", "HE": "河北", "SX": "山西", "NM": "内蒙古", "LN": "辽宁", "JL": "吉林",
    "HL": "黑龙江", "SH": "上海", "JS": "江苏", "ZJ": "浙江", "AH": "安徽", "FJ": "福建", "JX": "江西",
    "SD": "山东", "HA": "河南", "HB": "湖北", "HN": "湖南", "GD": "广东", "GX": "广西", "HI": "海南",
    "CQ": "重庆", "SC": "四川", "GZ": "贵州", "YN": "云南", "XZ": "西藏", "SN": "陕西", "GS": "甘肃",
    "QH": "青海", "NX": "宁夏", "XJ": "新疆", "TW": "台湾", "HK": "香港", "MO": "澳门",
}  # fmt: skip
