"""Which receipt settles how much of which instalment: the proposal, and what must hold of any allocation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from billdesk.domain.drafts import AllocationDraft
from billdesk.domain.findings import Finding, Findings, Severity
from billdesk.domain.money import format_money
from billdesk.domain.records import OpenItem


def propose(amount_minor: int, items: Sequence[OpenItem]) -> tuple[AllocationDraft, ...]:
    """Propose allocations of an amount (minor units) to open items of its currency.

    An item that is open with exactly this amount is taken alone, the oldest of several; else the oldest due first until
    the amount is used up, what is disputed last: nobody pays it by the way. Never more than the amount or than what is
    open; the proposal may leave a rest.
    """
    open_items = sorted(
        (item for item in items if item.open_minor > 0),
        key=lambda item: (item.disputed, item.due_on, item.issued_on, item.instalment_id),
    )
    for item in open_items:
        if item.open_minor == amount_minor:
            return (AllocationDraft(item.instalment_id, amount_minor),)
    proposed = []
    rest = amount_minor
    for item in open_items:
        if rest <= 0:
            break
        part = min(rest, item.open_minor)
        proposed.append(AllocationDraft(item.instalment_id, part))
        rest -= part
    return tuple(proposed)


def check(
    amount_minor: int,
    items: Sequence[OpenItem],
    allocations: Sequence[AllocationDraft],
    keep_rest: bool,
    currency: str | None = None,
) -> Findings:
    """What makes these allocations impossible; `amount_minor` is what the receipt or credit has to give.

    Codes: `not-positive`, `not-open`, `other-currency`, `over-open`, `over-amount` (field `allocations`) and
    `rest-unexplained` (field `keep_rest`): what is left must be said to stay as on-account credit. Each of them blocks.
    Without `currency` the items only have to be of one currency among themselves.
    """
    return Findings.of([*_check_each(items, allocations, currency), *_check_sum(amount_minor, allocations, keep_rest)])


def _check_each(
    items: Sequence[OpenItem], allocations: Sequence[AllocationDraft], currency: str | None
) -> Iterator[Finding]:
    by_id = {item.instalment_id: item for item in items}
    if any(allocation.amount_minor <= 0 for allocation in allocations):
        yield _block("not-positive", "An allocation is more than nothing.")
    # The same instalment named twice is one claim on what is open of it.
    wanted: Counter[int] = Counter()
    for allocation in allocations:
        wanted[allocation.instalment_id] += allocation.amount_minor
    taken = currency
    for instalment_id, amount_minor in wanted.items():
        item = by_id.get(instalment_id)
        if item is None or item.open_minor <= 0:
            yield _block("not-open", f"{item.number if item else 'One of the items'} is not open any more.")
            continue
        taken = taken or item.currency
        if item.currency != taken:
            yield _block("other-currency", f"{item.number} is in {item.currency}, the money is in {taken}.")
        elif amount_minor > item.open_minor:
            open_ = format_money(item.open_minor, item.currency)
            yield _block("over-open", f"Only {open_} is open on {item.number}.", str(instalment_id))


def _check_sum(amount_minor: int, allocations: Sequence[AllocationDraft], keep_rest: bool) -> Iterator[Finding]:
    rest = amount_minor - sum(allocation.amount_minor for allocation in allocations)
    if rest < 0:
        yield _block("over-amount", "More is allocated than came in.")
    elif rest > 0 and not keep_rest:
        message = "Part of the money is not allocated. Allocate it, or keep the rest as on-account credit."
        yield Finding("rest-unexplained", Severity.BLOCK, "keep_rest", message)


def _block(code: str, message: str, evidence: str = "") -> Finding:
    return Finding(code, Severity.BLOCK, "allocations", message, evidence)
