"""Acts on an agency's own libraries and factors, and finding them."""

from factors.search import Hit, matching, search
from factors.services.factors import create_factor, supersede_factor, withdraw_factor
from factors.services.guard import require_own
from factors.services.libraries import create_library

__all__ = [
    "Hit",
    "create_factor",
    "create_library",
    "matching",
    "require_own",
    "search",
    "supersede_factor",
    "withdraw_factor",
]
