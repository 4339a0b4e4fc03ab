"""What the commands on study files share: reading one, and saying all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import CommandError

from inventories.footprint.result import Finding
from reports.reading import UnreadableError, read
from reports.snapshot import StudyFile


def load(path: Path) -> StudyFile:
    """The study file at ``path``. Raises ``CommandError`` (exit status 1) with every error and its place."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CommandError(f"不能读取文件 {path}：{error.strerror}") from error
    try:
        return read(data)
    except UnreadableError as error:
        raise refusal(path, [str(problem) for problem in error.problems]) from error


def refusal(path: Path, lines: Iterable[str]) -> CommandError:
    """The error that lists everything wrong with the file."""
    problems = list(lines)
    listed = "\n".join(f"  {number}. {line}" for number, line in enumerate(problems, start=1))
    return CommandError(f"{path} 有 {len(problems)} 处问题，未写入任何内容：\n{listed}")


def described(finding: Finding) -> str:
    """A finding of the core on one line, with the JSON path in the file."""
    outside = finding.place.path.startswith(("content", "files", "number", "result"))
    path = f"$.{finding.place.path}" if outside else f"$.study.{finding.place.path}"
    return f"{path}（{finding.place.name}）：{finding.reason} {finding.remedy}"
