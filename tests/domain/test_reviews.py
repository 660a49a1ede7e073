"""What the double-check page shows, and above all what it never shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.dates import say_day, say_short
from billdesk.domain.double_check import Review, confirm
from billdesk.domain.drafts import (
    Address,
    AddressPurpose,
    AllocationDraft,
    ApplyCreditDraft,
    BankAccount,
    CompanyDraft,
    ContactDraft,
    ContactKind,
    CreditLineDraft,
    CreditNoteDraft,
    CustomerDraft,
    Direction,
    FurtherAddress,
    InvoiceDraft,
    IssueDraft,
    LineDraft,
    Outcome,
    PromiseDraft,
    ReceiptDraft,
    ReversalDraft,
    SentDraft,
    SnoozeDraft,
    TaxId,
    TaxIdKind,
    VoidDraft,
    WithdrawPromiseDraft,
)
from billdesk.domain.errors import RuleError
from billdesk.domain.findings import Finding, Findings, Severity
from billdesk.domain.invoicing import totals
from billdesk.domain.money import Money, format_minor, format_money, to_decimal_string
from billdesk.domain.noted_reviews import review_sent, review_snooze, review_withdraw
from billdesk.domain.questions import QuestionKind
from billdesk.domain.records import CreditItem, ReceiptItem
from billdesk.domain.review_rows import say_settled
from billdesk.domain.reviews import (
    review_apply_credit,
    review_company,
    review_contact,
    review_credit_note,
    review_customer,
    review_invoice,
    review_issue,
    review_receipt,
    review_reversal,
    review_void,
    say_customer,
)
from billdesk.domain.tax_method import TaxMethod
from billdesk.domain.terms import Terms
from tests.domain.records_for_tests import ACCOUNT, COMPANY, INVOICE, TODAY, item, promise

T = TypeVar("T")

UID = UUID(int=1)
WHO = say_customer("Hofmann & Söhne KG", "Erfurt", "H-0031")
LINE = LineDraft("Consulting", Decimal(24), Decimal(520), Decimal(19), "h")
DRAFT = InvoiceDraft(UID, 1, TODAY, "EUR", Terms(), TaxMethod.DOCUMENT, (LINE,))
EDIT = replace(
    DRAFT,
    issued_on=INVOICE.issued_on,
    supplied_on=INVOICE.supplied_on,
    terms=INVOICE.terms,
    lines=tuple(LineDraft(line.description, line.quantity, line.unit_price, line.tax_rate) for line in INVOICE.lines),
    id=1,
    version=1,
)
AMOUNT = Money(500_000, "EUR")
RECEIPT = ReceiptDraft(UID, 1, TODAY, AMOUNT, "transfer", "0412", (AllocationDraft(1, 500_000),))
PROMISE = PromiseDraft(UID, AMOUNT, date(2026, 11, 27), (1,), grace_days=2)
CONTACT = ContactDraft(
    UID, 1, datetime(2026, 11, 21, 9, tzinfo=UTC), ContactKind.CALL, Direction.OUT, Outcome.PROMISED,
    person="Fr. Weiß", note="Freitag", next_on=date(2026, 11, 30), promise=PROMISE,
)  # fmt: skip
RECEIPT_ITEM = ReceiptItem(1, date(2026, 11, 2), "EUR", 500_000, 0, "transfer", "0412", reversed=False)
CREDIT_ITEM = CreditItem(date(2026, 11, 2), "receipt", "0412", "EUR", 500_000, 1, None)


def rows(review: Review[T]) -> dict[str, tuple[str, str | None]]:
    return {row.label: (row.new, row.old) for row in review.rows}


def asked(review: Review[T]) -> list[tuple[QuestionKind, str]]:
    return [(question.kind, question.field) for question in review.questions]


def everything_shown(review: Review[T]) -> str:
    """All text of the page that comes from the draft or the book, a line each; labels and hints are fixed words."""
    shown = [review.title, review.consequence]
    for row in review.rows:
        shown += [row.new, row.old or ""]
    for found in review.findings:
        shown += [found.message, found.evidence]
    return "\n".join(shown)


def is_shown(text: str, shown: str) -> bool:
    """Whether the text stands there as a whole: `2.00` is not shown by `12.00`."""
    return re.search(rf"(?<!\d)(?<!\d[.,]){re.escape(text)}(?!\d|[.,]\d)", shown) is not None


def leaks(review: Review[T], amount: Money, day: date) -> Iterable[str]:
    shown = everything_shown(review)
    minor, currency = amount.minor, amount.currency
    texts = (
        format_money(minor, currency), format_minor(minor, currency), to_decimal_string(minor, currency),
        say_day(day), say_short(day), day.isoformat(),
    )  # fmt: skip
    return [text for text in texts if is_shown(text, shown)]


def test_a_new_invoice_is_shown_as_it_will_be_saved() -> None:
    review = review_invoice(replace(DRAFT, issued_on=date(2026, 11, 20), reference="PO 7"), WHO, None, TODAY)
    assert rows(review) == {
        "To": ("Hofmann & Söhne KG, Erfurt (H-0031)", None),
        "Due": ("a Sun in Dec 2026 (day asked below)", None),
        "Terms": ("30 days", None),
        "Currency": ("EUR", None),
        "Lines": ("1 · VAT 19 %", None),
        "Tax rounded by": ("document", None),
        "Reference": ("PO 7", None),
    }
    assert asked(review) == [(QuestionKind.AMOUNT, "lines"), (QuestionKind.DAY, "issued_on")]


def test_every_discount_of_a_new_invoice_is_listed_with_its_kind() -> None:
    lines = (LINE, replace(LINE, discount_percent=Decimal(10)), replace(LINE, discount_minor=1000))
    review = review_invoice(replace(DRAFT, lines=lines), WHO, None, TODAY)
    assert rows(review)["Discounts"] == ("line 2: 10 % · line 3: € 10.00", None)


def test_the_due_day_is_said_in_full_when_it_gives_nothing_away() -> None:
    review = review_invoice(replace(DRAFT, terms=Terms(days=14)), WHO, None, TODAY)
    assert rows(review)["Due"] == ("in 14 days, Sat 5 Dec 2026", None)
    at_once = review_invoice(replace(DRAFT, terms=Terms(days=0), supplied_on=TODAY), WHO, None, TODAY)
    assert rows(at_once)["Due"] == rows(at_once)["Supplied"] == ("on the invoice date", None)
    thirds = Terms(days=14, shares=(Decimal(50), Decimal(50)))
    assert rows(review_invoice(replace(DRAFT, terms=thirds), WHO, None, TODAY))["Due"][0] == (
        "2 instalments, the first in 14 days, Sat 5 Dec 2026, the last in 45 days, Tue 5 Jan 2027"
    )


def test_an_edit_lists_only_what_changes_old_beside_new() -> None:
    unchanged = review_invoice(EDIT, WHO, INVOICE, TODAY)
    assert rows(unchanged) == {"To": (WHO, None)}
    second = replace(LINE, description="Travel", quantity=Decimal(2), discount_percent=Decimal(4))
    changed = replace(EDIT, reference="PO 8", lines=(*EDIT.lines, second), issued_on=date(2026, 9, 16))
    review = review_invoice(changed, WHO, replace(INVOICE, reference="PO 7"), TODAY)
    assert rows(review) == {
        "To": (WHO, None),
        "Due": ("40 days ago, Mon 12 Oct 2026", "41 days ago, Sun 11 Oct 2026"),
        "Lines": ("2 · VAT 19 %", "1 · VAT 19 %"),
        "Reference": ("PO 8", "PO 7"),
        "Line 2": ("Travel: 2 h × € 520.00, less 4 %, VAT 19 %", "–"),
        "Date": ("•••", "Tue 15 Sep 2026"),
        "Total": ("•••", "€ 17,479.20"),
    }


def test_a_changed_price_and_a_removed_line_are_listed() -> None:
    cheaper = replace(EDIT.lines[0], unit_price=Decimal("14688.405"), discount_minor=50)
    review = review_invoice(replace(EDIT, lines=(cheaper,)), WHO, INVOICE, TODAY)
    assert rows(review)["Line 1"] == (
        "Consulting: 1 × € 14688.405, less € 0.50, VAT 19 %",
        "Consulting: 1 × € 14,688.40, VAT 19 %",
    )
    assert rows(review_invoice(replace(EDIT, lines=()), WHO, INVOICE, TODAY))["Line 1"][0] == "–"


def test_issue_asks_for_total_day_and_word() -> None:
    draft = IssueDraft(1, 1, TODAY, Money(INVOICE.total_minor, "EUR"))
    review = review_issue(draft, replace(INVOICE, state="draft", number=None), TODAY)
    assert [kind for kind, _ in asked(review)] == [QuestionKind.AMOUNT, QuestionKind.DAY, QuestionKind.WORD]
    assert review.questions[2].agrees("Issue")
    assert review.consequence == "After this it has a number and can only be corrected by a credit note."
    assert rows(review)["Due"] == ("in 26 days, Thu 17 Dec 2026", None)


def test_void_asks_for_the_word_only() -> None:
    review = review_void(VoidDraft(1, 1, "entered twice"), replace(INVOICE, state="draft", number=None))
    assert [kind for kind, _ in asked(review)] == [QuestionKind.WORD]
    assert review.questions[0].agrees("void")
    assert rows(review)["Total"] == ("€ 17,479.20", None)


def test_a_whole_credit_note_asks_for_the_word_too() -> None:
    whole = CreditNoteDraft(UID, 1, 1, TODAY, "wrong hours", Money(INVOICE.total_minor, "EUR"))
    review = review_credit_note(whole, INVOICE)
    assert [kind for kind, _ in asked(review)] == [QuestionKind.AMOUNT, QuestionKind.DAY, QuestionKind.WORD]
    assert review.questions[2].agrees("credit")
    assert rows(review)["Credits"] == ("the whole invoice", None)
    part = review_credit_note(replace(whole, lines=(CreditLineDraft(1, Decimal("0.5")),)), INVOICE)
    assert [kind for kind, _ in asked(part)] == [QuestionKind.AMOUNT, QuestionKind.DAY]
    assert rows(part)["Credits"] == ("0.5 of 1 × Consulting", None)


def test_a_receipt_names_what_it_settles_and_what_becomes_of_the_rest() -> None:
    items = (item(1, 400_000), item(2, 300_000))
    draft = replace(RECEIPT, allocations=(AllocationDraft(1, 400_000), AllocationDraft(2, 50_000)), keep_rest=True)
    review = review_receipt(draft, WHO, items)
    assert rows(review)["Settles"] == ("2026-0412 in full · 2026-0413 in part", None)
    assert rows(review)["Rest"] == ("stays as credit on the account", None)
    assert "Rest" not in rows(review_receipt(RECEIPT, WHO, items))
    assert asked(review) == [(QuestionKind.AMOUNT, "amount"), (QuestionKind.DAY, "received_on")]


def test_an_instalment_settled_is_not_the_invoice_settled() -> None:
    first, second, third = (replace(item(1, 10_000), instalment_id=place) for place in (1, 2, 3))
    items = (item(2), first, second, third)

    def settles(*amounts: int) -> str:
        return say_settled([AllocationDraft(id_, amount) for id_, amount in enumerate(amounts, 1)], items[1:])

    assert settles(10_000) == "2026-0412 first open instalment in full"
    assert settles(10_000, 4_000) == "2026-0412 first open instalment in full, second in part"
    assert settles(10_000, 10_000, 10_000) == "2026-0412 in full"


def test_a_reversal_asks_for_amount_day_and_word() -> None:
    review = review_reversal(ReversalDraft(UID, 1, TODAY, "bounced", AMOUNT), RECEIPT_ITEM, WHO)
    assert [kind for kind, _ in asked(review)] == [QuestionKind.AMOUNT, QuestionKind.DAY, QuestionKind.WORD]
    assert review.questions[2].agrees("reverse")
    assert rows(review)["Received"] == ("Mon 2 Nov 2026", None)


def test_applied_credit_asks_for_what_is_applied() -> None:
    draft = ApplyCreditDraft(UID, 1, TODAY, (AllocationDraft(1, 400_000), AllocationDraft(2, 50_000)), receipt_id=1)
    review = review_apply_credit(draft, CREDIT_ITEM, WHO, (item(), item(2)))
    assert review.questions[0].agrees("4,500.00")
    assert not review.questions[0].agrees("5,000.00")
    assert rows(review)["Rest"] == ("stays as credit", None)


def test_a_contact_without_promise_asks_nothing() -> None:
    review = review_contact(replace(CONTACT, promise=None, outcome=Outcome.REACHED), WHO, {}, TODAY)
    assert review.questions == ()
    assert rows(review)["Contact"] == ("call, out", None)
    assert rows(review)["Next"] == ("in 9 days, Mon 30 Nov 2026", None)


def test_a_promise_is_asked_for_blind() -> None:
    review = review_contact(replace(CONTACT, note="5,000.00 on 27 Nov, sure"), WHO, {1: "2026-0412"}, TODAY)
    assert asked(review) == [(QuestionKind.AMOUNT, "promise.amount"), (QuestionKind.DAY, "promise.due_on")]
    assert rows(review)["Promised for"] == ("2026-0412", None)
    assert rows(review)["Grace"] == ("2 days later still counts", None)
    assert rows(review)["Note"] == ("••• on •••, sure", None)


def test_master_data_lists_what_changes() -> None:
    draft = CustomerDraft(UID, "H-0031", "Hofmann KG", "EUR", Terms(days=14), ACCOUNT.address, vat_id="", language="de")
    assert rows(review_customer(draft, ACCOUNT)) == {
        "Code": ("H-0031", None),
        "Name": ("Hofmann KG", "Hofmann & Söhne KG"),
        "VAT number": ("–", "•••"),
        "Terms": ("14 days", "30 days"),
    }
    assert rows(review_customer(draft, None))["Address"] == ("Anger 1, 99084 Erfurt, DE", None)


HAFEN = FurtherAddress(AddressPurpose.DELIVERY, Address("Hafen 7", "99085", "Erfurt", "", "DE"))
BRANCH = FurtherAddress(AddressPurpose.OFFICE, Address("Kade 2", "1012 AB", "Amsterdam", "", "NL"))
DUTCH, PLAIN = TaxId(TaxIdKind.VAT, "NL002455799B11", "NL"), TaxId(TaxIdKind.OTHER, "151/815/08156")
IBAN, OTHER = BankAccount("DE89370400440532013000", "Hofmann KG", "COBADEFF"), BankAccount("0532013000")


def test_each_address_tax_id_and_bank_account_is_listed_old_beside_new() -> None:
    old = replace(ACCOUNT, addresses=(HAFEN, BRANCH), tax_ids=(DUTCH,), bank_accounts=(IBAN,))
    same = CustomerDraft(
        UID, old.code, old.name, old.currency, old.terms, old.address, vat_id=old.vat_id, language=old.language,
        addresses=old.addresses, tax_ids=old.tax_ids, bank_accounts=old.bank_accounts,
    )  # fmt: skip
    named = {"Code": (old.code, None), "Name": (old.name, None)}
    assert rows(review_customer(same, old)) == named
    changed = replace(same, addresses=(HAFEN,), tax_ids=(DUTCH, PLAIN), bank_accounts=(OTHER,))
    assert rows(review_customer(changed, old)) == named | {
        "Address 3": ("–", "office: Kade 2, 1012 AB Amsterdam, NL"),
        "Tax id 3": ("•••", "–"),
        "Bank 1": ("•••", "DE89 3704 0044 •••, COBADEFF, Hofmann KG"),
    }
    assert (
        rows(review_customer(same, None)).items()
        >= {
            "Address 2": ("delivery: Hafen 7, 99085 Erfurt, DE", None),
            "Tax id 2": ("vat NL002455799B11 (NL)", None),
            "Bank 1": ("DE89 3704 0044 0532 0130 00, COBADEFF, Hofmann KG", None),
        }.items()
    )


def test_company_settings_list_what_changes() -> None:
    draft = CompanyDraft(
        COMPANY.name, COMPANY.address, COMPANY.vat_id, "USD", COMPANY.language, COMPANY.time_zone,
        TaxMethod.LINE, COMPANY.invoice_pattern, COMPANY.credit_note_pattern, COMPANY.bank,
    )  # fmt: skip
    assert rows(review_company(draft, COMPANY)) == {
        "Company": ("Northwind Services BV", None),
        "Currency": ("USD", "EUR"),
        "Tax rounded by": ("line", "document"),
    }


@pytest.mark.parametrize(
    "review",
    [
        review_sent(SentDraft(1, 1, TODAY, "post"), INVOICE, TODAY),
        review_snooze(SnoozeDraft("draft:7", date(2026, 11, 30), "holiday"), "draft for Acme", TODAY),
        review_withdraw(WithdrawPromiseDraft(1, "misheard"), promise(), WHO),
        review_customer(CustomerDraft(UID, "A", "Acme", "EUR", Terms()), None),
    ],
    ids=["sent", "snooze", "withdraw", "customer"],
)
def test_where_no_money_moves_nothing_is_typed_again(review: Review[T]) -> None:
    assert review.questions == ()
    assert review.consequence.endswith(".")


def test_waking_an_item_says_so() -> None:
    review = review_snooze(SnoozeDraft("draft:7", None, "now"), "draft for Acme", TODAY)
    assert (review.confirm_label, review.title) == ("wake", "Wake item")


def test_a_finding_does_not_give_the_answer_away() -> None:
    findings = Findings((Finding("issued-ahead", Severity.ASK, "issued_on", "Is that meant?", say_day(TODAY)),))
    assert review_invoice(DRAFT, WHO, None, TODAY, findings).findings.items[0].evidence == "•••"


def test_an_invoice_that_cannot_be_is_shown_with_its_findings_and_never_confirmed() -> None:
    blocked = Findings((Finding("currency-unknown", Severity.BLOCK, "currency", "There is no such currency."),))
    review = review_invoice(replace(DRAFT, currency="XXQ"), WHO, None, TODAY, blocked)
    assert review.findings == blocked
    with pytest.raises(RuleError, match="no such currency"):
        confirm(review, {})


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "INR"])


def free_text(amount: Money, day: date) -> st.SearchStrategy[str]:
    """Text that likes to hold exactly what must not be shown."""
    telling = [format_money(amount.minor, amount.currency), to_decimal_string(amount.minor, amount.currency)]
    return st.lists(st.sampled_from([*telling, say_day(day), day.isoformat(), "paid", "0412", "in"]), max_size=4).map(
        " ".join
    )


@given(st.data(), CURRENCIES, DAYS, st.integers(0, 120))
def test_no_invoice_review_shows_its_total_or_its_date(
    data: st.DataObject, currency: str, day: date, terms_days: int
) -> None:
    price = data.draw(st.decimals(1, 99_999, places=2))
    line = LineDraft("x", Decimal(1), price, data.draw(st.sampled_from([Decimal(0), Decimal(19)])))
    total = Money(totals((line,), currency, TaxMethod.DOCUMENT).gross_minor, currency)
    text = free_text(total, day)
    draft = replace(
        DRAFT, lines=(line,), currency=currency, issued_on=day, terms=Terms(days=terms_days),
        supplied_on=data.draw(st.none() | st.just(day) | DAYS), reference=data.draw(text), note=data.draw(text),
    )  # fmt: skip
    today = day + timedelta(days=data.draw(st.integers(-40, 40)))
    old = data.draw(st.sampled_from([None, INVOICE]))
    assert not leaks(review_invoice(draft, WHO, old, today), total, day)
    issue = IssueDraft(1, 1, day, total)
    invoice = replace(INVOICE, issued_on=day, terms=draft.terms, reference=draft.reference, currency=currency)
    assert not leaks(review_issue(issue, invoice, today), total, day)
    credit_note = CreditNoteDraft(UID, 1, 1, day, data.draw(text), total)
    assert not leaks(review_credit_note(credit_note, INVOICE), total, day)


@given(st.data(), CURRENCIES, DAYS, st.integers(1, 10**8))
def test_no_review_of_money_that_came_or_is_promised_shows_amount_or_day(
    data: st.DataObject, currency: str, day: date, minor: int
) -> None:
    amount = Money(minor, currency)
    text = free_text(amount, day)
    receipt = replace(RECEIPT, amount=amount, received_on=day, method=data.draw(text), reference=data.draw(text))
    assert not leaks(review_receipt(receipt, WHO, (item(1, minor, currency=currency),)), amount, day)
    reversal = ReversalDraft(UID, 1, day, data.draw(text), amount)
    assert not leaks(review_reversal(reversal, replace(RECEIPT_ITEM, received_on=day), WHO), amount, day)
    credit = ApplyCreditDraft(UID, 1, day, (AllocationDraft(1, minor),), receipt_id=1)
    source = replace(CREDIT_ITEM, currency=currency, unapplied_minor=minor, reference=data.draw(text))
    assert not leaks(review_apply_credit(credit, source, WHO, (item(),)), amount, day)
    contact = replace(
        CONTACT, note=data.draw(text), next_on=data.draw(st.none() | st.just(day) | DAYS),
        promise=replace(PROMISE, amount=amount, due_on=day, grace_days=0),
    )  # fmt: skip
    assert not leaks(review_contact(contact, WHO, {1: "2026-A"}, TODAY), amount, day)
