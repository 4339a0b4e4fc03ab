"""Database triggers that refuse change, for migrations: what is issued or recorded stays, whoever has the database.

Works on SQLite and PostgreSQL; on another database the migration fails rather than leave rows unprotected.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

MESSAGE = "immutable row"


def refuse_change(table: str, *, when: str = "1 = 1", name: str = "") -> migrations.RunPython:
    """An operation that makes UPDATE and DELETE of ``table`` fail where ``when`` (SQL over OLD) holds."""
    trigger = name or f"{table}_immutable"

    def forward(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _STATEMENTS[editor.connection.vendor](table, trigger, when):
            editor.execute(statement)

    def backward(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _REMOVALS[editor.connection.vendor](table, trigger):
            editor.execute(statement)

    return migrations.RunPython(forward, backward)


def _sqlite(table: str, trigger: str, when: str) -> list[str]:
    return [
        f"CREATE TRIGGER {trigger}_{event.lower()} BEFORE {event} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {table}'); END"
        for event in ("UPDATE", "DELETE")
    ]


def _sqlite_removal(table: str, trigger: str) -> list[str]:
    return [f"DROP TRIGGER {trigger}_{event}" for event in ("update", "delete")]


def _postgresql(table: str, trigger: str, when: str) -> list[str]:
    return [
        f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{MESSAGE}: {table}' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {trigger} BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {trigger}()",
    ]


def _postgresql_removal(table: str, trigger: str) -> list[str]:
    return [f"DROP TRIGGER {trigger} ON {table}", f"DROP FUNCTION {trigger}()"]


_STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql}
_REMOVALS = {"sqlite": _sqlite_removal, "postgresql": _postgresql_removal}
