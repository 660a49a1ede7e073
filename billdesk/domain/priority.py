"""What there is to do for one account, how urgent it is, and why: pure rules behind the work queue.

Points are whole numbers in parts that a person can follow. Every part says the day on which it next changes, so the
queue only has to look again at accounts whose day has come. Its words name days, never how long ago they were: a row
that is not looked at again must not say something else tomorrow.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from billdesk.domain.dates import say_day
from billdesk.domain.promises import PromiseState
from billdesk.domain.work import ItemKind, PriorityPart, View, mine

AGE_STEPS: tuple[tuple[int, int], ...] = (
    (1, 2),
    (8, 4),
    (15, 6),
    (31, 9),
    (61, 12),
    (91, 14),
    (121, 15),
)
"""Days past due from which so many points count for age."""

BAND_POINTS = (1, 2, 4, 5, 6, 7, 8, 10, 11, 12)
BAND_WORDS = ("lowest", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "top")
CONTACT_SPACING = 7
FIRST_CALL_AFTER = 14


@dataclass(frozen=True, slots=True)
class OpenFact:
    """An open instalment."""

    invoice_id: int
    number: str
    currency: str
    due_on: date
    open_minor: int
    disputed: bool


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """A draft or an invoice that did not go out yet; `lacks` says in words what a draft still needs."""

    invoice_id: int
    document: str
    currency: str
    amount_minor: int
    day: date
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class PromiseFact:
    """A promise that still matters: live, or broken with its invoices open."""

    currency: str
    due_on: date
    last_day: date
    state: PromiseState
    amount_minor: int
    invoice_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ContactFact:
    """The last contact with the customer."""

    on: date
    kind: str
    outcome: str
    next_on: date | None


@dataclass(frozen=True, slots=True)
class UnappliedFact:
    """On-account credit that nobody has used yet."""

    key: str
    receipt_id: int | None
    currency: str
    unapplied_minor: int
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """All that the queue needs to know of one customer."""

    customer_id: int
    owner: str
    items: tuple[OpenFact, ...] = ()
    drafts: tuple[DocumentFact, ...] = ()
    unsent: tuple[DocumentFact, ...] = ()
    promises: tuple[PromiseFact, ...] = ()
    contact: ContactFact | None = None
    unapplied: tuple[UnappliedFact, ...] = ()
    snoozes: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A row of the queue before it is stored; `changes_on` is the first day on which it would read differently."""

    key: str
    kind: ItemKind
    customer_id: int
    document: str
    invoice_id: int | None
    receipt_id: int | None
    currency: str
    open_minor: int
    due_on: date | None
    why: str
    next_action: str
    parts: tuple[PriorityPart, ...]
    views: frozenset[str]
    changes_on: date | None
    snoozed_until: date | None = None

    @property
    def points(self) -> int:
        """The sum of the parts, never below zero."""
        return max(0, sum(part.points for part in self.parts))


Bands = Mapping[str, Sequence[int]]
"""Per currency nine ascending amounts (minor units) that cut what accounts owe into tenths."""


def bands_of(amounts: Iterable[int]) -> tuple[int, ...]:
    """The nine amounts that cut `amounts` into tenths; empty when there are none."""
    ordered = sorted(amounts)
    return tuple(ordered[len(ordered) * tenth // 10] for tenth in range(1, 10)) if ordered else ()


def work_items(facts: AccountFacts, bands: Bands, today: date) -> tuple[WorkItem, ...]:
    """Everything there is to do for one account as of `today`."""
    found = [*_drafts(facts, bands, today), *_unsent(facts, bands, today), *_unapplied(facts, bands, today)]
    currencies = {item.currency for item in facts.items} | {promise.currency for promise in facts.promises}
    accounts = (_account(facts, currency, bands, today) for currency in sorted(currencies))
    found.extend(item for item in accounts if item is not None)
    return tuple(_with_views(item, facts, today) for item in found)


def _with_views(item: WorkItem, facts: AccountFacts, today: date) -> WorkItem:
    """Add the views every item is in, or hide a snoozed one until it wakes."""
    until = facts.snoozes.get(item.key)
    if until is not None and until > today:
        changes = min(until, item.changes_on) if item.changes_on else until
        return _replaced(item, frozenset({View.SNOOZED.value}), changes, until)
    views = set(item.views) | {View.ALL.value}
    if facts.owner:
        views.add(mine(facts.owner))
    return _replaced(item, frozenset(views), item.changes_on, None)


def _replaced(item: WorkItem, views: frozenset[str], changes_on: date | None, until: date | None) -> WorkItem:
    return replace(item, views=views, changes_on=changes_on, snoozed_until=until)


def amount_part(minor: int, currency: str, bands: Bands) -> PriorityPart:
    """Points for how large an amount is among what accounts owe in its currency."""
    cuts = bands.get(currency, ())
    tenth = bisect_right(cuts, minor) if cuts else len(BAND_POINTS) // 2
    return PriorityPart("amount", BAND_POINTS[tenth], f"{BAND_WORDS[tenth]} tenth of what is open in {currency}")


def age_part(due_on: date, today: date) -> PriorityPart:
    """Points for days past due, in steps; says when the next step comes."""
    late = (today - due_on).days
    reached = sum(late >= days for days, _ in AGE_STEPS)
    days, points = AGE_STEPS[reached - 1] if reached else (0, 0)
    if reached == len(AGE_STEPS):
        return PriorityPart("age", points, f"{days} days late or more")
    following, then_points = AGE_STEPS[reached]
    because = f"{days} to {following - 1} days late" if reached else "not late yet"
    return PriorityPart("age", points, because, due_on + timedelta(days=following), then_points)


def _waiting_part(day: date, today: date, name: str) -> PriorityPart:
    """Points for something that lies on the desk since `day`: four, and one more each week up to ten."""
    lain = max(0, (today - day).days)
    points = min(10, 4 + lain // 7)
    changes = day + timedelta(days=7 * (lain // 7 + 1)) if points < 10 else None
    return PriorityPart(name, points, f"lies here since {say_day(day)}", changes, points + 1 if changes else None)


def _item(
    key: str, kind: ItemKind, facts: AccountFacts, document: DocumentFact, parts: tuple[PriorityPart, ...], **rest: str
) -> WorkItem:
    return WorkItem(
        key=key,
        kind=kind,
        customer_id=facts.customer_id,
        document=document.document,
        invoice_id=document.invoice_id,
        receipt_id=None,
        currency=document.currency,
        open_minor=document.amount_minor,
        due_on=None,
        why=rest["why"],
        next_action=rest["next_action"],
        parts=parts,
        views=frozenset({rest["view"]}),
        changes_on=first_change(parts),
    )


def first_change(parts: Iterable[PriorityPart]) -> date | None:
    """The first day on which one of the parts changes."""
    return min((part.changes_on for part in parts if part.changes_on), default=None)


def _drafts(facts: AccountFacts, bands: Bands, today: date) -> Iterator[WorkItem]:
    for draft in facts.drafts:
        parts = (amount_part(draft.amount_minor, draft.currency, bands), _waiting_part(draft.day, today, "draft"))
        why = draft.lacks or "draft complete"
        action = "finish" if draft.lacks else "issue"
        yield _item(
            f"draft:{draft.invoice_id}",
            ItemKind.DRAFT,
            facts,
            draft,
            parts,
            why=why,
            next_action=action,
            view=View.TO_FINISH.value,
        )


def _unsent(facts: AccountFacts, bands: Bands, today: date) -> Iterator[WorkItem]:
    for invoice in facts.unsent:
        parts = (
            amount_part(invoice.amount_minor, invoice.currency, bands),
            _waiting_part(invoice.day, today, "unsent"),
        )
        yield _item(
            f"send:{invoice.invoice_id}",
            ItemKind.SEND,
            facts,
            invoice,
            parts,
            why="issued, not sent",
            next_action="send",
            view=View.TO_SEND.value,
        )


def _unapplied(facts: AccountFacts, bands: Bands, today: date) -> Iterator[WorkItem]:
    open_in = {item.currency for item in facts.items}
    for credit in facts.unapplied:
        parts = (
            amount_part(credit.unapplied_minor, credit.currency, bands),
            _waiting_part(credit.on, today, "unapplied"),
        )
        settles = credit.currency in open_in
        yield WorkItem(
            key=credit.key,
            kind=ItemKind.UNAPPLIED,
            customer_id=facts.customer_id,
            document=credit.document,
            invoice_id=None,
            receipt_id=credit.receipt_id,
            currency=credit.currency,
            open_minor=credit.unapplied_minor,
            due_on=None,
            why="credit, invoices open" if settles else "credit on account",
            next_action="allocate" if settles else "ask customer",
            parts=parts,
            views=frozenset({View.UNAPPLIED.value}),
            changes_on=first_change(parts),
        )


@dataclass(frozen=True, slots=True)
class _Step:
    """What to do next for an account: why, the action, whether it is due now, and when that changes."""

    why: str
    action: str
    now: bool
    part: PriorityPart | None
    changes_on: date | None = None


def _account(facts: AccountFacts, currency: str, bands: Bands, today: date) -> WorkItem | None:
    """The one row that stands for what a customer owes in one currency, if there is something to do about it."""
    items = [item for item in facts.items if item.currency == currency]
    overdue = [item for item in items if item.due_on < today]
    promises = [promise for promise in facts.promises if promise.currency == currency]
    recall = facts.contact.next_on if facts.contact else None
    if not items or not (overdue or promises or (recall and recall <= today)):
        return None
    subject = overdue or items
    oldest = min(item.due_on for item in subject)
    total = sum(item.open_minor for item in subject)
    step = _next_step(facts, overdue, promises, today)
    parts = [amount_part(total, currency, bands), age_part(oldest, today)]
    if step.part:
        parts.append(step.part)
    numbers = sorted({item.number for item in subject})
    views = {View.OVERDUE.value} if overdue else set()
    views |= {View.PROMISES.value} if promises else set()
    views |= {View.FOLLOW_UP.value} if step.now else set()
    soonest = [day for day in (first_change(parts), step.changes_on, recall) if day and day > today]
    coming = [item.due_on + timedelta(days=1) for item in items if item.due_on >= today]
    coming += [day for promise in promises for day in _days_of(promise) if day > today]
    return WorkItem(
        key=f"account:{facts.customer_id}:{currency}",
        kind=ItemKind.ACCOUNT,
        customer_id=facts.customer_id,
        document=numbers[0] if len(numbers) == 1 else f"{len(numbers)} invoices",
        invoice_id=subject[0].invoice_id if len(numbers) == 1 else None,
        receipt_id=None,
        currency=currency,
        open_minor=total,
        due_on=oldest,
        why=step.why,
        next_action=step.action,
        parts=tuple(parts),
        views=frozenset(views),
        changes_on=min(soonest + coming, default=None),
    )


def _next_step(facts: AccountFacts, overdue: Sequence[OpenFact], promises: Sequence[PromiseFact], today: date) -> _Step:
    """Decide in this order: a broken promise, a dispute, a live promise, a date agreed, silence."""
    broken = [promise for promise in promises if promise.state in (PromiseState.BROKEN, PromiseState.PARTLY_KEPT)]
    if broken and not _contacted_since(facts, max(promise.last_day for promise in broken)):
        return _broken_step(max(broken, key=lambda promise: promise.due_on), today)
    if overdue and all(item.disputed for item in overdue):
        return _Step("disputed", "resolve", True, PriorityPart("disputed", 3, "every late invoice is disputed"))
    live = [promise for promise in promises if promise.state is PromiseState.OPEN]
    promised = {invoice_id for promise in live for invoice_id in promise.invoice_ids}
    if live and all(item.invoice_id in promised or item.disputed for item in overdue):
        return _promised_step(min(live, key=lambda promise: promise.due_on), today)
    return _chase_step(facts, overdue, today)


def _days_of(promise: PromiseFact) -> tuple[date, date]:
    """The days on which a promise reads differently: when it falls due, and when its time is over."""
    return promise.due_on, promise.last_day + timedelta(days=1)


def _contacted_since(facts: AccountFacts, day: date) -> bool:
    return facts.contact is not None and facts.contact.on > day


def _broken_step(promise: PromiseFact, today: date) -> _Step:
    since = (today - promise.last_day).days
    when = f"its time was over on {say_day(promise.last_day)}"
    word = "promise broken" if promise.state is PromiseState.BROKEN else "promise partly kept"
    points = 10 if since <= 7 else 8
    changes = promise.last_day + timedelta(days=8) if since <= 7 else None
    return _Step(word, "call", True, PriorityPart(word, points, when, changes, 8 if changes else None))


def _promised_step(promise: PromiseFact, today: date) -> _Step:
    after = promise.last_day + timedelta(days=1)
    if promise.due_on <= today:
        return _Step("promise due", "check bank", True, PriorityPart("promise due", 4, "expected now", after), after)
    part = PriorityPart("promised", -15, "nothing to chase before the day", promise.due_on, 4)
    return _Step("promised", "wait", False, part, promise.due_on)


def _chase_step(facts: AccountFacts, overdue: Sequence[OpenFact], today: date) -> _Step:
    last = facts.contact
    if last is None:
        late = max(((today - item.due_on).days for item in overdue), default=0)
        call_from = today + timedelta(days=FIRST_CALL_AFTER + 1 - late) if late <= FIRST_CALL_AFTER else None
        action = "mail" if late <= FIRST_CALL_AFTER else "call"
        return _Step("never contacted", action, True, PriorityPart("silence", 4, "never contacted"), call_from)
    due_again = last.next_on or last.on + timedelta(days=CONTACT_SPACING)
    if due_again > today:
        part = PriorityPart("contacted", -10, f"{last.kind} on {say_day(last.on)}", due_again, 3)
        return _Step(_waiting_word(last), "wait", False, part, due_again)
    because = f"agreed for {say_day(due_again)}" if last.next_on else f"last {last.kind} on {say_day(last.on)}"
    part = PriorityPart("follow-up date", 3, because)
    return _Step(_recall_word(last), "call", True, part)


def _waiting_word(last: ContactFact) -> str:
    return f"{last.kind}, {last.outcome}" if last.outcome != "none" else f"{last.kind} made"


def _recall_word(last: ContactFact) -> str:
    words = {"not reached": "never reached", "says paid": "says paid, not here", "disputes": "dispute open"}
    return words.get(last.outcome, "follow-up due")
