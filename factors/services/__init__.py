"""Acts on an agency's own libraries and factors, and finding them."""

from factors.search import Filters, Found, Hit, Line, browse, search
from factors.services.approval import (
    Decided,
    approve_all,
    approve_factor,
    awaiting,
    decidable,
    reject_all,
    reject_factor,
    take_back,
)
from factors.services.composites import (
    Draft,
    component_ids,
    component_of,
    composed,
    create_composite,
    supersede_composite,
)
from factors.services.deciding import ask_to_decide_all, awaiting_in, job_of_decision
from factors.services.evidence import SourceFile
from factors.services.factors import (
    REVISABLE,
    changed,
    create_factor,
    require_revisable,
    supersede_factor,
    withdraw_factor,
)
from factors.services.guard import require_own
from factors.services.libraries import Access, create_library, describe_library, set_access

__all__ = [
    "REVISABLE",
    "Access",
    "Decided",
    "Draft",
    "Filters",
    "Found",
    "Hit",
    "Line",
    "SourceFile",
    "approve_all",
    "approve_factor",
    "ask_to_decide_all",
    "awaiting",
    "awaiting_in",
    "browse",
    "changed",
    "component_ids",
    "component_of",
    "composed",
    "create_composite",
    "create_factor",
    "create_library",
    "decidable",
    "describe_library",
    "job_of_decision",
    "reject_all",
    "reject_factor",
    "require_own",
    "require_revisable",
    "search",
    "set_access",
    "supersede_composite",
    "supersede_factor",
    "take_back",
    "withdraw_factor",
]
