"""Database triggers that refuse change, for migrations: what is issued or recorded stays, whoever has the database.

Works on SQLite and PostgreSQL; on another database the migration fails rather than leave rows unprotected.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

MESSAGE = "immutable row"


def refuse_change(
    table: str, *, when: str = "1 = 1", name: str = "", columns: Sequence[str] = ()
) -> migrations.RunPython:
    """An operation that makes UPDATE and DELETE of ``table`` fail where ``when`` (SQL over OLD) holds.

    With ``columns``, UPDATE fails only where one of these changes; the others stay free. SQLite drops a table's
    triggers when a later migration makes the table anew (most changes of columns there do): that migration repeats the
    operation, which replaces what is there.
    """
    trigger = name or f"{table}_immutable"

    def forward(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        vendor = editor.connection.vendor
        distinct = _DISTINCT[vendor]
        changed = " OR ".join(f'OLD."{column}" {distinct} NEW."{column}"' for column in columns)
        update = f"({when}) AND ({changed})" if columns else when
        for statement in _STATEMENTS[vendor](table, trigger, update, when):
            editor.execute(statement)

    def backward(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _REMOVALS[editor.connection.vendor](table, trigger):
            editor.execute(statement)

    return migrations.RunPython(forward, backward)


def _sqlite(table: str, trigger: str, update: str, delete: str) -> list[str]:
    return [
        statement
        for event, condition in (("UPDATE", update), ("DELETE", delete))
        for statement in (
            f"DROP TRIGGER IF EXISTS {trigger}_{event.lower()}",
            f"CREATE TRIGGER {trigger}_{event.lower()} BEFORE {event} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {table}'); END",
        )
    ]


def _sqlite_removal(table: str, trigger: str) -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {trigger}_{event}" for event in ("update", "delete")]


def _postgresql(table: str, trigger: str, update: str, delete: str) -> list[str]:
    refusal = f"RAISE EXCEPTION '{MESSAGE}: {table}' USING ERRCODE = 'integrity_constraint_violation';"
    return [
        f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' THEN IF {delete} THEN {refusal} END IF; RETURN OLD; END IF; "
        f"IF {update} THEN {refusal} END IF; RETURN NEW; END $$",
        f"DROP TRIGGER IF EXISTS {trigger} ON {table}",
        f"CREATE TRIGGER {trigger} BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {trigger}()",
    ]


def _postgresql_removal(table: str, trigger: str) -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {trigger} ON {table}", f"DROP FUNCTION IF EXISTS {trigger}()"]


_DISTINCT = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}
_STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql}
_REMOVALS = {"sqlite": _sqlite_removal, "postgresql": _postgresql_removal}
