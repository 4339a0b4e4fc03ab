"""In whose name a command acts: commands are held to the same permissions as pages."""

from __future__ import annotations

from django.core.management.base import CommandError

from accounts.models import Role, User


def acting_person(email: str) -> User:
    """The person with ``email``; without one the only consultant there is. Raises ``CommandError``."""
    if email:
        user = User.objects.filter(email=email.lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"没有邮箱为 {email} 的启用账户")
        return user
    consultants = list(
        User.objects.filter(is_active=True, role_grants__role=Role.CONSULTANT).order_by("pk")[:2]
    )
    if len(consultants) != 1:
        raise CommandError("请用 --as 邮箱 指明以谁的名义操作（系统中没有或有多名咨询师）")
    return consultants[0]
