"""Own reminders in the book: the queue shows them on their day, to whom they belong, until they are done or dropped."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from billdesk.domain.errors import NotFoundError, RuleError, StaleError
from billdesk.domain.reminders import EndReminderDraft, Reminder, ReminderDraft, Repeats
from billdesk.domain.work import ItemKind, View
from billdesk.services import queue, reminders
from billdesk.services.desk import Desk, open_desk
from db.verify import verify
from tests import makers
from tests.makers import TODAY, confirmed


def set_one(desk: Desk, on: date = TODAY, customer: int | None = None, **more: object) -> int:
    link = reminders.link_of(desk, customer, None) if customer else None
    draft = ReminderDraft(uuid4(), on, "Ask for the list", link=link)
    return reminders.save(desk, confirmed(replace(draft, **more)))  # type: ignore[arg-type]


def end(reminder: Reminder) -> EndReminderDraft:
    return EndReminderDraft(reminder.id, reminder.version)


def shown(desk: Desk, view: View = View.ALL) -> list[str]:
    """The reminders that the queue shows."""
    queue.refresh(desk)
    return [row.key for row in queue.page(desk, view).rows if row.kind is ItemKind.REMINDER]


def test_one_stands_in_the_queue_from_its_day_until_it_is_done(desk: Desk, customer: int) -> None:
    of_account, of_nobody = set_one(desk, customer=customer), set_one(desk)
    assert shown(desk) == [f"reminder:{of_account}", f"reminder:{of_nobody}"]
    row = queue.item(desk, f"reminder:{of_account}")
    assert (row.customer_id, row.document, row.due_on) == (customer, "Ask for the list", TODAY)
    assert (row.why, row.next_action, row.currency) == ("own reminder", "do it", "")
    assert queue.item(desk, f"reminder:{of_nobody}").customer_name == "Own reminder"
    for each in (of_account, of_nobody):
        assert reminders.done(desk, confirmed(end(reminders.get(desk, each)))) is None
    assert shown(desk) == []
    with pytest.raises(NotFoundError, match="This reminder is over"):
        reminders.get(desk, of_nobody)
    assert verify(desk.path) == ()


@pytest.mark.parametrize("with_account", [True, False])
def test_one_of_a_later_day_comes_with_that_day(desk: Desk, customer: int, with_account: bool) -> None:
    queue.refresh(desk)
    later = TODAY + timedelta(days=3)
    made = set_one(desk, later, customer if with_account else None)
    assert shown(desk) == []
    for day, expected in ((later - timedelta(days=1), []), (later, [f"reminder:{made}"])):
        with closing(open_desk(desk.path, user="mk", today=day, clock=makers.clock)) as then:
            assert shown(then) == expected
    assert verify(desk.path) == ()


def test_it_is_mine_when_it_is_set_for_me_or_of_my_account(desk: Desk) -> None:
    mine, other = set_one(desk, owner="mk"), set_one(desk, owner="eva")
    own_account = set_one(desk, customer=makers.a_customer(desk, "Z-1", owner="mk"), owner="eva")
    assert shown(desk, View.MINE) == [f"reminder:{mine}", f"reminder:{own_account}"]
    assert len(shown(desk)) == 3
    assert other


def test_one_that_repeats_comes_again_on_its_next_day(desk: Desk) -> None:
    made = set_one(desk, repeats=Repeats.MONTHLY)
    first = reminders.get(desk, made)
    assert reminders.done(desk, confirmed(end(first))) == date(2026, 12, 21)
    assert shown(desk) == []
    assert reminders.get(desk, made).on_day == date(2026, 12, 21)
    assert reminders.get(desk, made).anchor_on == TODAY
    with pytest.raises(StaleError, match="The reminder was changed by mk"):
        reminders.done(desk, confirmed(end(first)))


def test_another_day_is_counted_from_there(desk: Desk) -> None:
    made = set_one(desk, repeats=Repeats.MONTHLY)
    known = reminders.get(desk, made)
    draft = ReminderDraft(uuid4(), date(2027, 1, 31), "b", Repeats.MONTHLY, 1, "eva", None, made, known.version)
    assert reminders.save(desk, confirmed(draft)) == made
    changed = reminders.get(desk, made)
    assert (changed.on_day, changed.anchor_on, changed.about, changed.owner) == (
        date(2027, 1, 31), date(2027, 1, 31), "b", "eva",
    )  # fmt: skip
    assert reminders.done(desk, confirmed(end(changed))) == date(2027, 2, 28)
    with pytest.raises(StaleError):
        reminders.save(desk, confirmed(draft))


def test_one_that_is_dropped_is_over_with_its_repeats(desk: Desk, customer: int) -> None:
    made = set_one(desk, customer=customer, repeats=Repeats.DAILY)
    known = reminders.get(desk, made)
    reminders.drop(desk, confirmed(end(known)))
    assert shown(desk) == []
    assert reminders.until(desk, date(2099, 1, 1)) == ()
    with pytest.raises(RuleError, match="This reminder is over"):
        reminders.done(desk, confirmed(EndReminderDraft(made, known.version + 1)))
    assert verify(desk.path) == ()


def test_the_same_draft_twice_is_set_once_and_nothing_is_set_for_yesterday(desk: Desk) -> None:
    draft = ReminderDraft(uuid4(), TODAY, "x")
    assert reminders.save(desk, confirmed(draft)) == reminders.save(desk, confirmed(draft))
    with pytest.raises(RuleError, match="The day of the reminder is over"):
        set_one(desk, TODAY - timedelta(days=1))


def test_it_names_the_invoice_that_it_is_about(desk: Desk, customer: int) -> None:
    invoice = makers.an_invoice(desk, customer)
    link = reminders.link_of(desk, customer, invoice.id)
    assert (link.invoice_id, link.name) == (invoice.id, f"{invoice.number}, {invoice.customer_name}")
    made = set_one(desk, link=link)
    assert reminders.get(desk, made).link == link
    assert reminders.link_of(desk, makers.a_customer(desk, "Z-1"), invoice.id).invoice_id is None, "it is another's"
    with pytest.raises(NotFoundError):
        reminders.link_of(desk, 999, None)
