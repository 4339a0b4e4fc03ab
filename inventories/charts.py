"""What the charts of a result show, as data; ``static/js/inventories/charts.js`` draws it beside its table."""

from __future__ import annotations

from inventories.results import Result


def stage_chart(result: Result) -> dict[str, object] | None:
    """The stages as bars, by printed figure; ``None`` without a result or with nothing to compare.

    The values are for the lengths of bars alone; what a reader sees is the printed text.
    """
    if result.printed is None or result.footprint is None:
        return None
    bars = [
        {
            "label": stage.label,
            "value": format(figure.emission, "f"),
            "text": stage.figure,
            "share": stage.share,
        }
        for stage, figure in zip(result.printed.stages, result.footprint.stages, strict=True)
        if figure.emission is not None
    ]
    return {"unit": result.printed.unit, "bars": bars} if len(bars) > 1 else None
