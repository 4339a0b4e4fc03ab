"""Proposing a composite factor anew with the newest releases of its parts."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from factors.models import Factor
from factors.services import require_own, supersede_composite
from inventories.factor_versions.parts import Renewed, outdated_parts, renewed


def renew_parts(actor: User, factor: Factor) -> Factor:
    """Propose the next release of a composite factor, the same but for its outdated parts.

    The reason in the trail names the parts. Raises ``Http404``, ``PermissionDenied``; ``ValidationError`` when no part
    is out of date, when one has no newer release, and as ``factors.services.supersede_composite``.
    """
    require_own(actor, factor)
    today = timezone.localdate()
    parts = outdated_parts([factor], today).get(factor.pk)
    if parts is None:
        raise ValidationError(_("“%s”的组成因子都是有效的，无需修订。") % factor)
    made = renewed(actor, factor, parts, today)
    if made is None:
        raise ValidationError(_("“%s”有组成因子没有可用的新版次，请修订该组合因子并改选。") % factor)
    return supersede_composite(actor, factor, {}, made.draft, _reason(made))


def _reason(made: Renewed) -> str:
    told = (
        _("“%(name)s”第 %(old)d 版→第 %(new)d 版")
        % {"name": old.name, "old": old.release, "new": new.release}
        for old, new in made.replaced
    )
    return _("组成因子更新：%s") % "，".join(told)
