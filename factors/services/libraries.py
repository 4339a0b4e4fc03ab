"""Acts on an agency's own libraries."""

from __future__ import annotations

from typing import cast

from django.db import transaction

from accounts import audit
from accounts.audit import Traced
from accounts.models import User
from accounts.permissions import Action, require
from factors.models import Library
from factors.services.guard import told


def create_library(actor: User, library: Library) -> Library:
    """Write a new library of the actor's agency. Raises ``PermissionDenied`` or ``ValidationError``."""
    require(actor, Action.EDIT_FACTORS, actor)
    library.agency_id = actor.agency_id
    with transaction.atomic():
        library.full_clean()
        library.save(force_insert=True)
        audit.record(
            actor,
            "library.create",
            cast(Traced, library),
            after=told(library, ("name", "release", "publisher", "licence", "introduction")),
        )
    return library
