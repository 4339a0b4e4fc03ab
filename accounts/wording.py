"""Stored values in the reader's words: for the audit trail and for the conflict panel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

# What acts tell of themselves that is no column of their subject. A key that is not here stands as it is.
BESIDE_COLUMNS: Mapping[str, Any] = {
    "added": _lazy("新增"),
    "bytes": _lazy("字节数"),
    "changed": _lazy("修订"),
    "client": _lazy("委托方人员"),
    "copied_from": _lazy("复制自"),
    "digest": _lazy("SHA-256"),
    "document": _lazy("文件 SHA-256"),
    "effect": _lazy("对结果的影响"),
    "evidence": _lazy("证据"),
    "factor_release": _lazy("因子版次"),
    "factors": _lazy("排放因子数"),
    "fingerprint": _lazy("证书指纹"),
    "left_out": _lazy("未导入的行"),
    "legs": _lazy("运输段"),
    "libraries": _lazy("因子库"),
    "kept": _lazy("沿用的数量"),
    "lines": _lazy("清单数据"),
    "pages": _lazy("页数"),
    "readers": _lazy("授权人员"),
    "reason": _lazy("原因"),
    "replaced": _lazy("更新的因子"),
    "result": _lazy("结果"),
    "roles": _lazy("角色"),
    "rows": _lazy("条数"),
    "stages": _lazy("生命周期阶段"),
    "state": _lazy("状态"),
    "unchanged": _lazy("无变动"),
    "withdrawn": _lazy("撤回"),
}


class Wording:
    """How the fields of one model and their values are called on the screen.

    ``model_name`` is the class name that the audit trail keeps. A model or field that the installation does not
    know any more keeps its technical name, so that an old line stays readable.
    """

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    @cached_property
    def model(self) -> type[models.Model] | None:
        """The model itself; class names are unique in this project."""
        return next((model for model in apps.get_models() if model.__name__ == self.model_name), None)

    @property
    def name(self) -> str:
        """核算项目 for ``Study``."""
        return str(self.model._meta.verbose_name) if self.model is not None else self.model_name

    def label(self, name: str) -> str:
        """The field's name on the screen."""
        field = self._field(name)
        return str(field.verbose_name) if field is not None else str(BESIDE_COLUMNS.get(name, name))

    def say(self, name: str, value: object) -> str:
        """The value of the field ``name``, as ``accounts.audit.plain`` holds it, in words."""
        field = self._field(name)
        choices: Mapping[object, object] = dict(field.flatchoices) if field is not None else {}
        return _say(value, choices)

    def _field(self, name: str) -> models.Field[object, object] | None:
        if self.model is None:
            return None
        try:
            field = self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        return field if isinstance(field, models.Field) else None


def _say(value: object, choices: Mapping[object, object]) -> str:
    if value is None or value == "" or value == []:
        return _("（空）")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return "、".join(_say(item, choices) for item in value)
    if isinstance(value, dict):
        return (
            str(value["label"])
            if "label" in value
            else "；".join(f"{key}：{item}" for key, item in value.items())
        )
    return str(choices.get(value, value))
