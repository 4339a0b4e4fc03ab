"""What belongs to the product of what several products have in common."""

from __future__ import annotations

from decimal import Decimal

from factors import units
from factors.units import UnitError
from inventories.footprint.context import ONE, Quotient, quotient
from inventories.footprint.findings import Found, Spot
from inventories.footprint.values import Sharing, Study


class Sharings:
    """The study's sharings by key, each looked at once, so that a wrong one is one finding and not one a line."""

    def __init__(self, study: Study, found: Found) -> None:
        self._found = found
        self._sharings = {sharing.key: (index, sharing) for index, sharing in enumerate(study.sharings)}
        self._shares: dict[str, Quotient | None] = {}

    def share(self, key: str | None, purpose: str, spot: Spot) -> Quotient | None:
        """The product's share; one where nothing is shared, ``None`` after reporting what stands in the way."""
        if key is None:
            return ONE
        if key not in self._sharings:
            reason = f"分摊方案“{key}”不在本项目中。"
            self._found.error("unknown_sharing", spot, reason, "请选择本项目的分摊方案，或取消分摊。")
            return None
        index, sharing = self._sharings[key]
        if sharing.purpose != purpose:
            reason = f"“{sharing.name}”不是用于此处的分摊方案。"
            self._found.error("sharing_purpose", spot, reason, "共用计量与联产品的分摊方案不能互换。")
            return None
        if key not in self._shares:
            self._shares[key] = self._reckoned(sharing, Spot(f"sharings[{index}]", sharing.name))
        return self._shares[key]

    def _reckoned(self, sharing: Sharing, spot: Spot) -> Quotient | None:
        """Own over all. The unit need not convert, since own and others have the same; but it must be a known one."""
        sound = True
        try:
            units.parse(sharing.unit)
        except UnitError as error:
            self._found.unit_error("unknown_unit", spot.at("unit"), error)
            sound = False
        if sharing.own <= 0:
            reason = f"本产品的数值为 {sharing.own:f}，须大于零。"
            self._found.error("sharing_own", spot.at("own"), reason, "请填写本产品在分摊依据中的数值。")
            sound = False
        for index, part in enumerate(sharing.others):
            if part.amount < 0:
                reason = f"“{part.name}”的数值为 {part.amount:f}，不能为负。"
                self._found.error(
                    "sharing_part", spot.item("others", index, part.name), reason, "请更正数值。"
                )
                sound = False
        return quotient(sharing.own, total_of(sharing)) if sound else None


def total_of(sharing: Sharing) -> Decimal:
    """The measure of all that share, in the sharing's unit."""
    return sum((part.amount for part in sharing.others), sharing.own)
