"""A desk in which every text of every record is hostile, written through the services as the program writes it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from billdesk.domain.batches import BatchView, GiveUpBatchDraft
from billdesk.domain.claims import ClaimDraft, ClaimKind, ClaimView, ClaimWish
from billdesk.domain.crediting import credit_totals
from billdesk.domain.dispute_records import (
    AttachFileDraft,
    ChangeDisputeDraft,
    DisputeReasonDraft,
    DisputeView,
    OpenDisputeDraft,
)
from billdesk.domain.disputes import DisputePriority
from billdesk.domain.double_check import Confirmed
from billdesk.domain.drafts import (
    Address,
    AddressPurpose,
    BankAccount,
    ContactDraft,
    ContactKind,
    CreditLineDraft,
    CreditNoteDraft,
    Direction,
    FurtherAddress,
    ImportBatch,
    ImportedInvoice,
    LineDraft,
    Outcome,
    Person,
    ReceiptDraft,
    ReversalDraft,
    SentDraft,
    SnoozeDraft,
    TaxId,
    TaxIdKind,
    VoidDraft,
    WithdrawPromiseDraft,
)
from billdesk.domain.feedback import FeedbackDraft, FeedbackItem, FeedbackKind, FeedbackSource
from billdesk.domain.followup.drafts import HoldDraft
from billdesk.domain.followup.outbox import Message
from billdesk.domain.money import Money
from billdesk.domain.plans import PlanDraft, PlanPart, PlanView
from billdesk.domain.records import AccountView, CompanyView, InvoiceView
from billdesk.domain.reminders import LONGEST_TEXT, ReminderDraft
from billdesk.domain.work import QueueRow, View
from billdesk.services import (
    batches,
    claim_ends,
    claims,
    company,
    contacts,
    credit_notes,
    customers,
    dispute_reasons,
    disputes,
    feedback,
    holds,
    imports,
    invoices,
    outbox,
    plans,
    queue,
    receipts,
    reminders,
)
from billdesk.services.desk import Desk, open_desk
from db.models import SendingEvent, SendingRecord
from tests import makers
from tests.conftest import TODAY
from tests.hostile.samples import hostile
from tests.makers import waiving

T = TypeVar("T")

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
CODE = hostile("CODE")
NUMBER = hostile("NUMBER")
OTHER = hostile("OTHER")
USER = hostile("USER")
REASON = hostile("EVIDENCE")
FIRST = 1
"""The account with something of everything."""


def clock() -> datetime:
    """Saturday morning, in UTC."""
    return NOW


@dataclass(frozen=True, slots=True)
class Facts:
    """What the hostile desk holds, read once."""

    account: AccountView
    issued: InvoiceView
    imported: InvoiceView
    draft: InvoiceView
    company: CompanyView
    rows: tuple[QueueRow, ...]
    batch: BatchView
    lost_batch: BatchView
    claims: tuple[ClaimView, ...]
    message: Message
    plan: PlanView
    case: DisputeView
    said: FeedbackItem


def facts_of(path: Path) -> Facts:
    """Read a hostile desk."""
    with closing(open_desk(path, user="mk", today=TODAY, clock=clock)) as desk:
        queue.refresh(desk)
        account = customers.get(desk, FIRST)
        imported, issued = (invoices.get(desk, item.invoice_id) for item in account.open_items)
        draft = invoices.get(desk, account.drafts[0][0])
        rows = tuple(row for row in queue.page(desk, View.ALL, None).rows if row.customer_id is not None)
        found = batches.get(desk, 1), batches.get(desk, 2)
        owed = claims.find(desk, customer_id=FIRST)
        (message,) = outbox.waiting(desk)
        case = disputes.get(desk, account.disputes[0].id)
        kept = (company.get(desk), rows, *found, owed, message, plans.get(desk, 1), case, feedback.find(desk)[0])
        return Facts(account, issued, imported, draft, *kept)


def make_book(folder: Path) -> Path:
    """Write the desk file `desk.billdesk` into a folder."""
    with closing(makers.make_desk(folder, user=USER)) as desk:
        _company(desk)
        first = _customer(desk)
        other = hostile("NAME2", long=True)
        second = makers.a_customer(desk, hostile("CODE2"), name=other, persons=(), owner="mk", notes="")
        _import(desk)
        unsent = _invoices(desk, first, second)
        _money(desk, first)
        _contacts(desk, first)
        _claims(desk, first)
        _message(desk, first)
        _plan(desk, second)
        _held_back(desk, first)
        _dispute(desk, first)
        # A reminder has at most so many characters.
        about = hostile("REMINDER")[:LONGEST_TEXT]
        reminders.save(desk, _sure(ReminderDraft(uuid4(), TODAY, about, owner=hostile("REMINDED"))))
        queue.snooze(desk, _sure(SnoozeDraft(f"send:{unsent}", date(2026, 12, 1), hostile("SNOOZE"))))
    return folder / "desk.billdesk"


def _sure(draft: T) -> Confirmed[T]:
    return makers.confirmed(draft, REASON)


def _address() -> Address:
    return Address(hostile("STREET"), hostile("POSTCODE"), hostile("TOWN"), hostile("REGION"), "DE")


def _company(desk: Desk) -> None:
    changed = replace(
        makers.COMPANY,
        name=hostile("COMPANY"),
        address=_address(),
        vat_id=hostile("VAT"),
        language=hostile("LANGUAGE"),
        bank=hostile("BANK"),
        version=company.get(desk).version,
    )
    company.save(desk, _sure(changed))


def _customer(desk: Desk) -> int:
    person = Person(hostile("PERSON"), hostile("ROLE"), hostile("PHONE"), hostile("EMAIL"))
    delivery = Address(hostile("STREET2"), hostile("ZIP2"), hostile("TOWN2"), hostile("REGION2"), "US")
    return makers.a_customer(
        desk,
        CODE,
        name=hostile("NAME"),
        # A country whose tax ids no rule is known of: anything may stand there.
        address=replace(_address(), country="US"),
        persons=(person,),
        vat_id=hostile("VAT"),
        language=hostile("LANGUAGE"),
        notes=hostile("NOTES", long=True),
        owner=hostile("OWNER"),
        addresses=(FurtherAddress(AddressPurpose.DELIVERY, delivery),),
        tax_ids=(TaxId(TaxIdKind.OTHER, hostile("TAX-ID"), "US"),),
        bank_accounts=(BankAccount(hostile("ACCOUNT"), hostile("HOLDER")),),
    )


def _import(desk: Desk) -> None:
    """Invoices of another system: one for the account that is known, one for a new one, one settled."""
    known = ImportedInvoice(
        2,
        CODE,
        hostile("NAME"),
        NUMBER,
        date(2026, 8, 1),
        date(2026, 9, 1),
        Money(98_000, "EUR"),
        disputed=True,
        reference=hostile("REFERENCE"),
    )
    new = replace(known, row=3, customer_code=hostile("CODE3"), customer_name=hostile("NAME3"), number=OTHER)
    done = replace(known, row=4, number=hostile("SETTLED"), settled_on=TODAY, disputed=False)
    batch = ImportBatch(hostile("FILE"), "f" * 64, (known, new, done), settled_as_receipts=True)
    imports.book(desk, _sure(batch))


def _draft(desk: Desk, customer_id: int, issued_on: date = TODAY) -> int:
    line = LineDraft(hostile("LINE"), Decimal(4), Decimal(100), Decimal(19), hostile("UNIT"))
    draft = replace(
        makers.an_invoice_draft(customer_id, issued_on),
        lines=(line, replace(line, description=hostile("LONG-LINE", long=True))),
        reference=hostile("REFERENCE"),
        note=hostile("NOTE"),
        exemption=hostile("EXEMPTION"),
    )
    return invoices.save_draft(desk, _sure(draft))


def _issued(desk: Desk, customer_id: int, issued_on: date = TODAY) -> InvoiceView:
    draft_id = _draft(desk, customer_id, issued_on)
    invoices.issue(desk, _sure(makers.issue_draft(invoices.get(desk, draft_id))))
    return invoices.get(desk, draft_id)


def _invoices(desk: Desk, first: int, second: int) -> int:
    """One issued and credited in part, one to send, two drafts, one of them given up; the id of the one to send."""
    view = _issued(desk, first, date(2026, 9, 15))
    invoices.mark_sent(desk, _sure(SentDraft(view.id, view.version, view.issued_on, hostile("HOW"))))
    view = invoices.get(desk, view.id)
    parts = (CreditLineDraft(view.lines[0].id, Decimal(1)),)
    total = Money(credit_totals(view, parts).total_minor, "EUR")
    note = CreditNoteDraft(uuid4(), view.id, view.version, TODAY, hostile("CREDIT-REASON"), total, parts)
    credit_notes.issue(desk, _sure(note))
    unsent = _issued(desk, second)
    _draft(desk, first)
    gone = invoices.get(desk, _draft(desk, first))
    invoices.void(desk, _sure(VoidDraft(gone.id, gone.version, hostile("VOID-REASON"))))
    return unsent.id


def _money(desk: Desk, first: int) -> None:
    """A receipt that settles a part, two that are unapplied, and one taken back."""
    draft = makers.a_receipt_draft(customers.get(desk, first), 10_000)
    receipts.record(desk, _sure(replace(draft, method=hostile("METHOD"), reference=hostile("PAYER"))))
    loose = ReceiptDraft(uuid4(), first, TODAY, Money(5_000, "EUR"), hostile("METHOD"), hostile("PAYER"), (), True)
    receipts.record(desk, _sure(loose))
    begun, lost = makers.a_batch(desk, 70), makers.a_batch(desk, 900)
    receipts.record(desk, _sure(replace(loose, uid=uuid4(), amount=Money(700, "EUR"), batch_id=begun)))
    returned = replace(loose, uid=uuid4(), amount=Money(900, "EUR"), batch_id=lost)
    bounced = receipts.record(desk, _sure(returned))
    back = ReversalDraft(uuid4(), bounced, TODAY, hostile("BOUNCED"), Money(900, "EUR"))
    receipts.reverse(desk, _sure(back))
    batches.give_up(desk, _sure(GiveUpBatchDraft(lost, 1, hostile("GIVEN-UP"))))


def _contacts(desk: Desk, first: int) -> None:
    """A call with a promise that stands, one whose promise was withdrawn, and a long note."""
    items = customers.get(desk, first).open_items
    for invoice_id in dict.fromkeys(item.invoice_id for item in items):
        promise = makers.a_promise_draft(30_000, date(2026, 11, 27), (invoice_id,))
        called = makers.a_contact_draft(first, Outcome.PROMISED, promise=promise)
        contacts.log(desk, _sure(replace(called, person=hostile("CALLED"), note=hostile("SAID"))))
    for promise_view in customers.get(desk, first).promises[:-2]:
        contacts.withdraw(desk, _sure(WithdrawPromiseDraft(promise_view.id, hostile("WITHDRAWN"))))
    note = ContactDraft(
        uuid4(), first, NOW, ContactKind.NOTE, Direction.IN, Outcome.NONE, "", hostile("LONG-SAID", long=True)
    )
    contacts.log(desk, _sure(note))


def _dispute(desk: Desk, first: int) -> None:
    """A case on the account, with a file and somebody it waits on."""
    cent = Money(1, "EUR")
    opened = OpenDisputeDraft(
        uuid4(),
        first,
        None,
        cent,
        "price",
        DisputePriority.LOW,
        hostile("CASE-OWNER"),
        hostile("CLAIMANT"),
        hostile("CASE-SAID"),
    )
    case = disputes.open_case(desk, _sure(opened))
    attached = AttachFileDraft(case, f"papers/{hostile('FILE', nul=False)}", "0" * 64, 1)
    disputes.attach(desk, _sure(attached))
    changed = ChangeDisputeDraft(
        uuid4(), case, 1, "price", cent, hostile("CASE-OWNER"), hostile("WAITING-ON"), DisputePriority.LOW
    )
    disputes.change(desk, _sure(changed))
    dispute_reasons.save(desk, _sure(DisputeReasonDraft("own", hostile("REASON"))))
    kind, source = FeedbackKind.COMPLAINT, FeedbackSource.CUSTOMER
    feedback.note(desk, _sure(FeedbackDraft(uuid4(), kind, source, hostile("THEME"), hostile("FEEDBACK"), first)))


def _claims(desk: Desk, first: int) -> None:
    """A fee that is owed, and one that was waived."""
    invoice_id, fee = customers.get(desk, first).open_items[0].invoice_id, Money(500, "EUR")
    for what in (hostile("WAIVED-FEE"), hostile("FEE")):
        wish = ClaimWish(invoice_id, ClaimKind.FEE, what, TODAY, fee)
        claims.claim(desk, _sure(ClaimDraft(uuid4(), wish, fee)), None)
    waived = claims.find(desk)[-1]
    claim_ends.waive(desk, _sure(waiving(waived, hostile("WAIVED"))))


def _message(desk: Desk, first: int) -> None:
    """A mail of long ago of which nobody knows whether it arrived; it stands for no item, so that nothing waits for
    it."""
    with desk.write("message furnished") as unit:
        unit.subject = f"customer:{first}"
        row = SendingRecord(
            uid=uuid4(),
            customer_id=first,
            currency="EUR",
            channel="mail",
            purpose="reminder",
            procedure=hostile("PROCEDURE"),
            template=hostile("TEMPLATE"),
            tone="clear",
            language="en",
            address=hostile("ADDRESS"),
            subject=hostile("SUBJECT"),
            body=hostile("BODY", long=True),
            message_id="<1@northwind.example>",
            state="unknown",
            planned_on=date(2026, 6, 1),
            planned_at=unit.at,
            settled_at=unit.at,
            said=hostile("SAID"),
            by=USER,
        )
        unit.add(row)
        unit.add(SendingEvent(sending_id=int(row.id or 0), at=unit.at, what="unknown", said=hostile("TOLD"), by=USER))


def _plan(desk: Desk, second: int) -> None:
    """A plan of two parts for the invoice of the second account."""
    parts = tuple(PlanPart(date(2026, 12, day), 1_000) for day in (1, 15))
    invoice_ids = (customers.get(desk, second).open_items[0].invoice_id,)
    plans.agree(desk, _sure(PlanDraft(uuid4(), second, Money(2_000, "EUR"), parts, invoice_ids, note=hostile("PLAN"))))


def _held_back(desk: Desk, first: int) -> None:
    """A block; of a currency in which nothing is open, so that it keeps no row of the queue."""
    holds.hold(desk, _sure(HoldDraft(uuid4(), first, hostile("HELD"), currency="GBP")))
