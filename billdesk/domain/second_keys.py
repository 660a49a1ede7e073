"""Which further questions a review asks beside total and day: never more than two, and none that is answered already.

An `ask` of the checks is answered by a value from the paper. A customer's code or the last four of a reference are
asked where the risk is high: they tell a customer or a document from its neighbour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, TypeVar

from billdesk.domain.double_check import Review, SecondKey
from billdesk.domain.questions import LAST, BlindQuestion, squeezed
from billdesk.domain.veiling import veil

T = TypeVar("T")

MOST: Final = 2
CUSTOMER: Final = "customer"
REFERENCE: Final = "reference"


def ask_value(review: Review[T]) -> Iterator[SecondKey]:
    """The question of the leading `ask`, if a value answers it."""
    leading = review.findings.leading
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


def with_second_keys(review: Review[T], keys: Iterable[SecondKey]) -> Review[T]:
    """The review with the first two of `keys` that ask something new, and what they ask hidden on its page.

    A review that asks nothing (no money moves) or can never be confirmed asks no more.
    """
    if not review.questions or review.findings.blocking:
        return review
    taken: list[SecondKey] = []
    for key in keys:
        if len(taken) < MOST and not _is_answered(key.question, (*review.questions, *(one.question for one in taken))):
            taken.append(SecondKey(key.code, _named_apart(key.question, review, taken)))
    return veil(replace(review, second=tuple(taken)))


def _is_answered(question: BlindQuestion, asked: Iterable[BlindQuestion]) -> bool:
    """Whether another question brings the same value out: the total is not asked twice."""
    wanted = (question.kind, question.expected, question.currency)
    return any((one.kind, one.expected, one.currency) == wanted for one in asked)


def _named_apart(question: BlindQuestion, review: Review[T], taken: Iterable[SecondKey]) -> BlindQuestion:
    """Answers are told apart by their labels."""
    used = {one.label for one in review.questions} | {key.question.label for key in taken}
    label = question.label
    while label in used:
        label += " again"
    return replace(question, label=label)
