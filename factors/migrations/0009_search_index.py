"""The index of the factor search, with the factors that are there already."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import django.db.models.deletion
from django.db import migrations, models

import factors.models.search
from factors.search import database, index
from factors.search.entries import Indexed


def create(apps, schema_editor) -> None:
    for statement in database.create(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def remove(apps, schema_editor) -> None:
    for statement in database.remove(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def take_in(apps, schema_editor) -> None:
    """The rows as they are at this point of the chain; the writing side itself asks the table of today."""
    rows = apps.get_model("factors", "Factor").objects.order_by("pk").values_list(*index.COLUMNS)
    factors: Iterator[Indexed] = (Indexed(*row) for row in rows.iterator(chunk_size=index.AT_ONCE))
    while some := list(islice(factors, index.AT_ONCE)):
        index.write(some)


class Migration(migrations.Migration):
    dependencies = [
        ("factors", "0008_starter_loads"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=30, primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="FactorTerms",
            fields=[
                ("place", models.BigAutoField(primary_key=True, serialize=False)),
                ("tokens", factors.models.search.TokensField()),
                (
                    "factor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="factors.factor"
                    ),
                ),
                (
                    "library",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="factors.library",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchFacet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "facet",
                    models.CharField(choices=[("region", "Region"), ("year", "Year")], max_length=6),
                ),
                ("value", models.CharField(max_length=120)),
                (
                    "library",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="factors.library"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("library", "facet", "value"), name="search_facet_once")
                ],
            },
        ),
        migrations.RunPython(create, remove),
        migrations.RunPython(take_in, migrations.RunPython.noop),
    ]
