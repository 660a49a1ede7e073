"""The step between a form and saving, without its screen: blind questions, evidence and `Confirmed`.

Looking again at an entry finds about a third of its errors; typing the total and the day once more from the paper,
without seeing them, finds nearly all. So a review carries blind questions, and only answers that agree with the
draft (or control totals of a batch, or a bypass with a stored reason) make a `Confirmed`, the one thing that
services accept. Where the risk is high a review carries second keys as well; how they were answered is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import InitVar, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from billdesk.domain.errors import InputError, RuleError
from billdesk.domain.findings import Findings
from billdesk.domain.money import Money, format_minor
from billdesk.domain.questions import BlindQuestion, QuestionKind, Source

if TYPE_CHECKING:
    from billdesk.domain.checks.rekey import Risk

T = TypeVar("T")

SECOND_KEY_FROM: Final = 30
"""The points of risk from which on a second key is asked, unless the desk sets others."""

SECOND_PERSON: Final = "second person"
"""The kind of evidence that only `confirm_as_second` gives."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One fact as it will be saved; `old` is what stands in the book now, `None` for a new record."""

    label: str
    new: str
    old: str | None = None


@dataclass(frozen=True, slots=True)
class SecondKey:
    """A further blind question beside total and day; `code` names the check that asks, or the key itself."""

    code: str
    question: BlindQuestion


@dataclass(frozen=True, slots=True)
class Shown:
    """An ask of the checks that stood on the page without being answered: its code and all that it said."""

    code: str
    said: str


@dataclass(frozen=True)
class Review(Generic[T]):
    """Everything the double-check page shows of one draft.

    `risk` is what speaks for a second key, which is asked from `threshold` points on; `None` where none is reckoned.
    `shown` are the asks that nobody has to answer, as they are said in full: on the page what is typed is hidden.
    `within` are asks that one of the questions answers already, each with that very question.
    """

    draft: T
    title: str
    rows: tuple[ReviewRow, ...]
    questions: tuple[BlindQuestion, ...]
    consequence: str
    confirm_label: str
    findings: Findings = Findings()
    second: tuple[SecondKey, ...] = ()
    risk: Risk | None = None
    threshold: int = SECOND_KEY_FROM
    shown: tuple[Shown, ...] = ()
    within: tuple[SecondKey, ...] = ()

    @property
    def answering(self) -> tuple[SecondKey, ...]:
        """Every question whose answer is kept, with the code that asks it."""
        return (*self.second, *self.within)

    @property
    def asked(self) -> tuple[BlindQuestion, ...]:
        """Everything that has to be typed again, in the order of the page; the word that ends it comes last."""
        words = tuple(question for question in self.questions if question.kind is QuestionKind.WORD)
        figures = tuple(question for question in self.questions if question.kind is not QuestionKind.WORD)
        return (*figures, *(key.question for key in self.second), *words)

    @property
    def lead(self) -> str:
        """What leads the questions: where their answers come from. A word alone is only typed to be sure."""
        sources = [question.source for question in self.asked if question.kind is not QuestionKind.WORD]
        if not sources:
            return "To be sure"
        source = next((one for one in sources if one is not Source.PAPER), Source.PAPER)
        return f"{source.lead}, without looking back"


class Mismatch(InputError):
    """An answer of the double check differs from the form; it says which, never what either value is."""

    title = "The double check does not agree"

    def __init__(self, question: BlindQuestion, typed: str) -> None:
        super().__init__(question.objection(typed))
        self.question = question


class Disagreement(InputError):
    """What a second person typed is not what was entered; not even which of it is told."""

    title = "The two do not agree"

    def __init__(self) -> None:
        super().__init__("That is not what was entered.", "Read the paper again, or send it back.")


class AnswerOutcome(StrEnum):
    """What an answer to a second key came to: the entry was right, or it was changed because of it."""

    AGREED = "agreed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Answer:
    """How one second key was answered: what was asked and typed, and how long that took."""

    code: str
    asked: str
    typed: str
    outcome: AnswerOutcome
    milliseconds: int


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """A second key that somebody went back to the form from, with what was typed last (it did not agree)."""

    key: SecondKey
    typed: str
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a draft may be saved; stored in the audit chain with the change.

    `kind` is `typed again`, `reviewed` (nothing to type: no money moves), `second person`, `control totals` or
    `bypass`; `detail` says which questions, persons, totals or reason. The `answers` to second keys are stored
    as records of their own, and of a draft that is confirmed again later also what was `shown`.
    """

    kind: str
    detail: str
    answers: tuple[Answer, ...] = ()
    shown: tuple[Shown, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}".rstrip(": ")


_SEAL = object()


@dataclass(frozen=True)
class Confirmed(Generic[T]):
    """A draft that passed the double check. Made only by the functions of this module."""

    draft: T
    evidence: Evidence
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("only the double check makes a Confirmed")


def first_mismatch(review: Review[T], answers: Mapping[str, str]) -> BlindQuestion | None:
    """The first question whose answer (keyed by its label) does not agree, or `None`."""
    for question in review.asked:
        if not question.agrees(answers.get(question.label, "")):
            return question
    return None


def confirm(
    review: Review[T],
    answers: Mapping[str, str],
    milliseconds: Mapping[str, int] | None = None,
    earlier: Iterable[Answer] = (),
) -> Confirmed[T]:
    """Turn a reviewed draft into a `Confirmed`; `answers` maps each question's label to what was typed.

    `milliseconds` says by label how long answering took; `earlier` are answers after which the entry was changed.
    Raises `Mismatch` when an answer differs from the form, `RuleError` when a finding makes saving impossible.
    """
    if review.findings.blocking:
        raise RuleError(review.findings.blocking[0].message, "Go back to the form and mend it.")
    if wrong := first_mismatch(review, answers):
        raise Mismatch(wrong, answers.get(wrong.label, ""))
    took = milliseconds or {}
    given = tuple(
        Answer(key.code, asked, answers[asked].strip(), AnswerOutcome.AGREED, took.get(asked, 0))
        for key in review.answering
        for asked in (key.question.label,)
    )
    if not review.asked:
        return Confirmed(review.draft, Evidence("reviewed", "", tuple(earlier), review.shown), _SEAL)
    labels = ", ".join(question.label.casefold() for question in review.asked)
    return Confirmed(review.draft, Evidence("typed again", labels, (*earlier, *given), review.shown), _SEAL)


def changed_since(left: Iterable[LeftOpen], review: Review[T]) -> tuple[Answer, ...]:
    """Of the second keys that somebody went back from, those whose value in the entry was changed since."""
    now = {key.code: key.question.expected for key in review.answering}
    return tuple(
        Answer(one.key.code, one.key.question.label, one.typed.strip(), AnswerOutcome.CHANGED, one.milliseconds)
        for one in left
        if now.get(one.key.code) != one.key.question.expected
    )


@dataclass(frozen=True, slots=True)
class ControlTotals:
    """What a batch should hold: how many entries, and their sum in each currency (minor units)."""

    count: int
    sums: tuple[Money, ...]


def confirm_batch(draft: T, counted: ControlTotals, expected: ControlTotals) -> Confirmed[T]:
    """Confirm a batch whose control totals, taken from its source, match what was read.

    Raises `RuleError` that names both, what the file holds and what it should hold.
    """
    if counted.count != expected.count or _in_order(counted.sums) != _in_order(expected.sums):
        raise RuleError(
            f"The file holds {_say_totals(counted)}; the control totals say {_say_totals(expected)}.",
            "Compare the preview with the source; nothing was booked.",
        )
    return Confirmed(draft, Evidence("control totals", f"{expected.count} entries"), _SEAL)


def _in_order(sums: tuple[Money, ...]) -> list[Money]:
    return sorted(sums, key=lambda sum_: sum_.currency)


def _say_totals(totals: ControlTotals) -> str:
    """`2 entries of EUR 123.45 and GBP 5.00`."""
    entries = f"{totals.count:,} {'entry' if totals.count == 1 else 'entries'}"
    sums = " and ".join(f"{sum_.currency} {format_minor(sum_.minor, sum_.currency)}" for sum_ in _in_order(totals.sums))
    return f"{entries} of {sums}" if sums else f"{entries} without a sum"


def bypass(draft: T, reason: str) -> Confirmed[T]:
    """Confirm without the step, for batches and commands; the reason is stored with the change.

    Raises `RuleError` when the reason is empty.
    """
    if not reason.strip():
        raise RuleError("Saving without the double check needs a reason.", "Give one with --reason TEXT.")
    return Confirmed(draft, Evidence("bypass", reason.strip()), _SEAL)


def resumed(draft: T, evidence: str) -> Confirmed[T]:
    """Bring back what was confirmed and kept until it takes effect, with the evidence that was stored beside it.

    How second keys were answered was booked when it was kept.
    """
    kind, _, detail = evidence.partition(": ")
    return Confirmed(draft, Evidence(kind, detail), _SEAL)


def confirm_as_second(
    draft: T, questions: Iterable[BlindQuestion], answers: Mapping[str, str], entered: str, checked_by: str
) -> Confirmed[T]:
    """Confirm what another person entered: every answer, keyed by the question's label, was typed from the paper.

    `entered` says by whom it was entered and on what evidence. Raises `Disagreement`, which tells nothing.
    """
    asked = tuple(questions)
    if not asked or not all(question.agrees(answers.get(question.label, "")) for question in asked):
        raise Disagreement
    labels = ", ".join(question.label.casefold() for question in asked)
    return Confirmed(draft, Evidence(SECOND_PERSON, f"{entered}; checked by {checked_by}: {labels}"), _SEAL)
