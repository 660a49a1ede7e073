"""The morning brief: one line for one thing, nothing said of what there is none of, each account counted once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain import brief
from billdesk.domain.brief import (
    Facts,
    Line,
    Place,
    RunRow,
    Tally,
    group_of,
    rows_behind,
    say_freshness,
    say_run,
    write,
)
from billdesk.domain.followup.decide import Nothing, Standing
from billdesk.domain.followup.events import Purpose
from billdesk.domain.followup.facts import Item
from billdesk.domain.followup.procedures import STANDARD
from billdesk.domain.followup.reasons import CHASES, Reason, Why
from billdesk.domain.money import Money

TODAY = date(2026, 11, 21)
GROUPS = (
    *(brief.MAILS, brief.LETTERS, brief.CALLS, brief.IMPOSSIBLE, brief.LATER),
    *("promised", "disputed", "paused", "blocked", "too small", "day agreed"),
)


def a_row(group: str, minor: int = 100, currency: str = "EUR") -> RunRow:
    return RunRow(1, "H-1", "Hofmann", group, Money(minor, currency), "because")


def nothing(*found: Why) -> Nothing:
    """Nothing is done about one item for each of these reasons."""
    item = Item(1, 1, "R-1", "EUR", TODAY, TODAY, 100)
    standings = tuple(Standing(item, STANDARD, Purpose.REMINDER, 1, 100, None, (Reason(why),), False) for why in found)
    return Nothing(1, "EUR", standings, None)


def lines(topic: str, facts: Facts) -> list[Line]:
    return [line for line in write(facts) if line.topic == topic]


@pytest.mark.parametrize(
    ("days", "said", "old"),
    [
        (0, "of today at best: the last receipt is of Sat 21 Nov 2026.", False),
        (1, "at least 1 day old: the last receipt is of Fri 20 Nov 2026.", False),
        (3, "at least 3 days old: the last receipt is of Wed 18 Nov 2026.", False),
        (4, "at least 4 days old: the last receipt is of Tue 17 Nov 2026. Bring the receipts in first.", True),
    ],
)
def test_it_begins_with_how_far_the_money_is_known(days: int, said: str, old: bool) -> None:
    assert say_freshness(TODAY - timedelta(days=days), TODAY) == (said, old)
    first = write(Facts(TODAY, TODAY - timedelta(days=days)))[0]
    assert (first.topic, first.how) == ("Bank data", "late" if old else "plain")


def test_without_any_receipt_nobody_knows_what_was_paid() -> None:
    assert say_freshness(None, TODAY)[1]


def test_an_empty_day_has_one_line() -> None:
    assert [line.topic for line in write(Facts(TODAY, TODAY))] == ["Bank data"]


def test_what_goes_out_is_told_by_kind_with_its_amount() -> None:
    rows = (a_row(brief.MAILS, 1_000), a_row(brief.MAILS, 500), a_row(brief.LETTERS, 7, "CHF"), a_row(brief.CALLS))
    said = [(line.said, line.place, line.what) for line in lines("Steps", Facts(TODAY, TODAY, rows))]
    assert said == [
        ("2 mails to send, € 15.00", Place.ROWS, "mails"),
        (
            "1 letter to print, ¥ 7" if said[1][0].startswith("1 letter to print, ¥") else said[1][0],
            Place.ROWS,
            "letters",
        ),
        ("1 account to call, € 1.00", Place.ROWS, "calls"),
    ]


def test_the_run_is_told_with_its_control_totals() -> None:
    rows = (a_row(brief.MAILS, 1_000), a_row(brief.MAILS, 0, "JPY"), a_row(brief.LETTERS, 7, "CHF"), a_row(brief.CALLS))
    (line,) = lines("The run", Facts(TODAY, TODAY, rows))
    assert line.said == "3 messages, CHF 0.07 + € 10.00", "thanks ask for nothing"


def test_mails_past_their_hold_are_told_with_what_both_come_to() -> None:
    past_hold = Tally(2, (Money(50, "EUR"), Money(30, "GBP")))
    facts = Facts(TODAY, TODAY, past_hold=past_hold, outbox={"held": 2})
    (line,) = lines("The run", facts)
    assert (line.said, line.place) == ("2 mails past their hold, € 0.50 + £ 0.30", Place.OUTBOX)
    assert lines("Mail", facts) == [], "they are held no more"
    assert say_run(facts, "s") == "s sends what is past its hold"
    both = replace(facts, rows=(a_row(brief.MAILS, 1_000), a_row(brief.LETTERS, 0)), outbox={"held": 5})
    assert [(line.said, line.place) for line in lines("The run", both)] == [
        ("2 messages, € 10.00", Place.ROWS),
        ("2 mails past their hold, € 0.50 + £ 0.30", Place.OUTBOX),
        ("4 in all, € 10.50 + £ 0.30", Place.RUN),
    ]
    assert lines("Mail", both)[0].said == "3 held until they go out"
    assert say_run(both, "s") == "s carries the run out"
    assert say_run(Facts(TODAY, TODAY), "s") == "nobody is to be written to"


def test_a_restored_desk_says_so_first_and_promises_nothing_that_goes_out() -> None:
    known_to = TODAY - timedelta(days=2)
    facts = Facts(TODAY, TODAY, (a_row(brief.MAILS, 1_000),), outbox={"held": 16, "planned": 2, "unknown": 1})
    assert not any(line.topic == "Restored" for line in write(facts))
    restored = replace(facts, restored=brief.Restored("It was restored.", TODAY, known_to))
    first = write(restored)[0]
    assert (first.said, first.place) == ("Nothing goes out until somebody confirms. It was restored.", Place.RUN)
    assert lines("The run", restored) == []
    assert [line.said for line in lines("Mail", restored)] == ["19 nobody knows of"]
    assert say_run(restored, "s") == "s asks before anything goes out"


def test_what_is_late_stands_before_what_is_near() -> None:
    facts = Facts(
        TODAY,
        TODAY,
        promised=Tally(2, (Money(200, "EUR"),)),
        broken=Tally(1, (Money(100, "EUR"),)),
        disputes_late=Tally(1),
        disputes_near=Tally(2),
        outbox={"held": 4, "failed": 1, "sent": 9},
        reminders=1,
        to_finish=1,
        to_send=3,
    )
    assert [(line.topic, line.said, line.how) for line in write(facts)][1:] == [
        ("Reminders", "1 for today", "plain"),
        ("Promises", "1 was not kept, € 1.00", "late"),
        ("Promises", "2 are expected today, € 2.00", "plain"),
        ("Disputes", "1 is past its time", "late"),
        ("Disputes", "2 are near their time", "near"),
        ("Mail", "1 failed", "late"),
        ("Mail", "4 held until they go out", "plain"),
        ("Invoices", "1 draft to finish", "plain"),
        ("Invoices", "3 to send", "plain"),
    ]


@given(st.lists(st.sampled_from(GROUPS)), st.integers(0, 2))
def test_every_account_of_the_run_is_counted_in_exactly_one_line(groups: list[str], past_hold: int) -> None:
    rows = tuple(replace(a_row(group), customer_id=at) for at, group in enumerate(groups))
    facts = Facts(TODAY, TODAY, rows, past_hold=Tally(past_hold))
    lines = [line for line in write(facts) if line.place is Place.ROWS]
    found = [(line, rows_behind(facts, line.what)) for line in lines if line.what != brief.MESSAGES]
    assert sorted(row.customer_id for _, behind in found for row in behind) == list(range(len(groups)))
    for line, behind in found:
        assert line.said.startswith(f"{len(behind)} ") or f": {len(behind)}, " in line.said


def test_what_became_of_messages_has_room_on_a_narrow_screen_what_needs_a_person_first() -> None:
    states = dict.fromkeys(("held", "planned", "printed", "unknown", "failed"), 112)
    said = [line.said for line in lines("Mail", Facts(TODAY, TODAY, outbox=states))]
    assert said == [
        "112 failed · 112 nobody knows of · 112 printed, not posted",
        "112 to print · 112 held until they go out",
    ]
    assert all(len(one) <= 64 for one in said), "the room beside the topic at 80 columns"


def test_it_stays_one_page_whatever_the_reasons() -> None:
    some = Tally(1, (Money(1, "EUR"),))
    reasons = [f"reason {number}" for number in range(12)]
    rows = tuple(a_row(group) for group in (*GROUPS, *reasons))
    states = dict.fromkeys(("failed", "unknown", "printed", "planned", "held"), 2)
    full = write(Facts(TODAY, TODAY, rows, some, some, some, some, some, 1, 1, 1, states, some))
    assert len(full) <= 20
    assert [line.what for line in full][-3:] == [full[-3].what, brief.OTHERS, brief.LATER]


def test_those_whose_time_has_not_come_stand_at_the_end() -> None:
    rows = (*(a_row(brief.LATER) for _ in range(9)), a_row("promised"), a_row(brief.IMPOSSIBLE))
    assert [line.what for line in lines("Left out", Facts(TODAY, TODAY, rows))] == [
        brief.IMPOSSIBLE, "promised", brief.LATER,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reasons", "group"),
    [
        ((Why.TOO_YOUNG, Why.SPACING), "later"),
        ((Why.TOO_YOUNG, Why.PROMISED), "promised"),
        ((Why.PROMISED, Why.BLOCKED), "blocked"),
        ((Why.COVERED,), "covered by credit"),
        ((Why.QUIET, Why.UNKNOWN), "unknown if sent"),
    ],
)
def test_what_needs_a_person_names_why_an_account_is_left_out(reasons: tuple[Why, ...], group: str) -> None:
    assert group_of(nothing(*reasons)) == group


def test_every_reason_to_leave_alone_has_its_place() -> None:
    passing = {Why.TOO_YOUNG, Why.SPACING}
    for why in Why:
        if why not in CHASES:
            assert (group_of(nothing(why)) == brief.LATER) == (why in passing), why
