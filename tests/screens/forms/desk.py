"""A small desk for the tests of forms: one company, two customers, two open invoices, a draft; and an app that opens
one form on it, driven with real keys."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from textual import events
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

import billdesk
from billdesk.app import DeskApp
from billdesk.domain.double_check import bypass
from billdesk.domain.drafts import (
    Address,
    CompanyDraft,
    CustomerDraft,
    InvoiceDraft,
    IssueDraft,
    LineDraft,
    Person,
)
from billdesk.domain.money import Money
from billdesk.domain.tax_method import TaxMethod
from billdesk.domain.terms import Terms
from billdesk.opening import Opening
from billdesk.services import company, customers, invoices
from billdesk.services.desk import open_desk
from screens.base import DeskScreen
from screens.dialogs.double_check import DoubleCheckDialog
from screens.forms.base import FormScreen
from tests.conftest import TODAY

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HOSTILE = "[/x] [Ltd] [@click=app.quit]go[/] \x1b[31mred \x1b]0;t\x07 \u202egnp\u202c \u200bzero 株式会社"


def clock() -> datetime:
    """Saturday morning."""
    return NOW


def make_desk(path: Path) -> None:
    """Write the desk file."""
    settings = CompanyDraft(
        name="Northwind Services BV",
        address=Address("Kade 1", "1011 AB", "Amsterdam", "", "NL"),
        vat_id="NL001234567B01",
        currency="EUR",
        language="en",
        time_zone="UTC",
        tax_method=TaxMethod.DOCUMENT,
        invoice_pattern="{year}-{seq:04}",
        credit_note_pattern="C{year}-{seq:04}",
    )
    desk = company.create_desk(path, bypass(settings, "test"), user="mk", today=TODAY, clock=clock)
    hofmann = customers.save(desk, bypass(_customer(1, "H-0031", "Hofmann & Söhne KG", "Erfurt"), "test"))
    customers.save(desk, bypass(_customer(2, "A-0001", HOSTILE, "Paris"), "test"))
    for number, (issued_on, price) in enumerate((("2026-09-15", "1000"), ("2026-10-20", "250")), start=1):
        draft_id = invoices.save_draft(
            desk, bypass(_invoice(number, hofmann, date.fromisoformat(issued_on), price), "test")
        )
        view = invoices.get(desk, draft_id)
        total = Money(view.total_minor, view.currency)
        invoices.issue(desk, bypass(IssueDraft(draft_id, view.version, view.issued_on, total), "test"))
    invoices.save_draft(desk, bypass(_invoice(3, hofmann, TODAY, "99"), "test"))
    desk.close()


def _customer(number: int, code: str, name: str, town: str) -> CustomerDraft:
    return CustomerDraft(
        uid=UUID(int=number),
        code=code,
        name=name,
        currency="EUR",
        terms=Terms(days=14),
        address=Address("Weg 2", "99084", town, "", "DE"),
        persons=(Person("Fr. Weiß", "accounts", "+49 361 1", "weiss@hofmann.example"),),
        vat_id="DE123456788",
        language="de",
    )


def _invoice(number: int, customer_id: int, issued_on: date, price: str) -> InvoiceDraft:
    line = LineDraft("Consulting", Decimal(1), Decimal(price), Decimal(19), "d")
    return InvoiceDraft(
        uid=UUID(int=100 + number),
        customer_id=customer_id,
        issued_on=issued_on,
        currency="EUR",
        terms=Terms(days=14),
        tax_method=TaxMethod.DOCUMENT,
        lines=(line,),
        supplied_on=issued_on,
    )


class Below(DeskScreen[None]):
    """What a form returns to."""

    def body(self) -> ComposeResult:
        """A word."""
        yield Static("below")


class FormApp(DeskApp):
    """The desk with an empty home screen; `results` collects what forms end with."""

    CSS_PATH = str(Path(billdesk.__file__).parent / "styles" / "desk.tcss")

    def __init__(self, opening: Opening) -> None:
        super().__init__(opening, lambda given: open_desk(given.path, user=given.user, today=given.today, clock=clock))
        self.results: list[object] = []

    def _home(self) -> Screen[None]:
        """Nothing to see."""
        return Below()


def opening_of(folder: Path) -> Opening:
    """The opening of the desk in a folder."""
    return Opening(folder / "desk.billdesk", "mk", TODAY, folder / "config", folder / "state", today_is_set=True)


class Driver:
    """Our words over Textual's pilot."""

    def __init__(self, app: FormApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def form(self) -> FormScreen[object, object]:
        """The form on top."""
        screen = self.app.screen
        assert isinstance(screen, FormScreen)
        return screen

    async def settle(self) -> None:
        """Wait until no worker runs, no message waits and no key is held, twice in a row: each may start another."""
        quiet = 0
        while quiet < 2:
            await self.pilot.pause()
            holding = self.app._held_since is not None or bool(self.app._held)
            running = not all(worker.is_finished for worker in self.app.workers)
            quiet = 0 if holding or running else quiet + 1

    async def press(self, *keys: str) -> None:
        """Press keys, then wait until what they started is done."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type characters as fast as a terminal hands them over."""
        for character in text:
            self.app.post_message(events.Key(_key(character), character))
        await self.settle()

    async def answer(self, *answers: str) -> None:
        """Answer the double check in front: its own questions with `answers`, second keys as the form has it."""
        dialog = self.app.screen
        assert isinstance(dialog, DoubleCheckDialog), self.shown()
        second = {key.question.label: key.question.expected for key in dialog.review.second}
        left = list(answers)
        for question in dialog.review.asked if answers else ():
            await self.type(second.get(question.label) or left.pop(0))
            await self.press("enter")
        assert not left, f"nobody asks for {left}"

    def shown(self) -> str:
        """What the screen shows, line by line."""
        screen = self.app.screen
        width, height = screen.size
        lines = self.app.screen._compositor.render_strips(screen.size)[:height]
        return "\n".join("".join(segment.text for segment in line)[:width].rstrip() for line in lines)


_NAMES = {" ": "space", ".": "full_stop", ",": "comma", "-": "minus", "+": "plus", "%": "percent_sign", "/": "slash"}


def _key(character: str) -> str:
    return _NAMES.get(character, character)


@asynccontextmanager
async def driving(
    folder: Path, make: Callable[[], Screen[Any]], size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Driver]:
    """Open the form that `make` makes on the desk in `folder`."""
    app = FormApp(opening_of(folder))
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        # Inputs can only be made while the app is active, which a test is not.
        app.call_later(lambda: app.push_screen(make(), app.results.append))
        await driver.settle()
        yield driver
