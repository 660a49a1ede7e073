"""The texts beside what they say to the account at hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from billdesk.services.desk import Desk
from screens.account import AccountScreen
from screens.texts import TextsScreen
from tests import makers
from tests.screens.forms.desk import driving
from tests.screens.record_desk import note, shows
from tests.services.posting import OLD, with_bank

WIDE = (120, 40)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a customer who owes, and settings that say who signs."""
    (tmp_path / "config").mkdir()
    settings = '[sender]\nname = "Maria Keller"\naddress = "m@northwind.example"\n[folder]\npath = "/out"\n'
    (tmp_path / "config" / "mail.toml").write_text(settings)
    with closing(makers.make_desk(tmp_path, name="desk.billdesk")) as desk:
        with_bank(desk)
        makers.an_invoice(desk, makers.a_customer(desk), OLD)
        yield desk


async def test_a_text_stands_beside_what_it_says_to_the_account(tmp_path: Path, book: Desk) -> None:
    async with driving(tmp_path, lambda: AccountScreen(1), WIDE) as driver:
        await driver.press("T")
        assert shows(driver, TextsScreen)
        shown = driver.shown()
        assert "Texts for Hofmann & Söhne H-0031" in shown
        assert "German" in shown
        assert "Signed by Maria Keller." in shown
        assert "Guten Tag {{ name }}," in shown
        assert "Guten Tag Fr. Weiß," in shown
        await driver.press("l")
        assert "French" in driver.shown()
        assert "Bonjour Fr. Weiß," in driver.shown()
        await driver.press("down", "down", "down", "down")
        assert "restent impayés à ce jour" in driver.shown()


async def test_a_copy_is_made_to_change_and_its_mistake_is_told_with_its_line(tmp_path: Path, book: Desk) -> None:
    path = tmp_path / "config" / "texts" / "de" / "forewarning.txt"
    async with driving(tmp_path, lambda: TextsScreen(1), WIDE) as driver:
        assert "your own" not in driver.shown()
        await driver.press("e")
        assert "Change" in note(driver)
        assert "your own" in driver.shown()
        assert path.read_text(encoding="utf-8").startswith("Subject: {{ company }}")
        path.write_text("Subject: A\n\n{{ nmae }}\n", encoding="utf-8")
        await driver.press("ctrl+r")
        assert "there is no value “nmae”" in " ".join(driver.shown().split())


async def test_an_account_that_owes_nothing_says_so(tmp_path: Path, book: Desk) -> None:
    other = makers.a_customer(book, "X-1")
    async with driving(tmp_path, lambda: TextsScreen(other)) as driver:
        assert "owes nothing that a text could speak of" in " ".join(driver.shown().split())
