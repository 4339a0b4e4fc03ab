"""The one table of the workbook's sheets and columns: what is asked, how it is read, where it goes. Pure.

A section of lines may hold data of any stage of the study (the column 阶段); a row that names none goes to the first
stage of the section's own kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inventories.workbook.columns import BASES, DATA_KINDS, PER_UNIT, PERIOD, YES_NO, Column, Kind, detail

SUBJECT, STEPS, EVIDENCE, TRANSPORT = "subject", "steps", "evidence", "transport"
TITLE = "产品碳足迹数据收集表"
INTRODUCTION = "填写说明"
# What is said of a returned workbook stands on a sheet of its own at its end.
REMARKS_SHEET = "系统核对意见"
# The hidden sheets: which study the file is of, and the lists behind the drop-downs.
KEY_SHEET, LIST_SHEET = "_pcf", "_lists"
# The heading of the hidden column of keys, and the key of the hints under the headings, which are no data.
KEY_HEAD, HINT_KEY = "标识", "#"

AMOUNT_PER_UNIT = ("单位产品用量", "单位用量", "单件用量", "每件用量", "单台用量", "单耗", "单位产品消耗量")
AMOUNT_OF_PERIOD = (
    "期间总用量", "期间总量", "期间消耗量", "期间用量", "年用量", "年消耗量", "全年用量", "全年消耗量", "总用量",
    "消耗总量", "年总用量", "年产生量", "期间产生量", "年排放量",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """One sheet. ``words``: what names it in the sheets and titles of other workbooks. ``stage``: a kind of stage.

    ``basis``: what an amount means whose heading does not tell.
    """

    key: str
    sheet: str
    note: str
    columns: tuple[Column, ...]
    words: tuple[str, ...] = ()
    stage: str = ""
    basis: str = PER_UNIT

    @property
    def holds_lines(self) -> bool:
        """Whether a row is a datum of the inventory."""
        return bool(self.stage)

    def column(self, key: str) -> Column | None:
        """The column of a key."""
        return next((column for column in self.columns if column.key == key), None)


STAGE = Column(
    "stage",
    "生命周期阶段",
    Kind.STAGE,
    16,
    "从下拉列表选择；留空按本表的默认阶段",
    others=("阶段", "所属阶段"),
)
PROCESS = Column(
    "process",
    "工序",
    Kind.TEXT,
    14,
    "与“2 工序”表一致",
    others=("所属工序", "使用工序", "工段", "车间"),
    limit=120,
)
NOTE = Column("note", "备注", Kind.TEXT, 24, limit=500, others=("说明", "备注说明"))
TIES = Column(
    "evidence",
    "佐证文件",
    Kind.EVIDENCE,
    22,
    "文件名称，多份用“；”分隔",
    others=("佐证", "佐证文件名", "证据", "佐证材料", "证明材料"),
    limit=2_000,
)
ORIGIN = (
    Column(
        "data_kind", "数据类型", Kind.CHOICE, 12, "从下拉列表选择", options=DATA_KINDS,
        words=(("实测", "primary"), ("实测数据", "primary"), ("初级", "primary"), ("现场数据", "primary"), ("计量", "primary"),
               ("计算", "primary"), ("次级", "secondary"), ("文献", "secondary"), ("背景数据", "secondary"),
               ("估计", "estimate"), ("估算值", "estimate"), ("估算数据", "estimate")),
    ),
    Column("data_source", "数据来源", Kind.TEXT, 20, "如采购台账、ERP、抄表记录", others=("来源",), limit=300),
)  # fmt: skip
PERIOD_COLUMNS = (
    Column("basis", "数量口径", Kind.CHOICE, 14, "单位产品用量，或整个数据期的总量", options=BASES, others=("口径", "核算基准", "统计口径"),
           words=(("按功能单位", PER_UNIT), ("单位产品", PER_UNIT), ("每件", PER_UNIT), ("数据期总量÷产量", PERIOD),
                  ("期间总用量", PERIOD), ("期间消耗量", PERIOD), ("总量", PERIOD), ("全年", PERIOD), ("年总量", PERIOD))),
    Column("output", "对应产量", Kind.NUMBER, 12, "期间总量所对应的产量；留空采用项目产量", others=("对应的产量",)),
    Column("output_unit", "产量单位", Kind.UNIT, 10, limit=40),
    Column("share", "本产品份额", Kind.SHARE, 12, "共用计量时本产品所占，如 35%", others=("分摊比例", "本产品占比", "分配比例")),
)  # fmt: skip


def _amount(head: str, *others: str) -> tuple[Column, Column]:
    names = ("数量", "用量", "数值", "消耗量", *AMOUNT_PER_UNIT, *AMOUNT_OF_PERIOD, *others)
    note = "只填数值；没有填 0，未知留空"
    return (
        Column("amount", head, Kind.AMOUNT, 13, note, required=True, others=tuple(dict.fromkeys(names))),
        Column(
            "unit",
            "单位",
            Kind.UNIT,
            9,
            "从下拉列表选择",
            required=True,
            others=("计量单位", "数量单位"),
            limit=40,
        ),
    )


def _name(head: str, *others: str, width: int = 20) -> Column:
    return Column("name", head, Kind.TEXT, width, required=True, others=("名称", *others))


def _code(head: str, *others: str) -> Column:
    return Column("code", head, Kind.TEXT, 14, others=others, limit=80)


def _specification(head: str, *others: str) -> Column:
    return Column("specification", head, Kind.TEXT, 16, others=others)


def _supplier(head: str, *others: str) -> Column:
    return Column("supplier", head, Kind.TEXT, 18, others=others)


def _purpose(head: str = "用途", *others: str) -> Column:
    return Column("purpose", head, Kind.TEXT, 14, others=others)


def _tail() -> Iterable[Column]:
    return (*PERIOD_COLUMNS, *ORIGIN, TIES, STAGE, NOTE)


MATERIALS = Section(
    "materials", "3 原辅料", "列出产品所用的全部原料、辅料和外购件，一行一种。",
    (
        PROCESS, _code("物料编码", "物料号", "料号", "编码", "物料代码"),
        _name("物料名称", "材料名称", "原料名称", "原材料名称", "原辅料名称", "材料", "物料", "零部件名称", "品名", "原辅料"),
        _specification("规格/材质", "规格", "材质", "规格型号", "型号", "牌号"),
        _supplier("供应商", "供应商名称", "供方", "厂家"), _purpose(), *_amount("数量"),
        detail("再生料比例", "再生料含量", "回收料比例", unit="%"), detail("损耗率", "损耗", unit="%"),
        detail("供应商碳足迹值", "供应商PCF值", "供应商PCF", note="供应商提供的产品碳足迹"), detail("碳足迹值单位", "PCF单位"),
        *_tail(),
    ),
    ("原辅料", "原材料", "原料", "物料", "材料", "BOM", "bom"), "raw_materials",
)  # fmt: skip
ENERGY = Section(
    "energy", "4 能源与水", "列出数据期内的电、热、燃料和水，一行一种；共用计量的请填写本产品份额。",
    (
        PROCESS, _code("表号", "计量表号", "电表号"), _name("能源品种", "能源名称", "能源", "能源种类", "能耗品种", "种类", "品种"),
        _specification("规格", "品质"), _supplier("供应单位", "供应商", "供电单位"), _purpose("用途", "使用环节"), *_amount("消耗量"),
        detail("低位热值", "热值"), detail("热值单位"), detail("绿电比例", unit="%"), detail("绿证编号", "证书号", "绿电合同编号"),
        detail("自发电量", note="注明单位，如 1200 kWh"), detail("计量方式", "计量器具", note="如抄表、结算单"), *_tail(),
    ),
    ("能源", "能耗", "水", "电力", "燃料"), "production", PERIOD,
)  # fmt: skip
CARRIAGE = Section(
    TRANSPORT, "5 运输", "一行一段；同一批货物分段运输的，段序依次填 1、2、3，只在第 1 段填写货物和重量。",
    (
        _name("运输名称", "运输项目", width=20),
        Column("goods", "运输货物", Kind.GOODS, 18, "与物料名称一致；重量留空时取该物料的数量", others=("货物", "物料", "物料名称", "货物名称", "运输物料")),
        *_amount("毛重", "重量", "质量", "运输量", "货物重量", "净重", "运输质量"),
        Column("leg", "段序", Kind.NUMBER, 7, "1、2、3…", others=("运输段", "段号")),
        Column("origin", "起点", Kind.TEXT, 14, others=("发运地", "起运地", "始发地", "出发地"), limit=120),
        Column("destination", "终点", Kind.TEXT, 14, others=("到达地", "目的地"), limit=120),
        Column("mode", "运输方式", Kind.TEXT, 14, others=("运输工具", "运输类型"), limit=60,
               options=tuple((mode, mode) for mode in ("公路", "铁路", "内河", "海运", "航空", "管道"))),
        Column("distance_km", "距离", Kind.NUMBER, 10, unit="km", others=("运输距离", "运距", "里程")),
        Column("tonne_km", "周转量", Kind.NUMBER, 10, "直接填写时不填距离", unit="t·km", others=("货物周转量", "运输周转量")),
        detail("车型/载重", "车型", "载重", "车辆类型"), detail("冷链", "是否冷链", options=("是", "否")),
        detail("空车返回", "空返", "是否空返", options=("是", "否")), detail("距离来源", note="如导航、运单"),
        _supplier("承运单位", "承运商", "供应商"), _code("运单号", "单号"), _specification("规格"), _purpose(), PROCESS, *_tail(),
    ),
    ("运输", "物流"), "raw_material_transport",
)  # fmt: skip
DIRECT = Section(
    "direct", "6 直接排放", "工艺过程、逸散和制冷剂等直接排放，一行一个排放源和气体；燃料燃烧填在“4 能源与水”。",
    (
        PROCESS, _name("排放源", "排放源名称", "源"), _specification("气体", "气体种类", "温室气体"), *_amount("数量", "排放量", "逸散量", "充装量"),
        detail("核算方法", "方法", "计算方法"), _code("设备编号"), _supplier("相关单位"), _purpose(), *_tail(),
    ),
    ("直接排放", "逸散", "制冷剂"), "production", PERIOD,
)  # fmt: skip
WASTE = Section(
    "waste", "7 废弃物", "生产中产生的废水、废渣、边角料和危险废物，一行一种。",
    (
        PROCESS, _code("废物代码", "危废代码"), _name("废物名称", "废弃物名称", "废物", "废弃物", "固废名称"), _specification("类别", "废物类别", "种类"),
        *_amount("产生量", "处置量"), detail("处置方式", "处理方式", "去向", options=("填埋", "焚烧", "回收利用", "综合利用", "污水处理")),
        detail("运距", "运输距离", unit="km"), _supplier("处置单位", "接收单位", "处理单位"), _purpose("产生环节"), *_tail(),
    ),
    ("废弃物", "废物", "固废", "三废"), "production", PERIOD,
)  # fmt: skip
PACKAGING = Section(
    "packaging", "8 包装", "产品出厂所用的包装材料，一行一种；周转使用的请填写周转次数。",
    (
        PROCESS, _code("物料编码", "编码", "料号"), _name("包装材料", "包装材料名称", "包装物", "包材名称", "包装名称", "包材"), _specification("规格/材质", "规格", "材质"),
        _supplier("供应商", "供应商名称"), _purpose(), *_amount("数量"), detail("周转次数", "重复使用次数"), detail("再生料比例", unit="%"), *_tail(),
    ),
    ("包装",), "packaging",
)  # fmt: skip
USE = Section(
    "use", "9 使用与报废", "产品使用和报废处置的数据；不在系统边界内的可以不填。",
    (
        STAGE, _name("项目", "项目名称"), _purpose("情景说明", "情景"), *_amount("数量"), detail("使用寿命", "寿命"), detail("回收率", unit="%"),
        detail("处置方式", options=("回收利用", "填埋", "焚烧", "拆解再制造")), _code("编码"), _specification("规格/材质", "规格"), _supplier("相关单位"), PROCESS,
        *PERIOD_COLUMNS, *ORIGIN, TIES, NOTE,
    ),
    ("使用", "报废", "回收", "生命末期"), "use",
)  # fmt: skip
PROCESSES = Section(
    STEPS, "2 工序", "按先后顺序列出产品的生产工序；外协工序也请列出。",
    (
        _name("工序名称", "工序", "工序名"), Column("description", "工序说明", Kind.TEXT, 36, others=("说明", "描述"), limit=5_000),
        Column("outsourced", "外协", Kind.YES, 8, options=YES_NO, others=("是否外协",)),
        Column("inputs", "投入", Kind.LINES, 26, "多项用“；”分隔", others=("投入物", "原料投入"), limit=5_000),
        Column("waste_streams", "废物流", Kind.LINES, 26, "多项用“；”分隔", others=("废物", "产生的废物"), limit=5_000),
        detail("工序编号", "编号"), detail("上一工序", "前序"), detail("主产品"), detail("主产品产量"), detail("联产品", "副产品"), detail("联产品产量", "副产品产量"),
        detail("分配方式", options=("质量", "经济价值", "其他")), detail("分配依据"),
    ),
    ("工序", "工艺"),
)  # fmt: skip
EVIDENCE_LIST = Section(
    EVIDENCE, "10 佐证清单", "列出随本表提供的佐证文件；文件本身另行发送。",
    (
        _name("文件名称", "佐证文件名称", "佐证名称", "资料名称", width=40), detail("文件编号", "编号"), detail("文件类型", "类型"), detail("数据期间", "期间"),
        detail("对应数据", "对应行", width=30), detail("备注", width=24),
    ),
    ("佐证", "证据", "资料清单"),
)  # fmt: skip

LINE_SECTIONS = (MATERIALS, ENERGY, CARRIAGE, DIRECT, WASTE, PACKAGING, USE)
TABLE_SECTIONS = (PROCESSES, *LINE_SECTIONS, EVIDENCE_LIST)
BY_KEY = {section.key: section for section in TABLE_SECTIONS}
