"""Whoever has the database: a figure that was written stays, and what it was written with."""

from __future__ import annotations

from django.db import migrations, models

from accounts.immutable import refuse_change

# What a factor is, with its source file. State, supersession, proposal and decision are bookkeeping and move on.
# Another CONTENT column is protected by repeating the operation with a longer list.
FIGURE = (
    "agency_id", "library_id", "code", "release", "name", "name_en", "synonyms", "category", "kind", "form", "unit",
    "heating_value_unit", "carbon_content_unit", "region", "boundary", "gwp_set", "publisher", "document", "table",
    "licence", "uncertainty", "quality", "cas", "note", "amount", "heating_value", "carbon_content", "oxidation",
    "gases", "split", "year", "valid_until", "second_hand", "evidence_name", "evidence_digest", "evidence_type",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("factors", "0006_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="library",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        refuse_change("factors_factor", columns=FIGURE),
        refuse_change("factors_gwpvalue"),
    ]
