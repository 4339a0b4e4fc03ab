"""What every named act asks first."""

from __future__ import annotations

from django.http import Http404

from accounts.editing import Frozen
from accounts.models import User
from accounts.permissions import require
from accounts.rows import AgencyRow


def guard(actor: User, row: AgencyRow) -> None:
    """Permission, then whether the row may be changed now; within the act's transaction.

    The root is read afresh and locked, so that a submission under way and this act do not pass each other.
    Raises ``Http404``, ``PermissionDenied`` or ``Frozen``.
    """
    require(actor, row.EDIT_ACTION, row)
    root = row.editing_root
    if root is None or root.pk is None:
        return
    fresh = type(root)._base_manager.select_for_update().filter(pk=root.pk).first()
    if fresh is None:
        raise Http404
    refusal = fresh.editing_refusal()
    if refusal is not None:
        raise Frozen(refusal)
