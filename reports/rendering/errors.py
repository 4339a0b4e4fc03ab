"""What can go wrong while a report is made, in words for the person who asked for it."""

from __future__ import annotations


class RenderError(Exception):
    """The report cannot be made from this data; the message says what, where and the way out. Nothing was written."""
