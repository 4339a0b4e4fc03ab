"""Factors that are reckoned from others: their composition, and of which factors it was taken."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from accounts.immutable import refuse_change

# As 0007, with the composition.
FIGURE = (
    "agency_id", "library_id", "code", "release", "name", "name_en", "synonyms", "category", "kind", "form", "unit",
    "heating_value_unit", "carbon_content_unit", "region", "boundary", "gwp_set", "publisher", "document", "table",
    "licence", "uncertainty", "quality", "cas", "note", "amount", "heating_value", "carbon_content", "oxidation",
    "gases", "split", "year", "valid_until", "second_hand", "evidence_name", "evidence_digest", "evidence_type",
    "composition",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("factors", "0010_spreads_of_figures"),
    ]

    operations = [
        migrations.AddField(
            model_name="factor",
            name="composition",
            field=models.JSONField(blank=True, default=dict, editable=False, verbose_name="组成"),
        ),
        migrations.CreateModel(
            name="FactorComponent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(verbose_name="序号")),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="factors.factor",
                        verbose_name="组成因子",
                    ),
                ),
                (
                    "composite",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="components",
                        to="factors.factor",
                        verbose_name="组合因子",
                    ),
                ),
            ],
            options={
                "verbose_name": "组成因子",
                "verbose_name_plural": "组成因子",
                "ordering": ["composite", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("composite", "place"), name="factor_component_once")
                ],
            },
        ),
        refuse_change("factors_factor", columns=FIGURE),
        refuse_change("factors_factorcomponent"),
    ]
