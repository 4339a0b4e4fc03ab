"""物料清单: files of ERP and CAD programs with what the person said of their columns, remembered for each client."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventories.models.companies import Company
from inventories.models.workbooks import FilledWorkbook


class BillOfMaterials(models.Model):
    """What a file that is a bill of materials has beyond any file that came in (``workbook``: state, rows, bytes).

    ``sheets``: what was found on each, the likeliest first, with heads, some rows and the suggested columns.
    ``choices``: what the person said (``bills.choices``). ``tree``: the rows under each other as they are shown;
    ``aside``: rows that are no part of the sum, with the reason.
    """

    workbook = models.OneToOneField(
        FilledWorkbook, on_delete=models.CASCADE, related_name="bill", editable=False
    )
    sheets = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    tree = models.JSONField(default=list)
    aside = models.JSONField(default=list)

    class Meta:
        verbose_name = _("物料清单")
        verbose_name_plural = _("物料清单")

    def __str__(self) -> str:
        return self.workbook.name


class BillMapping(models.Model):
    """What the heads of one program's files mean for a client, as a person last said; offered with the next file.

    ``heads``: the fingerprint of all heads of the sheet. ``choices``: the columns by head and how the file is read.
    """

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="bill_mappings", editable=False
    )
    heads = models.CharField(max_length=64)
    choices = models.JSONField(default=dict)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("物料清单的表头对应")
        verbose_name_plural = _("物料清单的表头对应")
        constraints = [models.UniqueConstraint(fields=["company", "heads"], name="bill_mapping_once")]

    def __str__(self) -> str:
        return self.heads[:8]
