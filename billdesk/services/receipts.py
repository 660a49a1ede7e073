"""Receipts: record money that came in, use on-account credit, take a receipt back."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from billdesk.domain import allocation
from billdesk.domain.batches import BatchKind
from billdesk.domain.checks.entry import ReceiptFacts, check_receipt
from billdesk.domain.double_check import Confirmed
from billdesk.domain.drafts import AllocationDraft, ApplyCreditDraft, ReceiptDraft, ReversalDraft
from billdesk.domain.errors import NotFoundError, RuleError
from billdesk.domain.findings import Findings
from billdesk.domain.records import OpenItem
from billdesk.services import batches, checking, claim_ends
from billdesk.services.checking import Checked
from billdesk.services.desk import Desk
from billdesk.services.open_items import open_items
from billdesk.services.refusals import refuse_alone, refuse_blocking
from db.queries import account as sql
from db.reader import fetch

if TYPE_CHECKING:
    from db.models import Receipt
    from db.unit import Unit


def check(desk: Desk, draft: ReceiptDraft) -> Findings:
    """The automatic checks of a receipt against what the account has open and what the book knows."""
    return examine(desk, draft).findings


def examine(desk: Desk, draft: ReceiptDraft) -> Checked:
    """The same with the facts that they rest on, for the risk of the double check."""
    with desk.reader.snapshot() as connection:
        found = check_receipt(draft, _facts(connection, draft, desk.today))
        return checking.receipt(connection, desk, draft, found)


def _facts(connection: sqlite3.Connection, draft: ReceiptDraft, today: date) -> ReceiptFacts:
    rows = fetch(connection, sql.CUSTOMER, {"customer": draft.customer_id})
    return ReceiptFacts(bool(rows), open_items(connection, draft.customer_id, today))


def record(desk: Desk, confirmed: Confirmed[ReceiptDraft]) -> int:
    """Record a receipt with its allocations and return its id; the same draft twice is booked once.

    Raises `RuleError` when an allocation is above what is open on either side, or a second person has to check it.
    """
    with desk.write("receipt", confirmed) as unit:
        return record_in(unit, confirmed.draft)


def record_in(unit: Unit, draft: ReceiptDraft) -> int:
    """Record inside the caller's transaction; see `record`."""
    from db.models import Receipt

    booked = unit.booked(Receipt, draft.uid)
    if booked is not None:
        return booked
    items = to_record(unit, draft)
    refuse_alone(unit, draft.amount)
    receipt = Receipt(
        uid=draft.uid,
        customer_id=draft.customer_id,
        received_on=draft.received_on,
        currency=draft.amount.currency,
        amount_minor=draft.amount.minor,
        method=draft.method,
        reference=draft.reference,
        unapplied_minor=draft.amount.minor,
    )
    unit.add(receipt)
    _allocate(unit, draft.allocations, items, draft.received_on, receipt_id=receipt.id)
    batches.join(unit, draft.batch_id, BatchKind.RECEIPT, draft.amount, int(receipt.id or 0))
    unit.touched.add(draft.customer_id)
    return int(receipt.id or 0)


def to_record(unit: Unit, draft: ReceiptDraft) -> Sequence[OpenItem]:
    """What the account has open; raises what `record` raises for a receipt that cannot be."""
    unit.subject = f"customer:{draft.customer_id}"
    facts = _facts(unit.driver, draft, unit.today)
    refuse_blocking(check_receipt(draft, facts))
    return facts.open_items


def _allocate(
    unit: Unit,
    parts: Sequence[AllocationDraft],
    items: Sequence[OpenItem],
    applied_on: date,
    *,
    receipt_id: int | None = None,
    credit_note_id: int | None = None,
    uid: UUID | None = None,
) -> None:
    """Allocate parts of a receipt or credit note to `items`, none dated before its invoice; the first bears `uid`."""
    from db.models import Allocation

    issued_on = {item.instalment_id: item.issued_on for item in items}
    unit.add(
        *(
            Allocation(
                instalment_id=part.instalment_id,
                receipt_id=receipt_id,
                credit_note_id=credit_note_id,
                applied_on=max(applied_on, issued_on[part.instalment_id]),
                amount_minor=part.amount_minor,
                uid=None if place else uid,
            )
            for place, part in enumerate(parts)
        )
    )


def apply_credit(desk: Desk, confirmed: Confirmed[ApplyCreditDraft]) -> int:
    """Settle instalments with on-account credit and return how much was applied (minor units); twice is done once.

    Nothing counts as applied before the credit itself came. Raises `RuleError` when the credit or an instalment does
    not have that much open, or when nothing is to be applied.
    """
    from db.models import Allocation, CreditNote, Receipt

    draft = confirmed.draft
    wanted = sum(part.amount_minor for part in draft.allocations)
    with desk.write("credit applied", confirmed) as unit:
        if unit.booked(Allocation, draft.uid) is not None:
            return wanted
        unit.subject = f"customer:{draft.customer_id}"
        source: Receipt | CreditNote | None = None
        if draft.receipt_id is not None:
            source = unit.session.get(Receipt, draft.receipt_id)
        elif draft.credit_note_id is not None:
            source = unit.session.get(CreditNote, draft.credit_note_id)
        if source is None or source.customer_id != draft.customer_id:
            raise NotFoundError("There is no such credit on this account.", "Reload the account.")
        if not draft.allocations:
            raise RuleError("Nothing is allocated.", "Say which invoices the credit settles.")
        items = open_items(unit.driver, draft.customer_id, unit.today)
        refuse_blocking(_check_credit(source.unapplied_minor, items, draft.allocations, source.currency))
        came_on = source.received_on if isinstance(source, Receipt) else source.issued_on
        _allocate(
            unit,
            draft.allocations,
            items,
            max(draft.applied_on, came_on),
            receipt_id=draft.receipt_id,
            credit_note_id=None if draft.receipt_id else draft.credit_note_id,
            uid=draft.uid,
        )
        unit.touched.add(draft.customer_id)
        return wanted


def _check_credit(
    unapplied_minor: int, items: Sequence[OpenItem], parts: Sequence[AllocationDraft], currency: str
) -> Findings:
    return allocation.check(unapplied_minor, items, parts, keep_rest=True, currency=currency)


def reverse(desk: Desk, confirmed: Confirmed[ReversalDraft]) -> int:
    """Take a receipt back: a record of its own with the opposite amount, and one for each of its allocations.

    Returns the id of the reversal; twice is done once. Raises `RuleError` when it was reversed before, or a second
    person has to check it.
    """
    with desk.write("receipt reversed", confirmed) as unit:
        return reverse_in(unit, confirmed.draft)


def reverse_in(unit: Unit, draft: ReversalDraft) -> int:
    """Reverse inside the caller's transaction; see `reverse`."""
    from sqlmodel import select

    from db.models import Allocation, Receipt

    booked = unit.booked(Receipt, draft.uid)
    if booked is not None:
        return booked
    receipt = to_reverse(unit, draft)
    refuse_alone(unit, draft.amount)
    made = Receipt(
        uid=draft.uid,
        customer_id=receipt.customer_id,
        received_on=draft.reversed_on,
        currency=receipt.currency,
        amount_minor=-receipt.amount_minor,
        method=receipt.method,
        reference=receipt.reference,
        reason=draft.reason,
        reverses_id=receipt.id,
        unapplied_minor=0,
    )
    unit.add(made)
    for part in unit.session.exec(select(Allocation).where(Allocation.receipt_id == receipt.id)).all():
        unit.add(
            Allocation(
                instalment_id=part.instalment_id,
                receipt_id=made.id,
                applied_on=max(draft.reversed_on, part.applied_on),
                amount_minor=-part.amount_minor,
            )
        )
    claim_ends.release(unit, draft.receipt_id, int(made.id or 0), draft.reversed_on)
    _settle_by_own_credit(unit, int(made.id or 0), draft.reversed_on)
    batches.leave(unit, receipt_id=draft.receipt_id)
    unit.touched.add(receipt.customer_id)
    return int(made.id or 0)


def _settle_by_own_credit(unit: Unit, reversal_id: int, on: date) -> None:
    """Settle what a reversal has opened with what is left of the credit notes for the same invoice: they were on
    account only because the receipt had settled it before. Nothing of a void invoice is claimed again so.
    """
    from db.models import Allocation

    while row := unit.driver.execute(sql.OWN_CREDIT, {"reversal": reversal_id}).fetchone():
        note_id, left, issued_on, instalment_id, open_minor = row
        unit.add(
            Allocation(
                instalment_id=instalment_id,
                credit_note_id=note_id,
                applied_on=max(on, date.fromisoformat(issued_on)),
                amount_minor=min(left, open_minor),
            )
        )


def to_reverse(unit: Unit, draft: ReversalDraft) -> Receipt:
    """The receipt that would be taken back; raises what `reverse` raises for one that cannot be."""
    from db.models import Receipt

    receipt = unit.session.get(Receipt, draft.receipt_id)
    if receipt is None:
        raise NotFoundError("There is no such receipt.", "Reload the account.")
    unit.subject = f"customer:{receipt.customer_id}"
    _refuse_reversal(unit, receipt, draft)
    return receipt


def _refuse_reversal(unit: Unit, receipt: Receipt, draft: ReversalDraft) -> None:
    """Raise `RuleError` for a receipt that cannot be taken back like this."""
    from sqlmodel import select

    from db.models import Receipt

    before = unit.session.exec(select(Receipt).where(Receipt.reverses_id == receipt.id)).first()
    if receipt.reverses_id is not None or before is not None:
        raise RuleError("This receipt was taken back already.", "Look at the account.")
    if (draft.amount.minor, draft.amount.currency) != (receipt.amount_minor, receipt.currency):
        raise RuleError("The receipt's amount is not the one that was checked.", "Open it and check it again.")
    if draft.reversed_on < receipt.received_on:
        raise RuleError("A receipt cannot be taken back before it came.", "Choose a later day.")
