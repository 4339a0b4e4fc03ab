"""Where the tiers of rank lie; and the index once more, because places hold more than they did."""

from __future__ import annotations

from django.db import migrations, models

from factors.search import index


def rebuild(apps, schema_editor) -> None:
    index.rebuild()


class Migration(migrations.Migration):
    dependencies = [
        ("factors", "0011_composite_factors"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchTier",
            fields=[
                ("number", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("place", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(rebuild, migrations.RunPython.noop),
    ]
