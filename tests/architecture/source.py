"""The project's own Python files, read as text and as syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Every top-level folder with an AppConfig is an app; a new one (exchange) is held to the rules without being named here.
APPS = tuple(sorted(path.parent.name for path in ROOT.glob("*/apps.py")))


@cache
def own_files() -> tuple[Path, ...]:
    """All modules of the apps and the assembly; migrations are machine-written and left out."""
    folders = (*APPS, "pcf_project")
    files = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(sorted(path for path in files if "migrations" not in path.parts))


@cache
def files_of_tests() -> tuple[Path, ...]:
    return tuple(sorted((ROOT / "tests").rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name(path: Path, line: int | None = None) -> str:
    """The file as an editor opens it."""
    shown = path.relative_to(ROOT).as_posix()
    return shown if line is None else f"{shown}:{line}"


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
