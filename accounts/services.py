"""Acts on accounts: people and their roles, passwords, tokens, the agency's settings. Page and command use the same.

Each takes ``actor`` first, asks ``require``, writes all or nothing and one line of the trail, in which no secret
ever stands. Wrong input raises ``ValidationError`` by field; an older version raises ``EditConflict``.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.editing import EditConflict
from accounts.models import Agency, ApiToken, Role, RoleGrant, User
from accounts.permissions import Action, require

Account = TypeVar("Account", User, Agency)

OWN_FIELDS = ("name", "phone", "qualification")
PERSON_FIELDS = ("name", "email", "phone", "qualification")
AGENCY_FIELDS = (
    "name",
    "short_name",
    "credit_code",
    "address",
    "contact",
    "phone",
    "introduction",
    "number_pattern",
)
# Without characters that are taken for one another when a password is read aloud or from paper.
PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105  not a password but its letters


def initial_password() -> str:
    """Sixteen random characters in groups of four (79 bits), for a person to replace at the first sign-in."""
    letters = [secrets.choice(PASSWORD_ALPHABET) for _place in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def set_initial_password(user: User, password: str) -> None:
    """Write a password that the person has to replace; part of an act, in its transaction."""
    user.set_password(password)
    user.password_is_initial = True
    user.save(update_fields=["password", "password_is_initial"])


def invite(
    actor: User,
    *,
    email: str,
    name: str,
    roles: Collection[Role],
    phone: str = "",
    qualification: str = "",
) -> tuple[User, str]:
    """A new person of the actor's agency, and the initial password, which is kept nowhere."""
    require(actor, Action.MANAGE_AGENCY, actor.agency)
    _check_roles(roles)
    password = initial_password()
    with transaction.atomic():
        user = User.objects.create_user(
            email, password, agency=actor.agency, name=name, roles=_in_order(roles)
        )
        user.phone, user.qualification = phone, qualification
        user.full_clean(exclude=["password"])
        user.save(update_fields=["phone", "qualification"])
        set_initial_password(user, password)
        after = {**_values(user, PERSON_FIELDS), "roles": _labels(roles)}
        audit.record(actor, "user.create", user, after=after)
    return user, password


def edit_person(actor: User, user: User, changes: Mapping[str, Any], *, version: int) -> User:
    """Change a person's name, sign-in address, phone or qualification."""
    require(actor, Action.MANAGE_AGENCY, user)
    return _change(actor, user, _only(changes, PERSON_FIELDS), version=version)


def edit_profile(actor: User, changes: Mapping[str, Any], *, version: int) -> User:
    """Change one's own name, phone or qualification."""
    return _change(actor, actor, _only(changes, OWN_FIELDS), version=version)


def edit_agency(actor: User, agency: Agency, changes: Mapping[str, Any], *, version: int) -> Agency:
    """Change the agency's own data and the pattern of its report numbers."""
    require(actor, Action.MANAGE_AGENCY, agency)
    return _change(actor, agency, _only(changes, AGENCY_FIELDS), version=version)


def set_roles(actor: User, user: User, roles: Collection[Role], *, version: int) -> User:
    """Give a person exactly these roles. The last administrator keeps the role."""
    require(actor, Action.MANAGE_AGENCY, user)
    _check_roles(roles)
    with transaction.atomic():
        current = _locked(user, version, {"roles": roles})
        before = current.roles
        if before == frozenset(roles):
            return current
        if Role.ADMINISTRATOR in before and Role.ADMINISTRATOR not in roles:
            _keep_an_administrator(current)
        current.role_grants.exclude(role__in=roles).delete()
        added = [role for role in _in_order(roles) if role not in before]
        RoleGrant.objects.bulk_create(RoleGrant(user=current, role=role) for role in added)
        _next_version(current, [])
        current.refresh_from_db()
        audit.record(
            actor, "user.roles", current, before={"roles": _labels(before)}, after={"roles": _labels(roles)}
        )
    return current


def deactivate(actor: User, user: User, *, version: int) -> User:
    """Close an account: its sessions and tokens stop at once, its signatures and its name stay. Nobody is deleted."""
    require(actor, Action.MANAGE_AGENCY, user)
    if user.pk == actor.pk:
        raise ValidationError(_("不能停用自己的账户，请由另一位机构管理员操作。"))
    with transaction.atomic():
        current = _locked(user, version, {"is_active": False})
        if Role.ADMINISTRATOR in current.roles:
            _keep_an_administrator(current)
        return _set_active(actor, current, active=False)


def activate(actor: User, user: User, *, version: int) -> User:
    """Open a closed account again, with its former roles and password."""
    require(actor, Action.MANAGE_AGENCY, user)
    with transaction.atomic():
        return _set_active(actor, _locked(user, version, {"is_active": True}), active=True)


def reset_password(actor: User, user: User) -> str:
    """A new initial password for somebody who lost theirs; it ends all of the person's sessions."""
    require(actor, Action.MANAGE_AGENCY, user)
    if user.pk == actor.pk:
        raise ValidationError(_("请在“修改密码”页面更改自己的密码。"))
    password = initial_password()
    with transaction.atomic():
        current = User.objects.select_for_update().get(pk=user.pk)
        set_initial_password(current, password)
        audit.record(actor, "user.reset_password", current)
    return password


def change_password(actor: User, old: str, new: str) -> User:
    """Replace one's own password; all sessions end but the one that ``update_session_auth_hash`` keeps."""
    with transaction.atomic():
        current = User.objects.select_for_update().get(pk=actor.pk)
        if not current.check_password(old):
            raise ValidationError({"old_password": _("当前密码不正确。")})
        if old == new:
            raise ValidationError({"new_password": _("新密码不能与当前密码相同。")})
        try:
            validate_password(new, current)
        except ValidationError as error:
            raise ValidationError({"new_password": error.messages}) from error
        current.set_password(new)
        current.password_is_initial = False
        current.save(update_fields=["password", "password_is_initial"])
        audit.record(current, "user.change_password", current)
    return current


def make_token(actor: User, label: str) -> tuple[ApiToken, str]:
    """A new API token of one's own, and its text, which is kept nowhere."""
    require(actor, Action.VIEW_WORK, actor)
    ApiToken(user=actor, label=label.strip()).clean_fields(exclude=["digest", "last_used_at", "revoked_at"])
    with transaction.atomic():
        token, text = ApiToken.issue(actor, label.strip())
        audit.record(actor, "apitoken.create", token, after={"label": token.label})
    return token, text


def revoke_token(actor: User, token: ApiToken) -> None:
    """Make a token of one's own invalid; an administrator may revoke anybody's. Revoked already: nothing happens."""
    if not ApiToken.objects.visible_to(actor).filter(pk=token.pk).exists():
        raise Http404
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
            audit.record(actor, "apitoken.revoke", token, before={"label": token.label})


def signed_in(actor: User) -> None:
    """Leave the line that a person signed in."""
    with transaction.atomic():
        audit.record(actor, "user.sign_in", actor)


def signed_out(actor: User) -> None:
    """Leave the line that a person signed out."""
    with transaction.atomic():
        audit.record(actor, "user.sign_out", actor)


def _check_roles(roles: Collection[Role]) -> None:
    if not roles:
        raise ValidationError({"roles": _("请至少选择一个角色；不再需要的账户请停用。")})
    if Role.CLIENT in roles and len(roles) > 1:
        raise ValidationError({"roles": _("委托方人员不能同时担任机构内的角色。")})


def _keep_an_administrator(leaving: User) -> None:
    """Refuse when nobody else could manage the agency. The agency's row is locked, so that two cannot leave at once."""
    Agency.objects.select_for_update().get(pk=leaving.agency_id)
    others = RoleGrant.objects.filter(
        user__agency_id=leaving.agency_id, user__is_active=True, role=Role.ADMINISTRATOR
    )
    if leaving.is_active and not others.exclude(user=leaving).exists():
        raise ValidationError(
            _("%s是本机构唯一的机构管理员；请先让另一位人员担任机构管理员。") % leaving.name
        )


def _set_active(actor: User, user: User, *, active: bool) -> User:
    if user.is_active == active:
        return user
    user.is_active = active
    _next_version(user, ["is_active"])
    act = "user.activate" if active else "user.deactivate"
    audit.record(actor, act, user, before={"is_active": not active}, after={"is_active": active})
    return user


def _change(actor: User, row: Account, changes: Mapping[str, Any], *, version: int) -> Account:
    with transaction.atomic():
        current = _locked(row, version, changes)
        before = _values(current, changes)
        for name, value in changes.items():
            setattr(current, name, value)
        current.full_clean(exclude=["password"] if isinstance(current, User) else None)
        after = _values(current, changes)
        changed = [name for name in changes if before[name] != after[name]]
        if changed:
            _next_version(current, changed)
            audit.record(
                actor,
                f"{current._meta.model_name}.edit",
                current,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
            )
    return current


def _locked(row: Account, version: int, wanted: Mapping[str, object]) -> Account:
    current = type(row)._base_manager.select_for_update().get(pk=row.pk)
    if current.version != version:
        raise EditConflict(current, wanted)
    return current


def _next_version(row: User | Agency, fields: Iterable[str]) -> None:
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def _only(changes: Mapping[str, Any], names: Collection[str]) -> Mapping[str, Any]:
    unknown = changes.keys() - set(names)
    if unknown:
        raise ValidationError(_("不能修改的字段：%s。") % "、".join(sorted(unknown)))
    return changes


def _values(row: User | Agency, names: Iterable[str]) -> dict[str, object]:
    return {name: audit.plain(getattr(row, name)) for name in names}


def _in_order(roles: Collection[Role]) -> list[Role]:
    return [role for role in Role if role in roles]


def _labels(roles: Collection[Role]) -> list[str]:
    return [str(role.label) for role in _in_order(roles)]
