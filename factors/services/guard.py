"""What every act on libraries and factors asks first, and what it tells the audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, Guarded, require
from factors import telling
from factors.models import NUMBERS, Factor, Library
from factors.visibility import HIDDEN

# The columns that tell the figure itself.
FIGURES = frozenset({*NUMBERS, "gases", "split", "composition"})


def require_own(actor: User, row: Library | Factor, action: Action = Action.EDIT_FACTORS) -> None:
    """Pass for an own row and a role that may do it; the starter library is refused to everybody."""
    if row.agency_id is None:
        require(actor, action, actor)
        raise PermissionDenied(_("内置因子库由系统维护，不能修改；请在本机构的因子库中另建因子。"))
    require(actor, action, cast(Guarded, row))


def reason_given(text: str) -> str:
    """The reason, which must not be empty. Raises ``ValidationError``."""
    why = text.strip()
    if not why:
        raise ValidationError({"reason": _("请填写理由，供日后追溯。")})
    return why


def told(row: Library | Factor, names: Iterable[str], *, empty: bool = False) -> dict[str, object]:
    """The named values that say something (``empty``: all). Everybody reads the trail: figures for named people are not told."""
    values = {name: getattr(row, name) for name in names}
    if isinstance(row, Factor) and row.composite is not None and "composition" in values:
        values["composition"] = {"label": telling.summary(row.composite), **row.composition}
    if isinstance(row, Factor) and row.library.audience == Library.Audience.NAMED:
        values |= {name: str(HIDDEN) for name in FIGURES & values.keys() if values[name] not in (None, {})}
    return {name: value for name, value in values.items() if empty or value not in ("", None, {})}
