"""Leaving out the next step of the follow-up, and letting a step that was left out come after all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from billdesk.domain.dates import short_day
from billdesk.domain.followup.views import NextStep, WaiverView, say_waiver
from billdesk.domain.money import format_money
from billdesk.domain.records import OpenItem
from screens.dialogs.choose import Option, choose
from screens.holding_back import Whose, whose_of

if TYPE_CHECKING:
    from billdesk.services.desk import Desk
    from screens.records import RecordScreen

DUE = "due"
NO_STEP_LEFT = "No step of this account can be left out: none is ahead, or it may have gone out already."


@dataclass(frozen=True, slots=True)
class _Found:
    """What can be left out of an account on a day, and what is."""

    whose: Whose
    steps: tuple[NextStep, ...]
    waivers: tuple[WaiverView, ...]
    today: date


def leave_out(screen: RecordScreen[Any], customer_id: int, here: OpenItem | WaiverView | None) -> None:
    """Leave out the next step of the instalment under the cursor, or of those that are chosen; take back the waiver
    under the cursor, or one that is chosen."""

    def read(desk: Desk) -> _Found:
        from billdesk.services import holds

        whose = whose_of(desk, customer_id, None)
        return _Found(whose, holds.next_steps(desk, customer_id), holds.waivers(desk, customer_id), desk.today)

    def push(found: _Found) -> None:
        if not screen.is_current:
            return
        if isinstance(here, WaiverView):
            _take_back(screen, found, here)
        else:
            _choose(screen, found, here.instalment_id if here is not None else None)

    screen.run_service(read, group="form", on_done=push)


def _choose(screen: RecordScreen[Any], found: _Found, instalment_id: int | None) -> None:
    listed: dict[str, Sequence[NextStep]] = {str(one.instalment_id): [one] for one in _in_order(found, instalment_id)}
    waivers = {f"waiver:{one.id}": one for one in found.waivers}
    options = [_option(one, found.today) for (one,) in listed.values()]
    due = [one for one in found.steps if one.due]
    if len(due) > 1:
        listed[DUE] = due
        here = any(one.instalment_id == instalment_id for one in found.steps)
        options.insert(1 if here else 0, Option(DUE, f"All {len(due)} due today", "one reason for all"))
    options += [Option(key, "Take back", say_waiver(one)) for key, one in waivers.items()]

    def chosen(what: str) -> None:
        if what in waivers:
            _take_back(screen, found, waivers[what])
        else:
            _leave_out(screen, found, listed[what])

    if not options:
        screen.say(NO_STEP_LEFT)
    elif len(options) == 1 and found.steps:
        _leave_out(screen, found, found.steps)
    else:
        choose(screen, "Leave out the next step of what?" if found.steps else NO_STEP_LEFT, options, chosen)


def _in_order(found: _Found, instalment_id: int | None) -> list[NextStep]:
    """The steps, with the one of the instalment under the cursor first."""
    return sorted(found.steps, key=lambda one: one.instalment_id != instalment_id)


def _leave_out(screen: RecordScreen[Any], found: _Found, steps: Sequence[NextStep]) -> None:
    from screens.forms.holding_back import WaiveForm

    screen.app.push_screen(WaiveForm(found.today, found.whose, steps), screen.after_form)


def _take_back(screen: RecordScreen[Any], found: _Found, waiver: WaiverView) -> None:
    from screens.forms.holding_back import LiftWaiverForm

    screen.app.push_screen(LiftWaiverForm(found.today, found.whose, waiver), screen.after_form)


def _option(one: NextStep, today: date) -> Option:
    # The amount before the day: on a narrow terminal the end of the line is what is cut.
    when = "due today" if one.due else f"due date {short_day(one.due_on, today)}"
    detail = f"{format_money(one.open_minor, one.currency)}, step {one.step} of {one.steps}, {when}"
    return Option(str(one.instalment_id), one.number, detail)
