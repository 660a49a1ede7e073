"""The held minute and the second person, with real keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from textual import events

from billdesk.domain.drafts import Outcome
from billdesk.domain.held import HeldEntry, HeldState
from billdesk.domain.work import View
from billdesk.opening import Opening, prepare
from billdesk.services import company, customers, held, invoices, queue, safekeeping, second_person
from billdesk.services.desk import Desk, open_desk
from screens.dialogs.double_check import DoubleCheckDialog
from screens.dialogs.message import AskDialog
from screens.dialogs.second_person import SecondPersonDialog
from screens.forms.receipt import ReceiptForm
from screens.invoice import InvoiceScreen
from tests import makers
from tests.makers import NOW, TODAY, confirmed
from tests.screens.kit.driver import DeskDriver, at_the_desk

PAPER = {"Total": "119", "Day": "21", "Customer": "H-0031", "Word": "issue"}
"""What the paper says, by the label of the question."""


class Clock:
    """A clock that stands until it is moved; it stands in the future, so that no timer of a test ever runs out."""

    def __init__(self) -> None:
        self.now = NOW + timedelta(days=40_000)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path, clock: Clock) -> Path:
    """A desk that holds for a minute, with one draft of € 119.00 of today for H-0031."""
    with closing(makers.make_desk(tmp_path, now=clock)) as desk:
        makers.set_hold(desk, 60)
        makers.a_draft(desk, makers.a_customer(desk))
    return tmp_path / "desk.billdesk"


Open = Callable[..., Opening]


@pytest.fixture
def opening(path: Path, clock: Clock) -> Open:
    """The desk as the program prepares it, for a user."""

    def prepared(user: str = "mk") -> Opening:
        folder = path.parent
        return prepare(path, user=user, today=TODAY, config_folder=folder, state_folder=folder / user, clock=clock)

    return prepared


@pytest.fixture
def book(path: Path, clock: Clock) -> Iterator[Desk]:
    """The book beside the screen."""
    desk = open_desk(path, user="mk", today=TODAY, clock=clock)
    yield desk
    desk.close()


def number(book: Desk) -> str | None:
    return invoices.get(book, 1).number


async def until_shown(desk: DeskDriver, words: str) -> None:
    """Wait until the terminal shows these words, over whichever line ends."""
    await desk.until(lambda: words in " ".join(desk.text.split()))


async def type_blind(desk: DeskDriver, total: str, day: str, customer: str) -> None:
    """Type what the second person reads on the paper, and agree."""
    for answer in (total, day, customer):
        await desk.type(answer)
        await desk.press("enter")
    await desk.press("f8")


async def let_pass(desk: DeskDriver, clock: Clock, seconds: int = 60) -> None:
    """Time goes by, and the desk's timer runs out."""
    clock.now += timedelta(seconds=seconds)
    desk.app.held_watch.look()
    await desk.settle()


async def test_an_invoice_is_issued_when_the_minute_is_over(opening: Open, book: Desk, clock: Clock) -> None:
    async with at_the_desk(opening(), clock=clock) as desk:
        await desk.press("i")
        await until_shown(desk, "It is held for 60 seconds, in which u takes it back. After this")
        await desk.answer(PAPER)
        assert desk.note.startswith("Issued at 09:31:00 unless taken back (u).")
        assert "Issued at 09:31:00 unless taken back (u). € 119.00, Hofmann & Söhne H-0031" in desk.text
        assert number(book) is None
        await let_pass(desk, clock, 59)
        assert number(book) is None
        await let_pass(desk, clock, 1)
        assert number(book) == "2026-0001"
        assert desk.note == "Issued as 2026-0001."
        assert "unless taken back" not in desk.text
        assert desk.cursor == "send:1", "what is to do next is there without a key"


async def test_u_takes_it_back_and_the_draft_is_there_again(opening: Open, book: Desk, clock: Clock) -> None:
    async with at_the_desk(opening(), clock=clock) as desk:
        await desk.press("i")
        await desk.answer(PAPER)
        assert desk.rows.current is None
        await desk.press("u")
        assert desk.note == "Taken back; the invoice is a draft again."
        assert desk.cursor == "draft:1"
        await let_pass(desk, clock)
        assert number(book) is None
        await desk.press("u")
        assert desk.note == "Nothing that you entered can still be taken back so."


async def test_the_invoice_says_when_it_is_issued_and_is_not_changed_meanwhile(
    opening: Open, book: Desk, clock: Clock
) -> None:
    async with at_the_desk(opening(), clock=clock) as desk:
        await desk.press("enter", "i")
        await desk.answer(PAPER)
        assert isinstance(desk.screen, InvoiceScreen)
        said = "Issued at 09:31:00 unless taken back (u)."
        await desk.press("down")
        assert said in desk.text
        for key in ("e", "x", "i"):
            await desk.press(key)
            assert (desk.note, isinstance(desk.screen, InvoiceScreen)) == (said, True)
        await let_pass(desk, clock)
        assert "2026-0001" in desk.lines[0]
        await desk.press("escape")
        assert desk.cursor == "send:1"


async def test_a_desk_that_was_closed_meanwhile_books_it_at_its_next_start(
    opening: Open, book: Desk, clock: Clock
) -> None:
    async with at_the_desk(opening(), clock=clock) as desk:
        await desk.press("i")
        await desk.answer(PAPER)
    clock.now += timedelta(hours=1)
    async with at_the_desk(opening("eva"), clock=clock) as desk:
        desk.app.held_watch.look()
        await desk.settle()
        assert desk.cursor == "send:1"
        assert number(book) == "2026-0001"


async def test_where_nothing_is_held_the_number_comes_at_once(opening: Open, book: Desk, clock: Clock) -> None:
    makers.set_hold(book, 0)
    async with at_the_desk(opening(), clock=clock) as desk:
        await desk.press("i")
        await desk.answer(PAPER)
        assert desk.note.startswith("Issued as 2026-0001.")
        await desk.press("u")
        assert desk.note == "This desk holds nothing back; F9 sets for how long it does."


async def test_a_credit_note_is_held_and_taken_back_from_the_invoice(opening: Open, book: Desk, clock: Clock) -> None:
    view = makers.an_invoice(book, 1, sent=False)
    async with at_the_desk(opening(), clock=clock) as desk:
        await desk.press("3", "enter", "k")
        await desk.press("tab")
        await desk.type("wrong price")
        await desk.press("f2")
        await desk.answer(PAPER | {"Word": "credit"})
        assert desk.note == "Credit note issued at 09:31:00 unless taken back (u)."
        await desk.press("u")
        assert desk.note == "Taken back; its form (k) offers it again."
        await let_pass(desk, clock)
        assert invoices.get(book, view.id).open_minor == 11_900
        await desk.press("k")
        await until_shown(desk, "Unfinished credit note of")
        await desk.press("f5")
        await until_shown(desk, "wrong price")


async def test_a_receipt_is_booked_at_once_and_u_takes_it_back_by_its_reversal(
    opening: Open, book: Desk, clock: Clock
) -> None:
    view = makers.an_invoice(book, 1)
    async with at_the_desk(opening(), clock=clock) as desk:
        await desk.press("r")
        await desk.type("119")
        await desk.press("f2")
        await desk.answer(PAPER)
        assert invoices.get(book, view.id).open_minor == 0
        await desk.press("u")
        assert isinstance(desk.screen, DoubleCheckDialog)
        assert "€ 119.00" in desk.text
        assert "taken back within a minute" in desk.text
        await desk.press("f8")
        assert desk.note == "The receipt is taken back."
        assert invoices.get(book, view.id).open_minor == 11_900
        await desk.press("u")
        assert desk.note.startswith("Nothing that you entered")
    assert safekeeping.verify(book) == ()


async def test_what_was_booked_before_the_minute_is_not_offered(opening: Open, book: Desk, clock: Clock) -> None:
    makers.a_receipt(book, 1, 500)
    clock.now += timedelta(seconds=61)
    async with at_the_desk(opening(), clock=clock) as desk:
        await desk.press("u")
        assert desk.note.startswith("Nothing that you entered")


async def test_a_promise_is_taken_back_as_withdrawn(opening: Open, book: Desk, clock: Clock) -> None:
    view = makers.an_invoice(book, 1)
    promise = makers.a_promise_draft(11_900, TODAY + timedelta(days=5), [view.id])
    makers.a_contact(book, 1, Outcome.PROMISED, promise=promise)
    async with at_the_desk(opening(), clock=clock) as desk:
        await desk.press("u")
        assert "Withdraw promise" in desk.text
        await desk.press("f8")
        assert desk.note == "The promise is taken back."
        assert [one.state.value for one in customers.get(book, 1).promises] == ["withdrawn"]


async def test_a_call_logged_by_mistake_is_taken_back_and_then_what_was_booked_before(
    opening: Open, book: Desk, clock: Clock
) -> None:
    makers.an_invoice(book, 1)
    makers.a_receipt(book, 1, 500)
    before = queue.page(book, View.ALL).rows
    clock.now += timedelta(seconds=5)
    makers.a_contact(book, 1)
    async with at_the_desk(opening(), clock=clock) as desk:
        await desk.press("u")
        assert "Take the contact back" in desk.text
        assert customers.get(book, 1).contacts
        await desk.press("f8")
        assert desk.note == "The contact is taken back."
        assert customers.get(book, 1).contacts == ()
        assert queue.page(book, View.ALL).rows == before
        await desk.press("u")
        assert "Take the receipt back" in desk.text


# The second person


@pytest.fixture
def waiting(book: Desk) -> int:
    """The draft's issue waits: it is above € 100."""
    makers.set_hold(book, 60, 10_000)
    entry = held.issue(book, confirmed(makers.issue_draft(invoices.get(book, 1))))
    assert isinstance(entry, HeldEntry)
    return entry.id


async def test_a_large_entry_waits_and_says_so(opening: Open, book: Desk, clock: Clock) -> None:
    makers.set_hold(book, 60, 10_000)
    async with at_the_desk(opening(), clock=clock) as desk:
        await desk.press("i")
        await desk.answer(PAPER)
        assert desk.note.startswith("It waits in the queue until a second person has checked it.")
        assert desk.cursor == "check:1"
        await until_shown(desk, "Issue of an invoice entered on 28 May at 09:30 by mk")
        assert "invoice by mk → check" in desk.text
        await desk.press("enter")
        assert isinstance(desk.screen, AskDialog)
        await until_shown(desk, "Another person has to check it")
        await desk.press("f8")
        assert desk.cursor == "draft:1"


async def test_another_person_types_it_blind_and_it_is_booked(
    opening: Open, book: Desk, clock: Clock, waiting: int
) -> None:
    async with at_the_desk(opening("eva"), clock=clock) as desk:
        assert desk.cursor == f"check:{waiting}"
        assert "119.00" not in desk.text
        await desk.press("enter")
        assert isinstance(desk.screen, SecondPersonDialog)
        await until_shown(desk, "send it back to mk")
        for hidden in ("119", "H-0031", "Hofmann", "21 Nov 2026"):
            assert hidden not in desk.text.replace("entered on 21 Nov", "")
        await type_blind(desk, "119", "21", "h0031")
        assert desk.note.startswith("Booked as 2026-0001.")
        assert number(book) == "2026-0001"
    assert held.get(book, waiting).state is HeldState.BOOKED


async def test_no_way_round_tells_whose_entry_it_is(opening: Open, clock: Clock, waiting: int) -> None:
    async with at_the_desk(opening("eva"), clock=clock) as desk:
        for key in ("a", "f", "c", "y", "space"):
            await desk.press(key)
            assert desk.is_home, "neither the account nor a form of it is opened"
            assert not any(told in desk.text for told in ("Hofmann", "H-0031", "119.00")), key
        await until_shown(desk, "1 marked")
        await desk.press("z")
        assert "Snooze Entry to check" in desk.text


async def test_a_mismatch_tells_nothing_and_the_entry_can_be_sent_back(
    opening: Open, book: Desk, clock: Clock, waiting: int
) -> None:
    async with at_the_desk(opening("eva"), clock=clock) as desk:
        await desk.press("enter", "f8")
        await until_shown(desk, "Type it first")
        await type_blind(desk, "191", "21", "h0031")
        assert isinstance(desk.screen, SecondPersonDialog)
        await until_shown(desk, "That is not what was entered")
        assert not any(typed in desk.text for typed in ("191", "h0031")), "every field is empty again"
        await desk.press("f6")
        assert desk.note == "Sent back to mk."
    (row,) = [row for row in queue.page(book, View.TO_FINISH).rows if row.key.startswith("check")]
    assert row.why == "back from eva"
    async with at_the_desk(opening(), clock=clock) as desk:
        while desk.cursor != row.key:
            await desk.press("j")
        await desk.press("enter")
        await until_shown(desk, "eva reads something else")
        await desk.press("f8")
        assert desk.cursor == "draft:1"


async def test_a_receipt_that_was_sent_back_is_offered_again_as_it_was_typed(
    opening: Open, book: Desk, clock: Clock
) -> None:
    view = makers.an_invoice(book, 1)
    makers.set_hold(book, 60, 10_000)
    entry = held.record(book, confirmed(makers.a_receipt_draft(customers.get(book, 1), 11_900)))
    assert isinstance(entry, HeldEntry)
    with closing(open_desk(book.path, user="eva", today=TODAY, clock=clock)) as eva:
        second_person.send_back(eva, entry.id)
    async with at_the_desk(opening(), clock=clock) as desk:
        while desk.cursor != f"check:{entry.id}":
            await desk.press("j")
        await desk.press("enter")
        await desk.press("f8")
        await until_shown(desk, "F5 takes up the unfinished receipt")
        await desk.press("f5")
        assert isinstance(desk.screen, ReceiptForm)
        kept = desk.screen.snapshot()
        assert (kept["amount"], kept["reference"]) == ("119.00", "as agreed")
        assert "119.00" in {text for key, text in kept.items() if key.startswith("allocations.")}
    assert invoices.get(book, view.id).open_minor == 11_900


async def test_typed_ahead_or_pasted_nothing_is_agreed_to(
    opening: Open, book: Desk, clock: Clock, waiting: int
) -> None:
    async with at_the_desk(opening("eva"), clock=clock) as desk:
        for key in ("enter", "f6", "f8"):
            desk.app.post_message(events.Key(key, None))
        await desk.settle()
        assert isinstance(desk.screen, SecondPersonDialog)
        await desk.press("ctrl+v")
        await until_shown(desk, "pasting is not taken")
    assert held.get(book, waiting).state is HeldState.TO_CHECK


async def test_u_on_a_large_receipt_waits_for_a_second_person_and_says_so(
    opening: Open, book: Desk, clock: Clock
) -> None:
    makers.a_receipt(book, 1, 11_900, allocations=())
    makers.set_hold(book, 60, 10_000)
    async with at_the_desk(opening(), clock=clock) as desk:
        await desk.press("u")
        await until_shown(desk, "It waits until a second person has checked it.")
        await desk.press("f8")
        assert desk.note.startswith("It waits in the queue until a second person has checked it.")
    assert not customers.get(book, 1).receipts[0].reversed
    (row,) = [row for row in queue.page(book, View.ALL).rows if row.key.startswith("check")]
    async with at_the_desk(opening("eva"), clock=clock) as desk:
        while desk.cursor != row.key:
            await desk.press("j")
        await desk.press("enter")
        await until_shown(desk, "Reversal entered on")
        await type_blind(desk, "119", "21", "h0031")
        assert desk.note.startswith("The reversal is booked.")
    assert customers.get(book, 1).receipts[0].reversed


async def test_both_are_set_in_the_company_settings(opening: Open, book: Desk, clock: Clock) -> None:
    async with at_the_desk(opening(), clock=clock) as desk:
        await desk.press("f9")
        form = desk.screen
        form._hold.text, form._limit.text = "90", "5.000"  # type: ignore[attr-defined]  # the fields of the form
        await desk.press("f2")
        await until_shown(desk, "Second person no limit → above € •••")
        assert "5,000" not in desk.text
        assert "90" not in desk.text
        await desk.answer({"Held for": "90", "Second person": "5000"})
    assert (company.get(book).hold_seconds, company.get(book).check_above_minor) == (90, 500_000)
