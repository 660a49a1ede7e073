"""Every verb of the desk: what it books, that it books once, what it refuses, and its link in the audit chain."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import uuid4

import pytest
from hypothesis import given, settings
from sqlalchemy.engine.default import DefaultDialect

from billdesk.domain.double_check import Confirmed
from billdesk.domain.drafts import (
    Address,
    AllocationDraft,
    ApplyCreditDraft,
    CreditLineDraft,
    CreditNoteDraft,
    ImportBatch,
    ImportedInvoice,
    LineDraft,
    Outcome,
    Person,
    ReversalDraft,
    SentDraft,
    SnoozeDraft,
    VoidDraft,
    WithdrawPromiseDraft,
)
from billdesk.domain.errors import DeskError, DeskFileError, NotFoundError, ReadOnlyError, RuleError, StaleError
from billdesk.domain.money import Money
from billdesk.domain.records import InvoiceView
from billdesk.domain.terms import parse_terms
from billdesk.domain.work import View
from billdesk.services import (
    company,
    contacts,
    credit_notes,
    customers,
    imports,
    invoices,
    queue,
    receipts,
    reports,
    safekeeping,
)
from billdesk.services.desk import Desk, open_desk
from billdesk.services.drafting import customer_draft, invoice_draft
from tests import makers
from tests.makers import TODAY, confirmed
from tests.services.random_work import Worker, money_work, work

T = TypeVar("T")
Verb = Callable[[Desk], object]


def links(desk: Desk) -> int:
    return int(desk.reader.rows("select count(*) as n from audit")[0]["n"])


def prepared(desk: Desk) -> dict[str, Verb]:
    """Each verb with a draft that may be booked now, to be called as often as one likes."""
    one = makers.a_customer(desk, "A-1")
    late = makers.an_invoice(desk, one, date(2026, 10, 1), "1000")
    draft = invoices.get(desk, makers.a_draft(desk, one))
    spare = invoices.get(desk, makers.a_draft(desk, one))
    unsent = makers.an_invoice(desk, one, TODAY, sent=False)
    credit = makers.a_receipt(desk, one, 5_000, allocations=())
    bounced = makers.a_receipt(desk, one, 700, allocations=())
    item = customers.get(desk, one).open_items[0]
    promise = makers.a_promise_draft(1_000, date(2026, 11, 27), (late.id,))
    makers.a_contact(desk, one, Outcome.PROMISED, promise=makers.a_promise_draft(500, TODAY, (unsent.id,)))
    edited = replace(invoice_draft(spare), note="new", lines=spare_lines())
    apply = ApplyCreditDraft(uuid4(), one, TODAY, (AllocationDraft(item.instalment_id, 99),), credit)
    return {
        "customer": later(customers.save, makers.a_customer_draft("B-2")),
        "edit customer": later(
            customers.save,
            replace(customer_draft(customers.get(desk, one)), notes="", persons=(), tax_ids=makers.TAX_IDS),
        ),
        "draft": later(invoices.save_draft, makers.an_invoice_draft(one)),
        "edit draft": later(invoices.save_draft, edited),
        "issue": later(invoices.issue, makers.issue_draft(draft)),
        "sent": later(invoices.mark_sent, SentDraft(unsent.id, unsent.version, TODAY, "post")),
        "void": later(invoices.void, VoidDraft(makers.a_draft(desk, one), 1, "not wanted")),
        "receipt": later(receipts.record, makers.a_receipt_draft(customers.get(desk, one), 12_345)),
        "apply": later(receipts.apply_credit, apply),
        "reverse": later(receipts.reverse, ReversalDraft(uuid4(), bounced, TODAY, "bounced", Money(700, "EUR"))),
        "credit note": later(credit_notes.issue, whole_credit(late)),
        "contact": later(contacts.log, makers.a_contact_draft(one, Outcome.PROMISED, promise=promise)),
        "settings": later(company.save, replace(makers.COMPANY, name="Southwind", version=company.get(desk).version)),
        "snooze": later(queue.snooze, SnoozeDraft(f"account:{one}:EUR", date(2026, 11, 25), "later")),
    }


def later(verb: Callable[[Desk, Confirmed[T]], object], draft: T) -> Verb:
    """A verb with its draft, confirmed once as the program does it."""
    given = confirmed(draft)
    return lambda desk: verb(desk, given)


def whole_credit(view: InvoiceView) -> CreditNoteDraft:
    return CreditNoteDraft(uuid4(), view.id, view.version, TODAY, "wrong", Money(view.total_minor, view.currency))


def spare_lines() -> tuple[LineDraft, ...]:
    return (makers.CONSULTING, replace(makers.CONSULTING, description="Travel", quantity=Decimal("0.5")))


NAMES = (
    "customer", "edit customer", "draft", "edit draft", "issue", "sent", "void", "receipt", "apply", "reverse",
    "credit note", "contact", "settings", "snooze",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_verb_books_one_link_with_its_evidence_and_the_same_draft_only_once(desk: Desk, name: str) -> None:
    verbs = prepared(desk)
    assert verbs.keys() == set(NAMES)
    before = links(desk)
    first = verbs[name](desk)
    (row,) = list(reports.audit(desk))[before:]
    assert (row.by, row.evidence) == ("mk", "bypass: made for a test")
    assert row.changed
    assert verbs[name](desk) == first
    assert links(desk) == before + 1
    assert not safekeeping.verify(desk)


def said_by_sqlite(words: str, code: int) -> sqlite3.OperationalError:
    """An error as the driver raises it."""
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize("name", NAMES)
def test_a_commit_that_raised_although_it_was_done_does_not_book_twice(
    desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    verbs = prepared(desk)
    before = links(desk)

    def commit_and_fail(self: DefaultDialect, connection: sqlite3.Connection) -> None:
        connection.commit()
        raise said_by_sqlite("disk I/O error", sqlite3.SQLITE_IOERR)

    with monkeypatch.context() as patch:
        patch.setattr(DefaultDialect, "do_commit", commit_and_fail)
        with pytest.raises(DeskFileError):
            verbs[name](desk)
    assert links(desk) == before + 1, "it is there after all"
    verbs[name](desk)
    assert links(desk) == before + 1
    assert not safekeeping.verify(desk)


@pytest.mark.parametrize("name", NAMES)
def test_a_commit_that_failed_leaves_the_book_as_it_was(desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    verbs = prepared(desk)
    head = safekeeping.chain_head(desk)

    def fail(self: DefaultDialect, connection: object) -> None:
        raise said_by_sqlite("database or disk is full", sqlite3.SQLITE_FULL)

    with monkeypatch.context() as patch:
        patch.setattr(DefaultDialect, "do_commit", fail)
        with pytest.raises(DeskFileError, match="no room left"):
            verbs[name](desk)
    assert safekeeping.chain_head(desk) == head
    assert not safekeeping.verify(desk)


@pytest.mark.parametrize("name", NAMES)
def test_a_desk_open_for_viewing_refuses(desk: Desk, name: str) -> None:
    verbs = prepared(desk)
    before = desk.path.read_bytes()
    viewing = open_desk(desk.path, user="eva", today=TODAY, read_only=True)
    with pytest.raises(ReadOnlyError):
        verbs[name](viewing)
    viewing.close()
    assert desk.path.read_bytes() == before


# Stale versions


def stale_changes(desk: Desk, customer: int) -> dict[str, Verb]:
    view = invoices.get(desk, makers.a_draft(desk, customer))
    out = makers.an_invoice(desk, customer, TODAY, sent=False)
    edited = replace(invoice_draft(view), note="mine")
    account = replace(customer_draft(customers.get(desk, customer)), persons=(Person("Mine"),))
    given = replace(makers.COMPANY, bank="mine", version=company.get(desk).version)
    note = whole_credit(out)
    invoices.save_draft(desk, confirmed(replace(edited, note="hers")))
    invoices.mark_sent(desk, confirmed(SentDraft(out.id, out.version, TODAY, "hers")))
    customers.save(desk, confirmed(replace(account, persons=(Person("Hers"),))))
    company.save(desk, confirmed(replace(given, bank="hers")))
    return {
        "draft": later(invoices.save_draft, edited),
        "issue": later(invoices.issue, makers.issue_draft(view)),
        "void": later(invoices.void, VoidDraft(view.id, view.version, "mine")),
        "sent": later(invoices.mark_sent, SentDraft(out.id, out.version, TODAY, "mine")),
        "credit note": later(credit_notes.issue, note),
        "customer": later(customers.save, account),
        "company": later(company.save, given),
    }


@pytest.mark.parametrize("name", ["draft", "issue", "void", "sent", "credit note", "customer", "company"])
def test_what_somebody_else_changed_meanwhile_is_refused_with_who_and_when(desk: Desk, name: str) -> None:
    eva = open_desk(desk.path, user="eva", today=TODAY, clock=makers.clock)
    customer = makers.a_customer(desk)
    changes = stale_changes(eva, customer)
    makers.a_receipt(desk, customer, 100, allocations=())
    before = links(desk)
    with pytest.raises(StaleError, match=r"changed by eva at 2026-11-21 09:30, after"):
        changes[name](desk)
    assert links(desk) == before
    eva.close()


def test_the_time_of_a_change_meanwhile_is_that_of_the_company(desk: Desk) -> None:
    version = company.get(desk).version
    there = replace(makers.COMPANY, time_zone="Pacific/Kiritimati")
    company.save(desk, confirmed(replace(there, version=version)))
    with pytest.raises(StaleError, match=r"changed by mk at 2026-11-21 23:30, after"):
        company.save(desk, confirmed(replace(there, bank="another", version=version)))


# What the rules forbid


def test_an_issued_invoice_is_never_edited(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer)
    with pytest.raises(RuleError, match="is issued and cannot be changed"):
        invoices.save_draft(desk, confirmed(replace(invoice_draft(view), note="later")))
    with pytest.raises(RuleError, match="is issued and cannot be changed"):
        invoices.void(desk, confirmed(VoidDraft(view.id, view.version, "later")))


def test_a_void_draft_stays_void(desk: Desk, customer: int) -> None:
    view = invoices.get(desk, makers.a_draft(desk, customer))
    with pytest.raises(RuleError, match="reason"):
        invoices.void(desk, confirmed(VoidDraft(view.id, view.version, " ")))
    invoices.void(desk, confirmed(VoidDraft(view.id, view.version, "not wanted")))
    view = invoices.get(desk, view.id)
    with pytest.raises(RuleError, match="void"):
        invoices.issue(desk, confirmed(makers.issue_draft(view)))
    assert not queue.page(desk, View.ALL).rows


def test_an_invoice_is_issued_with_the_total_that_was_checked_or_not_at_all(desk: Desk, customer: int) -> None:
    view = invoices.get(desk, makers.a_draft(desk, customer))
    with pytest.raises(RuleError, match="total"):
        invoices.issue(desk, confirmed(replace(makers.issue_draft(view), total=Money(1, "EUR"))))
    assert invoices.get(desk, view.id).number is None


def test_the_law_is_asked_before_a_number_is_given(desk: Desk, customer: int) -> None:
    nameless = makers.a_customer(desk, "B-2", address=Address())
    view = invoices.get(desk, makers.a_draft(desk, nameless))
    with pytest.raises(RuleError):
        invoices.issue(desk, confirmed(makers.issue_draft(view)))
    assert makers.an_invoice(desk, customer).number == "2026-0001"


def test_numbers_never_go_back_behind_an_issue_date(desk: Desk, customer: int) -> None:
    makers.an_invoice(desk, customer, date(2026, 11, 20))
    with pytest.raises(RuleError, match="20 Nov 2026"):
        makers.an_invoice(desk, customer, date(2026, 11, 19))
    assert makers.an_invoice(desk, customer, date(2026, 11, 20)).number == "2026-0002"
    assert makers.an_invoice(desk, customer, date(2027, 1, 1)).number == "2027-0001"
    with pytest.raises(RuleError):
        makers.an_invoice(desk, customer, date(2026, 12, 31))


def test_a_number_that_an_imported_invoice_has_is_passed_over(desk: Desk, customer: int) -> None:
    row = ImportedInvoice(2, "X", "X", "2026-0001", date(2026, 1, 1), TODAY, Money(100, "EUR"))
    imports.book(desk, confirmed(ImportBatch("x.csv", "x", (row,))))
    assert makers.an_invoice(desk, customer).number == "2026-0002"


def test_an_issued_invoice_keeps_the_buyer_as_printed(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer)
    draft = customer_draft(customers.get(desk, customer))
    customers.save(desk, confirmed(replace(draft, name="Other KG", address=Address("Neu 1", "1", "Ulm", "", "DE"))))
    row = desk.reader.rows("select buyer_name, buyer_address from invoice where id = :id", {"id": view.id})[0]
    assert tuple(row) == ("Hofmann & Söhne H-0031", "Anger 1\n99084 Erfurt\nDE")


def test_an_invoice_is_not_sent_before_its_day(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, sent=False)
    with pytest.raises(RuleError, match="before its date"):
        invoices.mark_sent(desk, confirmed(SentDraft(view.id, view.version, date(2026, 11, 20), "post")))
    draft = invoices.get(desk, makers.a_draft(desk, customer))
    with pytest.raises(RuleError, match="Only an issued invoice"):
        invoices.mark_sent(desk, confirmed(SentDraft(draft.id, draft.version, TODAY, "post")))


def test_instalments_come_to_the_total(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, TODAY, "33.37", terms=parse_terms("net 10 split 33/33/34"))
    assert sum(part.amount_minor for part in view.instalments) == view.total_minor == view.open_minor
    assert [part.due_on for part in view.instalments] == [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]


@pytest.mark.parametrize(
    ("amount", "part", "words"), [(5_000, 11_901, "Only"), (100, 101, "allocated"), (100, 99, "keep")]
)
def test_an_allocation_is_never_above_what_is_open_on_either_side(
    desk: Desk, customer: int, amount: int, part: int, words: str
) -> None:
    makers.an_invoice(desk, customer)
    account = customers.get(desk, customer)
    parts = (AllocationDraft(account.open_items[0].instalment_id, part),)
    draft = replace(
        makers.a_receipt_draft(account, max(amount, 20_000 if part > 11_900 else amount), TODAY, parts), keep_rest=False
    )
    with pytest.raises(RuleError, match=words):
        receipts.record(desk, confirmed(draft))
    assert not customers.get(desk, customer).receipts


def test_credit_is_used_no_further_than_it_goes_and_only_on_its_own_account(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer)
    credit = makers.a_receipt(desk, customer, 500, allocations=())
    item = view.instalments[0].id

    def apply(minor: int, of: int = customer, **source: int) -> int:
        parts = (AllocationDraft(item, minor),) if minor else ()
        return receipts.apply_credit(desk, confirmed(ApplyCreditDraft(uuid4(), of, date(2026, 1, 1), parts, **source)))

    with pytest.raises(RuleError):
        apply(501, receipt_id=credit)
    with pytest.raises(RuleError, match="Nothing is allocated"):
        apply(0, receipt_id=credit)
    with pytest.raises(NotFoundError):
        apply(500, of=makers.a_customer(desk, "B-2"), receipt_id=credit)
    assert apply(500, receipt_id=credit) == 500
    (row,) = desk.reader.rows("select applied_on from allocation")
    assert row["applied_on"] == TODAY.isoformat(), "not before the money came"


def test_a_receipt_is_taken_back_once_and_with_its_own_amount(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer)
    receipt = makers.a_receipt(desk, customer, 10_000)
    with pytest.raises(RuleError, match="amount"):
        makers.a_reversal(desk, receipt, 9_999)
    with pytest.raises(RuleError, match="before it came"):
        makers.a_reversal(desk, receipt, 10_000, date(2026, 11, 20))
    makers.a_reversal(desk, receipt, 10_000)
    assert invoices.get(desk, view.id).open_minor == view.total_minor
    with pytest.raises(RuleError, match="already"):
        makers.a_reversal(desk, receipt, 10_000)
    assert not customers.get(desk, customer).credits


def test_a_whole_credit_note_voids_its_invoice_and_keeps_its_number(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer)
    makers.a_receipt(desk, customer, 1_900)
    assert makers.a_credit_note(desk, view.id) == "C2026-0001"
    after = invoices.get(desk, view.id)
    assert (after.state, after.number, after.open_minor) == ("void", "2026-0001", 0)
    assert [credit.unapplied_minor for credit in customers.get(desk, customer).credits] == [1_900]


def test_the_last_of_several_credit_notes_voids_the_invoice_and_keeps_its_number(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, lines=(replace(makers.CONSULTING, quantity=Decimal(2)),))
    one_day = (CreditLineDraft(view.lines[0].id, Decimal(1)),)
    states = []
    for reason in ("one day less", "order cancelled"):
        view = invoices.get(desk, view.id)
        draft = CreditNoteDraft(uuid4(), view.id, view.version, TODAY, reason, Money(11_900, "EUR"), one_day)
        credit_notes.issue(desk, confirmed(draft))
        states.append(invoices.get(desk, view.id).state)
    assert states == ["issued", "void"]
    after = invoices.get(desk, view.id)
    assert (after.number, after.open_minor) == ("2026-0001", 0)
    assert not queue.page(desk, View.ALL).rows
    assert not safekeeping.verify(desk)
    assert makers.an_invoice(desk, customer).number == "2026-0002"


def test_parts_of_a_line_are_credited_to_the_cent(desk: Desk, customer: int) -> None:
    """Four quarters of two cents: none may take what is not there."""
    penny = LineDraft("Stamp", Decimal(4), Decimal("0.005"), Decimal(0))
    view = makers.an_invoice(desk, customer, lines=(penny, makers.CONSULTING), exemption="post")
    credited = 0
    for _ in range(4):
        view = invoices.get(desk, view.id)
        parts = (CreditLineDraft(view.lines[0].id, Decimal(1)),)
        for minor in (0, 1):
            draft = CreditNoteDraft(uuid4(), view.id, view.version, TODAY, "lost", Money(minor, "EUR"), parts)
            try:
                credit_notes.issue(desk, confirmed(draft))
                credited += minor
            except RuleError:
                continue
    assert credited <= 2
    assert not safekeeping.verify(desk)


def test_a_line_named_twice_in_a_credit_note_is_one_claim(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, lines=(replace(makers.CONSULTING, quantity=Decimal(3)),))
    twice = (CreditLineDraft(view.lines[0].id, Decimal(1)),) * 2
    draft = CreditNoteDraft(uuid4(), view.id, view.version, TODAY, "lost", Money(23_800, "EUR"), twice)
    assert credit_notes.issue(desk, confirmed(draft))
    assert invoices.get(desk, view.id).lines[0].credited == 2


def test_promises_follow_the_money(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, date(2026, 10, 1))

    def states(today: date = TODAY) -> list[str]:
        seen = open_desk(desk.path, user="mk", today=today, clock=makers.clock)
        found = [promise.state.value for promise in customers.get(seen, customer).promises]
        seen.close()
        return found

    makers.a_contact(desk, customer, Outcome.PROMISED, promise=makers.a_promise_draft(6_000, TODAY, (view.id,), 1))
    assert states() == states(date(2026, 11, 22)) == ["open"]
    assert states(date(2026, 11, 23)) == ["broken"]
    makers.a_receipt(desk, customer, 1_000)
    assert states(date(2026, 11, 23)) == ["partly kept"]
    with pytest.raises(RuleError, match="live promise"):
        makers.a_contact(desk, customer, Outcome.PROMISED, promise=makers.a_promise_draft(1, TODAY, (view.id,)))
    makers.a_receipt(desk, customer, 5_000)
    assert states() == ["kept"]
    makers.a_contact(desk, customer, Outcome.PROMISED, promise=makers.a_promise_draft(5_900, TODAY, (view.id,)))
    assert sorted(states()) == ["kept", "open"], "a promise that was kept stands in nobody's way"


def test_only_an_open_promise_is_withdrawn(desk: Desk, customer: int) -> None:
    view = makers.an_invoice(desk, customer, date(2026, 10, 1))
    makers.a_contact(desk, customer, Outcome.PROMISED, promise=makers.a_promise_draft(6_000, TODAY, (view.id,)))
    (promise,) = customers.get(desk, customer).promises
    draft = confirmed(WithdrawPromiseDraft(promise.id, "a misunderstanding"))
    later = open_desk(desk.path, user="mk", today=date(2026, 11, 22), clock=makers.clock)
    with pytest.raises(RuleError, match="broken"):
        contacts.withdraw(later, draft)
    later.close()
    contacts.withdraw(desk, draft)
    assert customers.get(desk, customer).promises[0].state.value == "withdrawn"
    with pytest.raises(RuleError, match="already"):
        contacts.withdraw(desk, draft)


def test_a_row_put_off_sleeps_until_its_day_or_until_it_is_woken(desk: Desk, customer: int) -> None:
    draft = makers.a_draft(desk, customer)
    key = f"draft:{draft}"
    queue.snooze(desk, confirmed(SnoozeDraft(key, date(2026, 11, 24), "ask first")))
    assert not queue.page(desk, View.ALL).rows
    assert [row.key for row in queue.page(desk, View.SNOOZED).rows] == [key]
    queue.snooze(desk, confirmed(SnoozeDraft(key, None, "asked")))
    assert [row.key for row in queue.page(desk, View.ALL).rows] == [key]
    queue.snooze(desk, confirmed(SnoozeDraft(key, date(2026, 11, 24), "again")))
    then = open_desk(desk.path, user="mk", today=date(2026, 11, 24), clock=makers.clock)
    queue.refresh(then)
    assert [row.key for row in queue.page(then, View.ALL).rows] == [key]
    then.close()


def test_a_code_belongs_to_one_customer_whatever_its_case(desk: Desk, customer: int) -> None:
    for code in ("H-0031", "h-0031"):
        with pytest.raises(RuleError, match="has this code"):
            makers.a_customer(desk, code)
    assert makers.a_customer(desk, "H_0031")


def test_what_is_not_there_is_said_in_a_sentence(desk: Desk, customer: int) -> None:
    nothing: list[Callable[[], object]] = [
        lambda: customers.get(desk, 99),
        lambda: customers.find(desk, "NONE"),
        lambda: invoices.get(desk, 99),
        lambda: invoices.find(desk, "NONE"),
        lambda: queue.item(desk, "draft:99"),
        lambda: invoices.mark_sent(desk, confirmed(SentDraft(99, 1, TODAY, "post"))),
        lambda: invoices.void(desk, confirmed(VoidDraft(99, 1, "why"))),
        lambda: customers.save(desk, confirmed(makers.a_customer_draft("Z", id=99, version=1))),
        lambda: makers.a_reversal(desk, 99, 1),
    ]
    for ask in nothing:
        with pytest.raises(NotFoundError):
            ask()


# What holds whatever is done


@settings(max_examples=25)
@given(money_work)
def test_sums_hold_after_any_money(steps: list[tuple[str, int]]) -> None:
    with makers.quick_folder() as folder:
        worker = Worker(makers.make_file(folder))
        for verb, number in steps:
            worker.do(verb, number)
        desk = worker.desk
        assert not safekeeping.verify(desk)
        row = desk.reader.rows(
            "select (select coalesce(sum(total_minor), 0) from invoice where state <> 'draft' and number is not null)"
            " - (select coalesce(sum(open_minor), 0) from instalment)"
            " - (select coalesce(sum(amount_minor), 0) from receipt)"
            " - (select coalesce(sum(total_minor), 0) from credit_note)"
            " + (select coalesce(sum(unapplied_minor), 0) from receipt)"
            " + (select coalesce(sum(unapplied_minor), 0) from credit_note) as rest"
        )[0]
        assert row["rest"] == 0, "billed = open + received + credited - unapplied"
        for total in reports.ageing_totals(desk, worker.today):
            rows = [one for one in reports.ageing(desk, worker.today) if one.currency == total.currency]
            assert sum(one.total_minor for one in rows) == total.receivable.minor
        desk.close()


@settings(max_examples=25)
@given(work)
def test_nothing_is_wrong_with_the_book_after_any_work(steps: list[tuple[str, int]]) -> None:
    with makers.quick_folder() as folder:
        worker = Worker(makers.make_file(folder))
        for verb, number in steps:
            worker.do(verb, number)
        assert not safekeeping.verify(worker.desk)
        worker.desk.close()


def test_a_refusal_is_a_sentence_with_a_way_out(desk: Desk, customer: int) -> None:
    with pytest.raises(DeskError) as refused:
        makers.a_draft(desk, customer, lines=())
    assert refused.value.sentence.endswith(".")
    assert refused.value.way_out.endswith(".")


def test_a_receipt_of_an_invoice_that_is_void_by_now_is_taken_back_without_claiming_it_again(
    desk: Desk, customer: int
) -> None:
    """Money, credit note and reversal: the credit was left over only because the money had settled the invoice."""
    view = makers.an_invoice(desk, customer)
    other = makers.an_invoice(desk, customer, price="200")
    receipt = makers.a_receipt(desk, customer, 11_900)
    assert invoices.get(desk, view.id).open_minor == 0
    makers.a_credit_note(desk, view.id)
    assert (invoices.get(desk, view.id).state, customers.get(desk, customer).credits[0].unapplied_minor) == (
        "void",
        11_900,
    )
    makers.a_reversal(desk, receipt, 11_900)
    account = customers.get(desk, customer)
    assert (invoices.get(desk, view.id).open_minor, account.credits) == (0, ())
    assert [(item.number, item.open_minor) for item in account.open_items] == [(other.number, 23_800)]
    assert safekeeping.verify(desk) == ()


def test_credit_that_was_used_for_another_invoice_does_not_cover_what_a_reversal_opens(
    desk: Desk, customer: int
) -> None:
    view = makers.an_invoice(desk, customer)
    receipt = makers.a_receipt(desk, customer, 11_900)
    makers.a_credit_note(desk, view.id)
    other = makers.an_invoice(desk, customer)
    account = customers.get(desk, customer)
    (item,) = account.open_items
    used = (AllocationDraft(item.instalment_id, 5_000),)
    note_id = account.credits[0].credit_note_id
    receipts.apply_credit(desk, confirmed(ApplyCreditDraft(uuid4(), customer, TODAY, used, credit_note_id=note_id)))
    makers.a_reversal(desk, receipt, 11_900)
    account = customers.get(desk, customer)
    assert {item.number: item.open_minor for item in account.open_items} == {view.number: 5_000, other.number: 6_900}
    assert account.credits == ()
    assert safekeeping.verify(desk) == ()
