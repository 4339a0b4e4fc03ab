"""Reading the signature fields of a PDF that may have been damaged or forged."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator.errors import PathError, ValidationError

from reports.signing.errors import FieldError, TamperedError
from reports.signing.fields import SIGNING_ORDER, SignatureRole, SignatureSlot

# What reading bytes of unknown origin can raise. One changed byte may turn up anywhere in a parser that expects its
# own output: as a wrong type, a missing key, an object that refers to itself, or data that does not unpack.
UNREADABLE: tuple[type[Exception], ...] = (
    PdfError,
    PathError,
    ValidationError,
    InvalidSignature,
    UnsupportedAlgorithm,
    zlib.error,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    RecursionError,
    OSError,
)


@dataclass(frozen=True)
class FieldState:
    """A signature field of the document and whether it is signed."""

    role: SignatureRole
    field: Any
    signed: bool


def open_pdf(pdf: bytes) -> Any:
    """A pyHanko reader; raises TamperedError when the bytes are not a readable PDF."""
    try:
        return PdfFileReader(io.BytesIO(pdf))
    except UNREADABLE as error:
        raise TamperedError("文件已损坏，或者不是 PDF 文件。") from error


def field_states(reader: Any) -> tuple[FieldState, ...]:
    """The known signature fields in signing order; raises FieldError for a field that this system did not make."""
    found: dict[SignatureRole, FieldState] = {}
    for name, value, reference in enumerate_sig_fields(reader):
        role = _role(name)
        found[role] = FieldState(role, reference.get_object(), value is not None)
    return tuple(found[role] for role in SIGNING_ORDER if role in found)


def embedded_signature(reader: Any, state: FieldState) -> Any:
    """pyHanko's view of a signed field."""
    return EmbeddedPdfSignature(reader, state.field, state.role.value)


def read_slots(pdf: bytes) -> tuple[SignatureSlot, ...]:
    """Where the document's signature fields are, in signing order."""
    reader = open_pdf(pdf)
    return tuple(_slot(reader, state) for state in field_states(reader))


def slot_size(state: FieldState) -> tuple[float, float]:
    """Width and height of the field in points."""
    left, bottom, right, top = (float(value) for value in state.field["/Rect"])
    return right - left, top - bottom


def _role(name: str) -> SignatureRole:
    try:
        return SignatureRole(name)
    except ValueError:
        raise FieldError(f"文件里有不是本系统设置的签名栏“{name}”。") from None


def _slot(reader: Any, state: FieldState) -> SignatureSlot:
    left, bottom, right, top = (float(value) for value in state.field["/Rect"])
    page = state.field.raw_get("/P").reference
    pages = int(reader.root["/Pages"]["/Count"])
    index = next(i for i in range(pages) if reader.find_page_for_modification(i)[0].reference == page)
    return SignatureSlot(state.role, index, (left, bottom, right, top))
