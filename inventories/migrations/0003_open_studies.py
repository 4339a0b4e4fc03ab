from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inventories", "0002_databases_named_evidence_leg_proxy")]

    operations = [
        migrations.AddIndex(
            model_name="study",
            index=models.Index(
                condition=models.Q(("lock", "")), fields=["agency", "-id"], name="open_study_by_agency"
            ),
        ),
    ]
