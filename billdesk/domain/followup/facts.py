"""What the follow-up has to know of an account. What is given is taken as true: to decide as of a past day, give what
was known then."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from billdesk.domain.followup.events import Events
from billdesk.domain.followup.procedures import Procedure, instead
from billdesk.domain.promises import PromiseFact


@dataclass(frozen=True, slots=True)
class Item:
    """An instalment of an issued invoice. `open_minor` is what payments and credits left of it; of that,
    `disputed_minor` is disputed. `sent` is false while the invoice did not go out. `settled_on` is told of one that was
    paid not long ago."""

    id: int
    invoice_id: int
    number: str
    currency: str
    issued_on: date
    due_on: date | None
    open_minor: int
    disputed_minor: int = 0
    sent: bool = True
    settled_on: date | None = None
    procedure: Procedure | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Do not chase before `until`, for this reason; of one currency or one invoice only where that is named."""

    until: date
    because: str
    currency: str | None = None
    invoice_id: int | None = None

    def holds(self, item: Item, as_of: date) -> bool:
        """Whether it keeps an item from being chased on a day."""
        return (
            as_of < self.until and self.currency in (None, item.currency) and self.invoice_id in (None, item.invoice_id)
        )


@dataclass(frozen=True, slots=True)
class Block:
    """Do not chase until somebody lifts it; of one invoice or one currency only where that is named."""

    because: str
    invoice_id: int | None = None
    currency: str | None = None

    def holds(self, item: Item) -> bool:
        """Whether it keeps an item from being chased."""
        return self.currency in (None, item.currency) and self.invoice_id in (None, item.invoice_id)


@dataclass(frozen=True, slots=True)
class Credit:
    """Money or credit of the customer that settled nothing yet."""

    currency: str
    minor: int


@dataclass(frozen=True, slots=True)
class Customer:
    """What stands between a customer and its reminders; `procedure` where one was chosen for it."""

    id: int
    procedure: Procedure | None = None
    promises: tuple[PromiseFact, ...] = ()
    pauses: tuple[Pause, ...] = ()
    blocks: tuple[Block, ...] = ()
    credits: tuple[Credit, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """A customer with all its items, in any currency, and what happened."""

    customer: Customer
    items: tuple[Item, ...]
    events: Events = field(default_factory=Events)

    def changing(self, changed: Procedure) -> Account:
        """The same with a changed procedure in the place of the one of its name, wherever that was chosen."""
        customer = replace(self.customer, procedure=instead(self.customer.procedure, changed))
        items = tuple(
            replace(item, procedure=instead(item.procedure, changed)) if item.procedure else item for item in self.items
        )
        return replace(self, customer=customer, items=items)
