"""Customers of the first desk: who they are, what they order and how they pay."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from tests.bench.entry.identifiers import digits, iban, tax_id
from tests.bench.entry.papers import CustomerDict, LineDict, half_up
from tests.bench.entry.scene import due_by_terms
from tests.bench.entry.words_a import BOOKS, FORMS, GOODS, SERVICES, SIZES, STEMS, TOWNS, TRADES

if TYPE_CHECKING:
    from tests.bench.entry.desk_a import Open

CUSTOMERS = 300
CLOSE_PAIRS = 36
COUNTRIES = ("DE", "AT", "CH", "NL", "FR", "BE", "US")
SHARES = (70, 10, 7, 5, 4, 2, 2)
CURRENCY = {"CH": "CHF", "US": "USD"}
TERMS = ("net 30", "net 14", "net 10", "net 21", "net 30 eom", "net 60", "day 15")
TERMS_SHARES = (46, 22, 9, 8, 6, 6, 3)
ORDER_PATTERNS = ("PO-#####", "45000#####", "B/@/####", "####-@", "K@####", "Best. ####", "EK@-###", "1#######")


@dataclass(frozen=True, slots=True)
class Article:
    """Something sold, at its list price and usual quantity."""

    name: str
    price: Decimal
    tax_rate: str
    usual: int


@dataclass(frozen=True, slots=True)
class Contract:
    """Something billed every so many months on the same day of the month, some with a quantity that varies."""

    article: Article
    first: date
    every: int
    reference: str
    metered: bool
    tax_rate: str

    def is_due(self, day: date) -> bool:
        """Whether it is billed on this business day: its day of the month, or the Monday after a weekend."""
        for back in range(3 if day.weekday() == 0 else 1):
            on = day - timedelta(days=back)
            months = (on.year - self.first.year) * 12 + on.month - self.first.month
            if months >= 0 and months % self.every == 0 and on.day == self.first.day:
                return True
        return False

    def line(self, day: date, rng: Random) -> LineDict:
        """The line of this time."""
        quantity = str(rng.randint(2, 40)) if self.metered else "1"
        price = half_up(self.article.price * yearly(day), 2)
        named = f"{self.article.name} {day:%m/%Y}"
        return {"description": named, "quantity": quantity, "unit_price": str(price), "tax_rate": self.tax_rate}


def yearly(day: date) -> Decimal:
    """Prices rise by 3 percent each January."""
    return Decimal("1.03") ** (day.year - 2024)


@dataclass(slots=True)
class Firm:
    """A customer and its habits."""

    customer: CustomerDict
    start: date
    basket: list[Article]
    discount: Decimal
    orders_a_day: float
    order_pattern: str
    order_number: int
    contract: Contract | None = None
    standing: Article | None = None
    by_branch: bool = False
    late: int = 0
    spread: float = 3.0
    pays_by_sum: bool = False
    run_day: int = 5
    takes_discount: bool = False
    payment_style: str = "full"
    prints_tax_id: float = 0.0
    close_to: str = ""
    waiting: list[Open] = field(default_factory=list)

    def choose(self, articles: list[Article], rng: Random) -> list[Article]:
        """What is ordered this time: mostly from what is always ordered, now and then something new."""
        count = rng.choices((1, 2, 3, 4, 5, 6, 8), (26, 24, 18, 12, 9, 6, 5))[0]
        chosen = [rng.choice(self.basket) if rng.random() < 0.85 else rng.choice(articles) for _ in range(count)]
        return list({article.name: article for article in chosen}.values())

    def quantity(self, article: Article, rng: Random, large: bool) -> str:
        """How many, near what is usual for the article."""
        count = max(1, round(article.usual * rng.lognormvariate(0, 0.55)))
        return str(count * rng.randint(8, 15) if large else count)

    def price(self, article: Article, day: date) -> Decimal:
        """The customer's own price of that year, a cent at least."""
        return max(half_up(article.price * (1 - self.discount) * yearly(day), 2), Decimal("0.01"))

    def order_reference(self, rng: Random, day: date) -> str:
        """The customer's next order number, on four orders in five."""
        self.order_number += rng.randint(1, 25)
        text, number = "", str(self.order_number)
        for sign in reversed(self.order_pattern):
            if sign == "#":
                text, number = (number[-1] if number else "0") + text, number[:-1]
            else:
                text = (f"{day:%y}" if sign == "@" else sign) + text
        return text if rng.random() < 0.8 else ""

    def due(self, day: date) -> date:
        """When an invoice of that day is due."""
        return due_by_terms(self.customer["terms"], day)

    def pays_on(self, due: date, rng: Random) -> date:
        """About when it always pays."""
        return due + timedelta(days=self.late + round(rng.gauss(0, self.spread)))

    def payment_reference(self, numbers: list[str], rng: Random) -> str:
        """What stands on the transfer."""
        if rng.random() < 0.08:
            return rng.choice(("", "Vielen Dank", f"Kd-Nr. {self.customer['code']}", "Rechnung lt. Avis"))
        if self.payment_style == "short":
            return "Re. " + ", ".join(number.split("-")[-1].lstrip("0") for number in numbers)
        return (" " if self.payment_style == "spaced" else ", ").join(numbers)

    def printed_iban(self, rng: Random) -> str:
        """The account a transfer came from; missing on one advice in twelve."""
        return rng.choice(self.customer["ibans"]) if self.customer["ibans"] and rng.random() < 0.92 else ""

    def change_account(self, rng: Random) -> None:
        """Pay from another bank from now on; the desk has not heard of it."""
        if self.customer["ibans"]:
            self.customer = {**self.customer, "ibans": [iban(self.customer["country"], rng)]}

    def printed_tax_id(self, rng: Random) -> str:
        """The tax number, on the papers of customers that have theirs printed."""
        return self.customer["vat_ids"][0] if self.customer["vat_ids"] and rng.random() < self.prints_tax_id else ""

    def shows_code(self, rng: Random) -> bool:
        """Whether our customer code is on this paper."""
        return rng.random() < 0.7


def catalogue(rng: Random) -> list[Article]:
    """What the desk sells."""
    goods = [f"{good} {size}" for good in GOODS for size in rng.sample(SIZES, 5)]
    made = []
    for name in goods:
        price = half_up(Decimal(str(round(rng.lognormvariate(2.3, 1.1), 4))), 2) + Decimal("0.09")
        made.append(Article(name, price, "19", rng.choice((1, 2, 5, 10, 10, 20, 50)) if price < 60 else 1))
    return made + [Article(book, Decimal(rng.randint(18, 90)), "7", 1) for book in BOOKS]


def make_firms(rng: Random, articles: list[Article], start: date) -> list[Firm]:
    """All customers; the second of each close pair is made from the first."""
    names = rng.sample([(stem, trade) for stem in STEMS for trade in TRADES], CUSTOMERS - CLOSE_PAIRS)
    firms = [_firm(rng, articles, start, stem, trade) for stem, trade in names]
    firms += [_twin(rng, articles, start, firm) for firm in rng.sample(firms, CLOSE_PAIRS)]
    for firm, code in zip(firms, _codes(rng, firms), strict=True):
        for other in firms:
            if other.close_to == firm.customer["code"]:
                other.close_to = code
        firm.customer["code"] = code
    return firms


def _codes(rng: Random, firms: list[Firm]) -> list[str]:
    """Five digits in the order in which the customers came; a third of the close pairs stand beside each other."""
    codes = sorted(rng.sample(range(10100, 10900), len(firms)))
    rng.shuffle(codes)
    given = [str(code) for code in codes]
    by_old = {firm.customer["code"]: place for place, firm in enumerate(firms)}
    taken = set(given)
    for place, firm in enumerate(firms):
        beside = str(int(given[by_old[firm.close_to]]) + 1) if firm.close_to else ""
        if beside and rng.random() < 0.33 and beside not in taken:
            given[place] = beside
            taken.add(beside)
    return given


def _firm(rng: Random, articles: list[Article], start: date, stem: str, trade: str) -> Firm:
    country = rng.choices(COUNTRIES, SHARES)[0]
    came = start - timedelta(days=rng.randint(100, 3000)) if rng.random() < 0.75 else start + timedelta(
        days=rng.randint(1, 600)
    )  # fmt: skip
    accounts = [number for number in (iban(country, rng) for _ in range(1 if rng.random() < 0.9 else 2)) if number]
    numbers = [number for number in (tax_id(country, rng),) if number]
    customer: CustomerDict = {
        "code": f"{stem}/{trade}", "name": f"{stem} {trade} {rng.choice(FORMS[country])}",
        "town": rng.choice(TOWNS[country]), "country": country, "currency": CURRENCY.get(country, "EUR"),
        "terms": rng.choices(TERMS, TERMS_SHARES)[0], "vat_ids": numbers,
        "ibans": accounts, "since": came.isoformat(),
    }  # fmt: skip
    return _with_habits(rng, articles, customer, max(came, start))


def _with_habits(rng: Random, articles: list[Article], customer: CustomerDict, start: date) -> Firm:
    firm = Firm(
        customer, start, basket=rng.sample(articles, rng.randint(5, 18)), discount=Decimal(rng.randint(0, 25)) / 100,
        orders_a_day=min(0.25, rng.lognormvariate(-3.6, 0.9)), order_pattern=rng.choice(ORDER_PATTERNS),
        order_number=int(digits(rng, 5)), late=round(rng.gauss(2, 9)), spread=rng.uniform(1, 6),
        by_branch=rng.random() < 0.012,
        pays_by_sum=rng.random() < 0.12, run_day=rng.choice((1, 5, 10, 15, 20)), takes_discount=rng.random() < 0.12,
        payment_style=rng.choices(("full", "short", "spaced"), (86, 8, 6))[0],
        prints_tax_id=rng.choice((0.0, 0.5, 0.9)),
    )  # fmt: skip
    if firm.takes_discount:
        firm.late = -25 if customer["terms"] == "net 30" else firm.late
    if rng.random() < 0.4:
        firm.contract = _contract(rng, start, customer)
    if rng.random() < 0.015:
        firm.standing = rng.choice(articles)
    return firm


def _contract(rng: Random, start: date, customer: CustomerDict) -> Contract:
    service = Article(rng.choice(SERVICES), half_up(Decimal(str(round(rng.lognormvariate(4.9, 0.7), 3))), 2), "19", 1)
    first = (start + timedelta(days=rng.randint(0, 60))).replace(day=rng.choice((1, 1, 5, 10, 15, 15, 20, 25)))
    rate = "19" if customer["country"] == "DE" else "0"
    metered = rng.random() < 0.25
    if metered:
        service = Article(service.name, half_up(service.price / 10, 2), "19", 1)
    return Contract(service, first, rng.choices((1, 3), (80, 20))[0], f"Vertrag {digits(rng, 4)}", metered, rate)


def _twin(rng: Random, articles: list[Article], start: date, firm: Firm) -> Firm:
    """A customer whose name is close to another's: same firm elsewhere, another legal form, another spelling."""
    first = firm.customer
    stem, trade, form = first["name"].split(" ", 2)
    customer = _firm(rng, articles, start, stem, trade).customer
    country = first["country"]
    way = rng.randrange(5)
    towns = [town for town in TOWNS[country] if town != first["town"]]
    forms = [other for other in FORMS[country] if other != form]
    vowels = {"e": "a", "a": "e", "i": "y", "o": "u", "u": "o"}
    place = next((spot for spot in range(1, len(stem)) if stem[spot] in vowels), 1)
    respelt = stem[:place] + vowels.get(stem[place], stem[place] * 2) + stem[place + 1 :]
    name, town = (
        (f"{stem} {trade} {form}", rng.choice(towns)),
        (f"{stem} {trade} {rng.choice(forms)}", first["town"]),
        (f"{respelt} {trade} {form}", rng.choice(TOWNS[country])),
        (f"{stem} {rng.choice([other for other in TRADES if other != trade])} {form}", first["town"]),
        (f"{stem} & Sohn {trade} {form}", first["town"]),
    )[way]
    accounts = [number for number in (iban(country, rng),) if number]
    customer = {
        **customer, "code": f"{first['code']}/2", "name": name, "town": town, "country": country,
        "currency": first["currency"], "vat_ids": [number for number in (tax_id(country, rng),) if number],
        "ibans": accounts,
    }  # fmt: skip
    twin = _with_habits(rng, articles, customer, max(date.fromisoformat(customer["since"] or ""), start))
    twin.close_to = first["code"]
    if rng.random() < 0.5:
        twin.order_pattern, twin.basket, twin.customer["terms"] = firm.order_pattern, firm.basket, first["terms"]
    return twin


def known_to_the_desk(customer: CustomerDict, rng: Random) -> CustomerDict:
    """What is in the book about a customer: of some no bank account or no tax number has been entered."""
    accounts, numbers = customer["ibans"], customer["vat_ids"]
    return {
        **customer,
        "ibans": accounts if rng.random() < 0.65 else [],
        "vat_ids": numbers if rng.random() < 0.85 else [],
    }


def close_pairs(firms: list[Firm]) -> tuple[tuple[str, str], ...]:
    """The codes of each close pair."""
    return tuple((firm.close_to, firm.customer["code"]) for firm in firms if firm.close_to)
