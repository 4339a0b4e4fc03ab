"""Reading a stranger's file in a child process with little memory, little time and no Django.

Whatever the file does to the process that reads it, the caller gets an ``Inspection``, a ``Reading`` or ``Refused``.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from factors.importers import child, wire
from factors.importers.contract import Inspection, Reading, Refused

MB = 1024 * 1024
ROOT = Path(__file__).resolve().parents[2]
CHILD = "factors.importers.child"
logger = logging.getLogger(__name__)

_SMALLER = "请只保留需要的内容，或拆分成几个文件后分次导入。"
TOO_MUCH_MEMORY = f"读取这个文件需要的内存超过系统允许的上限，已停止。{_SMALLER}"
TOO_LONG = f"读取这个文件用时过长，已停止。{_SMALLER}"
TOO_MUCH_OUTPUT = f"文件读出的内容过多，已停止。{_SMALLER}"
CRASHED = "读取这个文件时解析程序异常结束，文件可能已损坏。请用原软件重新导出，或另存为 CSV（UTF-8）后再试。"
# How the parsers that are not Python end when memory runs out; they leave no message of their own.
_ABORTED = (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the child may use: bytes of memory and of output and of the file itself, seconds of processor and of time."""

    memory: int = 1024 * MB
    seconds: int = 60
    wall: int = 120
    output: int = 400 * MB
    file: int = 200 * MB


BOUNDS = Bounds()


def inspect_file(
    path: Path, name: str, format_key: str | None = None, *, bounds: Bounds = BOUNDS
) -> Inspection:
    """What the file is and what a person has to choose; ``format_key`` when a person said what it is.

    ``name``: what the uploader called it. Raises ``Refused``.
    """
    request: dict[str, object] = {"action": "inspect", "format": format_key, "choices": {}}
    return wire.load_inspection(answer_of(CHILD, path, name, request, bounds))


def read_file(
    path: Path,
    name: str,
    format_key: str,
    choices: Mapping[str, str | Mapping[str, str]],
    *,
    bounds: Bounds = BOUNDS,
) -> Reading:
    """All rows of the file, by the choices that a person made. Raises ``Refused``."""
    plain = {key: value if isinstance(value, str) else dict(value) for key, value in choices.items()}
    request = {"action": "read", "format": format_key, "choices": plain}
    return wire.load_reading(answer_of(CHILD, path, name, request, bounds))


def answer_of(module: str, path: Path, name: str, request: Mapping[str, object], bounds: Bounds) -> str:
    """What the child program ``module`` (which calls ``child.serve``) answers about one file. Raises ``Refused``.

    ``request`` is given to it with the file's ``path`` and ``name``.
    """
    _check_size(path, bounds)
    asked = json.dumps({**request, "path": str(path.resolve()), "name": name}).encode()
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as errors:
        code = _run(module, asked, answer, errors, bounds)
        answer.seek(0)
        written = answer.read(bounds.output + 1)
        if code == 0 and written:
            return _result(written, bounds)
        errors.seek(0)
        raise _end(code, errors.read(20_000).decode("utf-8", "replace"), name)


def _check_size(path: Path, bounds: Bounds) -> None:
    size = path.stat().st_size
    if size == 0:
        raise Refused("文件是空的，没有内容可以导入。")
    if size > bounds.file:
        raise Refused(f"文件超过 {bounds.file // MB} MB。{_SMALLER}")


def _run(module: str, asked: bytes, answer: IO[bytes], errors: IO[bytes], bounds: Bounds) -> int:
    limits = [str(bounds.memory), str(bounds.seconds), str(bounds.output)]
    command = [sys.executable, "-E", "-s", "-m", module, *limits]
    # The interpreter alone: no settings, secrets or addresses of the installation reach the child.
    plain = {"LANG": "C.UTF-8", "PATH": os.defpath}
    with subprocess.Popen(  # noqa: S603 - own program, fixed words and numbers
        command,
        stdin=subprocess.PIPE,
        stdout=answer,
        stderr=errors,
        cwd=ROOT,
        env=plain,
        start_new_session=True,
    ) as process:
        try:
            process.communicate(asked, timeout=bounds.wall)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise Refused(TOO_LONG) from error
        return process.returncode


def _result(written: bytes, bounds: Bounds) -> str:
    if len(written) > bounds.output:
        raise Refused(TOO_MUCH_OUTPUT)
    word, _newline, text = written.decode("utf-8").partition("\n")
    if word == child.REFUSED:
        raise Refused(text)
    if word == child.MEMORY:
        raise Refused(TOO_MUCH_MEMORY)
    return text


def _end(code: int, errors: str, name: str) -> Refused:
    """What to say of a child that gave no answer; what it said itself is for the log."""
    if code == -signal.SIGXCPU:
        return Refused(TOO_LONG)
    if code == -signal.SIGXFSZ or "File too large" in errors:
        return Refused(TOO_MUCH_OUTPUT)
    if "MemoryError" in errors or "memory allocation of" in errors or "capacity overflow" in errors:
        return Refused(TOO_MUCH_MEMORY)
    logger.error("reading %r ended with %s: %s", name, code, errors[-4000:])
    return Refused(TOO_MUCH_MEMORY if -code in _ABORTED else CRASHED)
