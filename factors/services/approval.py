"""Four eyes: a proposed figure is put in force, or refused, by somebody else than who proposed it.

Every decision is a compare-and-set on the state, in the transaction that also tells the trail: two people who press
at once, or one who presses twice, have one outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.audit import Traced
from accounts.models import User
from accounts.permissions import Action, require
from factors import plausibility
from factors.models import Factor, Library
from factors.search import index, moving
from factors.services.factors import IN_FORCE
from factors.services.guard import reason_given, require_own

State = Factor.State
# So many ids in one statement: SQLite takes at most 32,766.
AT_ONCE = 5_000


class Decided(NamedTuple):
    """How many were decided; how many wait on because the person proposed them."""

    decided: int
    own: int


class _Waiting(NamedTuple):
    pk: int
    library: int
    supersedes: int | None


def awaiting(user: User) -> QuerySet[Factor]:
    """The proposals of the user's agency that the user may see, the longest waiting first; own ones included."""
    own = Factor.objects.visible_to(user).filter(agency_id=user.agency_id, state=State.PROPOSED)
    rows = own.select_related("library", "proposed_by", "supersedes__library")
    return rows.order_by("created_at", "pk")


def decidable(user: User) -> QuerySet[Factor]:
    """Those of ``awaiting`` on which the user may decide: not proposed by the user."""
    return awaiting(user).exclude(proposed_by=user)


def approve_factor(actor: User, factor: Factor) -> Factor:
    """Put a proposal in force; the release that it supersedes, if that is in force, ceases to be.

    Raises ``Http404``, ``PermissionDenied`` (the proposer, too small a role), and ``ValidationError`` when somebody
    was faster.
    """
    _require_decider(actor, factor)
    with transaction.atomic():
        _decide(actor, factor, State.CURRENT)
        _supersede([factor.supersedes_id] if factor.supersedes_id is not None else [])
        plausibility.keep_up(factor.library_id)
        audit.record(actor, "factor.approve", cast(Traced, factor), after={"state": State.CURRENT.value})
    return factor


def reject_factor(actor: User, factor: Factor, reason: str) -> Factor:
    """Refuse a proposal, with the reason; what it wanted to supersede stays in force. Raises as ``approve_factor``."""
    _require_decider(actor, factor)
    why = reason_given(reason)
    with transaction.atomic():
        _decide(actor, factor, State.REJECTED)
        after = {"state": State.REJECTED.value, "reason": why}
        audit.record(actor, "factor.reject", cast(Traced, factor), after=after)
    return factor


def take_back(actor: User, factor: Factor) -> Factor:
    """Take an own proposal back before anybody has decided; it stays readable as one that was not approved.

    Raises ``Http404``, ``PermissionDenied`` for another's proposal, ``ValidationError`` when it is decided.
    """
    require_own(actor, factor)
    if factor.proposed_by_id != actor.pk:
        raise PermissionDenied(_("只有提交人可以收回；如不同意，请由审核人退回。"))
    with transaction.atomic():
        _decide(actor, factor, State.REJECTED)
        audit.record(actor, "factor.take_back", cast(Traced, factor), after={"state": State.REJECTED.value})
    return factor


def approve_all(actor: User, proposals: QuerySet[Factor]) -> Decided:
    """Put many proposals in force at once: a library's, an import's. One line in the trail for each library.

    The actor's own among them are left waiting and counted. Raises ``PermissionDenied``.
    """
    return _decide_all(actor, proposals, State.CURRENT, "library.approve", {})


def reject_all(actor: User, proposals: QuerySet[Factor], reason: str) -> Decided:
    """Refuse many proposals at once, with one reason. Raises as ``approve_all``, ``ValidationError`` without a reason."""
    why = {"reason": reason_given(reason)}
    return _decide_all(actor, proposals, State.REJECTED, "library.reject", why)


def _require_decider(actor: User, factor: Factor) -> None:
    """Who decides sees the figure: that of a library for named people is decided by one of them."""
    require_own(actor, factor, Action.APPROVE_FACTORS)
    if not Factor.objects.visible_to(actor).filter(pk=factor.pk).exists():
        raise Http404


def _decide(actor: User, factor: Factor, state: Factor.State) -> None:
    """Compare and set. ``ValidationError`` says who decided before."""
    now = timezone.now()
    waiting = Factor.objects.filter(pk=factor.pk, state=State.PROPOSED)
    if not waiting.update(state=state, decided_by=actor, decided_at=now):
        row = Factor.objects.select_related("decided_by").get(pk=factor.pk)
        raise ValidationError(
            _("“%(factor)s”已由%(who)s处理，现为“%(state)s”。")
            % {"factor": row, "who": row.decided_by or _("他人"), "state": row.get_state_display()}
        )
    index.refresh([factor.pk])
    factor.state, factor.decided_by, factor.decided_at = state, actor, now


def _supersede(pks: Sequence[int]) -> None:
    if Factor.objects.filter(pk__in=pks, state__in=IN_FORCE).update(state=State.SUPERSEDED):
        index.refresh(pks)


def _decide_all(
    actor: User, proposals: QuerySet[Factor], state: Factor.State, act: str, told: Mapping[str, object]
) -> Decided:
    require(actor, Action.APPROVE_FACTORS, actor)
    waiting = proposals.filter(pk__in=awaiting(actor).order_by().values("pk")).order_by()
    with transaction.atomic():
        rows = _locked(waiting.exclude(proposed_by=actor))
        for start in range(0, len(rows), AT_ONCE):
            _decide_some(actor, rows[start : start + AT_ONCE], state)
        counts = Counter(row.library for row in rows)
        if state == State.CURRENT:
            plausibility.refresh(counts)
        for library in Library.objects.filter(pk__in=counts).order_by("pk"):
            audit.record(actor, act, cast(Traced, library), after={"factors": counts[library.pk], **told})
    return Decided(len(rows), waiting.filter(proposed_by=actor).count())


def _decide_some(actor: User, rows: Sequence[_Waiting], state: Factor.State) -> None:
    """As many as one statement takes; they are held, and so are their places in the index."""
    pks = [row.pk for row in rows]
    Factor.objects.filter(pk__in=pks).update(state=state, decided_by=actor, decided_at=timezone.now())
    moving.move(pks, State.PROPOSED.value, state.value)
    if state == State.CURRENT:
        _supersede([row.supersedes for row in rows if row.supersedes is not None])


def _locked(proposals: QuerySet[Factor]) -> list[_Waiting]:
    """The proposals that still wait, held against others' decisions until the transaction ends."""
    held = Factor.objects.select_for_update().filter(pk__in=proposals.values("pk"), state=State.PROPOSED)
    return [_Waiting(*row) for row in held.values_list("pk", "library_id", "supersedes_id").order_by("pk")]
