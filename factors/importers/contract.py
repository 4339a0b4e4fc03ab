"""What every reader of a foreign file takes and gives. Everything here can be written as JSON.

Two steps. ``inspect`` looks at the file and says what it is and what a person has to choose (sheet, method, columns);
``read`` is given the choices and gives one ``ReadRow`` for each factor that the file offers, wrong ones included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

# The columns of ``factors.models.CONTENT`` and "code", as text; "gases" and "split" are mappings of text to text,
# "second_hand" is a bool, "year" an int, "valid_until" an ISO date. Numbers are plain digits, never binary.
Content = dict[str, object]


class Refused(Exception):
    """The file as a whole cannot be imported; the message is for people (Chinese): what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a person must choose before reading: ``options`` as (value, label), ``suggested`` a value.

    ``kind``: ``option`` one of the options; ``columns`` a mapping of the file's heads to factor columns, where
    ``options`` lists the factor columns and ``heads`` the file's heads, ``mapping`` the suggestion and ``examples``
    the first rows below the heads; ``text`` free text, may be empty (``suggested`` is the proposal).
    ``only_for``: (key, value) of another choice for which alone this one is asked; empty when it always is.
    """

    key: str
    label: str
    kind: str = "option"
    options: tuple[tuple[str, str], ...] = ()
    suggested: str = ""
    heads: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[tuple[str, ...], ...] = ()
    only_for: tuple[str, str] | tuple[()] = ()


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the file is: ``format`` a key of ``formats.FORMATS``; ``library`` what it says of itself, as proposal.

    ``library``: name, release, publisher, licence of the library that the file is a copy of; unknown ones are absent.
    """

    format: str
    choices: tuple[Choice, ...] = ()
    library: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused. ``column``: a head of the file, empty for the whole row; ``message`` in Chinese."""

    column: str
    message: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One factor as the file offers it.

    ``place``: where it stands, in words for people (工作表“LCIA”第 12 行, or the file inside the package).
    ``cells``: what stood there, one text for each of ``Reading.heads``. ``content``: as far as it could be read.
    """

    place: str
    cells: tuple[str, ...]
    content: Content
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All rows of a file. ``skipped``: rows that are no factors by the format's own rules, counted by reason."""

    heads: tuple[str, ...]
    rows: tuple[ReadRow, ...]
    skipped: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Reader(Protocol):
    """One format. ``key`` is stored with the import; ``label`` and ``hint`` are for people."""

    key: str
    label: str
    hint: str

    def recognises(self, path: Path, name: str) -> bool:
        """Whether the file looks like this format, by its content; ``name`` is what the uploader called it."""

    def inspect(self, path: Path, name: str) -> Inspection:
        """Raises ``Refused``."""

    def read(self, path: Path, name: str, choices: Mapping[str, str | Mapping[str, str]]) -> Reading:
        """``choices``: by ``Choice.key``. Raises ``Refused``."""
