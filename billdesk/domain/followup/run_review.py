"""What the double check shows of a daily run: its control totals are typed again from the brief."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from billdesk.domain.batch_reviews import say_count
from billdesk.domain.brief import Tally
from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.followup.outbox import AfterRestoreDraft, PrintDraft, RunDraft
from billdesk.domain.questions import BlindQuestion, Source
from billdesk.domain.veiling import veil


@dataclass(frozen=True, slots=True)
class RunWords:
    """What is told of a run beside its totals: how old the bank data is, where mails go, for how many minutes they can
    be recalled, how many letters and mails it plans, the mails of earlier runs that it sends, how many accounts are
    left out, and the desk's own currency."""

    bank_data: str
    where: str
    minutes: int
    mails: int
    letters: int
    past_hold: Tally
    left_out: int
    currency: str


def review_run(draft: RunDraft, words: RunWords) -> Review[RunDraft]:
    """Planning everything that is due, and sending what is past its hold. How many messages that is together is typed
    again, and what they ask for in one currency: the desk's own, if it is among them. The other sums are shown; whoever
    had to type each of six every morning would copy them without a thought."""
    every = Tally(draft.messages, draft.sums) + words.past_hold
    asked = next((one for one in every.sums if one.currency == words.currency), every.sums[0])
    others = Tally(0, tuple(one for one in every.sums if one != asked))
    rows = (
        ReviewRow("Bank data", words.bank_data),
        *([ReviewRow("Planned now", _ways(words))] if words.mails or words.letters else []),
        *([ReviewRow("Past the hold", say_count(words.past_hold.count, "mail"))] if words.past_hold.count else []),
        *([ReviewRow("Other sums", str(others))] if others.sums else []),
        ReviewRow("Mails go to", words.where),
        ReviewRow("Left out", say_count(words.left_out, "account")),
    )
    label = f"Sum {asked.currency}" if others.sums else "Sum"
    questions = (
        BlindQuestion.number("Messages", "how many the brief says", every.count, "messages").by(Source.BRIEF),
        BlindQuestion.amount(label, asked, "what they ask for, as the brief says", "sums").by(Source.BRIEF),
    )
    return veil(Review(draft, "Daily run", rows, questions, " ".join(_consequences(words)), "run"))


def _ways(words: RunWords) -> str:
    """What is planned by the way it goes: never so that the counts come to the number that is typed again."""
    if words.mails and words.letters:
        return f"mails, and {say_count(words.letters, 'letter')}"
    return "mails only" if words.mails else "letters only"


def _consequences(words: RunWords) -> Iterator[str]:
    if words.past_hold.count:
        yield "What is past its hold goes out at once."
    if words.mails:
        held = f"are held for {say_count(words.minutes, 'minute')} first" if words.minutes else "go out at once"
        yield f"Mails that are planned now {held}."
    yield "The others are left alone."


def review_after_restore(draft: AfterRestoreDraft, at: str, known_to: str) -> Review[AfterRestoreDraft]:
    """Letting a desk send again that was restored at an instant (`at`) from a backup whose last entry is of another."""
    rows = (
        ReviewRow("Restored", at),
        ReviewRow("Last entry", f"{known_to}, in the backup"),
        ReviewRow("Look first", "what was sent since is not in the book"),
        ReviewRow("", "leave those steps out before you go on"),
    )
    question = BlindQuestion.word("looked", "the word looked, once that is done")
    consequence = "The run plans what this book says is due. Messages that waited in it are unknown, each for a person."
    return Review(draft, "After a restore", rows, (question,), consequence, "go on")


def review_letters(draft: PrintDraft, path: str) -> Review[PrintDraft]:
    """Writing letters to a file: nothing is typed again, they were planned with their totals and are posted by hand."""
    rows = (ReviewRow("Letters", f"{len(draft.sendings):,}"), ReviewRow("File", path))
    consequence = "They count as sent once somebody says that they were posted."
    return Review(draft, "Print the letters", rows, (), consequence, "print")
