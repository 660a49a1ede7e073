"""Claims of interest and fees that messages name: charged when the message went out, and only then."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from billdesk.domain.claims import ChargeClaimDraft, ClaimState, ClaimView
from billdesk.domain.followup.drafts import ChoiceDraft
from billdesk.domain.followup.message import Office
from billdesk.domain.followup.outbox import (
    BouncesDraft,
    CameBack,
    Message,
    MessageState,
    PostedDraft,
    RecallDraft,
    ResolveDraft,
)
from billdesk.domain.mailing import Fate, Outcome, Outgoing
from billdesk.exchange.texts.writing import TextWriter
from billdesk.services import claim_ends, claims, outbox, outbox_fates, procedures
from billdesk.services.desk import Desk
from tests import makers
from tests.makers import TODAY, confirmed, waiving
from tests.services.posting import (
    OLD,
    SENDER,
    Line,
    a_claim,
    delivered,
    desk_at,
    plan,
    print_one,
    send,
    verified,
)

pytestmark = pytest.mark.usefixtures("bank")
LOST = Outcome(Fate.UNKNOWN, "the line broke")


def the(desk: Desk, claim_id: int) -> ClaimView:
    return next(one for one in claims.find(desk) if one.id == claim_id)


def charged(desk: Desk, claim_id: int) -> tuple[ClaimState, str, int | None]:
    """How far a claim is, how it was charged, and by which message."""
    found = the(desk, claim_id)
    return found.state, found.charged_how, found.message.sending_id if found.message else None


OPEN = (ClaimState.OPEN, "", None)


@pytest.fixture
def claim(desk: Desk, customer: int) -> int:
    """Interest on an invoice of which a firm mail, which brings interest up, is due."""
    procedures.choose(desk, confirmed(ChoiceDraft("strict")))
    view = makers.an_invoice(desk, customer, OLD - timedelta(days=10))
    delivered(desk, view.instalments[0].id, customer, 1, TODAY - timedelta(days=12))
    return a_claim(desk, customer, 1_240)


def held(desk: Desk) -> Message:
    """Plan what is due; returns the mail that is held."""
    (sending_id,) = plan(desk)
    return outbox.get(desk, sending_id)


def test_a_mail_that_went_out_charges_the_claims_that_it_names(desk: Desk, claim: int) -> None:
    message = held(desk)
    assert "12,40" in message.body

    def not_yet(_: Outgoing) -> None:
        assert charged(desk, claim) == OPEN

    assert send(desk.path, Line(before=not_yet)).sent == 1
    assert charged(desk, claim) == (ClaimState.CHARGED, "mail", message.id)
    found = the(desk, claim)
    assert found.charged_on == TODAY
    assert found.message is not None
    assert (found.message.subject, found.message.message_id) == (message.subject, message.message_id)
    assert verified(desk)


def test_it_is_in_the_chain_with_the_change_of_the_message(desk: Desk, claim: int) -> None:
    held(desk)
    send(desk.path, Line())
    (link,) = desk.reader.rows("select payload from audit where action = 'message settled'")
    assert {'"charged"', '"sent"'} <= set(re.findall(r'"[a-z]+"', link["payload"]))


@pytest.mark.parametrize("fate", [Fate.REFUSED, Fate.DEFERRED, Fate.UNREACHED])
def test_what_did_not_go_out_charges_nothing(desk: Desk, claim: int, fate: Fate) -> None:
    held(desk)
    send(desk.path, Line([Outcome(fate, "no")]))
    assert charged(desk, claim) == OPEN
    assert verified(desk)


def test_a_mail_that_came_back_takes_back_that_it_asked(desk: Desk, claim: int) -> None:
    message = held(desk)
    send(desk.path, Line())
    outbox_fates.came_back(desk, confirmed(BouncesDraft((CameBack(message.message_id, "5.1.1 unknown"),))))
    assert charged(desk, claim) == OPEN
    assert verified(desk)


@pytest.mark.parametrize("arrived", [True, False])
def test_of_an_unknown_one_a_person_says_whether_it_charged(desk: Desk, claim: int, arrived: bool) -> None:
    message = held(desk)
    send(desk.path, Line([LOST]))
    assert charged(desk, claim) == OPEN
    later = a_claim(desk, message.customer_id, 500)
    unknown = outbox.get(desk, message.id)
    outbox_fates.resolve(desk, confirmed(ResolveDraft(message.id, unknown.version, arrived, "asked them")))
    assert charged(desk, claim) == ((ClaimState.CHARGED, "mail", message.id) if arrived else OPEN)
    assert charged(desk, later) == OPEN
    assert verified(desk)


def test_a_claim_that_was_waived_meanwhile_is_not_asked_for(desk: Desk, claim: int) -> None:
    message = held(desk)
    claim_ends.waive(desk, confirmed(waiving(the(desk, claim), "goodwill")))
    (dropped,) = send(desk.path, Line()).dropped
    assert dropped.said == "What it says has changed since it was written."
    again = held(desk)
    assert "12,40" in message.body
    assert "12,40" not in again.body
    assert send(desk.path, Line()).sent == 1
    assert (the(desk, claim).state, the(desk, claim).charged_on) == (ClaimState.WAIVED, None)


def test_another_claim_of_the_same_amount_is_the_one_that_is_charged(desk: Desk, claim: int) -> None:
    message = held(desk)
    claim_ends.waive(desk, confirmed(waiving(the(desk, claim), "wrong rule", in_error=True)))
    other = a_claim(desk, message.customer_id, 1_240)
    assert send(desk.path, Line()).sent == 1
    assert charged(desk, other) == (ClaimState.CHARGED, "mail", message.id)
    assert (the(desk, claim).state, the(desk, claim).message) == (ClaimState.WAIVED, None)


def test_what_was_charged_before_stays_with_what_charged_it_first(desk: Desk, claim: int) -> None:
    draft = ChargeClaimDraft(claim, the(desk, claim).version, TODAY, "phone")
    claims.charge(desk, confirmed(draft))
    message = held(desk)
    send(desk.path, Line())
    assert charged(desk, claim) == (ClaimState.CHARGED, "phone", None)
    outbox_fates.came_back(desk, confirmed(BouncesDraft((CameBack(message.message_id, "unknown"),))))
    assert charged(desk, claim) == (ClaimState.CHARGED, "phone", None)


def test_a_text_that_leaves_claims_out_charges_none(desk: Desk, claim: int, tmp_path: Path) -> None:
    own = tmp_path / "texts" / "de" / "reminder-firm.txt"
    own.parent.mkdir(parents=True)
    own.write_text("Subject: {{ amount }}\n\n{{ table }}\n{{ bank }}\n", encoding="utf-8")
    office = Office(TextWriter(SENDER, tmp_path), "northwind.example")
    plan(desk, office)
    assert send(desk.path, Line(), office=office).sent == 1
    assert charged(desk, claim) == OPEN


def test_a_letter_charges_once_it_was_posted(desk: Desk, letter: Message) -> None:
    outbox_fates.recall(desk, confirmed(RecallDraft(letter.id, letter.version, "with its interest")))
    claim = a_claim(desk, letter.customer_id, 1_240)
    with closing(desk_at(desk.path, days=1)) as tomorrow:
        (sending_id,) = plan(tomorrow)
        print_one(tomorrow, sending_id)
        later = a_claim(tomorrow, letter.customer_id, 500)
        assert charged(tomorrow, claim) == OPEN
    with closing(desk_at(desk.path, days=3)) as posted:
        day = TODAY + timedelta(days=2)
        outbox_fates.posted(posted, confirmed(PostedDraft((sending_id,), day)))
        assert charged(posted, claim) == (ClaimState.CHARGED, "letter", sending_id)
        assert the(posted, claim).charged_on == day
        assert charged(posted, later) == OPEN
        assert verified(posted)


def test_a_printed_letter_that_is_thrown_away_charges_nothing(desk: Desk, letter: Message) -> None:
    claim = a_claim(desk, letter.customer_id, 1_240)
    outbox_fates.recall(desk, confirmed(RecallDraft(letter.id, letter.version, "with its interest")))
    with closing(desk_at(desk.path, days=1)) as tomorrow:
        (sending_id,) = plan(tomorrow)
        (printed,) = print_one(tomorrow, sending_id)
        outbox_fates.recall(tomorrow, confirmed(RecallDraft(sending_id, printed.version, "paper jam")))
        assert outbox.get(tomorrow, sending_id).state is MessageState.RECALLED
        assert charged(tomorrow, claim) == OPEN
        assert replace(the(tomorrow, claim), version=0) == replace(the(desk, claim), version=0)
