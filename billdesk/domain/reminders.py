"""Own reminders: what somebody at the desk wants to be told of on a day, once or again and again.

A reminder that repeats is counted from the day it was set for (`anchor_on`), so that one of the 31st comes on 28
February and on 31 March again: counting on from the day before would lose the 31st for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from billdesk.domain.dates import add_months, say_day
from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.errors import RuleError
from billdesk.domain.review_rows import say_ahead

LONGEST_TEXT = 200
MOST_EVERY = 99


class Repeats(StrEnum):
    """How often a reminder comes again."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


_UNITS = {Repeats.DAILY: "day", Repeats.WEEKLY: "week", Repeats.MONTHLY: "month", Repeats.YEARLY: "year"}
_DAYS = {Repeats.DAILY: 1, Repeats.WEEKLY: 7}
_MONTHS = {Repeats.MONTHLY: 1, Repeats.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class Link:
    """What a reminder is about: an account, or one of its invoices. `name` is how people call it."""

    customer_id: int
    name: str
    invoice_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReminderDraft:
    """A reminder as entered. `owner` is whose it is, empty for everybody; `every` counts days, weeks, months or years.

    `id` and `version` say which reminder in which version is changed; a new one has neither.
    """

    uid: UUID
    on_day: date
    about: str
    repeats: Repeats = Repeats.NEVER
    every: int = 1
    owner: str = ""
    link: Link | None = None
    id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class EndReminderDraft:
    """A reminder that was done or is dropped, as it was loaded."""

    id: int
    version: int


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that is not over. `on_day` is the next day it comes up, `anchor_on` what repeating is counted from."""

    id: int
    version: int
    on_day: date
    anchor_on: date
    about: str
    repeats: Repeats
    every: int
    owner: str
    link: Link | None


def next_day(anchor: date, repeats: Repeats, every: int, after: date) -> date | None:
    """The first day of a reminder's series after a day; `None` for one that does not repeat."""
    if repeats is Repeats.NEVER:
        return None
    if days := _DAYS.get(repeats):
        step = days * every
        return anchor + timedelta(days=step * max(0, (after - anchor).days // step + 1))
    step = _MONTHS[repeats] * every
    gone = (after.year - anchor.year) * 12 + after.month - anchor.month
    count = max(0, gone // step)
    while add_months(anchor, count * step) <= after:
        count += 1
    return add_months(anchor, count * step)


def after_done(reminder: Reminder, today: date) -> date | None:
    """The day on which a reminder comes up again once it was done: what fell due meanwhile is done with it."""
    return next_day(reminder.anchor_on, reminder.repeats, reminder.every, max(reminder.on_day, today))


def say_repeats(repeats: Repeats, every: int) -> str:
    """`every month`, `every 3 months`, or nothing for one that comes once."""
    if repeats is Repeats.NEVER:
        return ""
    unit = _UNITS[repeats]
    return f"every {unit}" if every == 1 else f"every {every} {unit}s"


def check_reminder(draft: ReminderDraft, today: date, was_on: date | None = None) -> None:
    """Refuse what no reminder can be; `was_on` is the day it had, which may be over. Raises `RuleError`."""
    if not draft.about.strip():
        raise RuleError("A reminder needs a text.", "Say what is to be done.")
    if len(draft.about) > LONGEST_TEXT:
        raise RuleError(f"A reminder has at most {LONGEST_TEXT} characters.", "Shorten it.")
    if not 1 <= draft.every <= MOST_EVERY:
        raise RuleError(f"Every is a whole number from 1 to {MOST_EVERY}.", "Type it again.")
    if draft.on_day < today and draft.on_day != was_on:
        raise RuleError("The day of the reminder is over.", "Choose today or a later day.")


def review_reminder(draft: ReminderDraft, today: date, old: Reminder | None = None) -> Review[ReminderDraft]:
    """Setting a reminder, or changing one: nothing is typed again, because no money moves."""
    now = _facts(draft.on_day, draft.about, draft.repeats, draft.every, draft.owner, today)
    before = _facts(old.on_day, old.about, old.repeats, old.every, old.owner, today) if old else {}
    rows = tuple(
        ReviewRow(label, value, before.get(label) if before.get(label, value) != value else None)
        for label, value in now.items()
    )
    about = (ReviewRow("Link", draft.link.name),) if draft.link else ()
    consequence = "It stands in the queue from that day on, until it is done."
    title = "Own reminder" if old is None else "Change the reminder"
    return Review(draft, title, (*about, *rows), (), consequence, "save")


def _facts(on_day: date, about: str, repeats: Repeats, every: int, owner: str, today: date) -> dict[str, str]:
    return {
        "Text": about,
        "On": say_ahead(on_day, today) if on_day >= today else say_day(on_day),
        "Repeats": say_repeats(repeats, every) or "once",
        "For": owner or "everybody",
    }


def review_done(reminder: Reminder, today: date) -> Review[EndReminderDraft]:
    """Crossing a reminder off; a single key does it, so nothing can be asked."""
    again = after_done(reminder, today)
    consequence = f"It comes again on {say_day(again)}." if again else "It is over."
    draft = EndReminderDraft(reminder.id, reminder.version)
    return Review(draft, "Reminder done", (ReviewRow("Text", reminder.about),), (), consequence, "done")


def review_drop(reminder: Reminder) -> Review[EndReminderDraft]:
    """Dropping a reminder, with all its repeats."""
    rows = [ReviewRow("Text", reminder.about), ReviewRow("On", say_day(reminder.on_day))]
    if again := say_repeats(reminder.repeats, reminder.every):
        rows.append(ReviewRow("Repeats", again))
    draft = EndReminderDraft(reminder.id, reminder.version)
    return Review(draft, "Drop the reminder", tuple(rows), (), "It does not come up any more.", "drop")
