"""Run every file of a folder through the readers in one confined process; ``python -m`` with the folder.

Says for each file what became of it, one line of JSON: refused, the number of rows, or that a parser panicked (which
ends a child of its own, where it is run for a person); at last the most memory that was held.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from factors.importers import child, formats
from factors.importers.contract import Refused


def run(path: Path) -> str:
    """What becomes of one file."""
    try:
        reader = formats.recognised(path, path.name)
        inspection = reader.inspect(path, path.name)
        choices: dict[str, str | dict[str, str]] = {
            one.key: dict(one.mapping) if one.kind == "columns" else one.suggested
            for one in inspection.choices
        }
        reading = reader.read(path, path.name, choices)
    except Refused as refusal:
        return f"refused {refusal}"
    except BaseException as error:  # noqa: BLE001 - a panic of the parser is no Exception, and anything else is the finding
        return (
            "panic" if type(error).__name__ == "PanicException" else f"FAILED {type(error).__name__}: {error}"
        )
    good = sum(not row.problems for row in reading.rows)
    return f"rows {len(reading.rows)}, {good} of them good"


def peak() -> int:
    """The most memory that this process has held, in bytes; what it held as a fork of another does not count."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    child.confine(600 * 1024 * 1024, 60, 10 * 1024 * 1024)
    for file in sorted(Path(sys.argv[1]).iterdir()):
        sys.stdout.write(json.dumps([file.name, run(file)]) + "\n")
        sys.stdout.flush()
    sys.stdout.write(json.dumps({"peak": peak()}) + "\n")
