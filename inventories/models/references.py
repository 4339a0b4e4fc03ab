"""References to rows that are an agency's own or everybody's (factors, libraries, GWP sets)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from accounts.rows import AgencyRow
from factors.models import Factor, GwpSet, Library

SHARED = (Factor, GwpSet, Library)


def foreign_references(row: AgencyRow) -> dict[str, str]:
    """By field, the references of ``row`` to another agency's shared rows: each would show a stranger's data."""
    problems: dict[str, str] = {}
    for field in row._meta.fields:
        if not isinstance(field, models.ForeignKey) or getattr(row, field.attname) is None:
            continue
        target = getattr(row, field.name)
        if isinstance(target, SHARED) and target.agency_id not in {None, row.agency_id}:
            problems[field.name] = _("所选记录不属于本机构。")
    return problems
