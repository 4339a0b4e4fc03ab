"""Whether a study uses factors whose figures a person may not see; then its results are not all the person's either."""

from __future__ import annotations

from accounts.models import User
from factors.visibility import hidden_libraries
from inventories.models import InventoryLine, Study, TransportLeg


def is_restricted(reader: User, study: Study) -> bool:
    """Whether results of the study are withheld from the reader (``inventories.footprint.restriction``)."""
    hidden = hidden_libraries(reader)
    if not hidden:
        return False
    lines = InventoryLine.objects.filter(
        study=study, kind=InventoryLine.Kind.ACTIVITY, factor__library__in=hidden
    )
    legs = TransportLeg.objects.filter(
        line__study=study, line__kind=InventoryLine.Kind.TRANSPORT, factor__library__in=hidden
    )
    return lines.exists() or legs.exists()
