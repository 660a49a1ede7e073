"""What a daily run says of itself, after it was done: a row for each account, and its sentences. Whatever is printed,
written for programs or shown on the screen comes from here.
"""

from __future__ import annotations

from collections import defaultdict

from billdesk.domain.batch_reviews import say_count
from billdesk.domain.brief import RunRow
from billdesk.domain.followup.outbox import Message, MessageState, say_free
from billdesk.services.brief import rows_of
from billdesk.services.daily_run import Done

_WHY = {
    MessageState.PLANNED: "It waits to be printed.",
    MessageState.SENDING: "It is being sent.",
    MessageState.PRINTED: "Say in the outbox when it was posted.",
}


def rows_after(done: Done) -> tuple[RunRow, ...]:
    """What the run did with each account: what became of its message; then those that it left out, and why."""
    written: dict[tuple[int, str], list[Message]] = defaultdict(list)
    for message in sorted(done.messages, key=lambda one: (one.code, one.amount.currency)):
        written[message.customer_id, message.amount.currency].append(message)
    before = {_key(row): row.why for row in rows_of(done.outlook)}
    went = [_row(message, before.get(key, "")) for key, messages in written.items() for message in messages]
    return (*went, *(row for row in rows_of(done.outlook) if _key(row) not in written))


def _key(row: RunRow) -> tuple[int, str]:
    return row.customer_id, row.amount.currency


def _row(message: Message, before: str) -> RunRow:
    why = _why(message, before)
    return RunRow(message.customer_id, message.code, message.name, message.state.value, message.amount, why)


def _why(message: Message, before: str) -> str:
    """What became of it; a message of today that is still to go out says as well why it was written."""
    match message.state:
        case MessageState.SENT:
            return f"Sent to {message.address}."
        case MessageState.HELD if message.held_until is not None:
            return f"Held until {say_free(message.held_until)}. {before}".strip()
        case MessageState.PLANNED | MessageState.PRINTED | MessageState.SENDING:
            return f"{_WHY[message.state]} {before}".strip()
    return message.said


def sentences(done: Done, where: str, letters_file: str) -> list[str]:
    """What came of it: the counts first, then each message that did not go out by name. `where` is what takes mails,
    `letters_file` what letters were written to."""
    report = done.report
    lines = [_counts(done, where, letters_file)]
    if done.printed:
        lines.append("Say in the outbox when the letters were posted.")
    if report is not None and report.held_until is not None:
        one = report.held == 1
        mails = f"{say_count(report.held, 'mail')} {'is' if one else 'are'} held"
        lines.append(f"{mails} until {say_free(report.held_until)}; run again then.")
    if report is not None and report.waiting:
        lines.append(f"{report.waiting:,} more past their hold; the next run sends them.")
    lines += [f"{one.code} {one.name}, {_at(one)}: {one.state.value}. {one.said}" for one in done.failed]
    lines += [
        f"{one.code} {one.name}: not sent, because it is not so any more. {one.said}"
        for one in (report.dropped if report else ())
    ]
    lines += [f"{said} It leaves {say_count(count, 'account')} out." for said, count in done.unwritten.items()]
    return [*lines, *filter(None, (done.unprinted, done.busy, report.stopped if report else ""))]


def _counts(done: Done, where: str, letters_file: str) -> str:
    report = done.report
    parts = [f"{len(done.outlook.messages):,} planned"]
    if done.printed:
        parts.append(f"{say_count(len(done.printed), 'letter')} written to {letters_file}")
    if report is not None:
        parts.append(f"{report.sent:,} sent through {where}")
        parts += [f"{len(report.dropped):,} dropped at the last look"] if report.dropped else []
        uncertain = len(done.failed)
        parts += [f"{uncertain:,} failed or unknown"] if uncertain else []
    return f"{', '.join(parts)}; {say_count(count_left_out(done), 'account')} left out."


def count_left_out(done: Done) -> int:
    """How many accounts, in a currency, had no message."""
    states = {state.value for state in MessageState}
    return sum(row.group not in states for row in rows_after(done))


def _at(message: Message) -> str:
    """Where it went, in one line."""
    return ", ".join(message.address.splitlines())
