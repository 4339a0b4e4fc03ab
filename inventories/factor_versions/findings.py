"""Lines of a study whose factors are out of date, as findings beside those of the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from factors.models import Factor
from inventories.assembly import rows
from inventories.factor_versions.standing import Standing, standing_of
from inventories.factor_versions.successors import newest_releases
from inventories.factor_versions.uses import outdated_factors
from inventories.footprint.findings import Spot, finding
from inventories.footprint.result import Finding
from inventories.models import Study

CODE = "factor_out_of_date"
Told = Mapping[int, tuple[str, str]]


def out_of_date_findings(study: Study) -> tuple[Finding, ...]:
    """A warning for every line and every factor of it that was superseded, has expired or was withdrawn.

    Two queries where there is none. A newer year alone is no finding.
    """
    today = timezone.localdate()
    numbers = outdated_factors([study.pk], today).get(study.pk)
    if not numbers:
        return ()
    used = list(Factor.objects.select_related("library").filter(pk__in=numbers))
    newest = newest_releases(used, today)
    told = {row.pk: _told(row, standing_of(row, today), newest.get(row.pk)) for row in used}
    return tuple(_findings(study, told))


def _findings(study: Study, told: Told) -> Iterator[Finding]:
    inventory = rows.read(study)
    for index, line in enumerate(inventory.lines):
        chosen = [line.factor_id, *(leg.factor_id for leg in inventory.legs.get(line.pk, []))]
        for pk in dict.fromkeys(pk for pk in chosen if pk is not None and pk in told):
            yield finding("warning", CODE, Spot(f"lines[{index}].factor", line.name), *told[pk])


def _told(factor: Factor, standing: Standing | None, newest: Factor | None) -> tuple[str, str]:
    """Reason and way out."""
    named = {"factor": factor, "library": factor.library, "release": factor.release}
    if newest is not None:
        reason = _("所用因子“%(factor)s”（%(library)s，第 %(release)d 版）已有第 %(newer)d 版取代。") % {
            **named,
            "newer": newest.release,
        }
        return reason, _("请在项目的“因子更新”页查看影响后更新；沿用原版次时请在报告中说明理由。")
    if standing is Standing.WITHDRAWN:
        reason = _("所用因子“%(factor)s”（%(library)s，第 %(release)d 版）已撤回。") % named
        return reason, _("请改选其他因子；确需沿用时请在报告中说明理由。")
    reason = _("所用因子“%(factor)s”（%(library)s，第 %(release)d 版）已过期。") % named
    return reason, _("请改选有效的因子；没有更新的因子时请在报告中说明理由。")
