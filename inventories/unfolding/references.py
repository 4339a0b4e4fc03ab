"""Whether the parts of a value name each other rightly; a row could not hold a wrong reference. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from inventories.footprint import values
from inventories.footprint.findings import Found, Spot

CHOOSE = "请更正名称，或在文件中补上所缺的一项。"


def check_references(study: values.Study, found: Found) -> None:
    """Report keys and stage names that occur twice, and references to what is not there."""
    _once("stages", ((stage.key, stage.label) for stage in study.stages), "key", "标识", found)
    _once("stages", ((stage.label, stage.label) for stage in study.stages), "label", "阶段名称", found)
    _once("libraries", ((library.key, library.name) for library in study.libraries), "key", "标识", found)
    _once("factors", ((factor.key, factor.name) for factor in study.factors), "key", "标识", found)
    _once("sharings", ((sharing.key, sharing.name) for sharing in study.sharings), "key", "标识", found)
    _once("sharings", ((sharing.name, sharing.name) for sharing in study.sharings), "name", "名称", found)
    _once("lines", ((line.key, line.name) for line in study.lines), "key", "标识", found)
    _once(
        "gwp_set.values",
        ((gas.symbol, gas.name) for gas in study.gwp_set.values),
        "symbol",
        "气体符号",
        found,
    )
    _factors(study, found)
    _lines(study, found)


def _once(path: str, entries: Iterable[tuple[str, str]], member: str, label: str, found: Found) -> None:
    listed = list(entries)
    counts = Counter(text for text, _name in listed)
    seen: set[str] = set()
    for index, (text, name) in enumerate(listed):
        if counts[text] > 1 and text in seen:
            spot = Spot(f"{path}[{index}].{member}", name)
            found.error("duplicate", spot, f"{label}“{text}”重复。", "请改用不同的名称，或删除重复的一项。")
        seen.add(text)


def _factors(study: values.Study, found: Found) -> None:
    libraries = {library.key for library in study.libraries}
    for index, factor in enumerate(study.factors):
        spot = Spot(f"factors[{index}]", factor.name)
        if factor.library is not None and factor.library not in libraries:
            found.error("unknown_library", spot.at("library"), f"没有因子库“{factor.library}”。", CHOOSE)
        if isinstance(factor.value, values.GasesValue):
            gases = Counter(gas.symbol for gas in factor.value.gases)
            for symbol in (symbol for symbol, count in gases.items() if count > 1):
                reason = f"气体“{symbol}”出现多次。"
                found.error("duplicate", spot.at("value.gases"), reason, "请合并为一项。")


def _lines(study: values.Study, found: Found) -> None:
    stages = {stage.key for stage in study.stages}
    kinds = {line.key: line.kind for line in study.lines}
    factors = {factor.key for factor in study.factors}
    sharings = {sharing.key for sharing in study.sharings}
    for index, line in enumerate(study.lines):
        spot = Spot(f"lines[{index}]", line.name)
        _sharings(line.basis, sharings, spot.at("basis"), found)
        if line.stage not in stages:
            found.error("unknown_stage", spot.at("stage"), f"没有生命周期阶段“{line.stage}”。", CHOOSE)
        if isinstance(line, values.ActivityLine):
            _factor(line.factor, factors, spot.at("factor"), found)
            continue
        if line.goods is not None and line.goods not in kinds:
            found.error("unknown_goods", spot.at("goods"), f"没有货物“{line.goods}”。", CHOOSE)
        elif line.goods is not None and kinds[line.goods] == "transport":
            remedy = "请改为被运输的材料或产品。"
            found.error(
                "goods_is_transport", spot.at("goods"), f"“{line.goods}”是运输，不能作为货物。", remedy
            )
        for number, leg in enumerate(line.legs):
            at = spot.item("legs", number, f"第 {number + 1} 段").at("factor")
            _factor(leg.factor, factors, at, found)


def _sharings(basis: values.Basis, known: set[str], spot: Spot, found: Found) -> None:
    if not isinstance(basis, values.PeriodTotal):
        return
    for member, key in (("meter", basis.meter), ("co_products", basis.co_products)):
        if key is not None and key not in known:
            found.error("unknown_sharing", spot.at(member), f"没有分摊方案“{key}”。", CHOOSE)


def _factor(key: str | None, known: set[str], spot: Spot, found: Found) -> None:
    if key is not None and key not in known:
        found.error("unknown_factor", spot, f"没有排放因子“{key}”。", CHOOSE)
