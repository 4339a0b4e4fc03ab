"""What validation finds, as values with the words that a Chinese reader is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reports.signing.fields import SignatureRole


class DocumentState(StrEnum):
    """The document as a whole; the value is what the reader is told."""

    COMPLETE = "完整"
    ALTERED = "已被改动"
    UNFINISHED = "未签完"


class Coverage(StrEnum):
    """What a signature covers."""

    FILE = "整个文件"
    REVISION = "签名时的全部内容"
    PART = "只有一部分内容"


class LaterChange(StrEnum):
    """What happened to the document after a signature."""

    NONE = "没有改动"
    SIGNATURES = "只有后续签名"
    FORBIDDEN = "有不允许的改动"


@dataclass(frozen=True)
class SignatureCheck:
    """One signature as found. ``problem`` is empty or says in Chinese what is wrong with it."""

    role: SignatureRole
    signer_name: str
    signed_at: datetime | None
    timestamped: bool
    certificate_subject: str
    trusted: bool
    trial: bool
    intact: bool
    covers: Coverage
    later_change: LaterChange
    problem: str

    @property
    def sound(self) -> bool:
        """Nothing that this signature covers was changed, by whomever it is."""
        return (
            self.intact
            and self.covers is not Coverage.PART
            and self.later_change is not LaterChange.FORBIDDEN
        )


@dataclass(frozen=True)
class Validation:
    """The outcome for a file; ``explanation`` is for the reader."""

    state: DocumentState
    signatures: tuple[SignatureCheck, ...]
    missing: tuple[SignatureRole, ...]
    explanation: str

    @property
    def trusted(self) -> bool:
        """All signatures there are come from certificates that this installation trusts."""
        return bool(self.signatures) and all(each.trusted for each in self.signatures)

    @property
    def trial(self) -> bool:
        """At least one signature is made with a trial certificate, so the document is no legal evidence."""
        return any(each.trial for each in self.signatures)

    @property
    def accepted(self) -> bool:
        """Complete and trusted: this is the document that was issued."""
        return self.state is DocumentState.COMPLETE and self.trusted
