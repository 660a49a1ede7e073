"""What the book knows, in memory: an index that answers with the facts of an entry in well under a millisecond.

The command `check` and the services fill one from the book; what is booked in another order gives the same facts.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from billdesk.domain.checks.belonging import is_sure
from billdesk.domain.checks.closeness import NameIndex, are_alike
from billdesk.domain.checks.entered import Entered, EntryKind
from billdesk.domain.checks.facts import (
    CustomerMaster,
    DeskMaster,
    Facts,
    ItemHabit,
    NearCustomer,
    OpenDocument,
    SeriesFacts,
)
from billdesk.domain.checks.keying import Keying
from billdesk.domain.checks.ledger import Ledger, order_of
from billdesk.domain.checks.series import Series
from billdesk.domain.checks.squeezing import ends_with, keys, pattern_of, plain, series_of, shape, words
from billdesk.domain.checks.usual_amounts import UsualAmounts

PAST = 150
"""So many of a customer's newest entries are looked at: enough for two years of weekly ones."""

_OWNERS = 5
_PATTERN = 3
"""References of one pattern, so many of a customer's, are its way to write them."""


class History:
    """A mutable index of saved entries over the customers of a desk."""

    def __init__(
        self, desk: DeskMaster, customers: Iterable[CustomerMaster], others: Iterable[CustomerMaster] = ()
    ) -> None:
        """Begin with the desk's master data and nothing booked; `others` are not among those of similar names."""
        self._desk = desk
        self._customers = {customer.code: customer for customer in customers}
        self._names = NameIndex((customer.code, customer.name) for customer in self._customers.values())
        self._customers.update((customer.code, customer) for customer in others)
        self._vat_owners: defaultdict[str, set[str]] = defaultdict(set)
        self._iban_owners: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for customer in self._customers.values():
            for vat_id in customer.vat_ids:
                self._vat_owners[plain(vat_id)].add(customer.code)
            for iban in customer.ibans:
                self._iban_owners[plain(iban)][customer.code] += 1
        self._ledgers: defaultdict[str, Ledger] = defaultdict(Ledger)
        self._numbers: defaultdict[tuple[EntryKind, str], list[Entered]] = defaultdict(list)
        self._numbered: Counter[EntryKind] = Counter()
        self._number_shapes: Counter[tuple[EntryKind, str]] = Counter()
        self._patterns: set[tuple[EntryKind, str]] = set()
        self._references: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._shapes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._writers: defaultdict[str, list[str]] = defaultdict(list)
        self._shapes_of: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._rates: defaultdict[tuple[str, str], Counter[Decimal]] = defaultdict(Counter)
        self._most: dict[str, Decimal] = {}
        self._series: defaultdict[tuple[EntryKind, str], Series] = defaultdict(Series)
        self._receipts = self._weekend_receipts = 0
        self._amounts = UsualAmounts()
        self._keying = Keying()

    def book(
        self,
        entered: Entered,
        instalments: Sequence[tuple[date, Decimal]] = (),
        *,
        still_open: Decimal | None = None,
        keyed_on: date | None = None,
        is_doubtful: bool = False,
    ) -> None:
        """Add one entry that was saved; `instalments` are an invoice's due days and amounts where it has several.

        `still_open` says what is open of an invoice where the book knows it; else later money is reckoned against it.
        `keyed_on` is the day on which it was entered, where that is known: entries of one day are one stack. One whose
        number or day `is_doubtful` says nothing of how numbers are written and follow each other; its number is taken.
        """
        code = entered.customer
        self._ledgers[code].add(entered, tuple(instalments), still_open)
        self._amounts.add(entered)
        if keyed_on is not None:
            self.keyed(entered, keyed_on)
        if entered.number:
            for key in keys(entered.number):
                insort(self._numbers[entered.kind, key], entered, key=order_of)
            if not is_doubtful:
                self._follow(entered, entered.number)
        if entered.iban:
            self._iban_owners[plain(entered.iban)][code] += 1
        if entered.kind is EntryKind.RECEIPT:
            self._receipts += 1
            self._weekend_receipts += entered.issued_on is not None and entered.issued_on.weekday() >= 5
        elif entered.reference:
            self._references[plain(entered.reference)][code] += 1
            pattern = shape(entered.reference)
            self._count_writer(pattern, code)
            self._shapes_of[code][pattern] += 1
        country = self._country_of(code)
        for line in entered.lines:
            self._rates[line.description, country][line.tax_rate] += 1
            self._most[line.description] = max(line.quantity, self._most.get(line.description, Decimal(0)))

    def _follow(self, entered: Entered, number: str) -> None:
        """Learn from an entry how numbers of its kind are written and follow each other."""
        self._numbered[entered.kind] += 1
        self._number_shapes[entered.kind, shape(number)] += 1
        if (place := series_of(number)) and entered.issued_on:
            self._series[entered.kind, place[0]].add(place[1], entered)
            self._patterns.add((entered.kind, pattern_of(place[0])))

    def keyed(self, entered: Entered, keyed_on: date) -> None:
        """Note on which day an entry was keyed; in the order of keying."""
        self._keying.add(entered, keyed_on)

    def facts(self, entered: Entered, today: date) -> Facts:
        """What the checks of this entry need to know; similar names only where nothing tells whose the paper is."""
        known = self._known(entered, today)
        if is_sure(entered, known):
            return known
        near = tuple(self._near(other) for other in self._names.close_to(entered.customer))
        return replace(known, near=near)

    def _known(self, entered: Entered, today: date) -> Facts:
        code = entered.customer
        usual = self._amounts.usual(entered, today)
        shape_owners = self._shape_owners(entered)
        ledger = self._ledgers.get(code)
        open_items = ledger.open() if ledger else ()
        return Facts(
            today=today,
            desk=self._desk,
            customer=self._customers.get(code),
            has_customers=bool(self._customers),
            past=ledger.newest(PAST) if ledger else (),
            open=open_items,
            named=self._named(entered, open_items),
            named_customers=self._named_customers(entered),
            same_number=self._same_number(entered),
            vat_owners=frozenset(self._vat_owners.get(plain(entered.vat_id), ())) if entered.vat_id else frozenset(),
            iban_owners=frozenset(self._iban_owners.get(plain(entered.iban), ())) if entered.iban else frozenset(),
            reference_owners=self._reference_owners(entered),
            shape_owners=shape_owners,
            close_owners=frozenset(other for other in shape_owners if self._is_pattern_of_close(entered, other)),
            habits=tuple(
                (name, self._habit(name, code)) for name in dict.fromkeys(line.description for line in entered.lines)
            ),
            series=self._place(entered),
            receipts=self._receipts,
            weekend_receipts=self._weekend_receipts,
            usual_most=usual.most if usual else None,
            usual_is_own=usual is not None and usual.is_own,
            earliest=self._keying.earliest(entered, today),
        )

    def _near(self, code: str) -> NearCustomer:
        return NearCustomer(
            self._customers[code],
            frozenset(self._shapes_of.get(code, ())),
        )

    def _same_number(self, entered: Entered) -> tuple[Entered, ...]:
        if not entered.number:
            return ()
        found: dict[int, Entered] = {}
        for key in keys(entered.number):
            found.update((id(other), other) for other in self._numbers.get((entered.kind, key), ()))
        return tuple(sorted(found.values(), key=order_of))

    def _named(self, entered: Entered, open_items: Sequence[OpenDocument]) -> tuple[OpenDocument, ...]:
        """The invoices that the reference of money or a credit note names: by number, or those open by its end."""
        if entered.kind is EntryKind.INVOICE:
            return ()
        found: dict[tuple[str, str], OpenDocument] = {}
        for word in words(entered.reference):
            exact = [
                self._ledgers[invoice.customer].document(invoice)
                for key in keys(word)
                for invoice in self._numbers.get((EntryKind.INVOICE, key), ())
            ]
            for document in exact or [item for item in open_items if ends_with(item.number, word)]:
                found[document.customer, document.number] = document
        return tuple(found.values())

    def _named_customers(self, entered: Entered) -> frozenset[str]:
        """The customers whose codes stand in the reference; a bare number may as well be an invoice's or an order's."""
        found = {word for word in words(entered.reference) if word in self._customers}
        if entered.kind is not EntryKind.RECEIPT:
            return frozenset(word for word in found if not word.isdigit())
        return frozenset(
            word for word in found if not any((EntryKind.INVOICE, key) in self._numbers for key in keys(word))
        )

    def _reference_owners(self, entered: Entered) -> frozenset[str]:
        """Who used a reference more than once: a contract's, not one order's.

        Once will do of a customer easily taken for this one, where this one does not write so itself.
        """
        used = self._references.get(plain(entered.reference), Counter())
        own = shape(entered.reference) in self._shapes_of.get(entered.customer, ())
        return frozenset(
            code for code, count in used.items() if count > 1 or (not own and self._is_close(entered.customer, code))
        )

    def _is_close(self, code: str, other: str) -> bool:
        """Whether two customers differ little in name, town or code."""
        one, two = self._customers.get(code), self._customers.get(other)
        return one is not None and two is not None and code != other and are_alike(one, two)

    def _is_pattern_of_close(self, entered: Entered, other: str) -> bool:
        """Whether another customer, easily taken for this one, writes its references like the entry's as a rule."""
        return self._shapes[shape(entered.reference)][other] >= _PATTERN and self._is_close(entered.customer, other)

    def _shape_owners(self, entered: Entered) -> frozenset[str]:
        if entered.kind is EntryKind.RECEIPT or not entered.reference:
            return frozenset()
        most = self._writers.get(shape(entered.reference), [])
        return frozenset([code for code in most if code != entered.customer][:_OWNERS])

    def _count_writer(self, pattern: str, code: str) -> None:
        """Count a reference of a pattern, and keep who wrote most of them at hand: counts only ever rise."""
        counts = self._shapes[pattern]
        counts[code] += 1
        most = self._writers[pattern]
        if code not in most:
            most.append(code)
        most.sort(key=lambda one: (-counts[one], one))
        del most[_OWNERS + 1 :]

    def _habit(self, description: str, code: str) -> ItemHabit:
        rates = self._rates.get((description, self._country_of(code)), Counter())
        ranked = tuple(sorted(rates.items(), key=lambda item: (-item[1], item[0])))
        return ItemHabit(sum(rates.values()), ranked, self._most.get(description, Decimal(0)))

    def _country_of(self, code: str) -> str:
        customer = self._customers.get(code)
        return customer.country if customer else ""

    def _place(self, entered: Entered) -> SeriesFacts:
        place = series_of(entered.number) if entered.number else None
        if place is None:
            return SeriesFacts()
        found = self._series.get((entered.kind, place[0]))
        known = found.place(place[1]) if found else SeriesFacts(place=place[1])
        same_shape = self._number_shapes[entered.kind, shape(entered.number or "")]
        same_pattern = (entered.kind, pattern_of(place[0])) in self._patterns
        numbered = self._numbered[entered.kind]
        return replace(known, numbered=numbered, same_shape=same_shape, same_pattern=same_pattern)
