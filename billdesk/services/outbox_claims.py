"""The claims of interest and fees that a message names: charged once it went out, and by nothing else.

A message that is taken for sending or printing lays hold of the open claims that its words name, so that one that is
made later is not charged by it. A claim that was charged before stays with what charged it first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from billdesk.domain.claims import ClaimState
from db.queries import outbox as sql

if TYPE_CHECKING:
    from db.models import Claim, SendingRecord
    from db.unit import Unit


def name(unit: Unit, row: SendingRecord, claims: Sequence[int]) -> None:
    """Note which claims the words of a message name that is about to go out, and no others."""
    from db.models import Claim

    for claim in _named(unit, row):
        if claim.id not in claims:
            claim.sending_id = None
            _changed(unit, claim)
    for claim_id in claims:
        claim = unit.get(Claim, claim_id, "claim")
        if claim.state == ClaimState.OPEN and claim.sending_id != row.id:
            claim.sending_id = row.id
            _changed(unit, claim)


def charge(unit: Unit, row: SendingRecord) -> None:
    """Note that the customer was asked for the claims that a message names, which went out on `row.sent_on`."""
    for claim in _named(unit, row):
        if claim.state == ClaimState.OPEN:
            claim.state, claim.charged_on, claim.charged_how = ClaimState.CHARGED.value, row.sent_on, row.channel
            _changed(unit, claim)


def release(unit: Unit, row: SendingRecord) -> None:
    """Take back that a message asked for claims: the customer has not got it."""
    for claim in _named(unit, row):
        claim.state, claim.charged_on, claim.charged_how = ClaimState.OPEN.value, None, ""
        claim.sending_id = None
        _changed(unit, claim)


def _named(unit: Unit, row: SendingRecord) -> Iterator[Claim]:
    from db.models import Claim

    found = unit.driver.execute(sql.NAMED_CLAIMS, {"customer": row.customer_id, "sending": row.id}).fetchall()
    return (unit.get(Claim, claim_id, "claim") for (claim_id,) in found)


def _changed(unit: Unit, claim: Claim) -> None:
    claim.version += 1
    unit.add(claim)
