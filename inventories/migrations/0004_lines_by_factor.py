from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inventories", "0003_open_studies")]

    operations = [
        migrations.AddIndex(
            model_name="inventoryline",
            index=models.Index(
                condition=models.Q(("kind", "activity")),
                fields=["agency", "factor", "study"],
                name="line_by_factor",
            ),
        ),
    ]
