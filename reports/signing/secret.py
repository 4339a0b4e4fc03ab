"""A value that must never be seen: key bytes, passphrase, PIN."""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """Bytes that show themselves to nobody who does not ask for them by name.

    ``repr`` and ``str`` are blank, so that neither a log line nor a traceback with local variables gives the value
    away; it refuses to be pickled or copied into a message, so that it cannot become the argument of a task.
    """

    __slots__ = ("_value",)

    def __init__(self, value: bytes | str) -> None:
        self._value = value.encode() if isinstance(value, str) else bytes(value)

    def reveal(self) -> bytes:
        """The value itself; hand it straight to the function that needs it and keep no other name for it."""
        return self._value

    def __len__(self) -> int:
        return len(self._value)

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("密钥和口令不能被序列化，也不能作为任务参数。")
