"""Files to import, and the worker that does the jobs of imports, for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from accounts.models import User
from factors.importers.contract import Content, Problem, Reading, ReadRow
from factors.models import FactorImport, Library
from factors.services import imports
from jobs.claims import claim_next
from jobs.execution import execute

HEADS = ("代码", "名称", "数值", "单位")
CPCD_HEADS = "产品ID,产品名称,核算边界,碳足迹,企业名称,数据年份,数据类型,是否低碳"


def content(code: str, amount: str = "1.9", **more: object) -> Content:
    """A factor as a reader gives it: so many kgCO2e/kg."""
    return {"code": code, "name": f"材料{code}", "amount": amount, "unit": "kgCO2e/kg", **more}


def reading(*contents: Content, problems: Mapping[str, Sequence[Problem]] | None = None) -> Reading:
    """A file of these rows; ``problems`` by code."""
    rows = tuple(
        ReadRow(
            place=f"第 {line} 行",
            cells=tuple(str(each.get(name, "")) for name in ("code", "name", "amount", "unit")),
            content=each,
            problems=tuple((problems or {}).get(str(each.get("code")), ())),
        )
        for line, each in enumerate(contents, start=2)
    )
    return Reading(heads=HEADS, rows=rows)


def cpcd(*lines: tuple[str, str, str]) -> bytes:
    """An export in CPCD's layout of (id, name, figure such as ``1.9kgCO2e / 千克``)."""
    body = [f"{code},{name},摇篮到大门,{figure},-,2024,核心数据库,否" for code, name, figure in lines]
    return "\n".join([CPCD_HEADS, *body, ""]).encode("utf-8-sig")


STEEL = ("S1", "热轧钢板", "2.31kgCO2e / 千克")
ALUMINIUM = ("A1", "电解铝", "16.5kgCO2e / 千克")
WRONG = ("X1", "无单位之物", "3.3kgCO2e / 某种单位")


def work() -> None:
    """Do every job that is due, as a worker does."""
    while (claim := claim_next()) is not None:
        execute(claim)


def fresh(batch: FactorImport) -> FactorImport:
    """The import as it stands now."""
    return FactorImport.objects.select_related("library", "agency", "proposed_by").get(pk=batch.pk)


def uploaded(actor: User, data: bytes, name: str = "因子.csv") -> FactorImport:
    """A file handed in and looked at."""
    batch = imports.upload(actor, name, data)
    work()
    return fresh(batch)


def previewed(actor: User, library: Library | None, data: bytes) -> FactorImport:
    """A file held against ``library``, or against a new one named 新库."""
    batch = uploaded(actor, data)
    imports.choose(actor, batch, batch.version, {}, library, None if library else {"name": "新库"})
    work()
    return fresh(batch)


def applied(actor: User, batch: FactorImport, **decision: object) -> FactorImport:
    """The import after its preview was applied."""
    said = {"reason": "季度更新", **decision}
    imports.apply(actor, batch, batch.version, **said)  # type: ignore[arg-type]
    work()
    return fresh(batch)


def outcomes(batch: FactorImport) -> list[tuple[str, str]]:
    """(code, outcome) of every row, in the order of the file."""
    rows: Iterable[tuple[str, str]] = batch.rows.values_list("code", "outcome")
    return list(rows)
