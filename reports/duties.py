"""Who signs, in which order, and that duties are kept apart; from the names alone. Pure.

What only accounts can tell (role, active) is asked in ``reports.readiness``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from inventories.footprint.result import Finding, Place
from reports.content import Content, Duty, Person

SIGNERS: Mapping[Duty, str] = {
    "leader": "评价组组长",
    "technical_reviewer": "技术复核人",
    "approver": "批准人",
}
TEAM: frozenset[Duty] = frozenset({"leader", "member"})
MISSING, DOUBLED, SHARED = "duty_missing", "duty_doubled", "duty_shared"


def findings(content: Content | None) -> tuple[Finding, ...]:
    """Every signer there, each once, and nobody in two duties of which one must be independent of the other."""
    if content is None:
        return (
            _error(
                "content_missing", "content", "报告内容", "没有报告内容。", "请补充报告内容（成员 content）。"
            ),
        )
    return (*_counted(content.people), *_shared(content.people))


def _counted(people: tuple[Person, ...]) -> Iterator[Finding]:
    count = Counter(person.duty for person in people)
    for duty, label in SIGNERS.items():
        if count[duty] == 0:
            yield _error(MISSING, "content.people", label, f"未指定{label}。", "请在“人员安排”中指定。")
        elif count[duty] > 1:
            names = "、".join(person.name for person in people if person.duty == duty)
            yield _error(
                DOUBLED, "content.people", label, f"{label}有 {count[duty]} 名：{names}。", "请只保留一名。"
            )


def _shared(people: tuple[Person, ...]) -> Iterator[Finding]:
    """ISO 14064-3: who reviews is not of the team; who decides is neither."""
    team = {person.name for person in people if person.duty in TEAM}
    reviewers = {person.name for person in people if person.duty == "technical_reviewer"}
    for index, person in enumerate(people):
        others = team if person.duty == "technical_reviewer" else team | reviewers
        if person.duty not in TEAM and person.name in others:
            reason = f"{person.name}担任{SIGNERS[person.duty]}，同时还有另一项职责。"
            remedy = "技术复核人和批准人须独立于工作组，且不能是同一人，请改派。"
            yield _error(SHARED, f"content.people[{index}]", person.name, reason, remedy)


def _error(code: str, path: str, name: str, reason: str, remedy: str) -> Finding:
    place = Place(path=path, name=name)
    return Finding(severity="error", code=code, place=place, reason=reason, remedy=remedy)
