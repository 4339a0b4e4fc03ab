"""Goal and scope of a study: functional unit, boundary, cut-off, rounding."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from inventories import models
from inventories.assembly.building import Builder
from inventories.footprint import values
from inventories.footprint.findings import Spot

Place = models.BoundaryProcess.Place


def functional_unit(study: models.Study, builder: Builder) -> values.FunctionalUnit | None:
    """功能单位; a study without one is reported."""
    row = models.FunctionalUnit.objects.filter(study=study).first()
    if row is None:
        builder.found.error(
            "missing_functional_unit",
            Spot("functional_unit", _("功能单位")),
            _("没有填写功能单位或声明单位。"),
            _("请在“功能单位”页填写数量、单位和描述。"),
        )
        return None
    members = {
        "kind": row.kind,
        "amount": row.amount,
        "unit": row.unit,
        "description": row.description,
        "reference_flow": row.reference_flow,
    }
    return builder.make(values.FunctionalUnit, Spot("functional_unit", _("功能单位")), members)


def members(study: models.Study, builder: Builder) -> dict[str, Any]:
    """The members of the study value that come from its own row and its boundary processes."""
    processes = list(models.BoundaryProcess.objects.filter(study=study))

    def placed(place: str, path: str) -> tuple[values.Process, ...]:
        rows = [row for row in processes if row.place == place]
        return builder.make_all(
            values.Process, path, ((row.name, {"name": row.name, "reason": row.reason}) for row in rows)
        )

    return {
        "title": study.title,
        "purpose": study.purpose,
        "audience": study.audience,
        "comparative": study.comparative,
        "first_assessment": study.first_assessment,
        "period": {"start": study.period_start, "end": study.period_end},
        "output": _output(study),
        "boundary": {
            "type": study.boundary_type,
            "included": placed(Place.INCLUDED, "boundary.included"),
            "excluded": placed(Place.EXCLUDED, "boundary.excluded"),
        },
        "standards": tuple(study.standards),
        "criteria": tuple(study.criteria),
        "allocation": {"method": study.allocation_method, "description": study.allocation_description},
        "cut_off": {
            "single_percent": study.cut_off_single,
            "total_percent": study.cut_off_total,
            "description": study.cut_off_description,
            "left_out": placed(Place.CUT_OFF, "cut_off.left_out"),
        },
        "assumptions": tuple(study.assumptions),
        "limitations": tuple(study.limitations),
        "rounding": rounding(study),
    }


def rounding(study: models.Study) -> dict[str, Any]:
    """The rounding policy's members."""
    return {
        "unit": study.result_unit,
        "figures": {"style": study.figure_style, "digits": study.figure_digits},
        "total": {"style": study.total_style, "digits": study.total_digits},
        "share_decimals": study.share_decimals,
        "ties": study.ties,
        "total_of": study.total_of,
        "shares_of": study.shares_of,
        "trim_zeros": study.trim_zeros,
        "whole_hundred": study.whole_hundred,
    }


def _output(study: models.Study) -> dict[str, Any] | None:
    if study.output_amount is None:
        return None
    return {
        "amount": study.output_amount,
        "unit": study.output_unit,
        "produced": study.output_produced,
        "rejected": study.output_rejected,
        "reworked": study.output_reworked,
    }
