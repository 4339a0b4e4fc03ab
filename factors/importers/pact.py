"""A supplier's product carbon footprints in the data model of PACT (WBCSD), version 3 and 2."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from accounts import strict_json
from factors.importers.contract import Choice, Inspection, Problem, Reading, ReadRow, Refused
from factors.importers.figures import Digits
from factors.importers.pact_rows import EXCLUDING, HEADS, INCLUDING, newest_only, row_of

MAX_BYTES = 20 * 1024 * 1024
MAX_FOOTPRINTS = 50_000
_HEAD = 64 * 1024
_MOST_TOLD = 5


class Pact:
    """ProductFootprints out of a JSON file: one, a list, or the answer of a PACT host (``{"data": …}``)."""

    key = "pact"
    label = "供应商产品碳足迹（PACT JSON）"
    hint = (
        "供应商按 PACT 技术规范（2.x 或 3.x）提供的 JSON 文件。本功能依据世界可持续发展工商理事会（WBCSD）"
        "的 PACT 技术规范实现，该规范的权利归 WBCSD 所有。"
    )

    def recognises(self, path: Path, name: str) -> bool:
        """By members that every ProductFootprint has."""
        with path.open("rb") as file:
            head = file.read(_HEAD)
        start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        return start in (b"{", b"[") and b'"specVersion"' in head and b'"productIds"' in head

    def inspect(self, path: Path, name: str) -> Inspection:
        """Which of the two figures is taken. Raises ``Refused`` for what is no sound JSON."""
        footprints = _footprints(path)
        companies = {
            str(node["companyName"])
            for _path, node in footprints
            if isinstance(node, dict) and isinstance(node.get("companyName"), str)
        }
        options = ((EXCLUDING, "不含生物源二氧化碳吸收"), (INCLUDING, "含生物源二氧化碳吸收"))
        library = {"publisher": companies.pop()[:200]} if len(companies) == 1 else {}
        choice = Choice("uptake", "取哪一个碳足迹数值", options=options, suggested=EXCLUDING)
        return Inspection(self.key, (choice,), library, (f"文件中有 {len(footprints)} 个产品碳足迹。",))

    def read(self, path: Path, name: str, choices: Mapping[str, str | Mapping[str, str]]) -> Reading:
        """One row for each footprint, wrong ones with every fault."""
        including = choices.get("uptake", EXCLUDING) == INCLUDING
        rows: list[ReadRow] = []
        for place, node in _footprints(path):
            if isinstance(node, dict):
                rows.append(row_of(node, place, including))
            else:
                problem = Problem("", f"{place}：应为 JSON 对象。")
                rows.append(ReadRow(place, ("",) * len(HEADS), {}, (problem,)))
        return Reading(HEADS, tuple(newest_only(rows)))


def _footprints(path: Path) -> list[tuple[str, object]]:
    """Every footprint with its JSON path. Raises ``Refused``."""
    if path.stat().st_size > MAX_BYTES:
        raise Refused(f"JSON 文件超过 {MAX_BYTES // 1024 // 1024} MB，请拆分后分次导入。")
    try:
        value, oddities = strict_json.parse(path.read_bytes(), Digits)
    except strict_json.SyntaxRefusedError as error:
        raise Refused(f"{error}。请让供应商重新提供文件。") from error
    if oddities:
        told = "；".join(f"{_path(odd.loc)}：{odd.message}" for odd in oddities[:_MOST_TOLD])
        rest = f"；另有 {len(oddities) - _MOST_TOLD} 处" if len(oddities) > _MOST_TOLD else ""
        raise Refused(f"JSON 内容有误：{told}{rest}。请让供应商更正后重新提供。")
    found = _unwrapped(value)
    if not found:
        raise Refused("文件中没有产品碳足迹。")
    if len(found) > MAX_FOOTPRINTS:
        raise Refused(f"文件中有 {len(found)} 个产品碳足迹，超过上限 {MAX_FOOTPRINTS} 个，请拆分后分次导入。")
    return found


def _unwrapped(value: object) -> list[tuple[str, object]]:
    root = "$"
    if isinstance(value, dict) and "data" in value and "pcf" not in value:
        value, root = value["data"], "$.data"
    if isinstance(value, dict):
        return [(root, value)]
    if isinstance(value, list):
        return [(f"{root}[{index}]", node) for index, node in enumerate(value)]
    raise Refused('文件中没有产品碳足迹：应为一个对象、对象的列表，或 {"data": […]}。')


def _path(loc: tuple[int | str, ...]) -> str:
    steps = (f"[{part}]" if isinstance(part, int) else f".{strict_json.printable(part)[:60]}" for part in loc)
    return "$" + "".join(steps)
