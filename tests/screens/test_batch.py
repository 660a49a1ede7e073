"""A batch worked with real keys: its strip typed twice, its papers one after the other, closed or its gap shown."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from billdesk.domain.batches import BatchState, BatchView, GiveUpBatchDraft
from billdesk.domain.drafts import ReversalDraft
from billdesk.domain.money import Money, to_decimal_string
from billdesk.domain.questions import BlindQuestion, QuestionKind
from billdesk.opening import Opening
from billdesk.services import batches, queue, receipts
from billdesk.services.desk import open_desk
from screens.account import AccountScreen
from screens.batch import BatchScreen, GapScreen
from screens.dialogs.double_check import DoubleCheckDialog
from screens.dialogs.find import FindDialog
from screens.dialogs.pick_customer import PickCustomerDialog
from screens.forms.batch import BatchForm, GiveUpBatchForm
from screens.forms.invoice import InvoiceForm
from screens.forms.receipt import ReceiptForm
from tests import makers
from tests.conftest import TODAY
from tests.screens.kit.book import clock
from tests.screens.kit.driver import DeskDriver, at_the_desk

Reopened = Callable[..., Opening]


def in_front(desk: DeskDriver, kind: type[object]) -> bool:
    """Whether a screen of that kind has the keys."""
    return isinstance(desk.screen, kind)


def view_of(book: Path, batch: int = 1) -> BatchView:
    """A batch as the book holds it."""
    with closing(open_desk(book, user="mk", today=TODAY, clock=clock)) as desk:
        return batches.get(desk, batch)


async def confirm(desk: DeskDriver) -> None:
    """Type again whatever the double check asks, as it stands on the paper, and save."""
    dialog = desk.screen
    assert isinstance(dialog, DoubleCheckDialog), desk.text
    for question in dialog.review.asked:
        await desk.type(answer(question))
        await desk.press("tab")
    await desk.press("f8")


def answer(question: BlindQuestion) -> str:
    """What the paper says."""
    if question.kind is QuestionKind.AMOUNT:
        return to_decimal_string(int(question.expected), question.currency)
    return question.expected


async def open_batch(desk: DeskDriver, count: str, total: str, kind: str = "") -> None:
    """From the queue to an open batch."""
    await desk.press("n")
    await desk.type("bat")
    await desk.press("enter")
    assert in_front(desk, BatchForm)
    if kind:
        await desk.type(kind)
    await desk.press("tab", "tab")
    await desk.type(count)
    await desk.press("tab")
    await desk.type(total)
    await desk.press("f2")
    await confirm(desk)
    assert in_front(desk, BatchScreen)


async def take_receipt(desk: DeskDriver, code: str, amount: str) -> None:
    """From the question whose money it is to the saved receipt."""
    assert in_front(desk, PickCustomerDialog), desk.text
    await desk.type(code)
    await desk.press("enter")
    await desk.until(lambda: in_front(desk, ReceiptForm))
    await desk.settle()
    await desk.type(amount)
    await desk.press("f2")
    await confirm(desk)


async def test_a_batch_of_receipts_from_the_strip_to_its_closing(opening: Opening, book: Path) -> None:
    async with at_the_desk(opening) as desk:
        await open_batch(desk, "2", "33.42")
        await desk.press("enter")
        await take_receipt(desk, "C-07", "10.00")
        # The next paper is asked for by itself, with nothing of the one before.
        assert in_front(desk, PickCustomerDialog)
        await take_receipt(desk, "C-08", "23.42")
        assert in_front(desk, BatchScreen)
        assert desk.note == "All 2 are entered; b closes the batch."
        assert "2 of 2 entered" in desk.lines[0]
        await desk.press("b")
        assert desk.is_home
        assert desk.note == "Batch of 2 receipts closed: count and sum agree."
    view = view_of(book)
    assert view.state is BatchState.CLOSED
    assert [(entry.customer_name, entry.amount_minor) for entry in view.entries] == [
        ("Customer 07", 1000),
        ("Customer 08", 2342),
    ]


async def test_nothing_tells_how_far_off_the_sum_is_before_the_closing(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await open_batch(desk, "2", "33.42")
        await desk.press("enter")
        await take_receipt(desk, "C-07", "10.00")
        await desk.press("escape")
        assert "1 of 2 entered" in desk.lines[0]
        assert "23.42" not in desk.text


async def test_the_strip_is_typed_twice_and_never_shown(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await desk.press("n")
        await desk.type("bat")
        await desk.press("enter", "tab", "tab")
        await desk.type("12")
        await desk.press("tab")
        await desk.type("33.42")
        await desk.press("f2")
        assert "33.42" not in desk.text
        await desk.type("21")
        await desk.press("tab")
        assert "That is not what the form says" in " ".join(desk.text.replace("│", " ").split())


async def test_a_gap_names_the_entry_and_leads_to_it_and_the_mended_batch_closes(opening: Opening, book: Path) -> None:
    async with at_the_desk(opening) as desk:
        await open_batch(desk, "2", "42.42")
        await desk.press("enter")
        await take_receipt(desk, "C-07", "10.00")
        await take_receipt(desk, "C-08", "23.42")
        await desk.press("b")
        assert in_front(desk, GapScreen)
        assert "does not agree with its strip" in desk.lines[0]
        assert "€ 42.42" in desk.lines[1]
        assert "€ 33.42" in desk.lines[2]
        assert "9.00" in desk.lines[3]
        assert "two digits swapped" in desk.lines[5]
        assert "Customer 08" in desk.lines[6]
        assert "→  € 32.42" in desk.lines[6]
        await desk.press("enter")
        assert in_front(desk, AccountScreen)
        (mark,) = (line for line in desk.lines if line.startswith("▌"))
        assert "23.42" in mark
        with closing(open_desk(book, user="mk", today=TODAY, clock=clock)) as other:
            wrong = batches.get(other, 1).entries[1].receipt_id
            back = ReversalDraft(uuid4(), wrong or 0, TODAY, "digits swapped", Money(2342, "EUR"))
            receipts.reverse(other, makers.confirmed(back))
        await desk.press("escape")
        assert "1 entries are missing" not in desk.text
        assert "A receipt of € 32.42 would explain the difference." in desk.text
        await desk.press("escape")
        assert "taken back" in desk.text
        await desk.press("enter")
        await take_receipt(desk, "C-08", "32.42")
        await desk.press("b")
        assert desk.is_home
    assert view_of(book).state is BatchState.CLOSED


async def test_a_gap_of_several_things_is_not_explained(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await open_batch(desk, "1", "70.11")
        await desk.press("enter")
        await take_receipt(desk, "C-07", "10.00")
        await desk.press("b")
        assert "No single slip explains the difference: several things differ at once." in desk.text
        await desk.press("enter")
        assert desk.note == "There is nothing to open."


async def test_missing_entries_are_counted_where_there_are_more(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await open_batch(desk, "3", "70.11")
        await desk.press("b")
        assert "3 entries are missing, together € 70.11 if the others are right." in desk.text
        await desk.press("b")
        assert in_front(desk, GapScreen)
        await desk.press("escape", "escape")
        assert desk.is_home


async def test_an_unfinished_batch_survives_a_restart_and_is_a_row_of_the_queue(
    opening: Opening, reopened: Reopened, book: Path
) -> None:
    async with at_the_desk(opening) as desk:
        await open_batch(desk, "2", "33.42")
        await desk.press("enter")
        await take_receipt(desk, "C-07", "10.00")
        await desk.press("escape", "escape")
        await desk.press("2")
        assert any("Batch" in line and "2 receipts" in line and "1 of 2 entered → add" in line for line in desk.lines)
    async with at_the_desk(reopened()) as desk:
        await desk.press("2", "down")
        assert desk.cursor == "batch:1"
        await desk.until(lambda: "1 of 2 entered" in " ".join(desk.preview))
        await desk.press("enter")
        assert in_front(desk, BatchScreen)
        await desk.press("enter")
        await take_receipt(desk, "C-08", "23.42")
        await desk.press("b")
        assert desk.is_home
    assert view_of(book).state is BatchState.CLOSED


async def test_a_receipt_left_unfinished_is_counted_in_its_batch_when_it_is_taken_up(
    opening: Opening, book: Path
) -> None:
    async with at_the_desk(opening) as desk:
        await open_batch(desk, "1", "10.00")
        await desk.press("enter")
        await desk.type("C-07")
        await desk.press("enter")
        await desk.until(lambda: in_front(desk, ReceiptForm))
        await desk.type("10.00")
        await desk.press("escape", "k")
        assert in_front(desk, BatchScreen)
        await desk.press("escape", "f5")
        assert in_front(desk, ReceiptForm)
        await desk.press("f2")
        assert "it is counted in the open batch" in desk.text
        await confirm(desk)
    assert [entry.amount_minor for entry in view_of(book).counted] == [1000]


async def test_an_entry_of_a_batch_that_was_given_up_meanwhile_is_booked_outside_it(
    opening: Opening, book: Path
) -> None:
    async with at_the_desk(opening) as desk:
        await open_batch(desk, "1", "10.00")
        await desk.press("enter")
        await desk.type("C-07")
        await desk.press("enter")
        await desk.until(lambda: in_front(desk, ReceiptForm))
        await desk.type("10.00")
        with closing(open_desk(book, user="jo", today=TODAY, clock=clock)) as other:
            batches.give_up(other, makers.confirmed(GiveUpBatchDraft(1, 1, "the papers are gone")))
        await desk.press("f2")
        assert "the one it was begun in is not open any more" in desk.text
        await confirm(desk)
        assert in_front(desk, BatchScreen)
        assert "given up" in desk.lines[0]
        await desk.press("enter")
        assert desk.note == "It was given up."
    assert view_of(book).entries == ()


async def test_a_batch_is_given_up_with_a_reason(opening: Opening, book: Path) -> None:
    async with at_the_desk(opening) as desk:
        await open_batch(desk, "2", "33.42")
        await desk.press("x")
        assert in_front(desk, GiveUpBatchForm)
        await desk.type("lost")
        await desk.press("f2", "f8")
        assert desk.is_home
        assert desk.note == "The batch is given up; its entries stay booked."
        assert "batch:1" not in [row.key for row in desk.rows.rows]
    assert (view_of(book).state, view_of(book).reason) == (BatchState.GIVEN_UP, "lost")


async def test_a_batch_given_up_on_its_gap_leads_home(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await open_batch(desk, "2", "33.42")
        await desk.press("b", "x")
        await desk.type("lost")
        await desk.press("f2", "f8")
        assert desk.is_home
        assert desk.note == "The batch is given up; its entries stay booked."


async def test_a_batch_of_invoices_asks_for_the_next_draft(opening: Opening, book: Path) -> None:
    async with at_the_desk(opening) as desk:
        await open_batch(desk, "1", "119.00", kind="2")
        await desk.press("enter")
        assert in_front(desk, InvoiceForm)
        await desk.press("escape")
        with closing(open_desk(book, user="mk", today=TODAY, clock=clock)) as other:
            makers.a_draft(other, 1, batch_id=1)
        await desk.press("ctrl+r", "t")
        assert "draft" in desk.lines[0]
        await desk.press("escape", "b")
        assert desk.is_home


async def test_a_batch_of_credit_notes_asks_for_the_invoice(opening: Opening) -> None:
    async with at_the_desk(opening) as desk:
        await open_batch(desk, "1", "119.00", kind="3")
        await desk.press("enter")
        assert in_front(desk, FindDialog)
        await desk.type("C-07")
        await desk.until(lambda: "Customer 07" in desk.text)
        await desk.press("enter")
        assert desk.note == "A credit note corrects an invoice; find that by its number."
        await desk.press("enter")
        await desk.type("A-0007")
        await desk.press("enter")
        await desk.until(lambda: "Credit note for A-0007" in desk.lines[0])


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("z", "A batch cannot be put off; close it, or give it up."),
        ("f", "There is no row to do that with."),
        ("i", "Only a draft can be issued."),
    ],
)
async def test_what_a_batch_in_the_queue_cannot_do_says_why(opening: Opening, key: str, said: str) -> None:
    with closing(open_desk(opening.path, user="mk", today=TODAY, clock=clock)) as other:
        makers.a_batch(other, 1_000)
        queue.refresh(other)
    async with at_the_desk(opening) as desk:
        await desk.press("2", "down")
        assert desk.cursor == "batch:1"
        await desk.press(key)
        assert desk.note == said


async def test_on_a_desk_for_viewing_a_batch_is_only_looked_at(opening: Opening, reopened: Reopened) -> None:
    with closing(open_desk(opening.path, user="mk", today=TODAY, clock=clock)) as other:
        makers.a_batch(other, 1_000)
    async with at_the_desk(reopened(read_only=True)) as desk:
        await desk.press("2", "down", "enter")
        assert in_front(desk, BatchScreen)
        for key in ("enter", "b", "x"):
            await desk.press(key)
            assert desk.note == "The desk is open for viewing only."


async def test_esc_in_the_question_whose_it_is_leads_back_to_the_keys_of_the_batch(
    opening: Opening, book: Path
) -> None:
    async with at_the_desk(opening) as desk:
        await open_batch(desk, "2", "20.00")
        await desk.press("enter")
        await take_receipt(desk, "C-07", "10.00")
        assert in_front(desk, PickCustomerDialog), "the next paper is asked for at once"
        assert "Esc back to the batch and its keys" in desk.text
        await desk.press("escape")
        assert in_front(desk, BatchScreen)
        assert "enters the next paper" in desk.note
        assert "closes the batch" in desk.note
        await desk.press("enter")
        assert in_front(desk, PickCustomerDialog)
