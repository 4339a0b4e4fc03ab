"""Pictures: stored once under the SHA-256 of their bytes, referred to by rows with a caption."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.rows import AgencyRow


class PictureRow(AgencyRow):
    """A captioned picture; the bytes lie in the agency's file store under ``digest`` (``accounts.files``)."""

    digest = models.CharField(max_length=64, validators=[RegexValidator(r"^[0-9a-f]{64}$")], editable=False)
    media_type = models.CharField(max_length=40, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    caption = models.CharField(_("图片说明"), max_length=120, blank=True)
    position = models.PositiveIntegerField(_("顺序"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.caption or self.digest[:12]
