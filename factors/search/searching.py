"""Looking factors up: the few hundred best by rank and by name come from the index, the rest is weighed here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple, overload

from accounts.models import User
from factors import units
from factors.models import Factor
from factors.search import database, order, question
from factors.search.database import Places
from factors.search.expressions import Expressions, Writer
from factors.search.question import Question
from factors.search.ranking import Level, Line, Row, level_of, misfit, score, standing
from factors.search.reach import Filters, Reach, conditions, facets, fits, near, reach_of, selective
from factors.search.reasons import Reason, reason_of

# So many are taken in each way of asking and weighed; beyond these the order is that of rank alone.
BY_NAME, BY_WORD, BY_KIN, MISFITS = 50, 70, 30, 30
# With so many that fit the line, nobody is shown what does not.
FEW_FIT = 20
FEW_NAMED = 8
COMPLETIONS = 24
# More than this are not counted, and not listed: who sees so many narrows the search.
MOST = 1_000
OFFERED = ("current", "proposed")


@dataclass(frozen=True, slots=True)
class Hit:
    """A factor that was found. ``fits``: whether the line's unit converts into its own; ``None``: none was asked.

    ``link``: what would lead from the line's unit to the factor's, such as a density; empty when it fits or nothing does.
    """

    factor: Factor
    fits: bool | None
    reason: Reason | None
    link: str = ""


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
        if not dimension or own == dimension:
            return Hit(factor, bool(dimension) or None, reason)
        # Only what burns has a heating value; kilowatt hours of electricity weigh nothing.
        burns = factor.kind == Factor.Kind.COMBUSTION or "energy" not in (own, dimension)
        return Hit(factor, False, reason, units.missing_link(dimension, own) if burns else "")


class _Candidate(NamedTuple):
    row: Row
    level: Level


def search(user: User, text: str, line: Line | None = None, *, limit: int = 20) -> Found:
    """What may be offered for a line: current and proposed factors, or those in the state that the text names.

    Those whose unit does not fit stand behind all that do, save for other things that have the word in their names.
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
        self.dimension = line.dimension
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
        dimension = self.dimension
        fitting = language.every([expression, *selective(dimension)])
        places = self._places(fitting, limit + 1, fits(dimension)).found if dimension else []
        if len(places) <= limit:
            places += self._places(expression, limit + 1).found
        ids = tuple(dict.fromkeys(map(order.factor_of, places)))
        return Found(self.reach, asked, self.line, ids[:limit], {}, more=len(ids) > limit)

    def _found(self, asked: Question, limit: int, misfits: int) -> Found:
        writer = Writer(database.language(), cache(_completions), self.reach.words)
        ways = writer.expressions(asked)
        levels, within = self._levels(ways, asked, max(BY_WORD, limit + 1 if limit > BY_WORD else 0))
        ranked = self._ranked(levels, asked)
        if self.dimension and misfits and _are_few(ranked):
            others = self._misfits(ways, asked, misfits)
            others = {pk: level for pk, level in others.items() if pk not in levels}
            ranked = sorted([*ranked, *self._ranked(others, asked)], key=self._standing)
        # What matches and was not weighed stands behind, in the order of rank.
        ids = tuple(dict.fromkeys([*(candidate.row.pk for candidate in ranked), *within]))
        weighed = {candidate.row.pk: candidate.level for candidate in ranked}
        return Found(self.reach, asked, self.line, ids[:limit], weighed, more=len(ids) > limit)

    def _levels(self, ways: Expressions, asked: Question, limit: int) -> tuple[dict[int, Level], list[int]]:
        """The factors to be weighed, each with the best way in which it was found; and the others that match."""
        dimension = self.dimension
        beside = [*facets(self.reach, self.filters, alone=False), *selective(dimension)]
        also = [fits(dimension)] if dimension else []

        def ask(expression: str, most: int) -> Places:
            return self._places(database.language().every([expression, *beside]), most, *also)

        within = ask(ways.within, limit)
        named = ask(ways.named, BY_NAME).found if within.found and ways.named is not None else []
        # Few are called by a single character, and many have it in their names that are something else: 油.
        few = len(within.found) < BY_KIN or (asked.is_character and len(named) < FEW_NAMED)
        found = [(Level.NAME, named)]
        if not within.complete:
            found.append((Level.BEGINS, ask(ways.begins, BY_NAME).found))
        found.append((Level.IN_NAME, within.found[:BY_WORD]))
        if few and ways.kin is not None:
            found.append((Level.NARROWER, ask(ways.kin, BY_KIN).found))
        levels: dict[int, Level] = {}
        for level, places in found:
            for place in places:
                levels.setdefault(order.factor_of(place), level)
        return levels, [order.factor_of(place) for place in within.found[BY_WORD:]]

    def _misfits(self, ways: Expressions, asked: Question, limit: int) -> dict[int, Level]:
        """What answers by another unit; what leads to one another, such as litres and kilograms, first."""
        beside = facets(self.reach, self.filters, alone=False)
        levels: dict[int, Level] = {}

        def ask(expression: str, level: Level, *also: str) -> None:
            narrowed = database.language().every([expression, *beside])
            for place in self._places(narrowed, limit, *also).found:
                levels.setdefault(order.factor_of(place), level)

        closer = near(self.dimension)
        if ways.named is not None:
            ask(ways.named, Level.NAME)
        if closer:
            ask(ways.within, Level.IN_NAME, *closer)
        if asked.is_character and ways.kin is not None:
            ask(ways.kin, Level.NARROWER, *closer)
        if len(levels) < limit:
            ask(ways.within, Level.IN_NAME)
        return levels

    def _ranked(self, levels: dict[int, Level], asked: Question) -> list[_Candidate]:
        candidates = []
        for row in map(Row._make, database.columns(Row._fields, levels)):
            if not self.reach.allows(row.library_id, row.state):
                continue
            level = level_of(row, asked, levels[row.pk])
            if level is not None:
                candidates.append(_Candidate(row, level))
        return sorted(candidates, key=self._standing)

    def _standing(self, candidate: _Candidate) -> tuple[int, int, int, int, int]:
        row, level = candidate
        points = score(row, level, self.line, self.user.agency_id)
        state = standing(row) if standing(row) > 1 else 0
        return state, misfit(row, level, self.dimension), points, -(row.year or 0), row.pk

    def _places(self, expression: str, limit: int, *also: str) -> Places:
        return database.places(expression, [*self.conditions, *also], limit)


def _are_few(ranked: Sequence[_Candidate]) -> bool:
    """Whether there is hardly anything that was asked for and fits: then other units are worth a look."""
    return sum(candidate.level is not Level.OTHER_THING for candidate in ranked) < FEW_FIT


def _completions(beginning: str) -> list[str]:
    return database.words_from(beginning, COMPLETIONS)
