"""Unfinished entries: what was typed outlives the program, is offered again, and is booked once."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk import form_drafts
from billdesk.form_drafts import FormDraft
from screens.forms.fields import FieldLine
from screens.forms.invoice import InvoiceForm
from screens.forms.leaving import LeavingDialog
from screens.forms.receipt import ReceiptForm
from tests.conftest import TODAY
from tests.screens.forms.conftest import Book
from tests.screens.forms.desk import HOSTILE, Driver, driving

AT = datetime(2026, 11, 21, 14, 32, tzinfo=UTC)


def _draft(**changes: object) -> FormDraft:
    return replace(FormDraft("receipt", uuid4(), "customer:1", "Hofmann", AT, {"amount": "12"}), **changes)  # type: ignore[arg-type]  # any field by name


def _drafts_folder(folder: Path) -> Path:
    return form_drafts.folder_of(folder / "state", folder / "desk.billdesk")


@given(
    st.dictionaries(st.text(st.characters(codec=None), max_size=20), st.text(st.characters(codec=None), max_size=50)),
    st.text(max_size=20),
)
def test_what_is_kept_comes_back(tmp_path_factory: pytest.TempPathFactory, fields: dict[str, str], title: str) -> None:
    folder = tmp_path_factory.mktemp("drafts")
    draft = _draft(fields=fields, title=title)
    form_drafts.keep(folder, draft)
    assert form_drafts.unfinished(folder) == (draft,)


def test_the_latest_of_a_kind_and_subject_is_offered(tmp_path: Path) -> None:
    late = _draft(at=AT.replace(hour=15))
    for draft in (_draft(), late, _draft(kind="invoice", at=AT.replace(hour=16)), _draft(subject="customer:2")):
        form_drafts.keep(tmp_path, draft)
    assert form_drafts.latest(tmp_path, "receipt", "customer:1") == late
    form_drafts.discard(tmp_path, late.uid)
    left = form_drafts.latest(tmp_path, "receipt", "customer:1")
    assert left is not None
    assert left.at == AT
    form_drafts.discard(tmp_path, late.uid)


def test_files_are_for_the_owner_only_and_never_half_written(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "drafts"
    draft = _draft()
    form_drafts.keep(folder, draft)
    form_drafts.keep(folder, replace(draft, fields={"amount": "13"}))
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert form_drafts.unfinished(folder)[0].fields == {"amount": "13"}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\x00\xff\xfe", b"[]", b"null", b'{"kind": 1}', b'{"at": "2026"}', b"[" * 100_000],
)
def test_a_damaged_file_is_set_aside(tmp_path: Path, content: bytes) -> None:
    good = _draft()
    form_drafts.keep(tmp_path, good)
    bad = tmp_path / f"{UUID(int=1)}.draft.json"
    bad.write_bytes(content)
    assert form_drafts.unfinished(tmp_path) == (good,)
    assert not bad.exists()
    assert [path.read_bytes() for path in tmp_path.glob("*.unreadable")] == [content]


def test_two_desks_do_not_share_drafts(tmp_path: Path) -> None:
    one = form_drafts.folder_of(tmp_path, tmp_path / "a.billdesk")
    assert one == form_drafts.folder_of(tmp_path, tmp_path / "x" / ".." / "a.billdesk")
    assert one != form_drafts.folder_of(tmp_path, tmp_path / "b.billdesk")


async def _fill_invoice(driver: Driver) -> None:
    await driver.type("H-0031")
    await driver.press("enter", "tab", "tab", "tab", "tab", "tab")
    for text in ("Consulting", "2", "h", "100", "", "19"):
        await driver.type(text)
        await driver.press("tab")


async def test_typing_is_on_disk_after_a_field_and_taken_up_after_a_kill(folder: Path, book: Book) -> None:
    company = book.company()
    async with driving(folder, lambda: InvoiceForm(TODAY, company)) as driver:
        await _fill_invoice(driver)
        (kept,) = form_drafts.unfinished(_drafts_folder(folder))
        uid = driver.form.uid
    assert (kept.uid, kept.kind) == (uid, "invoice")
    async with driving(folder, lambda: InvoiceForm(TODAY, company)) as driver:
        assert "Unfinished invoice of" in driver.shown()
        assert "Hofmann" in driver.shown()
        await driver.press("f5")
        assert driver.form.uid == uid
        assert "Unfinished" not in driver.shown()
        assert "€ 238.00" in driver.shown()
        await driver.press("f2")
        await driver.type("238")
        await driver.press("enter")
        await driver.type("21")
        await driver.press("f8")
        (invoice_id,) = driver.app.results
        assert isinstance(invoice_id, int)
    assert UUID(book.invoice(invoice_id).uid) == uid
    assert form_drafts.unfinished(_drafts_folder(folder)) == ()


async def test_typing_is_on_disk_while_the_cursor_stays(
    folder: Path, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screens.forms.base.KEEP_AFTER_SECONDS", 0.01)
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.type("77")
        await driver.pilot.pause(0.05)
        (kept,) = form_drafts.unfinished(_drafts_folder(folder))
        assert kept.fields["amount"] == "77"


async def test_a_closed_terminal_keeps_the_entry(folder: Path, book: Book) -> None:
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.type("77")
        driver.app.stop_from_outside()
        await driver.pilot.pause()
    (kept,) = form_drafts.unfinished(_drafts_folder(folder))
    assert kept.fields["amount"] == "77"


async def test_discarding_offers_the_one_before(folder: Path, book: Book) -> None:
    for hour in (14, 15):
        form_drafts.keep(_drafts_folder(folder), _draft(at=AT.replace(hour=hour)))
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.press("f6")
        assert len(form_drafts.unfinished(_drafts_folder(folder))) == 1
        assert "Unfinished receipt" in driver.shown()
        await driver.press("f6")
        assert "Unfinished" not in driver.shown()
        await driver.press("f6")
        assert "There is no unfinished entry." in driver.shown()


async def test_leaving_keeps_or_discards(folder: Path, book: Book) -> None:
    account = book.account()
    for key, left in (("k", 1), ("d", 0)):
        async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
            await driver.press("f6", "5", "escape")
            assert isinstance(driver.app.screen, LeavingDialog)
            await driver.press(key)
            assert driver.app.results == [None]
        assert len(form_drafts.unfinished(_drafts_folder(folder))) == left


@pytest.mark.parametrize(("key", "left"), [("k", ["5"]), ("d", [])])
async def test_what_a_field_says_after_leaving_changes_nothing_on_disk(
    folder: Path, book: Book, key: str, left: list[str]
) -> None:
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        form = driver.form
        await driver.press("5", "escape", key)
        for late in ("", "7"):
            form.restore({"amount": late})
            form.keep_draft()
            assert [kept.fields["amount"] for kept in form_drafts.unfinished(_drafts_folder(folder))] == left


async def test_a_change_of_a_record_is_taken_up_too(folder: Path, book: Book) -> None:
    draft, company = book.invoice(3), book.company()
    async with driving(folder, lambda: InvoiceForm(TODAY, company, invoice=draft)) as driver:
        for _ in range(4):
            await driver.pilot.press("tab")
        await driver.type("PO 7")
        driver.app.stop_from_outside()
        await driver.pilot.pause()
    async with driving(folder, lambda: InvoiceForm(TODAY, company, invoice=draft)) as driver:
        assert "Unfinished invoice" in driver.shown()
        assert not driver.form.has_changes
        await driver.press("f5")
        assert driver.form.snapshot()["reference"] == "PO 7"
        assert driver.form.has_changes


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("", "2026-11-21"), ("yesterday", "2026-11-20"), ("-3", "2026-11-18"), ("20.11.", "2026-11-20"), ("soon", "soon")],
)
async def test_a_day_taken_up_on_another_day_is_the_day_that_was_meant(
    folder: Path, book: Book, typed: str, meant: str
) -> None:
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.type("77")
        await driver.press("tab")
        driver.form.focus_field("received_on")
        await driver.type(typed)
        driver.app.stop_from_outside()
        await driver.pilot.pause()
    async with driving(folder, lambda: ReceiptForm(TODAY + timedelta(days=2), account)) as driver:
        await driver.press("f5")
        assert driver.form.query_one("#field-received_on", FieldLine).text == meant


async def test_a_hostile_unfinished_entry_harms_nothing(folder: Path, book: Book) -> None:
    fields = {"amount": HOSTILE, "allocations.999": HOSTILE, "lines.x.y": "1", HOSTILE: HOSTILE, "reference": HOSTILE}
    form_drafts.keep(_drafts_folder(folder), _draft(title=HOSTILE, fields=fields))
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        assert "[/x] [Ltd]" in driver.shown()
        await driver.press("f5", "f2")
        assert isinstance(driver.app.screen, ReceiptForm)
        assert not set(driver.shown()) & set("\x1b\x07\u202e\u200b")


async def test_a_full_disk_is_said_and_the_form_goes_on(
    folder: Path, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(form_drafts, "keep", refuse)
    account = book.account()
    async with driving(folder, lambda: ReceiptForm(TODAY, account)) as driver:
        await driver.type("297.50")
        await driver.press("tab")
        assert "No space left on device" in driver.shown()
        await driver.press("f2")
        assert driver.app.screen is not driver.app.screen_stack[1]


def test_the_file_is_plain_json(tmp_path: Path) -> None:
    """Somebody who lost an entry can read it without the program."""
    draft = _draft()
    form_drafts.keep(tmp_path, draft)
    (file,) = tmp_path.iterdir()
    assert json.loads(file.read_text())["fields"] == {"amount": "12"}
