"""An account over time: what was known of it on any day, for trying procedures on what has been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from billdesk.domain.followup.events import Contact, Events, Sending, Waiver
from billdesk.domain.followup.facts import Account, Block, Credit, Customer, Item, Pause
from billdesk.domain.followup.procedures import Procedure, instead
from billdesk.domain.promises import PromiseFact, decide


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was allocated to an item on a day (minor units, negative when taken back). `received` is false for credit
    notes: they keep no promise."""

    on: date
    minor: int
    received: bool = True


@dataclass(frozen=True, slots=True)
class Dispute:
    """From `on` to before `until` (for ever without it) so much of an item was disputed."""

    on: date
    minor: int
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PastItem:
    """An instalment with all that settled or disputed it; `amount_minor` is what it was issued over."""

    id: int
    invoice_id: int
    number: str
    currency: str
    issued_on: date
    due_on: date | None
    amount_minor: int
    sent_on: date | None = None
    settlements: tuple[Settlement, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    procedure: Procedure | None = None

    def on(self, day: date) -> Item:
        """The item as it was at the end of a day."""
        known = [one for one in self.settlements if one.on <= day]
        left = max(0, self.amount_minor - sum(one.minor for one in known))
        disputed = sum(one.minor for one in self.disputes if one.on <= day and (one.until is None or day < one.until))
        return Item(
            id=self.id,
            invoice_id=self.invoice_id,
            number=self.number,
            currency=self.currency,
            issued_on=self.issued_on,
            due_on=self.due_on,
            open_minor=left,
            disputed_minor=min(left, disputed),
            sent=self.sent_on is not None and self.sent_on <= day,
            settled_on=None if left else max((one.on for one in known), default=None),
            procedure=self.procedure,
        )

    def received_between(self, first: date, last: date) -> int:
        """What payments settled of it in a span of days, both included."""
        return sum(one.minor for one in self.settlements if one.received and first <= one.on <= last)


@dataclass(frozen=True, slots=True)
class PastPromise:
    """A promise as it was taken, and when it was withdrawn, if it was."""

    recorded_on: date
    due_on: date
    grace_days: int
    currency: str
    amount_minor: int
    invoice_ids: tuple[int, ...]
    withdrawn_on: date | None = None

    @property
    def last_day(self) -> date:
        """The last day on which money keeps it."""
        return self.due_on + timedelta(days=self.grace_days)

    def on(self, day: date, items: Sequence[PastItem]) -> PromiseFact:
        """The promise as it stood at the end of a day, decided by what was allocated to its invoices in time."""
        upto = min(day, self.last_day)
        received = sum(
            item.received_between(self.recorded_on, upto) for item in items if item.invoice_id in self.invoice_ids
        )
        withdrawn = self.withdrawn_on is not None and self.withdrawn_on <= day
        state = decide(self.amount_minor, self.due_on, self.grace_days, withdrawn, received, day)
        return PromiseFact(self.currency, self.due_on, self.last_day, state, self.amount_minor, self.invoice_ids)


@dataclass(frozen=True, slots=True)
class PastPause:
    """A pause that was set on a day."""

    on: date
    pause: Pause


@dataclass(frozen=True, slots=True)
class PastBlock:
    """A block from a day on, and when it was lifted, if it was."""

    on: date
    block: Block
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PastCredit:
    """By how much the customer's unused credit changed on a day (minor units)."""

    on: date
    credit: Credit


@dataclass(frozen=True, slots=True)
class History:
    """All that happened to one account but for the reminders of the days in question; `sent` are those before them."""

    customer_id: int
    items: tuple[PastItem, ...]
    promises: tuple[PastPromise, ...] = ()
    contacts: tuple[Contact, ...] = ()
    pauses: tuple[PastPause, ...] = ()
    blocks: tuple[PastBlock, ...] = ()
    credits: tuple[PastCredit, ...] = ()
    procedure: Procedure | None = None
    waivers: tuple[Waiver, ...] = ()
    sent: tuple[Sending, ...] = ()

    def changing(self, changed: Procedure) -> History:
        """The same with a changed procedure in the place of the one of its name, wherever that was chosen."""
        items = tuple(replace(item, procedure=instead(item.procedure, changed)) for item in self.items)
        return replace(self, items=items, procedure=instead(self.procedure, changed))

    def on(self, day: date, sendings: Sequence[Sending] = ()) -> Account:
        """The account as it was known at the end of a day, with these messages sent."""
        customer = Customer(
            id=self.customer_id,
            procedure=self.procedure,
            promises=tuple(one.on(day, self.items) for one in self.promises if one.recorded_on <= day),
            pauses=tuple(one.pause for one in self.pauses if one.on <= day),
            blocks=tuple(one.block for one in self.blocks if one.on <= day and (one.until is None or day < one.until)),
            credits=tuple(one.credit for one in self.credits if one.on <= day),
        )
        contacts = tuple(contact for contact in self.contacts if contact.on <= day)
        items = tuple(item.on(day) for item in self.items if item.issued_on <= day)
        waivers = tuple(one for one in self.waivers if one.on <= day and (one.until is None or day < one.until))
        return Account(customer, items, Events((*self.sent, *sendings), waivers, contacts))

    def changes(self) -> frozenset[date]:
        """The days on which something about it changed, apart from what time alone brings."""
        days = {contact.on for contact in self.contacts} | {one.on for one in self.credits}
        days |= {one.on for one in self.pauses} | {promise.recorded_on for promise in self.promises}
        days |= {waiver.on for waiver in self.waivers} | {one.until for one in self.waivers if one.until}
        for item in self.items:
            days |= {item.issued_on, item.sent_on or item.issued_on} | {one.on for one in item.settlements}
            days |= {one.on for one in item.disputes} | {one.until for one in item.disputes if one.until}
        for block in self.blocks:
            days |= {block.on, block.until or block.on}
        return frozenset(days | {promise.withdrawn_on for promise in self.promises if promise.withdrawn_on})
