"""Acts on a study as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, editing
from accounts.models import User
from factors.models import Library
from factors.visibility import choosable_libraries
from inventories.models import FunctionalUnit, InventoryLine, Sharing, Stage, Study
from inventories.models.studies import BoundaryType
from inventories.services.guard import guard
from inventories.services.order import next_position

_MAKING = (
    Stage.Kind.RAW_MATERIALS,
    Stage.Kind.RAW_MATERIAL_TRANSPORT,
    Stage.Kind.PRODUCTION,
    Stage.Kind.PACKAGING,
    Stage.Kind.PACKAGING_TRANSPORT,
)
# The stages that a study of each boundary usually has; they may be changed at any time.
DEFAULT_STAGES: dict[BoundaryType, tuple[Stage.Kind, ...]] = {
    BoundaryType.CRADLE_TO_GATE: _MAKING,
    BoundaryType.CRADLE_TO_GATE_WITH_DELIVERY: (*_MAKING, Stage.Kind.DISTRIBUTION),
    BoundaryType.CRADLE_TO_GRAVE: (
        *_MAKING,
        Stage.Kind.DISTRIBUTION,
        Stage.Kind.USE,
        Stage.Kind.END_OF_LIFE,
    ),
    BoundaryType.GATE_TO_GATE: (Stage.Kind.PRODUCTION,),
    BoundaryType.PARTIAL: (Stage.Kind.RAW_MATERIALS, Stage.Kind.PRODUCTION),
}


def create_study(
    actor: User, study: Study, functional_unit: FunctionalUnit, stages: Sequence[Stage.Kind] | None = None
) -> Study:
    """A new study with its functional unit and stages (``None``: those of its boundary), in one act.

    Raises ``ValidationError`` (all fields at once), ``PermissionDenied`` or ``Http404``; then nothing is written.
    """
    study.responsible = actor
    with transaction.atomic():
        editing.create(actor, study)
        functional_unit.study = study
        editing.create(actor, functional_unit)
        kinds = DEFAULT_STAGES[BoundaryType(study.boundary_type)] if stages is None else stages
        for position, kind in enumerate(kinds):
            label = str(Stage.Kind(kind).label)
            editing.create(actor, Stage(study=study, position=position, kind=kind, label=label))
    return study


def remove_study(actor: User, study: Study, *, version: int) -> None:
    """Delete a study with everything in it. Raises as ``accounts.editing.remove``; one with a report is kept.

    Lines go before the stages and goods that they refer to, which single deletions may not take from under them.
    """
    with transaction.atomic():
        guard(actor, study)
        lines = InventoryLine.objects.filter(study=study)
        lines.exclude(goods=None).delete()
        lines.delete()
        editing.remove(actor, study, version=version)


def add_stage(actor: User, stage: Stage) -> Stage:
    """A further stage behind the last one."""
    with transaction.atomic():
        guard(actor, stage.study)
        stage.position = next_position(Stage.objects.filter(study=stage.study))
        return editing.create(actor, stage)


def add_sharing(actor: User, sharing: Sharing) -> Sharing:
    """A further sharing behind the last one."""
    with transaction.atomic():
        guard(actor, sharing.study)
        sharing.position = next_position(Sharing.objects.filter(study=sharing.study))
        return editing.create(actor, sharing)


def list_libraries(actor: User, study: Study, libraries: Iterable[Library]) -> None:
    """Set the databases that the report names beside those of the factors in use."""
    chosen = list(libraries)
    with transaction.atomic():
        guard(actor, study)
        listed = [library.pk for library in study.libraries.all()]
        if set(chosen) - set(choosable_libraries(actor, listed)):
            raise ValidationError({"libraries": _("所选因子库不属于本机构。")})
        before = sorted(str(library) for library in study.libraries.all())
        after = sorted(str(library) for library in chosen)
        if before != after:
            study.libraries.set(chosen)
            audit.record(
                actor,
                "study.list_libraries",
                study,
                before={"libraries": before},
                after={"libraries": after},
            )
