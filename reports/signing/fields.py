"""The empty signature fields that a report's PDF is born with.

WeasyPrint cannot make signature fields, so the page marks the places with ids (``<td id="sign-leader">``) and a
``finisher`` of ``write_pdf`` puts the fields there before the first byte is written. All fields are in the very
first revision: a signature that came with its own field would be a change of the page that earlier signers never saw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pydyf

from reports.signing.errors import FieldError
from reports.signing.resources import compress_streams, narrow_resources, shorten_widths
from reports.signing.structure import add_to_structure, is_tagged, simplify_structure

POINTS_PER_PIXEL = 0.75  # 72 PDF points and 96 CSS pixels to the inch
# Smaller than this nothing legible fits.
SMALLEST_SIDE = 12.0
# Printed, and the frame itself cannot be dragged about (ISO 32000-1, table 165).
_PRINT_AND_LOCKED = 4 + 128
_SIGNATURES_EXIST = 1

# Streams are compressed by the finisher itself, because WeasyPrint couples their compression to object streams, and
# with object streams pyHanko unpacks everything again for every object: validating a tagged report takes minutes.
WRITE_OPTIONS = {"uncompressed_pdf": True}


class SignatureRole(StrEnum):
    """Who signs; the value is the name of the PDF field. The order of members is the order of signing."""

    LEADER = "leader"
    TECHNICAL_REVIEWER = "technical_reviewer"
    APPROVER = "approver"
    SEAL = "seal"

    @property
    def label(self) -> str:
        """What a Chinese reader calls it."""
        return _LABELS[self]


_LABELS = {
    SignatureRole.LEADER: "组长签名",
    SignatureRole.TECHNICAL_REVIEWER: "技术复核人签名",
    SignatureRole.APPROVER: "批准人签名",
    SignatureRole.SEAL: "机构印章",
}
SIGNING_ORDER = tuple(SignatureRole)
DEFAULT_ANCHORS: Mapping[SignatureRole, str] = {
    SignatureRole.LEADER: "sign-leader",
    SignatureRole.TECHNICAL_REVIEWER: "sign-technical-reviewer",
    SignatureRole.APPROVER: "sign-approver",
    SignatureRole.SEAL: "sign-seal",
}


@dataclass(frozen=True)
class SignatureSlot:
    """A signature field's place: page counted from 0, box as left, bottom, right, top in PDF points."""

    role: SignatureRole
    page_index: int
    box: tuple[float, float, float, float]

    @property
    def width(self) -> float:
        """In PDF points."""
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        """In PDF points."""
        return self.box[3] - self.box[1]


def slots_from_anchors(
    document: Any, anchors: Mapping[SignatureRole, str] = DEFAULT_ANCHORS, *, inset: float = 1.5
) -> tuple[SignatureSlot, ...]:
    """The places that the rendered WeasyPrint ``document`` gives to elements with the ids in ``anchors``.

    ``inset`` (points) keeps the mark off the lines of the cell. Raises FieldError where an id is missing, appears
    twice (a cell broken over two pages), or is too small for a signature.
    """
    return tuple(_slot(document, role, anchors[role], inset) for role in SIGNING_ORDER if role in anchors)


def _slot(document: Any, role: SignatureRole, anchor: str, inset: float) -> SignatureSlot:
    places = [(index, page) for index, page in enumerate(document.pages) if anchor in page.anchors]
    if not places:
        raise FieldError(f"报告模板里没有{role.label}的位置：找不到 id 为“{anchor}”的单元格。")
    if len(places) > 1:
        raise FieldError(f"{role.label}的位置“{anchor}”被分在两页上，请让这一行不跨页。")
    index, page = places[0]
    slot = SignatureSlot(role, index, _box_in_points(page, anchor, inset))
    if min(slot.width, slot.height) < SMALLEST_SIDE:
        raise FieldError(f"{role.label}的位置“{anchor}”太小，宽和高至少各 {SMALLEST_SIDE:g} 磅。")
    return slot


def _box_in_points(page: Any, anchor: str, inset: float) -> tuple[float, float, float, float]:
    left, top, right, bottom = page.anchors[anchor]  # CSS pixels from the top left corner
    return (
        _points(left) + inset,
        _points(page.height - bottom) + inset,
        _points(right) - inset,
        _points(page.height - top) - inset,
    )


def _points(pixels: float) -> float:
    return round(pixels * POINTS_PER_PIXEL, 3)


def signature_finisher(
    anchors: Mapping[SignatureRole, str] = DEFAULT_ANCHORS, *, inset: float = 1.5
) -> Callable[[Any, Any], None]:
    """A ``finisher`` for ``Document.write_pdf``; use it together with ``**WRITE_OPTIONS``.

    It adds the fields, gives every page only the resources that it uses (validation becomes twenty times faster) and
    compresses the streams. The same document gives the same bytes.
    """

    def finish(document: Any, pdf: Any) -> None:
        slots = slots_from_anchors(document, anchors, inset=inset)
        if is_tagged(pdf):
            simplify_structure(pdf)
        add_signature_fields(document, pdf, slots, anchors)
        narrow_resources(pdf)
        shorten_widths(pdf)
        compress_streams(pdf)

    return finish


def add_signature_fields(
    document: Any,
    pdf: Any,
    slots: Sequence[SignatureSlot],
    anchors: Mapping[SignatureRole, str] = DEFAULT_ANCHORS,
) -> None:
    """Put empty ``/Sig`` fields into a pydyf document that is not written yet."""
    fields = _form_fields(pdf)
    for slot in slots:
        widget = _widget(pdf, slot)
        page = _page(pdf, slot.page_index)
        page.setdefault("Annots", pydyf.Array()).append(widget.reference)
        page["Tabs"] = "/S"  # move between fields in the order of the document's structure
        fields.append(widget.reference)
        if is_tagged(pdf):
            add_to_structure(document, pdf, slot.page_index, anchors[slot.role], widget)


def _page(pdf: Any, index: int) -> Any:
    return pdf.objects[int(pdf.page_references[index].split()[0])]


def _form_fields(pdf: Any) -> Any:
    if "AcroForm" in pdf.catalog:
        raise FieldError("报告里已有表单，不能再加签名栏；请在模板中去掉输入框。")
    form = pydyf.Dictionary({"Fields": pydyf.Array(), "SigFlags": _SIGNATURES_EXIST})
    pdf.add_object(form)
    pdf.catalog["AcroForm"] = form.reference
    return form["Fields"]


def _widget(pdf: Any, slot: SignatureSlot) -> Any:
    widget = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(slot.role.value),
            "TU": pydyf.String(slot.role.label),
            "F": _PRINT_AND_LOCKED,
            "Rect": pydyf.Array(slot.box),
            "P": pdf.page_references[slot.page_index],
            "Lock": _lock(pdf, slot.role).reference,
            "AP": pydyf.Dictionary({"N": _empty_appearance(pdf, slot).reference}),
        }
    )
    pdf.add_object(widget)
    return widget


def _lock(pdf: Any, role: SignatureRole) -> Any:
    """What a signature freezes: a person's own field; the seal freezes all fields and allows no further change."""
    lock = pydyf.Dictionary({"Type": "/SigFieldLock"})
    if role is SignatureRole.SEAL:
        lock.update({"Action": "/All", "P": 1})
    else:
        lock.update({"Action": "/Include", "Fields": pydyf.Array([pydyf.String(role.value)])})
    pdf.add_object(lock)
    return lock


def _empty_appearance(pdf: Any, slot: SignatureSlot) -> Any:
    """PDF/A wants an appearance for every field, also for one that shows nothing yet."""
    extra = {
        "Type": "/XObject",
        "Subtype": "/Form",
        "BBox": pydyf.Array((0, 0, slot.width, slot.height)),
        "Resources": pydyf.Dictionary(),
    }
    empty = pydyf.Stream([], extra)
    pdf.add_object(empty)
    return empty
