"""Previews of a stranger's file by a child process with little memory, little time and no Django."""

from __future__ import annotations

import tempfile
from pathlib import Path

from factors.importers import sandbox
from factors.importers.contract import Refused
from factors.importers.sandbox import MB, Bounds
from inventories.previews import child
from inventories.previews.contract import Book, load

CHILD = "inventories.previews.child"
# A reader waits for it: what a page of an honest file needs, several times over.
BOUNDS = Bounds(memory=1024 * MB, seconds=10, wall=20, output=16 * MB, file=100 * MB)
# The sandbox speaks of imports; a preview that cannot be made keeps nobody from the file itself.
_REASONS = {
    sandbox.TOO_LONG: "生成预览用时过长，已停止。",
    sandbox.TOO_MUCH_MEMORY: "生成预览需要的内存超过系统允许的上限，已停止。",
    sandbox.TOO_MUCH_OUTPUT: "预览的内容过多，已停止。",
    sandbox.CRASHED: "读取文件时解析程序异常结束，文件可能已损坏。",
}


def page_count(path: Path, *, bounds: Bounds = BOUNDS) -> int:
    """The number of pages of a PDF. Raises ``Refused``."""
    return int(_answer(path, {"action": child.COUNT}, bounds))


def picture(path: Path, number: int | None, *, bounds: Bounds = BOUNDS) -> bytes:
    """Page ``number`` (from 1) of a PDF, or (``None``) a photograph, as PNG. Raises ``Refused``."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "page.png"
        what = {"action": child.PHOTO} if number is None else {"action": child.PAGE, "number": number}
        _answer(path, {**what, "target": str(target)}, bounds)
        return target.read_bytes()


def sheets(path: Path, *, bounds: Bounds = BOUNDS) -> Book:
    """The first sheets of a workbook. Raises ``Refused``."""
    return load(_answer(path, {"action": child.TABLES}, bounds))


def _answer(path: Path, request: dict[str, object], bounds: Bounds) -> str:
    try:
        return sandbox.answer_of(CHILD, path, path.name, request, bounds)
    except Refused as refusal:
        raise Refused(_REASONS.get(str(refusal), str(refusal))) from refusal
