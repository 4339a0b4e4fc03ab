"""Issued reports, their revisions, signatures and register entries refuse change, held by the database."""

from django.db import migrations

from accounts.immutable import refuse_change

ISSUED = "EXISTS (SELECT 1 FROM reports_registerentry entry WHERE entry.report_id = OLD.report_id)"


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        refuse_change("reports_report", when="OLD.state = 'issued'"),
        refuse_change("reports_revision", when=ISSUED),
        refuse_change("reports_signature"),
        refuse_change("reports_registerentry"),
        refuse_change("reports_withdrawal"),
    ]
