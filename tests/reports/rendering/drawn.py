"""Reads a drawn SVG back: its rectangles and its texts with the room that each takes, for the tests of figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree

from reports.rendering.svg import Box, Figure, Type, text_width

NAMESPACE = "{http://www.w3.org/2000/svg}"
# Two boxes may share an edge; what overlaps by less than this many mm is rounding of coordinates.
TOUCH = 0.01


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text: what it says with subscripts as plain digits, its class, and the room it takes in mm."""

    says: str
    name: str
    box: Box


class Drawn:
    """A figure, parsed."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self.root = ElementTree.fromstring(figure.svg)  # noqa: S314 - drawn by the code under test
        _, _, width, height = map(float, self.root.get("viewBox", "").split())
        self.page = Box(0.0, 0.0, width, height)
        self.texts = [read_text(element) for element in self.all("text")]

    def all(self, tag: str, name: str | None = None) -> list[ElementTree.Element]:
        """The elements with this tag and, where given, this word in their class, in the order drawn."""
        found = self.root.iter(f"{NAMESPACE}{tag}")
        return [element for element in found if name is None or name in element.get("class", "").split()]

    def boxes(self, name: str) -> list[Box]:
        return [
            Box(*(float(element.get(key, "")) for key in ("x", "y", "width", "height")))
            for element in self.all("rect", name)
        ]

    def says(self, name: str) -> list[str]:
        """What the texts of this class say, in the order drawn."""
        return [text.says for text in self.texts if text.name == name]

    def ids(self) -> list[str]:
        return [element.get("id", "") for element in self.root.iter() if element.get("id")]

    def element_text(self, tag: str) -> str:
        return self.root.findtext(f"{NAMESPACE}{tag}") or ""


def read_text(element: ElementTree.Element) -> Text:
    says = "".join(element.itertext())
    size = float(element.get("font-size", ""))
    kind = Type(size, bold=element.get("font-weight") == "700")
    width = text_width(says, kind)
    x = float(element.get("x", ""))
    left = {"start": x, "middle": x - width / 2, "end": x - width}[element.get("text-anchor", "start")]
    return Text(
        says, element.get("class", ""), Box(left, float(element.get("y", "")) - 0.85 * size, width, size)
    )


def overlaps(one: Box, other: Box) -> bool:
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return across > TOUCH and down > TOUCH


def holds(outer: Box, inner: Box) -> bool:
    return (
        inner.x >= outer.x - TOUCH
        and inner.y >= outer.y - TOUCH
        and inner.right <= outer.right + TOUCH
        and inner.bottom <= outer.bottom + TOUCH
    )


def assert_texts_are_apart_and_inside(drawn: Drawn) -> None:
    outside = [text.says for text in drawn.texts if not holds(drawn.page, text.box)]
    assert outside == []
    colliding = [(a.says, b.says) for a, b in combinations(drawn.texts, 2) if overlaps(a.box, b.box)]
    assert colliding == []


def assert_boxes_are_apart_and_inside(drawn: Drawn, boxes: list[Box]) -> None:
    assert [box for box in boxes if not holds(drawn.page, box)] == []
    assert [pair for pair in combinations(boxes, 2) if overlaps(*pair)] == []


def assert_each_text_of_a_box_stays_in_it(drawn: Drawn, boxes: list[Box]) -> None:
    """Every label lies wholly in one of the boxes."""
    labels = [text for text in drawn.texts if text.name in {"label", "note"}]
    assert [text.says for text in labels if not any(holds(box, text.box) for box in boxes)] == []


def without_breaks(texts: list[str]) -> str:
    """Texts that were broken into lines, as one, without the spaces that fell at the breaks."""
    return "".join(texts).replace(" ", "")


def assert_says_all(drawn: Drawn, names: list[str]) -> None:
    """Every name is printed in full, as often as it is given."""
    printed = without_breaks(drawn.says("label"))
    for name, times in Counter(name.replace(" ", "") for name in names).items():
        assert printed.count(name) >= times, name
