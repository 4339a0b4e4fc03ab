"""PostgreSQL: entries of the search index wait in a list, so that many are taken in at once."""

from __future__ import annotations

from django.db import migrations

from factors.search import database


def let_wait(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER INDEX {database.GIN} SET (fastupdate = on)")


class Migration(migrations.Migration):
    dependencies = [
        ("factors", "0012_search_tiers"),
    ]

    operations = [
        migrations.RunPython(let_wait, migrations.RunPython.noop),
    ]
