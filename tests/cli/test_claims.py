"""`billdesk claims`: what is claimed beside the invoices; the ageing says that it leaves it out."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from billdesk.domain.claims import ClaimDraft, ClaimKind, ClaimWish
from billdesk.services import claim_ends, claims, invoices, outbox_claims
from billdesk.services.desk import open_desk
from db.models import SendingRecord
from tests.cli.conftest import Run
from tests.makers import confirmed, waiving
from tests.services.posting import delivered


@pytest.fixture
def claimed(desk: Path) -> None:
    """Interest on R-1 up to the end of October, which was waived, then the fixed sum."""
    with closing(open_desk(desk, user="mk", today=date(2026, 11, 21))) as opened:
        invoice = invoices.find(opened, "R-1")
        for kind, upto in ((ClaimKind.INTEREST, date(2026, 10, 31)), (ClaimKind.FIXED_SUM, date(2026, 11, 21))):
            wish = ClaimWish(invoice.id, kind, "eu", upto)
            amount = claims.reckon(opened, wish, None).amount
            claims.claim(opened, confirmed(ClaimDraft(uuid4(), wish, amount)), None)
        first = claims.find(opened)[-1]
        claim_ends.waive(opened, confirmed(waiving(first, "goodwill")))


@pytest.mark.usefixtures("claimed")
def test_claims_are_listed_with_their_calculation(on_desk: Run) -> None:
    rows = json.loads(on_desk("claims", "--format", "json").out)
    assert [(row["kind"], row["amount"], row["state"], row["upto"]) for row in rows] == [
        ("fixed sum", "40.00", "open", "2026-11-21"),
        ("interest", "0.68", "waived", "2026-10-31"),
    ]
    assert rows[1]["calculation"].startswith("12 Oct – 31 Oct 2026, 20 d on EUR 119.00 at 10.40 % a year: 0.678137 | ")
    assert (rows[1]["reason"], rows[1]["settled_on"], rows[0]["settled_on"]) == ("goodwill", "2026-11-21", None)
    (live,) = csv.DictReader(io.StringIO(on_desk("claims", "--live", "--format", "csv").out))
    assert (live["customer"], live["number"], live["amount"], live["currency"]) == ("C1", "R-1", "40.00", "EUR")


@pytest.mark.usefixtures("claimed")
def test_they_are_asked_for_by_account_or_invoice(on_desk: Run) -> None:
    for words, count in ((("--customer", "C1"), 2), (("--customer", "C2"), 0), (("--invoice", "R-2"), 0)):
        assert len(json.loads(on_desk("claims", *words, "--format", "json").out)) == count
    missing = on_desk("claims", "--invoice", "R-99")
    assert (missing.code, missing.out) == (1, "")


@pytest.mark.usefixtures("claimed")
def test_the_ageing_says_that_it_leaves_them_out(on_desk: Run) -> None:
    ran = on_desk("report", "ageing", "--format", "json")
    assert ran.err == "Claims of interest and fees are not part of this: EUR 40.00. billdesk claims lists them.\n"
    assert json.loads(ran.out)["rows"][1]["customer"] == "C1"
    assert "40.00" not in ran.out


def test_where_nothing_is_claimed_nothing_is_said(on_desk: Run) -> None:
    assert on_desk("report", "ageing").err == ""
    assert on_desk("claims", "--format", "json").out == "[]\n"


@pytest.mark.usefixtures("claimed")
def test_a_claim_names_the_message_that_charged_it(on_desk: Run, desk: Path) -> None:
    with closing(open_desk(desk, user="mk", today=date(2026, 11, 21))) as opened:
        (claim, _) = claims.find(opened)
        delivered(opened, 1, claim.customer_id, 1, date(2026, 11, 20))
        with opened.write("furnished") as unit:
            row = unit.get(SendingRecord, 1, "message")
            row.subject = "What is open"
            outbox_claims.name(unit, row, (claim.id,))
            outbox_claims.charge(unit, row)
            message_id = row.message_id
    found, other = json.loads(on_desk("claims", "--format", "json").out)
    assert (found["state"], found["charged_on"], found["charged_how"]) == ("charged", "2026-11-20", "mail")
    assert (found["message"], found["message_id"]) == ("What is open", message_id)
    assert (other["message"], other["message_id"]) == ("", "")
