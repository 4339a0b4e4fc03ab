"""What can end a job early."""

from __future__ import annotations


class JobRefused(Exception):
    """The job cannot succeed however often it is tried; the Chinese message is shown to the person who asked."""


class LeaseLost(Exception):
    """Another worker has taken the job over (or it was released): stop, write nothing."""


class NotPublished(Exception):
    """A handler returned without ``publish``: a mistake in the handler, not in the job's data."""
