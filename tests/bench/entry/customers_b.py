"""Customers of the second desk: who they are, what they have ordered for good, and when they pay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tests.bench.entry.identifiers import digits, iban, tax_id
from tests.bench.entry.papers import CustomerDict, LineDict

CUSTOMERS = 300
CLOSE_PAIRS = 40
COUNTRIES = ("GB", "IE", "PL", "IT", "JP", "DK", "IN")
SHARES = (56, 14, 9, 8, 5, 4, 4)
CURRENCY = {"IE": "EUR", "PL": "EUR", "IT": "EUR", "DK": "EUR", "JP": "JPY"}
TERMS = ("net 30", "net 28", "net 14", "net 45", "net 7", "day 20", "net 30 eom")
TERMS_SHARES = (34, 20, 18, 10, 6, 6, 6)

FIRST = (
    "Abbot", "Alder", "Ashby", "Barrow", "Beacon", "Birch", "Bramley", "Calder", "Carrick", "Clover", "Corbel",
    "Crane", "Dalton", "Derwent", "Dunmore", "Elmfield", "Fallow", "Farrow", "Fenwick", "Garnet", "Glebe", "Grange",
    "Harlow", "Hawthorn", "Heron", "Ivory", "Juniper", "Kestrel", "Kirkby", "Lark", "Linden", "Lowther", "Mallard",
    "Marlow", "Merrow", "Norden", "Oakham", "Orchard", "Pelham", "Penrose", "Quarry", "Rowan", "Saffron", "Selby",
    "Sorrel", "Tamar", "Thorne", "Upton", "Verity", "Wansbeck", "Warren", "Wexcombe", "Yarrow", "Zenith",
)  # fmt: skip
SECOND = (
    "Analytics", "Capital", "Care", "Clinics", "Data", "Energy", "Foods", "Freight", "Health", "Housing", "Insurance",
    "Labs", "Legal", "Logistics", "Media", "Pharma", "Retail", "Schools", "Studios", "Travel",
)  # fmt: skip
FORMS = {
    "GB": ("Ltd", "plc", "LLP"), "IE": ("Ltd", "DAC"), "PL": ("Sp. z o.o.", "S.A."), "IT": ("S.r.l.", "S.p.A."),
    "JP": ("K.K.", "G.K."), "DK": ("ApS", "A/S"), "IN": ("Pvt Ltd", "Ltd"),
}  # fmt: skip
TOWNS = {
    "GB": ("Leeds", "Bristol", "Derby", "Exeter", "Hull", "Luton", "Oxford", "Perth", "Truro", "York"),
    "IE": ("Cork", "Galway", "Sligo"), "PL": ("Gdynia", "Lublin", "Opole"), "IT": ("Bari", "Pisa", "Udine"),
    "JP": ("Kobe", "Nara", "Sendai"), "DK": ("Odense", "Vejle"), "IN": ("Pune", "Mysuru"),
}  # fmt: skip
GRADES = (
    "Consultant", "Senior consultant", "Architect", "Support engineer", "Project manager", "Tester", "Data engineer",
)  # fmt: skip
PLANS = ("Hosting plan S", "Hosting plan M", "Hosting plan L", "Backup vault", "Service desk", "Monitoring")
LICENCES = ("Office seat", "CRM seat", "Design seat", "Security seat", "Analytics seat")
HARDWARE = (
    "Laptop 14 in", "Laptop 16 in", "Monitor 27 in", "Dock", "Switch 24 port", "Access point", "Headset", "Server rack",
    "SSD 2 TB", "Firewall", "Cable set", "Printed handbook",
)  # fmt: skip
ORDER_PATTERNS = ("4700######", "PO/@/####", "&-#####", "WO ######", "CC@-####", "P#######", "&/####/@")


@dataclass(frozen=True, slots=True)
class Plan:
    """Something billed again and again: every `days` days, or (`days` 0) on the last business day of `months` months.

    `rate` is the price of one; the quantity is `fixed`, or hours by the quarter around `hours`.
    """

    name: str
    rate: Decimal
    start: date
    days: int = 0
    months: int = 1
    fixed: int = 1
    hours: float = 0.0
    reference: str = ""

    def dates(self, end: date) -> Iterator[date]:
        """Every day on which it is billed."""
        day = self.start
        while day < end:
            if self.days:
                yield day
                day += timedelta(days=self.days)
            else:
                month = day.month - 1 + self.months
                following = date(day.year + month // 12, month % 12 + 1, 1)
                last = following - timedelta(days=1)
                yield max(self.start, last - timedelta(days=max(0, last.weekday() - 4)))
                day = following

    def quantity(self, rng: Random) -> str:
        """How many, or how many hours."""
        if not self.hours:
            return str(self.fixed)
        quarters = max(1, round(4 * self.hours * rng.lognormvariate(0, 0.35)))
        return str((Decimal(quarters) / 4).normalize() if quarters % 4 else quarters // 4)


@dataclass(slots=True)
class Client:
    """A customer and its habits. `run_weekday` is the day of its weekly payment run, `None` pays each invoice alone."""

    customer: CustomerDict
    start: date
    initials: str
    pattern: str
    order_number: int
    gives_orders: float
    plans: list[Plan] = field(default_factory=list)
    buys_a_year: float = 0.0
    uplift: Decimal = Decimal(1)
    late: int = 0
    run_weekday: int | None = None
    prints_tax_id: bool = False
    prints_number: bool = True
    by_office: bool = False
    close_to: str = ""

    def order(self, rng: Random, day: date) -> str:
        """The customer's next order number."""
        if rng.random() > self.gives_orders:
            return ""
        self.order_number += rng.randint(1, 60)
        return self._written(str(self.order_number), day)

    def _written(self, number: str, day: date) -> str:
        text, left = "", number
        for sign in reversed(self.pattern):
            if sign == "#":
                text, left = (left[-1] if left else "0") + text, left[:-1]
            else:
                text = {"@": f"{day:%y}", "&": self.initials}.get(sign, sign) + text
        return text

    def tax_rate(self, name: str) -> str:
        """Twenty percent at home, nothing on books and abroad."""
        return "20" if self.customer["country"] == "GB" and "handbook" not in name else "0"

    def line(self, name: str, quantity: str, price: Decimal) -> LineDict:
        """One line in the customer's currency."""
        return {
            "description": name, "quantity": quantity, "unit_price": str(price), "tax_rate": self.tax_rate(name),
        }  # fmt: skip


def in_currency(price: Decimal, currency: str) -> Decimal:
    """A price list of each currency, rounded as people price."""
    if currency == "JPY":
        return (price * 19).quantize(Decimal(1)) * 10
    return (price * (Decimal("1.15") if currency == "EUR" else 1)).quantize(Decimal("0.01"))


def make_clients(rng: Random, start: date, days: int) -> list[Client]:
    """All customers."""
    names = rng.sample([(first, second) for first in FIRST for second in SECOND], CUSTOMERS - CLOSE_PAIRS)
    taken: set[str] = set()
    clients = [_client(rng, start, days, f"{first} {second}", taken) for first, second in names]
    return clients + [_look_alike(rng, start, days, client, taken) for client in rng.sample(clients, CLOSE_PAIRS)]


def _code(name: str, taken: set[str]) -> str:
    """Four letters and a running number: look-alikes stand beside each other."""
    stem = name.replace(" ", "")[:4].upper()
    code = next(code for number in range(1, 99) if (code := f"{stem}{number:02}") not in taken)
    taken.add(code)
    return code


def _client(
    rng: Random, start: date, days: int, name: str, taken: set[str], country: str = "", form: str = ""
) -> Client:
    country = country or rng.choices(COUNTRIES, SHARES)[0]
    came = start + timedelta(days=rng.randint(-2000, -30) if rng.random() < 0.7 else rng.randint(1, days - 120))
    account = iban(country, rng)
    number = tax_id(country, rng)
    customer: CustomerDict = {
        "code": _code(name, taken), "name": f"{name} {form or rng.choice(FORMS[country])}",
        "town": rng.choice(TOWNS[country]), "country": country, "currency": CURRENCY.get(country, "GBP"),
        "terms": rng.choices(TERMS, TERMS_SHARES)[0], "vat_ids": [number] if number else [],
        "ibans": [account] if account else [], "since": came.isoformat(),
    }  # fmt: skip
    first = max(start, came)
    client = Client(
        customer, first, "".join(word[0] for word in name.split()[:2]).upper(), rng.choice(ORDER_PATTERNS),
        int(digits(rng, 4)), rng.choice((0.5, 0.8, 0.95)), buys_a_year=rng.lognormvariate(1.2, 0.9),
        uplift=Decimal(rng.randint(90, 118)) / 100, late=round(rng.gauss(4, 8)),
        run_weekday=rng.choice((1, 4, 4)) if rng.random() < 0.35 else None,
        prints_tax_id=rng.random() < 0.5, prints_number=rng.random() < 0.9, by_office=rng.random() < 0.012,
    )  # fmt: skip
    client.plans = list(_plans(rng, client, first))
    return client


def _plans(rng: Random, client: Client, first: date) -> Iterator[Plan]:
    """Time sheets every four weeks or every week, plans by the month, licences by the quarter."""
    currency = client.customer["currency"]
    begin = first + timedelta(days=rng.randint(0, 27))
    monday = begin + timedelta(days=-begin.weekday() % 7)
    blanket = client.order(rng, first) if rng.random() < 0.6 else ""
    if rng.random() < 0.45:
        for grade in rng.sample(GRADES, rng.choices((1, 2, 3), (6, 3, 1))[0]):
            rate = in_currency(Decimal(rng.randint(48, 145)) * client.uplift, currency)
            yield Plan(grade, rate, monday, days=28, hours=rng.uniform(6, 120), reference=blanket)
    if rng.random() < 0.05:
        rate = in_currency(Decimal(rng.randint(60, 90)), currency)
        yield Plan("On-site visit", rate, monday, days=7, hours=rng.uniform(2, 8), reference=blanket)
    if rng.random() < 0.4:
        rate = in_currency(Decimal(rng.randint(1900, 42000)) / 100 * client.uplift, currency)
        yield Plan(rng.choice(PLANS), rate, begin, reference=blanket)
    if rng.random() < 0.25:
        rate = in_currency(Decimal(rng.randint(600, 5200)) / 100, currency)
        yield Plan(rng.choice(LICENCES), rate, begin, months=3, fixed=rng.randint(2, 90), reference=blanket)


def _look_alike(rng: Random, start: date, days: int, client: Client, taken: set[str]) -> Client:
    """A sister company, a namesake in another town, a name with a letter more or with its words turned round."""
    words = client.customer["name"].split()
    name, form, country = " ".join(words[:2]), " ".join(words[2:]), client.customer["country"]
    way = rng.randrange(6)
    other = (
        name,
        f"{words[0]} {words[1]} Group",
        f"{words[0]}e {words[1]}",
        f"{words[1]} {words[0]}",
        f"{words[0]} {words[1]} Services",
        f"{words[0]}s {words[1]}",
    )[way]
    twin = _client(rng, start, days, other, taken, country, form)
    twin.close_to = client.customer["code"]
    if way == 0:
        twin.customer["town"] = rng.choice([town for town in TOWNS[country] if town != client.customer["town"]])
    if rng.random() < 0.4:
        twin.pattern, twin.customer["terms"] = client.pattern, client.customer["terms"]
        twin.initials = client.initials
    return twin
