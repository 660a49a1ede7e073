"""How fingers err: slips in a row of digits, each as text that still looks like what was meant."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

KEYPAD = {
    "0": "123", "1": "0245", "2": "0135", "3": "026", "4": "157", "5": "2468",
    "6": "359", "7": "48", "8": "579", "9": "68",
}  # fmt: skip
LOOKS_LIKE = {"0": "68", "1": "74", "2": "7", "3": "8", "4": "9", "5": "63", "6": "05", "7": "1", "8": "30", "9": "4"}

Slip = Callable[[str, Random], str | None]
"""Makes the slip in a text, or `None` where the text has no place for it."""


def _digits(text: str) -> list[int]:
    return [place for place, sign in enumerate(text) if sign.isdigit()]


def _put(text: str, place: int, sign: str) -> str:
    return text[:place] + sign + text[place + 1 :]


def substituted(text: str, rng: Random) -> str | None:
    """One digit is another: in seven of ten the key beside it."""
    if not (places := _digits(text)):
        return None
    place = rng.choice(places)
    near = KEYPAD[text[place]] if rng.random() < 0.7 else [digit for digit in KEYPAD if digit != text[place]]
    return _put(text, place, rng.choice(near))


def misread(text: str, rng: Random) -> str | None:
    """One digit was read as one that looks like it."""
    if not (places := _digits(text)):
        return None
    place = rng.choice(places)
    return _put(text, place, rng.choice(LOOKS_LIKE[text[place]]))


def _swap(text: str, rng: Random, apart: int) -> str | None:
    places = _digits(text)
    pairs = [pair for pair in zip(places, places[apart:], strict=False) if text[pair[0]] != text[pair[1]]]
    if not pairs:
        return None
    first, second = rng.choice(pairs)
    return _put(_put(text, first, text[second]), second, text[first])


def swapped(text: str, rng: Random) -> str | None:
    """Two digits beside each other changed places."""
    return _swap(text, rng, 1)


def jump_swapped(text: str, rng: Random) -> str | None:
    """Two digits with one between them changed places."""
    return _swap(text, rng, 2)


def omitted(text: str, rng: Random) -> str | None:
    """One digit is missing; something is left."""
    places = _digits(text)
    if len(places) < 2:
        return None
    place = rng.choice(places)
    left = (text[:place] + text[place + 1 :]).removesuffix(".")
    return f"0{left}" if left.startswith(".") else left


def doubled(text: str, rng: Random) -> str | None:
    """One digit was typed twice."""
    if not (places := _digits(text)):
        return None
    place = rng.choice(places)
    return text[:place] + text[place] + text[place:]


def times(power: int) -> Slip:
    """The point slipped to the right."""

    def slip(text: str, _: Random) -> str | None:
        whole, _point, part = text.partition(".")
        moved, rest = part[:power].ljust(power, "0"), part[power:]
        number = (whole + moved).lstrip("0") or "0"
        if part:
            rest = rest.ljust(len(part), "0")
        return f"{number}.{rest}" if rest else number

    return slip


def signed(text: str, _: Random) -> str | None:
    """With the other sign."""
    return text.removeprefix("-") if text.startswith("-") else f"-{text}"


COMMON: tuple[Slip, ...] = (substituted, swapped, jump_swapped, omitted, doubled)
