"""Fonts: only the shipped ones, found on any machine, and nothing printed as an empty box without a word."""

from __future__ import annotations

import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

from reports.rendering import fonts


@pytest.fixture(autouse=True)
def _environment_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", os.environ.get("FONTCONFIG_FILE", ""))


def test_the_configuration_lists_the_shipped_folder_alone(tmp_path: Path) -> None:
    path = fonts.configure(tmp_path)
    root = ElementTree.parse(path).getroot()  # noqa: S314 - written by the code under test
    assert [element.text for element in root.iter("dir")] == [str(fonts.font_dir())]
    assert [element.text for element in root.iter("cachedir")] == [str(tmp_path / "cache")]
    assert list(root.iter("include")) == []
    assert os.environ["FONTCONFIG_FILE"] == str(path)


def test_the_cache_can_be_written(tmp_path: Path) -> None:
    fonts.configure(tmp_path / "a & b")
    assert (tmp_path / "a & b" / "cache").is_dir()


def test_configuring_again_rewrites_nothing(tmp_path: Path) -> None:
    path = fonts.configure(tmp_path)
    os.utime(path, (1, 1))
    assert fonts.configure(tmp_path) == path
    assert path.stat().st_mtime == 1


def test_a_configuration_of_another_place_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text("<fontconfig><dir>/elsewhere</dir></fontconfig>", encoding="utf-8")
    assert "/elsewhere" not in fonts.configure(tmp_path).read_text(encoding="utf-8")


def test_missing_font_files_are_named_with_the_way_out_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PCF_BUILD_DIR", str(tmp_path / "build"))
    before = os.environ["FONTCONFIG_FILE"]
    with pytest.raises(fonts.FontsMissing, match=r"NotoSansSC_400Regular\.ttf.*DejaVuSans\.ttf.*make setup"):
        fonts.configure(tmp_path / "fontconfig")
    assert list(tmp_path.iterdir()) == []
    assert os.environ["FONTCONFIG_FILE"] == before


def test_only_shipped_families_are_used_whatever_is_asked_for() -> None:
    fonts.configure()
    from weasyprint import HTML

    page = """<p style="font-family:Noto Serif SC">正文</p><p style="font-family:Noto Sans SC"><b>标题</b></p>
        <p style="font-family:Arial,SimSun,serif">衬线 ☑</p><p style="font-family:sans-serif">无衬线</p>
        <p style="font-family:monospace">mono</p>"""
    document = HTML(string=page).render()
    document.write_pdf()
    families = {font.family for font in document.fonts.values()}
    assert families <= {"Noto Serif SC", "Noto Sans SC", "DejaVu Sans", "DejaVu Serif"}
    assert {"Noto Serif SC", "Noto Sans SC"} <= families


def test_characters_that_reports_use_have_glyphs() -> None:
    fonts.configure()
    from weasyprint import HTML

    text = "CO₂ CH₄ N₂O SF₆ m³ Nm³ ℃ ‰ ± × ÷ ≤ ≥ ≈ Σ → ① ⑩ ☑ ☐ □ ■ √ 〔〕【】《》“”‘’……——～·％㎡ 㐂 䶮 𣲗 𫄧 𫄸 喆 堃 犇 淼"
    for weight in ("normal", "bold"):
        families = ",".join(f"'{family}'" for family in fonts.SERIF_STACK)
        document = HTML(string=f'<p style="font-family:{families};font-weight:{weight}">{text}</p>').render()
        document.write_pdf()
        assert fonts.missing_glyphs(document) == ()


def test_a_character_that_no_font_has_is_named() -> None:
    fonts.configure()
    from weasyprint import HTML

    document = HTML(string="<p>甲\U000323af乙\ue000甲\ue000</p>").render()
    document.write_pdf()
    assert fonts.missing_glyphs(document) == ("\ue000", "\U000323af")
