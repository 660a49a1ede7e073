"""How long papers lie before they are keyed: the usual lags of customer and desk, and the dates of a stack in work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from billdesk.domain.checks.entered import Entered, EntryKind

WINDOW: Final = {EntryKind.INVOICE: 45, EntryKind.CREDIT_NOTE: 45, EntryKind.RECEIPT: 21}
"""A paper older than so many days is unusual, by kind, until the desk's own lags say otherwise."""

_CUSTOMER_ENOUGH: Final = 12
_DESK_ENOUGH: Final = 50
_LATELY: Final = 200
_SHARE: Final = 0.98
_SHORTEST: Final = {EntryKind.INVOICE: 30, EntryKind.CREDIT_NOTE: 30, EntryKind.RECEIPT: 14}
_LONGEST: Final = 120
_RUN: Final = 30
_RUN_ENOUGH: Final = 5
_STRAY: Final = 10


class Keying:
    """The entries whose day of keying is known, in the order in which they were keyed."""

    def __init__(self) -> None:
        """Begin with nothing keyed."""
        self._lags: defaultdict[tuple[EntryKind, str], list[int]] = defaultdict(list)
        self._run: defaultdict[tuple[EntryKind, date], list[date]] = defaultdict(list)

    def add(self, entered: Entered, keyed_on: date) -> None:
        """Count an entry that was keyed on a day."""
        if entered.issued_on is None:
            return
        for whose in (entered.customer, ""):
            self._lags[entered.kind, whose].append((keyed_on - entered.issued_on).days)
        self._run[entered.kind, keyed_on].append(entered.issued_on)

    def earliest(self, entered: Entered, today: date) -> date:
        """The earliest day that is usual: by the lags of customer and desk, and by the stack that is keyed today.

        A stack that lay for long is compared with its own newest entries, of which a tenth may be strays.
        """
        usual = today - timedelta(days=self._window(entered))
        stack = self._run.get((entered.kind, today), [])[-_RUN:]
        if len(stack) < _RUN_ENOUGH:
            return usual
        first = sorted(stack)[len(stack) // _STRAY]
        return usual if first >= usual else first - timedelta(days=WINDOW[entered.kind])

    def _window(self, entered: Entered) -> int:
        """So many days back are usual: the longer of what the customer's and the desk's own lags say."""
        kind = entered.kind
        known = [
            _quantile(lags[-_LATELY:])
            for whose, enough in ((entered.customer, _CUSTOMER_ENOUGH), ("", _DESK_ENOUGH))
            if len(lags := self._lags.get((kind, whose), [])) >= enough
        ]
        return min(_LONGEST, max(_SHORTEST[kind], *known)) if known else WINDOW[kind]


def _quantile(lags: Sequence[int]) -> int:
    return sorted(lags)[int(len(lags) * _SHARE)]
