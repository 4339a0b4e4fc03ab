"""Which column of a stranger's table is what: the row of heads found, a mapping suggested by words and by content."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from factors import units
from factors.importers.drafts import CO2_ONLY, COMBUSTION, FOOTPRINT, SPEND_BASED
from factors.importers.numbers import NotANumber, plain_number
from factors.importers.sheet_scan import column_letters
from factors.importers.sources import Beginning
from factors.importers.tables import Line, Place, folded

FIELDS = (
    ("name", "名称"),
    ("amount", "数值（可带单位，如 1.9 kgCO2e/kg）"),
    ("unit", "单位（如 kgCO2e/kg，或只有分母 kg）"),
    ("code", "代码"),
    ("name_en", "英文名称"),
    ("synonyms", "别名"),
    ("category", "类别"),
    ("region", "地区"),
    ("year", "数据年份"),
    ("boundary", "核算边界"),
    ("kind", "口径"),
    ("gwp_set", "采用的 GWP"),
    ("publisher", "发布机构"),
    ("document", "文献（数据来源）"),
    ("table", "表页"),
    ("licence", "许可"),
    ("cas", "CAS 号"),
    ("valid_until", "有效期至"),
    ("uncertainty", "不确定性"),
    ("quality", "数据质量"),
    ("note", "备注"),
)
# Several columns may be put together into one of these.
JOINED = frozenset({"synonyms", "category", "note"})

# Whole heads, without what stands in brackets.
_WORDS: Mapping[str, str] = {
    "code": "代码 编号 编码 序列号 物料号 物料编码 物料编号 物料代码 料号 货号 品号 存货编码 matnr materialnumber materialno material no. partnumber partno itemno itemcode productcode sku 产品id 因子编号 因子代码 因子id id code no. uuid identifier 标识 数据编号",
    "name": "名称 产品名称 物料名称 材料名称 材料 原材料 原材料名称 因子名称 排放因子名称 排放源 活动 活动名称 过程 过程名称 能源品种 能源名称 燃料品种 燃料 品名 项目 物质 数据名称 name product material process activity fuel item productname materialname processname flow",
    "name_en": "英文名称 英文名 英文 nameen englishname nameenglish",
    "synonyms": "别名 同义词 俗称 规格 规格型号 synonyms synonym alias",
    "category": "类别 分类 大类 小类 行业 种类 类型 一级分类 二级分类 category class group sector type",
    "amount": "数值 因子值 排放因子 排放系数 碳足迹 碳排放因子 碳排放系数 碳足迹因子 碳足迹值 系数 因子 因子数值 二氧化碳排放因子 温室气体排放因子 gwp gwp100 value factor emissionfactor ef carbonfootprint pcf co2e kgco2e co2eq amount ghg",
    "unit": "单位 计量单位 因子单位 功能单位 声明单位 基准单位 排放因子单位 系数单位 unit units uom referenceunit functionalunit declaredunit efunit",
    "region": "地区 区域 地域 国家 国家/地区 省份 地理范围 地理代表性 适用地区 产地 region geography location country",
    "year": "年份 数据年份 年度 基准年 时间 时间代表性 年 year referenceyear datayear",
    "boundary": "核算边界 系统边界 边界 生命周期阶段 范围 boundary systemboundary scope",
    "kind": "口径 因子口径 核算口径 kind",
    "gwp_set": "gwp版本 gwp来源 采用的gwp 特征化因子 评价方法 gwpset lciamethod",
    "publisher": "发布机构 机构 来源机构 数据库 发布单位 publisher organisation organization database provider",
    "document": "来源 数据来源 因子来源 文献 出处 参考文献 数据出处 资料来源 source reference references datasource",
    "table": "表页 页码 表号 page table",
    "licence": "许可 授权 licence license",
    "cas": "cas cas号 cas编号 casno casno. casnumber",
    "valid_until": "有效期 有效期至 失效日期 validuntil expirydate",
    "uncertainty": "不确定性 不确定度 误差 uncertainty",
    "quality": "数据质量 质量等级 质量 dqr dataquality quality",
    "note": "备注 说明 注释 描述 技术代表性 技术描述 note notes comment comments description remark remarks",
}
_BY_WORD: dict[str, str] = {word: name for name, words in _WORDS.items() for word in words.split()}
KINDS = (
    (FOOTPRINT, "碳足迹（CO2e）"),
    (CO2_ONLY, "仅二氧化碳"),
    (COMBUSTION, "仅燃烧"),
    (SPEND_BASED, "按金额"),
)
_KIND_WORDS = {folded(word): key for key, label in KINDS for word in (key, label)} | {
    "碳足迹": FOOTPRINT,
    "co2e": FOOTPRINT,
    "生命周期": FOOTPRINT,
    "co2": CO2_ONLY,
    "二氧化碳": CO2_ONLY,
    "燃烧": COMBUSTION,
    "金额": SPEND_BASED,
}
# What a head contains, tried in turn when it is no known word as a whole.
_PARTS = (
    ("name_en", re.compile(r"英文|english")),
    ("unit", re.compile(r"单位$|^单位|unit")),
    ("amount", re.compile(r"因子|系数|碳足迹|co2|排放量|factor|footprint|gwp")),
    ("name", re.compile(r"名称|品名|name")),
    ("code", re.compile(r"编号|编码|代码|(^|[^a-z])id$")),
    ("document", re.compile(r"来源|出处|文献|source")),
    ("year", re.compile(r"年份|年度|year")),
    ("region", re.compile(r"地区|区域|国家|省")),
    ("boundary", re.compile(r"边界|阶段")),
    ("category", re.compile(r"分类|类别|行业")),
    ("note", re.compile(r"备注|说明")),
)
_BRACKETS = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")
_HEAD_UNIT = re.compile(
    r"[(（\[【]?\s*([tkm]?g?\s*(?:CO2|CO₂)[^()（）\[\]【】,，；;]*?/\s*[^()（）\[\]【】,，；;]+)",
    re.IGNORECASE,
)
_MASS_ONLY = re.compile(
    r"((?:mg|kg|g|t|吨|千克)\s*(?:CO2|CO₂|二氧化碳)\s*-?\s*(?:e|eq\.?|当量)?)", re.IGNORECASE
)
_PER = re.compile(r"[\s_]+per[\s_]+|每", re.IGNORECASE)
_BETWEEN = re.compile(r"[_\s()（）\[\]【】,，；;：:]+")
_EXAMPLES = 5
# Of fewer filled cells nothing is concluded.
_ENOUGH = 3
_HEAD_WITHIN = 40


@dataclass(frozen=True, slots=True)
class Columns:
    """A table's heads, made unique, the number of the first row of data, and some of the rows below."""

    sheet: str
    heads: tuple[str, ...]
    first: int
    examples: tuple[tuple[str, ...], ...]
    suggested: Mapping[str, str]


def columns_of(beginning: Beginning) -> Columns | None:
    """The heads of the table with what they probably are; ``None`` when there is no row that looks like heads."""
    index = _head_row(beginning.lines)
    if index is None:
        return None
    rows = _head_block(beginning, index)
    width = max(len(line.cells) for line in beginning.lines)
    last = rows[-1]
    below = [line for line in beginning.lines if line.number > last.number and any(line.cells)]
    heads = _unique([_joined_head(rows, column, beginning.merged) for column in range(width)], below)
    examples = tuple(
        tuple(_at(line, column)[:60] for column in range(len(heads))) for line in below[:_EXAMPLES]
    )
    return Columns(beginning.sheet, heads, last.number + 1, examples, suggest(heads, below))


def suggest(heads: Sequence[str], lines: Sequence[Line]) -> dict[str, str]:
    """Heads to factor columns: by whole words, by parts of words, at last by what stands below."""
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    for find in (_by_word, _by_part):
        for head in heads:
            name = find(head)
            if head and head not in mapping and name and name not in taken:
                mapping[head] = name
                taken.add(name)
    for name, fits in (("kind", is_kind), ("year", _is_year)):
        for column, head in enumerate(heads):
            if (
                mapping.get(head) == name
                and _filled(lines, column) >= _ENOUGH
                and _share(lines, column, fits) < 0.5
            ):
                del mapping[head]
    _by_content(heads, lines, mapping)
    return mapping


def unit_in_head(head: str) -> str:
    """The factor unit or its mass alone that a head mentions (``排放因子（tCO2/t）``, ``kgCO2e``); else nothing."""
    head = _PER.sub("/", head)
    found = _HEAD_UNIT.search(head)
    for text in (*([found[1]] if found else []), *_BETWEEN.split(head)):
        if _is_unit(text):
            return text.strip()
    mass = _MASS_ONLY.search(head)
    # A mass over something that is not understood is no mass alone.
    return mass[1].strip() if mass and not head[mass.end() :].lstrip().startswith(("/", "／")) else ""


def kind_of(text: str) -> str:
    """The kind that a cell names, empty when it names none."""
    return _KIND_WORDS.get(folded(text), "")


def is_kind(text: str) -> bool:
    """Whether the cell names a kind."""
    return bool(kind_of(text))


def _head_row(lines: Sequence[Line]) -> int | None:
    """The row with the most known heads, of equals the first; without known ones the first row of texts above numbers."""
    scores = [_score(line) for line in lines[:_HEAD_WITHIN]]
    best = max(scores, default=0)
    if best >= 2:
        return scores.index(best)
    for index, line in enumerate(lines[: _HEAD_WITHIN - 1]):
        texts = [cell for cell in line.cells if cell and not _is_number(cell)]
        beneath = lines[index + 1].cells if index + 1 < len(lines) else ()
        if len(texts) >= 2 and any(_is_number(cell) for cell in beneath):
            return index
    return None


def _score(line: Line) -> int:
    names = {_by_word(cell) or _by_part(cell) for cell in line.cells if cell and len(cell) <= 60}
    numbers = sum(_is_number(cell) for cell in line.cells)
    return len(names - {""}) - numbers


def _head_block(beginning: Beginning, index: int) -> list[Line]:
    """The rows of heads: more than one where merged cells lead from one to the next."""
    lines = beginning.lines
    top = bottom = index
    for (start, left), (end, right) in beginning.merged:
        row = lines[index].number - 1
        if start <= row <= end and end > start:
            top, bottom = min(top, index - (row - start)), max(bottom, index + (end - row))
        elif start == end == row and right > left:
            bottom = max(bottom, index + 1)
    return list(lines[max(0, top) : min(bottom, index + 3, len(lines) - 1) + 1])


def _joined_head(rows: Sequence[Line], column: int, merged: Sequence[tuple[Place, Place]]) -> str:
    """What stands over a column in all rows of heads, merged cells standing for all that they cover."""
    texts = [_at(row, _origin(row.number - 1, column, merged)) for row in rows]
    return " / ".join(dict.fromkeys(" ".join(text.split()) for text in texts if text))


def _origin(row: int, column: int, merged: Sequence[tuple[Place, Place]]) -> int:
    for (top, left), (bottom, right) in merged:
        if top <= row <= bottom and left <= column <= right:
            return left
    return column


def _unique(heads: Sequence[str], below: Sequence[Line]) -> tuple[str, ...]:
    """Every head once; columns without a head but with content are named after their letter."""
    while heads and not heads[-1] and not any(_at(line, len(heads) - 1) for line in below):
        heads = heads[:-1]
    named: list[str] = []
    for column, head in enumerate(heads):
        text = head[:120] or f"（{column_letters(column)} 列）"
        again = folded(text) in {folded(one) for one in named}
        named.append(f"{text}（{column_letters(column)} 列）" if again else text)
    return tuple(named)


def _by_word(head: str) -> str:
    plain = _BRACKETS.sub("", head)
    return _BY_WORD.get(folded(plain), "") or _BY_WORD.get(folded(plain.rpartition("/")[2]), "")


def _by_part(head: str) -> str:
    plain = _BRACKETS.sub("", head).casefold()
    return next((name for name, part in _PARTS if part.search(plain)), "")


def _by_content(heads: Sequence[str], lines: Sequence[Line], mapping: dict[str, str]) -> None:
    """Fill the three necessary columns from what stands in them."""
    free = [(column, head) for column, head in enumerate(heads) if head not in mapping]
    for name, fits in (("unit", _is_unit), ("amount", _is_figure), ("name", _is_words)):
        if name in mapping.values():
            continue
        shares = [
            (_share(lines, column, fits), -column, head) for column, head in free if head not in mapping
        ]
        share, _column, head = max(shares, default=(0.0, 0, ""))
        if share >= 0.6:
            mapping[head] = name


def _filled(lines: Sequence[Line], column: int) -> int:
    return sum(1 for line in lines if _at(line, column))


def _share(lines: Sequence[Line], column: int, fits: Callable[[str], bool]) -> float:
    texts = [text for line in lines if (text := _at(line, column))]
    return sum(map(fits, texts)) / len(texts) if texts else 0.0


def _at(line: Line, column: int) -> str:
    return line.cells[column] if column < len(line.cells) else ""


def _is_number(text: str) -> bool:
    try:
        plain_number(text)
    except NotANumber:
        return False
    return True


def _is_year(text: str) -> bool:
    return re.fullmatch(r"(19|20)\d\d\s*年?", text) is not None


def _is_figure(text: str) -> bool:
    return _is_number(text) and not re.fullmatch(r"(19|20)\d\d|\d{1,4}", text.strip())


def _is_words(text: str) -> bool:
    return not _is_number(text) and not _is_unit(text)


def _is_unit(text: str) -> bool:
    try:
        units.parse_emission_factor_unit(text)
    except units.UnitError:
        return False
    return True
