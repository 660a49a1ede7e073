"""What is known of a row of the queue, in a few lines: the account, promises, contacts, open items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from rich.cells import cell_len, set_cell_size

from billdesk.domain.dates import due_words, short_day
from billdesk.domain.disputes import say_disputed
from billdesk.domain.money import format_money
from billdesk.domain.promises import PromiseState
from billdesk.domain.records import ContactView, OpenItem, Preview, PromiseView
from billdesk.domain.work import ItemKind, QueueRow
from billdesk.text import inert_plain

PROMISES = 2
"""How many promises are told; the follow-up screen lists them all."""
_TELLING = (PromiseState.OPEN, PromiseState.BROKEN, PromiseState.PARTLY_KEPT)


def say_preview(row: QueueRow, known: Preview, today: date) -> tuple[str, ...]:
    """The lines of the pane, most telling first and all inert; whoever shows two of them has the best two."""
    if row.kind is ItemKind.CHECK:
        lines = [inert_plain(known.entered), "a second person types total, day and customer from the paper"]
    else:
        lines = [_account(known), *filter(None, (inert_plain(known.entered),))]
    if row.snoozed_until is not None:
        because = f": {inert_plain(known.snoozed_because)}" if known.snoozed_because else ""
        lines.append(f"snoozed until {short_day(row.snoozed_until, today)}{because}")
    if row.kind is ItemKind.CHECK:
        return tuple(lines)
    lines += [inert_plain(said) for said in known.holds]
    lines += _events(known, today)
    number = max((cell_len(inert_plain(item.number)) for item in known.open_items), default=0)
    money = max((cell_len(format_money(item.open_minor, item.currency)) for item in known.open_items), default=0)
    lines += [_open_item(item, today, number, money) for item in known.open_items]
    return tuple(lines)


def _account(known: Preview) -> str:
    """`Hofmann & Söhne KG · 3 open, € 14,899.20 · pays 18 d late as a rule · Erfurt`."""
    parts = [inert_plain(known.customer_name)]
    totals = ", ".join(format_money(total.minor, total.currency) for total in known.open_totals)
    parts.append(f"{known.open_count} open, {totals}" if known.open_count else "nothing open")
    late = known.median_days_late
    if late is not None:
        parts.append(f"pays {late} d late as a rule" if late > 0 else "pays in time as a rule")
    parts.append(inert_plain(known.town))
    return " · ".join(part for part in parts if part)


def _events(known: Preview, today: date) -> Iterator[str]:
    """Promises that are still news, the last contact, promises decided before it, earlier contacts.

    The contact that brought a promise is named with it.
    """
    telling = [promise for promise in known.promises if promise.state in _TELLING]
    promises = sorted(telling, key=lambda one: one.recorded_on, reverse=True)[:PROMISES]
    brought = {one.id: contact for one in promises if (contact := _brought_by(one, known.contacts)) is not None}
    alone = [contact for contact in known.contacts if contact not in brought.values()]
    last = max((contact.on for contact in known.contacts), default=None)
    news = [one for one in promises if _is_news(one, last)]
    old = [one for one in promises if one not in news]
    yield from (_promise(one, brought.get(one.id), today) for one in news)
    yield from (_contact(contact, today) for contact in alone[:1])
    yield from (_promise(one, brought.get(one.id), today) for one in old)
    yield from (_contact(contact, today) for contact in alone[1:])
    if not known.contacts and not known.promises:
        yield "never contacted"


def _brought_by(promise: PromiseView, contacts: Sequence[ContactView]) -> ContactView | None:
    return next((contact for contact in contacts if contact.on == promise.recorded_on), None)


def _is_news(promise: PromiseView, last_contact: date | None) -> bool:
    """Whether nobody has spoken to the customer since the promise was decided, if it is decided at all."""
    if promise.state is PromiseState.OPEN or last_contact is None:
        return True
    return last_contact <= promise.due_on + timedelta(days=promise.grace_days)


def _promise(promise: PromiseView, contact: ContactView | None, today: date) -> str:
    """`18 Nov call  Fr. Weiß promised € 12,479.20 by 20 Nov – nothing came`."""
    how = contact.kind if contact else "promise"
    who = inert_plain(contact.person) if contact and contact.person else "they"
    amount = format_money(promise.amount_minor, promise.currency)
    said = f"{short_day(promise.recorded_on, today)} {how}  {who} promised {amount}"
    return f"{said} by {short_day(promise.due_on, today)} – {_came(promise)}"


def _came(promise: PromiseView) -> str:
    """What became of a promise: of one that was not kept, what is missing today, or that it came after its time."""
    if promise.state is PromiseState.OPEN:
        return "not due yet"
    if promise.missing_minor == promise.amount_minor:
        return "nothing came"
    if promise.missing_minor:
        return f"{format_money(promise.missing_minor, promise.currency)} missing"
    return "came late" if promise.came_minor >= promise.amount_minor else "settled since"


def _contact(contact: ContactView, today: date) -> str:
    """`18 Nov call  Fr. Weiß, reached: "Freitag"`."""
    who = f"{inert_plain(contact.person)}, " if contact.person else ""
    what = contact.outcome if contact.outcome != "none" else contact.direction
    note = f": “{inert_plain(contact.note)}”" if contact.note else ""
    return f"{short_day(contact.on, today)} {contact.kind}  {who}{what}{note}"


def _open_item(item: OpenItem, today: date, number: int, money: int) -> str:
    """`2026-0412  € 12,479.20  41 d late`, in columns of the given widths."""
    amount = format_money(item.open_minor, item.currency)
    lead = set_cell_size(inert_plain(item.number), number) + "  " + " " * (money - cell_len(amount)) + amount
    said = f"{lead}  {due_words(item.due_on, today)}"
    if item.disputed:
        said += f" · {say_disputed(item.disputed_minor, item.open_minor, item.currency)}"
    if item.promised_for is not None:
        said += f" · promised for {short_day(item.promised_for, today)}"
    return said
