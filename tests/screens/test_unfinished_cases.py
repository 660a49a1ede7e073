"""What was typed about a dispute or feedback and left half-way is offered by the queue, and keeps its record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from billdesk import form_drafts
from billdesk.domain.dispute_records import OpenDisputeDraft
from billdesk.domain.disputes import DisputePriority
from billdesk.domain.double_check import bypass
from billdesk.domain.feedback import CloseFeedbackDraft, FeedbackDraft, FeedbackItem, FeedbackKind, FeedbackSource
from billdesk.domain.money import Money
from billdesk.form_drafts import FormDraft
from billdesk.opening import Opening, prepare
from billdesk.services import dispute_reasons, disputes, feedback
from billdesk.services.desk import Desk
from screens.dialogs.message import MessageDialog
from screens.dispute import DisputeScreen
from screens.forms.base import FormScreen
from screens.forms.dispute_end import ResolveDisputeForm
from tests.conftest import TODAY
from tests.screens.kit.driver import DeskDriver, at_the_desk
from tests.screens.record_desk import ACME, POUNDS, make_folder, open_book

AT = datetime(2026, 11, 20, 14, 32, tzinfo=UTC)


@pytest.fixture
def records(tmp_path: Path) -> Opening:
    """The desk with a dispute about 2026-0003 and an idea that nobody has answered."""
    folder = make_folder(tmp_path)
    with book(folder) as desk:
        amount = Money(1_000, "GBP")
        case = OpenDisputeDraft(UUID(int=70), ACME, POUNDS, amount, "price", DisputePriority.NORMAL, "mk")
        disputes.open_case(desk, bypass(case, "test"))
        said = FeedbackDraft(UUID(int=71), FeedbackKind.IDEA, FeedbackSource.COLLEAGUE, "portal", "offer a portal")
        feedback.note(desk, bypass(said, "test"))
    state = tmp_path / "state"
    return prepare(folder / "desk.billdesk", user="mk", today=TODAY, config_folder=tmp_path, state_folder=state)


@contextmanager
def book(folder: Path) -> Iterator[Desk]:
    with closing(open_book(folder)) as desk:
        yield desk


def left(opening: Opening, kind: str, subject: str, /, **fields: str) -> None:
    """Somebody left such an entry."""
    draft = FormDraft(kind, uuid4(), subject, "Acme Ltd", AT, fields)
    form_drafts.keep(form_drafts.folder_of(opening.state_folder, opening.path), draft)


def all_feedback(opening: Opening) -> tuple[FeedbackItem, ...]:
    with book(opening.path.parent) as desk:
        return feedback.find(desk)


async def take_up(desk: DeskDriver, kind: str) -> None:
    """Go on with the one entry that the queue offers."""
    await desk.until(lambda: f"F5 takes up the unfinished {kind} of" in desk.text)
    await desk.press("f5")
    await desk.until(lambda: isinstance(desk.app.screen, FormScreen) and desk.app.screen.has_changes)
    await desk.settle()


async def save(desk: DeskDriver) -> None:
    await desk.press("f2")
    await desk.press("f8")
    await desk.until(lambda: not isinstance(desk.app.screen, FormScreen))


async def test_a_settlement_that_was_left_stands_in_the_list_and_is_gone_on_with(records: Opening) -> None:
    async with at_the_desk(records) as desk:
        await desk.press("0", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, DisputeScreen))
        await desk.press("s")
        await desk.until(lambda: isinstance(desk.app.screen, ResolveDisputeForm))
        await desk.type("2")
        await desk.press("enter")
        await desk.type("4")
        await desk.press("escape", "k", "escape")
        await take_up(desk, "end of a dispute")
        form = desk.app.screen
        assert isinstance(form, ResolveDisputeForm)
        assert (form.snapshot()["outcome"], form.snapshot()["credit"]) == ("2", "4")


@pytest.mark.parametrize(
    ("subject", "about", "link"),
    [
        ("dispute:1", "2026-0003", (ACME, POUNDS, 1)),
        (f"invoice:{POUNDS}", "2026-0003", (ACME, POUNDS, None)),
        (f"customer:{ACME}", "Acme Ltd", (ACME, None, None)),
        ("", "", (None, None, None)),
    ],
)
async def test_feedback_that_was_left_keeps_its_record(
    records: Opening, subject: str, about: str, link: tuple[int | None, int | None, int | None]
) -> None:
    left(records, "feedback", subject, said="no order number", theme="invoice text", kind="praise")
    async with at_the_desk(records) as desk:
        await take_up(desk, "feedback")
        await save(desk)
    (item,) = (item for item in all_feedback(records) if item.theme == "invoice text")
    assert (item.about, item.kind) == (about, FeedbackKind.PRAISE)
    assert (item.customer_id, item.invoice_id, item.dispute_id) == link


async def test_feedback_given_on_a_record_is_left_under_that_record(records: Opening) -> None:
    async with at_the_desk(records) as desk:
        await desk.press("0", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, DisputeScreen))
        await desk.press("exclamation_mark", "p")
        await desk.until(lambda: isinstance(desk.app.screen, FormScreen))
        await desk.type("so kind")
        await desk.press("escape", "k")
    (draft,) = form_drafts.unfinished(form_drafts.folder_of(records.state_folder, records.path))
    assert (draft.kind, draft.subject) == ("feedback", "dispute:1")


async def test_what_was_changed_is_gone_on_with_unless_it_is_closed_by_now(records: Opening) -> None:
    left(records, "end of feedback", "feedback:1", changed="a portal is planned")
    async with at_the_desk(records) as desk:
        await take_up(desk, "end of feedback")
        await save(desk)
    (item,) = all_feedback(records)
    assert item.changed == "a portal is planned"


async def test_the_end_of_feedback_that_somebody_closed_meanwhile_says_so(records: Opening) -> None:
    left(records, "end of feedback", "feedback:1", changed="a portal is planned")
    with book(records.path.parent) as desk_book:
        feedback.close(desk_book, bypass(CloseFeedbackDraft(1, 1, "there is one"), "test"))
    async with at_the_desk(records) as desk:
        await desk.until(lambda: "F5 takes up the unfinished end of feedback" in desk.text)
        await desk.press("f5")
        await desk.until(lambda: isinstance(desk.app.screen, MessageDialog))
        assert "is not in the book any more" in " ".join(desk.text.split())


async def test_a_reason_that_was_left_is_renamed(records: Opening) -> None:
    left(records, "reason for disputes", "dispute_reason:tax", label="VAT")
    async with at_the_desk(records) as desk:
        await take_up(desk, "reason for disputes")
        await save(desk)
    with book(records.path.parent) as desk_book:
        assert {one.code: one.label for one in dispute_reasons.listed(desk_book)}["tax"] == "VAT"
