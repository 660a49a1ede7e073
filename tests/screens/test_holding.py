"""Keys that arrive in one bundle, as a slow line delivers them: none is lost or astray, none confirms unseen."""

from __future__ import annotations

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.widgets import Input

from billdesk.opening import Opening
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
    await desk.until(lambda: desk.app._held_since is None and not desk.app._held)
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
