"""The sheet 企业与产品: one question a row. Pure."""

from __future__ import annotations

from typing import NamedTuple

from inventories.workbook.columns import Column, Kind

SHEET = "1 企业与产品"
NOTE = "核对已有的内容，更正错误，补充空缺；灰色的行由核算机构填写。"
WORDS = ("企业与产品", "企业信息", "基本信息", "企业基本信息", "产品信息")


class Group(NamedTuple):
    """Questions about one thing; changes to it are written only when the person ticks its box."""

    key: str
    title: str
    fields: tuple[Column, ...]


COMPANY = Group(
    "company",
    "企业",
    (
        Column("name", "企业名称", required=True, others=("公司名称", "单位名称", "委托方")),
        Column("credit_code", "统一社会信用代码", note="18 位", others=("信用代码",), limit=18),
        Column("address", "企业地址", others=("地址", "工厂地址"), limit=300),
        Column("legal_representative", "法定代表人", others=("法人代表", "法人"), limit=60),
    ),
)
CONTACT = Group(
    "contact",
    "联系人",
    (
        Column("name", "联系人", others=("联系人姓名", "填报人"), limit=60),
        Column("post", "联系人职务", others=("职务",), limit=60),
        Column("phone", "联系电话", others=("电话", "手机"), limit=40),
        Column("email", "联系人邮箱", others=("邮箱", "电子邮箱", "E-mail"), limit=254),
    ),
)
PRODUCT = Group(
    "product",
    "产品",
    (
        Column("name", "产品名称", required=True),
        Column("model", "产品型号", others=("型号",), limit=120),
        Column("specification", "产品规格", others=("规格",), limit=300),
        Column(
            "mass",
            "单件质量",
            Kind.NUMBER,
            note="净质量，不含包装",
            others=("单位质量", "产品质量", "产品净重"),
        ),
        Column("mass_unit", "质量单位", Kind.UNIT, limit=20),
        Column("functions", "产品功能", Kind.LINES, note="多项用“；”分隔", limit=5_000),
    ),
)
STUDY = Group(
    "study",
    "数据期",
    (
        Column(
            "period_start",
            "数据期起",
            Kind.DAY,
            note="如 2025-01-01",
            required=True,
            others=("数据期间起", "统计期起"),
        ),
        Column(
            "period_end",
            "数据期止",
            Kind.DAY,
            note="如 2025-12-31",
            required=True,
            others=("数据期间止", "统计期止"),
        ),
        Column(
            "output_amount",
            "数据期产量",
            Kind.NUMBER,
            note="期间内本产品的合格产量",
            others=("总产量", "产量"),
        ),
        Column("output_unit", "产量单位", Kind.UNIT, limit=40),
    ),
)
GIVEN = Group(
    "given",
    "由核算机构填写",
    (
        Column("functional_unit", "功能单位或声明单位", locked=True),
        Column("boundary", "系统边界", locked=True),
    ),
)
GROUPS = (COMPANY, CONTACT, PRODUCT, STUDY, GIVEN)
WRITABLE = GROUPS[:-1]
