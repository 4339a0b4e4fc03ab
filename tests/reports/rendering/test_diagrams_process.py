"""The process flow: steps in order, inputs at the left, waste at the right, over pages where one does not do."""

from __future__ import annotations

import pytest

from inventories.footprint.subject import ProcessStep
from reports.rendering.charts import NotDrawable
from reports.rendering.process_diagram import process_diagram
from reports.rendering.svg import PAGE_HEIGHT
from tests.reports.rendering.drawn import (
    Drawn,
    assert_boxes_are_apart_and_inside,
    assert_each_text_of_a_box_stays_in_it,
    assert_says_all,
    assert_texts_are_apart_and_inside,
    without_breaks,
)

LONG = "热处理与喷漆（含 Very-Long-EnglishName 前处理）"


def drawn(steps: list[ProcessStep]) -> list[Drawn]:
    return [Drawn(figure) for figure in process_diagram(steps, prefix="process")]


def steps_of(count: int, name: str, inputs: int, waste: int) -> list[ProcessStep]:
    return [
        ProcessStep(
            name=f"{name}{index}",
            outsourced=index % 4 == 3,
            inputs=tuple(f"{name}料{index}-{number}" for number in range(inputs * (index % 3) // 2)),
            waste_streams=tuple(f"{name}废{index}-{number}" for number in range(waste * (index % 2))),
        )
        for index in range(count)
    ]


@pytest.mark.parametrize("count", [1, 2, 5, 6, 11, 20, 23, 60])
@pytest.mark.parametrize(("inputs", "waste"), [(0, 0), (2, 0), (0, 1), (2, 2), (8, 3)])
@pytest.mark.parametrize("name", ["工序", LONG], ids=["short", "long"])
def test_all_boxes_and_texts_are_apart_on_every_page(count: int, inputs: int, waste: int, name: str) -> None:
    steps = steps_of(count, name, inputs, waste)
    pages = drawn(steps)
    for page in pages:
        boxes = [box for kind in ("step", "input", "waste") for box in page.boxes(kind)]
        assert_boxes_are_apart_and_inside(page, boxes)
        assert_texts_are_apart_and_inside(page)
        assert_each_text_of_a_box_stays_in_it(page, boxes)
        assert page.figure.height_mm <= PAGE_HEIGHT
    assert sum(len(page.boxes("step")) for page in pages) == count
    printed = without_breaks([text for page in pages for text in page.says("label")])
    for step in steps:
        for text in (step.name, *step.inputs, *step.waste_streams):
            assert text.replace(" ", "") in printed


def test_nothing_is_made_smaller_where_pages_can_be_turned() -> None:
    pages = drawn(steps_of(60, LONG, 2, 2))
    assert len(pages) > 1
    assert all(page.figure.width_mm == 160.0 for page in pages)


def test_bare_steps_are_a_chain_that_turns_at_the_row_end() -> None:
    (page,) = drawn([ProcessStep(name=name) for name in ("采购", "检验", "入库", "领料", "冲压", "焊接")])
    boxes = page.boxes("step")
    # Six steps stand as three and three.
    assert boxes[0].x < boxes[1].x < boxes[2].x
    assert boxes[3].x == boxes[2].x
    assert boxes[3].x > boxes[4].x > boxes[5].x
    assert len(page.all("path", "arrow")) == 5


def test_what_goes_in_is_left_of_its_step_and_what_is_left_over_right_of_it() -> None:
    (page,) = drawn(
        [
            ProcessStep(name="机加工", inputs=("铸件", "电力"), waste_streams=("金属屑",)),
            ProcessStep(name="清洗"),
        ]
    )
    (inputs,), (waste,), (step, after) = page.boxes("input"), page.boxes("waste"), page.boxes("step")
    assert inputs.right < step.x
    assert waste.x > step.right
    assert inputs.middle[1] == pytest.approx(step.middle[1], abs=0.01)
    assert (after.x, after.y > step.bottom) == (step.x, True)
    assert_says_all(page, ["铸件、电力", "金属屑", "机加工", "清洗"])


def test_an_outsourced_step_is_dashed_and_explained() -> None:
    (page,) = drawn([ProcessStep(name="装配"), ProcessStep(name="喷漆", outsourced=True)])
    dashes = [rect.get("stroke-dasharray") for rect in page.all("rect", "step")]
    assert dashes[0] == "none"
    assert dashes[1] != "none"
    assert page.says("meaning") == ["工序", "外协工序"]


def test_steps_that_do_not_fit_on_a_page_go_on_in_the_next_figure() -> None:
    pages = drawn(steps_of(60, "工序", 4, 2))
    assert len(pages) > 1
    assert pages[0].element_text("title").startswith("生产工艺流程图（1/")
    assert pages[0].says("continued") == ["接下图"]
    assert pages[-1].says("continued") == ["接上图"]
    names = [name for page in pages for name in page.figure.alternative.split("第")[1:]]
    assert len(names) == 60
    assert len({identity for page in pages for identity in page.ids()}) == 2 * len(pages)


def test_one_column_turns_into_two_before_it_turns_into_two_pages() -> None:
    (page,) = drawn(steps_of(20, "工序", 2, 1))
    assert len({box.x for box in page.boxes("step")}) == 2


def test_a_step_with_very_many_inputs_is_still_printed_in_full() -> None:
    inputs = tuple(f"第{index}种原辅材料（名称很长）" for index in range(80))
    pages = drawn([*steps_of(20, "工序", 2, 1), ProcessStep(name="总装", inputs=inputs)])
    for page in pages:
        assert_texts_are_apart_and_inside(page)
    printed = without_breaks([text for page in pages for text in page.says("label")])
    assert all(name in printed for name in inputs)


def test_no_step_is_refused_with_the_way_out() -> None:
    with pytest.raises(NotDrawable, match="请先在产品资料中填写"):
        process_diagram([], prefix="process")


def test_the_flow_is_told_in_words() -> None:
    steps = [
        ProcessStep(name="机加工", inputs=("铸件", "电力"), waste_streams=("金属屑",)),
        ProcessStep(name="喷漆", outsourced=True),
    ]
    (page,) = drawn(steps)
    told = "生产工艺流程图：第1步 机加工，投入铸件、电力，产生金属屑；第2步 喷漆（外协）。"
    assert page.figure.alternative == told
    assert page.element_text("desc") == told
