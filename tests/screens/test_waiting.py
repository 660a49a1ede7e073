"""A save that another program keeps waiting says so in the footer line, and no longer than it waits."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from billdesk.app import WAITING
from db import engine
from screens.forms.small import VoidForm
from screens.invoice import InvoiceScreen
from tests.screens.forms.desk import driving
from tests.screens.record_desk import COMPLETE, invoice_of, make_folder, note, shows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


async def test_a_save_that_waits_says_so_until_it_goes_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "QUIET_SECONDS", 0.05)
    async with driving(folder, lambda: InvoiceScreen(COMPLETE)) as driver:
        await driver.press("x")
        await driver.type("entered twice")
        await driver.press("f2")
        await driver.type("void")
        await driver.press("enter")
        with closing(sqlite3.connect(folder / "desk.billdesk", isolation_level=None)) as other:
            other.execute("begin immediate")
            await driver.pilot.press("f8")
            for _ in range(400):
                if note(driver) == WAITING:
                    break
                await driver.pilot.pause(0.01)
            assert driver.shown().splitlines()[-1].strip() == WAITING
            assert shows(driver, VoidForm)
            await driver.pilot.press("f1")
            assert not shows(driver, VoidForm)
            await driver.pilot.press("escape")
            assert note(driver) == WAITING
            other.execute("rollback")
        await driver.settle()
        assert note(driver) == "The draft for Hofmann & Söhne KG is void."
        assert WAITING not in driver.shown()
        await driver.press("left")
        assert WAITING not in driver.shown()
    assert invoice_of(folder, COMPLETE).state == "void"
