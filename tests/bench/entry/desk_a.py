"""The first desk, the one to develop against: a German wholesaler of tools, with rented and serviced equipment.

Customers order when they need something, mostly what they ordered before; four in ten also have a contract that is
billed every month or quarter. Numbers restart each year; a branch writes its own series and hands it in every few
weeks. Customers pay about when they always pay, most with the number of the invoice on the transfer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tests.bench.entry.customers_a import Article, Firm, catalogue, close_pairs, known_to_the_desk, make_firms
from tests.bench.entry.papers import CENT, Book, DeskDict, EntryDict, LineDict, Paper, half_up, total_of
from tests.bench.entry.stack import shuffled_in_series, workday

START = date(2024, 1, 2)
ODD = 0.02
DESK: DeskDict = {"country": "DE", "currency": "EUR", "tax_method": "document", "numbers": "RE{year}-{seq:05}"}
PREPAID_WORDS = ("Anzahlung", "Vorauszahlung", "on account")


@dataclass(slots=True)
class Open:
    """An invoice that is not yet paid, as the paying customer sees it."""

    firm: Firm
    number: str
    issued_on: date
    currency: str
    rest: Decimal


@dataclass(slots=True)
class DeskA:
    """Makes the papers of one desk day by day."""

    rng: Random
    firms: list[Firm]
    articles: list[Article]
    papers: list[Paper] = field(default_factory=list)
    later: dict[date, list[Callable[[date], None]]] = field(default_factory=lambda: defaultdict(list))
    counters: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    branch_stack: list[EntryDict] = field(default_factory=list)
    keyed_to: date = START
    made: int = 0

    def run(self, wanted: int) -> list[Paper]:
        """All papers in the order in which they are keyed."""
        day = START
        while len(self.papers) < wanted:
            if day.weekday() < 5:
                self._business_day(day)
            day += timedelta(days=1)
        return self.papers[:wanted]

    def _business_day(self, day: date) -> None:
        """Papers that stand on this day; a backlog moves when they are keyed, never the order of the series."""
        first = len(self.papers)
        self.keyed_to = max(self.keyed_to, workday(day, self.rng.choices((0, 1, 2, 3), (70, 18, 8, 4))[0]))
        for firm in self.firms:
            if firm.start <= day:
                self._orders(firm, day)
        for due in sorted(known for known in self.later if known <= day):
            for act in self.later.pop(due):
                act(day)
        if day.weekday() == 4 and self.rng.random() < 0.35:
            self._branch_hands_in()
        self.papers[first:] = shuffled_in_series(self.papers[first:], self.rng)

    def _orders(self, firm: Firm, day: date) -> None:
        if firm.contract and firm.contract.is_due(day):
            self._invoice(firm, day, [firm.contract.line(day, self.rng)], firm.contract.reference)
        if firm.standing and self.rng.random() < 0.3:
            self._invoice(firm, day, [dict_line(firm.standing, firm, "1", day)], firm.order_reference(self.rng, day))
        if self.rng.random() < firm.orders_a_day:
            self._order(firm, day)

    def _order(self, firm: Firm, day: date) -> None:
        odd = self.rng.choices(("", "large", "terms", "currency", "repeat"), (980, 9, 6, 2, 3))[0]
        chosen = firm.choose(self.articles, self.rng)
        lines = [dict_line(article, firm, firm.quantity(article, self.rng, odd == "large"), day) for article in chosen]
        self._invoice(firm, day, lines, firm.order_reference(self.rng, day), odd)
        if odd == "repeat":
            again = firm.order_reference(self.rng, day)
            soon = day + timedelta(days=self.rng.randint(1, 4))
            self._at(soon, lambda on: self._invoice(firm, on, lines, again, odd))

    def _invoice(self, firm: Firm, day: date, lines: list[LineDict], reference: str, odd: str = "") -> None:
        currency = firm.customer["currency"]
        if odd == "currency":
            currency = "EUR" if currency != "EUR" else "USD"
        due = firm.due(day) if odd != "terms" else day + timedelta(days=self.rng.choice((0, 7, 14, 21, 45, 60, 90)))
        total = total_of(lines, DESK["tax_method"], 2)
        branch = firm.by_branch and self.rng.random() < 0.5
        series = "F" if branch else "RE"
        entry = self._entry(
            "invoice", firm, day, currency, lines, total, number=self._number(series, day), due_on=due,
            reference=reference, vat_id=firm.printed_tax_id(self.rng),
        )  # fmt: skip
        if branch:
            self.branch_stack.append(entry)
        else:
            self._file(entry, odd, firm.shows_code(self.rng))
        self._follow(Open(firm, str(entry["number"]), day, currency, total), lines)

    def _branch_hands_in(self) -> None:
        for entry in self.branch_stack:
            self._file(entry, "late branch", shows_code=True)
        self.branch_stack.clear()

    def _follow(self, item: Open, lines: list[LineDict]) -> None:
        """What becomes of an invoice: now and then a credit note, then payment."""
        firm = item.firm
        if self.rng.random() < 0.07:
            on = item.issued_on + timedelta(days=self.rng.randint(4, 30))
            self._at(on, lambda day: self._credit(item, lines, day))
        pays_on = max(firm.pays_on(firm.due(item.issued_on), self.rng), item.issued_on + timedelta(days=3))
        if firm.pays_by_sum:
            pays_on = (pays_on.replace(day=1) + timedelta(days=32)).replace(day=firm.run_day)
            firm.waiting.append(item)
            self._at(pays_on, lambda day: self._pay_sum(firm, day))
        else:
            self._at(pays_on, lambda day: self._pay(item, day))

    def _credit(self, item: Open, lines: list[LineDict], day: date) -> None:
        if item.rest <= 0:
            return
        line = self.rng.choice(lines)
        back = Decimal(line["quantity"])
        if back >= 2:
            back = Decimal(self.rng.randint(1, int(back)))
        credited: list[LineDict] = [
            {
                "description": f"Rückgabe {line['description']}", "quantity": str(back),
                "unit_price": line["unit_price"], "tax_rate": line["tax_rate"],
            }
        ]  # fmt: skip
        total = total_of(credited, DESK["tax_method"], 2)
        if total > item.rest:
            return
        item.rest -= total
        entry = self._entry(
            "credit_note", item.firm, day, item.currency, credited, total, number=self._number("GS", day),
            reference=item.number, vat_id=item.firm.printed_tax_id(self.rng),
        )  # fmt: skip
        self._file(entry, "", item.firm.shows_code(self.rng))

    def _pay(self, item: Open, day: date) -> None:
        firm, rest = item.firm, item.rest
        if rest <= 0:
            return
        if self._with_the_branch(item):
            self._at(day + timedelta(days=4), lambda on: self._pay(item, on))
            return
        paid = rest
        odd = self.rng.choices(("", "part", "new account", "late", "short", "prepaid"), (978, 8, 5, 4, 3, 2))[0]
        if firm.takes_discount and (day - item.issued_on).days <= 12:
            paid = half_up(rest * Decimal("0.98"), 2)
            item.rest = Decimal(0)
        elif odd == "part" and rest > 50:
            paid = half_up(rest * Decimal(self.rng.randint(3, 7)) / 10, 2)
            item.rest -= paid
            self._at(day + timedelta(days=self.rng.randint(10, 40)), lambda on: self._pay(item, on))
        elif odd == "short" and rest > 50:
            paid, item.rest = rest - self.rng.choice((Decimal(5), Decimal("7.50"), Decimal(15))), Decimal(0)
        else:
            item.rest = Decimal(0)
        reference = firm.payment_reference([item.number], self.rng)
        if odd == "prepaid":
            paid = half_up(paid, 0) + 100 * self.rng.randint(2, 20)
            reference = f"{item.number} + {self.rng.choice(PREPAID_WORDS)}"
        self._receipt(firm, item.currency, paid, reference, day, odd)

    def _pay_sum(self, firm: Firm, day: date) -> None:
        """Everything that is waiting, one transfer a currency."""
        known = [item for item in firm.waiting if (day - item.issued_on).days > 2 and not self._with_the_branch(item)]
        firm.waiting[:] = [item for item in firm.waiting if item not in known]
        for currency in sorted({item.currency for item in known}):
            items = [item for item in known if item.currency == currency and item.rest > 0]
            for part in (items[start : start + 6] for start in range(0, len(items), 6)):
                reference = firm.payment_reference([item.number for item in part], self.rng)
                paid = sum((item.rest for item in part), Decimal(0))
                for item in part:
                    item.rest = Decimal(0)
                self._receipt(firm, currency, paid, reference, day, "")

    def _with_the_branch(self, item: Open) -> bool:
        return any(entry["number"] == item.number for entry in self.branch_stack)

    def _receipt(self, firm: Firm, currency: str, paid: Decimal, reference: str, day: date, odd: str) -> None:
        if odd == "new account":
            firm.change_account(self.rng)
        entry = self._entry(
            "receipt", firm, day, currency, [], paid, reference=reference, iban=firm.printed_iban(self.rng)
        )
        if odd == "late":
            found = workday(day, self.rng.randint(15, 45))
            self._at(found, lambda _: self._file(entry, "late", shows_code=False))
        else:
            self._file(entry, odd, firm.shows_code(self.rng))

    def _entry(
        self, kind: str, firm: Firm, day: date, currency: str, lines: list[LineDict], total: Decimal, *,
        number: str | None = None, due_on: date | None = None, reference: str = "", iban: str = "", vat_id: str = "",
    ) -> EntryDict:  # fmt: skip
        self.made += 1
        return {
            "id": f"a{self.made}", "kind": kind, "customer": firm.customer["code"], "number": number,
            "issued_on": day.isoformat(), "due_on": due_on.isoformat() if due_on else None, "currency": currency,
            "lines": lines, "total": str(total.quantize(CENT)), "reference": reference, "iban": iban,
            "vat_id": vat_id,
        }  # fmt: skip

    def _number(self, series: str, day: date) -> str:
        key = f"{series}{day.year}"
        self.counters[key] += 1
        return f"{series}{day.year}-{self.counters[key]:05}" if series != "F" else f"F-{day:%y}/{self.counters[key]:04}"

    def _file(self, entry: EntryDict, odd: str, shows_code: bool) -> None:
        self.papers.append(Paper(self.keyed_to, entry, odd, shows_code))

    def _at(self, day: date, act: Callable[[date], None]) -> None:
        self.later[day].append(act)


def dict_line(article: Article, firm: Firm, quantity: str, day: date) -> LineDict:
    """One line of an invoice at the customer's price of that year."""
    rate = article.tax_rate if firm.customer["country"] == "DE" else "0"
    price = str(firm.price(article, day))
    return {"description": article.name, "quantity": quantity, "unit_price": price, "tax_rate": rate}


def desk_a(seed: int = 20260101, papers: int = 20_000) -> Book:
    """The first desk."""
    rng = Random(seed)
    articles = catalogue(rng)
    firms = make_firms(rng, articles, START)
    customers = tuple(known_to_the_desk(firm.customer, rng) for firm in firms)
    made = DeskA(rng, firms, articles).run(papers)
    return Book("A", DESK, customers, close_pairs(firms), tuple(made), {"EUR": 2, "CHF": 2, "USD": 2})
