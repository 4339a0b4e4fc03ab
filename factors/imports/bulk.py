"""Many rows of one table at once: ``COPY`` on PostgreSQL, one prepared statement on SQLite.

Django's ``bulk_create`` spends four fifths of its time on making objects and statements; for fifty thousand factors
of forty columns that is longer than a person waits.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

from django.db import connection, models
from django.utils import timezone

# Columns whose values both databases take as they are.
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
_encode = json.JSONEncoder(ensure_ascii=False).encode
Writer = Callable[[Any], Any]


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], **fixed: Any
) -> None:
    """Write one row for each of ``rows``, which hold ``columns`` (names of attributes: ``library_id``) in that order.

    ``fixed``: columns that are the same in all; any other has its default. Nothing is validated, and nothing comes
    back; the database's own constraints hold. Raises ``LookupError`` for a column that there is not.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    unknown = {*columns, *fixed} - fields.keys()
    if unknown:
        raise LookupError(f"no columns of {model.__name__}: {', '.join(sorted(unknown))}")
    others = [name for name in fields if name not in columns]
    same = tuple(_writer(fields[name])(fixed.get(name, _default(fields[name]))) for name in others)
    writers = [_writer(fields[name]) for name in columns]
    names = [str(fields[name].column) for name in (*columns, *others)]
    ready = ((*(write(value) for write, value in zip(writers, row, strict=True)), *same) for row in rows)
    _insert(model._meta.db_table, names, ready)


def _insert(table: str, names: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name in names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {quote(table)} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            # The planner must know of them at once, or the approval of all of them takes minutes.
            cursor.execute(f"ANALYZE {quote(table)}")
        else:
            places = ", ".join(["%s"] * len(names))
            statement = f"INSERT INTO {quote(table)} ({columns}) VALUES ({places})"  # noqa: S608 - names of ours
            # Drawn one by one, so that fifty thousand rows are not held a second time.
            cursor.executemany(statement, cast(Any, rows))


def _writer(field: Any) -> Writer:
    if isinstance(field, models.JSONField):
        return _json
    if isinstance(field, _PLAIN):
        return _as_it_is
    return lambda value: None if value is None else field.get_db_prep_save(value, connection)


def _as_it_is(value: Any) -> Any:
    return value


def _json(value: Any) -> str:
    if not value:
        return "{}" if value == {} else "[]" if value == [] else _encode(value)
    return _encode(value)


def _default(field: Any) -> Any:
    if getattr(field, "auto_now_add", False):
        return timezone.now()
    return field.get_default()
