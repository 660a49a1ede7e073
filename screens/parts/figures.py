"""Figures in columns: amounts on their decimal sign, days, and the ageing of an account in words and blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rich.cells import cell_len

from billdesk.domain.ageing import BUCKETS, age
from billdesk.domain.dates import say_day, short_day
from billdesk.domain.money import digits, format_minor, format_money, symbol
from billdesk.domain.records import AccountView
from screens.parts.paper import Cell, Line, Run, wrap
from screens.queue_rows import right

BAR_CELLS = 20
_BLOCKS = "░▒▓███"
"""One sign for each bucket of age, so that the bar says without colour what is late."""
_HOWS = ("dim", "near", "late", "late", "late", "late")


@dataclass(frozen=True, slots=True)
class MoneyColumn:
    """A column of amounts: the currency's sign in a column of its own, all amounts on one decimal sign.

    `minus` is whether there is room for a minus in front of the currency's sign.
    """

    minus: bool
    sign: int
    amount: int
    places: int

    @classmethod
    def of(cls, amounts: Iterable[tuple[int, str]]) -> MoneyColumn:
        """The column that holds all of these amounts (minor units, currency) whole."""
        known = list(amounts)
        places = max((digits(currency) for _, currency in known), default=2)
        sign = max((cell_len(symbol(currency)) for _, currency in known), default=1)
        texts = (cell_len(_padded(abs(minor), currency, places)) for minor, currency in known)
        return cls(any(minor < 0 for minor, _ in known), sign, max(texts, default=4), places)

    @property
    def width(self) -> int:
        """Its cells."""
        return self.minus + self.sign + 1 + self.amount

    def cell(self, minor: int, currency: str, how: str = "plain") -> Cell:
        """One amount."""
        minus = "-" if minor < 0 else " " * self.minus
        sign = symbol(currency) + " " * (self.sign - cell_len(symbol(currency)))
        amount = right(_padded(abs(minor), currency, self.places), self.amount)
        return Cell(f"{minus}{sign} {amount}", self.width, True, how)


def _padded(minor: int, currency: str, places: int) -> str:
    """An amount with room behind it for the decimals that its currency does not have."""
    missing = places - digits(currency)
    return format_minor(minor, currency) + " " * (missing + (1 if missing and not digits(currency) else 0))


@dataclass(frozen=True, slots=True)
class DayColumn:
    """A column of days, flush right so that the months stand below each other."""

    today: date
    width: int

    @classmethod
    def of(cls, days: Iterable[date], today: date) -> DayColumn:
        """The column that holds all of these days."""
        return cls(today, max((len(short_day(day, today)) for day in days), default=1))

    def cell(self, day: date) -> Cell:
        """One day."""
        return Cell(short_day(day, self.today), self.width, True, "dim")


def say_weekday(day: date, today: date) -> str:
    """`Mon 30 Nov`, with the year when it is another."""
    return say_day(day).removesuffix(f" {today.year}")


def say_sums(sums: Mapping[str, int]) -> str:
    """`€ 14,899.20 + £ 300.00`."""
    return " + ".join(format_money(minor, currency) for currency, minor in sums.items())


def say_unapplied(account: AccountView, currency: str) -> str:
    """What is open, less what is unapplied, is what is owed: with all three figures when something is unapplied."""
    open_minor = sum(item.open_minor for item in account.open_items if item.currency == currency)
    unapplied = sum(credit.unapplied_minor for credit in account.credits if credit.currency == currency)
    if not unapplied:
        return f"Σ {format_money(open_minor, currency)} = receivable"
    return (
        f"Σ {format_money(open_minor, currency)} − unapplied {format_money(unapplied, currency)}"
        f" = receivable {format_money(open_minor - unapplied, currency)}"
    )


def currencies_of(account: AccountView) -> tuple[str, ...]:
    """The currencies in which something is open or unapplied, the account's own first."""
    found = {item.currency for item in account.open_items} | {credit.currency for credit in account.credits}
    return tuple(sorted(found, key=lambda currency: (currency != account.currency, currency)))


def ageing_lines(width: int, account: AccountView, today: date, *, sums: bool = False) -> list[Line]:
    """The ageing bar of each currency with its buckets in words; with `sums` the identity of receivables below."""
    lines: list[Line] = []
    for currency in currencies_of(account):
        buckets = age(
            ((item.due_on, item.open_minor) for item in account.open_items if item.currency == currency), today
        )
        if any(buckets):
            lines += _bar_lines(width, buckets, currency)
        if sums:
            lines.append((Run(f" {say_unapplied(account, currency)}", "dim"),))
    return lines or [(Run(" Nothing is open.", "dim"),)]


def _bar_lines(width: int, buckets: Sequence[int], currency: str) -> list[Line]:
    """Blocks by share, then `current` and every bucket that holds something."""
    bar = bar_runs(buckets)
    words = [
        f"{name} {format_minor(minor, currency)}".replace(" ", "\N{NO-BREAK SPACE}")
        for at, (name, minor) in enumerate(zip(BUCKETS, buckets, strict=True))
        if minor or at == 0
    ]
    room = max(12, width - BAR_CELLS - 4)
    first, *others = wrap(f"{symbol(currency)}  {'   '.join(words)}", room)
    further = [(Run(" " * (BAR_CELLS + 3) + other.strip()),) for other in others]
    return [(Run(" "), *bar, Run(f"  {first}")), *further]


def bar_runs(buckets: Sequence[int], cells: int = BAR_CELLS) -> Line:
    """A bar of exactly `cells` blocks divided by the buckets' shares, the oldest first."""
    whole = sum(buckets) or 1
    runs, done, drawn = [], 0, 0
    for at in reversed(range(len(buckets))):
        done += buckets[at]
        upto = (done * cells * 2 + whole) // (2 * whole)
        if upto > drawn:
            runs.append(Run(_BLOCKS[at] * (upto - drawn), _HOWS[at]))
        drawn = max(drawn, upto)
    return tuple(runs)
