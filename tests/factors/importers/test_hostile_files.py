"""Files by the hundred that want to do harm: refused or read with problems, in bounded memory and time, never a crash."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from factors.importers import formats
from factors.importers.contract import Inspection, Reading, Refused
from factors.importers.sandbox import MB, ROOT, Bounds, inspect_file, read_file
from tests.factors.importers import tricky
from tests.factors.importers.hostile import READ, REFUSED, mutated

BOUNDS = Bounds(memory=600 * MB, seconds=20, wall=60)
MUTATED = 300


def read_as_proposed(path: Path) -> tuple[Inspection, Reading]:
    inspection = inspect_file(path, path.name, bounds=BOUNDS)
    choices: dict[str, str | dict[str, str]] = {
        one.key: dict(one.mapping) if one.kind == "columns" else one.suggested for one in inspection.choices
    }
    return inspection, read_file(path, path.name, inspection.format, choices, bounds=BOUNDS)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_hostile_files_are_refused_with_a_reason(tmp_path: Path, name: str) -> None:
    make, reason = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(make())
    with pytest.raises(Refused) as refusal:
        read_as_proposed(path)
    assert re.search(reason, str(refusal.value), re.DOTALL)
    assert re.search("[一-龥].*。", str(refusal.value))
    assert "解析程序异常" not in str(refusal.value)


@pytest.mark.parametrize("name", sorted(READ))
def test_odd_files_are_read_or_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(READ[name]())
    try:
        _inspection, reading = read_as_proposed(path)
    except Refused as refusal:
        assert "解析程序异常" not in str(refusal)  # noqa: PT017 - either end is right
        return
    # Not one of them holds a factor that could be relied on.
    assert all(row.problems for row in reading.rows)


def ends_of(folder: Path, files: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """What became of each file, all of them read by one confined process, which must not fall or swell."""
    folder.mkdir()
    names = []
    for name, data in files:
        (folder / name).write_bytes(data or b"x")
        names.append(name)
    run = subprocess.run(
        [sys.executable, "-m", "tests.factors.importers.gauntlet", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    *lines, last = run.stdout.splitlines()
    ends = dict(json.loads(line) for line in lines)
    assert (run.returncode, sorted(ends)) == (0, sorted(names)), run.stderr[-2000:]
    assert [f"{name}: {end}" for name, end in ends.items() if end.startswith("FAILED")] == []
    assert json.loads(last)["peak"] < 200 * MB
    return ends


def test_broken_files_by_the_hundred_bring_nothing_down(tmp_path: Path) -> None:
    ends = ends_of(tmp_path / "files", mutated(20260101, MUTATED, tmp_path))
    assert sum(end.startswith("refused") for end in ends.values()) > MUTATED / 3


def test_no_factor_comes_out_of_tricky_files(tmp_path: Path) -> None:
    ends = ends_of(tmp_path / "files", tricky.bad().items())
    taken = {
        name: end for name, end in ends.items() if not re.match("refused .*[一-龥].*。|rows .*, 0 of", end)
    }
    assert taken == {}
    # What is named a workbook, a package or a document and is none is told so, not how to save a text file.
    for kind, name in (("工作簿", "noise.xlsx"), ("压缩包", "noise.zip"), ("JSON 文件", "noise.json")):
        assert f"不是{kind}" in formats.refused(tmp_path / "files" / name, name, Refused("")).args[0]
    for name, place in (
        ("cut.json", "第 1 行第"),
        ("deep.json", "嵌套"),
        ("cell-8.xlsx", "单元格 B2 出现了不止一次"),
    ):
        assert place in ends[name]
