"""Third-party files are copied as they were committed, and not at all when one of them has changed."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "vendor.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vendor_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script over a project of one npm file and one system font."""
    module = load()
    (tmp_path / "node_modules" / "echarts").mkdir(parents=True)
    (tmp_path / "node_modules" / "echarts" / "echarts.js").write_text("chart", encoding="utf-8")
    (tmp_path / "system").mkdir()
    (tmp_path / "system" / "DejaVuSans.ttf").write_text("font", encoding="utf-8")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "MANIFEST", tmp_path / "vendor.sha256")
    monkeypatch.setattr(module, "FROM_NPM", {"echarts/echarts.js": "vendor/echarts/echarts.js"})
    monkeypatch.setattr(module, "FROM_SYSTEM", ("DejaVuSans.ttf",))
    monkeypatch.setattr(module, "SYSTEM_FOLDERS", (str(tmp_path / "system"),))
    monkeypatch.setenv("PCF_BUILD_DIR", str(tmp_path / "build"))
    return module


def built(folder: Path) -> dict[str, str]:
    files = (path for path in (folder / "build").rglob("*") if path.is_file())
    return {str(path.relative_to(folder / "build")): path.read_text(encoding="utf-8") for path in files}


COPIED = {"vendor/echarts/echarts.js": "chart", "fonts/DejaVuSans.ttf": "font"}


def test_files_are_copied_to_where_pages_and_pdfs_look(vendor: ModuleType, tmp_path: Path) -> None:
    assert vendor.main(["--update"]) == 0
    assert built(tmp_path) == COPIED


def test_a_second_run_copies_nothing(
    vendor: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vendor.main(["--update"])
    assert vendor.main([]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "vendor: up to date"


def test_a_damaged_copy_is_replaced(vendor: ModuleType, tmp_path: Path) -> None:
    vendor.main(["--update"])
    (tmp_path / "build" / "vendor" / "echarts" / "echarts.js").write_text("chars", encoding="utf-8")
    assert vendor.main([]) == 0
    assert built(tmp_path) == COPIED


def test_a_changed_npm_file_stops_everything(
    vendor: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vendor.main(["--update"])
    (tmp_path / "node_modules" / "echarts" / "echarts.js").write_text("other", encoding="utf-8")
    (tmp_path / "system" / "DejaVuSans.ttf").write_text("newer", encoding="utf-8")
    assert vendor.main([]) == 1
    assert "echarts/echarts.js" in capsys.readouterr().err
    assert built(tmp_path) == COPIED


@pytest.mark.parametrize(
    ("gone", "advice"),
    [
        ("node_modules/echarts/echarts.js", "npm ci --ignore-scripts"),
        ("system/DejaVuSans.ttf", "apt-get install -y fonts-dejavu-core"),
        ("vendor.sha256", "Restore it from the repository"),
    ],
)
def test_what_is_missing_is_named_with_the_command_to_type(
    vendor: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], gone: str, advice: str
) -> None:
    vendor.write_manifest()
    (tmp_path / gone).unlink()
    assert vendor.main([]) == 1
    assert advice in capsys.readouterr().err
    assert built(tmp_path) == {}


def test_the_committed_digests_name_every_file_of_npm() -> None:
    module = load()
    assert set(module.read_manifest()) == set(module.FROM_NPM)
