"""Errors in who and what: the wrong customer, the wrong invoice, slips in numbers and accounts, another currency."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.entry.papers import EntryDict
from tests.bench.entry.scene import KEEPS_PROPOSAL, Scene, Typed
from tests.bench.entry.slips import COMMON


def _as_customer(scene: Scene, code: str | None, *, confused: bool = False) -> Typed | None:
    """The paper keyed on another customer: what the form proposes then follows that customer, or is typed over."""
    if code is None or code == scene.entry["customer"]:
        return None
    other = scene.around.customers[code]
    if other["since"] and other["since"] > scene.entry["issued_on"]:
        return None
    entry: EntryDict = {**scene.entry, "customer": code}
    entry["due_on"] = scene.proposed_due(entry)
    if scene.rng.random() < KEEPS_PROPOSAL:
        entry["currency"] = other["currency"]
    return scene.typed(entry, "customer", confused=confused)


def _neighbour(scene: Scene) -> Typed | None:
    """The row above or below in the list, which stands by code or by name."""
    order = scene.rng.choice((scene.around.by_code, scene.around.by_name))
    place = order.index(scene.entry["customer"]) + scene.rng.choice((-1, 1))
    return _as_customer(scene, order[place] if 0 <= place < len(order) else None)


def _close_name(scene: Scene) -> Typed | None:
    return _as_customer(scene, scene.around.close_to.get(scene.entry["customer"]), confused=True)


def _last_used(scene: Scene) -> Typed | None:
    """The customer of the entry before."""
    return _as_customer(scene, scene.around.book.papers[scene.at - 1].entry["customer"])


def _wrong_invoice(scene: Scene) -> Typed | None:
    """A receipt put on another open invoice of the same customer."""
    entry = scene.entry
    numbers = scene.around.open_numbers.get(scene.at, ())
    meant = [number for number in numbers if number in entry["reference"]]
    others = [number for number in numbers if number not in entry["reference"]]
    if not meant or not others:
        return None
    reference = entry["reference"].replace(scene.rng.choice(meant), scene.rng.choice(others), 1)
    return scene.typed({**entry, "reference": reference}, "reference")


def _number(scene: Scene) -> Typed | None:
    number = scene.entry["number"]
    wrong = scene.rng.choice(COMMON)(number, scene.rng) if number else None
    return scene.typed({**scene.entry, "number": wrong}, "number") if wrong and wrong != number else None


def _account(scene: Scene) -> Typed | None:
    """A slip in the digits of an IBAN or a tax number, behind the letters of its country."""
    slip = scene.rng.choice(COMMON)
    iban, vat_id = scene.entry["iban"], scene.entry["vat_id"]
    wrong = slip(iban or vat_id, scene.rng)
    if wrong is None or wrong in {iban, vat_id}:
        return None
    if iban:
        return scene.typed({**scene.entry, "iban": wrong}, "iban")
    return scene.typed({**scene.entry, "vat_id": wrong}, "vat_id")


def wrong_currency(scene: Scene) -> Typed | None:
    """Another of the desk's currencies that has the same digits."""
    own = scene.entry["currency"]
    others = [code for code in scene.around.book.digits if code != own and scene.digits(code) == scene.digits(own)]
    return scene.typed({**scene.entry, "currency": scene.rng.choice(others)}, "currency") if others else None


CUSTOMER_MAKERS: dict[str, Callable[[Scene], Typed | None]] = {
    "neighbour in the list": _neighbour,
    "close name": _close_name,
    "last used customer": _last_used,
}
REFERENCE_MAKERS: dict[str, Callable[[Scene], Typed | None]] = {
    "receipt on the wrong open invoice": _wrong_invoice,
    "number slip": _number,
    "IBAN or VAT slip": _account,
}
