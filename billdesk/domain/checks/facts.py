"""What the book knows beside an entry: the facts that the checks decide by.

`History.facts` and the desk's services make the same `Facts`: one from memory, the other from the book with one read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billdesk.domain.checks.entered import Entered, EntryKind
from billdesk.domain.tax_method import TaxMethod
from billdesk.domain.terms import Terms


@dataclass(frozen=True, slots=True)
class CustomerMaster:
    """What the book holds of a customer that an entry can be compared with; `since` is when it came to the desk."""

    code: str
    name: str
    town: str
    country: str
    currency: str
    terms: Terms
    vat_ids: tuple[str, ...] = ()
    ibans: tuple[str, ...] = ()
    since: date | None = None


@dataclass(frozen=True, slots=True)
class DeskMaster:
    """What the company's settings say about its entries; `numbers` are the patterns of the series that the desk gives
    numbers of, by the kind of document."""

    country: str
    currency: str
    tax_method: TaxMethod = TaxMethod.DOCUMENT
    numbers: tuple[tuple[EntryKind, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """An invoice of the book with what is open of it, in major units; `open` is 0 when it is settled."""

    number: str
    customer: str
    issued_on: date | None
    due_on: date | None
    currency: str
    total: Decimal
    open: Decimal


@dataclass(frozen=True, slots=True)
class NearCustomer:
    """A customer whose name is close to the entry's, with the patterns of its references."""

    master: CustomerMaster
    shapes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ItemHabit:
    """How the desk bills one thing: how often in the customer's country, at which tax rates (each with its count, the
    most frequent first), and the largest quantity to anybody."""

    count: int
    rates: tuple[tuple[Decimal, int], ...]
    most: Decimal


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """Where a number stands in its series: the numbered entries just before and behind it by number.

    `count` entries are known of the series, its highest is `highest`; `steps` is the largest gap between two of them
    and `back` the most days that a higher number was dated before a lower one. `numbered` entries of this kind have a
    number at all, `same_shape` of them one of this shape, `same_pattern` where some series, perhaps of another year or
    month, is written like this one; `years_agree` where the newest holds the year of its date,
    `padded` where it begins with a zero, `in_order` where its numbers rise with the dates but for a few.
    """

    count: int = 0
    highest: int = 0
    place: int = 0
    steps: int = 0
    back: int = 0
    numbered: int = 0
    same_shape: int = 0
    same_pattern: bool = False
    years_agree: bool = False
    padded: bool = False
    in_order: bool = True
    before: Entered | None = None
    behind: Entered | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the checks of one entry need. The entry itself is not among `past` or `same_number`.

    `customer` is `None` when the desk has no such code, or no customers at all. `past` are the customer's entries
    by date, the newest last. `named` are the invoices that the reference names, of any customer, and
    `named_customers` the codes in it. `near` is empty where something on the paper belongs to this customer alone.
    `…_owners` are the codes of the customers whom the VAT id and the bank account belong to, and who used the very
    reference more than once (once, where name, town or code are close to this customer's and it does not write so
    itself); `shape_owners` of some other customers whose references follow the pattern of this one, `close_owners` of
    those among them whose name, town or code is close and who write so as a rule. `habits` are those of the lines'
    descriptions.
    `usual_most` is the largest invoice of the last year, in the entry's currency: of who enters it (`usual_is_own`)
    or, where too few of theirs are known, of the desk; `None` where too few are known at all.
    `earliest` is the first day that is usual for an entry keyed today; `None` leaves it to the kind.
    """

    today: date
    desk: DeskMaster
    customer: CustomerMaster | None
    has_customers: bool = True
    past: tuple[Entered, ...] = ()
    open: tuple[OpenDocument, ...] = ()
    named: tuple[OpenDocument, ...] = ()
    named_customers: frozenset[str] = frozenset()
    same_number: tuple[Entered, ...] = ()
    near: tuple[NearCustomer, ...] = ()
    vat_owners: frozenset[str] = frozenset()
    iban_owners: frozenset[str] = frozenset()
    reference_owners: frozenset[str] = frozenset()
    shape_owners: frozenset[str] = frozenset()
    close_owners: frozenset[str] = frozenset()
    habits: tuple[tuple[str, ItemHabit], ...] = ()
    series: SeriesFacts = SeriesFacts()
    receipts: int = 0
    weekend_receipts: int = 0
    usual_most: Decimal | None = None
    usual_is_own: bool = False
    earliest: date | None = None
