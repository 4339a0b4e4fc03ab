"""Keeping a few processes alive under one terminal: start, restart after a crash, end all together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

LOOK_SECONDS = 0.2
# A process that lived this long was well: its next crash counts as the first.
HEALTHY_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 30.0
CRASHES_BEFORE_GIVING_UP = 6
_PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    """Linux: ask the kernel for SIGTERM when the parent dies, so that not even SIGKILL leaves orphans behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Part:
    """One process that is to be kept alive."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    crashes: int = field(default=0, init=False)
    started: float = field(default=0.0, init=False)
    start_at: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C in the terminal reaches the supervisor alone."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603  # commands of our own
            self.command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_parent
        )

    def look(self) -> str | None:
        """Restart it when it is due; what there is to tell, if it has just ended."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return None
        status = self.process.poll()
        if status is None:
            return None
        self.signal(signal.SIGKILL)
        self.process = None
        self.crashes = 1 if now - self.started > HEALTHY_SECONDS else self.crashes + 1
        pause = min(2.0 ** (self.crashes - 1), LONGEST_PAUSE_SECONDS)
        self.start_at = now + pause
        return f"{self.name} 意外结束（状态 {status}），{pause:.0f} 秒后重新启动。"

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process and all its children."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Runs ``parts`` until SIGINT or SIGTERM, then ends them: SIGTERM, after ``stop_seconds`` SIGKILL."""

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        stop_seconds: float,
        say: Callable[[str], None],
        on_look: Callable[[], None],
    ) -> None:
        self.parts = parts
        self.stop_seconds = stop_seconds
        self.say = say
        self.on_look = on_look
        self.signals = 0

    def run(self) -> int:
        """The exit status: 0 after a stop that was asked for, 1 when a part could not be kept alive."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            return self._keep_alive()
        finally:
            self._end_all()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.signals += 1

    def _keep_alive(self) -> int:
        while not self.signals:
            for part in self.parts:
                message = part.look()
                if message is not None:
                    self.say(message)
                if part.crashes >= CRASHES_BEFORE_GIVING_UP:
                    self.say(f"{part.name} 连续 {part.crashes} 次无法启动，停止运行。请查看上方的错误信息。")
                    return 1
            self.on_look()
            time.sleep(LOOK_SECONDS)
        return 0

    def _end_all(self) -> None:
        """A second signal while waiting ends the waiting."""
        self.signals = min(self.signals, 1)
        for part in self.parts:
            part.signal(signal.SIGTERM)
        deadline = time.monotonic() + self.stop_seconds
        while (
            any(part.is_running for part in self.parts) and time.monotonic() < deadline and self.signals < 2
        ):
            time.sleep(LOOK_SECONDS / 4)
        for part in self.parts:
            part.signal(signal.SIGKILL)
            if part.process is not None:
                part.process.wait()
