"""Row by row: what a file would change in a library. Nothing is written here.

A row is held against the releases of the same code. What waits for approval is not passed over: a file that says
something else than a waiting proposal is refused for that row, because a factor has one next release, not two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from factors.importers.contract import Content, Reading, ReadRow
from factors.imports.content import (
    FIGURE,
    Candidates,
    differences,
    label,
    says_nothing,
    storable,
    storable_cells,
    stored,
)
from factors.imports.hints import Oddities
from factors.models import CONTENT, WHOLE, Factor, ImportRow, Library
from factors.services.factors import IN_FORCE

State, Outcome = Factor.State, ImportRow.Outcome
# So many codes are asked for at once; SQLite takes 999 arguments in the way Django asks.
AT_ONCE = 500
MAX_CELL = 2_000
MAX_CODE = 120
Tell = Callable[[int, int], None]


@dataclass(slots=True)
class Release:
    """A release that the library has."""

    pk: int
    number: int
    state: str
    content: dict[str, Any]


@dataclass(slots=True)
class Standing:
    """What the library has of one code. ``base``: the release in force, or the last withdrawn one."""

    newest: int = 0
    base: Release | None = None
    waiting: Release | None = None


@dataclass(slots=True)
class Planned:
    """What becomes an ``ImportRow``, by the names of its columns."""

    position: int
    place: str
    code: str
    outcome: ImportRow.Outcome
    cells: list[str]
    content: Content
    problems: list[list[str]]
    hints: list[str] = field(default_factory=list)
    before: dict[str, object] = field(default_factory=dict)
    release: int | None = None
    previous_id: int | None = None


def plan(reading: Reading, library: Library, oddities: Oddities, tell: Tell) -> list[Planned]:
    """One row for each of the file's, in its order. ``tell`` hears how many of how many are done.

    ``library`` may be one that is still to be begun (unsaved).
    """
    planned = [_begun(position, read) for position, read in enumerate(reading.rows, start=1)]
    candidates = Candidates(library)
    for start in range(0, len(planned), AT_ONCE):
        some = planned[start : start + AT_ONCE]
        there = _standing(library, [row.code for row in some if row.code])
        for row in some:
            _hold(row, candidates, oddities, there.get(row.code, Standing()))
        tell(start + len(some), len(planned))
    _settle_repeated(planned)
    oddities.say()
    return planned


def _begun(position: int, read: ReadRow) -> Planned:
    code = str(read.content.get("code") or "").strip()
    return Planned(
        position=position,
        place=storable(read.place)[:300],
        code=storable(code)[:MAX_CODE],
        outcome=Outcome.REFUSED if read.problems else Outcome.NEW,
        cells=storable_cells(read.cells, MAX_CELL),
        content={**read.content, "code": code},
        problems=[[storable(problem.column), storable(problem.message)] for problem in read.problems],
    )


def _standing(library: Library, codes: Sequence[str]) -> dict[str, Standing]:
    found: dict[str, Standing] = defaultdict(Standing)
    if library.pk is None:
        return found
    columns = ("code", "pk", "release", "state", *WHOLE)
    rows = Factor.objects.filter(library_id=library.pk, code__in=codes).order_by("release")
    for code, pk, number, state, *content in rows.values_list(*columns):
        release = Release(pk, number, state, dict(zip(WHOLE, content, strict=True)))
        _note(found[code], release)
    return found


def _note(standing: Standing, release: Release) -> None:
    standing.newest = max(standing.newest, release.number)
    if release.state == State.PROPOSED:
        standing.waiting = release
    elif release.state in IN_FORCE or (
        release.state == State.WITHDRAWN and (standing.base is None or standing.base.state == State.WITHDRAWN)
    ):
        standing.base = release


def _hold(row: Planned, candidates: Candidates, oddities: Oddities, standing: Standing) -> None:
    """Hold a row against what the library has of its code, and say what comes of it."""
    given = row.content
    if row.outcome == Outcome.REFUSED:
        row.content = _readable(given)
        return
    completed = _completed(given, standing.base)
    factor, faults = candidates.of(completed)
    if faults:
        row.outcome, row.content = Outcome.REFUSED, _readable(given)
        row.problems = [["", f"{label(fault.column)}：{fault.message}"] for fault in faults]
        return
    row.content = stored(factor, completed.keys() - {"code"})
    row.outcome = _outcome(row, factor, standing)
    if row.outcome in (Outcome.NEW, Outcome.CHANGED):
        row.release = standing.newest + 1
        oddities.look_at(factor, row.hints)


def _outcome(row: Planned, factor: Factor, standing: Standing) -> ImportRow.Outcome:
    base, waiting = standing.base, standing.waiting
    if waiting is not None and not differences(waiting.content, factor):
        row.previous_id, row.hints = waiting.pk, [_("与等待审核的第 %d 版相同。") % waiting.number]
        return Outcome.UNCHANGED
    before = differences(base.content, factor) if base is not None else {}
    if base is not None:
        row.previous_id = base.pk
        if not before:
            row.hints = [_("因子已撤回，导入不会恢复它。")] if base.state == State.WITHDRAWN else []
            return Outcome.UNCHANGED
    if waiting is not None:
        row.problems = [
            ["", _("此因子的第 %d 版正在等待审核，内容与文件不同；请先审核或退回它。") % waiting.number]
        ]
        return Outcome.REFUSED
    row.before = before
    if base is None:
        return Outcome.NEW
    if base.state == State.WITHDRAWN:
        row.hints = [_("因子已撤回；导入并审核后以新版次恢复使用。")]
    return Outcome.CHANGED


def _completed(content: Content, base: Release | None) -> Content:
    """The content with what the file does not tell, the figure left aside, as the library has it."""
    if base is None:
        return content
    kept = {name: base.content[name] for name in CONTENT if name not in content and name not in FIGURE}
    return {**kept, **content}


def _readable(content: Content) -> dict[str, object]:
    """What could be read of a refused row, as JSON."""
    return {
        name: storable(str(value))[:MAX_CELL]
        for name, value in content.items()
        if name != "code" and not says_nothing(value)
    }


def _settle_repeated(planned: Iterable[Planned]) -> None:
    """A code that comes more than once: the same again is taken once, something else under it is refused."""
    by_code: dict[str, list[Planned]] = defaultdict(list)
    for row in planned:
        if row.outcome != Outcome.REFUSED:
            by_code[row.code].append(row)
    for repeated in by_code.values():
        if len(repeated) > 1:
            _settle(repeated)


def _settle(repeated: Sequence[Planned]) -> None:
    first = repeated[0]
    if all(row.content == first.content for row in repeated):
        for again in repeated[1:]:
            again.outcome, again.before, again.release = Outcome.UNCHANGED, {}, None
            again.hints = [_("与%s完全相同，只导入一次。") % first.place]
        return
    places = "、".join(row.place for row in repeated[:5])
    message = _(
        "代码“%(code)s”在文件中出现 %(count)d 次，内容不同（%(places)s）；请在文件中区分或删去多余的。"
    )
    said = message % {"code": first.code, "count": len(repeated), "places": places}
    for row in repeated:
        row.outcome, row.before, row.release, row.hints = Outcome.REFUSED, {}, None, []
        row.problems = [["", said]]


def summary(rows: Iterable[Planned]) -> dict[str, int]:
    """How many rows came out how, and how many carry a hint."""
    counts = dict.fromkeys(Outcome.values, 0)
    hinted = 0
    for row in rows:
        counts[row.outcome] += 1
        hinted += bool(row.hints)
    return {**counts, "hinted": hinted}
