"""The simulated person at the double check, with its assumptions, and what becomes of an error in its hands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from random import Random

from billdesk.domain.checks.rekey import Rekey
from billdesk.domain.findings import Finding, Findings, Severity
from billdesk.domain.questions import BlindQuestion, QuestionKind
from tests.bench.entry.errors import Case
from tests.bench.entry.papers import CustomerDict, EntryDict

SLIP = 0.005
"""A field that is typed again is typed wrongly so often."""
NOTICED = 0.36
"""Errors of one's own that are noticed by looking at the page."""
CONFUSED_AGAIN = 0.5
"""Without a code on the paper, who took one customer for another of a close name does so again this often."""
CONFIRM_CUTS = 0.16
"""Of all wrong entries so many are stopped by a question that is answered with yes or no."""

SIDE_BY_SIDE = frozenset({"number-used", "number-alike", "duplicate"})
"""Findings that show the entry beside the one it repeats."""

FIELD_OF = {
    Rekey.TOTAL: "total", Rekey.DAY: "issued_on", Rekey.CUSTOMER: "customer", Rekey.REFERENCE: "reference",
}  # fmt: skip
"""Which field of the paper is read for each key."""


class Outcome(StrEnum):
    """What becomes of an error, in this order."""

    BLOCKED = "blocked"
    ASKED = "asked"
    KEYED = "blind key"
    SEEN = "seen"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the desk does with an entry: its findings (`None`: the form cannot read it), and what is typed again.

    `right` holds, for an error, what the checks say at that place of the paper keyed rightly.
    """

    findings: Findings | None
    rekeys: tuple[Rekey, ...]
    right: Findings = Findings()


@dataclass(slots=True)
class Person:
    """Types again, answers, and looks."""

    rng: Random
    customers: dict[str, CustomerDict]

    def outcome(self, case: Case, seen: Seen) -> Outcome:
        """How an error ends on the full step."""
        if seen.findings is None or seen.findings.blocking:
            return Outcome.BLOCKED
        if self._asked(case, seen.findings):
            return Outcome.ASKED
        if any(self._rekeyed_otherwise(case, rekey) for rekey in seen.rekeys):
            return Outcome.KEYED
        # Whoever reads it wrongly again needs something beside it that says otherwise.
        visible = case.typed.fields and (not case.misread or raising(case, seen))
        return Outcome.SEEN if visible and self.rng.random() < NOTICED else Outcome.MISSED

    def _asked(self, case: Case, findings: Findings) -> bool:
        """Whether an ask brings it out: the leading one by its answer, a duplicate by standing beside the first."""
        asks = [finding for finding in findings if finding.severity is Severity.ASK]
        if case.typed.original:
            return any(shows_repeat(finding) for finding in asks)
        if not asks or asks[0].question is None:
            return False
        answer = self._answer(case, asks[0].question)
        return answer is not None and not asks[0].question.agrees(answer)

    def _answer(self, case: Case, question: BlindQuestion) -> str | None:
        """What the paper says to a question, or what was read from it."""
        base = question.field.split(".", maxsplit=1)[0]
        if case.misread and base in case.typed.fields:
            return answer_from(case.typed.entry, self.customers, question)
        if base == "customer":
            return answer_from(self._customer_again(case), self.customers, question)
        return answer_from(case.typed.paper, self.customers, question)

    def _rekeyed_otherwise(self, case: Case, rekey: Rekey) -> bool:
        """Whether typing it again disagrees with the form.

        A slip in typing again is no catch: the person reads the paper once more, and types what it says. What was
        misread is misread again; a total that the form computed from a misread line is another figure on the paper.
        """
        if rekey is Rekey.VALUE or (case.misread and FIELD_OF[rekey] in case.typed.fields):
            return False  # the answer to the leading ask has been looked at before
        source = self._customer_again(case) if rekey is Rekey.CUSTOMER else case.typed.paper
        return not same(rekey, key_text(source, rekey), key_text(case.typed.entry, rekey))

    def _customer_again(self, case: Case) -> EntryDict:
        """The code as printed on the paper; without it the name is looked up again, and may be confused again."""
        confused = case.typed.confused and not case.shows_code and self.rng.random() < CONFUSED_AGAIN
        return case.typed.entry if confused else case.typed.paper

    def slips(self) -> bool:
        """Whether a field of a right entry is mistyped at the step, and has to be typed once more."""
        return self.rng.random() < SLIP


def raising(case: Case, seen: Seen) -> set[str]:
    """The checks that point at the error: with a block or an ask that the paper keyed rightly would not have."""
    alarms = [finding for finding in seen.findings or () if finding.severity is not Severity.NOTE]
    if case.typed.original:
        return {finding.code for finding in alarms if finding.severity is Severity.BLOCK or shows_repeat(finding)}
    usual = {(finding.code, finding.field) for finding in seen.right}
    return {finding.code for finding in alarms if (finding.code, finding.field) not in usual}


def shows_repeat(finding: Finding) -> bool:
    """Whether the finding tells that the same paper, or the money for a settled invoice, is in the book already."""
    return finding.code in SIDE_BY_SIDE or finding.code.startswith("receipt-")


def key_text(entry: EntryDict, rekey: Rekey) -> str:
    """What is typed again for one key."""
    match rekey:
        case Rekey.TOTAL:
            return entry["total"]
        case Rekey.DAY:
            return entry["issued_on"][8:].lstrip("0")
        case Rekey.CUSTOMER:
            return entry["customer"]
        case Rekey.REFERENCE:
            return "".join(sign for sign in entry["reference"] if sign.isalnum())[-4:]
        case Rekey.VALUE:
            return ""


def same(rekey: Rekey, again: str, form: str) -> bool:
    """Whether two keyings of one field agree."""
    return Decimal(again) == Decimal(form) if rekey is Rekey.TOTAL else again.casefold() == form.casefold()


def answer_from(entry: EntryDict, customers: dict[str, CustomerDict], question: BlindQuestion) -> str | None:
    """What a paper answers to the question of an ask; `None` where the paper does not say it."""
    if question.kind is QuestionKind.COUNT:
        return question.expected  # who has another paper in hand counts it
    base, *rest = question.field.split(".")
    customer = customers[entry["customer"]]
    if base == "lines" and len(rest) == 2:
        return _of_line(entry, int(rest[0]) - 1, rest[1])
    if base == "due_on" and question.kind is QuestionKind.NUMBER:
        return _days(entry)
    if base == "customer":
        label = question.label.casefold()
        return next((customer[name] for name in ("town", "name") if name in label), customer["code"])
    texts: Sequence[tuple[str, str | None]] = (
        ("issued_on", entry["issued_on"]), ("due_on", entry["due_on"]), ("total", entry["total"]),
        ("currency", entry["currency"]), ("number", entry["number"]), ("reference", entry["reference"]),
        ("iban", entry["iban"]), ("vat_id", entry["vat_id"]),
    )  # fmt: skip
    return next((text for name, text in texts if name == base), None)


def _of_line(entry: EntryDict, place: int, field: str) -> str | None:
    if place >= len(entry["lines"]):
        return None
    line = entry["lines"][place]
    fields = {"quantity": line["quantity"], "unit_price": line["unit_price"], "tax_rate": line["tax_rate"]}
    return fields.get(field)


def _days(entry: EntryDict) -> str | None:
    """The days of the terms as the paper says them."""
    if entry["due_on"] is None:
        return None
    return str((date.fromisoformat(entry["due_on"]) - date.fromisoformat(entry["issued_on"])).days)
