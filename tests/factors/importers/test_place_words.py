"""Places as people write them in a column, as the libraries call them."""

from __future__ import annotations

import pytest

from factors.importers.place_words import place_in_words


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("CN", "中国"),
        ("China", "中国"),
        (" 江苏省 ", "中国·江苏"),
        ("广西壮族自治区", "中国·广西"),
        ("CN-GD", "中国·广东"),
        ("Germany", "德国"),
        ("NO", "挪威"),
        ("RoW", "世界其他地区"),
        ("中国·江苏", "中国·江苏"),
        ("苏州工业园区", "苏州工业园区"),
        ("XX", "XX"),
        ("华东", "华东"),
        ("", ""),
    ],
)
def test_places_are_called_as_in_the_libraries(written: str, kept: str) -> None:
    assert place_in_words(written) == kept
