"""What the two databases do each in their own way: keeping the tokens, asking for them.

SQLite: an FTS5 table beside ``factors_factorterms``, whose rowid is the place, so that what matches comes in the
order of rank and a search stops after the first few hundred. PostgreSQL: a ``tsvector`` with a GIN index, asked
tier by tier (``factors.search.tiers``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

from django.db import connection

from factors.search import tiers
from factors.search.entries import Entry
from factors.search.expressions import Language
from factors.search.order import ID_BITS, Bits

TABLE = "factors_factorterms"
FTS = "factors_terms_fts"
_INSERT = f"INSERT INTO {TABLE} (place, factor_id, library_id, tokens) VALUES (%s, %s, %s, %s)"  # noqa: S608
_COPY = f"COPY {TABLE} (place, factor_id, library_id, tokens) FROM STDIN"

# Signs of words, marks of ``factors.search.tokens`` and everything beyond ASCII are in tokens, blanks part them.
CREATE_FTS = (
    f"CREATE VIRTUAL TABLE {FTS} USING fts5(tokens, content='{TABLE}', content_rowid='place', columnsize=0, "
    "tokenize=\"ascii tokenchars '=^#_.'\")"
)
_TAKE_IN = f"INSERT INTO {FTS} (rowid, tokens) VALUES (new.place, new.tokens);"  # noqa: S608
_TAKE_OUT = f"INSERT INTO {FTS} ({FTS}, rowid, tokens) VALUES ('delete', old.place, old.tokens);"  # noqa: S608
TRIGGERS = {
    f"{FTS}_insert": f"AFTER INSERT ON {TABLE} BEGIN {_TAKE_IN} END",
    f"{FTS}_delete": f"AFTER DELETE ON {TABLE} BEGIN {_TAKE_OUT} END",
    f"{FTS}_update": f"AFTER UPDATE ON {TABLE} BEGIN {_TAKE_OUT} {_TAKE_IN} END",
}
# Who asks for more than so many wants all of them, not the best.
MANY = 200
# So many rows are read in a few milliseconds. On PostgreSQL, of a frequent word that is not among the best factors, no
# more are: those that were written first, which after a rebuild are the best of them.
MOST_READ, FEW_READ = 5_000, 800
GIN = "factors_terms_gin"
CREATE_GIN = f"CREATE INDEX {GIN} ON {TABLE} USING gin (tokens)"
# New entries wait in a list that every search reads: short after a few, long while many are written, and then emptied.
_FEW_WAIT = "SET LOCAL gin_pending_list_limit = '64kB'"
_MANY_WAIT = "SET LOCAL gin_pending_list_limit = '256MB'; SET LOCAL maintenance_work_mem = '256MB'"
_NONE_WAITS = f"SELECT gin_clean_pending_list('{GIN}')"
# The planner has to know how often a word occurs to choose between the words' index and the order of rank.
STATISTICS = f"ALTER TABLE {TABLE} ALTER COLUMN tokens SET STATISTICS 1000"

# Rows that wait to be checked forbid to empty a table and to make an index on it.
_CHECKED = "SET CONSTRAINTS ALL IMMEDIATE"


def create(vendor: str) -> list[str]:
    """The statements that make what the migration of the table does not."""
    if vendor == "postgresql":
        return [CREATE_GIN, STATISTICS]
    return [CREATE_FTS, *(f"CREATE TRIGGER {name} {body}" for name, body in TRIGGERS.items())]


def remove(vendor: str) -> list[str]:
    """The statements that take it away again."""
    if vendor == "postgresql":
        return [f"DROP INDEX {GIN}"]
    return [*(f"DROP TRIGGER IF EXISTS {name}" for name in TRIGGERS), f"DROP TABLE {FTS}"]


def insert(entries: Sequence[Entry]) -> None:
    """Write rows of the index."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            known = tiers.bounds()
            with taking_in(cursor, len(entries)), cursor.copy(_COPY) as copy:
                for entry in entries:
                    copy.write_row((*entry[:3], _vector(entry, tiers.tier_of(entry.place, known))))
        else:
            # In order: FTS5 closes a segment of its index at every step back, and merges what it has closed.
            ordered = sorted(entries, key=lambda entry: entry.place)
            cursor.executemany(_INSERT, [(*entry[:3], _text(entry)) for entry in ordered])


@contextmanager
def taking_in(cursor: Any, count: int) -> Iterator[None]:
    """PostgreSQL: while so many entries are written, new ones wait in a list that fits them; none do afterwards."""
    many = count >= tiers.MANY
    cursor.execute(_MANY_WAIT if many else _FEW_WAIT)
    yield
    if many and _has_gin(cursor):
        cursor.execute(_NONE_WAITS)


def _has_gin(cursor: Any) -> bool:
    """Not while all of it is made anew."""
    cursor.execute("SELECT to_regclass(%s)", [GIN])
    return cursor.fetchone()[0] is not None


def _text(entry: Entry) -> str:
    return " ".join((*entry.tokens, *entry.loose))


def _vector(entry: Entry, tier: str) -> str:
    """As ``tsvector`` is written; no token holds a blank, a colon, a quote or a backslash."""
    numbered = (f"{token}:{position}" for position, token in enumerate(entry.tokens, start=1))
    return " ".join((*numbered, *entry.loose, tier))


@contextmanager
def emptied() -> Iterator[None]:
    """Without the index while all rows are written, which is several times quicker; then with it."""
    with connection.cursor() as cursor:
        for statement in remove(connection.vendor):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute(_CHECKED)
        cursor.execute(f"{'TRUNCATE' if connection.vendor == 'postgresql' else 'DELETE FROM'} {TABLE}")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
            cursor.execute(_CHECKED)
        for statement in create(connection.vendor):
            cursor.execute(statement)
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO {FTS} ({FTS}) VALUES ('rebuild')")  # noqa: S608


def tidy() -> None:
    """After many rows: what the planner knows of them, and the pieces of the index in one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ANALYZE {TABLE}")
            cursor.execute("ANALYZE factors_factor")
        else:
            cursor.execute(f"INSERT INTO {FTS} ({FTS}) VALUES ('optimize')")  # noqa: S608


def _quoted(tokens: Iterable[str]) -> str:
    return '"' + " ".join(tokens) + '"'


def _joined(sign: str, expressions: Iterable[str]) -> str:
    found = list(expressions)
    return found[0] if len(found) == 1 else f"({sign.join(found)})"


_FTS5 = Language(
    sequence=_quoted,
    every=partial(_joined, " AND "),
    some=partial(_joined, " OR "),
    without=lambda here, others: f"({here} NOT {others})",
)
_TSQUERY = Language(
    sequence=lambda tokens: _joined(" <-> ", (f"'{token}'" for token in tokens)),
    every=partial(_joined, " & "),
    some=partial(_joined, " | "),
    without=lambda here, others: f"({here} & !{others})",
)


def language() -> Language:
    return _TSQUERY if connection.vendor == "postgresql" else _FTS5


class Places(NamedTuple):
    """The first places that were found, in order; ``complete``: there are no more."""

    found: list[int]
    complete: bool


def places(expression: str, conditions: Sequence[str], limit: int) -> Places:
    """What answers the expression and meets the conditions, which are about ``place``; the best first."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _by_tiers(cursor, expression, conditions, limit)
        chosen = f"SELECT rowid FROM {FTS} WHERE {FTS} MATCH %s"  # noqa: S608
        found = _first(cursor, " AND ".join([chosen, *conditions]), "rowid", expression, limit)
        return Places(found, len(found) < limit)


def _by_tiers(cursor: Any, expression: str, conditions: Sequence[str], limit: int) -> Places:
    """The best tier, the next ones while there seem to be too many to read them all, then the rest."""
    # Sorted by a sum, so that the planner does not walk along the ranks: what matches in a tier is few.
    chosen = " AND ".join([f"SELECT place FROM {TABLE} WHERE tokens @@ %s::tsquery", *conditions])  # noqa: S608
    enough = limit if limit > MANY else min(limit, tiers.ENOUGH)
    found: dict[int, None] = {}
    for number, share in enumerate(tiers.SHARES):
        asked = _TSQUERY.every([expression, _TSQUERY.sequence([tiers.tier_token(number)])])
        found |= dict.fromkeys(_first(cursor, chosen, "place + 0", asked, limit - len(found)))
        if len(found) >= enough:
            return Places(list(found), complete=False)
        if len(found) * share < (MOST_READ if limit > MANY else FEW_READ):
            break
    # Planned as if all were read, so that the words' index is used; then no more is read than anybody looks through.
    some = f"WITH hit AS MATERIALIZED ({chosen}) SELECT place FROM (SELECT place FROM hit LIMIT {MOST_READ}) AS part"  # noqa: S608
    rest = _first(cursor, some, "place", expression, limit)
    return Places(list(found | dict.fromkeys(rest))[:limit], len(rest) < limit)


def _first(cursor: Any, statement: str, order: str, expression: str, limit: int) -> list[int]:
    cursor.execute(f"{statement} ORDER BY {order} LIMIT %s", [expression, limit])
    return [place for (place,) in cursor.fetchall()]


def columns(names: Sequence[str], ids: Iterable[int]) -> list[tuple[Any, ...]]:
    """These columns of factors, as the database has them; making rows of them would cost more than finding them."""
    wanted = ", ".join(map(str, ids))
    if not wanted:
        return []
    listed = ", ".join("id" if name == "pk" else name for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {listed} FROM factors_factor WHERE id IN ({wanted})")  # noqa: S608
        return list(cursor.fetchall())


def whole_rows(ids: Iterable[int]) -> str:
    """The SQL of whole factors; writing it costs a tenth of what Django takes for it."""
    return f"SELECT * FROM factors_factor WHERE id IN ({', '.join(map(str, ids))})"  # noqa: S608


def bits(place: Bits) -> str:
    """The SQL of what stands in some bits of the place."""
    column = "place" if connection.vendor == "postgresql" else "rowid"
    return f"(({column} >> {place.shift}) & {place.mask})"


def library_of_place() -> str:
    """The SQL of the library in which the factor of a place is; it costs a look into another table."""
    pk = bits(Bits(0, (1 << ID_BITS) - 1))
    return f"(SELECT library_id FROM factors_factor WHERE id = {pk})"  # noqa: S608


def hold_at_most(libraries: Iterable[int], most: int) -> bool:
    """Whether there are no more than so many factors in these libraries together."""
    wanted = ", ".join(map(str, libraries)) or "NULL"
    some = f"SELECT 1 FROM {TABLE} WHERE library_id IN ({wanted}) LIMIT {most + 1}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({some}) AS part")  # noqa: S608
        return int(cursor.fetchone()[0]) <= most


def highest_library() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM factors_library")
        return int(cursor.fetchone()[0] or 0)


def words_from(beginning: str, limit: int) -> list[str]:
    """The words in the index that begin so, the shortest first."""
    if connection.vendor == "postgresql":
        condition, parameters = "word LIKE %s", [f"{beginning}%"]
    else:  # whose LIKE uses no index
        condition, parameters = "word >= %s AND word < %s", [beginning, beginning + "\uffff"]
    chosen = f"SELECT word FROM factors_searchword WHERE {condition}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{chosen} ORDER BY length(word), word LIMIT %s", [*parameters, limit])
        return [word for (word,) in cursor.fetchall()]
