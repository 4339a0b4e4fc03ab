"""Archives for the readers' tests, written from plain objects."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest


def packed(path: Path, parts: Mapping[str, object]) -> Path:
    """A zip with a part for each entry: bytes and texts as they are, anything else as JSON."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(
                name, part if isinstance(part, (bytes, str)) else json.dumps(part, ensure_ascii=False)
            )
    return path


def samples() -> Path:
    """The folder of real files, where the machine has one."""
    folder = os.environ.get("PCF_SAMPLES", "")
    if not folder:
        pytest.skip("PCF_SAMPLES does not name a folder of sample files")
    return Path(folder)
