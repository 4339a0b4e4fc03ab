"""Acts of who runs the installation, from the command line only: they have no actor, the trail says “系统”."""

from __future__ import annotations

from django.db import transaction

from accounts import audit
from accounts.models import Agency, Role, User
from accounts.services import initial_password, set_initial_password


def found_agency(name: str, *, email: str, person: str) -> tuple[User, str]:
    """A new agency with its first administrator, and the administrator's initial password.

    Raises ``ValidationError`` by field; then there is neither agency nor person.
    """
    password = initial_password()
    with transaction.atomic():
        agency = Agency(name=name)
        agency.full_clean()
        agency.save()
        user = User.objects.create_user(
            email, password, agency=agency, name=person, roles=[Role.ADMINISTRATOR]
        )
        set_initial_password(user, password)
        audit.record(None, "agency.create", agency, after={"name": name})
        audit.record(None, "user.create", user, after={"email": user.email, "name": user.name})
    return user, password


def rescue(email: str) -> tuple[User, str]:
    """A new initial password for somebody whom no administrator can help, such as the only one.

    The account is opened when it was closed; its sessions end. Raises ``User.DoesNotExist``.
    """
    password = initial_password()
    with transaction.atomic():
        user = User.objects.select_for_update().get(email=email.strip().lower())
        before = {"is_active": user.is_active}
        user.is_active = True
        user.version += 1
        user.save(update_fields=["is_active", "version"])
        set_initial_password(user, password)
        audit.record(None, "user.reset_password", user, before=before, after={"is_active": True})
    return user, password
