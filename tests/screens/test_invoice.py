"""The invoice's screen: what it shows, what can be done or why not, and the way along the queue."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from textual.containers import VerticalScroll

from billdesk.domain.double_check import bypass
from billdesk.domain.drafts import Address, CompanyDraft, ContactDraft, ContactKind, Direction, Outcome
from billdesk.domain.work import View
from billdesk.services import company, contacts
from billdesk.text import inert_plain
from screens.account import AccountScreen
from screens.dialogs.double_check import DoubleCheckDialog
from screens.follow_up import FollowUpScreen
from screens.forms.company import CompanyForm
from screens.forms.contact import ContactForm
from screens.forms.credit_note import CreditNoteForm
from screens.forms.credits import ReversalForm
from screens.forms.invoice import InvoiceForm
from screens.forms.receipt import ReceiptForm
from screens.forms.small import VoidForm
from screens.invoice import InvoiceScreen
from screens.parts.paper import Paper
from screens.trail import Trail
from tests.screens.forms.desk import HOSTILE, NOW, Driver, driving
from tests.screens.record_desk import (
    COMPLETE,
    HOFMANN,
    HOSTILE_INVOICE,
    LACKING,
    LATE,
    PARTS,
    POUNDS,
    SETTLED,
    invoice_of,
    make_folder,
    note,
    open_book,
    rows_of,
    shows,
    trail_of,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


def paper(driver: Driver, name_id: str) -> str:
    """A part of the screen, also what is scrolled out of sight."""
    return driver.app.screen.query_one(f"#{name_id}", Paper).text


async def test_it_shows_who_how_much_and_in_what_state(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(LATE)) as driver:
        top, state, *_ = driver.shown().splitlines()
        assert top.split() == [
            "2026-0002",
            "Hofmann",
            "&",
            "Söhne",
            "KG",
            "open",
            "€",
            "1,380.00",
            "of",
            "€",
            "2,380.00",
        ]
        assert state.strip() == "issued Mon 3 Aug · due Wed 2 Sep · 80 d late · promised, broken 20 Nov"


async def test_amounts_stand_on_their_decimal_sign(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(LATE)) as driver:
        lines = paper(driver, "invoice-document").splitlines()
        sums = [line for line in lines if line.endswith(("2,000.00", "380.00", "2,380.00", "1,000.00"))]
        assert [line.split()[0] for line in sums] == ["Consulting", "net", "VAT", "total", "2"]
        assert len({len(line) for line in sums}) == 1
        assert "4 h × € 500.00" in sums[0]
        assert "“part payment 0002”" in sums[-1]


async def test_instalments_say_what_is_late_and_what_is_open(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(PARTS)) as driver:
        shown = driver.shown()
        assert "1  Thu 19 Nov       2 d late" in shown
        assert "3  Tue 19 Jan 2027  open" in shown
        assert [len(line) for line in shown.splitlines() if line.endswith(("238.00", "142.80", "95.20"))] == [80] * 3


async def test_the_story_is_newest_first(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(LATE)) as driver:
        story = paper(driver, "invoice-story")
        places = [story.index(said) for said in ("promise broken", "Fr. Weiß: Freitag", "transfer € 1,000.00")]
        assert places == sorted(places)


@pytest.mark.parametrize(("size", "beside"), [((80, 24), False), ((120, 40), True)])
async def test_the_story_stands_beside_the_document_where_there_is_room(
    folder: Path, size: tuple[int, int], beside: bool
) -> None:
    async with driving(folder, lambda: InvoiceScreen(LATE), size) as driver:
        story = driver.app.screen.query_one("#invoice-story").region
        document = driver.app.screen.query_one("#invoice-document").region
        assert (story.y == document.y) is beside
        assert (story.x > 0) is beside


async def test_a_draft_says_what_it_lacks_and_is_not_issued(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(LACKING)) as driver:
        assert "Before it can be issued: The customer's name or full address is missing." in driver.shown()
        await driver.press("i")
        assert shows(driver, InvoiceScreen)
        assert note(driver) == "The customer's name or full address is missing. Edit it (e) first."


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"vat_id": ""}, "Your company's VAT number is missing; F9 opens the settings."),
        ({"address": Address(country="NL")}, "Your company's name or address is missing; F9 opens the settings."),
    ],
)
async def test_a_draft_that_lacks_company_data_leads_to_the_settings(
    folder: Path, missing: dict[str, Any], said: str
) -> None:
    desk = open_book(folder)
    settings = CompanyDraft(**(asdict(company.get(desk)) | {"address": company.get(desk).address} | missing))
    company.save(desk, bypass(settings, "test"))
    desk.close()
    async with driving(folder, lambda: InvoiceScreen(COMPLETE)) as driver:
        await driver.press("i")
        assert said in driver.shown()
        await driver.press("f9")
        assert shows(driver, CompanyForm)


@pytest.mark.parametrize(
    ("invoice_id", "reasons"),
    [
        (
            LATE,
            {
                "e": "It is issued and stays as it is; a credit note (k) corrects it.",
                "i": "It has its number already.",
                "s": "It went out on Mon 3 Aug 2026.",
                "w": "No promise stands that could be withdrawn.",
                "right_square_bracket": "Only what was opened from the queue itself goes along its rows.",
                "left_square_bracket": "Only what was opened from the queue itself goes along its rows.",
            },
        ),
        (PARTS, {"b": "No receipt that stands has settled any of it."}),
        (
            SETTLED,
            {
                "r": "Nothing of it is open; other money is recorded on the account (a).",
                "p": "Nothing of it is open.",
            },
        ),
        (
            COMPLETE,
            {
                "r": "A draft is not owed yet; issue it (i) first.",
                "k": "A draft is corrected by editing it (e) or given up (x).",
                "s": "It has no number yet; issue it (i) first.",
                "y": "It has no number yet.",
            },
        ),
    ],
)
async def test_what_cannot_be_done_says_why(folder: Path, invoice_id: int, reasons: dict[str, str]) -> None:
    async with driving(folder, lambda: InvoiceScreen(invoice_id)) as driver:
        for key, sentence in reasons.items():
            await driver.press(key)
            assert shows(driver, InvoiceScreen)
            assert note(driver) == sentence


@pytest.mark.parametrize(
    ("invoice_id", "opens"),
    [
        (
            LATE,
            {
                "c": ContactForm,
                "p": ContactForm,
                "r": ReceiptForm,
                "k": CreditNoteForm,
                "x": CreditNoteForm,
                "b": ReversalForm,
                "a": AccountScreen,
                "f": FollowUpScreen,
            },
        ),
        (COMPLETE, {"e": InvoiceForm, "x": VoidForm, "i": DoubleCheckDialog}),
    ],
)
async def test_every_action_opens_its_form(folder: Path, invoice_id: int, opens: dict[str, type[object]]) -> None:
    async with driving(folder, lambda: InvoiceScreen(invoice_id)) as driver:
        for key, kind in opens.items():
            await driver.press(key)
            assert shows(driver, kind), key
            await driver.press("escape")
            assert shows(driver, InvoiceScreen), key


async def test_a_draft_is_issued_through_the_double_check(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(COMPLETE)) as driver:
        await driver.press("i")
        for answer in ("471.24", "20", "issue"):
            await driver.type(answer)
            await driver.press("enter")
        await driver.press("f8")
        assert driver.shown().startswith(" 2026-0006  Hofmann & Söhne KG")
        assert note(driver) == "Issued as 2026-0006."
    assert invoice_of(folder, COMPLETE).number == "2026-0006"


async def test_what_was_saved_is_shown_on_return_and_the_page_stays(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(LATE), (80, 18)) as driver:
        page = driver.app.screen.query_one("#invoice-page", VerticalScroll)
        await driver.press("pagedown")
        place = page.scroll_y
        assert place > 0
        await driver.press("r")
        await driver.type("1380")
        await driver.press("f2")
        for answer in ("1380", "21"):
            await driver.type(answer)
            await driver.press("enter")
        await driver.press("f8")
        assert driver.shown().splitlines()[0].split()[-3:] == ["settled", "€", "2,380.00"]
        assert page.scroll_y == place


async def test_reading_again_shows_what_others_saved(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(LATE)) as driver:
        desk = open_book(folder)
        call = ContactDraft(
            UUID(int=9000), HOFMANN, NOW, ContactKind.CALL, Direction.IN, Outcome.REACHED, "Fr. Weiß", "on Monday"
        )
        contacts.log(desk, bypass(replace(call, invoice_id=LATE), "test"))
        desk.close()
        await driver.press("ctrl+r")
        assert "on Monday" in paper(driver, "invoice-story")


async def test_next_and_previous_go_along_the_queue(folder: Path) -> None:
    start = trail_of(folder, View.ALL)
    # Money stands for the oldest open invoice of its account.
    expected = ["2026-0002" if row.receipt_id else row.document for row in rows_of(folder, View.ALL)[1:]]
    async with driving(folder, lambda: InvoiceScreen(LATE, start)) as driver:
        assert "‹ 1 of 6 ›" in driver.shown()
        await driver.press("left_square_bracket")
        assert note(driver) == "This is the first row of the view."
        seen = []
        for _ in range(5):
            await driver.press("right_square_bracket")
            seen.append(driver.shown().split()[0])
        assert seen == expected
        assert "‹ 6 of 6 ›" in driver.shown()
        await driver.press("right_square_bracket")
        assert note(driver) == "This is the last row of the view."
        await driver.press("left_square_bracket", "escape")
        assert driver.app.results == [trail_of(folder, View.ALL, at=4).key]


async def test_a_row_that_has_gone_from_the_view_still_leads_on(folder: Path) -> None:
    """Issuing takes the draft out of the view; the way goes on from where it stood."""
    start = trail_of(folder, View.TO_FINISH)
    async with driving(folder, lambda: InvoiceScreen(COMPLETE, start)) as driver:
        await driver.press("i")
        for key in ("471.24", "20", "issue"):
            await driver.type(key)
            await driver.press("enter")
        await driver.press("f8", "right_square_bracket")
        assert "Boulangerie Petit" in driver.shown().splitlines()[0]


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_hostile_text_is_shown_literally(folder: Path, size: tuple[int, int]) -> None:
    async with driving(folder, lambda: InvoiceScreen(HOSTILE_INVOICE), size) as driver:
        shown = driver.shown()
        assert inert_plain(HOSTILE)[:30] in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        words = paper(driver, "invoice-document").split()
        assert words.count("very") == words.count("long") == 1000  # nothing of a long description vanishes
        assert driver.app.return_code is None


async def test_an_invoice_that_is_not_there_says_so(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(999, Trail(View.ALL, None, "account:999:EUR"))) as driver:
        assert "There is no such invoice." in driver.shown()
        await driver.press("k")
        assert note(driver) == "One moment, it is being read."
        await driver.press("escape")
        assert driver.app.results == ["account:999:EUR"]


async def test_pounds_are_pounds(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(POUNDS)) as driver:
        assert "open £ 476.00" in driver.shown()
