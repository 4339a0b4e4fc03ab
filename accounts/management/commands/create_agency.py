"""python manage.py create_agency NAME --email ADDRESS --person NAME: the first step in an empty installation."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.installation import found_agency


class Command(BaseCommand):
    """Make an agency with its first administrator and print the initial password."""

    help = "建立核算机构及其第一位机构管理员，显示初始密码。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="机构名称，例如：示例碳核算有限公司")
        parser.add_argument("--email", required=True, help="机构管理员的登录邮箱")
        parser.add_argument("--person", required=True, help="机构管理员的姓名")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user, password = found_agency(
                options["name"].strip(), email=options["email"].strip(), person=options["person"].strip()
            )
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(_("已建立机构“%s”。") % user.agency)
        self.stdout.write(
            _("机构管理员：%(name)s，登录邮箱：%(email)s") % {"name": user, "email": user.email}
        )
        self.stdout.write(_("初始密码（只显示这一次，首次登录时更换）：%s") % password)
