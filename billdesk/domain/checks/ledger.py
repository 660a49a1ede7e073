"""One customer's booked entries in their order, and what they leave open."""

from __future__ import annotations

from bisect import insort
from datetime import date
from decimal import Decimal

from billdesk.domain.checks.entered import Entered, EntryKind
from billdesk.domain.checks.facts import OpenDocument
from billdesk.domain.checks.settling import is_discount, settled_by
from billdesk.domain.checks.squeezing import ends_with, keys, words

_RANK = {EntryKind.INVOICE: 0, EntryKind.CREDIT_NOTE: 1, EntryKind.RECEIPT: 2}


def order_of(entered: Entered) -> tuple[date, int, str]:
    """The order of entries: by day, invoices before what settles them, then by id."""
    return entered.issued_on or date.min, _RANK[entered.kind], entered.id


class Ledger:
    """A customer's entries. What came in settles the open invoices it names, else those that make its amount, else
    none: nobody said what it is for."""

    def __init__(self) -> None:
        """Begin empty."""
        self._entries: list[Entered] = []
        self._instalments: dict[str, tuple[tuple[date, Decimal], ...]] = {}
        self._open: dict[str, tuple[Entered, Decimal]] = {}
        self._known: dict[str, tuple[Entered, Decimal]] = {}
        self._settled_to = 0

    def add(
        self, entered: Entered, instalments: tuple[tuple[date, Decimal], ...], still_open: Decimal | None = None
    ) -> None:
        """Put one entry in its place; what is `still_open` of an invoice is reckoned where it is not known.

        Money of which it is said has been counted by the book: it settles nothing once more.
        """
        if still_open is not None:
            self._known[entered.id] = entered, still_open
        if instalments:
            self._instalments[entered.id] = instalments
        insort(self._entries, entered, key=order_of)
        if self._entries[-1] is not entered:
            # It goes before something that was counted already: count anew when asked.
            self._open, self._settled_to = {}, 0

    def newest(self, count: int) -> tuple[Entered, ...]:
        """The last entries, the newest last."""
        return tuple(self._entries[-count:])

    def document(self, invoice: Entered) -> OpenDocument:
        """An invoice with what is open of it."""
        self._settle()
        _, left = self._known.get(invoice.id) or self._open.get(invoice.id, (invoice, Decimal(0)))
        return self._document(invoice, left)

    def open(self) -> tuple[OpenDocument, ...]:
        """What is open, the oldest first."""
        self._settle()
        known = (item for item in self._known.values() if item[1])
        items = sorted((*self._open.values(), *known), key=lambda item: order_of(item[0]))
        return tuple(self._document(invoice, left) for invoice, left in items)

    def _document(self, invoice: Entered, left: Decimal) -> OpenDocument:
        parts = self._instalments.get(invoice.id)
        due_on = parts[0][0] if parts else invoice.due_on
        number = invoice.number or ""
        return OpenDocument(number, invoice.customer, invoice.issued_on, due_on, invoice.currency, invoice.total, left)

    def _settle(self) -> None:
        """Count what came since the last time."""
        for entered in self._entries[self._settled_to :]:
            if entered.id in self._known:
                continue
            if entered.kind is not EntryKind.INVOICE:
                self._take(entered)
            elif entered.total > 0:
                self._open[entered.id] = entered, entered.total
        self._settled_to = len(self._entries)

    def _take(self, money: Entered) -> None:
        """Settle what the money is for; with a customary discount it settles the whole."""
        amount = abs(money.total)
        targets = self._targets(money)
        whole = sum((self._open[invoice.id][1] for invoice in targets), Decimal(0))
        if money.kind is EntryKind.RECEIPT and is_discount(amount, whole):
            amount = whole
        for invoice in targets:
            _, left = self._open.pop(invoice.id)
            if left > amount:
                self._open[invoice.id] = invoice, left - amount
                return
            amount -= left

    def _targets(self, money: Entered) -> list[Entered]:
        """The open invoices it names, else those that make its amount, else none."""
        items = [(one, left) for one, left in self._open.values() if one.currency == money.currency]
        items.sort(key=lambda item: order_of(item[0]))
        named = [one for one, _ in items if _names(money.reference, one.number or "")]
        return named or settled_by(abs(money.total), items)


def _names(reference: str, number: str) -> bool:
    own = set(keys(number))
    return any(own & set(keys(word)) or ends_with(number, word) for word in words(reference))
