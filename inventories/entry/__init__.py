"""What people type, paste and send: texts of cells, read to values without guessing.

``quantities`` reads numbers with units (pure text), ``cells`` the columns of an inventory line. Grid, workbook and
bill of materials read through here, so that the same text means the same everywhere.
"""
