"""How the checks that ask were answered, and which of them are retired: they only note then.

A check that was right nearly always asks in vain, and people stop reading what asks in vain. It is proposed here with
its figures; a mark retires it, taking the mark away brings it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from billdesk.domain.checks.catalogue import BY_CODE, CATALOGUE
from billdesk.domain.errors import InputError
from billdesk.domain.records import CheckUse
from screens.forms.grid import EntryGrid, GridColumn, GridRow

_COLUMNS: Final = (
    GridColumn("Check", 0, most=34),
    GridColumn("Answered", 9, right=True),
    GridColumn("Was right", 14, right=True),
    GridColumn("", 9),
    GridColumn("Retired", 7),
)
_PLACES: Final = {page.code: place for place, page in enumerate(CATALOGUE)}
_NONE: Final = CheckUse("", 0, 0)


class ChecksGrid(EntryGrid[str]):
    """A row for each check that was answered or is retired; only one that is worn out can be retired."""

    def __init__(self, retired: Iterable[str]) -> None:
        self._before = tuple(retired)
        self._uses: dict[str, CheckUse] = {}
        self._unknown = tuple(code for code in self._before if code not in _PLACES)
        super().__init__(
            "retired_checks", _COLUMNS, self._rows(), self._read, marks=True, empty="No check has asked yet."
        )
        self.mark(_PLACES[code] for code in self._before if code in _PLACES)

    def show_uses(self, uses: Iterable[CheckUse]) -> None:
        """Show how the checks were answered."""
        self._uses = {use.code: use for use in uses if use.code in _PLACES}
        self.show_rows(self._rows())

    def retired(self) -> tuple[str, ...]:
        """The codes of what is retired; those that this program does not know stay as they are."""
        return tuple(sorted((*self._unknown, *self.values().values())))

    def _rows(self) -> list[GridRow]:
        codes = sorted({*self._uses, *(code for code in self._before if code in _PLACES)}, key=_PLACES.__getitem__)
        return [GridRow(_PLACES[code], self._cells(code)) for code in codes]

    def _cells(self, code: str) -> tuple[str, ...]:
        use = self._uses.get(code, _NONE)
        share = f"{use.agreed:,} ({100 * use.agreed // use.asked} %)" if use.asked else ""
        proposed = "retire?" if use.is_worn_out and code not in self._before else ""
        return (BY_CODE[code].title, f"{use.asked:,}", share, proposed)

    def _read(self, place: int, _mark: str) -> str:
        code = CATALOGUE[place].code
        if code not in self._before and not self._uses.get(code, _NONE).is_worn_out:
            raise InputError(
                "It is not worn out.", "A check is retired once it was right more than 90 % of 200 times or more."
            )
        return code
