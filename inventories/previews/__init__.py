"""What a file of evidence looks like, read in a child process: pages as pictures, sheets as tables."""

from inventories.previews.asking import page_count, picture, sheets
from inventories.previews.contract import Sheet

__all__ = ["Sheet", "page_count", "picture", "sheets"]
