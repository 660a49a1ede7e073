"""The checks of many entries at once: one read of the book, then each entry against it in memory.

The entries of a file know those before them in it, unless they were blocked: a paper that stands twice in one file is
found, and a desk without a history of its own learns what is usual from the file. Where a number or a date was asked
about, the numbers behind it are not measured by it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence

from billdesk.domain.checks.check import check
from billdesk.domain.checks.entered import Entered, EntryKind
from billdesk.domain.checks.facts import Facts
from billdesk.domain.checks.history import PAST, History
from billdesk.domain.checks.rekey import RiskSettings, rekey
from billdesk.domain.checks.squeezing import bare, words
from billdesk.domain.findings import Finding, Findings, Severity
from billdesk.services import company
from billdesk.services.checking import desk_master, master_of
from billdesk.services.desk import Desk
from billdesk.services.filling import Filler
from db.queries import checking as sql
from db.reader import fetch

Value = str | Sequence["Value"] | Mapping[str, "Value"]
"""What an answer is made of."""

RECENT = 20_000
"""So many of the desk's newest invoices say how references are written, things are taxed and numbers counted."""

_RECEIPTS = 2_000
_ORDERED = frozenset({"number", "issued_on", "due_on"})


def check_all(
    desk: Desk, entries: Sequence[Entered], progress: Callable[[int, int], None]
) -> Iterator[tuple[Entered, Facts, Findings]]:
    """Each entry with its facts and findings, in the order given."""
    with desk.reader.snapshot() as connection:
        history = _history(connection, desk, entries)
    for done, entered in enumerate(entries, start=1):
        facts = history.facts(entered, desk.today)
        findings = check(entered, facts)
        if not findings.blocking:
            history.book(entered, keyed_on=desk.today, is_doubtful=_is_doubtful(findings))
        progress(done, len(entries))
        yield entered, facts, findings


def _is_doubtful(findings: Findings) -> bool:
    """Whether something is asked about the number or a day."""
    return any(finding.severity is Severity.ASK and finding.field in _ORDERED for finding in findings)


def _history(connection: sqlite3.Connection, desk: Desk, entries: Sequence[Entered]) -> History:
    """What the book knows beside these entries: all customers, and everything of those that are named."""
    masters = fetch(connection, sql.MASTERS)
    history = History(desk_master(connection), map(master_of, masters))
    filler = Filler(connection, history, desk.time_zone)
    codes = {entered.customer for entered in entries}
    complete = {row["id"] for row in masters if row["code"] in codes}
    of_lines = {entered.customer for entered in entries if entered.lines}
    if any(entered.kind is EntryKind.RECEIPT for entered in entries):
        filler.learn_receipts(complete)
    filler.book_customers(complete, PAST, itemised={row["id"] for row in masters if row["code"] in of_lines})
    numbers = {entered.number for entered in entries if entered.number}
    numbers.update(word for entered in entries for word in words(entered.reference))
    filler.book_alike({bare(number) for number in numbers} - {""})
    descriptions = {line.description for entered in entries for line in entered.lines}
    recent = fetch(connection, sql.RECENT_KEYED, {"limit": RECENT})
    receipts = fetch(connection, sql.RECENT_RECEIPTS, {"limit": _RECEIPTS})
    filler.book_recent(recent, receipts, descriptions, complete=complete)
    filler.finish()
    return history


def answers(
    desk: Desk, entries: Sequence[Entered], progress: Callable[[int, int], None]
) -> Iterator[Mapping[str, Value]]:
    """Each entry's answer as `billdesk check` writes it: verdict, findings, and what to type again."""
    own = company.get(desk)
    settings = RiskSettings(own.second_key_from)
    for entered, facts, found in check_all(desk, entries, progress):
        findings = found.without_asks_of(own.retired_checks)
        yield {
            "id": entered.id,
            "verdict": findings.verdict,
            "findings": [_said(finding) for finding in findings],
            "rekey": [key.value for key in rekey(entered, facts, findings, settings)],
        }


def _said(finding: Finding) -> Mapping[str, Value]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "field": finding.field,
        "message": finding.message,
        "evidence": finding.evidence,
    }
