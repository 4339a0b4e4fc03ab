"""How a factor in use stands today."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from factors.models import Factor


class Standing(models.TextChoices):
    """Why a factor in use should be looked at; ``NEWER_EDITION`` is no fault of it.

    ``PARTS_OUT_OF_DATE``: a composite factor in force, made of factors of which some are out of date.
    """

    WITHDRAWN = "withdrawn", _("已撤回")
    SUPERSEDED = "superseded", _("已被取代")
    EXPIRED = "expired", _("已过期")
    PARTS_OUT_OF_DATE = "parts", _("组成因子有变化")
    NEWER_EDITION = "newer_edition", _("有更新年份的数据")


_BY_STATE = {
    Factor.State.WITHDRAWN: Standing.WITHDRAWN,
    Factor.State.SUPERSEDED: Standing.SUPERSEDED,
    Factor.State.EXPIRED: Standing.EXPIRED,
}


def standing_of(factor: Factor, today: datetime.date) -> Standing | None:
    """The factor's standing by itself; ``None`` while it is in force or only proposed. The last day is still valid."""
    by_state = _BY_STATE.get(Factor.State(factor.state))
    if by_state is not None:
        return by_state
    past = factor.valid_until is not None and factor.valid_until < today
    return Standing.EXPIRED if past else None


def is_in_force(factor: Factor, today: datetime.date) -> bool:
    """Whether it may take the place of another one: approved, not replaced, not past its last day."""
    return factor.state == Factor.State.CURRENT and standing_of(factor, today) is None


def out_of_date(today: datetime.date, prefix: str = "factor__") -> Q:
    """The condition of ``standing_of`` for the rows of a table; ``prefix`` leads to the factor."""
    return Q(**{f"{prefix}state__in": list(_BY_STATE)}) | Q(**{f"{prefix}valid_until__lt": today})
