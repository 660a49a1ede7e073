"""How claims end: paid from what a receipt has unapplied, whole or in parts, or waived; and made live again.

A claim is paid out of what is unapplied of a receipt, so that the same money can never settle an invoice as well: the
receipt's rest is lowered by a trigger, as an allocation lowers it. Taking the receipt back makes the claim live again.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from billdesk.domain.claims import ClaimState, PayClaimDraft, WaiveClaimDraft
from billdesk.domain.errors import RuleError
from billdesk.domain.money import Money, format_money
from billdesk.services.refusals import refuse_alone
from billdesk.services.stale import refuse_stale
from billdesk.services.views import day
from db.queries import claims as sql

if TYPE_CHECKING:
    from billdesk.domain.double_check import Confirmed
    from billdesk.services.desk import Desk
    from db.models import Claim, Receipt
    from db.unit import Unit


def waive(desk: Desk, confirmed: Confirmed[WaiveClaimDraft]) -> None:
    """Give up what is still owed of a claim; twice is done once. Raises `RuleError` for one that is paid or waived,
    without a reason, and above the desk's limit."""
    with desk.write("claim waived", confirmed) as unit:
        waive_in(unit, confirmed.draft)


def waive_in(unit: Unit, draft: WaiveClaimDraft) -> None:
    """Waive inside the caller's transaction; see `waive`."""
    row = row_of(unit, draft.claim_id)
    if row.version == draft.version + 1 and (row.state, row.reason) == ("waived", draft.reason):
        return
    row = to_waive(unit, draft)
    refuse_alone(unit, draft.amount)
    row.state, row.reason, row.in_error = "waived", draft.reason, int(draft.in_error)
    row.settled_on = unit.today
    changed(unit, row)


def to_waive(unit: Unit, draft: WaiveClaimDraft) -> Claim:
    """The claim, if it can be waived so; raises as `waive` does."""
    row = row_of(unit, draft.claim_id)
    refuse_settled(unit, row, draft.version)
    if not draft.reason.strip():
        raise RuleError("Waiving a claim needs its reason.", "Say why it is given up.")
    if draft.amount != _owed(unit, row):
        raise RuleError("What is owed of the claim has changed.", "Look at it once more.")
    if draft.in_error and draft.amount.minor < row.amount_minor:
        raise RuleError("A part of this claim is paid.", "Waive the rest, or take the receipt back first.")
    return row


def pay(desk: Desk, confirmed: Confirmed[PayClaimDraft]) -> None:
    """Pay a claim, or a part of it, out of what is unapplied of a receipt; twice is done once.

    Raises `RuleError` unless the receipt is the customer's, in the claim's currency, and has that much left, for more
    than is owed, and above the desk's limit.
    """
    with desk.write("claim paid", confirmed) as unit:
        pay_in(unit, confirmed.draft)


def pay_in(unit: Unit, draft: PayClaimDraft) -> None:
    """Pay inside the caller's transaction; see `pay`."""
    from db.models import ClaimPayment

    row = row_of(unit, draft.claim_id)
    values = {"claim": draft.claim_id, "receipt": draft.receipt_id, "minor": draft.amount.minor}
    if row.version == draft.version + 1 and unit.driver.execute(sql.SAME_PAYMENT, values).fetchone():
        return
    row, receipt = to_pay(unit, draft)
    refuse_alone(unit, draft.amount)
    paid_on = max(draft.paid_on, receipt.received_on, row.made_on)
    if draft.amount == _owed(unit, row):
        row.state, row.settled_on = "paid", paid_on
    minor = draft.amount.minor
    unit.add(ClaimPayment(claim_id=draft.claim_id, receipt_id=draft.receipt_id, applied_on=paid_on, amount_minor=minor))
    changed(unit, row)


def to_pay(unit: Unit, draft: PayClaimDraft) -> tuple[Claim, Receipt]:
    """The claim and the receipt, if the one can be paid from the other; raises as `pay` does."""
    from db.models import Receipt

    row = row_of(unit, draft.claim_id)
    refuse_settled(unit, row, draft.version)
    receipt = unit.get(Receipt, draft.receipt_id, "receipt")
    if receipt.customer_id != row.customer_id or receipt.currency != row.currency:
        raise RuleError("That receipt is not this customer's in the claim's currency.", "Choose another receipt.")
    owed = _owed(unit, row)
    if not 0 < draft.amount.minor <= owed.minor or draft.amount.currency != owed.currency:
        said = format_money(owed.minor, owed.currency)
        raise RuleError(f"Of this claim {said} is owed.", "Pay that much, or a part of it.")
    if receipt.unapplied_minor < draft.amount.minor:
        left = format_money(receipt.unapplied_minor, receipt.currency)
        raise RuleError(f"The receipt has {left} left, which is less.", "Pay a part, or choose another receipt.")
    return row, receipt


def release(unit: Unit, receipt_id: int, reversal_id: int, reversed_on: date) -> None:
    """Make owed again what a receipt paid of claims which is taken back, inside the caller's transaction."""
    from db.models import Claim, ClaimPayment

    for claim_id, minor, applied_on in unit.driver.execute(sql.PAID_BY, {"receipt": receipt_id}).fetchall():
        row = unit.get(Claim, claim_id, "claim")
        if row.state == ClaimState.PAID:
            row.state, row.settled_on = "charged" if row.charged_on else "open", None
        row.version += 1
        undone_on = max(reversed_on, day(applied_on))
        unit.add(
            row, ClaimPayment(claim_id=claim_id, receipt_id=reversal_id, applied_on=undone_on, amount_minor=-minor)
        )


def row_of(unit: Unit, claim_id: int) -> Claim:
    """The claim that a transaction is about."""
    from db.models import Claim

    row = unit.get(Claim, claim_id, "claim")
    unit.subject = f"claim:{claim_id}"
    return row


def refuse_settled(unit: Unit, row: Claim, version: int) -> None:
    """Raise `StaleError` for one that was changed meanwhile, `RuleError` for one that is owed no more."""
    refuse_stale(unit, row.version, version, "The claim was")
    if not ClaimState(row.state).is_live:
        raise RuleError(f"This claim is {row.state}.", "Look at it; nothing more can be done to it.")


def changed(unit: Unit, row: Claim) -> None:
    """Write what was changed of a claim."""
    row.version += 1
    unit.add(row)
    unit.touched.add(row.customer_id)


def _owed(unit: Unit, row: Claim) -> Money:
    paid = int(unit.driver.execute(sql.PAID_OF, {"claim": row.id}).fetchone()[0])
    return Money(row.amount_minor - paid, row.currency)
