"""The loop of a worker process that needs no broker: look for due jobs, do them, wait, until asked to stop."""

from __future__ import annotations

import logging
import signal
import time
from types import FrameType

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from jobs.claims import Claim, claim_next
from jobs.execution import execute

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
# How long to leave a database alone that does not answer.
DATABASE_PAUSE_SECONDS = 3.0


class Stopped(BaseException):
    """The process was asked to stop and the running job did not end in time: its job goes back to the queue."""


class Worker:
    """One worker, one job at a time.

    SIGTERM or SIGINT lets the running job end for ``settings.JOB_STOP_SECONDS`` seconds, then (or at the second
    signal) breaks it off and gives it back untried.
    """

    def __init__(self) -> None:
        self.stopping = False
        self.current: Claim | None = None

    def run(self, *, until_idle: bool = False) -> None:
        """Work until asked to stop; with ``until_idle`` only until nothing is due."""
        self._listen()
        try:
            while not self.stopping:
                if not self._turn() and not self.stopping:
                    if until_idle:
                        break
                    time.sleep(POLL_SECONDS)
        except Stopped:
            logger.info("stopped; the running job was given back")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            connections.close_all()

    def _turn(self) -> bool:
        """Do one job; whether there was one. A loop outside the request cycle must close dead connections itself."""
        close_old_connections()
        try:
            claim = claim_next()
            if claim is not None:
                self._do(claim)
            return claim is not None
        except DatabaseError:
            logger.exception("the database does not answer; trying again in %s s", DATABASE_PAUSE_SECONDS)
            connections.close_all()
            time.sleep(DATABASE_PAUSE_SECONDS)
            return True

    def _do(self, claim: Claim) -> None:
        try:
            self.current = claim
            execute(claim)
        except Stopped:
            self.current = None
            claim.release()
            raise
        finally:
            self.current = None

    def _listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGALRM, self._on_deadline)

    def _on_stop(self, _number: int, _frame: FrameType | None) -> None:
        if self.stopping:
            self._break_off()
        self.stopping = True
        if self.current is not None:
            logger.info("waiting up to %s s for the running job", settings.JOB_STOP_SECONDS)
            signal.setitimer(signal.ITIMER_REAL, settings.JOB_STOP_SECONDS)

    def _on_deadline(self, _number: int, _frame: FrameType | None) -> None:
        self._break_off()

    def _break_off(self) -> None:
        if self.current is not None:
            raise Stopped
