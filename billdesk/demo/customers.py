"""The practice desk's accounts: each is made from the seed and its place alone, so none has to be kept in memory."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from billdesk.demo.check_digits import BBANS, bic, iban_of, with_check_digits
from billdesk.demo.countries import COUNTRIES, NETHERLANDS, ODD_NAMES, Country
from billdesk.domain.drafts import (
    Address,
    AddressPurpose,
    BankAccount,
    FurtherAddress,
    Person,
    TaxId,
    TaxIdKind,
)
from billdesk.domain.terms import Terms, TermsKind

T = TypeVar("T")

OWNERS = ("mk", "jb")
"""Who works the practice desk; some accounts have nobody."""

REVERSE_CHARGE = "Reverse charge, Art. 196 directive 2006/112/EC"
OUTSIDE_SCOPE = "Outside the scope of VAT, Art. 44 directive 2006/112/EC"

_TERMS = (
    (40, Terms()),
    (20, Terms(days=14)),
    (10, Terms(days=60)),
    (12, Terms(TermsKind.END_OF_MONTH, 30)),
    (6, Terms(TermsKind.DAY_OF_MONTH, day=15)),
    (6, Terms(shares=(Decimal(50), Decimal(50)))),
    (6, Terms(days=14, shares=(Decimal(50), Decimal(30), Decimal(20)))),
)
_NOTES = (
    "Wants the order number on every invoice.",
    "Invoices by their portal only.",
    "Reach them before eleven.",
    "Pays on the 15th and at the end of the month.",
)


@dataclass(frozen=True, slots=True)
class Habit:
    """How a customer pays: so many days after due, give or take; on payment days only; or lately not at all."""

    delay: int
    spread: int
    in_runs: bool
    stopped: bool


_HABITS = (
    (38, Habit(-2, 3, in_runs=False, stopped=False)),
    (12, Habit(1, 2, in_runs=True, stopped=False)),
    (24, Habit(9, 6, in_runs=False, stopped=False)),
    (15, Habit(28, 10, in_runs=False, stopped=False)),
    (8, Habit(64, 28, in_runs=False, stopped=False)),
    (3, Habit(35, 15, in_runs=False, stopped=True)),
)


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """An invented account. `rates` are the tax rates of ordinary and of reduced things, in percent."""

    id: int
    code: str
    name: str
    address: Address
    persons: tuple[Person, ...]
    vat_id: str
    currency: str
    terms: Terms
    language: str
    notes: str
    owner: str
    habit: Habit
    rates: tuple[Decimal, Decimal]
    exemption: str
    addresses: tuple[FurtherAddress, ...] = ()
    tax_ids: tuple[TaxId, ...] = ()
    bank_accounts: tuple[BankAccount, ...] = ()


def chance(seed: int, place: str) -> random.Random:
    """A source of chance that is the same each time for the same seed and place."""
    return random.Random(f"{seed}/{place}")  # noqa: S311  # invents data, protects nothing


@lru_cache(maxsize=20_000)
def demo_customer(seed: int, customer_id: int, count: int) -> DemoCustomer:
    """The account with this id (from 1) among `count`."""
    rng = chance(seed, f"customer/{customer_id}")
    name, country = _name(rng, customer_id, count)
    town, postcode, region = rng.choice(country.places)
    slug = _slug(name) or f"account{customer_id}"
    vat_id = "" if _is_public(name, country) or rng.random() < 0.06 else _tax_id(rng, country)
    rates, exemption = _tax(country, vat_id)
    # From chance of their own: what they are does not change what else happens.
    more = chance(seed, f"customer/{customer_id}/particulars")
    return DemoCustomer(
        id=customer_id,
        code=f"{slug[0].upper()}-{customer_id:04}",
        name=name,
        address=Address(f"{rng.choice(country.streets)} {rng.randint(1, 180)}", postcode, town, region, country.code),
        persons=_persons(rng, country, slug),
        vat_id=vat_id,
        currency=country.currency,
        terms=_weighted(rng, _TERMS),
        language=country.language,
        notes=rng.choice(_NOTES) if rng.random() < 0.1 else "",
        owner=rng.choices((*OWNERS, ""), (45, 40, 15))[0],
        habit=_weighted(rng, _HABITS),
        rates=rates,
        exemption=exemption,
        addresses=_addresses(more, country),
        tax_ids=_tax_ids(more, country) if vat_id else (),
        bank_accounts=_bank_accounts(more, country, name),
    )


def _tax_id(rng: random.Random, country: Country) -> str:
    return with_check_digits(_digits(rng, country.vat_id), country.code)


def _addresses(rng: random.Random, country: Country) -> tuple[FurtherAddress, ...]:
    """One in five has things delivered elsewhere, a few have an office of their own for it."""
    purposes = rng.choices(
        (
            (),
            (AddressPurpose.DELIVERY,),
            (AddressPurpose.OFFICE,),
            (AddressPurpose.DELIVERY, AddressPurpose.DELIVERY),
            (AddressPurpose.DELIVERY, AddressPurpose.OTHER),
        ),
        (72, 15, 5, 5, 3),
    )[0]
    found = []
    for purpose in purposes:
        town, postcode, region = rng.choice(country.places)
        street = f"{rng.choice(country.streets)} {rng.randint(1, 180)}"
        found.append(FurtherAddress(purpose, Address(street, postcode, town, region, country.code)))
    return tuple(found)


def _tax_ids(rng: random.Random, country: Country) -> tuple[TaxId, ...]:
    """One in eight is registered in another country too."""
    others = [other for other in COUNTRIES if other is not country and other.vat_id.startswith(other.code)]
    if rng.random() > 0.12:
        return ()
    chosen = rng.sample(others, rng.choice((1, 1, 2)))
    return tuple(TaxId(TaxIdKind.VAT, _tax_id(rng, other), other.code) for other in chosen)


def _bank_accounts(rng: random.Random, country: Country, holder: str) -> tuple[BankAccount, ...]:
    """What is known of the accounts from which half of the customers pay."""
    count = rng.choices((0, 1, 2), (50, 44, 6))[0]
    bban = BBANS.get(country.code)
    if bban is None:
        return tuple(BankAccount(_digits(rng, "000#######"), holder) for _ in range(min(count, 1)))
    return tuple(
        BankAccount(iban_of(country.code, _digits(rng, bban)), holder, bic(country.code)) for _ in range(count)
    )


def _weighted(rng: random.Random, table: Sequence[tuple[int, T]]) -> T:
    return rng.choices([value for _, value in table], [weight for weight, _ in table])[0]


def _name(rng: random.Random, customer_id: int, count: int) -> tuple[str, Country]:
    """Every so often an odd name, else one of the patterns of a country."""
    step = max(1, count // len(ODD_NAMES))
    place, rest = divmod(customer_id - 1, step)
    if rest == 0 and place < len(ODD_NAMES):
        return ODD_NAMES[place]
    country = rng.choices(COUNTRIES, [country.weight for country in COUNTRIES])[0]
    family, trade, legal = rng.choice(country.families), rng.choice(country.trades), rng.choice(country.legal)
    if rng.random() < 0.16:
        places = (*country.streets, *(town for town, _, _ in country.places))
        return f"{rng.choice(country.public)} {rng.choice(places)}", country
    if country.language == "ja":
        return f"{legal}{family}{trade}", country
    if country.language in {"fr", "es", "it", "nl"}:
        return f"{trade} {family} {legal}", country
    return f"{family} {trade} {legal}", country


def _is_public(name: str, country: Country) -> bool:
    return name.startswith(country.public)


def _tax(country: Country, vat_id: str) -> tuple[tuple[Decimal, Decimal], str]:
    """The rates that the law gives a Dutch seller: its own, the buyer's country's, or none and why."""
    if country.standard is None:
        return (Decimal(0), Decimal(0)), OUTSIDE_SCOPE
    if country is not NETHERLANDS and vat_id:
        return (Decimal(0), Decimal(0)), REVERSE_CHARGE
    return (country.standard, country.reduced), ""


def _persons(rng: random.Random, country: Country, slug: str) -> tuple[Person, ...]:
    roles = (("accounts payable", "accounts"), ("managing director", "office"), ("purchasing", "purchasing"))
    return tuple(
        Person(
            _person_name(rng, country),
            role,
            _digits(rng, country.phone) if rng.random() < 0.9 else "",
            f"{mailbox}@{slug[:40]}.example" if rng.random() < 0.85 else "",
        )
        for role, mailbox in roles[: rng.choices((1, 2, 3), (60, 30, 10))[0]]
    )


def _person_name(rng: random.Random, country: Country) -> str:
    first, family = rng.choice(country.first_names), rng.choice(country.families)
    return f"{family} {first}" if country.language == "ja" else f"{first} {family}"


def _digits(rng: random.Random, pattern: str) -> str:
    return "".join(rng.choice("0123456789") if sign == "#" else sign for sign in pattern)


def _slug(name: str) -> str:
    """The Latin letters of a name, for a code and a mail domain; nothing when it has none."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().casefold()
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    return "-".join(words)
