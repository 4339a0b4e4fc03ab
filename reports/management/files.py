"""What the commands on study files share: reading one, and saying all that is wrong with it."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import CommandError

from inventories.footprint.result import Finding
from reports.reading import MAX_BYTES, UnreadableError, read
from reports.snapshot import StudyFile


def load(path: Path) -> StudyFile:
    """The study file at ``path``. Raises ``CommandError`` (exit status 1) with every error and its place."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)  # a device may never end
    except OSError as error:
        raise CommandError(f"不能读取文件 {path}：{_why(error)}") from error
    try:
        return read(data)
    except UnreadableError as error:
        raise refusal(path, [str(problem) for problem in error.problems]) from error


def require_writable(target: Path) -> None:
    """Raise ``CommandError`` when no file can be put at ``target``; asked before the work is done."""
    if target.is_dir() or not target.parent.is_dir():
        raise CommandError(f"不能写入 {target}：请给出一个已有文件夹中的文件名")


def write(target: Path, data: bytes) -> None:
    """Put ``data`` at ``target``: beside and renamed, so that an interrupted run leaves no half file under the name.

    Raises ``CommandError``; nothing is left behind then.
    """
    beside = target.with_name(target.name + ".part")
    try:
        beside.write_bytes(data)
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise CommandError(f"不能写入 {target}：{_why(error)}") from error


def refusal(path: Path, lines: Iterable[str]) -> CommandError:
    """The error that lists everything wrong with the file."""
    problems = list(lines)
    listed = "\n".join(f"  {number}. {line}" for number, line in enumerate(problems, start=1))
    return CommandError(f"{path} 有 {len(problems)} 处问题，未写入任何内容：\n{listed}")


def described(finding: Finding) -> str:
    """A finding of the core on one line, with the JSON path in the file."""
    outside = finding.place.path.startswith(("content", "files", "number", "result"))
    path = ".".join(filter(None, ("$" if outside else "$.study", finding.place.path)))
    return f"{path}（{finding.place.name}）：{finding.reason} {finding.remedy}"


def _why(error: OSError) -> str:
    """The system's reason in Chinese, where it is one of the usual ones."""
    match error:
        case FileNotFoundError():
            return "没有这个文件"
        case IsADirectoryError():
            return "这是文件夹，不是文件"
        case PermissionError():
            return "没有权限"
    return "磁盘空间不足" if error.errno == errno.ENOSPC else f"系统错误 {error.errno}（{error.strerror}）"
