"""The audit trail is append-only, held by the database."""

from django.db import migrations

from accounts.immutable import refuse_change


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [refuse_change("accounts_auditentry")]
