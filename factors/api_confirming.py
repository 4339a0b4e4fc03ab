"""Over the API as on the page: a figure that lies off is taken when somebody confirms it and says why."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as ModelError
from rest_framework import serializers

from accounts.models import User
from factors.models import Factor
from factors.plausibility.confirming import LONGEST, REASON, TICK, Confirmation

CONFIRMS = (TICK, REASON)


class ConfirmedFigure(serializers.Serializer[Any]):
    """The two members by which an implausible figure is confirmed; on others they do nothing."""

    figure_confirmed = serializers.BooleanField(
        write_only=True,
        required=False,
        help_text="数值偏离合理范围时须为 true，表示已与出处核对，数值和单位无误。",
    )
    figure_reason = serializers.CharField(
        write_only=True,
        required=False,
        allow_blank=True,
        max_length=LONGEST,
        help_text="数值偏离合理范围时必填：确认无误的理由，写入备注和操作记录。",
    )


def confirmed_note(
    actor: User, factor: Factor, given: dict[str, Any], *, exists: Factor | None = None
) -> str:
    """The note with which the factor may be proposed; takes what confirms it out of ``given``.

    Raises Django's ``ValidationError`` on ``figure_confirmed``, with what the figure was compared with.
    """
    said = {name: given.pop(name, None) for name in CONFIRMS}
    confirmation = Confirmation(actor, factor, said, exists=exists)
    try:
        return confirmation.note()
    except ModelError as error:
        verdict = confirmation.verdict
        message = "".join(error.messages)
        if verdict is not None:
            message += (
                f"本数值 {verdict.value}，合理范围 {verdict.low}～{verdict.high} {verdict.figure_unit}。"
                f"无误时请以 {TICK}=true 和 {REASON}（理由）重新提交。"
            )
        raise ModelError({TICK: message}) from error
