"""Feedback in two keys from a record, its review by theme, and that only a change closes it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from billdesk.domain.double_check import bypass
from billdesk.domain.errors import RuleError
from billdesk.domain.feedback import (
    CloseFeedbackDraft,
    FeedbackDraft,
    FeedbackItem,
    FeedbackKind,
    FeedbackSource,
    ThemeMonth,
    by_theme,
)
from billdesk.services import feedback, safekeeping
from screens.feedback import FeedbackScreen
from screens.forms.feedback import FeedbackForm
from screens.invoice import InvoiceScreen
from tests.screens.forms.desk import driving
from tests.screens.record_desk import POUNDS, make_folder, note, open_book, shows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


def kept(folder: Path) -> tuple[FeedbackItem, ...]:
    desk = open_book(folder)
    try:
        return feedback.find(desk)
    finally:
        desk.close()


async def test_two_keys_begin_feedback_about_the_record_shown(folder: Path) -> None:
    async with driving(folder, lambda: InvoiceScreen(POUNDS)) as driver:
        await driver.press("!")
        assert "p praise" in driver.shown()
        await driver.press("c")
        assert shows(driver, FeedbackForm), driver.shown()
        await driver.type("the invoice names no order")
        await driver.press("enter")
        await driver.type("invoice text")
        await driver.press("f2")
        await driver.press("f8")
        assert note(driver) == "The feedback is kept."
    (item,) = kept(folder)
    assert (item.kind, item.theme, item.about) == (FeedbackKind.COMPLAINT, "invoice text", "2026-0003")
    assert item.open


async def test_it_is_closed_by_what_was_changed(folder: Path) -> None:
    desk = open_book(folder)
    draft = FeedbackDraft(uuid4(), FeedbackKind.IDEA, FeedbackSource.COLLEAGUE, "portal", "offer a portal")
    assert feedback.note(desk, bypass(draft, "test")) == feedback.note(desk, bypass(draft, "test"))
    desk.close()
    async with driving(folder, FeedbackScreen) as driver:
        assert "1 of 1 open" in driver.shown()
        assert "portal  2026-11: 1 idea" in driver.shown()
        await driver.press("home", "s")
        await driver.press("f2")
        assert "We changed is missing." in " ".join(driver.shown().split())
        await driver.type("a portal is planned for March")
        await driver.press("f2")
        await driver.press("f8")
        assert "0 of 1 open" in driver.shown()
        await driver.press("s")
        assert note(driver).startswith("It is closed: a portal")
    (item,) = kept(folder)
    assert (item.open, item.changed) == (False, "a portal is planned for March")
    desk = open_book(folder)
    with pytest.raises(RuleError, match="is closed"):
        feedback.close(desk, bypass(CloseFeedbackDraft(item.id, item.version, "something else"), "test"))
    assert not safekeeping.verify(desk)
    desk.close()


def test_counts_by_theme_and_month() -> None:
    def said(kind: FeedbackKind, theme: str, on: date, closed: date | None = None) -> FeedbackItem:
        return FeedbackItem(
            1, 1, kind, FeedbackSource.CUSTOMER, theme, "x", "", None, None, None, on, "mk", "y" * bool(closed), closed
        )

    october, november = date(2026, 10, 30), date(2026, 11, 2)
    items = (
        said(FeedbackKind.COMPLAINT, "post", october, november),
        said(FeedbackKind.COMPLAINT, "post", november),
        said(FeedbackKind.PRAISE, "post", november, november),
        said(FeedbackKind.IDEA, "Letters", october),
    )
    assert by_theme(items) == (
        ThemeMonth("Letters", "2026-10", 0, 0, 1, 1),
        ThemeMonth("post", "2026-11", 1, 1, 0, 1),
        ThemeMonth("post", "2026-10", 0, 1, 0, 0),
    )
