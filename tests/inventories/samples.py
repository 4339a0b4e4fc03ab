"""Small files of every kind, made here."""

from __future__ import annotations

import io
import zipfile

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind: str, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    """A picture of two colours; ``options`` go to Pillow's ``save``."""
    image = Image.new("RGB", size, "#1f5fa8")
    image.paste("#ffffff", (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def office(part: str, **others: bytes) -> bytes:
    """A ZIP archive that has the ``part`` of an Office document."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<document/>")
        for name, content in others.items():
            archive.writestr(name, content)
    return out.getvalue()
