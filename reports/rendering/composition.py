"""From facts and outline to the numbered report: chapters, sections, their blocks, numbers of tables and figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.rendering.blocks import Block, Blocks, Drawing, Formula, Photograph, Table, text
from reports.rendering.errors import RenderError
from reports.rendering.facts import Facts
from reports.rendering.outline import CHAPTERS, Chapter, Section, all_sections, default_wording
from reports.rendering.phrases import paragraphs
from reports.rendering.placeholders import bind

_ANNEX_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class ComposedSection:
    """A section as it is printed. ``number`` is 2.3, or empty where the chapter's heading is also the section's."""

    key: str
    number: str
    title: str
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class ComposedChapter:
    """A chapter as it is printed; ``number`` is 2, or 附录A."""

    key: str
    number: str
    title: str
    annex: bool
    sections: tuple[ComposedSection, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """The report's body; ``labels`` are the printed numbers of tables, figures and formulas by key."""

    chapters: tuple[ComposedChapter, ...]
    labels: dict[str, str]


def compose(facts: Facts) -> Composed:
    """Everything behind the contents page. Raises RenderError for texts and choices that the outline does not allow."""
    check_choices(facts)
    chapters = tuple(_numbered(facts))
    blocks = (block for chapter in chapters for section in chapter.sections for block in section.blocks)
    return Composed(chapters, _labels(blocks))


def check_choices(facts: Facts) -> None:
    """Raise RenderError for a text of an unknown section, or for leaving out one that must be there."""
    known = all_sections()
    for chosen in facts.content.sections:
        section = known.get(chosen.key)
        if section is None:
            raise RenderError(f"报告模板中没有键为“{chosen.key}”的章节，可用的有：{'、'.join(known)}。")
        if not chosen.included and not section.optional:
            raise RenderError(f"“{section_title(section, facts)}”一节不能省略，请在报告内容中恢复这一节。")


def section_title(section: Section, facts: Facts) -> str:
    return bind(section.title, facts, section.title)


def wording(section: Section, facts: Facts) -> tuple[str, ...]:
    """The section's paragraphs with their placeholders filled: the consultant's, the study's, or the default."""
    chosen = next((item.text for item in facts.content.sections if item.key == section.key), "")
    source = chosen.strip() or section.own_text(facts).strip() or default_wording(section)
    return paragraphs(bind(source, facts, section_title(section, facts)))


def is_shown(section: Section, facts: Facts) -> bool:
    left_out = {item.key for item in facts.content.sections if not item.included}
    return section.key not in left_out and section.has_data(facts)


def _numbered(facts: Facts) -> Iterator[ComposedChapter]:
    number, annexes = 0, iter(_ANNEX_LETTERS)
    for chapter in CHAPTERS:
        shown = [section for section in chapter.sections if is_shown(section, facts)]
        if not shown:
            continue
        if chapter.annex:
            yield _chapter(chapter, f"附录{next(annexes)}", shown, facts)
        else:
            number += 1
            yield _chapter(chapter, str(number), shown, facts)


def _chapter(chapter: Chapter, number: str, shown: list[Section], facts: Facts) -> ComposedChapter:
    alone = len(chapter.sections) == 1
    sections = tuple(
        ComposedSection(
            section.key,
            "" if alone else f"{number}.{index}",
            section_title(section, facts),
            _blocks(section, facts),
        )
        for index, section in enumerate(shown, start=1)
    )
    return ComposedChapter(f"chapter-{shown[0].key}", number, chapter.title, chapter.annex, sections)


def _blocks(section: Section, facts: Facts) -> Blocks:
    words, generated = text(*wording(section, facts)), section.blocks(facts)
    return (*generated, *words) if section.text_last else (*words, *generated)


def _labels(blocks: Iterable[Block]) -> dict[str, str]:
    """Tables, figures and formulas are counted through the report, each in its own series."""
    counts: dict[str, int] = {}
    labels: dict[str, str] = {}
    for block in blocks:
        if isinstance(block, Table | Drawing | Photograph | Formula):
            counts[block.kind] = counts.get(block.kind, 0) + 1
            number = counts[block.kind]
            labels[block.key] = f"（{number}）" if isinstance(block, Formula) else f"{block.kind}{number}"
    return labels
