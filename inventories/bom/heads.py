"""The heads of a bill: which row they stand in, and which column is what, by names and then by what stands below."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise

from factors import units
from factors.importers.sheet_scan import column_letters
from factors.importers.tables import folded
from inventories.bom.levels import levels_of
from inventories.bom.model import Key
from inventories.entry.quantities import EntryError, read_number
from inventories.workbook.heads import parted_head

# Heads are looked for in so many rows, and this many known ones make a row of heads.
WITHIN, ENOUGH = 40, 3
# So many of the filled cells must fit before something is concluded from them, and so many must be filled.
_MOST, _FEWEST = 0.8, 2
_LONGEST_HEAD = 60

# Chinese and English heads of ERP, PLM and CAD programs, as ``folded``, without what stands in brackets.
_WORDS: Mapping[Key, str] = {
    Key.LEVEL: "层级 层次 层 级别 级次 阶次 阶层 阶 bom层级 bom级别 bom层次 bom阶次 物料层级 结构层级 level lev lvl lv. bomlevel explosionlevel explosionlvl stufe item/level",
    Key.PARENT: "父项 父件 父级 父项编码 父件编码 父项物料 父项物料编码 父项料号 父物料编码 父阶料号 母件 母件编码 母件料号 上级 上级物料 上级物料编码 上级编码 上级料号 上阶料号 上层物料 主件 主件料号 主件品号 主件编码 parent parentitem parentpart parentno parentno. parentcode parentpartno parentpartno. parentpartnumber parentmaterial parentid assembly assemblyno. usedin",
    Key.CODE: "物料编码 物料编号 物料代码 物料号 物料 物料长代码 料号 品号 图号 零件号 零件编号 零件图号 零部件编码 编码 代码 代号 子项 子件 子项编码 子件编码 子件料号 子项物料编码 子项物料代码 子项料号 元件 元件品号 元件料号 组件 组件编码 组件物料 存货编码 存货代码 matnr idnrk component componentno. componentcode materialno materialno. materialnumber materialcode partno partno. partnumber part# itemno itemno. itemcode itemnumber partid code pn p/n",
    Key.NAME: "物料名称 物料描述 名称 品名 零件名称 零部件名称 部件名称 子项名称 子件名称 子项物料名称 元件品名 存货名称 描述 物料说明 组件描述 对象描述 中文名称 材料名称 原材料 原材料名称 description materialdescription itemdescription partname partdescription itemname objectdescription componentdescription maktx name desc desc. title",
    Key.QUANTITY: "用量 数量 单位用量 标准用量 定额 定额用量 消耗定额 组成用量 子项用量 子件用量 使用数量 基本用量 单耗 用量分子 分子 组件数量 组件用量 需求数量 单机用量 每台用量 单台用量 每套用量 总用量 累计用量 总数量 单车用量 单机数量 每台数量 单台数量 qty qty. quantity usage usageqty qtyper qtyperassembly qtyperassy quantityper componentquantity compqty comp.qty. comp.qty(cun) bomqty menge totalqty extendedqty",
    Key.UNIT: "单位 计量单位 用量单位 基本单位 基本计量单位 子项单位 组件单位 数量单位 库存单位 uom unit units unitofmeasure baseunit baseunitofmeasure componentunit meins um bun un",
    Key.BASE: "基本数量 基准数量 底数 用量分母 分母 母件基数 主件底数 父项数量 母件数量 批量 basequantity baseqty base bmeng",
    Key.SCRAP: "损耗率 废品率 报废率 损耗 损耗% 损耗率% 变动损耗率 子件损耗率 组件报废 组件报废率 不良率 材料损耗率 工艺损耗率 scrap scrap% scraprate scraprate% scrapfactor componentscrap componentscrap% ausch lossrate loss% loss wastage wastage% wasterate",
    Key.MASS: "单重 单件重量 单件质量 单件净重 净重 重量 质量 单位重量 单位质量 单个重量 零件重量 净质量 单净重 weight netweight unitweight mass unitmass ntgew weightperpiece weightpc weightper weight/pc weight/pcs netwt netwt. wt wt.",
    Key.MASS_UNIT: "重量单位 质量单位 单重单位 weightunit massunit unitofweight gewei wtunit wtuom weightuom",
    Key.MATERIAL: "material 材质 材料 材料牌号 牌号 材质牌号 材料材质 原料材质 materialgrade grade rawmaterial werkstoff matl mat'l materialspec",
    Key.SPECIFICATION: "规格 规格型号 型号规格 型号 规格/型号 尺寸 规格尺寸 specification spec spec. model size dimension dimensions",
    Key.SUPPLIER: "供应商 供应商名称 供方 厂商 生产厂家 制造商 品牌 厂家 供货商 vendor vendorname supplier suppliername manufacturer mfr mfr. lifnr brand",
    Key.PROCESS: "工序 工艺 加工工艺 工位 工序名称 operation process routing",
    Key.SOURCING: "物料属性 物料类型 采购类型 自制/外购 自制外购 属性 来源 取得方式 供应类型 虚拟件 子项类型 procurementtype make/buy makeorbuy makebuy sourcing itemtype parttype phantom beskz",
    Key.ALTERNATE: "替代 替代料 替代件 替代标记 是否替代 是否替代料 替代标识 替代物料 alternate alternative altitem substitute alternateitem",
    Key.NOTE: "备注 说明 注释 remark remarks note notes comment comments",
}  # fmt: skip
_BY_WORD: Mapping[str, Key] = {folded(word): key for key, words in _WORDS.items() for word in words.split()}
# Heads that say something of a bill which is not taken over, so that they are not mistaken for something else.
_OTHER_WORDS = "序号 行号 项次 no no. # item 位号 总重 总重量 合计重量 总质量 毛重 单价 金额 价格 含税单价 单位成本 成本 图片 版本 状态 生效日期 失效日期 totalweight price amount cost rev rev. revision currency"
_OTHER = frozenset(_OTHER_WORDS.split())
_NUMBERING = frozenset(
    {"序号", "项次", "行号", "项目", "项目号", "item", "itemno", "itemno.", "no", "no.", "#", "pos", "pos."}
)
# What a head contains or ends with, tried in turn when it is no known word as a whole.
_PARTS = (
    (Key.PARENT, re.compile(r"^(?:父|母件|上级|上阶|上层)|parent")),
    (Key.MASS_UNIT, re.compile(r"(?:重量?|质量).*单位|weight.*(?:unit|uom)")),
    (Key.SCRAP, re.compile(r"损耗|废品|报废|scrap|wastage")),
    (Key.MASS, re.compile(r"^(?!总|合计|毛).*(?:单重|净重|单件重|单件质)")),
    (Key.LEVEL, re.compile(r"层级|阶次|级次|level$")),
    (Key.UNIT, re.compile(r"单位$|^单位|uom")),
    (Key.QUANTITY, re.compile(r"用量$|用量|数量$|qty|quantity")),
    (Key.CODE, re.compile(r"编码$|料号$|品号$|图号$|编号$|partno|partnumber|itemno")),
    (Key.NAME, re.compile(r"名称$|品名$|描述$|description|name$")),
    (Key.MATERIAL, re.compile(r"材质|牌号")),
    (Key.SPECIFICATION, re.compile(r"规格|型号")),
    (Key.SUPPLIER, re.compile(r"供应商|厂家|厂商|vendor|supplier")),
    (Key.NOTE, re.compile(r"备注|remark")),
)
# Quantities under such heads are for one product, however deep the row.
_PER_TOP = re.compile(r"单机|每台|单台|单车|每套|总用量|总数量|累计|total|extended")
_TRAILING_UNIT = re.compile(r"^(.*?[\u4e00-\u9fff)）])\s*(kg|g|t|mg|KG|G)$")


def head_key(head: str, *, loosely: bool = True) -> Key | None:
    """What a head means; ``loosely`` also by a part of it."""
    plain = folded(parted(head)[0])
    last = plain.rpartition("/")[2].strip()
    for text in (plain, last):
        if text in _BY_WORD:
            return _BY_WORD[text]
        if text in _OTHER:
            return None
    if not loosely or len(plain) > 24:
        return None
    return next((key for key, part in _PARTS if part.search(plain)), None)


@cache
def parted(head: str) -> tuple[str, str]:
    """The head and the unit that it names in brackets, behind a stroke or at its end: 单重(g), 单重/kg, 单重kg."""
    plain, unit = parted_head(head)
    found = _TRAILING_UNIT.match(plain)
    if not unit and found is not None:
        return found[1], found[2]
    if not unit and plain.endswith(("%", "％")):
        return plain.rstrip("%％ "), "%"
    return plain, unit.replace("％", "%")


def head_unit(head: str) -> str:
    """The unit or the per cent that a head names; nothing for another word in brackets."""
    unit = parted(head)[1]
    return unit if unit == "%" or _is_unit(unit) else ""


def is_per_top(head: str) -> bool:
    """Whether the head of quantities says that they are for one product."""
    return _PER_TOP.search(folded(head)) is not None


def fingerprint(heads: Sequence[str]) -> str:
    """What heads are recognised by when the same program writes the next file."""
    return hashlib.sha256("\x1f".join(folded(head) for head in heads).encode()).hexdigest()


def score(cells: Sequence[str]) -> int:
    """How many different things the cells of a row name, if it were the row of heads; numbers speak against it."""
    texts = [text for text in cells if text and len(text) <= _LONGEST_HEAD]
    keys = {head_key(text, loosely=False) for text in texts} - {None}
    return len(keys) - sum(_is_number(text) for text in texts)


def looks_like_heads(cells: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row of texts stands over one with numbers; for files whose heads nobody knows."""
    texts = [text for text in cells if text]
    return (
        len(texts) >= ENOUGH
        and all(len(text) <= _LONGEST_HEAD and not _is_number(text) for text in texts)
        and any(_is_number(text) for text in below)
    )


def unique(heads: Sequence[str], columns_with_content: set[int]) -> list[str]:
    """Every head once, as people see it; a column without a head is named after its letter, an empty one has none."""
    named: list[str] = []
    for column, head in enumerate(heads):
        text = " ".join(head.split())[:100]
        if not text and column in columns_with_content:
            text = f"（{column_letters(column)} 列）"
        if text and folded(text) in {folded(other) for other in named}:
            text = f"{text}（{column_letters(column)} 列）"
        named.append(text)
    return named


def suggest(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Heads to keys: by whole words, by parts of words, at last by what stands below. A column means one thing."""
    found: dict[str, str] = {}
    numbers = _numbering(heads, rows, found)
    for loosely in (False, True):
        for head in heads:
            key = (
                head_key(head, loosely=loosely)
                if head and head not in found and head not in numbers
                else None
            )
            if key is not None and key not in found.values():
                found[head] = key
    _settle_material(heads, rows, found)
    _by_content(heads, rows, found)
    return found


def _numbering(heads: Sequence[str], rows: Sequence[Sequence[str]], found: dict[str, str]) -> set[str]:
    """Columns that number the rows; one that does it as an outline (1, 1.1, 1.2, as CAD programs do) is the level."""
    known = {head_key(head, loosely=False) for head in heads if head}
    numbers = set()
    for column, head in enumerate(heads):
        if folded(parted(head)[0]) not in _NUMBERING:
            continue
        texts = [row[column] for row in rows if column < len(row) and row[column]]
        if not {Key.LEVEL, Key.PARENT} & known and _are_outline(texts):
            found[head] = Key.LEVEL
        elif texts and all(text.isdecimal() for text in texts):
            numbers.add(head)
    return numbers


def _are_outline(texts: list[str]) -> bool:
    return any("." in text.strip(".") for text in texts) and all(
        re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,3})*\.?", text) for text in texts
    )


def _settle_material(heads: Sequence[str], rows: Sequence[Sequence[str]], found: dict[str, str]) -> None:
    """Material is the steel to a CAD program and the number of the part to SAP; 材料 is at times the name."""
    column = next((at for at, head in enumerate(heads) if found.get(head) == Key.MATERIAL), None)
    if column is None:
        return
    texts = [row[column] for row in rows if column < len(row) and row[column]]
    if Key.CODE not in found.values() and texts and _are_codes(texts):
        found[heads[column]] = Key.CODE
    elif not {Key.CODE, Key.NAME} & set(found.values()):
        found[heads[column]] = Key.NAME


def _by_content(heads: Sequence[str], rows: Sequence[Sequence[str]], found: dict[str, str]) -> None:
    tests: tuple[tuple[Key, Callable[[list[str]], bool]], ...] = (
        (Key.UNIT, lambda texts: all(_is_unit(text) for text in texts)),
        (Key.LEVEL, _are_levels),
        (Key.QUANTITY, lambda texts: all(_is_number(text) for text in texts)),
        (Key.CODE, _are_codes),
        (
            Key.NAME,
            lambda texts: (
                sum(not _is_number(text) and not _is_unit(text) for text in texts) >= len(texts) * _MOST
            ),
        ),
    )
    for key, fits in tests:
        if key in found.values() or (key is Key.LEVEL and Key.PARENT in found.values()):
            continue
        for column, head in enumerate(heads):
            texts = [row[column] for row in rows if column < len(row) and row[column]]
            is_known = not head or head in found or folded(parted(head)[0]) in _OTHER
            if not is_known and len(texts) >= max(_FEWEST, len(rows) * _MOST / 2) and fits(texts):
                found[head] = key
                break


def _are_levels(texts: list[str]) -> bool:
    """Small numbers that go down by single steps and come up again; a running number never comes back."""
    levels = levels_of(texts)
    if any(level is None for level in levels):
        return False
    known = [level for level in levels if level is not None]
    steps = [after - before for before, after in pairwise(known)]
    return max(known) <= 20 and bool(steps) and max(steps) == 1 and min(steps) <= 0 and len(set(known)) > 1


def _are_codes(texts: list[str]) -> bool:
    shape = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9._\-/]{3,39}")
    return sum(shape.fullmatch(text) is not None for text in texts) >= len(texts) * _MOST


def _is_number(text: str) -> bool:
    try:
        return read_number(text) is not None
    except EntryError:
        return False


@cache
def _is_unit(text: str) -> bool:
    try:
        units.parse(text)
    except units.UnitError:
        return False
    return True
