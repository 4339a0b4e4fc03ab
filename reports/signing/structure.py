"""Signature fields in the structure tree of a tagged PDF, so that a screen reader comes across them in their cells.

WeasyPrint builds the tree before the finisher runs. A table cell's box keeps its structure element in ``mark``
(private, WeasyPrint 70); a place outside any table is put behind the page's last element.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf

from reports.signing.flattening import flatten_structure


def is_tagged(pdf: Any) -> bool:
    """Whether the document has a structure tree."""
    return "StructTreeRoot" in pdf.catalog


def simplify_structure(pdf: Any) -> None:
    """Take out elements that say nothing; see ``flattening``."""
    flatten_structure(pdf, _document_element(pdf), _parent_tree(pdf))


def add_to_structure(document: Any, pdf: Any, page_index: int, anchor: str, widget: Any) -> None:
    """Give ``widget`` a ``/Form`` element in the cell that carries the id ``anchor``."""
    page_reference = pdf.page_references[page_index]
    cell = _cell_of(document.pages[page_index], anchor)
    parent = _document_element(pdf) if cell is None else cell
    link = pydyf.Dictionary({"Type": "/OBJR", "Obj": widget.reference, "Pg": page_reference})
    pdf.add_object(link)
    form = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/Form",
            "K": link.reference,  # not in an array: so pyHanko's difference analysis knows the field's place here
            "Pg": page_reference,
            "P": parent.reference,
        }
    )
    pdf.add_object(form)
    parent["K"].insert(_end_of_page(pdf, parent, page_reference), form.reference)
    widget["StructParent"] = _register(pdf, form)


def _resolve(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _structure_root(pdf: Any) -> Any:
    return _resolve(pdf, pdf.catalog["StructTreeRoot"])


def _document_element(pdf: Any) -> Any:
    return _resolve(pdf, _structure_root(pdf)["K"][0])


def _parent_tree(pdf: Any) -> Any:
    return _resolve(pdf, _structure_root(pdf)["ParentTree"])["Nums"]


def _register(pdf: Any, form: Any) -> int:
    """Enter the element into the parent tree (alternating keys and values) under the next free key."""
    numbers = _parent_tree(pdf)
    key = max(numbers[::2], default=-1) + 1
    numbers.extend([key, form.reference])
    return int(key)


def _end_of_page(pdf: Any, parent: Any, page_reference: bytes) -> int:
    """Index behind the last child that stands on the page; children may also be bare content numbers."""
    last = len(parent["K"])
    for index, child in enumerate(parent["K"]):
        if isinstance(child, bytes) and _resolve(pdf, child).get("Pg") == page_reference:
            last = index + 1
    return last


def _cell_of(page: Any, anchor: str) -> Any:
    """The structure element of the innermost table cell around or at the element with the id, or None."""
    return next((mark for found, mark in _walk(page._page_box, None) if found == anchor), None)


def _walk(box: Any, mark: Any) -> Iterator[tuple[str | None, Any]]:
    mark = getattr(box, "mark", None) or mark
    element = getattr(box, "element", None)
    yield (None if element is None else element.get("id")), mark
    for child in getattr(box, "children", ()):
        yield from _walk(child, mark)
