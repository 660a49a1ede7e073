"""A changed bank account goes through a double check of its own: typed again, never pasted, and not shown."""

from __future__ import annotations

from pathlib import Path

from textual import events

from screens.dialogs.double_check import DoubleCheckDialog
from screens.forms.company import CompanyForm
from screens.forms.inputs import BlindInput
from tests.conftest import TODAY
from tests.screens.forms.conftest import Book
from tests.screens.forms.desk import driving

BANK = "DE89 3704 0044 0532 0130 00"


async def test_new_bank_details_are_typed_again_before_they_are_saved(folder: Path, book: Book) -> None:
    company = book.company()
    async with driving(folder, lambda: CompanyForm(TODAY, company)) as driver:
        form = driver.app.screen
        assert isinstance(form, CompanyForm)
        form.focus_field("bank")
        await driver.type(BANK)
        await driver.press("f2")
        assert isinstance(driver.app.screen, DoubleCheckDialog)
        shown = driver.shown()
        assert "•••" in shown
        assert "0532" not in shown
        await driver.press("f8", "enter", "f8")
        driver.app.screen.query_one(BlindInput).post_message(events.Paste(BANK))
        await driver.press("f8")
        assert driver.app.results == [], "neither without an answer nor with a pasted one"
        await driver.type("DE89370400440532013001")
        await driver.press("f8")
        assert driver.app.results == []
        await driver.type("de89370400440532013000")
        await driver.press("f8")
        assert driver.app.results == [True]
    assert book.company().bank == BANK
