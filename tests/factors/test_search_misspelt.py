"""Names one slip away, offered where nothing was found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from factors.search.misspelt import near_names


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("聚氯乙稀", "聚氯乙烯"),
        ("螺蚊钢", "螺纹钢"),
        ("不绣钢", "不锈钢"),
        ("aluminim", "aluminium"),
        ("不鏽綱", "不锈钢"),
    ],
)
def test_one_slip_is_known(typed: str, meant: str) -> None:
    assert meant in near_names(typed)


@pytest.mark.parametrize("typed", ["", "铝", "铝淀", "PP", "聚氯乙烯", "某某某某", "zzzzzz"])
def test_nothing_is_made_up(typed: str) -> None:
    assert typed not in near_names(typed)
    assert len(near_names(typed)) == 0 or typed == "聚氯乙烯"


@pytest.mark.parametrize("page", ["factors:factor_list", "factors:pick"])
def test_the_page_offers_the_name(as_user: Callable[[User], Client], consultant: User, page: str) -> None:
    answer = as_user(consultant).get(reverse(page), {"q": "聚氯乙稀"})
    assert "聚氯乙烯" in answer.content.decode()
