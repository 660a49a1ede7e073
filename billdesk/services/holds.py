"""What is not chased because somebody said so: pauses, blocks, and steps that are left out."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

from billdesk.domain.double_check import Confirmed
from billdesk.domain.errors import NotFoundError, RuleError
from billdesk.domain.followup.decide import Action, decide_account
from billdesk.domain.followup.deciding import check_hold, check_reason, check_waiver, why_not_waived, why_waiver_stays
from billdesk.domain.followup.drafts import HoldDraft, LiftDraft, LiftWaiverDraft, WaiveDraft
from billdesk.domain.followup.events import NO_STEP, ladders
from billdesk.domain.followup.procedures import choose
from billdesk.domain.followup.views import EndedHold, HoldView, NextStep, StandingWaiver, WaiverView
from billdesk.services.desk import Desk
from db.following_facts import gather
from db.queries import holds as sql
from db.reader import Value, fetch

if TYPE_CHECKING:
    from billdesk.domain.records import InvoiceView
    from db.unit import Unit

PAUSE, BLOCK = "pause", "block"


def live(desk: Desk, customer_id: int | None = None) -> tuple[HoldView, ...]:
    """What holds today, of all accounts or of one: blocks first, which do not end by themselves."""
    with desk.reader.connection() as connection:
        return live_in(connection, customer_id, desk.today)


def live_in(connection: sqlite3.Connection, customer_id: int | None, today: date) -> tuple[HoldView, ...]:
    """As `live`, on a connection of the caller's."""
    wanted: dict[str, Value] = {"today": today.isoformat(), "customer": customer_id}
    return tuple(map(_view, fetch(connection, sql.LIVE if customer_id is None else sql.OF_CUSTOMER, wanted)))


def get(desk: Desk, hold_id: int) -> HoldView:
    """One pause or block that holds; raises `NotFoundError` for one that is over."""
    for found in live(desk):
        if found.id == hold_id:
            return found
    raise NotFoundError("This pause or block is over already.", "Reload what you see with ctrl+r.")


def ended(desk: Desk, customer_id: int) -> tuple[EndedHold, ...]:
    """What was lifted on an account or came to its end, the latest first."""
    wanted: dict[str, Value] = {"today": desk.today.isoformat(), "customer": customer_id}
    found = []
    for row in desk.reader.rows(sql.ENDED, wanted):
        over = row["lifted_on"] or row["until"]
        found.append(EndedHold(_view(row), date.fromisoformat(over), row["lifted_because"]))
    return tuple(found)


def waivers(desk: Desk, customer_id: int) -> tuple[WaiverView, ...]:
    """The steps of an account that are left out, the latest first."""
    return tuple(one for one in all_waivers(desk, customer_id) if one.lifted_on is None)


def all_waivers(desk: Desk, customer_id: int) -> tuple[WaiverView, ...]:
    """As `waivers`, with those that were taken back."""
    return tuple(map(_waiver, desk.reader.rows(sql.WAIVERS, {"customer": customer_id})))


def standing_waivers(desk: Desk) -> tuple[StandingWaiver, ...]:
    """The steps left out of what is still open, of all accounts, until a later step of the same item was done."""
    with desk.reader.snapshot() as connection:
        return standing_waivers_in(connection, None, desk.today)


def standing_waivers_in(
    connection: sqlite3.Connection, customer_id: int | None, today: date
) -> tuple[StandingWaiver, ...]:
    """As `standing_waivers`, of all accounts or of one, on a connection of the caller's."""
    query = sql.OPEN_WAIVERS if customer_id is None else sql.OPEN_WAIVERS_OF_CUSTOMER
    rows = fetch(connection, query, {"customer": customer_id})
    if not rows:
        return ()
    accounts = gather(connection, today, sorted({row["customer_id"] for row in rows})).accounts
    known = {whose: ladders(account.events) for whose, account in accounts.items()}
    return tuple(
        StandingWaiver(row["customer_id"], row["code"], row["name"], _waiver(row))
        for row in rows
        if row["step"] >= max(known[row["customer_id"]].get(row["instalment_id"], NO_STEP).done, default=0)
    )


def live_of_invoice(desk: Desk, view: InvoiceView) -> tuple[tuple[HoldView, ...], tuple[WaiverView, ...]]:
    """What keeps an invoice from being chased today, and which of its steps were left out."""
    holds = (
        hold
        for hold in live(desk, view.customer_id)
        if hold.invoice_id in (None, view.id) and hold.currency in ("", view.currency)
    )
    return tuple(holds), tuple(one for one in waivers(desk, view.customer_id) if one.invoice_id == view.id)


def next_steps(desk: Desk, customer_id: int) -> tuple[NextStep, ...]:
    """The instalments of an account whose next step can be left out, those first that are due today."""
    with desk.reader.snapshot() as connection:
        found = gather(connection, desk.today, (customer_id,))
    account = found.accounts[customer_id]
    decisions = decide_account(account, found.desk, desk.today)
    due = {one.item.id for decision in decisions if isinstance(decision, Action) for one in decision.items if one.step}
    known = ladders(account.events)
    steps = []
    for item in account.items:
        procedure = choose(found.desk, account.customer.procedure, item.procedure).procedure
        ladder = known.get(item.id, NO_STEP)
        step = ladder.reached + 1
        if item.open_minor > 0 and item.due_on and why_not_waived(item, ladder, procedure, step, desk.today) is None:
            of = (item.due_on, item.open_minor, item.currency, step, len(procedure.steps))
            steps.append(NextStep(item.id, item.number, *of, item.id in due))
    return tuple(sorted(steps, key=lambda one: (not one.due, one.due_on)))


def hold(desk: Desk, confirmed: Confirmed[HoldDraft]) -> int:
    """Pause or block, and return the hold's id; the same draft twice is booked once.

    A pause takes the place of one that holds for just the same. Raises `InputError` for what cannot be, `RuleError` for
    what is blocked already or an invoice of another account.
    """
    from db.models import Customer, FollowUpHold, Invoice

    draft = confirmed.draft
    kind = BLOCK if draft.until is None else PAUSE
    with desk.write("follow-up paused" if kind == PAUSE else "follow-up blocked", confirmed) as unit:
        booked = unit.booked(FollowUpHold, draft.uid)
        if booked is not None:
            return booked
        check_hold(draft, unit.today)
        unit.get(Customer, draft.customer_id, "customer")
        unit.subject = f"customer:{draft.customer_id}"
        if draft.invoice_id is not None:
            unit.subject = f"invoice:{draft.invoice_id}"
            if unit.get(Invoice, draft.invoice_id, "invoice").customer_id != draft.customer_id:
                raise RuleError("This invoice is of another account.", "Reload what you see with ctrl+r.")
        _replace(unit, draft, kind)
        row = FollowUpHold(
            uid=draft.uid,
            kind=kind,
            customer_id=draft.customer_id,
            invoice_id=draft.invoice_id,
            currency=draft.currency,
            reason=draft.reason.strip(),
            set_on=unit.today,
            until=draft.until,
            by=unit.by,
        )
        unit.add(row)
        unit.touched.add(draft.customer_id)
        return int(row.id or 0)


def _replace(unit: Unit, draft: HoldDraft, kind: str) -> None:
    """End the pause whose place the new one takes; a second block of the same is refused."""
    from db.models import FollowUpHold

    same: dict[str, Value] = {
        "customer": draft.customer_id,
        "kind": kind,
        "invoice": draft.invoice_id,
        "currency": draft.currency,
        "today": unit.today.isoformat(),
    }
    for (hold_id,) in unit.driver.execute(sql.SAME, same).fetchall():
        if kind == BLOCK:
            raise RuleError("This is blocked already.", "Lift that block first if its reason has changed.")
        earlier = unit.get(FollowUpHold, hold_id, "pause")
        earlier.lifted_on, earlier.lifted_because = unit.today, "paused anew"
        unit.add(earlier)


def lift(desk: Desk, confirmed: Confirmed[LiftDraft]) -> None:
    """End a pause or a block, with the reason; raises `RuleError` for one that ended already."""
    from db.models import FollowUpHold

    draft = confirmed.draft
    check_reason(draft.reason)
    with desk.write("follow-up hold lifted", confirmed) as unit:
        row = unit.get(FollowUpHold, draft.hold_id, "pause or block")
        unit.subject = f"invoice:{row.invoice_id}" if row.invoice_id else f"customer:{row.customer_id}"
        if row.lifted_on is not None or (row.until is not None and row.until <= unit.today):
            raise RuleError(f"This {row.kind} is over already.", "Reload what you see with ctrl+r.")
        row.lifted_on, row.lifted_because = unit.today, draft.reason.strip()
        unit.add(row)
        unit.touched.add(row.customer_id)


def waive(desk: Desk, confirmed: Confirmed[WaiveDraft]) -> None:
    """Leave out the next step of some instalments, all or none: it counts as done today. The same draft twice is booked
    once.

    Raises `InputError` without a step or a reason, `RuleError` for what is not the next step or may have gone out.
    """
    from db.models import StepWaiver

    draft = confirmed.draft
    check_waiver(draft)
    with desk.write("step waived", confirmed) as unit:
        if unit.booked(StepWaiver, draft.uid) is not None:
            return
        unit.subject = f"customer:{draft.customer_id}"
        _refuse_waivers(unit.driver, draft, unit.today)
        unit.add(
            *(
                StepWaiver(
                    uid=draft.uid,
                    instalment_id=instalment_id,
                    step=step,
                    on_day=unit.today,
                    reason=draft.reason.strip(),
                    by=unit.by,
                )
                for instalment_id, step in draft.steps
            )
        )
        unit.touched.add(draft.customer_id)


def _refuse_waivers(connection: sqlite3.Connection, draft: WaiveDraft, today: date) -> None:
    found = gather(connection, today, (draft.customer_id,))
    account = found.accounts[draft.customer_id]
    items = {item.id: item for item in account.items if item.open_minor > 0}
    known = ladders(account.events)
    for instalment_id, step in draft.steps:
        item = items.get(instalment_id)
        if item is None:
            raise RuleError("What the step was about is settled already.", "Reload what you see with ctrl+r.")
        procedure = choose(found.desk, account.customer.procedure, item.procedure).procedure
        against = why_not_waived(item, known.get(item.id, NO_STEP), procedure, step, today)
        if against is not None:
            raise RuleError(against, "Reload what you see with ctrl+r.")


def lift_waiver(desk: Desk, confirmed: Confirmed[LiftWaiverDraft]) -> None:
    """Let a step come after all that was left out, with the reason; twice is done once.

    Raises `InputError` without a reason, `RuleError` once a later step of the same item was done or may be on its way.
    """
    from db.models import Instalment, Invoice, StepWaiver

    draft = confirmed.draft
    check_reason(draft.reason)
    with desk.write("step waiver lifted", confirmed) as unit:
        row = unit.get(StepWaiver, draft.waiver_id, "waiver")
        item = unit.get(Instalment, row.instalment_id, "instalment")
        unit.subject = f"customer:{item.customer_id}"
        if row.lifted_on is not None:
            return
        found = gather(unit.driver, unit.today, (item.customer_id,))
        ladder = ladders(found.accounts[item.customer_id].events).get(row.instalment_id, NO_STEP)
        number = str(unit.get(Invoice, item.invoice_id, "invoice").number)
        against = why_waiver_stays(number, row.step, ladder)
        if against is not None:
            raise RuleError(against, "Call or pause instead, if it was not meant so.")
        row.lifted_on, row.lifted_because = unit.today, draft.reason.strip()
        unit.add(row)
        unit.touched.add(item.customer_id)


def _waiver(row: sqlite3.Row) -> WaiverView:
    return WaiverView(
        id=row["id"],
        instalment_id=row["instalment_id"],
        invoice_id=row["invoice_id"],
        number=row["number"],
        step=row["step"],
        on=date.fromisoformat(row["on_day"]),
        reason=row["reason"],
        by=row["by"],
        lifted_on=date.fromisoformat(row["lifted_on"]) if row["lifted_on"] else None,
        lifted_because=row["lifted_because"],
    )


def _view(row: sqlite3.Row) -> HoldView:
    return HoldView(
        id=row["id"],
        customer_id=row["customer_id"],
        code=row["code"],
        name=row["name"],
        reason=row["reason"],
        set_on=date.fromisoformat(row["set_on"]),
        by=row["by"],
        until=date.fromisoformat(row["until"]) if row["until"] else None,
        invoice_id=row["invoice_id"],
        number=row["number"] or "",
        currency=row["currency"] or "",
    )
