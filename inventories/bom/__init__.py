"""A bill of materials from an ERP or CAD program, rolled up to what one product takes. Pure: no Django, no rows.

``heads`` finds and names the columns, ``items`` reads the cells, ``tree`` sets the rows under each other, ``rolling``
multiplies them out along every way from the product to a part. Nothing is guessed: what cannot be read or reckoned is
told with its row.
"""
