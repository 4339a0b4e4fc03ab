"""The system boundary of a study, drawn: stages in their order inside a dashed frame, what is left out below it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from inventories.footprint.values import Stage, StageKind, Study
from reports.rendering.boxes import EXCLUDED, FRAME, INCLUDED, STAGE, Chain, Key, Label, Style, draw_legend
from reports.rendering.method import BOUNDARY_NAMES
from reports.rendering.phrases import unit_kind
from reports.rendering.svg import (
    ACCENT,
    GREY,
    PALE,
    TEXT_WIDTH,
    WHITE,
    Box,
    Canvas,
    Figure,
    Type,
    plain,
    text_width,
    wrap,
)

EMPTY_NOTES: Final = {"none": "无排放", "not_quantified": "未量化"}

# How reports call the stages of each kind, so that a boundary's list and the stages' labels are seen to mean the same.
USUAL_NAMES: Final[dict[StageKind, frozenset[str]]] = {
    "raw_materials": frozenset(
        [
            "原材料",
            "原材料获取",
            "原材料生产",
            "原材料开采",
            "原材料获取与预处理",
            "原材料获取和预处理",
            "原辅料获取",
        ]
    ),
    "raw_material_transport": frozenset(["原材料运输", "原料运输", "原辅料运输"]),
    "production": frozenset(["生产", "产品生产", "生产制造", "产品制造", "产品加工"]),
    "packaging": frozenset(["包装", "产品包装", "包装材料", "包装生产", "包装材料生产", "包装材料获取"]),
    "packaging_transport": frozenset(["包装运输", "包装材料运输"]),
    "distribution": frozenset(["产品运输", "成品运输", "分销", "产品分销", "产品分销和运输", "产品交付"]),
    "use": frozenset(["使用", "产品使用"]),
    "end_of_life": frozenset(
        ["处置", "产品处置", "产品废弃", "废弃处置", "产品废弃处置", "产品回收", "产品报废"]
    ),
    "other": frozenset(),
}
_ADDITIONS: Final = re.compile("（[^（）]*）|\\([^()]*\\)|的|阶段$|过程$")

HEADING: Final = Type(3.1, bold=True, fill=ACCENT)
OUTSIDE: Final = Type(2.9, bold=True, fill=GREY)
UNIT: Final = Type(2.7, fill=GREY)
MARGIN: Final = 5.0
ARROW: Final = 7.0
GAP: Final = 4.0
MOST_IN_A_ROW: Final = 5


def boundary_diagram(study: Study, *, prefix: str, title: str = "系统边界图") -> Figure:
    """The study's stages, the other processes that were put inside, and those that were left out.

    A process of the boundary's list that bears the name of a stage, or the usual name of a stage of its kind, is that
    stage and is drawn once.
    """
    canvas = Canvas(prefix=prefix, title=title, alternative=_in_words(study, title))
    kind = BOUNDARY_NAMES[study.boundary.type]
    inner = Box(MARGIN, 0.0, TEXT_WIDTH - 2 * MARGIN, 0.0)
    y = 9.0
    extras = _extras(study)
    if extras:
        bottom = _draw_grid(canvas, extras, INCLUDED, inner, y)
        y = bottom + ARROW + 1.0
        canvas.arrow([(TEXT_WIDTH / 2, bottom + 1.2), (TEXT_WIDTH / 2, y - 0.2)])
    y = _draw_stages(canvas, study.stages, inner, y)
    y = _draw_unit(canvas, study, inner, y + 1.0)
    _draw_frame(canvas, Box(0.3, 2.5, TEXT_WIDTH - 0.6, y - 2.5), f"系统边界：{kind}")
    if study.boundary.excluded:
        y = _draw_excluded(canvas, study, inner, y + 3.0)
    return canvas.figure(draw_legend(canvas, _keys(study, extras), y + 3.0) + 1.0)


def _extras(study: Study) -> list[str]:
    drawn = {_bare(stage.label) for stage in study.stages}
    drawn = drawn.union(*(USUAL_NAMES[stage.kind] for stage in study.stages))
    return [process.name for process in study.boundary.included if _bare(process.name) not in drawn]


def _bare(name: str) -> str:
    """A process's name without what is said in brackets, and without 的 and 阶段, which come and go."""
    return _ADDITIONS.sub("", plain(name)).replace(" ", "")


def _in_words(study: Study, title: str) -> str:
    stages = "、".join(plain(stage.label) for stage in study.stages)
    told = [f"{title}：{BOUNDARY_NAMES[study.boundary.type]}。边界内依次为{stages}"]
    if extras := _extras(study):
        told.append(f"边界内的其他过程：{'、'.join(map(plain, extras))}")
    if study.boundary.excluded:
        told.append(f"边界外：{'、'.join(plain(process.name) for process in study.boundary.excluded)}")
    return "。".join(told) + "。"


def _draw_frame(canvas: Canvas, frame: Box, heading: str) -> None:
    canvas.rect(frame, name="frame", fill="none", stroke=ACCENT, thickness=0.4, dashes="2 1.2", radius=1.5)
    width = text_width(heading, HEADING)
    canvas.rect(Box(MARGIN - 1.5, frame.y - 2.2, width + 3.0, 4.4), name="gap", fill=WHITE)
    canvas.lines(MARGIN, frame.y, [heading], HEADING, anchor="start", name="heading")


def _draw_grid(canvas: Canvas, names: Sequence[str], style: Style, inner: Box, y: float) -> float:
    """Boxes in rows of at most four, each row centred; the lower edge."""
    columns = min(4, len(names)) if len(names) != 5 else 3
    rows = math.ceil(len(names) / columns)
    columns = math.ceil(len(names) / rows)
    width = min(48.0, (inner.width - (columns - 1) * GAP) / columns)
    for first in range(0, len(names), columns):
        row = [Label.fitted(name, width, style) for name in names[first : first + columns]]
        height = max(label.height for label in row)
        x = inner.middle[0] - (len(row) * (width + GAP) - GAP) / 2
        for index, label in enumerate(row):
            label.draw(canvas, Box(x + index * (width + GAP), y, width, height))
        y += height + GAP / 2
    return y - GAP / 2


def _draw_stages(canvas: Canvas, stages: Sequence[Stage], inner: Box, y: float) -> float:
    """The stages as a chain on a pale panel, every other row from right to left; the panel's lower edge."""
    columns = math.ceil(len(stages) / math.ceil(len(stages) / MOST_IN_A_ROW))
    room = inner.width - 2 * GAP
    width = min(40.0, (room - (columns - 1) * ARROW) / columns)
    labels = [_stage_label(stage, width) for stage in stages]
    chain = Chain(tuple(labels), columns, width, ARROW)
    panel = Box(inner.x, y, inner.width, chain.height + 2 * GAP)
    canvas.rect(panel, name="panel", fill=PALE, radius=1.2)
    chain.draw(canvas, inner.middle[0] - chain.width / 2, y + GAP)
    return panel.bottom


def _stage_label(stage: Stage, width: float) -> Label:
    notes = [EMPTY_NOTES[stage.empty]] if stage.empty is not None else []
    return Label.fitted(stage.label, width, STAGE, notes)


def _draw_unit(canvas: Canvas, study: Study, inner: Box, y: float) -> float:
    lines = wrap(
        f"{unit_kind(study.functional_unit)}：{study.functional_unit.description}", UNIT, inner.width
    )
    height = len(lines) * UNIT.size * 1.4 + 3.0
    canvas.lines(inner.x, y + height / 2, lines, UNIT, anchor="start", name="unit")
    return y + height


def _draw_excluded(canvas: Canvas, study: Study, inner: Box, y: float) -> float:
    canvas.lines(inner.x, y + 2.2, ["系统边界外（未计入）"], OUTSIDE, anchor="start", name="heading")
    names = [process.name for process in study.boundary.excluded]
    return _draw_grid(canvas, names, EXCLUDED, inner, y + 6.0)


def _keys(study: Study, extras: Sequence[str]) -> list[Key]:
    keys = [Key("系统边界", FRAME), Key("生命周期阶段", STAGE)]
    if extras:
        keys.append(Key("计入的其他过程", INCLUDED))
    if study.boundary.excluded:
        keys.append(Key("未计入的过程", EXCLUDED))
    return keys
