"""The ring of shares: every part readable for any number of parts, no figure made up, nothing across anything else."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from itertools import pairwise

import pytest

from reports.rendering import fonts
from reports.rendering.charts import NotDrawable, Part
from reports.rendering.ring import OUTER, ring
from tests.reports.rendering.drawn import Drawn, assert_says_all, assert_texts_are_apart_and_inside

LONG = "铝合金压铸件外壳及其固定支架的获取与预处理（含 Ecoinvent 数据）"
SHARES = {
    "one": [1],
    "two": [3, 1],
    "three": [3, 2, 1],
    "five, one large": [5486, 166, 41, 15, 1],
    "twelve equal": [1] * 12,
    "twelve falling": [50, 20, 10, 5, 4, 3, 2, 2, 1, 1, 1, 1],
    "eleven, ten tiny": [990, *[1] * 10],
    "thirteen": [9, 8, 7, 6, 5, 4, 3, 3, 2, 2, 1, 1, 1],
    "forty equal": [1] * 40,
    "forty harmonic": [10000 // (index + 1) for index in range(40)],
    "forty, one large": [100000, *[1] * 39],
    "forty-five": list(range(1, 46)),
}


def parts_of(values: list[int], name: str = "第{}种物料") -> list[Part]:
    return [
        Part(name.format(index + 1), Decimal(value), f"{value}.000{index}", f"{index}.{value}%")
        for index, value in enumerate(values)
    ]


def drawn_ring(parts: list[Part]) -> Drawn:
    return Drawn(ring(parts, title="各阶段占比", total="5.7085", unit="kgCO2e/件", prefix="ring"))


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path)]


def leaders(drawn: Drawn) -> list[list[tuple[float, float]]]:
    return [points(path.get("d", "")) for path in drawn.all("path", "leader")]


def centre(drawn: Drawn) -> tuple[float, float]:
    """The middle of the ring: the printed total stands on it."""
    total = next(text for text in drawn.texts if text.name == "total")
    return total.box.middle[0], total.box.middle[1]


@pytest.mark.parametrize("values", SHARES.values(), ids=SHARES.keys())
@pytest.mark.parametrize("name", ["第{}种物料", LONG + "{}"], ids=["short names", "long names"])
def test_every_part_is_printed_and_no_text_touches_another(values: list[int], name: str) -> None:
    parts = parts_of(values, name)
    drawn = drawn_ring(parts)
    assert_texts_are_apart_and_inside(drawn)
    assert_says_all(drawn, [part.label for part in parts])
    assert sorted(drawn.says("figure")) == sorted(part.figure for part in parts)
    assert sorted(drawn.says("share")) == sorted(part.share for part in parts)
    assert len(drawn.all("path", "slice")) == len(parts)


@pytest.mark.parametrize("values", SHARES.values(), ids=SHARES.keys())
def test_leader_lines_cross_neither_the_ring_nor_each_other(values: list[int]) -> None:
    lines = leaders(drawn_ring(parts_of(values)))
    x, y = _ring_centre(drawn_ring(parts_of(values)))
    for line in lines:
        for start, end in pairwise(line[1:]):
            assert min(math.dist((x, y), at) for at in _between(start, end)) > OUTER
    for index, line in enumerate(lines):
        assert not any(_cross(line, other) for other in lines[index + 1 :])


def _ring_centre(drawn: Drawn) -> tuple[float, float]:
    """From where leaders begin on the ring's outer edge: 26 mm from the middle, which is half the width across."""
    path = drawn.all("path", "slice")[0].get("d", "")
    x, y = points(path)[0]
    return 80.0, y + math.copysign(math.sqrt(max(0.0, OUTER**2 - (x - 80.0) ** 2)), centre(drawn)[1] - y)


def _between(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    steps = [index / 50 for index in range(51)]
    return [(start[0] + (end[0] - start[0]) * at, start[1] + (end[1] - start[1]) * at) for at in steps]


def _cross(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> bool:
    return any(
        _sides_differ(a, b, c, d) and _sides_differ(c, d, a, b)
        for a, b in pairwise(one)
        for c, d in pairwise(other)
    )


def _sides_differ(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]
) -> bool:
    """Whether c and d lie on different sides of the line through a and b, by more than rounding."""

    def side(p: tuple[float, float]) -> float:
        return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])

    return side(c) * side(d) < -1e-3


def test_angles_are_in_proportion_to_the_values() -> None:
    drawn = drawn_ring(parts_of([3, 2, 1]))
    # Half, a third, a sixth of the circle, clockwise from twelve o'clock: the parts begin at twelve, six and ten.
    starts = [points(path.get("d", ""))[0] for path in drawn.all("path", "slice")]
    x, y = starts[0][0], starts[0][1] + OUTER
    ten = (x - OUTER * math.sin(math.pi / 3), y - OUTER * math.cos(math.pi / 3))
    for found, expected in zip(starts, [(x, y - OUTER), (x, y + OUTER), ten], strict=True):
        assert found == pytest.approx(expected, abs=0.002)


def test_the_largest_part_is_the_darkest_and_each_smaller_one_is_lighter() -> None:
    fills = [path.get("fill", "") for path in drawn_ring(parts_of([1, 5, 3])).all("path", "slice")]
    levels = [sum(int(fill[index : index + 2], 16) for index in (1, 3, 5)) for fill in fills]
    assert levels == sorted(levels)
    assert len(set(levels)) == 3


def test_neighbours_among_many_parts_differ_in_lightness() -> None:
    fills = [path.get("fill") for path in drawn_ring(parts_of([1] * 40)).all("path", "slice")]
    assert all(one != other for one, other in pairwise(fills))


def test_no_number_is_printed_that_was_not_given() -> None:
    parts = parts_of(SHARES["forty, one large"])
    drawn = drawn_ring(parts)
    given = {part.figure for part in parts} | {part.share for part in parts} | {"5.7085", "kgCO2e/件"}
    ranks = {str(rank) for rank in range(1, 41)}
    others = {text.says for text in drawn.texts if text.name != "label"}
    assert others <= given | ranks


def test_a_part_without_a_figure_or_of_zero_has_no_slice_but_is_listed() -> None:
    parts = [*parts_of([3, 2]), Part("使用", None, "/", "/"), Part("产品处置", Decimal(0), "0", "0")]
    drawn = drawn_ring(parts)
    assert len(drawn.all("path", "slice")) == 2
    assert_says_all(drawn, ["使用", "产品处置"])
    assert_texts_are_apart_and_inside(drawn)


def test_swatches_lie_inside_the_picture_with_their_outlines() -> None:
    parts = [*parts_of([3, 2]), Part("使用", None, "/", "/"), Part("产品处置", Decimal(0), "0", "0")]
    swatches = drawn_ring(parts).all("rect", "swatch")
    # half of an outline lies outside its rectangle
    left = [float(one.get("x", "")) - float(one.get("stroke-width", "")) / 2 for one in swatches]
    assert left == pytest.approx([0.0, 84.0], abs=0.01)
    assert min(left) >= -1e-9


@pytest.mark.parametrize(
    "values", [[], ["0"], ["5", "-1"], ["-1"]], ids=["nothing", "zero", "one negative", "only negative"]
)
def test_what_a_ring_cannot_show_is_refused_in_words(values: list[str]) -> None:
    parts = [Part("阶段", Decimal(value), value, "—") for value in values]
    with pytest.raises(NotDrawable, match=r"(表格|条形图)。$"):
        drawn_ring(parts)


def test_more_parts_than_a_page_can_show_are_refused() -> None:
    with pytest.raises(NotDrawable, match="1 至 45 项，现有 46 项"):
        drawn_ring(parts_of([1] * 46))


def test_the_ring_is_told_in_words() -> None:
    parts = [Part("原材料", Decimal("5.4863"), "5.4863", "96.11%"), Part("使用", None, "/", "/")]
    figure = ring(parts, title="各阶段占比", total="5.4863", unit="kgCO2e/件", prefix="a")
    assert figure.alternative == "环形图：各阶段占比。原材料 5.4863 kgCO₂e/件（96.11%）；使用 未量化。"
    drawn = Drawn(figure)
    assert drawn.element_text("title") == "各阶段占比"
    assert drawn.element_text("desc") == figure.alternative


def test_ids_begin_with_the_prefix_so_that_drawings_can_share_a_page() -> None:
    first, second = (
        Drawn(ring(parts_of([2, 1]), title="占比", total="3", unit="kg", prefix=prefix))
        for prefix in ("a", "b")
    )
    assert first.ids() == ["a-title", "a-desc"]
    assert not set(first.ids()) & set(second.ids())


def test_the_printed_total_never_leaves_the_hole() -> None:
    parts = parts_of([1, 1])
    figure = ring(
        parts, title="占比", total="123456789.123456789", unit="kgCO2e/1000000 只（每箱）", prefix="a"
    )
    total = next(text for text in Drawn(figure).texts if text.name == "total")
    assert total.box.width <= 26.0 + 0.01


def test_weasyprint_prints_the_ring_without_a_missing_glyph() -> None:
    fonts.configure()
    from weasyprint import HTML

    parts = [Part("原材料 CH₄ ☑ ①", Decimal(2), "2.0", "66.7%"), Part("运输 N2O", Decimal(1), "1.0", "33.3%")]
    document = HTML(string=ring(parts, title="占比", total="3.0", unit="kgCO2e", prefix="a").svg).render()
    document.write_pdf()
    assert fonts.missing_glyphs(document) == ()
