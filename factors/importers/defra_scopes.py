"""What a chapter of the UK conversion factors covers: which kind its figures are, and what a person must know of them."""

from __future__ import annotations

from typing import NamedTuple

from factors.importers.drafts import COMBUSTION, FOOTPRINT


class Scope(NamedTuple):
    """Kind, boundary, category and note of the factors of a chapter."""

    kind: str
    boundary: str
    category: str
    note: str


# Chapters (Level 1) by how they begin, with the Chinese name of the chapter.
_CHAPTERS = (
    ("material use", "材料使用"),
    ("waste disposal", "废弃物处置"),
    ("water supply", "供水"),
    ("water treatment", "污水处理"),
    ("wtt- fuels", "燃料上游（WTT）"),
    ("wtt- bioenergy", "生物能源上游（WTT）"),
    ("wtt- uk electricity", "英国电力上游（WTT）"),
    ("wtt- delivery vehs & freight", "货运上游（WTT）"),
    ("wtt- pass vehs", "客运上游（WTT）"),
    ("wtt- heat and steam", "热力上游（WTT）"),
    ("wtt", "上游（WTT）"),
    ("fuels", "燃料燃烧"),
    ("bioenergy", "生物能源燃烧"),
    ("passenger vehicles", "乘用车"),
    ("delivery vehicles", "送货车辆"),
    ("uk electricity", "英国电力"),
    ("overseas electricity", "海外电力"),
    ("transmission and distribution", "输配电损失"),
    ("heat and steam", "热力与蒸汽"),
    ("freighting goods", "货物运输"),
    ("business travel", "差旅"),
    ("managed assets", "代管资产"),
    ("hotel stay", "酒店住宿"),
    ("homeworking", "居家办公"),
)
_SUPPLIES = {
    "material use": (
        "摇篮到大门，含运至使用地点的运输",
        "反映英国的消费结构；“Re-used、Closed-loop、Open-loop”分别是再使用、闭环和开环再生料。",
    ),
    "waste disposal": (
        "废弃物收集运输与处置（不含回收替代的避免排放）",
        "开环、闭环和能量回收只计运到处理点为止的排放，其余计在再生料或能源一侧。",
    ),
    "water supply": ("供水过程", ""),
    "water treatment": ("污水处理过程", ""),
}
_WTT = "WTT（油井到油箱，仅上游，不含使用时的排放）"
_WTT_NOTE = "只是上游（WTT）部分：产品碳足迹须与对应的使用端（TTW、燃烧或发电）因子相加。"
_TTW = "TTW（油箱到车轮，仅使用端，不含燃料上游）"
_TTW_NOTE = "只是使用端（TTW）部分：产品碳足迹须与对应的上游（WTT）因子相加。"
_TRAVEL = (
    "freighting goods",
    "business travel",
    "passenger vehicles",
    "delivery vehicles",
    "managed assets- vehicles",
)
_POWER = (
    "uk electricity",
    "overseas electricity",
    "heat and steam",
    "transmission and distribution",
    "managed assets- electricity",
)


def scope_of(scope: str, chapter: str, column: str) -> Scope:
    """What the chapter (Level 1) covers. Only upstream, materials, waste and water are footprints of something."""
    lower = chapter.casefold().strip()
    category = next((label for start, label in _CHAPTERS if lower.startswith(start)), chapter.strip())
    if lower in _SUPPLIES:
        boundary, note = _SUPPLIES[lower]
        return Scope(FOOTPRINT, boundary, category, note)
    if lower.startswith("wtt"):
        return Scope(FOOTPRINT, _WTT, category, _WTT_NOTE)
    if lower.startswith(_TRAVEL):
        note = _TTW_NOTE + ("所用电力为英国电网。" if "electric" in column.casefold() else "")
        return Scope(COMBUSTION, _TTW, category, note)
    if lower.startswith(_POWER):
        boundary = f"发电或供热的直接排放（{scope or '范围二'}，不含上游）"
        return Scope(COMBUSTION, boundary, category, "不含上游（WTT），也不代表中国的电网和热力。")
    if lower.startswith(("fuels", "bioenergy")):
        return Scope(COMBUSTION, f"燃烧直接排放（{scope or '范围一'}，不含上游）", category, _WTT_PAIR)
    note = f"{scope or '原表'}口径：未确认覆盖完整生命周期，按使用端直接排放读取，不作碳足迹。"
    return Scope(COMBUSTION, f"使用端直接排放（{scope or '原表'}）", category, note)


_WTT_PAIR = "只计燃烧的直接排放：产品碳足迹须与对应的上游（WTT- fuels）因子相加。"
