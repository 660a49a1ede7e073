"""The third desk, held out: a French maker of turned and moulded parts with a site in Poland, written after the checks.

Most of what it bills is called off from blanket orders on a weekday of every week, second or fourth week, by the pack
and at prices of up to four decimals; one customer in five gets one invoice a month with a line for each delivery.
Tools are billed in two stages, spares and samples as they come. The works close in August and at Christmas. French
numbers restart each month, Polish ones carry month and year behind. Deliveries come first, invoices are made of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tests.bench.entry.customers_c import PARTS, SPARES, Blanket, Buyer, make_buyers, priced
from tests.bench.entry.identifiers import digits, iban
from tests.bench.entry.papers import Book, CustomerDict, DeskDict, EntryDict, LineDict, Paper, half_up, total_of
from tests.bench.entry.scene import due_by_terms
from tests.bench.entry.stack import shuffled_in_series, workday

START = date(2024, 9, 2)
DAYS = 760
DESK: DeskDict = {"country": "FR", "currency": "EUR", "tax_method": "document", "numbers": ""}
DIGITS = {"EUR": 2, "PLN": 2, "CZK": 2}
RISES = {date(2025, 1, 6): Decimal("1.021"), date(2025, 7, 1): Decimal("0.987"), date(2026, 1, 5): Decimal("1.034")}
"""From which day the prices of parts move, as agreed by an index."""
BEFORE = ("VIR FACT", "RGLT", "PAGO FRA", "FACTURE")
NOTHING = ("", "virement", "solde", "reglement fournisseur")


@dataclass(slots=True)
class Invoice:
    """An invoice on its way; `rest` is what the customer still means to pay, and not before `payable_from`."""

    buyer: Buyer
    day: date
    lines: list[LineDict]
    reference: str
    odd: str = ""
    currency: str = ""
    number: str = ""
    due: date = START
    keyed_on: date = START
    payable_from: date = START
    rest: Decimal = Decimal(0)
    total: Decimal = Decimal(0)


def is_closed(day: date) -> bool:
    """The works are shut: two weeks in August, and from Christmas to the new year."""
    return (day.month == 8 and 4 <= day.day <= 17) or (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1)


def index_of(day: date) -> Decimal:
    """By how much prices have moved since the start."""
    moved = Decimal(1)
    for since, factor in RISES.items():
        moved *= factor if day >= since else 1
    return moved


@dataclass(slots=True)
class DeskC:
    """Makes all papers of the desk."""

    rng: Random
    buyers: list[Buyer]
    keyed: dict[date, date] = field(default_factory=dict)
    statement: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    made: int = 0

    def run(self) -> list[Paper]:
        """All papers in the order in which they are keyed."""
        last = START
        for day in (START + timedelta(days=count) for count in range(DAYS + 300)):
            slow = (1, 1, 2, 3) if day.day <= 3 else (0, 0, 0, 1)
            last = self.keyed[day] = max(last, workday(day, self.rng.choice(slow)))
        invoices = [invoice for buyer in self.buyers for invoice in self._invoices(buyer)]
        invoices.sort(key=lambda invoice: invoice.day)
        self._number(invoices)
        papers = [self._invoice_paper(invoice) for invoice in invoices]
        papers += self._credits(invoices)
        of_buyer: dict[str, list[Invoice]] = defaultdict(list)
        for invoice in invoices:
            of_buyer[invoice.buyer.customer["code"]].append(invoice)
        for buyer in self.buyers:
            papers += self._payments(buyer, of_buyer[buyer.customer["code"]])
        stacks: dict[date, list[Paper]] = defaultdict(list)
        for paper in papers:
            stacks[paper.keyed_on].append(paper)
        return [paper for day in sorted(stacks) for paper in shuffled_in_series(stacks[day], self.rng)]

    def _invoices(self, buyer: Buyer) -> Iterator[Invoice]:
        end = START + timedelta(days=DAYS)
        for blanket in buyer.blankets:
            yield from self._called_off(buyer, blanket, end)
        day = buyer.start
        while True:
            day = workday(day + timedelta(days=1 + int(self.rng.expovariate(buyer.spares_a_year / 365))), 0)
            if day >= end:
                return
            if is_closed(day):
                continue
            if self.rng.random() < 0.04:
                yield from self._tool(buyer, day)
            else:
                count = self.rng.choice((1, 1, 1, 2, 2, 3))
                lines = [self._spare(buyer, name) for name in self.rng.sample(SPARES, count)]
                yield self._odd(Invoice(buyer, day, lines, buyer.order(self.rng, day)))

    def _called_off(self, buyer: Buyer, blanket: Blanket, end: date) -> Iterator[Invoice]:
        """Every delivery its invoice, or those of a month together on its last business day."""
        month: list[LineDict] = []
        day = blanket.first
        while day < end:
            if not is_closed(day) and self.rng.random() < 0.94:
                slipped = workday(day, self.rng.choices((0, 1, 3), (88, 8, 4))[0])
                lines = self._delivery(buyer, blanket, slipped)
                reference = blanket.next_reference()
                if buyer.collects:
                    month += [{**line, "description": f"{line['description']} BL {day:%d/%m}"} for line in lines]
                elif slipped < end:
                    yield self._odd(Invoice(buyer, slipped, lines, reference))
            following = day + timedelta(days=blanket.every)
            if following.month != day.month and month:
                closing = (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
                closing -= timedelta(days=max(0, closing.weekday() - 4))
                yield self._odd(
                    Invoice(
                        buyer,
                        max(closing, workday(day, 3)),
                        month,
                        blanket.reference if blanket.names != "nothing" else "",
                    )
                )
                month = []
            day = following

    def _delivery(self, buyer: Buyer, blanket: Blanket, day: date) -> list[LineDict]:
        """Packs as called off, some weeks more or fewer, one part in ten not at all; now and then pallets."""
        lines: list[LineDict] = []
        for part in blanket.parts:
            if len(blanket.parts) > 1 and self.rng.random() < 0.1:
                continue
            packs = max(1, part.packs + self.rng.choices((-1, 0, 1, part.packs), (15, 65, 15, 5))[0])
            price = (part.price * index_of(day)).quantize(part.price)
            lines.append(buyer.line(part.name, str(packs * part.pack), price))
        if self.rng.random() < 0.12 or not lines:
            price = priced(14.5, buyer.customer["currency"])
            lines.append(buyer.line("Palettes EUR", str(self.rng.randint(1, 8)), price))
        return lines

    def _spare(self, buyer: Buyer, name: str) -> LineDict:
        hours = name in {"Reprise d'usinage", "Ébavurage", "Contrôle 3D"}
        quantity = str(Decimal(self.rng.randint(3, 60)) / 4) if hours else str(self.rng.choice((1, 1, 1, 2, 3, 5)))
        listed = 52 if hours else 60 + 1.37 * (sum(map(ord, name)) % 600)
        return buyer.line(name, quantity, priced(listed, buyer.customer["currency"]))

    def _tool(self, buyer: Buyer, day: date) -> Iterator[Invoice]:
        """A mould: four tenths with the order, the rest some weeks later, with a printed manual."""
        currency, reference = buyer.customer["currency"], buyer.order(self.rng, day)
        price = priced(round(self.rng.lognormvariate(8.7, 0.5), -1), currency)
        name = f"Outillage {self.rng.choice(PARTS)} {digits(self.rng, 4)}"
        later = workday(day + timedelta(days=self.rng.randint(25, 80)), 0)
        for on, part, stage in ((day, Decimal("0.4"), "acompte 40 %"), (later, Decimal("0.6"), "solde 60 %")):
            lines = [buyer.line(f"{name} {stage}", "1", half_up(price * part, 2))]
            if on == later and self.rng.random() < 0.5:
                lines.append(buyer.line("Notice imprimée", "2", priced(18.0, currency)))
            if on < START + timedelta(days=DAYS) and not is_closed(on):
                yield self._odd(Invoice(buyer, on, lines, reference))

    def _odd(self, invoice: Invoice) -> Invoice:
        """Currency and due date, and what is unusual about one invoice in forty."""
        customer, line = invoice.buyer.customer, invoice.lines[0]
        invoice.currency = customer["currency"]
        invoice.due = due_by_terms(customer["terms"], invoice.day)
        odd = self.rng.choices(("", "stocking up", "terms", "currency", "price"), (977, 8, 7, 2, 6))[0]
        if odd == "stocking up":
            line["quantity"] = str(Decimal(line["quantity"]) * self.rng.randint(4, 9))
        elif odd == "terms":
            invoice.due = invoice.day + timedelta(days=self.rng.choice((0, 8, 15, 20, 40, 75, 90)))
        elif odd == "price":
            agreed = Decimal(line["unit_price"]) * self.rng.choice((Decimal("0.9"), Decimal("1.12")))
            line["unit_price"] = str(agreed.quantize(Decimal(line["unit_price"])))
        elif odd == "currency":
            invoice.currency = "EUR" if customer["currency"] != "EUR" else "PLN"
        invoice.odd = odd
        return invoice

    def _number(self, invoices: list[Invoice]) -> None:
        """Numbers by date, each month from one; the Polish site sends its invoices every second Thursday."""
        counts: dict[tuple[bool, int, int], int] = defaultdict(int)
        for invoice in invoices:
            day, site = invoice.day, invoice.buyer.by_site
            counts[site, day.year, day.month] += 1
            count = counts[site, day.year, day.month]
            invoice.number = f"FV/{count:03}/{day:%m/%y}" if site else f"FA-{day:%y%m}-{count:04}"
            invoice.keyed_on = self.keyed[day]
            if site:
                invoice.keyed_on = max(invoice.keyed_on, day + timedelta(days=(3 - day.toordinal()) % 14))
                invoice.keyed_on = workday(invoice.keyed_on, 0)
            invoice.payable_from = invoice.keyed_on + timedelta(days=3)
            invoice.total = invoice.rest = total_of(invoice.lines, DESK["tax_method"], DIGITS[invoice.currency])

    def _invoice_paper(self, invoice: Invoice) -> Paper:
        buyer = invoice.buyer
        entry = self._entry(
            "invoice", buyer, invoice.day, invoice.currency, invoice.total, lines=invoice.lines, number=invoice.number,
            due_on=invoice.due, reference=invoice.reference, vat_id=self._printed(buyer),
        )  # fmt: skip
        return Paper(invoice.keyed_on, entry, invoice.odd, self.rng.random() < 0.8)

    def _printed(self, buyer: Buyer) -> str:
        return buyer.customer["vat_ids"][0] if self.rng.random() < buyer.prints_tax_id else ""

    def _credits(self, invoices: list[Invoice]) -> Iterator[Paper]:
        """One invoice in twenty-five is put right: rejected parts by the piece, or a price."""
        given: list[tuple[date, Invoice, LineDict]] = []
        for invoice in invoices:
            if self.rng.random() < 0.045:
                line = self.rng.choice(invoice.lines)
                whole = Decimal(line["quantity"])
                rejected = Decimal(self.rng.randint(1, max(1, int(whole) // self.rng.choice((1, 3, 10)))))
                credited: LineDict = {
                    **line, "description": f"Avoir {line['description']}", "quantity": str(min(whole, rejected)),
                }  # fmt: skip
                given.append((workday(invoice.keyed_on, self.rng.randint(3, 25)), invoice, credited))
        given.sort(key=lambda item: item[0])
        counts: dict[int, int] = defaultdict(int)
        for day, invoice, credited in given:
            total = total_of([credited], DESK["tax_method"], DIGITS[invoice.currency])
            if not 0 < total <= invoice.rest or is_closed(day):
                continue
            counts[day.year] += 1
            invoice.rest -= total
            invoice.payable_from = self.keyed[day] + timedelta(days=3)
            entry = self._entry(
                "credit_note", invoice.buyer, day, invoice.currency, total, lines=[credited],
                number=f"AV-{day:%y}-{counts[day.year]:04}", reference=invoice.number,
                vat_id=self._printed(invoice.buyer),
            )  # fmt: skip
            yield Paper(self.keyed[day], entry, "", self.rng.random() < 0.8)

    def _payments(self, buyer: Buyer, invoices: list[Invoice]) -> Iterator[Paper]:
        waiting: dict[tuple[date, str, str], list[Invoice]] = defaultdict(list)
        for invoice in invoices:
            ready = invoice.due
            if buyer.pays == "alone":
                ready += timedelta(days=round(buyer.late + self.rng.gauss(0, 3)))
            ready = max(ready, invoice.payable_from)
            if buyer.pays == "runs":
                ready += timedelta(days=2)
                while ready.day not in {10, 25}:
                    ready += timedelta(days=1)
            alone = invoice.number if buyer.pays == "alone" else ""
            waiting[workday(ready, 0), invoice.currency, alone].append(invoice)
        for (day, currency, _), together in sorted(waiting.items(), key=lambda item: item[0]):
            if day < START + timedelta(days=DAYS + 150):
                for at in range(0, len(together), 8):
                    yield from self._paid(buyer, together[at : at + 8], currency, day)

    def _paid(self, buyer: Buyer, invoices: list[Invoice], currency: str, day: date) -> Iterator[Paper]:
        """One transfer; of a part payment the rest some weeks later."""
        owed = [invoice for invoice in invoices if invoice.rest > 0]
        whole = sum((invoice.rest for invoice in owed), Decimal(0))
        if not owed:
            return
        odd = self.rng.choices(("", "part", "new account", "late", "penalty", "deposit"), (976, 6, 7, 5, 4, 2))[0]
        reference, paid = self._written(buyer, owed, day), whole
        if odd == "part" and whole > 200:
            paid = half_up(whole * self.rng.randint(3, 7) / 10, self.rng.choice((-1, 0, 2)))
            later = workday(day + timedelta(days=self.rng.randint(14, 45)), 0)
            yield self._receipt(buyer, later, currency, whole - paid, reference, "")
        elif odd == "penalty" and whole > 400:
            paid = whole - half_up(whole * self.rng.choice((1, 2, 3)) / 100, 2)
        elif odd == "deposit":
            paid, reference = whole + 250 * self.rng.randint(2, 12), f"{reference} + acompte outillage".strip()
        elif odd == "new account":
            buyer.customer = {**buyer.customer, "ibans": [iban(buyer.customer["country"], self.rng)]}
        yield self._receipt(buyer, day, currency, paid, reference, odd)

    def _written(self, buyer: Buyer, invoices: list[Invoice], day: date) -> str:
        """What the payer writes: our numbers, with or without their signs, a number of its own, or next to nothing."""
        numbers = [invoice.number for invoice in invoices]
        match buyer.writes:
            case "number":
                return " ".join(numbers)
            case "words and number":
                return f"{self.rng.choice(BEFORE)} {' '.join(numbers)}"
            case "squeezed":
                return " ".join(number.replace("-", "").replace("/", "") for number in numbers)
            case "own number":
                return f"{buyer.initials}{day:%y}{digits(self.rng, 5)} FRN 20718"
            case _:
                return self.rng.choice(NOTHING)

    def _receipt(self, buyer: Buyer, day: date, currency: str, paid: Decimal, reference: str, odd: str) -> Paper:
        """From the bank's statement, which is keyed as one stack the day after, or a cheque without a number."""
        number = None
        if self.rng.random() < 0.7:
            self.statement[day] += 1
            number = f"REL{day:%y}/{day:%j}-{self.statement[day]:03}"
        shown = number is not None or self.rng.random() < 0.5
        entry = self._entry(
            "receipt", buyer, day, currency, paid, number=number, reference=reference,
            iban=buyer.customer["ibans"][0] if shown else "",
        )  # fmt: skip
        wait = 1 if number else self.rng.choice((0, 1, 3))
        keyed_on = workday(self.keyed[day], self.rng.randint(14, 45) if odd == "late" else wait)
        return Paper(keyed_on, entry, odd, self.rng.random() < 0.5)

    def _entry(
        self, kind: str, buyer: Buyer, day: date, currency: str, total: Decimal, *,
        lines: list[LineDict] | None = None, number: str | None = None, due_on: date | None = None,
        reference: str = "", iban: str = "", vat_id: str = "",
    ) -> EntryDict:  # fmt: skip
        self.made += 1
        return {
            "id": f"c{self.made}", "kind": kind, "customer": buyer.customer["code"], "number": number,
            "issued_on": day.isoformat(), "due_on": due_on.isoformat() if due_on else None, "currency": currency,
            "lines": lines or [], "total": str(half_up(total, DIGITS[currency])), "reference": reference, "iban": iban,
            "vat_id": vat_id,
        }  # fmt: skip


def desk_c(seed: int = 20260411, papers: int = 20_000) -> Book:
    """The third desk. Of some customers the book holds no bank account, of a few no tax number."""
    rng = Random(seed)
    buyers = make_buyers(rng, START, DAYS)
    customers: list[CustomerDict] = [
        {
            **buyer.customer,
            "ibans": buyer.customer["ibans"] if rng.random() < 0.6 else [],
            "vat_ids": buyer.customer["vat_ids"] if rng.random() < 0.9 else [],
        }
        for buyer in buyers
    ]
    made = DeskC(rng, buyers).run()
    if len(made) < papers:
        raise ValueError(f"only {len(made)} papers in {DAYS} days")
    pairs = tuple((buyer.close_to.customer["code"], buyer.customer["code"]) for buyer in buyers if buyer.close_to)
    return Book("C", DESK, tuple(customers), pairs, tuple(made[:papers]), DIGITS)
