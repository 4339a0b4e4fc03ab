"""What a piece of evidence supports: a line, and of the line which data, found where in the file."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class Datum(models.TextChoices):
    """A datum of a line that a file may support; the order is that of the page."""

    AMOUNT = "amount", _("数量")
    OUTPUT = "output", _("产量")
    SHARE = "share", _("分摊份额")
    LOSS = "loss_rate", _("损耗率")
    DISTANCE = "distance", _("运输距离")
    LOAD = "load", _("装载量")
    FACTOR = "factor", _("排放因子")
    SUPPLIER = "supplier", _("供应商与产地")


class EvidenceTie(models.Model):
    """That a file supports a line. ``data`` empty: the line as a whole; ``place``: 第 3 页, 能源!D12.

    The table is the one that Django made for ``Evidence.lines``, whose API (``add``, ``set``) goes on as it was: a tie
    that is made so says nothing of data and place.
    """

    evidence = models.ForeignKey("inventories.Evidence", on_delete=models.CASCADE, related_name="ties")
    inventoryline = models.ForeignKey(
        "inventories.InventoryLine", on_delete=models.CASCADE, related_name="ties"
    )
    data = models.JSONField(_("支持的数据项"), default=list, blank=True)
    place = models.CharField(_("在文件中的位置"), max_length=120, blank=True)

    class Meta:
        db_table = "inventories_evidence_lines"
        verbose_name = _("证据关联")
        verbose_name_plural = _("证据关联")
        # As Django's own table has it; its name in the database is Django's, so that the table is kept as it is.
        unique_together = (("evidence", "inventoryline"),)

    def __str__(self) -> str:
        return f"{self.evidence} → {self.inventoryline}"

    def clean(self) -> None:
        """Known data, each once, in the order of ``Datum``; a place without control characters."""
        self.data = checked_data(self.data)
        self.place = self.place.strip()
        if not self.place.isprintable():
            raise ValidationError({"place": _now("位置中有不可见的字符，请重新填写，例如“第 3 页”。")})

    @property
    def data_labels(self) -> list[str]:
        """The data in words."""
        return [str(Datum(name).label) for name in self.data]

    @property
    def told(self) -> str:
        """数量、产量；第 3 页 — empty where nothing is said."""
        return "；".join(part for part in ("、".join(self.data_labels), self.place) if part)


def checked_data(value: Any) -> list[str]:
    """Names of data in the order of ``Datum``. Raises ``ValidationError`` for one that there is not."""
    if not isinstance(value, list) or any(name not in Datum.values for name in value):
        known = "、".join(f"{datum.value}（{datum.label}）" for datum in Datum)
        raise ValidationError({"data": _now("没有这一数据项；可选：%s。") % known})
    return [name for name in Datum.values if name in value]
