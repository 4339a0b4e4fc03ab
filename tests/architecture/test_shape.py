"""Rules about the shape of the source that no linter of the project holds."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT, files_of_tests, functions, name, own_files, tree

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
# The one place that may catch whatever comes: the boundary around job handlers, which logs it and counts the attempt.
CATCHES_EVERYTHING = {"jobs/execution.py"}
SIGNAL_MODULES = ("django.dispatch", "django.db.models.signals", "django.core.signals", "blinker")


def test_the_layers_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([str(linter)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {
        name(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in own_files() + files_of_tests()
    }
    assert {file: length for file, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    lengths = {
        f"{name(path, node.lineno)} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in own_files()
        for node in functions(path)
    }
    assert {function: length for function, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_pages_and_api_reach_rows_only_through_visible_to() -> None:
    """``Model.objects.all()``, ``.get()`` and ``.filter()`` would show rows that the person may not know of."""
    found = [
        name(path, node.lineno)
        for path in own_files()
        if _is_page_or_api(path)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in {"all", "get", "filter", "exclude", "first", "in_bulk", "values", "values_list"}
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in {"objects", "_base_manager", "_default_manager"}
    ]
    assert found == []


def _is_page_or_api(path: Path) -> bool:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return bool({"views", "api", "serializers", "forms"} & set(parts))


def test_nothing_is_wired_by_signals() -> None:
    found = [
        name(path, node.lineno)
        for path in own_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(SIGNAL_MODULES)
    ]
    assert found == []


def test_no_exception_is_caught_without_being_named() -> None:
    found = {
        name(path)
        for path in own_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node)
    }
    assert found - CATCHES_EVERYTHING == set()


def _catches_everything(node: ast.ExceptHandler) -> bool:
    return node.type is None or (
        isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}
    )


def test_no_exception_is_swallowed() -> None:
    found = [
        name(path, node.lineno)
        for path in own_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and len(node.body) == 1 and isinstance(node.body[0], ast.Pass)
    ]
    assert found == []


def test_there_are_no_drawers_for_everything() -> None:
    found = [
        name(path) for path in own_files() if path.stem in {"utils", "helpers", "common", "core", "misc"}
    ]
    assert found == []


def test_nothing_is_left_to_do() -> None:
    marks = ("TODO", "FIXME", "XXX", "HACK", "raise NotImplementedError")
    found = [
        name(path, number)
        for path in own_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if any(mark in line for mark in marks)
    ]
    assert found == []
