"""One row of every table of the follow-up, for tests that need none of them empty."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from billdesk.domain.contact_back import TakeBackContactDraft
from billdesk.domain.dispute_records import OpenDisputeDraft
from billdesk.domain.disputes import DisputePriority
from billdesk.domain.double_check import bypass
from billdesk.domain.drafts import ContactDraft, ContactKind, Direction, Outcome
from billdesk.domain.followup.drafts import ChoiceDraft, HoldDraft, ProcedureDraft
from billdesk.domain.followup.procedures import STANDARD
from billdesk.domain.money import Money
from billdesk.services import contacts, holds, procedures, taking_back
from billdesk.services.desk import Desk
from billdesk.services.dispute_steps import open_in
from db import models
from db.unit import Unit

WHY = "made for a test"


def put_rows(desk: Desk, customer_id: int, invoice_id: int, instalment_id: int) -> None:
    """Decide what is decided through the services; the rest is written past them, and tested where it is booked."""
    _decide(desk, customer_id)
    _take_back(desk, customer_id)
    with desk.write("follow-up furnished") as unit:
        unit.subject = "follow-up"
        unit.touched.add(customer_id)
        _noted(unit, customer_id, instalment_id)
        _outbox(unit, customer_id, instalment_id)
        _cases(unit, customer_id, invoice_id)
        _claims(unit, customer_id, invoice_id)


def _decide(desk: Desk, whose: int) -> None:
    """A procedure of the desk's own that one account has, and a block of that account."""
    ours = replace(STANDARD, name="ours", steps=STANDARD.steps[:1])
    procedures.save(desk, bypass(ProcedureDraft(uuid4(), ours), WHY))
    procedures.choose(desk, bypass(ChoiceDraft("ours", whose), WHY))
    holds.hold(desk, bypass(HoldDraft(uuid4(), whose, "insolvent"), WHY))


def _take_back(desk: Desk, whose: int) -> None:
    """A call that was none."""
    call = ContactDraft(
        *(uuid4(), whose, desk.now(), ContactKind.CALL, Direction.OUT, Outcome.REACHED), "", "", None, None, None
    )
    taking_back.contact(desk, bypass(TakeBackContactDraft(contacts.log(desk, bypass(call, WHY)), WHY), WHY))


def _noted(unit: Unit, whose: int, instalment: int) -> None:
    """A waiver, though nothing need be open of the instalment, and an own reminder."""
    day = unit.today
    unit.add(
        models.StepWaiver(by="mk", uid=uuid4(), instalment_id=instalment, step=1, on_day=day, reason="called"),
        models.OwnReminder(
            customer_id=whose, on_day=day, anchor_on=day, at=unit.at, by="mk", uid=uuid4(), about="ask for it"
        ),
    )


def _outbox(unit: Unit, whose: int, instalment: int) -> None:
    message = models.SendingRecord(
        uid=uuid4(),
        customer_id=whose,
        currency="EUR",
        channel="mail",
        purpose="reminder",
        procedure="standard",
        template="reminder-friendly",
        tone="friendly",
        language="en",
        address="books@example.com",
        subject="Open",
        body="Please",
        message_id="<1@example.com>",
        state="sent",
        planned_on=unit.today,
        planned_at=unit.at,
        sent_on=unit.today,
        settled_at=unit.at,
        said="250 queued",
        by="mk",
    )
    unit.add(message)
    assert message.id
    unit.add(
        models.SendingItem(
            sending_id=message.id, instalment_id=instalment, step=1, open_minor=900, slot="reminder:1:mail"
        ),
        models.SendingEvent(at=unit.at, by="mk", sending_id=message.id, what="sent", said="250 queued"),
    )


def _cases(unit: Unit, whose: int, invoice: int) -> None:
    draft = OpenDisputeDraft(
        uuid4(), whose, invoice, Money(500, "EUR"), "price", DisputePriority.NORMAL, "mk", "Fr. Weiß", "too dear"
    )
    unit.link()
    subject, case = unit.subject, open_in(unit, draft)
    unit.link()
    unit.subject = subject
    unit.add(
        models.DisputeReason(code="weight", label="weighs less"),
        models.DisputeFile(at=unit.at, by="mk", dispute_id=case, path="offer.pdf", sha256="0" * 64, bytes=1),
        models.Feedback(
            uid=uuid4(),
            kind="praise",
            source="customer",
            theme="tone",
            said="kind",
            on_day=unit.today,
            at=unit.at,
            by="mk",
        ),
    )


def _claims(unit: Unit, whose: int, invoice: int) -> None:
    day = unit.today
    promise = models.Promise(
        customer_id=whose, uid=uuid4(), recorded_on=day, due_on=day, currency="EUR", amount_minor=700
    )
    plan = models.PromisePlan(customer_id=whose, by="mk", uid=uuid4(), agreed_on=day, note="two halves")
    unit.add(promise, plan)
    assert promise.id
    assert plan.id
    receipt, payer = unit.driver.execute(
        "select id, customer_id from receipt where unapplied_minor > 0 and currency = 'EUR'"
    ).fetchone()
    claim = models.Claim(
        uid=uuid4(),
        customer_id=payer,
        invoice_id=invoice,
        kind="interest",
        rule="eu",
        currency="EUR",
        amount_minor=1,
        upto=day,
        calculation="1 day",
        state="paid",
        made_on=day,
        settled_on=day,
        by="mk",
    )
    unit.add(claim)
    unit.touched.add(payer)
    assert claim.id
    unit.add(
        models.ClaimPayment(claim_id=claim.id, receipt_id=receipt, applied_on=day, amount_minor=1),
        models.PlanPromise(plan_id=plan.id, position=1, promise_id=promise.id),
        models.CheckShown(at=unit.at, by="mk", subject=f"invoice:{invoice}", code="terms-unusual", message="Off."),
    )
