"""What is typed again beside total and day, and the reasons of the risk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from billdesk.domain.checks.check import check
from billdesk.domain.checks.entered import Entered
from billdesk.domain.checks.rekey import Rekey, RiskSettings, rekey, risk
from tests.domain.checks.desk import BRANDT, HOFFMANN, IBAN, INVOICE, RECEIPT, TODAY, earlier, history

ALWAYS = (Rekey.TOTAL, Rekey.DAY)
# Things that the customer was never billed, so that lines do not tell who is meant.
NEW = replace(INVOICE, lines=(replace(INVOICE.lines[0], description="Welding"),))


def keys(entered: Entered, *booked: Entered, threshold: int = 30) -> tuple[Rekey, ...]:
    facts, settings = history(*booked).facts(entered, TODAY), RiskSettings(threshold)
    return rekey(entered, facts, check(entered, facts), settings)


def test_total_and_day_are_always_typed_again() -> None:
    brandt = replace(INVOICE, customer=BRANDT.code, due_on=TODAY + timedelta(days=10))
    booked = [replace(each, due_on=None) for each in earlier(12, entered=replace(brandt, due_on=None))]
    assert keys(brandt, *booked) == ALWAYS


def test_a_new_customer_is_told_by_its_reference_or_its_code() -> None:
    new = replace(INVOICE, customer=BRANDT.code, due_on=TODAY + timedelta(days=10))
    assert keys(new) == (*ALWAYS, Rekey.REFERENCE)
    assert keys(replace(new, reference="")) == (*ALWAYS, Rekey.CUSTOMER)
    assert keys(replace(new, reference=""), threshold=1000) == ALWAYS


def test_a_similar_name_asks_for_the_code_unless_the_paper_tells_the_two_apart() -> None:
    theirs = [replace(each, id=f"t{each.id}", number=None, customer=HOFFMANN.code) for each in earlier(6)]
    others = [replace(each, reference=f"45000{n:05}") for n, each in enumerate(theirs)]
    assert keys(NEW, *earlier(12), *theirs) == (*ALWAYS, Rekey.CUSTOMER)
    assert keys(NEW, *earlier(12), *others) == ALWAYS
    assert keys(INVOICE, *earlier(12), *theirs) == ALWAYS  # it was billed the same thing at the same price
    assert keys(replace(NEW, vat_id="DE136695976"), *earlier(12), *theirs) == ALWAYS


def test_an_ask_is_answered_and_never_more_than_two_keys_are_added() -> None:
    odd = replace(NEW, due_on=TODAY + timedelta(days=45))
    assert keys(odd, *earlier(12)) == (*ALWAYS, Rekey.VALUE, Rekey.CUSTOMER)
    paid = replace(RECEIPT, iban=IBAN, id="paid", issued_on=TODAY - timedelta(days=20))
    changed = replace(RECEIPT, iban="GB82WEST12345698765432", total=RECEIPT.total + 1)
    assert keys(changed, *earlier(12), paid)[:3] == (*ALWAYS, Rekey.VALUE)
    assert len(keys(changed, *earlier(12), paid)) <= 4


def test_the_risk_gives_its_reasons_and_their_points() -> None:
    facts = history(*earlier(2)).facts(NEW, TODAY)
    found = risk(NEW, facts, check(NEW, facts), RiskSettings())
    assert found.parts == (("a new customer", 30), ("a customer with a similar name", 30))
    assert found.score == 60


def test_an_amount_beyond_the_customers_usual_leads_to_a_second_key() -> None:
    brandt = replace(INVOICE, customer=BRANDT.code, due_on=None, lines=(), vat_id="")
    booked = [replace(each, total=Decimal(900 + n)) for n, each in enumerate(earlier(12, entered=brandt))]
    for total, wanted in (("1300", ALWAYS), ("1400", (*ALWAYS, Rekey.REFERENCE))):
        assert keys(replace(brandt, total=Decimal(total)), *booked) == wanted
    facts = history(*booked).facts(replace(brandt, total=Decimal(1400)), TODAY)
    large = replace(brandt, total=Decimal(1400))
    assert ("an amount beyond the customer's usual", 30) in risk(
        large, facts, check(large, facts), RiskSettings()
    ).parts


def test_an_amount_beyond_what_somebody_usually_enters_leads_to_a_second_key() -> None:
    brandt = replace(INVOICE, customer=BRANDT.code, due_on=None, lines=(), total=Decimal(1000))
    own = [replace(each, total=Decimal(900 + n)) for n, each in enumerate(earlier(12, entered=brandt))]
    others = replace(INVOICE, lines=(), number=None, reference="", due_on=None)
    small = [replace(others, id=f"s{n}", total=Decimal(n), entered_by="mara") for n in range(1, 21)]
    large = replace(others, id="large", total=Decimal(5000), entered_by="jan")
    assert keys(brandt, *own, *small, large) == ALWAYS  # for the desk as a whole it is usual
    assert keys(replace(brandt, entered_by="jan"), *own, *small, large) == ALWAYS  # too few of his are known
    assert keys(replace(brandt, entered_by="mara"), *own, *small, large) == (*ALWAYS, Rekey.REFERENCE)
    long_ago = [replace(each, issued_on=TODAY - timedelta(days=500)) for each in small]
    assert keys(replace(brandt, entered_by="mara"), *own, *long_ago, large) == ALWAYS
