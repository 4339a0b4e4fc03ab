"""Brightway workbooks: inventories that are complete in themselves, by gas; or scores that the workbook states."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from factors import units
from factors.importers.archives import is_zip
from factors.importers.brightway_system import ActivityError, output_of, system_of, unit_text
from factors.importers.brightway_workbook import Block, blocks_of, looks_like
from factors.importers.contract import Choice, Inspection, Reading, ReadRow, Refused
from factors.importers.figures import Digits
from factors.importers.offers import LENGTHS, Offer, line, named, region_of, unit_of
from factors.importers.systems import Total, solved
from factors.importers.workbooks import Workbook

HEADS = ("活动", "代码", "位置", "产出量", "单位", "直接排放与投入项数", "结果")
BY_GAS = "gases"
NO_GAS = "没有温室气体排放（结果为零）"
_SCORE = re.compile(
    r"score|gwp|climate change|global warming|carbon footprint|碳足迹|气候变化", re.IGNORECASE
)
_REFUSE, _ZERO = "refuse", "zero"


class Brightway:
    """Activities of a workbook in the layout of bw2io."""

    key = "brightway"
    label = "Brightway 工作簿"
    hint = (
        "按 Brightway（bw2io）格式导出的 Excel 工作簿。投入全部在工作簿内的活动按气体累积；"
        "引用其他数据库的活动无法计算，会列出所缺的投入。参数公式不计算，取所给数量。"
    )

    def recognises(self, path: Path, name: str) -> bool:
        """By rows that begin with Database and Activity."""
        if not is_zip(path):
            return False
        try:
            return looks_like(Workbook(path, glance=True))
        except Refused:
            return False

    def inspect(self, path: Path, name: str) -> Inspection:
        """What to do with activities without exchanges, and whether a stated score is taken."""
        blocks = blocks_of(Workbook(path))
        choices: list[Choice] = []
        scores = dict.fromkeys(key for block in blocks for key in block.facts if _SCORE.search(key))
        if scores:
            stated = ((f"score:{key}", f"取活动的“{key}”（按 kgCO2e 计）") for key in list(scores)[:50])
            options = ((BY_GAS, "由交换按气体累积"), *stated)
            choices.append(Choice("value", "取值方式", options=options, suggested=BY_GAS))
        empty = sum(all(one.kind == "production" for one in block.exchanges) for block in blocks)
        if empty:
            options = ((_REFUSE, "视为数据缺失，不导入"), (_ZERO, "按零计入，并在备注中说明"))
            choices.append(Choice("empty", "没有任何交换的活动", options=options, suggested=_REFUSE))
        names = [name for name in dict.fromkeys(block.database for block in blocks) if name]
        library = {"name": line(names[0], 100)} if len(names) == 1 else {}
        notes = [f"工作簿中有 {len(blocks)} 个活动。"]
        if empty:
            notes.append(f"其中 {empty} 个没有任何交换。")
        return Inspection(self.key, tuple(choices), library, tuple(notes))

    def read(self, path: Path, name: str, choices: Mapping[str, str | Mapping[str, str]]) -> Reading:
        """One row for each activity that emits anything."""
        blocks = blocks_of(Workbook(path))
        way = str(choices.get("value", BY_GAS))
        if way.startswith("score:"):
            return _scores(blocks, way.removeprefix("score:"))
        totals = solved(system_of(blocks, choices.get("empty") == _ZERO))
        rows: list[ReadRow] = []
        skipped: dict[str, int] = {}
        codes = _codes(blocks)
        times = Counter(codes)
        for block, code, total in zip(blocks, codes, totals, strict=True):
            if not total.trouble and not any(total.gases.values()):
                skipped[NO_GAS] = skipped.get(NO_GAS, 0) + 1
                continue
            rows.append(_row(block, code, times[code] > 1, total))
        return Reading(HEADS, tuple(rows), skipped)


def _scores(blocks: list[Block], key: str) -> Reading:
    """The score that activities state for one unit of product."""
    codes = _codes(blocks)
    times = Counter(codes)
    rows: list[ReadRow] = []
    skipped: dict[str, int] = {}
    for block, code in zip(blocks, codes, strict=True):
        if not block.fact(key):
            skipped[f"没有“{key}”"] = skipped.get(f"没有“{key}”", 0) + 1
            continue
        offer = _offer(block, code, times[code] > 1)
        per = _unit(offer, block)
        if per is not None:
            offer.state(Digits(block.fact(key)), Fraction(1), units.parse("kg"), per)
        offer.notes.append(f"取自活动的“{line(key, 60)}”，按每单位产品的 kgCO2e 计。")
        rows.append(offer.row(_cells(block, code, block.fact(key))))
    return Reading(HEADS, tuple(rows), skipped)


def _row(block: Block, code: str, doubled: bool, total: Total) -> ReadRow:
    offer = _offer(block, code, doubled)
    per = _unit(offer, block)
    if total.trouble:
        offer.refuse(f"{total.trouble}。请补全工作簿，或在 Brightway 中计算后导入结果。")
    elif per is not None:
        offer.give_gases({gas: kilograms for gas, kilograms in total.gases.items() if kilograms}, per)
    offer.notes.extend(sorted(total.marks))
    gases = offer.content.get("gases")
    told = "，".join(f"{gas} {amount}" for gas, amount in gases.items()) if isinstance(gases, dict) else ""
    return offer.row(_cells(block, code, told))


def _offer(block: Block, code: str, doubled: bool) -> Offer:
    offer = Offer(block.place)
    if doubled:
        offer.refuse("工作簿中有代码相同的活动，无法确定导入哪一个。", "代码")
    takes = any(exchange.kind == "technosphere" for exchange in block.exchanges)
    offer.content |= {
        "code": code,
        **named(block.name, block.fact("reference product")),
        "category": block.fact("categories").replace("::", "/"),
        "region": region_of(block.fact("location")),
        "boundary": "工作簿内全部上游的累积" if takes else "活动的直接排放（没有产品投入）",
        "document": f"Brightway 数据库“{block.database}”" if block.database else "",
        "note": block.fact("comment")[:1000],
    }
    return offer


def _unit(offer: Offer, block: Block) -> units.Unit | None:
    try:
        return unit_of(unit_text(block))
    except units.UnitError as error:
        offer.refuse(str(error), "单位")
        return None


def _cells(block: Block, code: str, result: str) -> tuple[str, ...]:
    try:
        output = str(output_of(block))
    except ActivityError:
        output = ""
    count = str(sum(exchange.kind != "production" for exchange in block.exchanges))
    return (block.name, code, block.fact("location"), output, unit_text(block), count, result)


def _codes(blocks: list[Block]) -> list[str]:
    """What each activity is known by: its own code, else what Brightway tells activities apart by."""
    codes: list[str] = []
    for block in blocks:
        parts = (block.name, block.fact("reference product"), block.fact("location"), unit_text(block))
        made = "|".join(part for part in parts if part)
        long = hashlib.sha256(made.encode()).hexdigest()[:32] if len(made) > LENGTHS["code"] else made
        codes.append(block.fact("code") or long)
    return codes
