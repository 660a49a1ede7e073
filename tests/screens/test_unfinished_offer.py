"""What was left unfinished is offered by the queue and opened in its own form."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from billdesk import form_drafts
from billdesk.form_drafts import FormDraft
from billdesk.opening import Opening, prepare
from billdesk.services.desk import Desk
from screens.dialogs.choose import ChooseDialog
from screens.dialogs.message import AskDialog, MessageDialog
from screens.forms.base import FormScreen
from screens.forms.receipt import ReceiptForm
from screens.queue_snooze import SnoozeRowsForm
from tests.conftest import TODAY
from tests.screens.kit.driver import DeskDriver, at_the_desk
from tests.screens.record_desk import ACME, COMPLETE, HOFMANN, LATE, account_of, make_folder

AT = datetime(2026, 11, 20, 14, 32, tzinfo=UTC)
RECEIPT = FormDraft("receipt", uuid4(), f"customer:{ACME}", "Acme Ltd", AT, {"amount": "77"})


@pytest.fixture
def records(tmp_path: Path) -> Opening:
    """A desk with records of every kind."""
    folder = make_folder(tmp_path)
    state = tmp_path / "state"
    return prepare(folder / "desk.billdesk", user="mk", today=TODAY, config_folder=tmp_path, state_folder=state)


def _folder(opening: Opening) -> Path:
    return form_drafts.folder_of(opening.state_folder, opening.path)


async def _taken_up(desk: DeskDriver, key: str = "f5") -> FormScreen[object, object]:
    await desk.press(key)
    await desk.until(lambda: isinstance(desk.app.screen, FormScreen) and desk.app.screen.has_changes)
    await desk.settle()
    form = desk.app.screen
    assert isinstance(form, FormScreen)
    return form


async def test_one_entry_is_offered_and_opens_in_its_form(records: Opening) -> None:
    form_drafts.keep(_folder(records), RECEIPT)
    async with at_the_desk(records) as desk:
        await desk.until(lambda: "F5 takes up the unfinished receipt of 20 Nov" in desk.text)
        assert "Acme Ltd" in next(line for line in desk.lines if "F5 takes up" in line)
        form = await _taken_up(desk)
        assert isinstance(form, ReceiptForm)
        assert form.uid == RECEIPT.uid
        assert form.snapshot()["amount"] == "77"
        assert "Acme Ltd" in desk.text


async def test_a_desk_without_unfinished_entries_says_so_only_when_asked(records: Opening) -> None:
    async with at_the_desk(records) as desk:
        assert "unfinished" not in desk.text
        await desk.press("f5")
        assert desk.note == "There is no unfinished entry."


async def test_of_several_one_is_chosen(records: Opening) -> None:
    other = replace(RECEIPT, uid=uuid4(), kind="invoice", subject="", title="", fields={"reference": "PO 7"})
    for draft in (RECEIPT, other):
        form_drafts.keep(_folder(records), draft)
    async with at_the_desk(records) as desk:
        await desk.until(lambda: "F5 takes up one of 2 unfinished entries" in desk.text)
        await desk.press("f5")
        assert isinstance(desk.app.screen, ChooseDialog)
        await desk.type("invoice")
        form = await _taken_up(desk, "enter")
        assert form.uid == other.uid
        assert form.snapshot()["reference"] == "PO 7"


async def test_an_entry_kept_now_is_offered_on_the_way_back(records: Opening) -> None:
    async with at_the_desk(records) as desk:
        await desk.press("r")
        await desk.until(lambda: isinstance(desk.app.screen, ReceiptForm))
        await desk.type("12")
        await desk.press("escape")
        await desk.press("k")
        await desk.until(lambda: "F5 takes up the unfinished receipt" in desk.text)


async def test_its_time_is_told_in_the_time_zone_of_the_desk(records: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Desk, "time_zone", ZoneInfo("Asia/Kolkata"))
    late = AT.replace(hour=20)
    form_drafts.keep(_folder(records), replace(RECEIPT, at=late))
    async with at_the_desk(records) as desk:
        await desk.until(lambda: "F5 takes up the unfinished receipt of 02:02, Acme Ltd" in desk.text)
        desk.app.push_screen(ReceiptForm(TODAY, account_of(records.path.parent, ACME)))
        await desk.until(lambda: "Unfinished receipt of 02:02, Acme Ltd" in desk.text)


@pytest.mark.parametrize(
    ("kind", "subject", "fields"),
    [
        ("contact", f"customer:{HOFMANN}", {"note": "called back"}),
        ("customer", "", {"name": "New Ltd"}),
        ("customer", f"customer:{HOFMANN}", {"name": "Hofmann GmbH"}),
        ("invoice", f"customer:{HOFMANN}", {"reference": "PO 7"}),
        ("invoice", f"invoice:{COMPLETE}", {"reference": "PO 7"}),
        ("credit note", f"invoice:{LATE}", {"reason": "wrong price"}),
        ("note of sending", f"invoice:{LATE}", {"how": "post"}),
        ("voiding", f"invoice:{COMPLETE}", {"reason": "twice"}),
        ("reversal", "receipt:1", {"reason": "bounced"}),
        ("note of sending", f"invoice:{LATE} invoice:{COMPLETE}", {"how": "post"}),
        ("use of credit", "receipt:3", {"applied_on": "2026-11-19"}),
        ("snooze", f"account:{HOFMANN}:EUR", {"reason": "until the promise is due"}),
        ("snooze", f"account:{HOFMANN}:EUR account:{ACME}:GBP", {"until": "2026-11-30"}),
        ("company settings", "company:1", {"bank": "DE00"}),
    ],
)
async def test_every_kind_is_taken_up(records: Opening, kind: str, subject: str, fields: dict[str, str]) -> None:
    form_drafts.keep(_folder(records), FormDraft(kind, uuid4(), subject, "", AT, fields))
    async with at_the_desk(records) as desk:
        form = await _taken_up(desk)
        assert kind == form.KIND
        assert form.subject == subject
        assert form.snapshot().items() >= fields.items()


async def test_a_snooze_of_several_rows_is_gone_on_with_for_those_that_are_still_there(records: Opening) -> None:
    keys = f"account:{HOFMANN}:EUR account:99:EUR account:{ACME}:GBP"
    form_drafts.keep(_folder(records), FormDraft("snooze", uuid4(), keys, "3 rows", AT, {"reason": "holidays"}))
    async with at_the_desk(records) as desk:
        form = await _taken_up(desk)
        assert isinstance(form, SnoozeRowsForm)
        assert form.row_keys == (f"account:{HOFMANN}:EUR", f"account:{ACME}:GBP")


@pytest.mark.parametrize("subject", ["customer:99", "receipt:99", "invoice:1", "nonsense", "customer:x"])
async def test_an_entry_about_nothing_is_told_and_can_be_thrown_away(records: Opening, subject: str) -> None:
    form_drafts.keep(_folder(records), replace(RECEIPT, subject=subject, kind="reversal"))
    async with at_the_desk(records) as desk:
        await desk.press("f5")
        await desk.until(lambda: isinstance(desk.app.screen, MessageDialog))
        await desk.press("escape", "f6")
        assert isinstance(desk.app.screen, AskDialog)
        await desk.press("f8")
        await desk.until(lambda: "unfinished" not in desk.text)
    assert form_drafts.unfinished(_folder(records)) == ()
    assert account_of(records.path.parent, ACME).name == "Acme Ltd"


async def test_a_desk_for_viewing_offers_nothing(records: Opening) -> None:
    form_drafts.keep(_folder(records), RECEIPT)
    async with at_the_desk(records._replace(read_only=True)) as desk:
        assert "unfinished" not in desk.text
