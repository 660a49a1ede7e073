"""Marked invoices to send are noted as sent in one go."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from billdesk.domain.work import View
from billdesk.opening import Opening
from billdesk.services import queue
from billdesk.services.desk import open_desk
from screens.dialogs.double_check import DoubleCheckDialog
from screens.forms.small import SentTogetherForm
from tests import makers
from tests.conftest import TODAY
from tests.screens.kit.book import clock
from tests.screens.kit.driver import at_the_desk


def three_to_send(path: Path) -> list[str]:
    with closing(open_desk(path, user="mk", today=TODAY, clock=clock)) as desk:
        customer = makers.a_customer(desk, "S-1", name="Sender")
        views = [makers.an_invoice(desk, customer, TODAY - timedelta(days=1), sent=False) for _ in range(3)]
        return [str(view.number) for view in views]


async def test_the_marked_rows_are_listed_once_and_noted_together(book: Path, opening: Opening) -> None:
    numbers = three_to_send(book)
    async with at_the_desk(opening) as desk:
        await desk.press("ctrl+r", "3")
        await desk.until(lambda: len(desk.rows.rows) == 3)
        left = desk.rows.rows[2].document
        await desk.press("space", "space")
        await desk.until(lambda: "s marks them sent · z snoozes them · Esc unmarks" in desk.text)
        await desk.press("s")
        await desk.until(lambda: isinstance(desk.app.screen, SentTogetherForm))
        await desk.press("f2")
        await desk.until(lambda: isinstance(desk.app.screen, DoubleCheckDialog))
        assert [number in desk.text for number in numbers] == [number != left for number in numbers]
        await desk.press("f8")
        await desk.until(lambda: desk.is_home and [row.document for row in desk.rows.rows] == [left])
        assert "2 invoices are marked as sent." in desk.note
        assert not desk.rows.marked
    with closing(open_desk(book, user="mk", today=TODAY, clock=clock)) as found:
        assert [row.document for row in queue.page(found, View.TO_SEND).rows] == [left]


async def test_marks_on_other_rows_are_refused_with_the_way_out(book: Path, opening: Opening) -> None:
    three_to_send(book)
    async with at_the_desk(opening) as desk:
        await desk.press("ctrl+r", "space", "3")
        await desk.press("1", "space", "s")
        assert desk.note.startswith("1 row is marked; only z and, of invoices to send, s take marks.")
