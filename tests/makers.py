"""Small builders of desks and records for tests: each books through the services, as the program does."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from sqlmodel import SQLModel

from billdesk.domain.allocation import propose
from billdesk.domain.batches import Batch, BatchDraft, BatchKind, CloseBatchDraft, GiveUpBatchDraft
from billdesk.domain.claims import ClaimView, WaiveClaimDraft
from billdesk.domain.crediting import credit_totals
from billdesk.domain.double_check import (
    Confirmed,
    LeftOpen,
    Review,
    SecondKey,
    bypass,
    changed_since,
    confirm,
    confirm_batch,
)
from billdesk.domain.drafts import (
    Address,
    AddressPurpose,
    AllocationDraft,
    BankAccount,
    CompanyDraft,
    ContactDraft,
    ContactKind,
    CreditLineDraft,
    CreditNoteDraft,
    CustomerDraft,
    Direction,
    FurtherAddress,
    ImportBatch,
    ImportedInvoice,
    InvoiceDraft,
    IssueDraft,
    LineDraft,
    Outcome,
    Person,
    PromiseDraft,
    ReceiptDraft,
    ReversalDraft,
    SentDraft,
    SnoozeDraft,
    TaxId,
    TaxIdKind,
)
from billdesk.domain.held import HeldEntry
from billdesk.domain.money import Money
from billdesk.domain.questions import BlindQuestion
from billdesk.domain.records import AccountView, InvoiceView
from billdesk.domain.tax_method import TaxMethod
from billdesk.domain.terms import Terms, parse_terms
from billdesk.services import (
    batches,
    company,
    contacts,
    credit_notes,
    customers,
    held,
    imports,
    invoices,
    queue,
    receipts,
)
from billdesk.services.desk import Desk, open_desk
from billdesk.services.drafting import company_draft, customer_draft
from db import files, migrate, search
from db.derived import OPEN_TOTAL
from db.models import RECORDS, Audit, AuditPrivate
from db.unit import table_of
from tests.follow_up_rows import put_rows

T = TypeVar("T")

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
REASON = "made for a test"

COMPANY = CompanyDraft(
    name="Northwind Services BV",
    address=Address("Kade 2", "1012 AB", "Amsterdam", "", "NL"),
    vat_id="NL123456789B01",
    currency="EUR",
    language="en",
    time_zone="UTC",
    tax_method=TaxMethod.DOCUMENT,
    invoice_pattern="{year}-{seq:04}",
    credit_note_pattern="C{year}-{seq:04}",
)
CONSULTING = LineDraft("Consulting", Decimal(1), Decimal(100), Decimal(19), "d")


def confirmed(draft: T, reason: str = REASON) -> Confirmed[T]:
    """A draft that may be saved; the reason goes into the audit chain."""
    return bypass(draft, reason)


def answered(draft: T, code: str = "terms-unusual", typed: str = "30 days", *, was_right: bool = True) -> Confirmed[T]:
    """A draft that may be saved after a second key of this code was answered like this."""
    key = SecondKey(code, BlindQuestion.number("Terms on the paper?", "days", 30, "terms"))
    total = BlindQuestion.total(Money(100, "EUR"), "")
    review = Review(draft, "", (), (total,), "", "", second=(key,) if was_right else ())
    earlier = () if was_right else changed_since((LeftOpen(key, typed, 2500),), review)
    return confirm(review, {"Total": "1.00", "Terms on the paper?": typed}, {"Terms on the paper?": 2500}, earlier)


def clock() -> datetime:
    """Saturday morning, in UTC."""
    return NOW


@cache
def _template() -> Path:
    """A desk file with its company and nothing else; making one takes longer than copying it."""
    path = Path(tempfile.mkdtemp(prefix="billdesk-tests-")) / "template.billdesk"
    company.create_desk(path, confirmed(COMPANY), user="mk", today=date(2000, 1, 1), clock=clock).close()
    return path


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder that is gone afterwards, in memory where the machine has such a place: for tests that book a lot."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


def make_file(folder: Path, name: str = "desk.billdesk") -> Path:
    """A closed desk file with its company in `folder`."""
    path = folder / name
    shutil.copy2(_template(), path)
    return path


def make_desk(
    folder: Path,
    today: date = TODAY,
    *,
    user: str = "mk",
    name: str = "desk.billdesk",
    now: Callable[[], datetime] = clock,
) -> Desk:
    """An open desk with its company and an empty queue of today, in a file of its own in `folder`."""
    desk = open_desk(make_file(folder, name), user=user, today=today, clock=now)
    queue.refresh(desk)
    return desk


def a_customer_draft(code: str = "H-0031", **changes: object) -> CustomerDraft:
    """A customer as its form holds it."""
    draft = CustomerDraft(
        uid=uuid4(),
        code=code,
        name=f"Hofmann & Söhne {code}",
        currency="EUR",
        terms=Terms(days=30),
        address=Address("Anger 1", "99084", "Erfurt", "", "DE"),
        persons=(Person("Fr. Weiß", "accounts", "+49 361 1", "weiss@hofmann.example"),),
        vat_id="DE123456788",
        language="de",
        notes="calls back",
        owner="mk",
    )
    return replace(draft, **changes)  # type: ignore[arg-type]  # a test names the fields it varies


def a_customer(desk: Desk, code: str = "H-0031", **changes: object) -> int:
    """Save a customer and return its id."""
    return customers.save(desk, confirmed(a_customer_draft(code, **changes)))


def an_invoice_draft(customer_id: int, issued_on: date = TODAY, price: str = "100", **changes: object) -> InvoiceDraft:
    """An invoice draft of one line at 19 % tax."""
    draft = InvoiceDraft(
        uid=uuid4(),
        customer_id=customer_id,
        issued_on=issued_on,
        currency="EUR",
        terms=Terms(days=30),
        tax_method=TaxMethod.DOCUMENT,
        lines=(replace(CONSULTING, unit_price=Decimal(price)),),
        supplied_on=issued_on,
    )
    return replace(draft, **changes)  # type: ignore[arg-type]  # as above


def a_draft(desk: Desk, customer_id: int, issued_on: date = TODAY, price: str = "100", **changes: object) -> int:
    """Save an invoice draft and return its id."""
    return invoices.save_draft(desk, confirmed(an_invoice_draft(customer_id, issued_on, price, **changes)))


def issue_draft(view: InvoiceView, issued_on: date | None = None) -> IssueDraft:
    """What issuing this draft asks for."""
    return IssueDraft(view.id, view.version, issued_on or view.issued_on, Money(view.total_minor, view.currency))


def an_invoice(
    desk: Desk, customer_id: int, issued_on: date = TODAY, price: str = "100", *, sent: bool = True, **changes: object
) -> InvoiceView:
    """Issue an invoice (gross is the price and 19 %) and note it as sent."""
    draft_id = a_draft(desk, customer_id, issued_on, price, **changes)
    invoices.issue(desk, confirmed(issue_draft(invoices.get(desk, draft_id))))
    view = invoices.get(desk, draft_id)
    if sent:
        invoices.mark_sent(desk, confirmed(SentDraft(view.id, view.version, issued_on, "e-mail")))
        view = invoices.get(desk, draft_id)
    return view


def a_receipt_draft(
    account: AccountView,
    amount_minor: int,
    received_on: date = TODAY,
    allocations: Sequence[AllocationDraft] | None = None,
    currency: str = "EUR",
) -> ReceiptDraft:
    """A receipt, allocated as proposed unless `allocations` says otherwise; the rest stays on account."""
    items = [item for item in account.open_items if item.currency == currency]
    parts = tuple(propose(amount_minor, items) if allocations is None else allocations)
    return ReceiptDraft(
        uuid4(),
        account.id,
        received_on,
        Money(amount_minor, currency),
        "transfer",
        "as agreed",
        parts,
        keep_rest=sum(part.amount_minor for part in parts) < amount_minor,
    )


def a_receipt(
    desk: Desk,
    customer_id: int,
    amount_minor: int,
    received_on: date = TODAY,
    allocations: Sequence[AllocationDraft] | None = None,
    currency: str = "EUR",
) -> int:
    """Record a receipt and return its id."""
    account = customers.get(desk, customer_id)
    return receipts.record(desk, confirmed(a_receipt_draft(account, amount_minor, received_on, allocations, currency)))


def a_reversal(desk: Desk, receipt_id: int, amount_minor: int, reversed_on: date = TODAY, currency: str = "EUR") -> int:
    """Take a receipt back and return the id of the reversal."""
    return receipts.reverse(desk, confirmed(a_reversal_draft(receipt_id, amount_minor, reversed_on, currency)))


def a_reversal_draft(
    receipt_id: int, amount_minor: int, reversed_on: date = TODAY, currency: str = "EUR"
) -> ReversalDraft:
    """A receipt that bounced."""
    return ReversalDraft(uuid4(), receipt_id, reversed_on, "bounced", Money(amount_minor, currency))


def a_credit_note(desk: Desk, invoice_id: int, issued_on: date = TODAY, batch_id: int | None = None) -> str:
    """Credit all that is left of an invoice and return the credit note's number."""
    view = invoices.get(desk, invoice_id)
    left = view.total_minor - view.credited_net_minor - view.credited_tax_minor
    draft = CreditNoteDraft(uuid4(), invoice_id, view.version, issued_on, "wrong price", Money(left, view.currency))
    draft = replace(draft, batch_id=batch_id)
    return credit_notes.issue(desk, confirmed(draft))


def a_contact_draft(
    customer_id: int,
    outcome: Outcome = Outcome.REACHED,
    *,
    next_on: date | None = None,
    promise: PromiseDraft | None = None,
    kind: ContactKind = ContactKind.CALL,
    at: datetime = NOW,
) -> ContactDraft:
    """A contact of now, with a word from the customer."""
    return ContactDraft(
        uuid4(), customer_id, at, kind, Direction.OUT, outcome, "Fr. Weiß", "Freitag", None, next_on, promise
    )


def a_contact(
    desk: Desk,
    customer_id: int,
    outcome: Outcome = Outcome.REACHED,
    *,
    next_on: date | None = None,
    promise: PromiseDraft | None = None,
    kind: ContactKind = ContactKind.CALL,
    at: datetime | None = None,
) -> int:
    """Log a contact at the desk's own time (noon of its day when that was given) and return its id."""
    happened = at or datetime(desk.today.year, desk.today.month, desk.today.day, 8, tzinfo=UTC)
    draft = a_contact_draft(customer_id, outcome, next_on=next_on, promise=promise, kind=kind, at=happened)
    return contacts.log(desk, confirmed(draft))


def waiving(claim: ClaimView, reason: str, *, in_error: bool = False) -> WaiveClaimDraft:
    """Give up what is owed of a claim."""
    return WaiveClaimDraft(uuid4(), claim.id, claim.version, claim.owed, claim.upto, reason, in_error)


def a_promise_draft(
    amount_minor: int, due_on: date, invoice_ids: Sequence[int], grace_days: int = 0, currency: str = "EUR"
) -> PromiseDraft:
    """A promise for some invoices."""
    return PromiseDraft(uuid4(), Money(amount_minor, currency), due_on, tuple(invoice_ids), grace_days)


ADDRESSES = (
    FurtherAddress(AddressPurpose.DELIVERY, Address("Am Hafen 7", "99085", "Gispersleben", "Thüringen", "DE")),
    FurtherAddress(AddressPurpose.OFFICE, Address("Molenpad 3", "8299 CV", "Lindemeer", "", "NL")),
)
TAX_IDS = (TaxId(TaxIdKind.VAT, "NL002455799B11", "NL"), TaxId(TaxIdKind.OTHER, "151/815/08156", "DE"))
BANK_ACCOUNTS = (
    BankAccount("DE89370400440532013000", "Hofmann KG", "COBADEFFXXX"),
    BankAccount("0532013000", "Hofmann & Söhne"),
)
PARTICULARS: Mapping[str, object] = {
    "addresses": ADDRESSES,
    "tax_ids": TAX_IDS,
    "bank_accounts": BANK_ACCOUNTS,
}
"""What a customer may have several of, two of each; numbers with right check digits."""


def a_batch(desk: Desk, *minors: int, kind: BatchKind = BatchKind.RECEIPT, currency: str = "EUR") -> int:
    """Open a batch whose strip holds these amounts and return its id."""
    batch = Batch(kind, currency, len(minors), sum(minors))
    return batches.open_batch(desk, confirmed(BatchDraft(uuid4(), batch)))


def close_batch(desk: Desk, batch_id: int) -> None:
    """Close a batch as its screen does."""
    view = batches.get(desk, batch_id)
    batches.close(desk, confirm_batch(CloseBatchDraft(batch_id, view.version), view.totals, view.batch.totals))


def furnish(desk: Desk) -> None:
    """Book something of every kind, so that no table of the book is empty."""
    furnish_third_format(desk)
    put_rows(desk, *_an_instalment(desk))


def furnish_third_format(desk: Desk) -> None:
    """Book something of every kind that the first three formats knew."""
    furnish_second_format(desk)
    third = a_customer(desk, "T-0001", name="Tuinen Hoekzema", owner="", **PARTICULARS)
    fewer = replace(customer_draft(customers.get(desk, third)), addresses=(), tax_ids=(TaxId(TaxIdKind.OTHER, "7"),))
    customers.save(desk, confirmed(fewer))
    company.save(desk, confirmed(replace(COMPANY, second_key_from=60, retired_checks=("terms-unusual",), version=1)))
    receipts.record(desk, answered(ReceiptDraft(uuid4(), third, TODAY, Money(100, "EUR"), "cash", keep_rest=True)))
    fourth = a_customer(desk, "T-0002", name="Zuivel Terwindt", owner="", **PARTICULARS)
    keep_waiting(desk, fourth)
    a_contact(desk, fourth, Outcome.NONE, kind=ContactKind.NOTE)
    furnish_batches(desk, fourth)


def _an_instalment(desk: Desk) -> tuple[int, int, int]:
    """An account, an invoice of it, and an instalment of that."""
    with desk.reader.snapshot() as connection:
        row = connection.execute(
            "select v.customer_id, v.id, i.id from instalment i join invoice v on v.id = i.invoice_id"
        )
        customer_id, invoice_id, instalment_id = row.fetchone()
    return customer_id, invoice_id, instalment_id


def furnish_batches(desk: Desk, customer_id: int) -> None:
    """Book a batch of each kind: closed, given up, and open with something taken back."""
    account = customers.get(desk, customer_id)
    closed = a_batch(desk, 1_000, 2_000)
    for minor in (1_000, 2_000):
        receipts.record(desk, confirmed(replace(a_receipt_draft(account, minor), batch_id=closed)))
    close_batch(desk, closed)
    begun = a_batch(desk, 3_000, 4_000)
    taken = receipts.record(desk, confirmed(replace(a_receipt_draft(account, 3_000), batch_id=begun)))
    a_reversal(desk, taken, 3_000)
    given_up = a_batch(desk, 11_900, 23_800, kind=BatchKind.INVOICE)
    draft_id = a_draft(desk, customer_id, batch_id=given_up)
    view = batches.get(desk, given_up)
    batches.give_up(desk, confirmed(GiveUpBatchDraft(given_up, view.version, "the second paper is lost")))
    invoices.issue(desk, confirmed(issue_draft(invoices.get(desk, draft_id))))
    credit = a_batch(desk, 11_900, kind=BatchKind.CREDIT_NOTE)
    a_credit_note(desk, draft_id, batch_id=credit)


def set_hold(desk: Desk, seconds: int = 60, limit_minor: int = 0) -> None:
    """Let the desk hold what takes effect outside, and ask for a second person above an amount."""
    draft = company_draft(company.get(desk))
    company.save(desk, confirmed(replace(draft, hold_seconds=seconds, check_above_minor=limit_minor)))


def keep_waiting(desk: Desk, customer_id: int) -> tuple[HeldEntry, HeldEntry]:
    """An invoice that is held, and a receipt that waits for a second person."""
    set_hold(desk, limit_minor=100_000)
    view = invoices.get(desk, a_draft(desk, customer_id))
    issued = held.issue(desk, confirmed(issue_draft(view)))
    receipt = a_receipt_draft(customers.get(desk, customer_id), 100_001, allocations=())
    recorded = held.record(desk, confirmed(receipt))
    set_hold(desk, 0)
    assert isinstance(issued, HeldEntry)
    assert isinstance(recorded, HeldEntry)
    return issued, recorded


def furnish_second_format(desk: Desk) -> None:
    """Book something of every kind that the first two formats knew."""
    first, second = a_customer(desk, "H-0031"), a_customer(desk, "P-0007", name="Boulangerie Petit", owner="")
    old = an_invoice(desk, first, date(2026, 9, 15), "1000", terms=parse_terms("net 14 split 50/30/20"))
    late = an_invoice(
        desk, first, date(2026, 10, 1), "250", lines=(CONSULTING, replace(CONSULTING, quantity=Decimal(3)))
    )
    a_draft(desk, second, price="80")
    an_invoice(desk, second, date(2026, 11, 20), "60", sent=False)
    a_receipt(desk, first, 50_000, date(2026, 11, 2))
    a_reversal(desk, a_receipt(desk, second, 999, date(2026, 11, 3)), 999)
    a_receipt(desk, second, 10_000, allocations=())
    lines = (CreditLineDraft(late.lines[1].id, Decimal(1)),)
    total = Money(credit_totals(late, lines).total_minor, "EUR")
    note = CreditNoteDraft(uuid4(), late.id, late.version, TODAY, "one day less", total, lines)
    credit_notes.issue(desk, confirmed(note))
    a_contact(desk, first, Outcome.PROMISED, promise=a_promise_draft(30_000, date(2026, 11, 27), (old.id,), 2))
    a_contact(desk, second, Outcome.NOT_REACHED, next_on=date(2026, 11, 24))
    edited = replace(customer_draft(customers.get(desk, first)), notes="calls back on Fridays")
    customers.save(desk, confirmed(edited))
    queue.snooze(desk, confirmed(SnoozeDraft(f"account:{first}:EUR", date(2026, 11, 25), "until the promise is due")))
    elsewhere = ImportedInvoice(2, "X-1", "Sharma Traders", "IMP-1", date(2026, 8, 1), TODAY, Money(98_000, "INR"))
    batch = ImportBatch("old.csv", "f" * 64, (elsewhere, replace(elsewhere, row=3, number="IMP-2", settled_on=TODAY)))
    imports.book(desk, confirmed(replace(batch, settled_as_receipts=True)))


def make_second_format(folder: Path) -> Path:
    """A desk file of the second format that holds something of every kind; the queue is built when it is opened."""
    path = make_first_format(folder)
    migrate.upgrade(path, to="0002")
    return path


def make_third_format(folder: Path) -> Path:
    """A desk file of the third format that holds something of every kind; the queue is built when it is opened."""
    return _make_format(folder, "0003", furnish_third_format)


def make_first_format(folder: Path) -> Path:
    """A desk file of the first format that holds something of every kind; what that format did not keep is zero."""
    return _make_format(folder, "0001", furnish_second_format)


def _make_format(folder: Path, revision: str, furnish_it: Callable[[Desk], None]) -> Path:
    with closing(make_desk(folder, name="current")) as desk:
        furnish_it(desk)
    path = folder / f"format-{revision}"
    files.create_file(path)
    migrate.upgrade(path, to=revision)
    with closing(files.connect(path)) as connection:
        connection.execute("attach ? as current", (str(folder / "current"),))
        connection.execute("begin")
        known = {name for (name,) in connection.execute("select name from main.sqlite_master where type = 'table'")}
        triggers = connection.execute("select name, sql from main.sqlite_master where type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"drop trigger {name}")
        models: tuple[type[SQLModel], ...] = (*RECORDS, Audit, AuditPrivate)
        for table in map(table_of, models):
            if table.name not in known:
                continue
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            zero = () if triggers else {column.name for column in table.columns if column.info.get("derived")}
            values = ", ".join("0" if column.name in zero else f'"{column.name}"' for column in table.columns)
            connection.execute(f"insert into main.{table.name} ({names}) select {values} from current.{table.name}")
        for _, sql in triggers:
            connection.execute(sql)
        if "open_total" in known:
            connection.execute(OPEN_TOTAL)
            connection.execute(search.REBUILD)
        connection.execute("commit")
    return path


@contextmanager
def on_day(desk: Desk, day: date) -> Iterator[Desk]:
    """The same desk file on another day."""
    opened = open_desk(desk.path, user=desk.user, today=day, clock=clock)
    try:
        yield opened
    finally:
        opened.close()
