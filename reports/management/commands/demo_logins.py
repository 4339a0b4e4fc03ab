"""``demo_logins``: the demonstration accounts, one line each."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import Agency
from reports.demo.loader import AGENCY, LOGINS, PASSWORD


class Command(BaseCommand):
    help = "列出演示账户"

    def handle(self, *args: Any, **options: Any) -> None:
        if not Agency.objects.filter(name=AGENCY).exists():
            self.stdout.write("未载入演示机构。")
            return
        self.stdout.write(f"演示账户（密码均为 {PASSWORD}）：")
        for login in LOGINS:
            roles = "、".join(str(role.label) for role in login.roles)
            self.stdout.write(f"  {login.email:<26}{login.name}  {roles}")
