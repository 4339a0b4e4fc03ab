"""The assembly: settings, addresses, API router, Celery. Knows every app; no app imports it."""

from pcf_project.celery import app as celery_app

__all__ = ["celery_app"]
