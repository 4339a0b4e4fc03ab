"""The named acts on clients, products and studies; every other change of a row goes through ``accounts.editing``."""

from inventories.services.clients import (
    add_company_picture,
    add_equipment,
    add_product_picture,
    attach_client,
    detach_client,
)
from inventories.services.evidence import (
    Received,
    Said,
    add_ties,
    attach_evidence,
    describe_ties,
    receive_files,
    supply_file,
    tie_evidence,
    untie,
)
from inventories.services.lines import LegInput, copy_line, move_to_stage, save_line
from inventories.services.order import move
from inventories.services.studies import (
    DEFAULT_STAGES,
    add_sharing,
    add_stage,
    create_study,
    list_libraries,
    remove_study,
)
from inventories.services.ways import settled

__all__ = [
    "DEFAULT_STAGES",
    "LegInput",
    "Received",
    "Said",
    "add_company_picture",
    "add_equipment",
    "add_product_picture",
    "add_sharing",
    "add_stage",
    "add_ties",
    "attach_client",
    "attach_evidence",
    "copy_line",
    "create_study",
    "describe_ties",
    "detach_client",
    "list_libraries",
    "move",
    "move_to_stage",
    "receive_files",
    "remove_study",
    "save_line",
    "settled",
    "supply_file",
    "tie_evidence",
    "untie",
]
