"""python manage.py reset_password ADDRESS: for the only administrator who lost the password."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.installation import rescue
from accounts.models import User


class Command(BaseCommand):
    """Give a person a new initial password and print it."""

    help = "为无人能帮助重置密码的人员（例如唯一的机构管理员）设置新的初始密码；已停用的账户同时恢复。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="登录邮箱")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user, password = rescue(options["email"])
        except User.DoesNotExist as error:
            raise CommandError(_("没有登录邮箱为“%s”的人员。") % options["email"]) from error
        self.stdout.write(_("%(name)s（%(agency)s）") % {"name": user, "agency": user.agency})
        self.stdout.write(_("初始密码（只显示这一次，首次登录时更换）：%s") % password)
