"""Forms that write rows through ``accounts.editing``, so that a page cannot go round permission, version or trail.

class CompanyForm(RowForm):
    SECTIONS = {_("基本信息"): ["name", "credit_code"]}    # optional

    class Meta:
        model = Company
        fields = ["name", "credit_code", "address"]
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from accounts import editing
from accounts.conflicts import Conflict, compare
from accounts.models import User
from accounts.permissions import require
from accounts.rows import AgencyRow

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[models.Model]
else:
    _ModelForm = forms.ModelForm


class VersionedForm(_ModelForm):
    """A form of one row with a version: it carries the version that the reader saw as a hidden field.

    ``refusal``: why nothing can be saved at all. ``conflict``: set on the form that is shown after somebody else
    was faster. ``SECTIONS``: field names under titles, for ``components/form.html``.
    """

    SECTIONS: ClassVar[Mapping[Any, Sequence[str]]] = {}
    use_required_attribute = False

    def __init__(
        self, actor: User, data: Any = None, files: Any = None, *, instance: Any, **kwargs: Any
    ) -> None:
        super().__init__(data, files, instance=instance, **kwargs)
        self.actor = actor
        self.conflict: Conflict | None = None
        self.refusal: str | None = None
        if instance.pk is not None:
            self.fields["version"] = forms.IntegerField(
                label=_("版本"), widget=forms.HiddenInput, initial=instance.version
            )
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                # Every model that a form may choose from has this door; one without it is a mistake of the form.
                field.queryset = cast(Any, field.queryset).visible_to(actor)
                if field.empty_label is not None:
                    field.empty_label = _("请选择") if field.required else _("（不选）")

    @abstractmethod
    def guard(self) -> None:
        """Raise ``PermissionDenied`` or ``Http404`` before anything is shown; may set ``refusal``."""

    @abstractmethod
    def write(self) -> Any:
        """Write what the valid form holds and give the row; raises as ``accounts.editing.edit``."""

    def save(self, commit: bool = True) -> Any:
        """The same as ``write``; there is no other way to save."""
        return self.write()

    @property
    def values(self) -> dict[str, Any]:
        """What was entered, for the editable columns of the row itself."""
        columns = {field.name for field in self._meta.model._meta.fields if field.editable}
        return {name: value for name, value in self.cleaned_data.items() if name in columns}

    @property
    def changes(self) -> dict[str, Any]:
        """Those of ``values`` that differ from the row."""
        return {name: value for name, value in self.values.items() if name in self.changed_data}

    def close(self, refusal: str) -> None:
        """Show the row without letting it be changed. What was sent already is shown as it was sent, not lost."""
        self.refusal = refusal
        if not self.is_bound:
            for field in self.fields.values():
                field.disabled = True

    def refuse(self, error: ValidationError) -> None:
        """Take the errors of a service to their fields; those of fields that are not shown stand above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            shown = name in self.fields or name == NON_FIELD_ERRORS
            self.add_error((name if shown else NON_FIELD_ERRORS), errors)

    def after(self, conflict: editing.EditConflict) -> Self:
        """The form to go on with: on the newest version, with what the reader entered and its explanation."""
        story = compare(conflict.current, self.values, read=self.cleaned_data["version"])
        again = self.again(conflict.current, story.kept)
        again.conflict = story
        return again

    def again(self, instance: Any, initial: Mapping[str, object]) -> Self:
        """The same form anew. A form whose ``__init__`` takes more than this one hands that on here."""
        return type(self)(self.actor, instance=instance, initial=dict(initial), prefix=self.prefix)


class RowForm(VersionedForm):
    """A form of an ``AgencyRow``; choices among rows are those visible to the actor.

    A new row's parent is set on ``instance`` by the view; its agency is set here.
    """

    def __init__(
        self, actor: User, data: Any = None, files: Any = None, *, instance: Any, **kwargs: Any
    ) -> None:
        if instance.agency_id is None:
            instance.agency_id = actor.agency_id
        super().__init__(actor, data, files, instance=instance, **kwargs)

    def guard(self) -> None:
        row = self.row
        require(self.actor, row.EDIT_ACTION, row)
        root = row.editing_root if row.pk is not None or row.PARENT not in self.fields else None
        refusal = root.editing_refusal() if root is not None and root.pk is not None else None
        if refusal is not None:
            self.close(refusal)

    @property
    def row(self) -> AgencyRow:
        """The row as the form has it."""
        return cast(AgencyRow, self.instance)

    def write(self) -> Any:
        row = self.row
        if row.pk is None:
            return editing.create(self.actor, row)
        return editing.edit(self.actor, row, self.changes, version=self.cleaned_data["version"])
