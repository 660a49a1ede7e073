"""What `remind` and `remind --send` print: the morning brief, and what a run did with every account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from billdesk.domain.brief import Facts, Line, RunRow, write
from billdesk.domain.followup.outbox import Message
from billdesk.domain.money import Money, to_decimal_string
from billdesk.output import Column, Format, Record, Value, write_document, write_rows, write_text
from billdesk.services.daily_run import Done
from billdesk.services.run_report import count_left_out, rows_after

LINES = (Column("topic", "Topic"), Column("said", "Said"), Column("how", "How"))
ROWS = (
    Column("customer", "Customer", extra=True),
    Column("name", "Name"),
    Column("currency", "Cur"),
    Column("amount", "Amount", exact=True),
    Column("done", "Done"),
    Column("next_on", "Next on", exact=True),
    Column("why", "Why"),
)
_LABEL = 11


def print_brief(facts: Facts, format_: Format) -> None:
    """The brief: a page for people, else its lines; JSON has every account of the run besides."""
    lines = write(facts)
    if format_ is Format.TABLE:
        _write_page(lines)
        return
    if format_ is not Format.JSON:
        write_rows(({"topic": one.topic, "said": one.said, "how": one.how} for one in lines), LINES, format_)
        return
    write_document(
        {
            "as_of": facts.as_of.isoformat(),
            "receipts_until": facts.known_until.isoformat() if facts.known_until else None,
            "restored": _restored(facts),
            "past_hold": {"count": facts.past_hold.count, "sums": _sums(facts.past_hold.sums)},
            "lines": [{"topic": one.topic, "said": one.said, "how": one.how} for one in lines],
            "rows": list(run_records(facts.rows)),
        }
    )


def _restored(facts: Facts) -> Value:
    """That nothing goes out until somebody confirms a restore; null where there was none."""
    found = facts.restored
    return {"on": found.on.isoformat(), "known_to": found.known_to.isoformat()} if found else None


def _write_page(lines: Sequence[Line]) -> None:
    before = ""
    for one in lines:
        write_text(f"{'' if one.topic == before else one.topic:<{_LABEL}}{one.said}")
        before = one.topic


def print_run(done: Done, letters_file: str, format_: Format) -> None:
    """Every account with what became of its message, and after them those left out and why."""
    rows = rows_after(done)
    write_rows(run_records(rows), ROWS, format_, document=lambda: _document(done, rows, letters_file))


def run_records(rows: Iterable[RunRow]) -> Iterator[Record]:
    """One record for each customer and currency; `done` is how it goes out, what became of it, or why there is none."""
    for row in rows:
        yield {
            "customer": row.code,
            "name": row.name,
            "currency": row.amount.currency,
            "amount": to_decimal_string(row.amount.minor, row.amount.currency),
            "done": row.group,
            "next_on": row.next_on.isoformat() if row.next_on else None,
            "why": row.why,
        }


def _document(done: Done, rows: Sequence[RunRow], letters_file: str) -> Value:
    outlook, report = done.outlook, done.report
    return {
        "as_of": outlook.day.isoformat(),
        "receipts_until": outlook.known_until.isoformat() if outlook.known_until else None,
        "planned": outlook.totals.count,
        "sums": _sums(outlook.totals.sums),
        "letters": len(done.printed),
        "letters_file": letters_file if done.printed else None,
        "letters_failed": done.unprinted or None,
        "sent": report.sent if report else 0,
        "held": report.held if report else None,
        "held_until": report.held_until.isoformat() if report and report.held_until else None,
        "waiting": report.waiting if report else None,
        "left_out": count_left_out(done),
        "unwritten": [{"said": said, "accounts": count} for said, count in done.unwritten.items()],
        "stopped": (report.stopped if report else done.busy) or None,
        "failed": [_message(one) for one in report.failed] if report else [],
        "unknown": [_message(one) for one in (*report.unknown, *report.lost)] if report else [],
        "dropped": [_message(one) for one in report.dropped] if report else [],
        "rows": list(run_records(rows)),
    }


def _sums(sums: Iterable[Money]) -> Value:
    return [{"currency": one.currency, "total": to_decimal_string(one.minor, one.currency)} for one in sums]


def _message(message: Message) -> Value:
    return {
        "customer": message.code,
        "name": message.name,
        "currency": message.amount.currency,
        "amount": to_decimal_string(message.amount.minor, message.amount.currency),
        "address": message.address,
        "said": message.said,
    }
