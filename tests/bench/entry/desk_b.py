"""The second desk, held out at first: a British provider of IT services. Made another way than the first, run last.

Most of what it bills comes again by itself: time sheets every four weeks with hours that differ, plans on the last
business day of the month, licences by the quarter; hardware in between. One number runs on for ever, an office abroad
keeps its own. Tax is counted by the unit. A third of the customers pay all that is due in one weekly run. All invoices
are made first, then numbered by date, then credited, then paid.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tests.bench.entry.customers_b import HARDWARE, Client, in_currency, make_clients
from tests.bench.entry.identifiers import digits, iban
from tests.bench.entry.papers import Book, CustomerDict, DeskDict, EntryDict, LineDict, Paper, half_up, total_of
from tests.bench.entry.scene import due_by_terms
from tests.bench.entry.stack import shuffled_in_series, workday

START = date(2023, 4, 3)
DAYS = 1_000
DESK: DeskDict = {"country": "GB", "currency": "GBP", "tax_method": "line", "numbers": "INV{seq:07}"}
DIGITS = {"GBP": 2, "EUR": 2, "JPY": 0}
THANKS = ("", "thank you", "as per remittance", "services")
AHEAD = ("payment on account", "advance", "deposit")


@dataclass(slots=True)
class Bill:
    """An invoice on its way through the desk; `rest` is what the customer still means to pay."""

    client: Client
    day: date
    lines: list[LineDict]
    reference: str
    currency: str
    odd: str = ""
    number: str = ""
    keyed_on: date = START
    payable_from: date = START
    due: date = START
    rest: Decimal = Decimal(0)
    total: Decimal = Decimal(0)


@dataclass(slots=True)
class DeskB:
    """Makes all papers of the desk."""

    rng: Random
    clients: list[Client]
    keyed: dict[date, date] = field(default_factory=dict)
    made: int = 0

    def run(self) -> list[Paper]:
        """All papers in the order in which they are keyed."""
        self._backlogs()
        bills = self._numbered([bill for client in self.clients for bill in self._bills(client)])
        papers = [self._invoice(bill) for bill in bills]
        papers += self._credits(bills)
        of_client: dict[str, list[Bill]] = defaultdict(list)
        for bill in bills:
            of_client[bill.client.customer["code"]].append(bill)
        for client in self.clients:
            papers += self._payments(client, of_client[client.customer["code"]])
        by_day: dict[date, list[Paper]] = defaultdict(list)
        for paper in papers:
            by_day[paper.keyed_on].append(paper)
        return [paper for day in sorted(by_day) for paper in shuffled_in_series(by_day[day], self.rng)]

    def _backlogs(self) -> None:
        """On which day the papers of a day are keyed: the same or the next, later at the end of a month."""
        last = START
        for count in range(DAYS + 400):
            day = START + timedelta(days=count)
            busy = (0, 1, 2) if day.day >= 28 or day.day <= 2 else (0, 0, 1)
            last = max(last, workday(day, self.rng.choice(busy)))
            self.keyed[day] = last

    def _bills(self, client: Client) -> Iterator[Bill]:
        end, currency = START + timedelta(days=DAYS), client.customer["currency"]
        for plan in client.plans:
            for day in plan.dates(end):
                rise = Decimal("1.04") if day >= date(2024, 4, 1) and not plan.hours else Decimal(1)
                price = half_up(plan.rate * rise, DIGITS[currency])
                line = client.line(f"{plan.name} {day:%b %Y}", plan.quantity(self.rng), price)
                yield self._odd(Bill(client, day, [line], plan.reference, currency))
        day = client.start
        while True:
            day += timedelta(days=1 + int(self.rng.expovariate(max(0.3, client.buys_a_year) / 365)))
            if day >= end:
                return
            lines = [
                self._goods(client, name) for name in self.rng.sample(HARDWARE, self.rng.choice((1, 1, 2, 2, 3, 5)))
            ]
            yield self._odd(Bill(client, workday(day, 0), lines, client.order(self.rng, day), currency))

    def _goods(self, client: Client, name: str) -> LineDict:
        listed = Decimal(sum(map(ord, name)) * 37 % 90_000 + 1_500) / 100
        price = in_currency(listed * client.uplift, client.customer["currency"])
        return client.line(name, str(self.rng.choice((1, 1, 2, 3, 4, 6, 10, 12, 25))), price)

    def _odd(self, bill: Bill) -> Bill:
        """The due date, and what is unusual about one invoice in eighty."""
        bill.due = due_by_terms(bill.client.customer["terms"], bill.day)
        odd = self.rng.choices(("", "large", "terms", "currency", "price"), (988, 4, 4, 1, 3))[0]
        line = bill.lines[0]
        if odd == "large":
            line["quantity"] = str(Decimal(line["quantity"]) * self.rng.randint(7, 12))
        elif odd == "terms":
            bill.due = bill.day + timedelta(days=self.rng.choice((0, 10, 21, 60, 75)))
        elif odd == "price":
            price = half_up(Decimal(line["unit_price"]) * Decimal("0.85"), DIGITS[bill.currency])
            line["unit_price"] = str(price)
        elif odd == "currency" and bill.currency != "JPY":
            bill.currency = "EUR" if bill.currency == "GBP" else "GBP"
        bill.odd = odd
        return bill

    def _numbered(self, bills: list[Bill]) -> list[Bill]:
        """Numbers by date; those of the office come in on the second Monday after."""
        counts = {"INV": 4200, "DUB": 40}
        bills.sort(key=lambda bill: bill.day)
        for bill in bills:
            office = bill.client.by_office and self.rng.random() < 0.5
            series = "DUB" if office else "INV"
            counts[series] += 1
            bill.number = f"DUB-{counts[series]}" if office else f"INV{counts[series]:07}"
            bill.keyed_on = self.keyed[bill.day]
            if office:
                bill.keyed_on, bill.odd = workday(bill.day + timedelta(days=14 - bill.day.weekday()), 0), "late office"
            bill.payable_from = bill.keyed_on + timedelta(days=2)
            bill.total = bill.rest = total_of(bill.lines, DESK["tax_method"], DIGITS[bill.currency])
        return bills

    def _invoice(self, bill: Bill) -> Paper:
        customer = bill.client.customer
        vat_id = customer["vat_ids"][0] if customer["vat_ids"] and bill.client.prints_tax_id else ""
        entry = self._entry(
            "invoice", bill.client, bill.day, bill.currency, bill.total, lines=bill.lines, number=bill.number,
            due_on=bill.due, reference=bill.reference, vat_id=vat_id,
        )  # fmt: skip
        return Paper(bill.keyed_on, entry, bill.odd, self.rng.random() < 0.8)

    def _credits(self, bills: list[Bill]) -> Iterator[Paper]:
        """One invoice in sixteen is put right: hours too many, goods sent back, or a price agreed."""
        given: list[tuple[date, Bill, LineDict]] = []
        for bill in bills:
            if self.rng.random() < 0.06:
                line = self.rng.choice(bill.lines)
                part = Decimal(self.rng.choice((25, 50, 100))) / 100
                whole = Decimal(line["quantity"])
                quantity = str(half_up(whole * part, 2 if "." in line["quantity"] else 0) or whole)
                credited: LineDict = {**line, "description": f"Credit: {line['description']}", "quantity": quantity}
                given.append((workday(bill.keyed_on, self.rng.randint(2, 20)), bill, credited))
        given.sort(key=lambda item: item[0])
        for number, (day, bill, credited) in enumerate(given, start=312):
            total = total_of([credited], DESK["tax_method"], DIGITS[bill.currency])
            bill.rest -= min(total, bill.rest)
            bill.payable_from = self.keyed[day] + timedelta(days=2)
            entry = self._entry(
                "credit_note", bill.client, day, bill.currency, total, lines=[credited], number=f"CN{number:06}",
                reference=bill.number,
            )  # fmt: skip
            yield Paper(self.keyed[day], entry, "", self.rng.random() < 0.8)

    def _payments(self, client: Client, bills: list[Bill]) -> Iterator[Paper]:
        if client.run_weekday is None:
            for bill in bills:
                delay = client.late + round(self.rng.gauss(0, 3))
                day = max(bill.due + timedelta(days=delay), bill.payable_from)
                yield from self._paid(client, [bill], workday(day, 0))
            return
        waiting: dict[tuple[date, str], list[Bill]] = defaultdict(list)
        for bill in bills:
            ready = max(bill.due + timedelta(days=max(0, client.late)), bill.payable_from)
            run = ready + timedelta(days=(client.run_weekday - ready.weekday()) % 7)
            waiting[run, bill.currency].append(bill)
        for (run, _), together in sorted(waiting.items(), key=lambda item: item[0]):
            yield from self._paid(client, together, run)

    def _paid(self, client: Client, bills: Iterable[Bill], day: date) -> Iterator[Paper]:
        """One transfer, and of a part payment the rest later."""
        open_ = [bill for bill in bills if bill.rest > 0]
        paid = sum((bill.rest for bill in open_), Decimal(0))
        if not open_ or day > START + timedelta(days=DAYS + 200):
            return
        currency = open_[0].currency
        odd = self.rng.choices(("", "part", "new account", "late", "bank charge", "ahead"), (972, 8, 6, 6, 5, 3))[0]
        reference = " ".join(bill.number for bill in open_) if client.prints_number else self.rng.choice(THANKS)
        first = paid
        if odd == "part" and paid > 100:
            first = half_up(paid * self.rng.randint(2, 8) / 10, DIGITS[currency])
            yield self._receipt(client, day + timedelta(days=28), currency, paid - first, reference, "")
        elif odd == "bank charge" and paid > 200:
            first = paid - self.rng.choice((12, 15, 20))
        elif odd == "ahead":
            first, reference = paid + 500 * self.rng.randint(1, 6), f"{reference} {self.rng.choice(AHEAD)}".strip()
        elif odd == "new account" and client.customer["ibans"]:
            client.customer = {**client.customer, "ibans": [iban(client.customer["country"], self.rng)]}
        yield self._receipt(client, day, currency, first, reference, odd)

    def _receipt(self, client: Client, day: date, currency: str, paid: Decimal, reference: str, odd: str) -> Paper:
        known = client.customer["ibans"] and self.rng.random() < 0.85
        number = f"FP{day:%y%m%d}{digits(self.rng, 6)}" if self.rng.random() < 0.6 else None
        entry = self._entry(
            "receipt", client, day, currency, paid, number=number, reference=reference,
            iban=client.customer["ibans"][0] if known else "",
        )  # fmt: skip
        keyed_on = workday(self.keyed[day], self.rng.randint(12, 40) if odd == "late" else 1)
        return Paper(keyed_on, entry, odd, self.rng.random() < 0.5)

    def _entry(
        self, kind: str, client: Client, day: date, currency: str, total: Decimal, *,
        lines: list[LineDict] | None = None, number: str | None = None, due_on: date | None = None,
        reference: str = "", iban: str = "", vat_id: str = "",
    ) -> EntryDict:  # fmt: skip
        self.made += 1
        return {
            "id": f"b{self.made}", "kind": kind, "customer": client.customer["code"], "number": number,
            "issued_on": day.isoformat(), "due_on": due_on.isoformat() if due_on else None, "currency": currency,
            "lines": lines or [], "total": str(half_up(total, DIGITS[currency])), "reference": reference, "iban": iban,
            "vat_id": vat_id,
        }  # fmt: skip


def desk_b(seed: int = 20260202, papers: int = 20_000) -> Book:
    """The second desk. Of some customers the book holds no bank account."""
    rng = Random(seed)
    clients = make_clients(rng, START, DAYS)
    customers: list[CustomerDict] = [
        {**client.customer, "ibans": client.customer["ibans"] if rng.random() < 0.7 else []} for client in clients
    ]
    made = DeskB(rng, clients).run()
    if len(made) < papers:
        raise ValueError(f"only {len(made)} papers in {DAYS} days")
    pairs = tuple((client.close_to, client.customer["code"]) for client in clients if client.close_to)
    return Book("B", DESK, tuple(customers), pairs, tuple(made[:papers]), DIGITS)
