"""What the book tells: plain dataclasses that services return and screens and commands show.

Amounts are integer minor units beside a `currency`. Computed views (part-paid, overdue, promised …) come from
`billdesk.domain.states`, ageing from `billdesk.domain.ageing`: nothing here is a second copy of a rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from billdesk.domain.claims import LiveSum
    from billdesk.domain.dispute_records import DisputeItem
    from billdesk.domain.drafts import Address, BankAccount, FurtherAddress, Person, TaxId
    from billdesk.domain.held import HeldEntry
    from billdesk.domain.money import Money
    from billdesk.domain.promises import PromiseState
    from billdesk.domain.tax_method import TaxMethod
    from billdesk.domain.terms import Terms


@dataclass(frozen=True, slots=True)
class LineView:
    """An invoice line with its sums; `credited` and `credited_net_minor` are what credit notes took back so far."""

    id: int
    position: int
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount_percent: Decimal
    discount_minor: int
    tax_rate: Decimal
    net_minor: int
    credited: Decimal = Decimal(0)
    credited_net_minor: int = 0


@dataclass(frozen=True, slots=True)
class TaxView:
    """Tax of one rate: base and amount."""

    rate: Decimal
    base_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class InstalmentView:
    """One due date and amount of an invoice's terms, and what of it is open."""

    id: int
    position: int
    due_on: date
    amount_minor: int
    open_minor: int


@dataclass(frozen=True, slots=True)
class SettlementView:
    """What settled a part of an invoice: a receipt or a credit note, or the reversal of one (negative amount)."""

    on: date
    kind: str
    reference: str
    amount_minor: int
    receipt_id: int | None
    credit_note_id: int | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event of a record's story, newest first on screen; `by` is the user or `the desk`."""

    on: date
    at: datetime | None
    kind: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise with its state as of the day asked; `kept_minor` is what came within its time.

    `came_minor` is what came on its invoices since it was given, in time or late; `open_minor` is all that is open of
    them now, also what was not promised; `recorded_by` is the user who logged it. `met_on` is the day on which all of
    it had come, while it stays so; `plan_id` is the plan it is a part of; `withdrawn_on` when it was taken back.
    """

    id: int
    customer_id: int
    recorded_on: date
    due_on: date
    grace_days: int
    currency: str
    amount_minor: int
    kept_minor: int
    came_minor: int
    open_minor: int
    state: PromiseState
    invoice_ids: tuple[int, ...]
    invoice_numbers: tuple[str, ...]
    recorded_by: str
    met_on: date | None = None
    plan_id: int | None = None
    withdrawn_on: date | None = None

    @property
    def missing_minor(self) -> int:
        """What of the promised amount has neither come nor been settled in another way; never negative."""
        return max(0, min(self.amount_minor - max(0, self.came_minor), self.open_minor))


def newest_promise(promises: Iterable[PromiseView]) -> PromiseView | None:
    """The one that was given last; of a plan the first part that has not all come, or its last part."""
    given = list(promises)
    last = max(given, key=lambda promise: (promise.recorded_on, promise.id), default=None)
    if last is None or last.plan_id is None:
        return last
    parts = sorted((one for one in given if one.plan_id == last.plan_id), key=lambda promise: promise.due_on)
    return next((part for part in parts if part.missing_minor), parts[-1])


@dataclass(frozen=True, slots=True)
class ContactView:
    """One line of the contact log."""

    id: int
    happened_at: datetime
    on: date
    kind: str
    direction: str
    outcome: str
    person: str
    note: str
    next_on: date | None
    invoice_id: int | None
    by: str


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """An invoice with everything its screen shows. `state` is the stored one: draft, issued or void.

    `instalments` of a draft are those it would get. `credited_…` is what credit notes took back so far.
    `held` is its issue, or a credit note for it, that waits. `disputes` are its cases, newest first.
    """

    id: int
    uid: str
    version: int
    state: str
    number: str | None
    customer_id: int
    customer_code: str
    customer_name: str
    customer_address: Address
    customer_vat_id: str
    reference: str
    note: str
    exemption: str
    currency: str
    issued_on: date
    supplied_on: date | None
    sent_on: date | None
    terms: Terms
    tax_method: TaxMethod
    net_minor: int
    tax_minor: int
    total_minor: int
    open_minor: int
    disputed: bool
    lines: tuple[LineView, ...]
    taxes: tuple[TaxView, ...]
    instalments: tuple[InstalmentView, ...]
    settlements: tuple[SettlementView, ...]
    promises: tuple[PromiseView, ...]
    timeline: tuple[TimelineEntry, ...]
    imported: bool = False
    credited_net_minor: int = 0
    credited_tax_minor: int = 0
    held: HeldEntry | None = None
    disputes: tuple[DisputeItem, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open instalment of an account, as allocation grids and the follow-up screen list it. Of what is open of it
    `disputed_minor` is disputed; `promised_for` is the nearest day of a promise that stands."""

    instalment_id: int
    invoice_id: int
    number: str
    issued_on: date
    due_on: date
    currency: str
    amount_minor: int
    open_minor: int
    disputed_minor: int
    promised_for: date | None

    @property
    def disputed(self) -> bool:
        """Whether any of it is disputed."""
        return self.disputed_minor > 0

    @property
    def claimed_minor(self) -> int:
        """What may be asked for of it."""
        return self.open_minor - self.disputed_minor


@dataclass(frozen=True, slots=True)
class CreditItem:
    """On-account credit: what is unapplied of a receipt or a credit note."""

    on: date
    kind: str
    reference: str
    currency: str
    unapplied_minor: int
    receipt_id: int | None
    credit_note_id: int | None


@dataclass(frozen=True, slots=True)
class SettledItem:
    """A settled or void invoice of an account."""

    invoice_id: int
    number: str
    state: str
    issued_on: date
    due_on: date
    settled_on: date | None
    currency: str
    total_minor: int


@dataclass(frozen=True, slots=True)
class ReceiptItem:
    """A receipt of an account, for its list and for reversal."""

    id: int
    received_on: date
    currency: str
    amount_minor: int
    unapplied_minor: int
    method: str
    reference: str
    reversed: bool


@dataclass(frozen=True, slots=True)
class AccountView:
    """A customer with what is open, what moved and whom to call. `median_days_late` is of settled invoices.

    `address` is the one that is billed, `vat_id` the tax id that invoices print; others of both stand in `addresses`
    and `tax_ids`. `claims` are those of interest and fees that are still owed, beside what is open; `disputes` are the
    cases that are not done, by when they are to be.
    """

    id: int
    uid: str
    version: int
    code: str
    name: str
    address: Address
    persons: tuple[Person, ...]
    vat_id: str
    currency: str
    language: str
    terms: Terms
    notes: str
    owner: str
    open_items: tuple[OpenItem, ...]
    credits: tuple[CreditItem, ...]
    settled: tuple[SettledItem, ...]
    receipts: tuple[ReceiptItem, ...]
    contacts: tuple[ContactView, ...]
    promises: tuple[PromiseView, ...]
    drafts: tuple[tuple[int, str], ...]
    median_days_late: int | None
    addresses: tuple[FurtherAddress, ...] = ()
    tax_ids: tuple[TaxId, ...] = ()
    bank_accounts: tuple[BankAccount, ...] = ()
    claims: tuple[LiveSum, ...] = ()
    disputes: tuple[DisputeItem, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerChoice:
    """A customer as pickers list it."""

    id: int
    code: str
    name: str
    town: str
    currency: str


@dataclass(frozen=True, slots=True)
class InvoiceChoice:
    """An issued or void invoice as it is found by its number; `total_minor` is in minor units of `currency`."""

    id: int
    number: str
    customer_name: str
    currency: str
    total_minor: int


@dataclass(frozen=True, slots=True)
class CompanyView:
    """The desk's own company settings."""

    name: str
    address: Address
    vat_id: str
    currency: str
    language: str
    time_zone: str
    tax_method: TaxMethod
    invoice_pattern: str
    credit_note_pattern: str
    bank: str
    version: int
    second_key_from: int
    retired_checks: tuple[str, ...]
    hold_seconds: int = 0
    check_above_minor: int = 0


ENOUGH_ANSWERS: Final = 200
"""So many answers a check needs before its figures say something."""


@dataclass(frozen=True, slots=True)
class CheckUse:
    """How often a check asked, and how often the entry was right (`agreed`) or was changed because of it."""

    code: str
    agreed: int
    changed: int

    @property
    def asked(self) -> int:
        """How often it was answered at all."""
        return self.agreed + self.changed

    @property
    def is_worn_out(self) -> bool:
        """Whether it asks in vain: right more than nine times in ten, of at least two hundred times."""
        return self.asked >= ENOUGH_ANSWERS and 10 * self.agreed > 9 * self.asked


@dataclass(frozen=True, slots=True)
class Preview:
    """What the pane under the queue knows of a row's account; `snoozed_because` is the reason of a snoozed row.

    `open_count` counts invoices, `open_items` are the instalments that are due first. `entered` says of an entry that
    waits what it is, who entered it and when; `holds` say what is not chased, and why.
    """

    customer_name: str
    town: str
    open_count: int
    open_totals: tuple[Money, ...]
    median_days_late: int | None
    open_items: tuple[OpenItem, ...]
    contacts: tuple[ContactView, ...]
    promises: tuple[PromiseView, ...]
    snoozed_because: str = ""
    entered: str = ""
    holds: tuple[str, ...] = ()
