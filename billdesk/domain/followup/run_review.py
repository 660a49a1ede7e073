"""What the double check shows of a daily run: its control totals are typed again from the brief."""

from __future__ import annotations

from dataclasses import dataclass

from billdesk.domain.batch_reviews import say_count
from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.followup.outbox import PrintDraft, RunDraft
from billdesk.domain.money import Money, format_money
from billdesk.domain.questions import BlindQuestion
from billdesk.domain.veiling import veil


@dataclass(frozen=True, slots=True)
class RunWords:
    """What is told of a run beside its totals: how old the bank data is, where mails go, for how many minutes they can
    be recalled, how many letters and mails there are, and how many accounts are left out."""

    bank_data: str
    where: str
    minutes: int
    mails: int
    letters: int
    left_out: int


def review_run(draft: RunDraft, words: RunWords) -> Review[RunDraft]:
    """Planning everything that is due. How many messages there are, and what they ask for in each currency, is typed
    again."""
    parts = [say_count(words.mails, "mail")] if words.mails else []
    parts += [say_count(words.letters, "letter")] if words.letters else []
    rows = (
        ReviewRow("Bank data", words.bank_data),
        ReviewRow("Messages", " and ".join(parts)),
        *(ReviewRow(f"Asks for {one.currency}", format_money(one.minor, one.currency)) for one in draft.sums),
        ReviewRow("Mails go to", words.where),
        ReviewRow("Left out", say_count(words.left_out, "account")),
    )
    questions = (
        BlindQuestion.number("Messages", "how many the brief says", draft.messages, "messages"),
        *(_asked(one, several=len(draft.sums) > 1) for one in draft.sums),
    )
    held = (
        f"Mails are held for {say_count(words.minutes, 'minute')} first." if words.minutes else "Mails go out at once."
    )
    return veil(Review(draft, "Daily run", rows, questions, f"{held} The others are left alone.", "run"))


def _asked(amount: Money, *, several: bool) -> BlindQuestion:
    label = f"Sum {amount.currency}" if several else "Sum"
    return BlindQuestion.amount(label, amount, "what they ask for, as the brief says", "sums")


def review_letters(draft: PrintDraft, path: str) -> Review[PrintDraft]:
    """Writing letters to a file: nothing is typed again, they were planned with their totals and are posted by hand."""
    rows = (ReviewRow("Letters", f"{len(draft.sendings):,}"), ReviewRow("File", path))
    consequence = "They count as sent once somebody says that they were posted."
    return Review(draft, "Print the letters", rows, (), consequence, "print")
