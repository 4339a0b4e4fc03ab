"""The audit trail in words: what a line says, and which lines are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry, User
from accounts.wording import Wording

# The part of an act behind the first point. An act of another app that is not here stands with its technical name.
VERBS: dict[str, Any] = {
    "create": _("新建"),
    "edit": _("修改"),
    "remove": _("删除"),
    "copy": _("复制"),
    "roles": _("更改角色"),
    "activate": _("恢复账户"),
    "deactivate": _("停用账户"),
    "reset_password": _("重置密码"),
    "change_password": _("修改密码"),
    "sign_in": _("登录"),
    "sign_out": _("退出登录"),
    "revoke": _("撤销"),
    "upload": _("上传"),
    "move": _("调整顺序"),
    "tie": _("关联数据"),
    "evidence": _("更改证据文件"),
    "attach_client": _("关联委托方人员"),
    "detach_client": _("取消关联委托方人员"),
    "add_equipment": _("添加设备"),
    "list_libraries": _("更改所列因子库"),
    "update_factors": _("更新排放因子"),
    "download": _("下载"),
    "export": _("导出"),
    "import": _("导入"),
    "start": _("开始编制"),
    "submit": _("提交"),
    "prepared": _("制作完成"),
    "sign_as_leader": _("组长签署"),
    "sign_as_leader.done": _("组长签名已写入"),
    "sign_as_reviewer": _("复核签署"),
    "sign_as_reviewer.done": _("复核签名已写入"),
    "sign_as_approver": _("批准签署"),
    "sign_as_approver.done": _("批准签名已写入"),
    "return": _("退回"),
    "issued": _("签发"),
    "correct": _("新建更正报告"),
    "withdraw": _("撤回"),
    "supersede": _("取代"),
    "replace": _("更换"),
    "approve": _("审核通过"),
    "reject": _("审核退回"),
    "take_back": _("收回"),
    "access": _("更改使用与公开范围"),
    "handwriting": _("更换手写签名图"),
    "retry": _("重试"),
    "apply": _("写入因子库"),
    "issue": _("生成收集表"),
    "enter": _("写入清单"),
    "discard": _("放弃"),
}


class Difference(NamedTuple):
    """One field before and after; ``None`` on the side that there is not."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Line:
    """A line of the trail as it is shown."""

    entry: AuditEntry
    act: str
    subject_kind: str
    differences: list[Difference]


def line(entry: AuditEntry) -> Line:
    """The entry in words."""
    wording = _wording(entry.subject_type)
    verb = entry.act.partition(".")[2]
    return Line(entry, str(VERBS.get(verb, entry.act)), wording.name, differences(entry, wording))


def differences(entry: AuditEntry, wording: Wording) -> list[Difference]:
    """Field by field, in the order in which the act wrote them."""
    names = [*entry.before, *(name for name in entry.after if name not in entry.before)]
    return [
        Difference(wording.label(name), _side(entry.before, name, wording), _side(entry.after, name, wording))
        for name in names
    ]


def search(lines: QuerySet[AuditEntry], wanted: Mapping[str, Any]) -> QuerySet[AuditEntry]:
    """``lines`` narrowed to person, act, study and days (both included) of ``TrailFilter``; empty ones are left out."""
    person: User | None = wanted.get("person")
    if person is not None:
        lines = lines.filter(actor=person)
    if wanted.get("act"):
        lines = lines.filter(act__endswith=f".{wanted['act']}")
    if wanted.get("study") is not None:
        lines = lines.filter(study_id=wanted["study"])
    if wanted.get("since") is not None:
        lines = lines.filter(at__gte=_midnight(wanted["since"]))
    if wanted.get("until") is not None:
        lines = lines.filter(at__lt=_midnight(wanted["until"] + timedelta(days=1)))
    return lines


def _side(values: Mapping[str, object], name: str, wording: Wording) -> str | None:
    return wording.say(name, values[name]) if name in values else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@lru_cache(maxsize=128)
def _wording(model_name: str) -> Wording:
    return Wording(model_name)
