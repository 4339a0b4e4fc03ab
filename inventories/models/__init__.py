"""Rows of clients, products and studies."""

from inventories.models.batches import EntryBatch
from inventories.models.bills import BillMapping, BillOfMaterials
from inventories.models.companies import Company, CompanyContact, CompanyPicture
from inventories.models.lines import Evidence, InventoryLine, TransportLeg
from inventories.models.products import Equipment, ProcessStep, Product, ProductPicture
from inventories.models.sharing import Sharing
from inventories.models.studies import BoundaryProcess, FunctionalUnit, Stage, Study
from inventories.models.ties import Datum, EvidenceTie
from inventories.models.workbooks import FilledWorkbook, FilledWorkbookRow, IssuedWorkbook

__all__ = [
    "BillMapping",
    "BillOfMaterials",
    "BoundaryProcess",
    "Company",
    "CompanyContact",
    "CompanyPicture",
    "Datum",
    "EntryBatch",
    "Equipment",
    "Evidence",
    "EvidenceTie",
    "FilledWorkbook",
    "FilledWorkbookRow",
    "FunctionalUnit",
    "InventoryLine",
    "IssuedWorkbook",
    "ProcessStep",
    "Product",
    "ProductPicture",
    "Sharing",
    "Stage",
    "Study",
    "TransportLeg",
]
