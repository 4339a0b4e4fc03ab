"""Factors are counted by the things of the synonyms too; what was counted before is counted anew."""

from __future__ import annotations

from django.db import migrations, models

from factors.plausibility.counting import GWP_SET, counted_rows


def count(apps, schema_editor) -> None:
    """The rows as they are at this point of the chain."""
    factors, spreads = apps.get_model("factors", "Factor"), apps.get_model("factors", "Spread")
    spreads.objects.all().delete()
    gwp_sets = apps.get_model("factors", "GwpSet").objects.filter(agency=None, name=GWP_SET)
    newest = gwp_sets.order_by("-release").first()
    values = (
        apps.get_model("factors", "GwpValue").objects.filter(gwp_set=newest) if newest is not None else ()
    )
    potentials = {gas.symbol: gas.value for gas in values if gas.value is not None}
    for pk in apps.get_model("factors", "Library").objects.order_by("pk").values_list("pk", flat=True):
        rows = counted_rows(pk, factors.objects.all(), potentials)
        spreads.objects.bulk_create((spreads(**row) for row in rows), batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [
        ("factors", "0014_bulk_decisions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="spread",
            name="scope",
            field=models.CharField(
                choices=[
                    ("all", "All"),
                    ("category", "Category"),
                    ("word", "Word"),
                    ("same", "Same"),
                    ("name", "Name"),
                    ("thing", "Thing"),
                    ("kin", "Kin"),
                    ("family", "Family"),
                ],
                max_length=8,
            ),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
