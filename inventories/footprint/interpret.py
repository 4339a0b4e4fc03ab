"""结果解释: the facts that generated text is made of. Values only; the words belong to rendering."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from inventories.footprint.base import Figure, Key, Text, Value
from inventories.footprint.context import calculating
from inventories.footprint.result import Footprint, LineFigure
from inventories.footprint.values import Line, Study

# The lines that together make this part of the emissions are the hot spots (after PEF: most relevant to 80 %).
HOT_SPOT_PART = Decimal("0.8")


class RankedStage(Value):
    """A stage with its place in the ranking, 1 the largest; stages of equal emission share a rank."""

    rank: int
    key: Key
    label: Text
    emission: Figure
    share: Figure | None


class HotSpot(Value):
    """A line among those that make 80 %; ``cumulative`` is the part of all emissions up to and with it."""

    key: Key
    name: Text
    stage: Key
    emission: Figure
    share: Figure | None
    cumulative: Figure


class DataShares(Value):
    """By kind of data, the part of the emissions (as fractions; credits count by their size)."""

    primary: Figure
    secondary: Figure
    estimate: Figure


class Interpretation(Value):
    """What can be said of a result.

    ``ranking``: quantified stages, the largest first, those declared as without emission not among them;
    ``declared_none`` and ``not_quantified``: keys of the others, in the order of the study; ``largest``: the first
    of the ranking, ``None`` where nothing is emitted; ``hot_spots``: the fewest lines that make at least 80 % of
    what is emitted, credits apart; ``credits``: keys of the lines below zero; ``data``: ``None`` where there is no
    emission to divide.
    """

    ranking: tuple[RankedStage, ...]
    declared_none: tuple[Key, ...]
    not_quantified: tuple[Key, ...]
    largest: RankedStage | None
    hot_spots: tuple[HotSpot, ...]
    credits: tuple[Key, ...]
    data: DataShares | None


def interpret(study: Study, footprint: Footprint) -> Interpretation:
    """The facts of this result."""
    with calculating():
        ranking = _ranking(study, footprint)
        return Interpretation(
            ranking=ranking,
            declared_none=tuple(stage.key for stage in study.stages if stage.empty == "none"),
            not_quantified=tuple(stage.key for stage in study.stages if stage.empty == "not_quantified"),
            largest=ranking[0] if ranking and ranking[0].emission > 0 else None,
            hot_spots=_hot_spots(study.lines, footprint.lines),
            credits=tuple(line.key for line in footprint.lines if line.emission < 0),
            data=_data_shares(study.lines, footprint.lines),
        )


def _ranking(study: Study, footprint: Footprint) -> tuple[RankedStage, ...]:
    declared = {stage.key for stage in study.stages if stage.empty is not None}
    labels = {stage.key: stage.label for stage in study.stages}
    known = [
        (figure.emission, figure)
        for figure in footprint.stages
        if figure.emission is not None and figure.key not in declared
    ]
    known.sort(key=lambda entry: entry[0], reverse=True)  # stable: equals stay in the order of the study
    sizes = [emission for emission, _figure in known]
    return tuple(
        RankedStage(
            rank=sizes.index(emission) + 1,
            key=figure.key,
            label=labels[figure.key],
            emission=emission,
            share=figure.share,
        )
        for emission, figure in known
    )


def _hot_spots(lines: Iterable[Line], figures: tuple[LineFigure, ...]) -> tuple[HotSpot, ...]:
    names = {line.key: line.name for line in lines}
    emitting = sorted(
        (line for line in figures if line.emission > 0), key=lambda line: line.emission, reverse=True
    )
    emitted = sum((line.emission for line in emitting), Decimal(0))
    spots: list[HotSpot] = []
    reached = Decimal(0)
    for line in emitting:
        if reached >= HOT_SPOT_PART * emitted:
            break
        reached += line.emission
        spots.append(
            HotSpot(
                key=line.key,
                name=names[line.key],
                stage=line.stage,
                emission=line.emission,
                share=line.share,
                cumulative=reached / emitted,
            )
        )
    return tuple(spots)


def _data_shares(lines: Iterable[Line], figures: tuple[LineFigure, ...]) -> DataShares | None:
    kinds = {line.key: line.data_kind for line in lines}
    sizes = {"primary": Decimal(0), "secondary": Decimal(0), "estimate": Decimal(0)}
    for figure in figures:
        sizes[kinds[figure.key]] += abs(figure.emission)
    whole = sum(sizes.values(), Decimal(0))
    if whole == 0:
        return None
    return DataShares(
        primary=sizes["primary"] / whole,
        secondary=sizes["secondary"] / whole,
        estimate=sizes["estimate"] / whole,
    )
