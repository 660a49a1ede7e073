"""Days at a small desk, made of numbers that Hypothesis draws: every verb in any order, also where it is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from hypothesis import strategies as st

from billdesk.domain.crediting import credit_totals
from billdesk.domain.double_check import confirm_as_second
from billdesk.domain.drafts import (
    AllocationDraft,
    ApplyCreditDraft,
    CreditLineDraft,
    CreditNoteDraft,
    Outcome,
    SentDraft,
    SnoozeDraft,
    VoidDraft,
    WithdrawPromiseDraft,
)
from billdesk.domain.errors import DeskError
from billdesk.domain.followup.drafts import HoldDraft, LiftDraft, WaiveDraft
from billdesk.domain.followup.message import Facts, Office, Written
from billdesk.domain.followup.outbox import MessageState, PostedDraft, PrintDraft, RecallDraft, ResolveDraft
from billdesk.domain.mailing import Fate
from billdesk.domain.mailing import Outcome as Answer
from billdesk.domain.money import Money, format_minor
from billdesk.domain.records import AccountView
from billdesk.domain.reminders import EndReminderDraft, ReminderDraft, Repeats
from billdesk.domain.terms import parse_terms
from billdesk.domain.work import View
from billdesk.services import (
    contacts,
    credit_notes,
    customers,
    held,
    holds,
    invoices,
    outbox,
    outbox_fates,
    outbox_printing,
    outbox_run,
    queue,
    receipts,
    reminders,
    second_person,
)
from billdesk.services.desk import Desk, open_desk
from billdesk.services.drafting import customer_draft, invoice_draft
from tests import makers
from tests.makers import confirmed
from tests.services.posting import Line, no_paper

TERMS = ("net 0", "net 5", "net 14", "net 30", "net 3 split 50/30/20", "day 15")


def _in_words(facts: Facts) -> Written:
    """What a message says does not matter to the queue, but that it says what is asked."""
    return Written("en", "Reminder", f"{facts.asked} by {facts.pay_by}", "")


OFFICE = Office(_in_words, "northwind.example", timedelta(0))
CURRENCIES = ("EUR", "EUR", "EUR", "USD", "JPY")


class Worker:
    """Somebody who does as the numbers say on a desk with two customers."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.today = makers.TODAY
        self.now = makers.NOW
        self.desk = self._open()
        queue.refresh(self.desk)
        self.customers = (makers.a_customer(self.desk, "A-1"), makers.a_customer(self.desk, "B-2", owner=""))
        self._verbs: dict[str, Callable[[int], object]] = {
            "draft": self._draft,
            "invoice": self._invoice,
            "edit": self._edit,
            "issue": self._issue,
            "send": self._send,
            "void": self._void,
            "receipt": self._receipt,
            "apply": self._apply,
            "reverse": self._reverse,
            "credit": self._credit,
            "call": self._call,
            "promise": self._promise,
            "withdraw": self._withdraw,
            "snooze": self._snooze,
            "remind": self._remind,
            "reminded": self._reminded,
            "hold back": self._hold_back,
            "lift": self._lift,
            "waive": self._waive,
            "write": self._write,
            "post": self._post,
            "found out": self._found_out,
            "owner": self._owner,
            "hold": self._hold,
            "minute": self._minute,
            "take back": self._take_back,
            "second": self._second,
            "night": self._night,
            "refresh": self._refresh,
        }

    def _open(self) -> Desk:
        return open_desk(self.path, user="mk", today=self.today, clock=lambda: self.now)

    def do(self, verb: str, number: int) -> None:
        """Do one thing; what the desk refuses with a sentence is part of the day."""
        with suppress(DeskError):
            self._verbs[verb](number)

    def account(self, number: int) -> AccountView:
        """One of the two accounts."""
        return customers.get(self.desk, self.customers[number % 2])

    def _draft(self, number: int) -> int:
        return makers.a_draft(
            self.desk,
            self.customers[number % 2],
            self.today - timedelta(days=number // 2 % 40),
            str(number % 300),
            terms=parse_terms(TERMS[number // 7 % len(TERMS)]),
            currency=CURRENCIES[number // 11 % len(CURRENCIES)],
            lines=(replace(makers.CONSULTING, quantity=Decimal(number % 5), unit_price=Decimal(number % 300)),),
        )

    def _invoice(self, number: int) -> None:
        draft = self._draft(number)
        view = invoices.get(self.desk, draft)
        invoices.issue(self.desk, confirmed(makers.issue_draft(view, self._latest())))
        if number % 3:
            self._send(draft)

    def _latest(self) -> date | None:
        rows = self.desk.reader.rows("select max(last_issued_on) as day from number_series where kind = 'invoice'")
        day = rows[0]["day"]
        return max(self.today - timedelta(days=10), date.fromisoformat(day)) if day else None

    def _ids(self, sql: str) -> list[int]:
        return [row[0] for row in self.desk.reader.rows(sql)]

    def _pick(self, sql: str, number: int) -> int | None:
        ids = self._ids(sql)
        return ids[number % len(ids)] if ids else None

    def _edit(self, number: int) -> None:
        picked = self._pick("select id from invoice where state = 'draft'", number)
        if picked is not None:
            draft = invoice_draft(invoices.get(self.desk, picked))
            changed = replace(draft, customer_id=self.customers[number // 3 % 2], lines=draft.lines * (number % 3 + 1))
            invoices.save_draft(self.desk, confirmed(changed))

    def _issue(self, number: int) -> None:
        picked = self._pick("select id from invoice where state = 'draft'", number)
        if picked is not None:
            invoices.issue(self.desk, confirmed(makers.issue_draft(invoices.get(self.desk, picked))))

    def _send(self, number: int) -> None:
        picked = self._pick("select id from invoice where state = 'issued' and sent_on is null", number)
        if picked is not None:
            view = invoices.get(self.desk, picked)
            invoices.mark_sent(self.desk, confirmed(SentDraft(view.id, view.version, self.today, "post")))

    def _void(self, number: int) -> None:
        picked = self._pick("select id from invoice", number)
        if picked is not None:
            view = invoices.get(self.desk, picked)
            invoices.void(self.desk, confirmed(VoidDraft(view.id, view.version, "not wanted")))

    def _receipt(self, number: int) -> None:
        account = self.account(number)
        currency = CURRENCIES[number // 5 % len(CURRENCIES)]
        items = [item for item in account.open_items if item.currency == currency]
        parts = None
        if number % 4 == 0 and items:  # as a person might type it: also too much
            item = items[number % len(items)]
            parts = [AllocationDraft(item.instalment_id, number % (2 * item.open_minor) + 1)]
        draft = makers.a_receipt_draft(account, number % 50_000 + 1, self.today, parts, currency)
        receipts.record(self.desk, confirmed(draft))

    def _apply(self, number: int) -> None:
        account = self.account(number)
        if account.credits and account.open_items:
            credit = account.credits[number % len(account.credits)]
            item = account.open_items[number % len(account.open_items)]
            parts = (AllocationDraft(item.instalment_id, number % (credit.unapplied_minor + 50) + 1),)
            draft = ApplyCreditDraft(uuid4(), account.id, self.today, parts, credit.receipt_id, credit.credit_note_id)
            receipts.apply_credit(self.desk, confirmed(draft))

    def _reverse(self, number: int) -> None:
        account = self.account(number)
        if account.receipts:
            receipt = account.receipts[number % len(account.receipts)]
            makers.a_reversal(self.desk, receipt.id, receipt.amount_minor, self.today, receipt.currency)

    def _credit(self, number: int) -> None:
        picked = self._pick("select id from invoice where state = 'issued'", number)
        if picked is None:
            return
        view = invoices.get(self.desk, picked)
        lines = tuple(CreditLineDraft(line.id, Decimal(1)) for line in view.lines) if number % 3 else ()
        total = Money(credit_totals(view, lines).total_minor, view.currency)
        draft = CreditNoteDraft(uuid4(), picked, view.version, self.today, "too much", total, lines)
        credit_notes.issue(self.desk, confirmed(draft))

    def _call(self, number: int) -> None:
        outcomes = [Outcome.REACHED, Outcome.NOT_REACHED, Outcome.SAYS_PAID, Outcome.DISPUTES]
        next_on = self.today + timedelta(days=number % 9) if number % 2 else None
        makers.a_contact(self.desk, self.customers[number // 2 % 2], outcomes[number % 4], next_on=next_on)

    def _promise(self, number: int) -> None:
        account = self.account(number)
        ids = sorted({item.invoice_id for item in account.open_items if item.currency == "EUR"})
        if ids:
            named = ids[: number % len(ids) + 1]
            due_on = self.today + timedelta(days=number % 6)
            promise = makers.a_promise_draft(number % 9_000 + 1, due_on, named, number % 4)
            makers.a_contact(self.desk, account.id, Outcome.PROMISED, promise=promise)

    def _withdraw(self, number: int) -> None:
        picked = self._pick("select id from promise", number)
        if picked is not None:
            contacts.withdraw(self.desk, confirmed(WithdrawPromiseDraft(picked, "a mistake")))

    def _remind(self, number: int) -> None:
        link = reminders.link_of(self.desk, self.customers[number % 2], None) if number % 3 else None
        day, repeats = self.today + timedelta(days=number % 5), tuple(Repeats)[number % 5]
        reminders.save(self.desk, confirmed(ReminderDraft(uuid4(), day, f"ask {number}", repeats, link=link)))

    def _reminded(self, number: int) -> None:
        known = reminders.until(self.desk, self.today + timedelta(days=400))
        if known:
            one = known[number % len(known)]
            end = reminders.done if number % 4 else reminders.drop
            end(self.desk, confirmed(EndReminderDraft(one.id, one.version)))

    def _snooze(self, number: int) -> None:
        rows = queue.page(self.desk, View.SNOOZED if number % 5 == 0 else View.ALL).rows
        if rows:
            until = self.today + timedelta(days=number % 6 + 1) if number % 5 else None
            queue.snooze(self.desk, confirmed(SnoozeDraft(rows[number % len(rows)].key, until, "later")))

    def _hold_back(self, number: int) -> None:
        """Pause or block the account, one of its currencies or one of its invoices."""
        account = self.account(number)
        until = self.today + timedelta(days=number // 2 % 9 + 1) if number % 3 else None
        invoice_id = account.open_items[0].invoice_id if account.open_items and number % 5 == 0 else None
        currency = CURRENCIES[number % len(CURRENCIES)] if number % 7 == 0 and invoice_id is None else None
        holds.hold(self.desk, confirmed(HoldDraft(uuid4(), account.id, "asked for it", until, invoice_id, currency)))

    def _lift(self, number: int) -> None:
        live = holds.live(self.desk)
        if live:
            holds.lift(self.desk, confirmed(LiftDraft(live[number % len(live)].id, "settled")))

    def _waive(self, number: int) -> None:
        account = self.account(number)
        steps = holds.next_steps(self.desk, account.id)
        if steps:
            one = steps[number % len(steps)]
            draft = WaiveDraft(uuid4(), account.id, ((one.instalment_id, one.step),), "called instead")
            holds.waive(self.desk, confirmed(draft))

    def _write(self, number: int) -> None:
        """Plan what is due to one account, or to everybody."""
        whose = (self.customers[number % 2],) if number % 3 else None
        outbox.plan(self.desk, confirmed(outbox.outlook(self.desk, OFFICE, whose).draft(whose)), OFFICE)

    def _post(self, number: int) -> None:
        """Send what was planned, with any fate; take the letters; or call something back."""
        if number % 4:
            fates = (Fate.ACCEPTED, Fate.ACCEPTED, Fate.DEFERRED, Fate.REFUSED, Fate.UNKNOWN)
            outbox_run.send_due(self.desk, OFFICE, Line([Answer(fates[number % len(fates)], "said so")]))
            return
        waiting = outbox.waiting(self.desk, MessageState.PLANNED, MessageState.HELD)
        if waiting:
            one = waiting[number % len(waiting)]
            outbox_fates.recall(self.desk, confirmed(RecallDraft(one.id, one.version, "not now")))

    def _found_out(self, number: int) -> None:
        """Print a letter, say that one was posted, or what became of a mail that nobody knew of."""
        waiting = outbox.waiting(self.desk, MessageState.PLANNED, MessageState.PRINTED, MessageState.UNKNOWN)
        if not waiting:
            return
        one = waiting[number % len(waiting)]
        if one.state is MessageState.PLANNED:
            outbox_printing.print_letters(self.desk, confirmed(PrintDraft((one.id,))), OFFICE, no_paper)
        elif one.state is MessageState.PRINTED:
            outbox_fates.posted(self.desk, confirmed(PostedDraft((one.id,), self.today)))
        else:
            draft = ResolveDraft(one.id, one.version, number % 2 == 0, "they said so")
            outbox_fates.resolve(self.desk, confirmed(draft))

    def _owner(self, number: int) -> None:
        draft = customer_draft(self.account(number))
        customers.save(self.desk, confirmed(replace(draft, owner=("", "mk", "eva")[number % 3])))

    def _hold(self, number: int) -> None:
        """Issue or credit through the held minute, or record money, some of it large enough for a second person."""
        makers.set_hold(self.desk, 60, 20_000 if number % 2 else 0)
        try:
            picked = self._pick("select id from invoice where state <> 'void'", number // 2)
            view = invoices.get(self.desk, picked) if picked is not None else None
            taken = self.account(number).receipts
            if taken and number % 5 == 0:
                one = taken[number % len(taken)]
                back = makers.a_reversal_draft(one.id, one.amount_minor, self.today, one.currency)
                held.reverse(self.desk, confirmed(back))
            elif view is None or number % 3 == 0:
                held.record(self.desk, confirmed(makers.a_receipt_draft(self.account(number), number % 50_000 + 1)))
            elif view.state == "draft":
                held.issue(self.desk, confirmed(makers.issue_draft(view, self._latest())))
            else:
                total = Money(credit_totals(view, ()).total_minor, view.currency)
                note = CreditNoteDraft(uuid4(), view.id, view.version, self.today, "too much", total)
                held.credit(self.desk, confirmed(note))
        finally:
            makers.set_hold(self.desk, 0)

    def _minute(self, number: int) -> None:
        self.now += timedelta(seconds=number % 70)
        held.release(self.desk)

    def _take_back(self, number: int) -> None:
        picked = self._pick("select id from held_entry", number)
        if picked is not None:
            held.take_back(self.desk, picked)

    def _second(self, number: int) -> None:
        """Another user sends back what waits, or agrees to it."""
        picked = self._pick("select id from held_entry where state = 'to check'", number)
        if picked is None:
            return
        with closing(open_desk(self.path, user="eva", today=self.today, clock=lambda: self.now)) as eva:
            if number % 3 == 0:
                second_person.send_back(eva, picked)
                return
            asked = second_person.to_check(eva, picked)
            paper = {one.label: one.expected for one in asked.questions}
            paper["Total"] = format_minor(int(paper["Total"]), asked.entry.amount.currency)
            checked = confirm_as_second(asked.draft, asked.questions, paper, asked.entered, "eva")
            second_person.book(eva, picked, checked)

    def _night(self, number: int) -> None:
        """The next day comes, or a later one; the queue is not brought on yet."""
        self.desk.close()
        self.today += timedelta(days=number % 9 + 1)
        self.desk = self._open()

    def _refresh(self, number: int) -> None:
        queue.refresh(self.desk)


VERBS = (
    "draft", "invoice", "invoice", "edit", "issue", "send", "void", "receipt", "receipt", "apply", "reverse", "credit",
    "call", "promise", "promise", "withdraw", "snooze", "owner", "night", "refresh",
    "remind", "remind", "reminded",
    "hold", "hold", "minute", "take back", "second",
    "hold back", "lift", "waive", "write", "write", "write", "post", "post", "found out",
)  # fmt: skip

work = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 10**5)), min_size=1, max_size=25)
money_work = st.lists(
    st.tuples(st.sampled_from(("invoice", "receipt", "apply", "reverse", "credit")), st.integers(0, 10**5)),
    min_size=3,
    max_size=30,
)
