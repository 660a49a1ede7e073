"""Which further questions a review asks beside total and day: never more than two, and none that is answered already.

An `ask` of the checks is answered by a value from the paper. A customer's code or the last four of a reference are
asked where the risk is high: they tell a customer or a document from its neighbour.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from billdesk.domain.checks.entered import Entered, EntryKind
from billdesk.domain.checks.facts import Facts
from billdesk.domain.checks.rekey import Rekey, Risk, RiskSettings, rekey, risk
from billdesk.domain.double_check import SECOND_KEY_FROM, Review, SecondKey, Shown
from billdesk.domain.findings import Finding, Findings, Severity
from billdesk.domain.questions import LAST, BlindQuestion, QuestionKind, squeezed
from billdesk.domain.veiling import veil

T = TypeVar("T")

MOST: Final = 2
CUSTOMER: Final = "customer"
REFERENCE: Final = "reference"


_FIELDS: Final = {
    EntryKind.INVOICE: ("customer_id", "reference"),
    EntryKind.RECEIPT: ("", "reference"),
    EntryKind.CREDIT_NOTE: ("", ""),
}
"""The fields of customer and reference in the form of each kind; empty where the form was opened for one of them."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the checks find of an entry, and what its double check asks beside total and day because of it."""

    findings: Findings
    keys: tuple[SecondKey, ...] = ()
    risk: Risk | None = None
    threshold: int = SECOND_KEY_FROM

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The asks that stand on the page and are not answered by one of the keys."""
        answered = {key.code for key in self.keys}
        asks = (finding for finding in self.findings if finding.severity is Severity.ASK)
        return tuple(Shown(finding.code, finding.said) for finding in asks if finding.code not in answered)


def weigh(
    entered: Entered,
    facts: Facts,
    findings: Findings,
    threshold: int,
    retired: Collection[str] = (),
    answered: Mapping[str, str] | None = None,
    shown: Collection[Shown] = (),
) -> Weighed:
    """Reckon the risk of an entry and choose its second keys.

    What `retired` checks find is a note. What was `answered` for this very record before (what was typed, by
    the code of the check, or by `customer` and `reference`) is not asked once more while the entry still agrees, and
    an ask that was `shown` before neither leads nor asks while it says the same. A key is asked for what is new since.
    """
    given = answered or {}

    def is_settled(finding: Finding) -> bool:
        question = finding.question
        is_answered = question is not None and _agreed(given, finding.code, question)
        return is_answered or Shown(finding.code, finding.said) in shown

    found = findings.without_asks_of(retired)
    left = found.noting(is_settled)
    settings = RiskSettings(threshold)
    # By all that was found: what is settled must not make room for a key that was not asked the first time.
    keys = (key for wanted in rekey(entered, facts, found, settings) for key in _second_key(wanted, entered, left))
    asked = tuple(key for key in keys if not _agreed(given, key.code, key.question))
    return Weighed(left, asked, risk(entered, facts, left, settings), threshold)


def _agreed(given: Mapping[str, str], code: str, question: BlindQuestion) -> bool:
    """Whether what was typed before answers the question as it stands now; an erased answer does not."""
    return bool(given.get(code)) and question.agrees(given[code])


def _second_key(wanted: Rekey, entered: Entered, findings: Findings) -> Iterator[SecondKey]:
    customer, reference = _FIELDS[entered.kind]
    if wanted is Rekey.VALUE:
        yield from ask_value(findings)
    elif wanted is Rekey.CUSTOMER:
        yield from ask_customer(entered.customer, customer)
    elif wanted is Rekey.REFERENCE:
        yield from ask_reference(entered.reference, reference)


def ask_value(findings: Findings) -> Iterator[SecondKey]:
    """The question of the leading `ask`, if a value answers it."""
    leading = findings.leading
    if leading is not None and leading.question is not None:
        yield SecondKey(leading.code, leading.question)


def ask_customer(code: str, field: str) -> Iterator[SecondKey]:
    """The customer's code."""
    if code.strip():
        yield SecondKey(CUSTOMER, BlindQuestion.code("Customer", code, field, "the customer's code"))


def ask_reference(reference: str, field: str) -> Iterator[SecondKey]:
    """The last four of the reference, or the whole of a short one."""
    short = len(squeezed(reference)) <= LAST
    if squeezed(reference):
        asked = BlindQuestion.code if short else BlindQuestion.last_four
        yield SecondKey(REFERENCE, asked("Reference", reference, field))


def with_weight(review: Review[T], weighed: Weighed) -> Review[T]:
    """The review with its risk, what is asked because of it, and what is only shown."""
    weighty = replace(review, risk=weighed.risk, threshold=weighed.threshold, shown=weighed.shown)
    return with_second_keys(weighty, weighed.keys)


def with_second_keys(review: Review[T], keys: Iterable[SecondKey]) -> Review[T]:
    """The review with the first two of `keys` that ask something new, and what they ask hidden on its page.

    What a check asks and another question of the page answers is kept as the answer to the check as well.

    A review that asks nothing (no money moves) or can never be confirmed asks no more.
    """
    if not review.questions or review.findings.blocking:
        return review
    taken: list[SecondKey] = []
    within: list[SecondKey] = []
    for key in {key.code: key for key in keys}.values():
        asked = (*review.questions, *(one.question for one in taken))
        if (same := _answered_by(key.question, asked)) is not None:
            if key.code not in {CUSTOMER, REFERENCE}:
                within.append(SecondKey(key.code, same))
        elif len(taken) < MOST:
            taken.append(SecondKey(key.code, _named_apart(key.question, review, taken)))
    own = tuple(question for question in review.questions if not _is_part_of(question, taken))
    return veil(replace(review, questions=own, second=tuple(taken), within=tuple(within)))


def _is_part_of(question: BlindQuestion, taken: Iterable[SecondKey]) -> bool:
    """Whether a day need not be typed because the whole date is."""
    dates = {key.question.expected for key in taken if key.question.kind is QuestionKind.DATE}
    return question.kind is QuestionKind.DAY and question.expected in dates


def _answered_by(question: BlindQuestion, asked: Iterable[BlindQuestion]) -> BlindQuestion | None:
    """Another question that brings the same value out: the total is not asked twice."""
    wanted = (question.kind, question.expected, question.currency)
    return next((one for one in asked if (one.kind, one.expected, one.currency) == wanted), None)


def _named_apart(question: BlindQuestion, review: Review[T], taken: Iterable[SecondKey]) -> BlindQuestion:
    """Answers are told apart by their labels."""
    used = {one.label for one in review.questions} | {key.question.label for key in taken}
    label = question.label
    while label in used:
        label += " again"
    return replace(question, label=label)
