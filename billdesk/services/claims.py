"""Claims of interest and fees: what is owed for paying late, beside the invoice and never in it.

How they are paid or waived: `claim_ends`.
"""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from billdesk.domain.checks.content import EU_COUNTRIES
from billdesk.domain.claims import (
    ChargeClaimDraft,
    ChargingMessage,
    ClaimDraft,
    ClaimKind,
    ClaimState,
    ClaimView,
    ClaimWish,
    LiveSum,
    Reckoned,
    usual_rule,
)
from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Confirmed
from billdesk.domain.errors import NotFoundError, RuleError
from billdesk.domain.interest.rules import parse_rule
from billdesk.domain.interest.telling import tell_fixed_sum, tell_interest
from billdesk.domain.money import Money, format_money
from billdesk.services import claim_ends, interest
from billdesk.services.desk import Desk
from billdesk.services.interest import InstalmentInterest
from billdesk.services.refusals import FIND_IT
from billdesk.services.views import day, day_or_none
from db.queries import claims as sql
from db.reader import Value, fetch

if TYPE_CHECKING:
    pass


def find(
    desk: Desk, *, customer_id: int | None = None, invoice_id: int | None = None, live: bool = False
) -> tuple[ClaimView, ...]:
    """The claims of an account, of an invoice, or all; those still owed first, the newest first."""
    wanted: dict[str, Value] = {"customer": customer_id, "invoice": invoice_id, "live": live or None}
    given = {name: value for name, value in wanted.items() if value is not None}
    return tuple(_view(row) for row in desk.reader.rows(sql.listing(*given), given))


def live_sums(desk: Desk, customer_id: int | None = None) -> tuple[LiveSum, ...]:
    """What is still owed of all claims, or of one account's, by currency. The receivable does not hold it."""
    query = sql.LIVE_SUMS if customer_id is None else sql.LIVE_SUMS_OF
    rows = desk.reader.rows(query, {"customer": customer_id})
    return tuple(LiveSum(count, Money(minor, currency)) for currency, count, minor in rows)


def proposed_rule(desk: Desk, before: tuple[ClaimView, ...]) -> str:
    """The rule of the newest claim `before`, else the one of the company's country; empty when none is known."""
    last = next((one.rule for one in before if one.kind is not ClaimKind.FEE and not one.in_error), None)
    if last is not None:
        return last
    country = desk.reader.rows(sql.SELLER)[0]["country"]
    return usual_rule(country, country in EU_COUNTRIES)


def reckon(desk: Desk, wish: ClaimWish, settings: Path | None) -> Reckoned:
    """What a wish comes to now; `settings` is the folder with the user's own rates.

    Raises `RuleError` for an invoice that is not issued, a day to come, days that are claimed already, and where
    nothing is owed; `InputError` for what is no rule and for a mistake in the rates.
    """
    with desk.reader.snapshot() as connection:
        return _reckon(connection, wish, settings, desk.today)


def _reckon(connection: sqlite3.Connection, wish: ClaimWish, settings: Path | None, today: date) -> Reckoned:
    rows = fetch(connection, sql.INVOICE, {"invoice": wish.invoice_id})
    if not rows:
        raise NotFoundError("There is no such invoice.", FIND_IT)
    if rows[0]["state"] != "issued":
        raise RuleError(f"Nothing is owed on a {rows[0]['state']} invoice.", "Claim it on one that is issued.")
    if wish.upto > today:
        raise RuleError("A claim counts days that are over.", "Choose today or an earlier day.")
    if wish.kind is ClaimKind.FEE:
        return _fee(connection, wish, rows[0]["currency"])
    values: dict[str, Value] = {"invoice": wish.invoice_id, "kind": wish.kind.value}
    last = connection.execute(sql.CLAIMED_TO, values).fetchone()[0]
    after = day(last) if last else None
    if after is not None and wish.upto <= after:
        raise RuleError(
            f"The {wish.kind.value} is claimed up to {say_day(after)} already.",
            "Choose a later day, or waive that claim as made in error.",
        )
    rule = parse_rule(wish.rule)
    parts = interest.reckon(connection, wish.invoice_id, rule, settings, wish.upto, after)
    found = _interest(parts, rows[0]["currency"]) if wish.kind is ClaimKind.INTEREST else _fixed_sum(parts)
    if found is None or found[0].minor <= 0:
        since = f" since {say_day(after)}" if after else ""
        raise RuleError(f"Nothing is owed{since} under this rule up to {say_day(wish.upto)}.", "Look at rule and day.")
    notes = tuple(dict.fromkeys(note for part in parts for note in part.found.notes))
    return Reckoned(found[0], rule.title, found[1], notes, after)


def _fee(connection: sqlite3.Connection, wish: ClaimWish, currency: str) -> Reckoned:
    what = " ".join(wish.rule.split())
    if wish.fee is None or wish.fee.minor <= 0 or not what:
        raise RuleError("A fee has an amount above zero and says what it is for.", "Type both.")
    if wish.fee.currency != currency:
        raise RuleError(f"The invoice is in {currency}.", "Claim the fee in the same currency.")
    if connection.execute(sql.SAME_FEE, {"invoice": wish.invoice_id, "rule": what}).fetchone():
        raise RuleError(f"“{what}” is claimed on this invoice already.", "Say what this fee is for, or waive that one.")
    line = f"{what}: {format_money(wish.fee.minor, wish.fee.currency)}"
    return Reckoned(wish.fee, what, (line,), ())


def _interest(parts: tuple[InstalmentInterest, ...], currency: str) -> tuple[Money, tuple[str, ...]] | None:
    """The sum of the instalments, each rounded once, with every line."""
    bearing = [part for part in parts if part.found.lines]
    if not bearing:
        return None
    lines: list[str] = []
    for part in bearing:
        lines += [f"due {say_day(part.due_on)}"] if len(parts) > 1 else []
        lines += tell_interest(part.found)
    return Money(sum(part.found.interest.minor for part in bearing), currency), tuple(lines)


def _fixed_sum(parts: tuple[InstalmentInterest, ...]) -> tuple[Money, tuple[str, ...]] | None:
    """The sums of all debts that became late; they are all in the currency of the law."""
    owed = [(part.due_on, part.found.fixed_sum) for part in parts if part.found.fixed_sum]
    if not owed:
        return None
    lines = tuple(f"debt due {say_day(due_on)}: {tell_fixed_sum(one)}" for due_on, one in owed)
    return Money(sum(one.amount.minor for _, one in owed), owed[0][1].amount.currency), lines


def claim(desk: Desk, confirmed: Confirmed[ClaimDraft], settings: Path | None) -> int:
    """Book a claim and return its id; the same draft twice is booked once.

    It is reckoned again inside the transaction. Raises as `reckon` does, and `RuleError` when it comes to another
    amount than the one that was checked.
    """
    from db.models import Claim

    draft, wish = confirmed.draft, confirmed.draft.wish
    with desk.write("claim", confirmed) as unit:
        booked = unit.booked(Claim, draft.uid)
        if booked is not None:
            return booked
        found = _reckon(unit.driver, wish, settings, unit.today)
        if found.amount != draft.amount:
            raise RuleError("What is owed has changed since it was reckoned.", "Look at the new amount and confirm it.")
        customer_id = int(fetch(unit.driver, sql.INVOICE, {"invoice": wish.invoice_id})[0]["customer_id"])
        unit.subject = f"invoice:{wish.invoice_id}"
        row = Claim(
            uid=draft.uid,
            customer_id=customer_id,
            invoice_id=wish.invoice_id,
            kind=wish.kind.value,
            rule=" ".join(wish.rule.split()),
            currency=found.amount.currency,
            amount_minor=found.amount.minor,
            upto=wish.upto,
            calculation="\n".join((*found.lines, *found.notes)),
            made_on=unit.today,
            by=unit.by,
        )
        unit.add(row)
        unit.touched.add(customer_id)
        return int(row.id or 0)


def charge(desk: Desk, confirmed: Confirmed[ChargeClaimDraft]) -> None:
    """Note that the customer was asked for a claim; twice is done once.

    Raises `RuleError` for one that is not open, and for a day before it was made or to come.
    """
    draft = confirmed.draft
    with desk.write("claim charged", confirmed) as unit:
        row = claim_ends.row_of(unit, draft.claim_id)
        if row.version == draft.version + 1 and (row.charged_on, row.charged_how) == (draft.charged_on, draft.how):
            return
        claim_ends.refuse_settled(unit, row, draft.version)
        if row.state == "charged":
            raise RuleError("The customer was asked for it already.", "Look at the claim.")
        if not row.made_on <= draft.charged_on <= unit.today:
            raise RuleError("It was charged between the day it was made and today.", "Check the day.")
        row.state, row.charged_on, row.charged_how = "charged", draft.charged_on, draft.how.strip() or "otherwise"
        row.sending_id = None
        claim_ends.changed(unit, row)


def _message(row: sqlite3.Row) -> ChargingMessage | None:
    if row["sending_id"] is None or row["charged_on"] is None:
        return None
    return ChargingMessage(row["sending_id"], row["subject"], row["message_id"])


def _view(row: sqlite3.Row) -> ClaimView:
    return ClaimView(
        id=row["id"],
        version=row["version"],
        customer_id=row["customer_id"],
        customer_code=row["code"],
        customer_name=row["name"],
        invoice_id=row["invoice_id"],
        number=row["number"] or "",
        kind=ClaimKind(row["kind"]),
        rule=row["rule"],
        currency=row["currency"],
        amount_minor=row["amount_minor"],
        paid_minor=row["paid_minor"],
        upto=day(row["upto"]),
        calculation=tuple(row["calculation"].split("\n")),
        state=ClaimState(row["state"]),
        reason=row["reason"],
        in_error=bool(row["in_error"]),
        made_on=day(row["made_on"]),
        charged_on=day_or_none(row["charged_on"]),
        charged_how=row["charged_how"],
        message=_message(row),
        settled_on=day_or_none(row["settled_on"]),
        receipt_id=row["receipt_id"],
        by=row["by"],
    )
