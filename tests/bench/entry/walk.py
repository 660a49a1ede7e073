"""One walk through a book in the order of keying: each paper is checked against what stands before it, then booked.

An error is checked at its place in the walk, on its day, and never booked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from billdesk.domain.checks.check import check
from billdesk.domain.checks.entered import EntryKind, read_entered
from billdesk.domain.checks.facts import CustomerMaster, DeskMaster
from billdesk.domain.checks.history import History
from billdesk.domain.checks.rekey import RiskSettings, rekey
from billdesk.domain.errors import InputError
from billdesk.domain.findings import Findings
from billdesk.domain.tax_method import TaxMethod
from billdesk.domain.terms import parse_terms
from tests.bench.entry.errors import Case
from tests.bench.entry.papers import Book, CustomerDict, EntryDict, Paper
from tests.bench.entry.person import Seen

SETTINGS = RiskSettings()


def walk(book: Book, cases: Sequence[Case]) -> Iterator[tuple[Paper | Case, Seen]]:
    """What the desk does with every paper and every error, in the order of keying."""
    desk, numbers = book.desk, book.desk["numbers"]
    own = ((EntryKind.INVOICE, numbers),) if numbers else ()
    history = History(
        DeskMaster(desk["country"], desk["currency"], TaxMethod(desk["tax_method"]), own),
        [_master(customer) for customer in book.customers],
    )
    places: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        places[case.at].append(case)
    for at, paper in enumerate(book.papers):
        for case in places[at]:
            right = _look(history, case.typed.paper, case.today).findings
            yield case, replace(_look(history, case.typed.entry, case.today), right=right or Findings())
        yield paper, _look(history, paper.entry, paper.keyed_on)
        history.book(read_entered(paper.entry), keyed_on=paper.keyed_on)


def _look(history: History, entry: EntryDict, today: date) -> Seen:
    try:
        entered = read_entered(entry)
    except InputError:
        return Seen(None, ())
    facts = history.facts(entered, today)
    findings = check(entered, facts)
    return Seen(findings, rekey(entered, facts, findings, SETTINGS))


def _master(customer: CustomerDict) -> CustomerMaster:
    return CustomerMaster(
        code=customer["code"],
        name=customer["name"],
        town=customer["town"],
        country=customer["country"],
        currency=customer["currency"],
        terms=parse_terms(customer["terms"]),
        vat_ids=tuple(customer["vat_ids"]),
        ibans=tuple(customer["ibans"]),
        since=date.fromisoformat(customer["since"]) if customer["since"] else None,
    )
