"""Looking factors up: the few hundred best by rank and by name come from the index, the rest is weighed here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, overload

from accounts.models import User
from factors.models import Factor
from factors.search import database, order, question
from factors.search.expressions import Expressions, Writer
from factors.search.question import Question
from factors.search.ranking import Level, Line, Row, dimension_of, level_of, score, standing
from factors.search.reach import Filters, Reach, conditions, facets, fits, reach_of, selective
from factors.search.reasons import Reason, reason_of

# So many are taken in each way of asking and weighed; beyond these the order is that of rank alone.
BY_NAME, BY_WORD, BY_KIN, MISFITS = 60, 120, 30, 40
# With so many at hand, weaker ways of asking bring nothing that would stand before them.
ENOUGH = 120
COMPLETIONS = 24
# More than this are not counted, and not listed: who sees so many narrows the search.
MOST = 1_000
OFFERED = ("current", "proposed")


@dataclass(frozen=True, slots=True)
class Hit:
    """A factor that was found. ``fits``: whether the line's unit converts into its own; ``None``: none was asked."""

    factor: Factor
    fits: bool | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Found(Sequence[Hit]):
    """What was found, best first. ``ids``: at most ``MOST``; ``more``: there are more. ``loose``: only parts of the text fit."""

    reach: Reach
    question: Question
    line: Line
    ids: tuple[int, ...]
    levels: dict[int, Level]
    more: bool = False
    loose: bool = False

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, wanted: int) -> Hit: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[Hit]: ...
    def __getitem__(self, wanted: int | slice) -> Hit | list[Hit]:
        """A page of it, or one."""
        if isinstance(wanted, int):
            return self.hits(wanted, wanted + 1)[0]
        return self.hits(wanted.start or 0, wanted.stop)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits())

    def hits(self, start: int = 0, stop: int | None = None) -> list[Hit]:
        """Those from ``start`` to ``stop``, with why they were found; once more held against what is in reach."""
        wanted = self.ids[start:stop]
        rows = {row.pk: row for row in Factor.objects.raw(database.whole_rows(wanted))} if wanted else {}
        seen = [
            rows[pk] for pk in wanted if pk in rows and self.reach.allows(rows[pk].library_id, rows[pk].state)
        ]
        for row in seen:
            row.library = self.reach.libraries[row.library_id]
        return [self._hit(row) for row in seen]

    def _hit(self, factor: Factor) -> Hit:
        dimension = self.line.dimension
        own = order.dimension_of(factor.form, factor.unit, factor.heating_value_unit)
        reason = reason_of(factor, self.question) if self.question.parts else None
        return Hit(factor, own == dimension if dimension else None, reason)


class _Candidate(NamedTuple):
    row: Row
    level: Level


def search(user: User, text: str, line: Line | None = None, *, limit: int = 20) -> Found:
    """What may be offered for a line: current and proposed factors, or those in the state that the text names.

    Those whose unit does not fit stand behind all that do.
    """
    asked = question.read(text)
    return _Search(user, line or Line(), Filters(states=asked.states or OFFERED)).run(asked, limit, MISFITS)


def browse(user: User, text: str = "", filters: Filters | None = None) -> Found:
    """Everything that matches, at most ``MOST``, what is in force first."""
    asked = question.read(text)
    chosen = filters or Filters()
    if asked.states and not chosen.states:
        chosen = replace(chosen, states=asked.states)
    return _Search(user, Line(), chosen).run(asked, MOST, 0)


class _Search:
    """One search of one person."""

    def __init__(self, user: User, line: Line, filters: Filters) -> None:
        self.user, self.line, self.filters = user, line, filters
        self.reach: Reach = reach_of(user)
        self.conditions = conditions(self.reach, filters)

    def run(self, asked: Question, limit: int, misfits: int) -> Found:
        library = self.filters.library
        if not self.reach.libraries or (library is not None and library not in self.reach.libraries):
            return Found(self.reach, asked, self.line, (), {})
        found = self._found(asked, limit, misfits) if asked.parts else self._everything(asked, limit)
        if found.ids or not asked.parts:
            return found
        for other in question.loosened(asked):
            loose = self._found(other, limit, misfits)
            if loose.ids:
                return replace(loose, loose=True)
        return found

    def _everything(self, asked: Question, limit: int) -> Found:
        """Without words: in the order of rank, what fits the line first."""
        language = database.language()
        expression = language.every(facets(self.reach, self.filters, alone=True))
        dimension = self.line.dimension
        fitting = language.every([expression, *selective(dimension)])
        places = self._places(fitting, limit + 1, fits(dimension)) if dimension else []
        if len(places) <= limit:
            places += self._places(expression, limit + 1)
        ids = tuple(dict.fromkeys(map(order.factor_of, places)))
        return Found(self.reach, asked, self.line, ids[:limit], {}, more=len(ids) > limit)

    def _found(self, asked: Question, limit: int, misfits: int) -> Found:
        writer = Writer(database.language(), _completions, self.reach.words)
        beside = facets(self.reach, self.filters, alone=False)
        ways = writer.expressions(asked)
        levels = self._levels(ways, beside)
        if self.line.dimension and misfits:
            known = dict(levels)
            levels |= {
                pk: level
                for pk, level in self._levels_of_misfits(ways, beside, misfits).items()
                if pk not in known
            }
        ranked = self._ranked(levels, asked)
        ids = [candidate.row.pk for candidate in ranked]
        more = len(ids) > limit
        if limit > BY_WORD:
            ids, more = self._with_rest(ids, ways, beside, limit)
        return Found(
            self.reach,
            asked,
            self.line,
            tuple(ids[:limit]),
            {candidate.row.pk: candidate.level for candidate in ranked},
            more=more,
        )

    def _levels(self, ways: Expressions, beside: list[str]) -> dict[int, Level]:
        """The factors by their ids, each with the best way in which it was found."""
        dimension = self.line.dimension
        also = [fits(dimension)] if dimension else []
        beside = [*beside, *selective(dimension)]
        asked = (
            (ways.named, Level.NAME, BY_NAME),
            (ways.begins, Level.BEGINS, BY_NAME),
            (ways.within, Level.IN_NAME, BY_WORD),
            (ways.kin, Level.NARROWER, BY_KIN),
        )
        levels: dict[int, Level] = {}
        for expression, level, limit in asked:
            enough = ENOUGH if level is not Level.NARROWER else BY_KIN
            if expression is not None and len(levels) < enough:
                for place in self._places(self._with(expression, beside), limit, *also):
                    levels.setdefault(order.factor_of(place), level)
        return levels

    def _levels_of_misfits(self, ways: Expressions, beside: list[str], limit: int) -> dict[int, Level]:
        """What answers, whatever it is measured in."""
        places = self._places(self._with(ways.within, beside), limit)
        return {order.factor_of(place): Level.IN_NAME for place in places}

    def _with_rest(
        self, ids: list[int], ways: Expressions, beside: list[str], limit: int
    ) -> tuple[list[int], bool]:
        places = self._places(self._with(ways.within, beside), limit + 1)
        rest = dict.fromkeys([*ids, *map(order.factor_of, places)])
        return list(rest)[:limit], len(rest) > limit

    def _ranked(self, levels: dict[int, Level], asked: Question) -> list[_Candidate]:
        candidates = []
        for row in map(Row._make, database.columns(Row._fields, levels)):
            if not self.reach.allows(row.library_id, row.state):
                continue
            level = level_of(row, asked, levels[row.pk])
            if level is not None:
                candidates.append(_Candidate(row, level))
        return sorted(candidates, key=self._standing)

    def _standing(self, candidate: _Candidate) -> tuple[int, bool, int, int, int]:
        row, level = candidate
        dimension = self.line.dimension
        misfit = bool(dimension) and dimension_of(row) != dimension
        points = score(row, level, self.line, self.user.agency_id)
        return standing(row) if standing(row) > 1 else 0, misfit, points, -(row.year or 0), row.pk

    def _with(self, expression: str, beside: list[str]) -> str:
        return database.language().every([expression, *beside])

    def _places(self, expression: str, limit: int, *also: str) -> list[int]:
        return database.places(expression, [*self.conditions, *also], limit)


def _completions(beginning: str) -> list[str]:
    return database.words_from(beginning, COMPLETIONS)
