"""What a form holds before it is saved. A draft's `uid` is made when the form opens and saved with the record,
so that the same draft submitted twice is booked once.

`id` and `version` are `None` for a new record; for an edit they say which record in which version was loaded.
`batch_id` names the open batch that a new entry is counted in.
Amounts are `Money` (integer minor units); quantities, unit prices (in major units), percentages are `Decimal`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID, uuid4

from billdesk.domain.double_check import SECOND_KEY_FROM
from billdesk.domain.money import Money
from billdesk.domain.tax_method import TaxMethod
from billdesk.domain.terms import Terms


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; `country` is an ISO 3166 alpha-2 code."""

    street: str = ""
    postcode: str = ""
    town: str = ""
    region: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to reach at a customer."""

    name: str
    role: str = ""
    phone: str = ""
    email: str = ""


class AddressPurpose(StrEnum):
    """What a further address of a customer is for; the billing address has no need to say so."""

    DELIVERY = "delivery"
    OFFICE = "office"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FurtherAddress:
    """An address that a customer has beside the one that is billed."""

    purpose: AddressPurpose
    address: Address


class TaxIdKind(StrEnum):
    """What a tax id is: for VAT, for India's GST, or another that no check digits are known of."""

    VAT = "vat"
    GSTIN = "gstin"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TaxId:
    """A tax id that a customer has beside the one that invoices print; `country` is ISO 3166 alpha-2, or empty."""

    kind: TaxIdKind
    value: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account a customer pays from; `number` is its IBAN, or the number it has where there are none."""

    number: str
    holder: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True)
class CompanyDraft:
    """The settings of the desk's own company. `bank` is how customers pay (IBAN and name of the bank).

    From `second_key_from` points of risk on the double check asks a second key; what the `retired_checks` (their
    codes) find is a note and asks nothing. What takes effect outside is held for `hold_seconds` first, and an entry
    above `check_above_minor` (of `currency`; the same figure in any other) waits for a second person; 0 is never.
    """

    name: str
    address: Address
    vat_id: str
    currency: str
    language: str
    time_zone: str
    tax_method: TaxMethod
    invoice_pattern: str
    credit_note_pattern: str
    bank: str = ""
    second_key_from: int = SECOND_KEY_FROM
    retired_checks: tuple[str, ...] = ()
    version: int | None = None
    hold_seconds: int = 0
    check_above_minor: int = 0


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """Master data of an account. `owner` is the user who works it (the queue's view `mine`).

    `address` is billed and printed on invoices beside `vat_id`; `addresses` and `tax_ids` are what there is besides.
    """

    uid: UUID
    code: str
    name: str
    currency: str
    terms: Terms
    address: Address = Address()
    persons: tuple[Person, ...] = ()
    vat_id: str = ""
    language: str = "en"
    notes: str = ""
    owner: str = ""
    id: int | None = None
    version: int | None = None
    addresses: tuple[FurtherAddress, ...] = ()
    tax_ids: tuple[TaxId, ...] = ()
    bank_accounts: tuple[BankAccount, ...] = ()


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One invoice line. A discount is a percentage or an amount of the line, not both."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    tax_rate: Decimal
    unit: str = ""
    discount_percent: Decimal = Decimal(0)
    discount_minor: int = 0


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """An invoice before issue; it has no number yet. `reference` is the customer's order number or the like."""

    uid: UUID
    customer_id: int
    issued_on: date
    currency: str
    terms: Terms
    tax_method: TaxMethod
    lines: tuple[LineDraft, ...]
    supplied_on: date | None = None
    reference: str = ""
    note: str = ""
    exemption: str = ""
    id: int | None = None
    version: int | None = None
    batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class IssueDraft:
    """Give a draft invoice its number. `total` is what the double check asked for; each attempt is a new `uid`."""

    invoice_id: int
    version: int
    issued_on: date
    total: Money
    uid: UUID = field(default_factory=uuid4, compare=False)


@dataclass(frozen=True, slots=True)
class SentDraft:
    """Note that an issued invoice went out to the customer; `how` is e-mail, post or portal."""

    invoice_id: int
    version: int
    sent_on: date
    how: str


@dataclass(frozen=True, slots=True)
class SentTogetherDraft:
    """Note that several issued invoices went out, all or none."""

    sent: tuple[SentDraft, ...]


@dataclass(frozen=True, slots=True)
class VoidDraft:
    """Give up a draft invoice; an issued one is voided by a full credit note."""

    invoice_id: int
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class CreditLineDraft:
    """How much of one invoice line is credited, in the line's quantity."""

    invoice_line_id: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class CreditNoteDraft:
    """A correction of an issued invoice: the whole of it (`lines` empty) or by line."""

    uid: UUID
    invoice_id: int
    invoice_version: int
    issued_on: date
    reason: str
    total: Money
    lines: tuple[CreditLineDraft, ...] = ()
    batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class AllocationDraft:
    """How much (minor units, above zero) of a receipt or on-account credit settles one instalment."""

    instalment_id: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ReceiptDraft:
    """Money that came in. What the allocations leave stays as on-account credit when `keep_rest` says so."""

    uid: UUID
    customer_id: int
    received_on: date
    amount: Money
    method: str
    reference: str = ""
    allocations: tuple[AllocationDraft, ...] = ()
    keep_rest: bool = False
    batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class ApplyCreditDraft:
    """Settle instalments with on-account credit: the unapplied rest of a receipt or of a credit note."""

    uid: UUID
    customer_id: int
    applied_on: date
    allocations: tuple[AllocationDraft, ...]
    receipt_id: int | None = None
    credit_note_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReversalDraft:
    """Take a receipt back (bounced, entered wrongly): its allocations are undone by records of their own."""

    uid: UUID
    receipt_id: int
    reversed_on: date
    reason: str
    amount: Money


class ContactKind(StrEnum):
    """How a customer was contacted."""

    CALL = "call"
    EMAIL = "e-mail"
    LETTER = "letter"
    NOTE = "note"


class Direction(StrEnum):
    """Who began the contact."""

    OUT = "out"
    IN = "in"


class Outcome(StrEnum):
    """What a contact came to."""

    REACHED = "reached"
    NOT_REACHED = "not reached"
    PROMISED = "promised"
    DISPUTES = "disputes"
    SAYS_PAID = "says paid"
    WRONG_PERSON = "wrong person"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PromiseDraft:
    """A promise to pay `amount` by `due_on`, for the named invoices; kept up to `grace_days` later still counts."""

    uid: UUID
    amount: Money
    due_on: date
    invoice_ids: tuple[int, ...]
    grace_days: int = 0


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """One contact for the log, with the promise it brought if any. `next_on` is when to come back to it.
    With the outcome `disputes` a case is opened, with the reason of that code, else `other`."""

    uid: UUID
    customer_id: int
    happened_at: datetime
    kind: ContactKind
    direction: Direction
    outcome: Outcome
    person: str = ""
    note: str = ""
    invoice_id: int | None = None
    next_on: date | None = None
    promise: PromiseDraft | None = None
    dispute_reason: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawPromiseDraft:
    """Take a promise back, with the reason."""

    promise_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class LiftDisputeDraft:
    """An invoice is disputed no more, with the reason. `uid` is that of the note it leaves in the contact log."""

    uid: UUID
    invoice_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class SnoozeDraft:
    """Hide a work item until a date, with the reason; `until` of `None` wakes it now."""

    key: str
    until: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedInvoice:
    """One invoice of another system: already issued under its own number, known by its total only or with lines."""

    row: int
    customer_code: str
    customer_name: str
    number: str
    issued_on: date
    due_on: date
    total: Money
    settled_on: date | None = None
    disputed: bool = False
    reference: str = ""


class ImportedInvoices(Protocol):
    """Invoices of a file in its order, to be gone through as often as one likes; not necessarily held in memory."""

    def __iter__(self) -> Iterator[ImportedInvoice]: ...

    def __len__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """The content of one imported file. `fingerprint` is the SHA-256 of its bytes."""

    file_name: str
    fingerprint: str
    invoices: ImportedInvoices = ()
    customers: tuple[CustomerDraft, ...] = ()
    settled_as_receipts: bool = False
    warnings: tuple[str, ...] = field(default=())
