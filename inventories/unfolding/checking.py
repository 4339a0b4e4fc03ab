"""Checking rows before any is written: what a row refuses becomes a finding at its place in the file."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from inventories.footprint.findings import Found, Spot

NO_NAMES: Mapping[str, str] = {}


class Refused(Exception):
    """The value was not written, and nothing was; ``findings`` says everything that is wrong, with the way out."""

    def __init__(self, found: Found) -> None:
        super().__init__("；".join(finding.reason for finding in found.findings))
        self.findings = tuple(found.findings)


def check_row(row: models.Model, spot: Spot, found: Found, names: Mapping[str, str] = NO_NAMES) -> None:
    """Report everything that the row refuses. ``names``: members of the value whose columns are named otherwise.

    References are not looked up again, because they point to rows that are checked, or written, beside this one.
    """
    references = [field.name for field in row._meta.fields if isinstance(field, models.ForeignKey)]
    try:
        row.full_clean(exclude=references, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            at = spot if name == NON_FIELD_ERRORS else spot.at(names.get(name, name))
            found.error("row", at, "".join(messages), _("请更正后再试。"))
