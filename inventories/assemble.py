"""The one door from a study's rows to its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inventories import models
from inventories.assembly import factors, lines, rows, scope, subject
from inventories.assembly.building import Builder
from inventories.assembly.rows import Draft
from inventories.footprint import values
from inventories.footprint.findings import Spot
from inventories.footprint.result import Finding

__all__ = ["Assembled", "Draft", "Incomplete", "assemble", "assemble_rows"]


class Incomplete(Exception):
    """The rows do not make a value yet; ``findings`` names everything that is missing, with the way out."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("；".join(finding.reason for finding in findings))
        self.findings = findings


@dataclass(frozen=True)
class Assembled:
    """The value, and the rows that its stages and lines came from, in the same order (``None``: an unsaved line).

    ``draft``: the index of the line that came from an unsaved form. ``libraries``: by the factors' keys, the rows of
    the libraries that they are of.
    """

    study: values.Study
    stages: tuple[int, ...]
    lines: tuple[int | None, ...]
    draft: int | None = None
    libraries: Mapping[str, int] = field(default_factory=dict)


def assemble(study: models.Study) -> values.Study:
    """The study as a value, in a constant number of queries. Raises ``Incomplete`` with all findings.

    Keys follow the order of stages and lines; factors and libraries are those in use, with the databases that the
    study lists beside them.
    """
    return assemble_rows(study).study


def assemble_rows(study: models.Study, draft: Draft | None = None) -> Assembled:
    """As ``assemble``, with the rows behind it; ``draft`` is a line of an unsaved form."""
    builder = Builder()
    inventory = rows.read(study, draft)
    used = factors.used_by(inventory)
    product = models.Product.objects.select_related("company").get(pk=study.product_id)
    members = {
        **scope.members(study, builder),
        "company": subject.company(product.company, builder),
        "product": subject.product(product, builder),
        "functional_unit": scope.functional_unit(study, builder),
        "stages": lines.stages(inventory, builder),
        "sharings": lines.sharings(inventory, builder),
        "lines": lines.lines(inventory, used, builder),
    }
    in_use, libraries = factors.factors(used, list(study.libraries.all()), builder)
    members |= {
        "factors": in_use,
        "libraries": libraries,
        "gwp_set": factors.gwp_set(study, in_use, builder),
    }
    value = None if builder.found.blocking else builder.make(values.Study, Spot("", study.title), members)
    if value is None:
        raise Incomplete(tuple(builder.found.findings))
    lines_of = tuple(line.pk for line in inventory.lines)
    return Assembled(
        value,
        tuple(stage.pk for stage in inventory.stages),
        lines_of,
        lines_of.index(draft.line.pk) if draft is not None else None,
        {key: row.library_id for key, row, _proxy_for in used.uses},
    )
