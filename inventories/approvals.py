"""Which lines of a study use figures that nobody has approved; a report may not be submitted with these."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from factors.models import UNRELEASED, Factor
from inventories.assembly import rows
from inventories.footprint.findings import Spot, finding
from inventories.footprint.result import Finding
from inventories.models import InventoryLine, Study

CODE = "factor_not_approved"


def unapproved(study: Study) -> tuple[Finding, ...]:
    """An error for every line and every factor of it that is proposed or was rejected: who has to do what.

    One query where there is none.
    """
    of_lines = InventoryLine.objects.filter(study=study)
    used = Q(pk__in=of_lines.values("factor")) | Q(pk__in=of_lines.values("legs__factor"))
    waiting = Factor.objects.filter(used, state__in=UNRELEASED)
    by_pk = {row.pk: row for row in waiting.select_related("library", "proposed_by")}
    return tuple(_findings(study, by_pk)) if by_pk else ()


def _findings(study: Study, waiting: dict[int, Factor]) -> Iterator[Finding]:
    inventory = rows.read(study)
    for index, line in enumerate(inventory.lines):
        chosen = [line.factor_id, *(leg.factor_id for leg in inventory.legs.get(line.pk, []))]
        for pk in dict.fromkeys(pk for pk in chosen if pk in waiting):
            spot = Spot(f"lines[{index}].factor", line.name)
            yield finding("error", CODE, spot, *_told(waiting[pk]))


def _told(factor: Factor) -> tuple[str, str]:
    """Reason and way out."""
    named = {"factor": factor, "library": factor.library, "who": factor.proposed_by or _("（未记录）")}
    if factor.state == Factor.State.REJECTED:
        return (
            _("所用因子“%(factor)s”（%(library)s）未通过审核。") % named,
            _("请改选有效的因子；或更正后重新提交该因子，审核通过后在此选用。"),
        )
    return (
        _("所用因子“%(factor)s”（%(library)s）待审核，由%(who)s提交。") % named,
        _("请提交人以外的一位同事在“待审核因子”中核对来源后审核；急用时改选有效的因子。"),
    )
