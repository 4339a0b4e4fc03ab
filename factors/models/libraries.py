"""因子库: whose it is, who may use it, how much of its figures a client may see."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from accounts.permissions import Action, role_allows


class LibraryQuerySet(models.QuerySet["Library"]):
    """Libraries; ``visible_to`` is the only door from a page or the API, to libraries and to factors."""

    def visible_to(self, user: User) -> Self:
        """Starter and shared libraries, the own agency's, of those for named people the ones that name the user."""
        if not user.is_active or user.is_client:
            return self.none()
        named = Library.readers.through._default_manager.filter(user_id=user.pk).values("library_id")
        everybody = Q(agency=None) | Q(audience=Library.Audience.SHARED)
        own = Q(agency_id=user.agency_id) & (Q(audience=Library.Audience.AGENCY) | Q(pk__in=named))
        return self.filter(everybody | own)

    def manageable_by(self, user: User) -> Self:
        """The libraries whose readers and terms the user sets: an administrator's own agency's, seen or not.

        To manage a library for named people is not to see its figures.
        """
        return (
            self.filter(agency_id=user.agency_id)
            if role_allows(user, Action.MANAGE_LIBRARIES)
            else self.none()
        )


class Library(models.Model):
    """因子库: a published or an agency's own collection of factors, in one version.

    ``agency`` null is a starter library: everybody's, and edited by nobody. ``audience``: who finds its factors.
    ``disclosure``: what of its figures a client's document may show; the source is always named.
    """

    class Audience(models.TextChoices):
        AGENCY = "agency", _("本机构")
        NAMED = "named", _("仅授权人员")
        SHARED = "shared", _("所有机构")

    class Disclosure(models.TextChoices):
        OPEN = "open", _("可公开数值")
        VALUE_HIDDEN = "value", _("不公开因子数值")
        RESULT_HIDDEN = "result", _("不公开因子数值和该项排放量")

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    name = models.CharField(_("因子库名称"), max_length=200)
    release = models.CharField(_("版本"), max_length=60, blank=True)
    publisher = models.CharField(_("发布机构"), max_length=200, blank=True)
    licence = models.CharField(_("许可"), max_length=300, blank=True)
    introduction = models.TextField(_("介绍"), blank=True)
    audience = models.CharField(_("使用范围"), max_length=8, choices=Audience, default=Audience.AGENCY)
    disclosure = models.CharField(
        _("对委托方公开"), max_length=8, choices=Disclosure, default=Disclosure.OPEN
    )
    # What the licence permits; a licensed library may be used here and yet not be handed on.
    exportable = models.BooleanField(_("许可允许导出"), default=True)
    readers = models.ManyToManyField(
        User, related_name="+", blank=True, editable=False, verbose_name=_("授权人员")
    )
    # Grows with every edit of description or access; an editor hands in the one that was read.
    version = models.PositiveIntegerField(default=1, editable=False)
    loaded_at = models.DateTimeField(auto_now_add=True)

    objects = LibraryQuerySet.as_manager()

    class Meta:
        verbose_name = _("因子库")
        verbose_name_plural = _("因子库")
        ordering = ["name", "release"]
        constraints = [
            # Two constraints, because SQLite takes two nulls for different (and ignores nulls_distinct).
            models.UniqueConstraint(fields=["agency", "name", "release"], name="own_library_once"),
            models.UniqueConstraint(
                fields=["name", "release"], condition=Q(agency=None), name="starter_library_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.release}".strip()
