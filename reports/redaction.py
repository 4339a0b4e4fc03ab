"""The study file for readers who may not see every figure: as the full one, but for what a licence withholds.

Pure. It is no study file any more (``format``), because nothing can be computed from it: a withheld value is only its
unit, the exact results are gone, since a difference of them would tell the rest, and of the printed ones those that
may be shown are left. ``redaction`` names the SHA-256 of the full file's canonical text and, over the canonical text of
this one with an empty ``digest``, its own.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any, Final

from inventories.footprint.disclosure import Withheld
from inventories.footprint.findings import Found, Spot
from inventories.footprint.rates import emission_rate
from inventories.footprint.result import Printed
from inventories.footprint.values import Factor, StatedValue, Study
from reports.snapshot import StudyFile, canonical_text, digest, readable_text

FORMAT: Final = "pcf-study-redacted"
# What stands in a document where a withheld value would, and where the result of a line would.
VALUE: Final = "（授权数据，不公开）"
RESULT: Final = "并入阶段合计"
NOTE: Final = (
    "本文件隐去了授权数据：kind 为 withheld 的因子值只给出单位，未修约的结果不列出。"
    "完整的核算项目文件由核算机构保存，其规范文本的 SHA-256 为 redaction.snapshot；"
    "redaction.digest 是本文件不含 files、digest 留空时规范文本的 SHA-256。"
)


def redacted(document: StudyFile, left_out: Withheld, shown: Printed | None = None) -> dict[str, Any]:
    """The members of the redacted file, without ``files``; ``shown``: in place of the printed result, with less in it."""
    members = document.model_dump(mode="json", exclude={"files", "salt"})
    members["format"] = FORMAT
    study = members["study"]
    for factor, told in zip(document.study.factors, study["factors"], strict=True):
        if factor.key in left_out.factors:
            told["value"] = {"kind": "withheld", "unit": withheld_unit(document.study, factor)}
    if members["result"] is not None:
        told = shown.model_dump(mode="json") if shown is not None else members["result"]["printed"]
        members["result"] = {"printed": _printed(told, left_out)}
    members["redaction"] = {"note": NOTE, "snapshot": digest(document), "digest": ""}
    members["redaction"]["digest"] = hashlib.sha256(canonical_text(members).encode()).hexdigest()
    return members


def portable_redacted(members: Mapping[str, Any], files: Mapping[str, bytes]) -> str:
    """The redacted file as it is handed on, with the bytes of its pictures."""
    encoded = {name: base64.b64encode(data).decode() for name, data in sorted(files.items())}
    return readable_text({**members, "files": encoded})


def withheld_unit(study: Study, factor: Factor) -> str:
    """The unit of a withheld value: as published for a stated one, else kilograms per unit of activity."""
    if isinstance(factor.value, StatedValue):
        return factor.value.unit
    rate = emission_rate(factor, study.gwp_set, Spot("factors", factor.name), Found())
    if rate is None:
        return ""
    per = f"({rate.per})" if "·" in rate.per.symbol else rate.per.symbol
    return f"kg{'CO2' if rate.co2_only else 'CO2e'}/{per}"


def _printed(printed: dict[str, Any], left_out: Withheld) -> dict[str, Any]:
    lines = [
        {**line, "figure": RESULT, "share": ""} if line["key"] in left_out.results else line
        for line in printed["lines"]
    ]
    return {**printed, "lines": lines}
