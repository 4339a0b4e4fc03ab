"""The child process that makes a preview of one file; run by ``asking``. Knows no Django."""

from __future__ import annotations

from pathlib import Path

from factors.importers.child import serve

COUNT, PAGE, PHOTO, TABLES = "count", "page", "photo", "tables"


def _done(request: dict[str, object]) -> str:
    # The readers and their libraries are loaded under the limits, not before them.
    path = Path(str(request["path"]))
    if request["action"] == TABLES:
        from inventories.previews import contract, tables

        return contract.dump(tables.read(path))
    from inventories.previews import pages

    if request["action"] == COUNT:
        return str(pages.count(path))
    target = Path(str(request["target"]))
    if request["action"] == PHOTO:
        pages.write_photo(path, target)
    else:
        pages.write_page(path, int(str(request["number"])), target)
    return ""


if __name__ == "__main__":
    serve(_done)
