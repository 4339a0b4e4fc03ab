"""Bills of materials of a study: read, mapped by a person, rolled up (``inventories.bom``), written as lines.

A bill is a file that came in, as a data-collection workbook is: state, preview rows, writing and giving up are those of
``inventories.workbook``. Its own are the columns, which the person confirms, and what is made of the rows.
"""
