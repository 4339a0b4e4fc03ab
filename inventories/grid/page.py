"""What the page hands to the grid's script: its columns with help, its addresses and its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from inventories.entry.cells import Sort, columns
from inventories.grid.words import words
from inventories.models import Stage, Study

# The columns from left to right with their width; those that the model has not are reckoned and take no text.
_WIDTHS = {
    "name": 230, "amount": 100, "unit": 70, "factor": 220, "factor_value": 130, "figure": 96, "share_of_total": 76,
    "check": 150, "code": 100, "specification": 120, "purpose": 110, "supplier": 120, "process": 100, "data_kind": 84,
    "data_source": 160, "basis": 130, "output": 90, "output_unit": 84, "share": 84, "proxy_for": 130,
    "reliability": 84, "completeness": 84, "time_score": 84, "geography": 84, "technology": 84, "note": 160,
    "evidence": 76, "stage": 110,
}  # fmt: skip
# What is seldom filled in stands aside until all columns are asked for: every column costs the browser time.
_ASIDE = {
    "purpose", "process", "basis", "output", "output_unit", "share", "proxy_for", "reliability", "completeness",
    "time_score", "geography", "technology", "evidence",
}  # fmt: skip
_NUMBERS = {"amount", "figure", "share_of_total", "output", "share"}
_SCORES = ("reliability", "completeness", "time_score", "geography", "technology")
# How suppliers and programs for bills of materials head the same columns.
_ALIASES = {
    "name": ("物料名称", "材料名称", "零件名称", "品名", "物料描述", "材料", "项目", "数据名称"),
    "amount": ("用量", "消耗量", "重量", "单耗", "活动数据", "数值", "单位用量", "净重"),
    "unit": ("计量单位", "数量单位"),
    "factor": ("因子", "因子名称", "碳排放因子"),
    "code": ("物料编码", "物料号", "料号", "物料编号", "零件号", "图号", "编号"),
    "specification": ("规格", "规格型号", "材质", "型号"),
    "supplier": ("供应商名称", "厂商"),
    "process": ("生产工序", "工段"),
    "data_source": ("来源", "数据出处"),
    "note": ("说明",),
}


def config(study: Study, reader: User, token: str, *, may_edit: bool) -> dict[str, Any]:
    """Everything that ``static/js/inventories/grid`` is told by the page; ``token`` guards what it posts."""
    urls = {
        name: reverse(f"grid_{name}", args=[study.pk])
        for name in ("rows", "edits", "changes", "figures", "hints")
    }
    return {
        "study": study.pk,
        "person": reader.pk,
        "token": token,
        "mayEdit": may_edit,
        "lock": study.lock,
        "year": str(study.period_end.year),
        "region": "",
        "urls": {
            **urls,
            "pick": reverse("factors:pick"),
            "line": reverse("line_detail", args=[0]),
            "new": reverse("line_new", args=[study.pk]),
        },
        "columns": [_column(key, study) for key in _WIDTHS],
        "words": words(),
    }


def _column(key: str, study: Study) -> Mapping[str, Any]:
    known = columns().get(key)
    labels = {
        "factor_value": _("因子数值"),
        "figure": _("排放量"),
        "share_of_total": _("占比"),
        "check": _("提示"),
        "evidence": _("证据"),
        "stage": _("阶段"),
    }
    return {
        "key": key,
        "label": str(labels.get(key) or (known.label if known is not None else key)),
        "help": _help().get(key, ""),
        "width": _WIDTHS[key],
        "isNumber": key in _NUMBERS,
        "isAside": key in _ASIDE,
        "kind": _kind(key),
        "choices": _choices(key, study),
        "aliases": _ALIASES.get(key, ()),
    }


def _kind(key: str) -> str:
    """``text``, ``choice`` or ``factor``; empty: the cell takes nothing."""
    known = columns().get(key)
    if known is None:
        return ""
    if known.sort is Sort.FACTOR:
        return "factor"
    return "choice" if known.sort in {Sort.CHOICE, Sort.SCORE, Sort.STAGE} else "text"


def _choices(key: str, study: Study) -> list[tuple[str, str]] | None:
    if key == "stage":
        return [(stage.label, stage.label) for stage in Stage.objects.filter(study=study)]
    if key in _SCORES:
        return [("", ""), *((str(score), str(score)) for score in range(1, 6))]
    known = columns().get(key)
    choices = known.choices if known is not None else ()
    return [(str(value), str(label)) for value, label in choices] or None


def _help() -> Mapping[str, str]:
    score = _("1 最好，5 最差；不评留空。")
    return {
        "name": _("物料、能源或过程的名称。"),
        "amount": _("可连单位一起填写，如 1,250.5 千克、12.6 万kWh。"),
        "unit": _("如 kg、t、kWh、m³、件、t·km。"),
        "factor": _(
            "输入名称、英文名、别名、CAS 号或代码搜索；粘贴代码或完整名称时，仅在恰有一个因子相符时采用。"
        ),
        "factor_value": _("所选因子的数值，由因子库给出。"),
        "figure": _("本行的排放量，随录入自动计算。"),
        "share_of_total": _("本行占总排放量的比例。"),
        "check": _("挡住计算的问题，以及量级异常、因子状态等提示。"),
        "code": _("物料编码。"),
        "specification": _("规格或材质。"),
        "purpose": _("用在产品的哪一部分或哪道工序。"),
        "data_kind": _("初级：企业实测或统计；次级：数据库或文献；估算。"),
        "data_source": _("数据取自哪份台账、账单或单据。"),
        "basis": _("数量按功能单位给出，还是数据期总量。"),
        "output": _("数据期总量对应的产量；留空采用项目的产量。"),
        "share": _("本产品所占份额，可填 35% 或 0.35；留空为全部。"),
        "proxy_for": _("没有该材料的因子、以近似材料代替时，填写所代表的材料。"),
        "note": _("对本行的说明。"),
        "evidence": _("关联的证据文件数；在“证据”页关联。"),
        "stage": _("改为别的阶段即移动本行，也可拖动行首。"),
        **dict.fromkeys(_SCORES, score),
    }
