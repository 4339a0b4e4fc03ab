"""Factors whose state has changed stand at another place; what they are called has not changed.

An approval of fifty thousand would spend most of its time on making the same words out of the same names again. So
the entries are moved as they are: the state within the place, its facet and, on PostgreSQL, the tier are replaced.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from factors.search import database, order, tiers

_MOVED = "factors_terms_moved"
_WITHOUT_STATE = ~(order.STATE.mask << order.STATE.shift) & ((1 << 63) - 1)


def move(ids: Sequence[int], before: str, after: str) -> None:
    """Move the entries of these factors from the place of one state to that of another, in the transaction of the
    change. At most as many ids as fit one statement. Factors that are not in the index stay out of it.
    """
    if not ids:
        return
    wanted = ", ".join(str(int(pk)) for pk in ids)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _move_on_postgresql(cursor, wanted, before, after)
        else:
            _move_on_sqlite(cursor, wanted, before, after)


def _place(after: str) -> str:
    """The SQL of the new place."""
    return f"((place & {_WITHOUT_STATE}) | {order.STATES.index(after) << order.STATE.shift})"


def _move_on_sqlite(cursor: Any, wanted: str, before: str, after: str) -> None:
    """Taken out and put in again in the order of place: FTS5 closes a segment of its index at every step back."""
    old, new = order.state_facet(before), order.state_facet(after)
    # Every token between blanks, so that no longer one that begins so is hit.
    tokens = f"trim(replace(' ' || tokens || ' ', ' {old} ', ' {new} '))"
    table = database.TABLE
    cursor.execute(
        f"CREATE TEMP TABLE {_MOVED} AS SELECT {_place(after)} AS place, factor_id, library_id, {tokens} AS tokens"  # noqa: S608
        f" FROM {table} WHERE factor_id IN ({wanted}) ORDER BY 1"
    )
    cursor.execute(
        f"DELETE FROM {table} WHERE place IN"  # noqa: S608
        f" (SELECT place FROM {table} WHERE factor_id IN ({wanted}) ORDER BY place)"
    )
    cursor.execute(
        f"INSERT INTO {table} (place, factor_id, library_id, tokens)"  # noqa: S608
        f" SELECT place, factor_id, library_id, tokens FROM {_MOVED} ORDER BY place"
    )
    cursor.execute(f"DROP TABLE {_MOVED}")


def _move_on_postgresql(cursor: Any, wanted: str, before: str, after: str) -> None:
    known = list(tiers.bounds())
    taken_out = [
        order.state_facet(before),
        *(tiers.tier_token(number) for number in range(len(tiers.SIZES) + 1)),
    ]
    tier = " ".join(
        f"WHEN {_place(after)} < {place} THEN '{tiers.tier_token(number)}'::tsvector"
        for number, place in enumerate(known)
    )
    last = f"'{tiers.tier_token(len(known))}'::tsvector"
    new_tier = f"CASE {tier} ELSE {last} END" if tier else last
    with database.taking_in(cursor, len(wanted.split(","))):
        cursor.execute(
            f"UPDATE {database.TABLE} SET place = {_place(after)},"  # noqa: S608
            f" tokens = ts_delete(tokens, %s::text[]) || '{order.state_facet(after)}'::tsvector || {new_tier}"
            f" WHERE factor_id IN ({wanted})",
            [taken_out],
        )
