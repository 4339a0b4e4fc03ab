"""Known names that are one slip of the pen away from what was typed and not found: 聚氯乙稀 is 聚氯乙烯."""

from __future__ import annotations

from factors.search.synonyms import dictionary
from factors.search.tokens import is_han, key_of

MOST = 3
# Shorter words are one character away from too many others.
SHORTEST_HAN, SHORTEST_LATIN = 3, 5


def near_names(text: str) -> tuple[str, ...]:
    """At most three names of the list of synonyms with one character changed, missing or too much."""
    typed = key_of(text)
    if not typed or len(typed) < (SHORTEST_HAN if is_han(typed) else SHORTEST_LATIN):
        return ()
    groups = {key: group for key, group in dictionary().by_key.items() if _is_near(typed, key)}
    names = (
        next((term.text for term in group.terms if term.key == key), group.name)
        for key, group in groups.items()
    )
    return tuple(dict.fromkeys(names))[:MOST]


def _is_near(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    skipped = 1 if len(longer) == len(shorter) else 0
    return longer[start + 1 :] == shorter[start + skipped :]
