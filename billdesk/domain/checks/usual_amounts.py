"""What each person, or the whole desk, usually enters: the largest invoice of a year, by currency."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from typing import Final

from billdesk.domain.checks.entered import Entered, EntryKind

ENOUGH: Final = 20
"""So many invoices of a year say what somebody usually enters."""

_MONTHS: Final = 12


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
        for who in {entered.entered_by, ""}:
            most = self._most[who, entered.currency]
            most[month] = max(entered.total, most.get(month, entered.total))
            self._count[who, entered.currency, month] += 1

    def most(self, entered: Entered, today: date) -> Decimal | None:
        """The largest of the last twelve months; `None` for too few, and for what is no invoice."""
        key = (entered.entered_by, entered.currency)
        if entered.kind is not EntryKind.INVOICE or key not in self._most:
            return None
        months = [month for month in self._most[key] if _month(today) - _MONTHS <= month <= _month(today)]
        if sum(self._count[(*key, month)] for month in months) < ENOUGH:
            return None
        return max(self._most[key][month] for month in months)


def _month(day: date) -> int:
    return day.year * 12 + day.month
