"""What the automatic checks of an entry say: findings, each with a code, a severity and its evidence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from billdesk.domain.questions import BlindQuestion


class Severity(StrEnum):
    """How much a finding weighs: `block` is impossible, `ask` wants an answer, `note` is a hint."""

    BLOCK = "block"
    ASK = "ask"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Beside:
    """One fact of the entry beside the same fact of a record it resembles; `label` says which (`Number`, `Date`)."""

    label: str
    entry: str
    other: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check noticed: `code` names the check, `field` the form field, `evidence` what it rests on.

    An `ask` that a value can answer carries the `question` whose answer settles it. A finding that rests on another
    record puts the two `beside` each other.
    """

    code: str
    severity: Severity
    field: str
    message: str
    evidence: str = ""
    question: BlindQuestion | None = None
    beside: tuple[Beside, ...] = ()

    @property
    def said(self) -> str:
        """All that is told of it and the value it is about, in one text: what differs in one of these is another."""
        about = f"{self.question.label}: {self.question.expected}" if self.question else ""
        beside = (f"{one.label} {one.entry} | {one.other}" for one in self.beside)
        return "; ".join(filter(None, (self.message, self.evidence, about, *beside)))


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings of one entry, most severe first."""

    items: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Findings:
        """Order findings by severity; within one severity the order of the checks stays."""
        rank = {Severity.BLOCK: 0, Severity.ASK: 1, Severity.NOTE: 2}
        return cls(tuple(sorted(findings, key=lambda finding: rank[finding.severity])))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def without_asks_of(self, retired: Collection[str]) -> Findings:
        """The findings with those asks that come from retired checks as notes, which nobody has to answer."""
        return self.noting(lambda finding: finding.code in retired)

    def noting(self, is_settled: Callable[[Finding], bool]) -> Findings:
        """The findings with the asks that are settled already as notes."""
        return Findings.of(
            replace(finding, severity=Severity.NOTE, question=None)
            if finding.severity is Severity.ASK and is_settled(finding)
            else finding
            for finding in self.items
        )

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that make saving impossible."""
        return tuple(finding for finding in self.items if finding.severity is Severity.BLOCK)

    @property
    def leading(self) -> Finding | None:
        """The `ask` that leads the page: the first one."""
        return next((finding for finding in self.items if finding.severity is Severity.ASK), None)

    @property
    def verdict(self) -> str:
        """`blocked`, `ask` or `clear`."""
        if self.blocking:
            return "blocked"
        return "ask" if any(finding.severity is Severity.ASK for finding in self.items) else "clear"
