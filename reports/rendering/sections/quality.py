"""Data quality: scores by line on the pedigree matrix, their mean, and the mean of the whole by contribution."""

from __future__ import annotations

from decimal import Decimal

from inventories.footprint.context import calculating
from inventories.footprint.rounding import format_number
from inventories.footprint.values import Digits, Quality
from reports.rendering import amounts, interpretation
from reports.rendering.blocks import Blocks, Column, Paragraph, Ref, Row, fitted, text
from reports.rendering.facts import Facts, LineFacts
from reports.rendering.phrases import DASH

_ASPECTS = ("reliability", "completeness", "time", "geography", "technology")
# Scores are rounded half up, as rating schemes do, whatever the policy for results says.
_SCORE = Digits(style="decimals", digits=1)


def scores(quality: Quality) -> tuple[int, ...]:
    """The scores that were given."""
    given = (getattr(quality, aspect) for aspect in _ASPECTS)
    return tuple(score for score in given if score is not None)


def mean(quality: Quality) -> Decimal | None:
    """The arithmetic mean of the given scores, ``None`` where there is none."""
    given = scores(quality)
    with calculating():
        return Decimal(sum(given)) / len(given) if given else None


def overall(entries: tuple[LineFacts, ...]) -> tuple[Decimal, Decimal] | None:
    """Mean of the rated lines weighted by the size of their emissions, and the part of all emissions they make."""
    with calculating():
        sizes = [(mean(entry.line.quality), abs(entry.exact.emission)) for entry in entries]
        rated = [(score, size) for score, size in sizes if score is not None]
        weight = sum((size for _, size in rated), Decimal(0))
        whole = sum((size for _, size in sizes), Decimal(0))
        if weight == 0:
            return None
        return sum((score * size for score, size in rated), Decimal(0)) / weight, weight / whole


def is_rated(facts: Facts) -> bool:
    return any(scores(line.quality) for line in facts.study.lines)


def rating(facts: Facts) -> Blocks:
    columns = (
        Column("清单数据", 33),
        Column("可靠性", 11, "centre"),
        Column("完整性", 11, "centre"),
        Column("时间", 11, "centre"),
        Column("地域", 11, "centre"),
        Column("技术", 11, "centre"),
        Column("平均", 12, "number"),
    )
    rows = [Row(_row(facts, entry)) for entry in facts.lines if scores(entry.line.quality)]
    notes = (f"1分最好，5分最差；“{DASH}”表示未评分。平均分四舍五入到1位小数。",)
    table = fitted("quality", "清单数据的质量评分", columns, rows, notes=notes)
    return (
        Paragraph.of("清单数据的质量评分见", Ref("quality"), "。"),
        *text(_overall_sentence(facts)),
        table,
    )


def _row(facts: Facts, entry: LineFacts) -> tuple[str, ...]:
    quality = entry.line.quality
    given = (getattr(quality, aspect) for aspect in _ASPECTS)
    average = mean(quality)
    return (
        amounts.line_name(facts, entry),
        *(DASH if score is None else str(score) for score in given),
        DASH if average is None else format_number(average, _SCORE, "up"),
    )


def _overall_sentence(facts: Facts) -> str:
    found = overall(facts.lines)
    if found is None:
        return ""
    score, part = found
    if facts.withheld.results:  # the part would tell what the lines without a result of their own emit
        return ""
    return (
        f"已评分的清单数据占全部排放量{interpretation.credits_note(facts)}的{amounts.share(facts, part)}，"
        f"按排放量加权的平均分为{format_number(score, _SCORE, 'up')}分。"
    )
