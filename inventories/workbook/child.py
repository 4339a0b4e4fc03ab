"""The child process that reads or marks one workbook; run by ``asking``. Knows no Django."""

from __future__ import annotations

from pathlib import Path

from factors.importers.child import serve

READ, MARK = "read", "mark"


def _done(request: dict[str, object]) -> str:
    # The readers and their libraries are loaded under the limits, not before them.
    path = Path(str(request["path"]))
    if request["action"] == READ:
        from inventories.workbook.contract import dump
        from inventories.workbook.reading import read

        return dump(read(path))
    from inventories.workbook.marking import marked

    marks, remarks = request["marks"], request["remarks"]
    if not isinstance(marks, list) or not isinstance(remarks, list):
        raise TypeError("marks")
    Path(str(request["target"])).write_bytes(marked(path, marks, remarks))
    return ""


if __name__ == "__main__":
    serve(_done)
