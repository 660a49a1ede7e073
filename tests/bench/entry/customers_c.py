"""Customers of the third desk: who they are, which parts they call off, and how they pay."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tests.bench.entry.identifiers import digits, iban, tax_id
from tests.bench.entry.papers import CustomerDict, LineDict

CUSTOMERS = 300
CLOSE_PAIRS = 38
COUNTRIES = ("FR", "ES", "PL", "CZ", "PT", "BE", "IT")
SHARES = (50, 16, 15, 7, 5, 4, 3)
CURRENCY = {"PL": "PLN", "CZ": "CZK"}
PER_EURO = {"EUR": Decimal(1), "PLN": Decimal("4.3"), "CZK": Decimal("24.5")}
TERMS = ("net 45 eom", "net 30 eom", "net 60", "net 30", "net 45", "day 10", "net 10")
TERMS_SHARES = (28, 18, 20, 16, 8, 6, 4)

STEMS = (
    "Aubrac", "Belvar", "Brione", "Calmec", "Cantou", "Cévenol", "Cormier", "Dauphin", "Delmas", "Drômex", "Escaut",
    "Fabrègue", "Ferrand", "Garonne", "Gélise", "Hélior", "Isérane", "Jurançon", "Kerval", "Lacaze", "Lorrane",
    "Lubéron", "Marçac", "Morvan", "Navarro", "Nivelle", "Orbec", "Oriol", "Pardina", "Quercy", "Ribera", "Roncal",
    "Sauvière", "Segura", "Tarbel", "Tolva", "Urbasa", "Valdor", "Vercors", "Wolska", "Zamora", "Zielin",
)  # fmt: skip
TRADES = (
    "Aéro", "Agro", "Automation", "Automotive", "Câblage", "Chaudronnerie", "Électro", "Hydro", "Levage", "Machines",
    "Marine", "Mécanique", "Métal", "Moteurs", "Pneumatique", "Robotique", "Systèmes", "Vannes",
)  # fmt: skip
FORMS = {
    "FR": ("SAS", "SARL", "SA"), "ES": ("S.L.", "S.A."), "PL": ("sp. z o.o.", "S.A."), "CZ": ("s.r.o.", "a.s."),
    "PT": ("Lda", "S.A."), "BE": ("SRL", "NV"), "IT": ("S.r.l.", "S.p.A."),
}  # fmt: skip
TOWNS = {
    "FR": ("Albi", "Annonay", "Bourges", "Cholet", "Figeac", "Laval", "Oyonnax", "Roanne", "Thiers", "Vierzon"),
    "ES": ("Bilbao", "Burgos", "Lleida", "Vigo"), "PL": ("Gliwice", "Kielce", "Mielec"), "CZ": ("Brno", "Kolín"),
    "PT": ("Aveiro", "Braga"), "BE": ("Gand", "Namur"), "IT": ("Brescia", "Modena"),
}  # fmt: skip
PARTS = (
    "Bague", "Bride", "Carter", "Chape", "Douille", "Écrou", "Entretoise", "Flasque", "Galet", "Goupille", "Insert",
    "Manchon", "Moyeu", "Palier", "Pignon", "Platine", "Rondelle", "Rotule", "Support", "Vis",
)  # fmt: skip
SPARES = (
    "Réparation moule", "Échantillons", "Contrôle 3D", "Gabarit", "Reprise d'usinage", "Ébavurage", "Essai matière",
)  # fmt: skip
ORDERS = ("45########", "CO-@-####", "&/####", "PED####-@", "ZAM/####/@", "OBJ@####", "A######", "&@.####")
PACKS = (10, 25, 50, 100, 200, 250, 500, 1000)


@dataclass(frozen=True, slots=True)
class Part:
    """A part made to a drawing: its price in the customer's currency, up to four decimals, and how it is packed."""

    name: str
    price: Decimal
    pack: int
    packs: int


@dataclass(slots=True)
class Blanket:
    """A blanket order: its parts are called off every `every` days on one weekday.

    `names` tells what a call-off says: the `release`, which counts on, the `order` alone, or `nothing` (by telephone).
    """

    reference: str
    parts: list[Part]
    first: date
    every: int
    names: str
    release: int = 0

    def next_reference(self) -> str:
        """What the customer writes on the next call-off."""
        self.release += 1
        return {"release": f"{self.reference}/{self.release:03}", "order": self.reference}.get(self.names, "")


@dataclass(slots=True)
class Buyer:
    """A customer and its habits.

    `collects` bills a month's deliveries in one invoice at its end. `pays` is `alone` (each invoice by itself), `runs`
    (on the 10th and the 25th what has become due) or `draft` (a draft on the due date itself, all of one day in one).
    """

    customer: CustomerDict
    start: date
    initials: str
    pattern: str
    counter: int
    gives_orders: float
    blankets: list[Blanket] = field(default_factory=list)
    spares_a_year: float = 0.0
    collects: bool = False
    by_site: bool = False
    pays: str = "alone"
    late: float = 0.0
    writes: str = "number"
    prints_tax_id: float = 0.0
    close_to: Buyer | None = None

    def order(self, rng: Random, day: date) -> str:
        """The customer's next order number, or nothing."""
        if rng.random() > self.gives_orders:
            return ""
        self.counter += rng.randint(1, 35)
        left, text = str(self.counter), ""
        for sign in reversed(self.pattern):
            if sign == "#":
                left, last = left[:-1], left[-1:] or "0"
                text = last + text
            else:
                text = {"@": f"{day:%y}", "&": self.initials}.get(sign, sign) + text
        return text

    def line(self, name: str, quantity: str, price: Decimal) -> LineDict:
        """One line: tax at home, Polish tax on what the Polish site sells there, none on deliveries abroad."""
        rate = "20" if self.customer["country"] == "FR" else "0"
        if self.by_site:
            rate = "23"
        elif rate == "20" and name.startswith("Notice"):
            rate = "5.5"
        return {"description": name, "quantity": quantity, "unit_price": str(price), "tax_rate": rate}


def priced(euros: float, currency: str) -> Decimal:
    """As parts are priced: four decimals below one, three below ten, else two."""
    price = Decimal(str(round(euros, 4))) * PER_EURO[currency]
    places = "0.0001" if price < 1 else "0.001" if price < 10 else "0.01"
    return max(price.quantize(Decimal(places)), Decimal("0.0100"))


def make_buyers(rng: Random, start: date, days: int) -> list[Buyer]:
    """All customers; the codes are handed out in the order in which they came, as their accounts are opened."""
    names = rng.sample([f"{stem} {trade}" for stem in STEMS for trade in TRADES], CUSTOMERS - CLOSE_PAIRS)
    buyers = [_buyer(rng, start, days, name) for name in names]
    buyers += [_namesake(rng, start, days, buyer) for buyer in rng.sample(buyers, CLOSE_PAIRS)]
    code = 411_0040
    for buyer in sorted(buyers, key=lambda known: (known.customer["since"] or "", known.customer["name"])):
        code += rng.choice((1, 1, 1, 2, 5, 10))
        buyer.customer["code"] = str(code)
    return buyers


def _buyer(rng: Random, start: date, days: int, name: str, country: str = "", form: str = "") -> Buyer:
    country = country or rng.choices(COUNTRIES, SHARES)[0]
    came = start + timedelta(days=rng.randint(-3000, -20) if rng.random() < 0.75 else rng.randint(1, days - 150))
    customer: CustomerDict = {
        "code": "", "name": f"{name} {form or rng.choice(FORMS[country])}", "town": rng.choice(TOWNS[country]),
        "country": country, "currency": CURRENCY.get(country, "EUR"), "terms": rng.choices(TERMS, TERMS_SHARES)[0],
        "vat_ids": [tax_id(country, rng)], "ibans": [iban(country, rng)], "since": came.isoformat(),
    }  # fmt: skip
    if country in CURRENCY and rng.random() < 0.3:
        customer["currency"] = "EUR"
    buyer = Buyer(
        customer, max(start, came), "".join(word[0] for word in name.split()[:2]).upper(), rng.choice(ORDERS),
        int(digits(rng, rng.choice((3, 4, 4)))), rng.choice((0.4, 0.85, 0.97, 0.97)),
        spares_a_year=rng.lognormvariate(1.3, 0.9), collects=rng.random() < 0.22,
        by_site=country == "PL" and customer["currency"] == "PLN" and rng.random() < 0.6,
        pays=rng.choices(("alone", "runs", "draft"), (50, 30, 20))[0], late=rng.gauss(5, 7),
        writes=rng.choices(("number", "words and number", "squeezed", "own number", "nothing"), (52, 20, 8, 11, 9))[0],
        prints_tax_id=0.3 if country == "FR" else 0.95,
    )  # fmt: skip
    for _ in range(rng.choices((0, 1, 2), (38, 47, 15))[0]):
        buyer.blankets.append(_blanket(rng, buyer))
    return buyer


def _blanket(rng: Random, buyer: Buyer) -> Blanket:
    first = buyer.start + timedelta(days=rng.randint(0, 40))
    weekday = rng.choice((0, 1, 2, 3, 3))
    parts = [_part(rng, buyer.customer["currency"]) for _ in range(rng.choices((1, 2, 3, 5), (40, 30, 20, 10))[0])]
    return Blanket(
        buyer.order(rng, first) or f"Contrat {digits(rng, 3)}", parts,
        first + timedelta(days=(weekday - first.weekday()) % 7),
        rng.choices((7, 14, 28), (22, 38, 40))[0], rng.choices(("release", "order", "nothing"), (50, 30, 20))[0],
    )  # fmt: skip


def _part(rng: Random, currency: str) -> Part:
    """Cheap parts come in big packs: a call-off is worth some hundreds to some thousands of euros."""
    euros = rng.lognormvariate(0.6, 1.6)
    worth = rng.lognormvariate(6.4, 0.8)
    pack = min(PACKS, key=lambda size: abs(size - worth / euros / 4))
    packs = max(1, round(worth / euros / pack))
    return Part(f"{rng.choice(PARTS)} {digits(rng, 5)}-{rng.choice('ABC')}", priced(euros, currency), pack, packs)


def _namesake(rng: Random, start: date, days: int, buyer: Buyer) -> Buyer:
    """Another plant of the group, its holding, a dropped accent, another legal form or one letter more."""
    first = buyer.customer
    stem, trade, form = first["name"].split(" ", 2)
    country = first["country"]
    way = rng.randrange(6)
    plain = stem.translate(str.maketrans("éèôç", "eeoc"))
    name, other = (
        (f"{stem} {trade} Industrie", form),
        (f"{stem} {trade}", next(known for known in FORMS[country] if known != form)),
        (f"{plain if plain != stem else stem + 'e'} {trade}", form),
        (f"{stem} {trade}", form),
        (f"Groupe {stem} {trade}", form),
        (f"{stem[:2]}{stem[1]}{stem[2:]} {trade}", form),
    )[way]
    twin = _buyer(rng, start, days, name, country, other)
    if way == 3:
        twin.customer["town"] = rng.choice([town for town in TOWNS[country] if town != first["town"]])
    if rng.random() < 0.5:
        twin.pattern, twin.initials, twin.customer["terms"] = buyer.pattern, buyer.initials, first["terms"]
    twin.close_to = buyer
    return twin
