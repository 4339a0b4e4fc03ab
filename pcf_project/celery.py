"""The Celery application: the doorbell of the job rows (see ``jobs``), never the truth about them."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcf_project.settings")

app = Celery("pcf_project")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
