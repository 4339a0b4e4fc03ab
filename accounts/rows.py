"""The form that every tenant row has: an agency, a version, and one way to be seen and to be refused.

A row names in class attributes what guards it, so that pages, API and commands are held to the same rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Agency, User

if TYPE_CHECKING:
    from accounts.permissions import Action


Row = TypeVar("Row", bound="AgencyRow")


class AgencyQuerySet(models.QuerySet[Row]):
    """Rows of agencies; ``visible_to`` is the only door from a page or the API."""

    def visible_to(self, user: User) -> Self:
        """The rows that ``user`` may know of: those of the own agency, and none for a client's person.

        Models that clients may see override this.
        """
        if not user.is_active or user.is_client:
            return self.none()
        return self.filter(agency_id=user.agency_id)


class AgencyRow(models.Model):
    """A row that belongs to one agency and that people edit.

    ``EDIT_ACTION``: what a person must be allowed to do to write it. ``PARENT``: the foreign key to the row
    that it is a part of, from which it takes its agency and whose state decides whether it may be changed.
    ``version`` grows with every change; an editor hands in the version that was read (``accounts.editing``).
    """

    EDIT_ACTION: ClassVar[Action]
    PARENT: ClassVar[str | None] = None

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def parent(self) -> AgencyRow | None:
        """The row that this one is a part of."""
        return getattr(self, self.PARENT) if self.PARENT else None

    @property
    def editing_root(self) -> AgencyRow | None:
        """The row that opens and closes this one for editing (a study, a report); ``None``: it is always open."""
        return self.parent.editing_root if self.parent is not None else None

    def editing_refusal(self) -> str | None:
        """Asked of an editing root: why nobody may change it or its parts now; ``None``: they may be changed."""
        return None

    @property
    def study_id_of_row(self) -> int | None:
        """The study under which the audit trail files the row."""
        return self.parent.study_id_of_row if self.parent is not None else None

    def clean(self) -> None:
        """Refuse a reference into another agency: it would show one client's data in another's report."""
        super().clean()
        for field in self._meta.fields:
            if not isinstance(field, models.ForeignKey) or field.name == "agency":
                continue
            target = getattr(self, field.name, None) if getattr(self, field.attname) is not None else None
            if isinstance(target, AgencyRow) and target.agency_id != self.agency_id:
                raise ValidationError({field.name: _("所选记录不属于本机构。")})
