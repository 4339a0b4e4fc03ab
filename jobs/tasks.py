"""What Celery calls: the doorbell's other end, and the sweep that repairs what a dead worker or broker lost."""

from __future__ import annotations

from celery import shared_task

from jobs.claims import claim_job, due_jobs
from jobs.doorbell import ring
from jobs.execution import execute

SWEEP_LIMIT = 100
# Two sweeps' time: a ring that no worker has taken by then is rung again by a later sweep, so none pile up.
SWEEP_EXPIRES = 60


@shared_task(name="jobs.run")
def run(job_id: int) -> None:
    """Do the job if it is still to be done. A message that comes twice, or too late, does nothing."""
    claim = claim_job(job_id)
    if claim is not None:
        execute(claim)


@shared_task(name="jobs.sweep")
def sweep() -> None:
    """Ring for jobs that are due and that nobody works on: waiting for a retry, or left by a dead worker."""
    for job_id in due_jobs().values_list("pk", flat=True)[:SWEEP_LIMIT]:
        ring(job_id, expires=SWEEP_EXPIRES)
