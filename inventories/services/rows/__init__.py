"""Many cells of a study's lines at once: from the grid, from a workbook, from a bill of materials.

The one door for writing lines in numbers. Two people may edit one study at the same time: what is compared is not the
row but the cell. A cell is written when it still holds what the editor saw; other cells of the row that somebody else
changed meanwhile stay as that one left them. A cell that does not is told with both values, and never overwritten.
"""

from inventories.services.rows.act import NotWhole, write_rows
from inventories.services.rows.edits import ROW, Conflict, RowEdit, RowOutcome

__all__ = ["ROW", "Conflict", "NotWhole", "RowEdit", "RowOutcome", "write_rows"]
