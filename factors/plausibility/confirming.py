"""A figure that lies off is entered all the same when somebody says that it is right, and why."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from factors.models import Factor
from factors.plausibility.judging import Verdict, judge_factor

# The boxes of ``templates/factors/_figure_hint.html``.
TICK, REASON = "figure_confirmed", "figure_reason"
LONGEST = 300


class Confirmation:
    """Whether the figure of a factor must be confirmed, and whether what was sent (``data``) does so.

    ``exists``: the release that it is to supersede.
    """

    def __init__(
        self, actor: User, factor: Factor, data: Mapping[str, object], *, exists: Factor | None = None
    ) -> None:
        self._actor, self._factor, self._exists = actor, factor, exists
        self.is_ticked = bool(data.get(TICK))
        self.reason = str(data.get(REASON) or "").strip()

    @cached_property
    def verdict(self) -> Verdict | None:
        return judge_factor(self._actor, self._factor, exists=self._exists)

    @property
    def is_needed(self) -> bool:
        return self.verdict is not None and self.verdict.is_off

    def note(self) -> str:
        """The factor's note, with the reason where the figure lies off. Raises ``ValidationError`` without one.

        The note is part of what the audit trail tells of the act.
        """
        if not self.is_needed or self.verdict is None:
            return self._factor.note
        if not self.is_ticked or not self.reason:
            raise ValidationError(_("数值偏离合理范围：请核对小数点和单位；确实无误时须确认并写明理由。"))
        if len(self.reason) > LONGEST:
            raise ValidationError(_("确认数值的理由最多 %d 字。") % LONGEST)
        said = _("数值偏离合理范围（%(low)s～%(high)s %(unit)s），经确认：%(reason)s") % {
            "low": self.verdict.low,
            "high": self.verdict.high,
            "unit": self.verdict.figure_unit,
            "reason": self.reason,
        }
        return f"{self._factor.note}\n{said}".strip()
