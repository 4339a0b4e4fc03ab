"""The child process that reads one file: its limits first, then the request from its input, the answer to its output.

Run by ``sandbox`` as ``python -m factors.importers.child MEMORY SECONDS OUTPUT``. Knows no Django; anything that a
reader did not foresee ends the process, and the parent says so. Another program of ours that reads files calls
``serve`` with what it does.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path

from factors.importers.contract import Refused

DONE, REFUSED, MEMORY = "done", "refused", "memory"


def serve(done: Callable[[dict[str, object]], str]) -> None:
    """Answer one request: a line that says ``done``, ``refused`` or ``memory``, and what ``done`` gives or a message."""
    confine(*map(int, sys.argv[1:4]))
    request = json.load(sys.stdin)
    # Rows only grow until the answer is given; looking for cycles among them takes a quarter of the time.
    gc.disable()
    try:
        word, text = DONE, done(request)
    except Refused as refusal:
        word, text = REFUSED, str(refusal)
    except MemoryError:
        word, text = MEMORY, ""
    sys.stdout.buffer.write(f"{word}\n{text}".encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def confine(memory: int, seconds: int, output: int) -> None:
    """Set the limits of this process: bytes of memory, seconds of processor, bytes of each file that it writes."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # One second more for the hard limit, which kills: the soft one can be told from other ends.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def _done(request: dict[str, object]) -> str:
    # The readers and their libraries are loaded under the limits, not before them.
    from factors.importers import formats, wire

    path, name = Path(str(request["path"])), str(request["name"])
    key, choices = request["format"], request["choices"]
    if request["action"] == "inspect":
        try:
            reader = formats.reader_of(str(key)) if key else formats.recognised(path, name)
            return wire.dump_inspection(reader.inspect(path, name))
        except Refused as refusal:
            raise formats.refused(path, name, refusal) from refusal
    reader = formats.reader_of(str(key))
    if not isinstance(choices, dict):
        raise TypeError("choices")
    return wire.dump_reading(reader.read(path, name, choices))


if __name__ == "__main__":
    serve(_done)
