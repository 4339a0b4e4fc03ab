"""What the two databases do each in their own way: keeping the tokens, asking for them.

SQLite: an FTS5 table beside ``factors_factorterms``, whose rowid is the place, so that what matches comes in the
order of rank and a search stops after the first few hundred. PostgreSQL: a ``tsvector`` with a GIN index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

from factors.search.entries import Entry

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
GIN = "factors_terms_gin"
CREATE_GIN = f"CREATE INDEX {GIN} ON {TABLE} USING gin (tokens) WITH (fastupdate = off)"
# The planner has to know how often a word occurs to choose between the words' index and the order of rank.
STATISTICS = f"ALTER TABLE {TABLE} ALTER COLUMN tokens SET STATISTICS 1000"


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
            with cursor.copy(_COPY) as copy:
                for entry in entries:
                    copy.write_row((*entry[:3], _vector(entry)))
        else:
            cursor.executemany(_INSERT, [(*entry[:3], _text(entry)) for entry in entries])


def _text(entry: Entry) -> str:
    return " ".join((*entry.tokens, *entry.loose))


def _vector(entry: Entry) -> str:
    """As ``tsvector`` is written; no token holds a blank, a colon, a quote or a backslash."""
    numbered = (f"{token}:{position}" for position, token in enumerate(entry.tokens, start=1))
    return " ".join((*numbered, *entry.loose))


@contextmanager
def emptied() -> Iterator[None]:
    """Without the index while all rows are written, which is several times quicker; then with it."""
    with connection.cursor() as cursor:
        for statement in remove(connection.vendor):
            cursor.execute(statement)
        cursor.execute(f"{'TRUNCATE' if connection.vendor == 'postgresql' else 'DELETE FROM'} {TABLE}")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for statement in create(connection.vendor):
            cursor.execute(statement)
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO {FTS} ({FTS}) VALUES ('rebuild')")  # noqa: S608


def tidy() -> None:
    """After many rows: what the planner knows of them, and the pieces of the index in one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ANALYZE {TABLE}")
        else:
            cursor.execute(f"INSERT INTO {FTS} ({FTS}) VALUES ('optimize')")  # noqa: S608


def rows(statement: str, parameters: Iterable[Any]) -> list[Any]:
    """What a statement of ours finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        found: list[Any] = cursor.fetchall()
    return found
