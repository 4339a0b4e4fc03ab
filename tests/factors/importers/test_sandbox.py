"""The child process: what it answers, and that whatever becomes of it ends in a refusal that people understand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from factors.importers import sandbox, wire
from factors.importers.contract import Choice, Inspection, Problem, Reading, ReadRow, Refused
from factors.importers.sandbox import MB, ROOT, Bounds, inspect_file, read_file
from factors.importers.spreadsheet import AnySpreadsheet
from tests.factors.importers.grids import text_file, workbook

ROWS = [["名称", "数值", "单位"], ["钢", "2.15", "kgCO2e/kg"], ["铝", "abc", "kgCO2e/kg"]]


def test_the_child_gives_what_the_reader_gives(tmp_path: Path) -> None:
    path = text_file(tmp_path / "a.csv", ROWS)
    reader = AnySpreadsheet()
    inspection = inspect_file(path, "a.csv")
    assert inspection == reader.inspect(path, "a.csv")
    assert inspect_file(path, "a.csv", "spreadsheet") == inspection
    choices = {"columns": dict(next(one.mapping for one in inspection.choices if one.key == "columns"))}
    assert read_file(path, "a.csv", "spreadsheet", choices) == reader.read(path, "a.csv", choices)


def test_everything_survives_the_wire() -> None:
    choice = Choice(
        "columns:1",
        "列",
        "columns",
        (("a", "b"),),
        "a",
        ("头",),
        {"头": "name"},
        (("x", "y"),),
        ("sheet", "S"),
    )
    inspection = Inspection("spreadsheet", (choice,), {"name": "库"}, ("说明",))
    assert wire.load_inspection(wire.dump_inspection(inspection)) == inspection
    row = ReadRow(
        "第 2 行",
        ("a",),
        {"name": "a", "year": 2023, "split": {"CO2": "1.0"}, "second_hand": True},
        (Problem("头", "错"),),
    )
    reading = Reading(("头",), (row,), {"空行": 2}, ("说明",))
    assert wire.load_reading(wire.dump_reading(reading)) == reading


@pytest.mark.parametrize(
    ("bounds", "rows", "message"),
    [
        (Bounds(memory=150 * MB), 40_000, sandbox.TOO_MUCH_MEMORY),
        (Bounds(seconds=1), 60_000, sandbox.TOO_LONG),
        (Bounds(wall=0), 10, sandbox.TOO_LONG),
        (Bounds(output=1000), 100, sandbox.TOO_MUCH_OUTPUT),
        (Bounds(file=1000), 100, "文件超过"),
    ],
    ids=["memory", "processor", "time", "output", "file"],
)
def test_what_takes_too_much_is_stopped(tmp_path: Path, bounds: Bounds, rows: int, message: str) -> None:
    lines = "".join(f"物料{number},2.15,kgCO2e/kg,{'说明' * 60}\n" for number in range(rows))
    path = tmp_path / "a.csv"
    path.write_text(f"名称,数值,单位,备注\n{lines}", encoding="utf-8")
    with pytest.raises(Refused, match=message):
        read_file(path, "a.csv", "spreadsheet", {}, bounds=bounds)


def test_an_unforeseen_end_is_a_refusal_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """No choice of columns is ever a list; the child falls over it, as over a fault of a reader."""
    path = text_file(tmp_path / "a.csv", ROWS)
    with pytest.raises(Refused, match="解析程序异常结束"):
        read_file(path, "a.csv", "spreadsheet", {"columns": {"名称": ["name"]}})  # type: ignore[dict-item]
    assert "Traceback" in caplog.text


@pytest.mark.parametrize(("key", "message"), [("nonsense", "没有这种文件格式"), ("cpcd", "产品ID")])
def test_refusals_of_readers_come_through(tmp_path: Path, key: str, message: str) -> None:
    path = text_file(tmp_path / "a.csv", ROWS)
    with pytest.raises(Refused, match=message):
        read_file(path, "a.csv", key, {})
    with pytest.raises(Refused, match=message):
        inspect_file(path, "a.csv", key)


def test_an_empty_file_is_refused_before_any_child(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"")
    with pytest.raises(Refused, match="空的"):
        inspect_file(path, "a.xlsx")


def test_the_child_knows_no_django_and_none_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import sys; from factors.importers import formats, sandbox, wire;"
        "print(sorted(n for n in sys.modules if n.split('.')[0] in ('django', 'celery')))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("[]\n", "")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    assert inspect_file(workbook(tmp_path / "a.xlsx", {"S": ROWS}), "a.xlsx").format == "spreadsheet"
