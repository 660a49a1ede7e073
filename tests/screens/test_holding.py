"""Keys that arrive in one bundle, as a slow line delivers them: none is lost or astray, none confirms unseen."""

from __future__ import annotations

from threading import Event

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.widgets import Input

from billdesk.domain.filters import Filter
from billdesk.domain.followup.message import Office
from billdesk.domain.work import View
from billdesk.opening import Opening
from billdesk.services import places, workplace
from billdesk.services.desk import Desk
from billdesk.services.pages import Place
from screens.dialogs.double_check import DoubleCheckDialog
from screens.follow_up import FollowUpScreen
from screens.forms.contact import ContactForm
from screens.forms.receipt import ReceiptForm
from tests.screens.kit.driver import DeskDriver, at_the_desk


async def bundle(desk: DeskDriver, *keys: str) -> None:
    """Hand over all keys at once (single characters as they are, others by name), then wait for what they do."""
    for key in keys:
        single = len(key) == 1
        desk.app.post_message(events.Key(_character_to_key(key) if single else key, key if single else None))
    await desk.settle()


async def test_an_amount_typed_with_the_key_of_the_receipt_form_stands_in_it(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await bundle(desk, *"r12500")
        assert isinstance(desk.screen, ReceiptForm)
        assert isinstance(desk.screen.focused, Input)
        assert desk.screen.focused.value == "12500"


async def test_a_filter_typed_at_once_is_whole_and_leads_back_to_the_list(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await bundle(desk, *"/hofmann", "enter", "j")
        assert {row.customer_name for row in desk.rows.rows} == {"Hofmann & Söhne KG"}
        assert not desk.queue.has_class("-filtering")
        assert desk.cursor == desk.rows.rows[1].key


async def test_each_step_to_the_next_account_counts(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await bundle(desk, "f")
        met = []
        for _ in range(4):
            await bundle(desk, "]")
            assert isinstance(desk.screen, FollowUpScreen)
            met.append(desk.screen.customer_id)
        await bundle(desk, *"[[[[")
        await bundle(desk, *"]]]]")
        assert isinstance(desk.screen, FollowUpScreen)
        assert desk.screen.customer_id == met[-1]


async def test_a_place_that_is_counted_late_does_not_lead_back(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting, reading = Event(), Event()
    standing, read = places.standing, workplace.read

    def count_late(desk: Desk, view: View, filter_: Filter | None, key: str, place: Place) -> places.Standing:
        counting.wait(30)
        return standing(desk, view, filter_, key, place)

    def read_late(desk: Desk, customer_id: int, office: Office) -> workplace.Workplace:
        reading.wait(30)
        return read(desk, customer_id, office)

    async with at_the_desk(opening) as desk:
        await bundle(desk, "f")
        for key in "]]":
            await bundle(desk, key)
        here = desk.screen
        assert isinstance(here, FollowUpScreen)
        second = here.customer_id
        monkeypatch.setattr(places, "standing", count_late)
        here.changed()  # counts the place of the second account
        await desk.until(lambda: not here.is_reading)
        monkeypatch.setattr(workplace, "read", read_late)
        await desk.pilot.press("]")
        await desk.until(lambda: here.customer_id != second)
        counting.set()
        await desk.until(lambda: all(job.group != "standing" for job in here._jobs().values()))
        reading.set()
        await desk.settle()
        await bundle(desk, "[")
        assert here.customer_id == second


async def test_an_outcome_typed_while_the_account_opens_opens_its_form(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await bundle(desk, *"f1")
        assert isinstance(desk.screen, ContactForm)


@pytest.mark.parametrize("held", [("f2", "f8"), ("f2", "f8", "f8")])
async def test_nobody_confirms_before_the_double_check_stands_there(opening: Opening, held: tuple[str, ...]) -> None:
    async with at_the_desk(opening) as desk:
        await bundle(desk, *"f1")
        await bundle(desk, *held)
        assert isinstance(desk.screen, DoubleCheckDialog)
        await bundle(desk, "f8")
        assert isinstance(desk.screen, FollowUpScreen)


async def test_leaving_waits_for_nothing(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        for key in ("r", "1", "ctrl+q"):
            desk.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await desk.until(lambda: desk.app._exit)
        assert desk.app.return_value == 0


async def test_a_receipt_typed_under_a_filter_leaves_its_rows_and_renews_what_is_known(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await bundle(desk, *"/hofmann", "enter", *"r12", "f2", *"12", "enter", *"21", "enter")
        assert isinstance(desk.screen, DoubleCheckDialog)
        ((asked,),) = ((key.question for key in desk.screen.review.second),)
        await bundle(desk, *asked.expected.lower(), "enter", "f8")
        assert desk.is_home
        assert {row.customer_name for row in desk.rows.rows} == {"Hofmann & Söhne KG"}
        assert "/ hofmann · 2 rows · € 238.00 · £ 3,054.20" in desk.text
        await desk.until(lambda: "£ 3,054.20" in desk.preview[0])


async def test_a_new_filter_replaces_the_old_one_and_the_footer_shows_its_keys(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await bundle(desk, *"/hofmann", "enter")
        await bundle(desk, *"/sharma")
        assert "Esc show all again" in desk.footer
        assert "receipt" not in desk.footer
        await bundle(desk, "enter")
        assert {row.customer_name for row in desk.rows.rows} == {"Sharma Traders"}
        assert "c call" in desk.footer


async def test_a_note_goes_at_the_next_key(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await bundle(desk, "i")
        assert desk.note == "Only a draft can be issued."
        await bundle(desk, "j")
        assert not desk.note


async def test_what_concerns_one_row_is_refused_while_others_are_marked(opening: Opening) -> None:
    async with at_the_desk(opening, columns=100) as desk:
        await bundle(desk, "space", "space", "r")
        assert desk.is_home
        assert desk.note == "2 rows are marked; only z and, of invoices to send, s take marks. Esc unmarks."
        await bundle(desk, "escape", "r")
        assert isinstance(desk.screen, ReceiptForm)


async def test_answers_typed_for_a_double_check_that_did_not_open_do_not_land_in_the_form(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await bundle(desk, "r", "f2", *"12", "enter")
        assert isinstance(desk.screen, ReceiptForm)
        assert not [field.value for field in desk.screen.query(Input) if "12" in field.value]
