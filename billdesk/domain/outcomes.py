"""What follows from a contact, and what to say in the next one.

The next day comes from the outcome; the talking summary comes from the account alone, so that a call can be made
without reading the log first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from billdesk.domain.dates import add_business_days, next_business_day, say_day, say_short
from billdesk.domain.drafts import Outcome
from billdesk.domain.money import format_money
from billdesk.domain.promises import PromiseState
from billdesk.domain.records import AccountView, ContactView, OpenItem, PromiseView, newest_promise

_AFTER_REACHED = timedelta(days=7)
_BUSINESS_DAYS = {Outcome.NOT_REACHED: 1, Outcome.WRONG_PERSON: 1, Outcome.DISPUTES: 5, Outcome.SAYS_PAID: 3}
_NOT_KEPT = (PromiseState.BROKEN, PromiseState.PARTLY_KEPT)
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def next_day(
    outcome: Outcome, today: date, promise_due: date | None = None, holidays: frozenset[date] = frozenset()
) -> date | None:
    """The day on which to come back to an account after a contact, never a weekend day or one of `holidays`.

    Reached: a week. Not reached, wrong person: the next business day. Promised: the day after the promise's day.
    Says paid: 3 business days, for the bank. Disputes: 5 business days. `None` when nothing follows: no outcome, or
    a promise whose day is not known yet.
    """
    if outcome is Outcome.REACHED:
        return next_business_day(today + _AFTER_REACHED, holidays)
    if outcome is Outcome.PROMISED:
        return None if promise_due is None else next_business_day(promise_due + timedelta(days=1), holidays)
    days = _BUSINESS_DAYS.get(outcome)
    return None if days is None else add_business_days(today, days, holidays)


@dataclass(frozen=True, slots=True)
class Talk:
    """The prepared talking summary: what the account owes, what to say, what to ask.

    The sentences hold names and numbers from the book; screens show them through `billdesk.text.inert`.
    """

    owes: str
    say: str
    ask: str


def talk(account: AccountView, today: date) -> Talk:
    """Prepare a call from what the book knows: in `say` the last promise, what is due and the last contact.

    Disputed instalments are not asked for; unapplied money of the account is named before the customer names it.
    """
    promise = _last_promise(account)
    late = [item for item in account.open_items if item.due_on < today and item.claimed_minor]
    beside = [item for item in late if promise is None or item.invoice_id not in promise.invoice_ids]
    said = [
        _say_promise(promise, today),
        _say_due(account, late, beside, promise, today),
        _say_contact(account.contacts, today),
    ]
    return Talk(_owes(account, today), " ".join(filter(None, said)), _ask(account, late, promise))


def _last_promise(account: AccountView) -> PromiseView | None:
    """The newest promise that still matters: not withdrawn, for something that is open, and not met late."""
    open_ids = {item.invoice_id for item in account.open_items}
    matters = [
        promise
        for promise in account.promises
        if promise.state is not PromiseState.WITHDRAWN
        and open_ids.intersection(promise.invoice_ids)
        and not (promise.state in _NOT_KEPT and promise.missing_minor == 0)
    ]
    return newest_promise(matters)


def _owes(account: AccountView, today: date) -> str:
    """`owes € 14,899.20 · oldest 41 d · 3 invoices`."""
    if not account.open_items:
        return "owes nothing"
    parts = [f"owes {_sums(account.open_items)}"]
    oldest = (today - min(item.due_on for item in account.open_items)).days
    if oldest > 0:
        parts.append(f"oldest {oldest} d")
    parts.append(_invoices(len(_numbers(account.open_items))))
    return " · ".join(parts)


def _say_promise(promise: PromiseView | None, today: date) -> str:
    if promise is None:
        return ""
    amount = format_money(promise.amount_minor, promise.currency)
    missing = format_money(promise.missing_minor, promise.currency)
    said = f"You promised {amount} for {_say_when(promise.due_on, today)}"
    match promise.state:
        case PromiseState.BROKEN if promise.missing_minor == promise.amount_minor:
            return f"{said}; it has not come."
        case PromiseState.BROKEN:
            return f"{said}; {missing} of it is missing."
        case PromiseState.PARTLY_KEPT:
            kept = format_money(promise.kept_minor, promise.currency)
            return f"{said}; {kept} of it came in time, {missing} is missing."
        case PromiseState.KEPT:
            return f"{said}, and it came in time."
        case _:
            return f"{said}."


def _say_due(
    account: AccountView, late: list[OpenItem], beside: list[OpenItem], promise: PromiseView | None, today: date
) -> str:
    """What is past due beside the promise, then what does not need paying now: disputes and unapplied money."""
    if not account.open_items:
        due = "Nothing is open"
    elif not late:
        due = _say_not_late(account, today)
    elif promise is not None and len(beside) < len(late):
        count = len(_numbers(beside))
        due = f"{_count(count).capitalize()} more {'is' if count == 1 else 'are'} due" if count else ""
    else:
        due = _say_late(late, today)
    aside = "; ".join(_say_set_aside(account))
    said = "; ".join(filter(None, (due, aside)))
    return f"{said}." if due else f"And {said}." if said else ""


def _say_late(late: list[OpenItem], today: date) -> str:
    numbers = _numbers(late)
    days = _days(max((today - item.due_on).days for item in late))
    if len(numbers) == 1:
        return f"Invoice {numbers[0]} is {days} late with {_claimed(late)}"
    return f"{_count(len(numbers)).capitalize()} invoices are due with {_claimed(late)}, the oldest {days} late"


def _say_not_late(account: AccountView, today: date) -> str:
    coming = [item for item in account.open_items if item.claimed_minor]
    if not coming:
        return "Nothing is due"
    next_item = min(coming, key=lambda item: (item.due_on, item.number))
    amount = format_money(next_item.claimed_minor, next_item.currency)
    return f"Nothing is late; {amount} of {next_item.number} is due {_say_when(next_item.due_on, today)}"


def _say_set_aside(account: AccountView) -> list[str]:
    disputed = [item for item in account.open_items if item.disputed]
    parts = []
    if disputed:
        parts.append(f"we hold {_say_disputed(disputed)} as disputed")
    if account.credits:
        totals: dict[str, int] = {}
        for credit in account.credits:
            totals[credit.currency] = totals.get(credit.currency, 0) + credit.unapplied_minor
        amounts = _and([format_money(minor, currency) for currency, minor in totals.items()])
        parts.append(f"{amounts} of yours is not applied yet")
    return parts


def _say_disputed(disputed: list[OpenItem]) -> str:
    """The invoice, or how many there are; where only a part is disputed, how much."""
    numbers = _numbers(disputed)
    what = numbers[0] if len(numbers) == 1 else _invoices(len(numbers))
    if not any(item.claimed_minor for item in disputed):
        return what
    return f"{_per_currency([(item.currency, item.disputed_minor) for item in disputed])} of {what}"


def _say_contact(contacts: tuple[ContactView, ...], today: date) -> str:
    if not contacts:
        return "Nobody has been in contact yet."
    last = max(contacts, key=lambda contact: contact.happened_at)
    person = f" with {last.person}" if last.person else ""
    outcome = "" if last.outcome == Outcome.NONE else f", {last.outcome}"
    return f"Last contact {_say_when(last.on, today)}: {last.kind}{person}{outcome}."


def _ask(account: AccountView, late: list[OpenItem], promise: PromiseView | None) -> str:
    what = "the invoice" if len(_numbers(late)) == 1 else "the invoices"
    if late and promise is not None and promise.state in _NOT_KEPT:
        return f"When exactly, from which account? Is anything wrong with {what}?"
    if promise is not None and promise.state is PromiseState.OPEN:
        return "Is the payment on its way as promised?"
    if late:
        return f"When will you pay, and from which account? Is anything wrong with {what}?"
    disputed = _numbers([item for item in account.open_items if item.disputed])
    if disputed:
        return f"What is wrong with {_and(disputed[:3])}, and what do you need from us to settle it?"
    if account.open_items:
        return "Has the invoice arrived, and can it be paid on time?"
    return "What should the credit settle, or should it go back?" if account.credits else "Nothing to ask."


def _numbers(items: list[OpenItem] | tuple[OpenItem, ...]) -> list[str]:
    """The invoice numbers, each once, in the order given."""
    return list(dict.fromkeys(item.number for item in items))


def _sums(items: list[OpenItem] | tuple[OpenItem, ...]) -> str:
    """What is open, per currency: `€ 14,899.20 and £ 300.00`."""
    return _per_currency([(item.currency, item.open_minor) for item in items])


def _claimed(items: list[OpenItem]) -> str:
    """What of it may be asked for, per currency."""
    return _per_currency([(item.currency, item.claimed_minor) for item in items])


def _per_currency(amounts: list[tuple[str, int]]) -> str:
    totals: dict[str, int] = {}
    for currency, minor in amounts:
        totals[currency] = totals.get(currency, 0) + minor
    return _and([format_money(minor, currency) for currency, minor in totals.items()])


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _count(number: int) -> str:
    return _SMALL[number] if number < len(_SMALL) else str(number)


def _invoices(number: int) -> str:
    return f"{number} invoice{'s' * (number != 1)}"


def _days(number: int) -> str:
    return f"{number} day{'s' * (number != 1)}"


def _say_when(day: date, today: date) -> str:
    """A day as people say it on the phone: `yesterday`, `today`, `20 Nov`, with the year when it is another."""
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((day - today).days)
    return near or (say_short(day) if day.year == today.year else say_day(day))
