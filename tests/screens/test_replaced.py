"""A backup restored under the open desk: it is read again by itself, or what was being entered is kept."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import uuid4

import pytest

from billdesk import form_drafts
from billdesk.app import READ_AGAIN
from billdesk.opening import Opening
from billdesk.services import safekeeping
from billdesk.services.desk import open_desk
from screens.dialogs.message import MessageDialog
from screens.forms.receipt import ReceiptForm
from tests import makers
from tests.conftest import TODAY
from tests.screens.kit.book import clock
from tests.screens.kit.driver import at_the_desk


@pytest.fixture
def backup(book: Path, tmp_path: Path) -> Path:
    """The desk as it was before a customer with a draft came."""
    desk = open_desk(book, user="mk", today=TODAY, clock=clock)
    safekeeping.backup(desk, tmp_path / "backup")
    customer = makers.a_customer(desk, "NEW", name="Newcomer")
    makers.a_draft(desk, customer)
    desk.close()
    return tmp_path / "backup"


async def test_the_desk_reads_a_restored_backup_by_itself(backup: Path, opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("ctrl+r", "2")
        await desk.until(lambda: "Newcomer" in desk.text)
        safekeeping.restore(backup, opening.path)
        await desk.press("ctrl+r")
        await desk.until(lambda: "Newcomer" not in desk.text)
        assert desk.note == READ_AGAIN
        assert "To finish 1 " in desk.text
        await desk.press("1", "r")
        await desk.until(lambda: isinstance(desk.app.screen, ReceiptForm))


async def test_nothing_is_saved_from_a_form_that_was_filled_before(backup: Path, opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("r")
        await desk.until(lambda: isinstance(desk.app.screen, ReceiptForm))
        await desk.type("12")
        safekeeping.restore(backup, opening.path)
        before = opening.path.read_bytes()
        await desk.press("f2")
        await desk.until(lambda: "was replaced while it was open" in " ".join(desk.text.split()))
        assert "start it again" in " ".join(desk.text.split())
        assert opening.path.read_bytes() == before
        await desk.press("escape", "k")
        await desk.until(lambda: desk.is_home)
        await desk.press("ctrl+r")
        await desk.until(lambda: desk.note == READ_AGAIN)
    (kept,) = form_drafts.unfinished(form_drafts.folder_of(opening.state_folder, opening.path))
    assert kept.fields["amount"] == "12"


async def test_another_desk_in_its_place_is_not_taken_for_it(opening: Opening, tmp_path: Path) -> None:
    other = makers.make_file(tmp_path, f"{uuid4()}")
    async with at_the_desk(opening) as desk:
        await desk.press("ctrl+r")
        shutil.move(other, opening.path)
        await desk.press("ctrl+r")
        await desk.until(lambda: isinstance(desk.app.screen, MessageDialog))
        assert "Another desk stands at" in " ".join(desk.text.split())
