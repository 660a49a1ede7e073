"""Finding any account or invoice by a part of its name or the start of its number, with something to do or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.timer import Timer
from textual.widgets import Input

from billdesk.domain.money import format_money
from screens.dialogs.choose import ChooseDialog, Option, OptionRows

if TYPE_CHECKING:
    from billdesk.domain.records import CustomerChoice, InvoiceChoice
    from billdesk.services.desk import Desk

SEARCH_AFTER_SECONDS = 0.15
ACCOUNT, INVOICE = "account", "invoice"


class FindDialog(ChooseDialog):
    """Ends with `account:12` or `invoice:7`, the record that was found, or `None`."""

    HINT: ClassVar[str] = "part of a name, code or town, or the start of an invoice number"
    NOTHING: ClassVar[tuple[str, ...]] = (
        "No account and no invoice is called that.",
        "Type part of a name, code or town, or the start of an invoice number.",
    )

    def __init__(self) -> None:
        super().__init__("Find an account or an invoice", ())
        self._found_for: str | None = None
        self._take_when_found = False
        self._timer: Timer | None = None

    def on_mount(self) -> None:
        """Show the first accounts."""
        self._search()

    def look_for(self, text: str) -> None:
        """Search once the typing rests."""
        self._take_when_found = False
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SEARCH_AFTER_SECONDS, self._search)

    def take(self) -> None:
        """Take the record under the cursor; what was typed last is searched first, however fast Enter followed."""
        if self._found_for == self._typed:
            super().take()
        else:
            self._take_when_found = True
            self._search()

    @property
    def _typed(self) -> str:
        return self.query_one(Input).value.strip()

    def _search(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        text = self._typed

        def search(desk: Desk) -> list[Option]:
            from billdesk.services import customers, finding

            found = [_invoice(one) for one in finding.invoices(desk, text)]
            accounts = [_account(one) for one in customers.search(desk, text)]
            # A digit is rather of a number than of a name.
            return found + accounts if any(sign.isdigit() for sign in text) else accounts + found

        self.run_service(search, group="find", on_done=lambda found: self._found(text, found))

    def _found(self, text: str, found: list[Option]) -> None:
        if text != self._typed:
            return
        self._found_for = text
        rows = self.query_one(OptionRows)
        rows.show(found, before=False, after=False)
        rows.to_start()
        named = [option for option in found if option.name.casefold() == text.casefold()]
        if self._take_when_found and (named or len(found) == 1):
            self.close((named or found)[0].id)
        self._take_when_found = False


def _account(found: CustomerChoice) -> Option:
    return Option(f"{ACCOUNT}:{found.id}", found.code, ", ".join(filter(None, (found.name, found.town))))


def _invoice(found: InvoiceChoice) -> Option:
    worth = format_money(found.total_minor, found.currency)
    return Option(f"{INVOICE}:{found.id}", found.number, f"invoice of {worth} to {found.customer_name}")
