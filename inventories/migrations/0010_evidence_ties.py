import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table behind ``Evidence.lines`` becomes a model: nothing moves, two columns are added."""

    dependencies = [("inventories", "0009_sharings")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="EvidenceTie",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "evidence",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ties",
                                to="inventories.evidence",
                            ),
                        ),
                        (
                            "inventoryline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ties",
                                to="inventories.inventoryline",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "证据关联",
                        "verbose_name_plural": "证据关联",
                        "db_table": "inventories_evidence_lines",
                        "unique_together": {("evidence", "inventoryline")},
                    },
                ),
                migrations.AlterField(
                    model_name="evidence",
                    name="lines",
                    field=models.ManyToManyField(
                        blank=True,
                        related_name="evidence",
                        through="inventories.EvidenceTie",
                        to="inventories.inventoryline",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="evidencetie",
            name="data",
            field=models.JSONField(blank=True, default=list, verbose_name="支持的数据项"),
        ),
        migrations.AddField(
            model_name="evidencetie",
            name="place",
            field=models.CharField(blank=True, max_length=120, verbose_name="在文件中的位置"),
        ),
    ]
