"""Pages of accounts, by subject; ``csrf_failure`` stands here because the settings name it."""

from accounts.views.refusals import csrf_failure

__all__ = ["csrf_failure"]
