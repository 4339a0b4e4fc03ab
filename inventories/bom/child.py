"""The child process that reads the file of one bill; run by ``inventories.bills.asking``. Knows no Django."""

from __future__ import annotations

from pathlib import Path

from factors.importers.child import serve


def _done(request: dict[str, object]) -> str:
    # The readers and their libraries are loaded under the limits, not before them.
    from inventories.bom import contract, reading

    sheets = reading.read(Path(str(request["path"])), int(str(request["head"])), str(request["sheet"]))
    return contract.dump(sheets)


if __name__ == "__main__":
    serve(_done)
