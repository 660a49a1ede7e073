"""The settings of the double check: its threshold, how its checks were answered, and retiring one that asks in vain."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from screens.dialogs.double_check import DoubleCheckDialog
from screens.forms.company import CompanyForm
from screens.forms.retiring import ChecksGrid
from tests.conftest import TODAY
from tests.screens.forms.conftest import Book
from tests.screens.forms.desk import Driver, driving


def _answer(folder: Path, code: str, agreed: int, changed: int) -> None:
    row = 'insert into check_answer (code, subject, asked, answered, outcome, milliseconds, at, "by")'
    with closing(sqlite3.connect(folder / "desk.billdesk")) as connection:
        for outcome, count in (("agreed", agreed), ("changed", changed)):
            values = [(code, "invoice:1", "Terms?", "30", outcome, 900, "2026-11-21T09:30:00.000000Z", "mk")] * count
            connection.executemany(f"{row} values (?, ?, ?, ?, ?, ?, ?, ?)", values)
        connection.commit()


async def _to_the_checks(driver: Driver) -> None:
    driver.app.screen.query_one(ChecksGrid).focus_entry()
    await driver.settle()


async def test_a_check_that_asks_in_vain_is_proposed_retired_and_brought_back(folder: Path, book: Book) -> None:
    _answer(folder, "due-off-terms", 212, 8)
    _answer(folder, "customer", 3, 0)
    company = book.company()
    async with driving(folder, lambda: CompanyForm(TODAY, company), size=(80, 50)) as driver:
        line = next(line for line in driver.shown().splitlines() if "212 (96 %)" in line)
        assert "220" in line
        assert "retire?" in line
        await _to_the_checks(driver)
        await driver.press("space", "f2")
        assert isinstance(driver.app.screen, DoubleCheckDialog)
        assert "Retired" in driver.shown()
        await driver.press("f8")
        assert driver.app.results == [True]
    assert book.company().retired_checks == ("due-off-terms",)
    retired = book.company()
    async with driving(folder, lambda: CompanyForm(TODAY, retired), size=(80, 50)) as driver:
        assert "retire?" not in driver.shown()
        await _to_the_checks(driver)
        await driver.press("space", "f2", "f8")
        assert driver.app.results == [True]
    assert book.company().retired_checks == ()


@pytest.mark.parametrize(("agreed", "changed"), [(199, 0), (180, 20)])
async def test_a_check_that_still_catches_something_cannot_be_retired(
    folder: Path, book: Book, agreed: int, changed: int
) -> None:
    _answer(folder, "due-off-terms", agreed, changed)
    company = book.company()
    async with driving(folder, lambda: CompanyForm(TODAY, company), size=(80, 50)) as driver:
        assert "retire?" not in driver.shown()
        await _to_the_checks(driver)
        await driver.press("space", "f2")
        assert isinstance(driver.app.screen, CompanyForm)
        assert "more than 90 % of 200 times" in driver.shown()


async def test_the_threshold_is_set_through_the_double_check(folder: Path, book: Book) -> None:
    company = book.company()
    async with driving(folder, lambda: CompanyForm(TODAY, company), size=(80, 50)) as driver:
        form = driver.app.screen
        assert isinstance(form, CompanyForm)
        assert "No check has asked yet." in driver.shown()
        form.focus_field("second_key_from")
        await driver.type("55")
        await driver.press("f2")
        assert "from 30 points of risk on → from ••• points of risk on" in driver.shown()
        await driver.type("55")
        await driver.press("f8")
        assert driver.app.results == [True]
    assert book.company().second_key_from == 55
