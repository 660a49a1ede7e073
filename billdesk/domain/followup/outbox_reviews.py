"""What the double check shows of messages. No money moves; where something cannot be undone the word is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from billdesk.domain.batch_reviews import say_count
from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.followup.message import Facts, Written
from billdesk.domain.followup.outbox import (
    BouncesDraft,
    Message,
    PostedDraft,
    RecallDraft,
    ResolveDraft,
    RunDraft,
    WorksAgainDraft,
)
from billdesk.domain.followup.procedures import Channel
from billdesk.domain.money import format_money
from billdesk.domain.questions import BlindQuestion
from billdesk.domain.review_rows import say_ahead


def review_recall(draft: RecallDraft, message: Message) -> Review[RecallDraft]:
    """Calling a message back."""
    rows = (*_named(message), ReviewRow("Reason", draft.reason))
    consequence = "It does not go out. The account is left alone today; tomorrow the follow-up decides anew."
    return Review(draft, "Call back", rows, (), consequence, "call back")


def review_resolve(draft: ResolveDraft, message: Message) -> Review[ResolveDraft]:
    """Saying what became of a message that nobody knew of."""
    rows = (*_named(message), ReviewRow("Known by", draft.reason))
    if draft.arrived:
        question = BlindQuestion.word("arrived", "the word arrived")
        return Review(draft, "It arrived", rows, (question,), "Its step counts as done on that day.", "save")
    question = BlindQuestion.word("again", "the word again")
    consequence = "Its step does not count, and the next run writes it again: make sure that nobody got it."
    return Review(draft, "It did not arrive", rows, (question,), consequence, "save")


def review_came_back(draft: BouncesDraft, message: Message) -> Review[BouncesDraft]:
    """Noting by hand that a mail came back."""
    rows = (*_named(message), *(ReviewRow("What it said", bounce.said) for bounce in draft.bounces))
    consequence = "Its step does not count. Nobody is written to at this address until it is changed."
    return Review(draft, "It came back", rows, (), consequence, "save")


def review_works_again(draft: WorksAgainDraft, message: Message) -> Review[WorksAgainDraft]:
    """Letting an address be written to again."""
    rows = (*_named(message), ReviewRow("It had said", message.said), ReviewRow("Reason", draft.reason))
    return Review(draft, "The address works again", rows, (), "The next run may write to it.", "save")


def review_posted(draft: PostedDraft, letters: int, today: date) -> Review[PostedDraft]:
    """Saying that printed letters were posted."""
    rows = (ReviewRow("Letters", f"{letters:,}"), ReviewRow("Posted", say_ahead(draft.on, today)))
    return Review(draft, "Letters posted", rows, (), "Their steps count as done on that day.", "save")


def _named(message: Message) -> tuple[ReviewRow, ...]:
    return (
        ReviewRow("To", f"{message.name} ({message.code})"),
        ReviewRow("By", f"{message.channel.value}, {message.template}"),
        ReviewRow("Asks for", format_money(message.amount.minor, message.amount.currency)),
    )


def _say_hold(minutes: int) -> str:
    if not minutes:
        return "A mail is not held: the next run sends it."
    return f"A mail is held for {say_count(minutes, 'minute')} and can be called back until then."


def review_messages(
    draft: RunDraft, who: str, messages: Sequence[tuple[Facts, Written]], hold: timedelta
) -> Review[RunDraft]:
    """Putting the messages that are due to one customer into the outbox."""
    rows = [ReviewRow("To", who)]
    for facts, written in messages:
        rows.append(ReviewRow(facts.channel.value.capitalize(), " ".join(facts.address.split("\n"))))
        rows.append(ReviewRow("Subject", written.subject))
        asked = facts.asked
        rows.append(ReviewRow("Asks for", f"{format_money(asked.minor, asked.currency)} by {say_day(facts.pay_by)}"))
    mails = any(facts.channel is Channel.MAIL for facts, _ in messages)
    held = _say_hold(int(hold.total_seconds()) // 60) if mails else ""
    letters = any(facts.channel is Channel.LETTER for facts, _ in messages)
    printed = "A letter waits in the outbox to be printed." if letters else ""
    consequence = " ".join(filter(None, (held, printed)))
    return Review(draft, "Put it into the outbox", tuple(rows), (), consequence, "into the outbox")
