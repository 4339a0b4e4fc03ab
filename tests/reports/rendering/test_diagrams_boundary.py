"""The system boundary: stages in order inside the frame, what is left out below it, whatever the number and names."""

from __future__ import annotations

import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Literal

import pytest

from inventories.footprint.subject import Company, Product
from inventories.footprint.values import (
    Boundary,
    BoundaryType,
    FunctionalUnit,
    GwpSet,
    Period,
    Process,
    Stage,
    StageKind,
    Study,
)
from reports.rendering.boundary_diagram import boundary_diagram
from reports.rendering.svg import Box
from tests.reports.rendering.drawn import (
    Drawn,
    assert_boxes_are_apart_and_inside,
    assert_each_text_of_a_box_stays_in_it,
    assert_says_all,
    assert_texts_are_apart_and_inside,
    holds,
)

LONG = "名称很长的过程（含 CO2e、电力与天然气的生产及 Very-Long-EnglishWordForAProcess）"


def study(
    stages: list[str],
    included: list[str],
    excluded: list[str],
    kind: BoundaryType = "cradle_to_gate",
    empty: Literal["none", "not_quantified"] | None = None,
) -> Study:
    return Study(
        title="示例",
        company=Company(name="示例公司"),
        product=Product(name="示例产品"),
        functional_unit=FunctionalUnit(amount=Decimal(1), unit="件", description="生产 1 件示例产品"),
        period=Period(start=datetime.date(2023, 1, 1), end=datetime.date(2023, 12, 31)),
        boundary=Boundary(
            type=kind,
            included=tuple(Process(name=name) for name in included),
            excluded=tuple(Process(name=name, reason="影响很小") for name in excluded),
        ),
        gwp_set=GwpSet(name="AR5"),
        stages=tuple(
            Stage(key=f"s{index}", kind="other", label=label, empty=empty, reason="无" if empty else "")
            for index, label in enumerate(stages)
        ),
    )


def drawn(value: Study) -> Drawn:
    return Drawn(boundary_diagram(value, prefix="boundary"))


@pytest.mark.parametrize("stages", range(1, 10))
@pytest.mark.parametrize("excluded", [0, 1, 4, 5, 12])
@pytest.mark.parametrize("name", ["阶段", LONG], ids=["short", "long"])
def test_all_boxes_and_texts_are_apart_whatever_their_number(stages: int, excluded: int, name: str) -> None:
    inside = [f"{name}甲{index}" for index in range(stages)]
    extras = [f"{name}乙{index}" for index in range(excluded // 2)]
    outside = [f"{name}丙{index}" for index in range(excluded)]
    diagram = drawn(study(inside, extras, outside))
    boxes = diagram.boxes("stage") + diagram.boxes("included") + diagram.boxes("excluded")
    assert len(boxes) == stages + len(extras) + excluded
    assert_boxes_are_apart_and_inside(diagram, boxes)
    assert_texts_are_apart_and_inside(diagram)
    assert_each_text_of_a_box_stays_in_it(diagram, boxes)
    assert_says_all(diagram, [*inside, *extras, *outside])
    assert diagram.page.height <= 260.0


def frame(diagram: Drawn) -> Box:
    (found,) = [box for box in diagram.boxes("frame") if box.width > 100]
    return found


def test_stages_and_further_processes_are_inside_the_frame_and_the_rest_below_it() -> None:
    diagram = drawn(study(["原材料", "生产"], ["电力生产"], ["产品的使用", "产品的运输"]))
    around = frame(diagram)
    assert all(holds(around, box) for box in diagram.boxes("stage") + diagram.boxes("included"))
    assert all(box.y > around.bottom for box in diagram.boxes("excluded"))


def test_stages_are_joined_in_their_order() -> None:
    diagram = drawn(study([f"阶段{index}" for index in range(7)], [], []))
    boxes = diagram.boxes("stage")
    assert diagram.says("label") == [f"阶段{index}" for index in range(7)]
    # Seven stages stand as four and three; the second row runs back from under the fourth.
    assert [box.x < other.x for box, other in pairwise(boxes[:4])] == [True] * 3
    assert boxes[4].x == boxes[3].x
    assert boxes[4].y > boxes[3].bottom
    assert [box.x > other.x for box, other in pairwise(boxes[4:])] == [True] * 2
    assert len(diagram.all("path", "arrow")) == 6


def test_a_process_with_the_name_of_a_stage_is_drawn_once() -> None:
    diagram = drawn(study(["原材料运输", "生产"], ["原材料运输", "电力生产"], []))
    assert diagram.says("label").count("原材料运输") == 1
    assert len(diagram.boxes("included")) == 1


@pytest.mark.parametrize(
    ("kind", "label", "listed"),
    [
        ("raw_materials", "原材料", "原材料获取"),
        ("production", "生产过程", "产品生产"),
        ("packaging", "包装材料", "产品包装（含包装运输）"),
        ("use", "使用阶段", "产品的使用"),
    ],
)
def test_the_usual_name_of_a_stage_of_that_kind_is_that_stage(
    kind: StageKind, label: str, listed: str
) -> None:
    value = study([label], [listed, "中国的电力生产"], [])
    value = value.model_copy(update={"stages": (value.stages[0].model_copy(update={"kind": kind}),)})
    assert drawn(value).says("label") == ["中国的电力生产", label]


def test_the_usual_name_of_a_stage_that_the_study_does_not_have_is_a_process_of_its_own() -> None:
    assert drawn(study(["生产"], ["产品使用"], [])).says("label") == ["产品使用", "生产"]


@pytest.mark.parametrize(
    ("kind", "wording"),
    [
        ("cradle_to_gate", "系统边界：从摇篮到大门"),
        ("cradle_to_gate_with_delivery", "系统边界：从摇篮到大门，含产品运输"),
        ("cradle_to_grave", "系统边界：从摇篮到坟墓"),
        ("gate_to_gate", "系统边界：从大门到大门"),
        ("partial", "系统边界：部分生命周期"),
    ],
)
def test_the_frame_says_which_boundary_it_is(kind: BoundaryType, wording: str) -> None:
    assert wording in drawn(study(["生产"], [], [], kind)).says("heading")


@pytest.mark.parametrize(("empty", "note"), [("none", "无排放"), ("not_quantified", "未量化")])
def test_a_stage_without_data_says_so(empty: Literal["none", "not_quantified"], note: str) -> None:
    assert drawn(study(["使用"], [], [], empty=empty)).says("note") == [note]


def test_the_legend_explains_only_what_is_drawn() -> None:
    bare = drawn(study(["生产"], [], []))
    assert bare.says("meaning") == ["系统边界", "生命周期阶段"]
    full = drawn(study(["生产"], ["电力生产"], ["产品的使用"]))
    assert full.says("meaning") == ["系统边界", "生命周期阶段", "计入的其他过程", "未计入的过程"]
    assert len(full.boxes("sample")) == 4


def test_the_functional_unit_is_printed() -> None:
    assert drawn(study(["生产"], [], [])).says("unit") == ["功能单位：生产 1 件示例产品"]


def test_the_diagram_is_told_in_words_and_has_its_own_ids() -> None:
    diagram = drawn(study(["原材料", "生产"], ["电力生产"], ["产品的使用"]))
    assert diagram.figure.alternative == (
        "系统边界图：从摇篮到大门。边界内依次为原材料、生产。边界内的其他过程：电力生产。边界外：产品的使用。"
    )
    assert diagram.element_text("desc") == diagram.figure.alternative
    assert diagram.ids() == ["boundary-title", "boundary-desc"]
