"""What each person, or the whole desk, usually enters: the largest invoice of a year, by currency."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from billdesk.domain.checks.entered import Entered, EntryKind

ENOUGH: Final = 20
"""So many invoices of a year say what somebody usually enters."""

_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Usual:
    """The largest invoice of the last twelve months; `is_own` where it is that of who enters, not the desk's."""

    most: Decimal
    is_own: bool


class UsualAmounts:
    """The largest invoice of each month by who entered it, and by the desk as a whole (nobody named)."""

    def __init__(self) -> None:
        """Begin with nothing booked."""
        self._most: defaultdict[tuple[str, str], dict[int, Decimal]] = defaultdict(dict)
        self._count: Counter[tuple[str, str, int]] = Counter()

    def add(self, entered: Entered) -> None:
        """Count one invoice for who entered it and for the desk; other kinds say nothing here."""
        if entered.kind is not EntryKind.INVOICE or entered.issued_on is None:
            return
        month = _month(entered.issued_on)
        for who in {entered.entered_by.casefold(), ""}:
            most = self._most[who, entered.currency]
            most[month] = max(entered.total, most.get(month, entered.total))
            self._count[who, entered.currency, month] += 1

    def usual(self, entered: Entered, today: date) -> Usual | None:
        """What who enters it usually enters, however the name is capitalised; else what the desk does.

        `None` where too few are known, and for what is no invoice.
        """
        if entered.kind is not EntryKind.INVOICE:
            return None
        who = entered.entered_by.casefold()
        own = self._largest(who, entered.currency, today) if who else None
        most = own if own is not None else self._largest("", entered.currency, today)
        return None if most is None else Usual(most, own is not None)

    def _largest(self, who: str, currency: str, today: date) -> Decimal | None:
        """The largest of the last twelve months; `None` for too few."""
        known = self._most.get((who, currency), {})
        months = [month for month in known if _month(today) - _MONTHS <= month <= _month(today)]
        if sum(self._count[who, currency, month] for month in months) < ENOUGH:
            return None
        return max(known[month] for month in months)


def _month(day: date) -> int:
    return day.year * 12 + day.month
