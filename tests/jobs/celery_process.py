"""Celery's command line with the test's kind of job known; run by the tests as a process of its own.

python -m tests.jobs.celery_process worker --beat …
"""

from __future__ import annotations

import sys

import django

from pcf_project.celery import app
from tests.jobs.worker_process import register_kind

if __name__ == "__main__":
    django.setup()
    register_kind()
    app.start(sys.argv[1:])
