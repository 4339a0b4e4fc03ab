"""Documents to render in tests: the three cases with a content, and studies that push the layout."""

from __future__ import annotations

import datetime
import hashlib
import io
from pathlib import Path
from typing import Literal

from PIL import Image

from inventories.footprint.compute import compute
from inventories.footprint.result import Computed
from inventories.footprint.rounding import printed
from inventories.footprint.subject import Picture
from inventories.footprint.values import Study
from reports.content import Content
from reports.rendering.blocks import Block, Formula, Heading, Items, Paragraph, Ref, Table
from reports.rendering.composition import compose
from reports.rendering.facts import Facts
from reports.snapshot import AgencyParticulars, Result, StudyFile

FOLDER = Path(__file__).parent
GOLDEN = FOLDER.parents[1] / "golden"
MADE_AT = datetime.datetime(2024, 7, 29, 9, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
NUMBER = "JSSF-CFP-2024-0018"


def study(case: str) -> Study:
    return Study.model_validate_json((GOLDEN / f"{case}.json").read_text(encoding="utf-8"))


def content() -> Content:
    """What the brake case's report holds beside the study."""
    return Content.model_validate_json((FOLDER / "brake_content.json").read_text(encoding="utf-8"))


def document(of: Study, *, holding: Content | None = None, number: str = NUMBER) -> StudyFile:
    """The study computed and frozen, with the brake case's content or another."""
    outcome = compute(of)
    assert isinstance(outcome, Computed), outcome
    footprint = outcome.footprint
    return StudyFile(
        format="pcf-study",
        version=1,
        software="产品碳足迹报告系统 0.1",
        number=number,
        agency=AgencyParticulars(name="江苏示范低碳咨询中心", address="江苏省南京市示范路 2 号"),
        study=of,
        content=content() if holding is None else holding,
        result=Result(footprint=footprint, printed=printed(of, footprint)),
    )


def changed(of: Study, **members: object) -> Study:
    """The study with some members replaced, checked like one that is read."""
    return Study.model_validate_json(
        Study.model_construct(**(dict(of) | members)).model_dump_json(warnings=False)
    )


def many_lines(count: int) -> Study:
    """The brake case with its first material repeated, under names of very different length."""
    brake = study("brake")
    first = brake.lines[0]
    names = (
        "六角头螺栓",
        "阀体总成（含密封圈、压紧螺母和防尘盖，表面镀锌镍合金）",
        "O 形圈 NBR70 Φ12×1.8",
        "垫片",
    )
    added = [
        first.model_copy(update={"key": f"part-{index}", "name": f"{names[index % 4]} {index:03d}"})
        for index in range(count - len(brake.lines))
    ]
    return changed(brake, lines=(*brake.lines, *added))


def picture(colour: str, mode: str = "RGB", size: tuple[int, int] = (400, 260)) -> tuple[Picture, bytes]:
    """A picture of one colour with its bytes."""
    target = io.BytesIO()
    image = Image.new("RGB", size, colour).convert(mode)
    media: Literal["image/jpeg", "image/png"] = "image/jpeg" if mode == "CMYK" else "image/png"
    image.save(target, "JPEG" if mode == "CMYK" else "PNG")
    data = target.getvalue()
    return Picture(digest=hashlib.sha256(data).hexdigest(), media_type=media, caption=f"{colour} 样品"), data


def words(of: StudyFile, *, draft: bool = False) -> str:
    """What the body of the report says, section by section, before it is laid out."""
    composed = compose(Facts(of, draft))
    return "\n".join(
        told
        for chapter in composed.chapters
        for section in chapter.sections
        for told in (section.title, *(words_of(block, composed.labels) for block in section.blocks))
    )


def section_words(of: StudyFile, key: str, *, draft: bool = False) -> str:
    """What one section says."""
    composed = compose(Facts(of, draft))
    section = next(one for chapter in composed.chapters for one in chapter.sections if one.key == key)
    return "\n".join(words_of(block, composed.labels) for block in section.blocks)


def words_of(block: Block, labels: dict[str, str]) -> str:
    """A block as plain text: cells parted by bars, references by their numbers."""
    match block:
        case Paragraph():
            return "".join(labels[part.key] if isinstance(part, Ref) else part for part in block.parts)
        case Items():
            return "\n".join(block.items)
        case Heading():
            return block.text
        case Table():
            rows = ("|".join(row.cells) for row in block.rows)
            head = "|".join(column.title for column in block.columns)
            return "\n".join([f"{labels[block.key]} {block.caption}", head, *rows, *block.notes])
        case Formula():
            return block.name
        case _:
            return f"{labels[block.key]} {block.caption}"
