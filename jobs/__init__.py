"""Work beside the request: job rows that are the truth, workers that claim them, Celery as the doorbell."""
