"""What the renderer refuses, by name, and pictures that it takes."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from reports.content import Content, Person, SectionText
from reports.rendering.document import RenderError, content_findings, render
from reports.rendering.pdf import Manuscript, write
from reports.snapshot import StudyFile
from tests.reports.rendering.document_reading import objects_of, rendered, text_of, tight
from tests.reports.rendering.document_samples import (
    MADE_AT,
    changed,
    content,
    document,
    picture,
    section_words,
    study,
    words,
)

# --- refusals -----------------------------------------------------------------------------------------------------


def with_text(key: str, text: str, *, included: bool = True) -> Content:
    return content().model_copy(update={"sections": (SectionText(key=key, text=text, included=included),)})


def test_a_consultants_text_replaces_the_wording_and_keeps_the_figures() -> None:
    holding = with_text(
        "impact", "依据国发〔2021〕23号，为〔产品名称〕采用〔特征化因子集〕。\n结果为〔碳足迹〕。"
    )
    printed = section_words(document(study("brake"), holding=holding), "impact")
    assert "依据国发〔2021〕23号，为制动执行器（FB）采用IPCC AR5" in printed
    assert "结果为5.7085 kgCO2e/件。" in printed
    assert "本次核算只评价气候变化一种影响类型" not in printed
    assert "温室气体的全球变暖潜势" in printed


def test_an_unknown_placeholder_is_refused_by_its_name() -> None:
    of = document(study("brake"), holding=with_text("purpose", "为〔客户名称〕编制。"))
    with pytest.raises(RenderError, match="“评价目的”一节的文字中有不认识的占位符〔客户名称〕"):
        rendered(of)
    assert [finding.place.path for finding in content_findings(of)] == ["content.sections[0].text"]


def test_a_placeholder_without_data_is_refused_but_shown_in_a_draft() -> None:
    bare = study("brake")
    bare = changed(bare, product=bare.product.model_copy(update={"model": ""}))
    of = document(bare, holding=with_text("purpose", "型号为〔产品型号〕。"))
    with pytest.raises(RenderError, match="“评价目的”一节用到了占位符〔产品型号〕，但没有填写相应的数据"):
        rendered(of)
    assert content_findings(of)
    assert "型号为〔产品型号：未填写〕。" in section_words(of, "purpose", draft=True)


def test_an_optional_section_may_be_left_out_and_the_numbers_close_up() -> None:
    with_it, without = (
        words(document(study("brake"))),
        words(document(study("brake"), holding=with_text("functions", "", included=False))),
    )
    assert "产品功能" in with_it
    assert "产品功能" not in without
    assert re.findall(r"^表[0-9]+", without, re.MULTILINE) == re.findall(r"^表[0-9]+", with_it, re.MULTILINE)


def test_a_section_that_must_be_there_cannot_be_left_out() -> None:
    of = document(study("brake"), holding=with_text("boundary", "", included=False))
    with pytest.raises(RenderError, match="“系统边界”一节不能省略"):
        rendered(of)
    assert [finding.place.path for finding in content_findings(of)] == ["content.sections[0].included"]


def test_an_unknown_section_is_refused() -> None:
    with pytest.raises(RenderError, match="没有键为“ending”的章节"):
        rendered(document(study("brake"), holding=with_text("ending", "完")))


def test_a_report_without_a_signer_is_refused_but_may_be_drafted() -> None:
    people = (Person(name="周明远", duty="leader"),)
    of = document(study("brake"), holding=content().model_copy(update={"people": people}))
    with pytest.raises(RenderError, match="签署栏缺少技术复核人和批准人"):
        rendered(of)
    assert "周明远" in words(of, draft=True)


def test_a_character_without_a_glyph_is_refused_by_name() -> None:
    odd = study("brake")
    odd = changed(odd, company=odd.company.model_copy(update={"name": "常州\U00013000示范有限公司"}))
    with pytest.raises(RenderError, match=r"“\U00013000”（U\+13000）"):
        rendered(document(odd))


def test_a_study_that_was_not_computed_is_refused() -> None:
    of = document(study("brake")).model_copy(update={"result": None})
    with pytest.raises(RenderError, match="还没有核算结果"):
        rendered(of)


# --- pictures -----------------------------------------------------------------------------------------------------


@pytest.fixture
def pictured() -> tuple[StudyFile, dict[str, bytes]]:
    plain, plain_bytes = picture("steelblue")
    printers, printers_bytes = picture("tomato", "CMYK", (300, 800))
    shown = study("brake")
    shown = changed(shown, product=shown.product.model_copy(update={"pictures": (plain, printers)}))
    return document(shown), {plain.digest: plain_bytes, printers.digest: printers_bytes}


def test_pictures_are_printed_in_colours_that_pdf_a_knows(
    pictured: tuple[StudyFile, dict[str, bytes]],
) -> None:
    of, files = pictured
    made = render(of, files, draft=False, trial=False, made_at=MADE_AT)
    reader = PdfReader(io.BytesIO(made.pdf))
    images = [one for one in objects_of(reader) if isinstance(one, dict) and one.get("/Subtype") == "/Image"]
    assert len(images) == 2
    assert {image["/ColorSpace"] for image in images} == {"/DeviceRGB"}
    assert "产品外观见图1和图2。" in tight(text_of(made.pdf, "-layout"))


def test_a_picture_that_is_not_there_is_refused(pictured: tuple[StudyFile, dict[str, bytes]]) -> None:
    with pytest.raises(RenderError, match="图片“steelblue 样品”的文件不在"):
        rendered(pictured[0])


def test_a_picture_that_cannot_be_read_is_refused(pictured: tuple[StudyFile, dict[str, bytes]]) -> None:
    of, files = pictured
    broken = {name: data[:60] for name, data in files.items()}
    with pytest.raises(RenderError, match="图片“steelblue 样品”无法读取"):
        render(of, broken, draft=False, trial=False, made_at=MADE_AT)


def test_the_page_is_given_nothing_that_was_not_handed_in() -> None:
    def untouched(document: object, pdf: object) -> None:
        """No signature fields on this page."""

    asking = '<html lang="zh-CN"><title>x</title><img src="http://127.0.0.1/x.png" alt="x"></html>'
    manuscript = Manuscript(
        html=asking, css="", resources={}, attachments=(), made_at=MADE_AT, finisher=untouched
    )
    with pytest.raises(RenderError, match=r"报告页面要用的资源不在：http://127\.0\.0\.1/x\.png"):
        write(manuscript)


def test_what_weasyprint_only_logs_as_an_error_ends_the_rendering() -> None:
    def untouched(document: object, pdf: object) -> None:
        """No signature fields on this page."""

    broken = '<html lang="zh-CN"><title>x</title><img src="drawing:a" alt="x"></html>'
    manuscript = Manuscript(
        html=broken,
        css="",
        resources={"drawing:a": b"<svg"},
        attachments=(),
        made_at=MADE_AT,
        finisher=untouched,
    )
    with pytest.raises(RenderError, match="排版时发现问题，报告没有生成"):
        write(manuscript)
