"""Rendering in tests, and reading what came out as poppler does."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader

from reports.rendering.document import Rendered, render
from reports.snapshot import StudyFile
from tests.reports.rendering.document_samples import (
    MADE_AT,
)


def rendered(of: StudyFile, *, draft: bool = False, trial: bool = False) -> Rendered:
    return render(of, {}, draft=draft, trial=trial, made_at=MADE_AT)


def text_of(pdf: bytes, *options: str) -> str:
    """The text as poppler extracts it."""
    command = ["pdftotext", *options, "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def pages_of(pdf: bytes) -> list[str]:
    return text_of(pdf, "-layout").split("\f")[:-1]


def tight(text: str) -> str:
    """Text without any white space: where lines break is layout's business."""
    return re.sub(r"\s", "", text)


def objects_of(reader: PdfReader) -> Iterator[Any]:
    return (reader.get_object(number) for generation in reader.xref.values() for number in generation)
