"""One table: who may do what. Pages, API, commands and jobs all ask ``require``.

A stranger's object does not exist for the asker (``Http404``); a role too small is refused
(``PermissionDenied``). Duties that depend on a study (the reviewer is not on the team) are asked of the subject.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Role, User


class Action(StrEnum):
    """What can be done; the value is also what the audit trail writes."""

    MANAGE_AGENCY = "agency.manage"
    VIEW_AUDIT = "audit.view"
    VIEW_WORK = "work.view"
    OWN_CERTIFICATE = "certificate.own"
    EDIT_FACTORS = "factors.edit"
    APPROVE_FACTORS = "factors.approve"
    MANAGE_LIBRARIES = "libraries.manage"
    EDIT_CLIENTS = "clients.edit"
    EDIT_STUDY = "study.edit"
    EDIT_REPORT = "report.edit"
    COMMENT = "report.comment"
    SUBMIT_REPORT = "report.submit"
    SIGN_AS_LEADER = "report.sign_as_leader"
    SIGN_AS_REVIEWER = "report.sign_as_reviewer"
    SIGN_AS_APPROVER = "report.sign_as_approver"
    RETURN_REPORT = "report.return"
    WITHDRAW_REPORT = "report.withdraw"
    DOWNLOAD_REPORT = "report.download"


_MAKERS = frozenset({Role.ADMINISTRATOR, Role.CONSULTANT})
_STAFF = frozenset({Role.ADMINISTRATOR, Role.CONSULTANT, Role.TECHNICAL_REVIEWER, Role.APPROVER})

TABLE: dict[Action, frozenset[Role]] = {
    Action.MANAGE_AGENCY: frozenset({Role.ADMINISTRATOR}),
    Action.VIEW_AUDIT: _STAFF,
    Action.VIEW_WORK: _STAFF,
    Action.OWN_CERTIFICATE: _STAFF,
    Action.EDIT_FACTORS: _MAKERS,
    Action.APPROVE_FACTORS: _STAFF,
    Action.MANAGE_LIBRARIES: frozenset({Role.ADMINISTRATOR}),
    Action.EDIT_CLIENTS: _MAKERS,
    Action.EDIT_STUDY: _MAKERS,
    Action.EDIT_REPORT: _MAKERS,
    Action.COMMENT: _STAFF,
    Action.SUBMIT_REPORT: _MAKERS,
    Action.SIGN_AS_LEADER: frozenset({Role.CONSULTANT}),
    Action.SIGN_AS_REVIEWER: frozenset({Role.TECHNICAL_REVIEWER}),
    Action.SIGN_AS_APPROVER: frozenset({Role.APPROVER}),
    Action.RETURN_REPORT: frozenset({Role.CONSULTANT, Role.TECHNICAL_REVIEWER, Role.APPROVER}),
    Action.WITHDRAW_REPORT: frozenset({Role.ADMINISTRATOR, Role.APPROVER}),
    Action.DOWNLOAD_REPORT: _STAFF | {Role.CLIENT},
}


class Guarded(Protocol):
    """A subject that belongs to an agency."""

    @property
    def agency_id(self) -> int: ...


class DutyBound(Guarded, Protocol):
    """A subject that also keeps duties apart among the people of one study."""

    def duty_refusal(self, actor: User, action: Action) -> str | None: ...


def role_allows(actor: User, action: Action) -> bool:
    """Whether one of the actor's roles carries ``action``, the subject left aside (for menus and buttons)."""
    return actor.is_active and not TABLE[action].isdisjoint(actor.roles)


def may(actor: User, action: Action, subject: Guarded | DutyBound) -> bool:
    """Whether ``require`` would let the actor pass."""
    if subject.agency_id != actor.agency_id or not role_allows(actor, action):
        return False
    return _duty_refusal(actor, action, subject) is None


def require(actor: User, action: Action, subject: Guarded | DutyBound) -> None:
    """Pass, or raise: ``Http404`` for another agency's subject, ``PermissionDenied`` with a Chinese reason."""
    if not actor.is_active or subject.agency_id != actor.agency_id:
        raise Http404
    if not role_allows(actor, action):
        holders = "、".join(str(role.label) for role in Role if role in TABLE[action])
        raise PermissionDenied(_("您的角色不能进行此操作。可以进行此操作的角色：%s。") % holders)
    refusal = _duty_refusal(actor, action, subject)
    if refusal is not None:
        raise PermissionDenied(refusal)


def _duty_refusal(actor: User, action: Action, subject: Guarded | DutyBound) -> str | None:
    ask = getattr(subject, "duty_refusal", None)
    answer: str | None = ask(actor, action) if ask is not None else None
    return answer
