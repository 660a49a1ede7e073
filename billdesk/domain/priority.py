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

from billdesk.domain.account_facts import AccountFacts, BatchFact, DocumentFact, ReminderFact
from billdesk.domain.dates import say_day
from billdesk.domain.dispute_work import NO_CASE, disputed_part, say_next, time_part, without_case
from billdesk.domain.followup.decide import decide
from billdesk.domain.followup.holds import claim_of
from billdesk.domain.held import HeldKind
from billdesk.domain.next_step import Owed, next_step, owed_of, relevant_contact
from billdesk.domain.promises import PromiseFact
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
_LEAD = 1_000
"""More than the points of any row."""
BAND_WORDS = ("lowest", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "top")


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A row of the queue before it is stored; `changes_on` is the first day on which it would read differently."""

    key: str
    kind: ItemKind
    customer_id: int | None
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
    ranks: Mapping[str, int] = field(default_factory=dict)
    """Its rank in the views that do not stand by points."""
    leads: bool = False
    """Whether it stands before every row that does not, whatever their points."""

    @property
    def points(self) -> int:
        """The sum of the parts, never below zero."""
        return max(0, sum(part.points for part in self.parts))

    def rank_in(self, view: str) -> int:
        """Where it stands in a view: the lowest rank comes first."""
        return self.ranks.get(view, -self.points - (_LEAD if self.leads else 0))


Bands = Mapping[str, Sequence[int]]
"""Per currency nine ascending amounts (minor units) that cut what accounts owe into tenths."""


def bands_of(amounts: Iterable[int]) -> tuple[int, ...]:
    """The nine amounts that cut `amounts` into tenths; empty when there are none."""
    ordered = sorted(amounts)
    return tuple(ordered[len(ordered) * tenth // 10] for tenth in range(1, 10)) if ordered else ()


def work_items(facts: AccountFacts, bands: Bands, today: date) -> tuple[WorkItem, ...]:
    """Everything there is to do for one account as of `today`."""
    found = [*_drafts(facts, bands, today), *_unsent(facts, bands, today), *_unapplied(facts, bands, today)]
    found += [*_waiting(facts, bands, today), *_disputes(facts, bands, today)]
    found += (reminder_item(reminder, today) for reminder in facts.reminders)
    currencies = {item.currency for item in facts.account.items if item.open_minor > 0}
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


def batch_item(batch: BatchFact, bands: Bands, today: date) -> WorkItem:
    """The row of an open batch, for whoever opened it and everybody else."""
    parts = (
        amount_part(batch.expected_minor, batch.currency, bands),
        _waiting_part(batch.opened_on, today, "batch"),
    )
    entered_all = batch.entered == batch.expected_count
    return WorkItem(
        key=f"batch:{batch.batch_id}",
        kind=ItemKind.BATCH,
        customer_id=None,
        document=f"{batch.expected_count} {batch.kind}{'s' * (batch.expected_count != 1)}",
        invoice_id=None,
        receipt_id=None,
        currency=batch.currency,
        open_minor=batch.expected_minor,
        due_on=None,
        why="all entered" if entered_all else f"{batch.entered} of {batch.expected_count} entered",
        next_action="close" if batch.entered >= batch.expected_count else "add",
        parts=parts,
        views=frozenset({View.ALL.value, View.TO_FINISH.value, mine(batch.by)}),
        changes_on=first_change(parts),
    )


def reminder_item(reminder: ReminderFact, today: date) -> WorkItem:
    """The row of an own reminder: for whose it is, and for whoever works its account."""
    parts = (
        PriorityPart("reminder", 10, f"set for {say_day(reminder.on)}"),
        _waiting_part(reminder.on, today, "waits"),
    )
    owned = {mine(reminder.owner)} if reminder.owner else set()
    return WorkItem(
        key=f"reminder:{reminder.reminder_id}",
        kind=ItemKind.REMINDER,
        customer_id=reminder.customer_id,
        document=reminder.about,
        invoice_id=reminder.invoice_id,
        receipt_id=None,
        currency="",
        open_minor=0,
        due_on=reminder.on,
        why="own reminder",
        next_action="do it",
        parts=parts,
        views=frozenset({View.ALL.value} | owned),
        changes_on=first_change(parts),
    )


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
            why="not sent",
            next_action="send",
            view=View.TO_SEND.value,
        )


def _waiting(facts: AccountFacts, bands: Bands, today: date) -> Iterator[WorkItem]:
    """Entries that wait for a second person, and those that were refused and have to be entered again."""
    for entry in facts.waiting:
        why, action = f"{HeldKind(entry.kind).noun} by {entry.entered_by}", "check"
        if entry.refused:
            why = f"back from {entry.refused_by}" if entry.refused_by else "was not booked"
            action = "look"
        subject = DocumentFact(
            entry.invoice_id or 0, entry.document, entry.currency, entry.amount_minor, entry.day, why
        )
        parts = (
            amount_part(entry.amount_minor, entry.currency, bands),
            _waiting_part(entry.day, today, "waits"),
            PriorityPart("others", 4, "an entry stands still until then"),
        )
        item = _item(
            f"check:{entry.entry_id}",
            ItemKind.REFUSED if entry.refused else ItemKind.CHECK,
            facts,
            subject,
            parts,
            why=why,
            next_action=action,
            view=View.TO_FINISH.value,
        )
        yield replace(item, invoice_id=entry.invoice_id)


def _unapplied(facts: AccountFacts, bands: Bands, today: date) -> Iterator[WorkItem]:
    open_in = {item.currency for item in facts.account.items if item.open_minor > 0}
    for credit in facts.unapplied:
        settles = credit.currency in open_in
        parts = (
            amount_part(credit.unapplied_minor, credit.currency, bands),
            _waiting_part(credit.on, today, "unapplied"),
            *((PriorityPart("settles", 6, "invoices are open in its currency"),) if settles else ()),
        )
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
            why="credit",
            next_action="allocate" if settles else "ask customer",
            parts=parts,
            views=frozenset({View.UNAPPLIED.value}),
            changes_on=first_change(parts),
        )


def _disputes(facts: AccountFacts, bands: Bands, today: date) -> Iterator[WorkItem]:
    """What is disputed and has no case, which has no day and comes first; then the cases by theirs."""
    for one in without_case(facts.account.items, facts.disputes):
        parts = (amount_part(one.amount_minor, one.currency, bands), NO_CASE)
        words = {"why": "no case yet", "next_action": "open one", "view": View.DISPUTES.value}
        item = _item(f"no-case:{one.invoice_id}", ItemKind.DISPUTE, facts, one, parts, **words)
        yield replace(item, ranks={View.DISPUTES.value: one.day.toordinal() - date.max.toordinal()})
    for case in facts.disputes:
        why, action = say_next(case, today)
        parts = (amount_part(case.minor, case.currency, bands), time_part(case, today))
        yield WorkItem(
            key=f"dispute:{case.id}",
            kind=ItemKind.DISPUTE,
            customer_id=facts.customer_id,
            document=case.document,
            invoice_id=case.invoice_id,
            receipt_id=None,
            currency=case.currency,
            open_minor=case.minor,
            due_on=case.due_by,
            why=why,
            next_action=action,
            parts=parts,
            views=frozenset({View.DISPUTES.value, mine(case.owner)} if case.owner else {View.DISPUTES.value}),
            changes_on=first_change(parts),
            ranks={View.DISPUTES.value: case.due_by.toordinal()},
        )


def _account(facts: AccountFacts, currency: str, bands: Bands, today: date) -> WorkItem | None:
    """The one row that stands for what a customer owes in one currency, if there is something to do about it.

    It is decided for this currency alone: a message that may go out about another one today is no contact yet.
    """
    customer = facts.account.customer
    items = [item for item in facts.account.items if item.currency == currency and item.open_minor > 0]
    sent = [item for item in items if item.sent]
    promises = [promise for promise in customer.promises if promise.currency == currency]
    contact = relevant_contact(facts.contact, sent)
    overdue = any(item.due_on and item.due_on < today for item in sent)
    recalled = contact is not None and contact.next_on is not None and contact.next_on <= today
    if not sent or not (overdue or promises or recalled):
        return None
    decision = decide(items, customer, facts.account.events, facts.procedure, today)
    unapplied = sum(credit.unapplied_minor for credit in facts.unapplied if credit.currency == currency)
    cases = frozenset(case.invoice_id for case in facts.disputes)
    owed = replace(owed_of(decision, promises, contact, unapplied, today), cases=cases)
    return _account_row(facts, currency, owed, bands, today)


def _account_row(facts: AccountFacts, currency: str, owed: Owed, bands: Bands, today: date) -> WorkItem:
    step = next_step(owed, today)
    subject = [standing.item for standing in owed.spoken_of]
    oldest = min(item.due_on for item in subject if item.due_on)
    # What is disputed is no more claimed here: its case is a row of its own, and has that amount.
    total = sum(map(claim_of, subject)) or sum(item.open_minor for item in subject)
    parts = (amount_part(total, currency, bands), age_part(oldest, today), step.part, *disputed_part(subject))
    numbers = sorted({item.number for item in subject})
    views = {View.OVERDUE.value} if owed.late else set()
    views |= {View.PROMISES.value} if owed.promises else set()
    views |= {View.FOLLOW_UP.value} if step.now else set()
    recall = owed.contact.next_on if owed.contact else None
    known = (first_change(parts), step.changes_on, owed.first_free, recall)
    changes = [day for day in known if day and day > today]
    changes += [one.item.due_on + timedelta(days=1) for one in owed.coming if one.item.due_on]
    changes += [day for promise in owed.promises for day in _days_of(promise) if day > today]
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
        parts=parts,
        views=frozenset(views),
        changes_on=min(changes, default=None),
        leads=step.leads,
    )


def _days_of(promise: PromiseFact) -> tuple[date, date]:
    """The days on which a promise reads differently: when it falls due, and when its time is over."""
    return promise.due_on, promise.last_day + timedelta(days=1)
