"""What the double check shows of decisions about the follow-up: nothing is typed again, because no money moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.findings import Findings
from billdesk.domain.followup.drafts import (
    ChoiceDraft,
    HoldDraft,
    LiftDraft,
    LiftWaiverDraft,
    ProcedureDraft,
    RetireDraft,
    WaiveDraft,
)
from billdesk.domain.followup.procedures import Procedure, say_contacts, say_step
from billdesk.domain.followup.views import HoldView, NextStep, WaiverView, say_hold, say_waiver
from billdesk.domain.money import format_money
from billdesk.domain.review_rows import say_ahead

_CLEAR = Findings()


def review_hold(draft: HoldDraft, who: str, number: str, before: HoldView | None, today: date) -> Review[HoldDraft]:
    """Pausing or blocking an account or one of its invoices (`number`); `before` is the pause that it replaces."""
    rows = [ReviewRow("Account", who), ReviewRow("Of it", number or "everything")]
    if draft.until is None:
        rows.append(ReviewRow("Reason", draft.reason))
        consequence = "Nothing of it is chased until somebody lifts the block; billdesk holds and the queue list it."
        return Review(draft, "Block the follow-up", tuple(rows), (), consequence, "block", _CLEAR)
    old = say_day(before.until) if before and before.until else None
    rows.append(ReviewRow("Until", say_ahead(draft.until, today), old))
    rows.append(ReviewRow("Reason", draft.reason, before.reason if before else None))
    consequence = "Nothing of it is chased before that day; then it goes on by itself."
    return Review(draft, "Pause the follow-up", tuple(rows), (), consequence, "pause", _CLEAR)


def review_lift(draft: LiftDraft, hold: HoldView) -> Review[LiftDraft]:
    """Ending a pause or a block before its time."""
    rows = (
        ReviewRow("Account", f"{hold.name} ({hold.code})"),
        ReviewRow("Now", say_hold(hold)),
        ReviewRow("Since", f"{say_day(hold.set_on)}, {hold.by}"),
        ReviewRow("Reason", draft.reason),
    )
    what = "pause" if hold.until else "block"
    consequence = "The follow-up goes on from where it stands."
    return Review(draft, f"Lift the {what}", rows, (), consequence, "lift", _CLEAR)


def review_lift_waiver(draft: LiftWaiverDraft, waiver: WaiverView, who: str) -> Review[LiftWaiverDraft]:
    """Letting a step come after all that was left out."""
    rows = (
        ReviewRow("Account", who),
        ReviewRow("Now", say_waiver(waiver)),
        ReviewRow("Since", f"{say_day(waiver.on)}, {waiver.by}"),
        ReviewRow("Reason", draft.reason),
    )
    consequence = "The step comes again, once it is old enough and nothing else keeps it."
    return Review(draft, "Take back a step left out", rows, (), consequence, "take back", _CLEAR)


def review_procedure(draft: ProcedureDraft, old: Procedure | None, today: str) -> Review[ProcedureDraft]:
    """A new procedure, or a changed one beside what it was; `today` says what that changes today."""
    now, was = _facts(draft.procedure), _facts(old) if old else {}
    names = list(dict.fromkeys((*now, *was)))
    rows = [
        ReviewRow(
            name, now.get(name, "none"), was.get(name, "none") if old and was.get(name) != now.get(name) else None
        )
        for name in names
    ]
    title = f"Change the procedure {draft.procedure.name}" if old else "New procedure"
    rows = [ReviewRow("Name", draft.procedure.name), *rows, ReviewRow("Today", today)]
    consequence = "It holds from now on for everybody it was chosen for; what was sent already stays sent."
    return Review(draft, title, tuple(rows), (), consequence, "save", _CLEAR)


def _facts(procedure: Procedure) -> dict[str, str]:
    steps = {f"Step {number}": say_step(step) for number, step in enumerate(procedure.steps, start=1)}
    before = procedure.forewarning_days
    return {
        **steps,
        "A week": f"{say_contacts(procedure.contacts_a_week)} at most",
        "Quiet": f"{procedure.quiet_days} days after a contact",
        "Least": f"{procedure.least_major:,} in its currency" if procedure.least_major else "any amount",
        "Forewarning": f"{before} days before it is due" if before else "none",
        "Thanks": "for what was paid after a reminder" if procedure.thank_you else "none",
    }


def review_retire(draft: RetireDraft) -> Review[RetireDraft]:
    """Offering a procedure no more."""
    rows = (ReviewRow("Procedure", draft.name), ReviewRow("Reason", draft.reason))
    consequence = "It stands at the end of the list and can be saved again."
    return Review(draft, "Retire the procedure", rows, (), consequence, "retire", _CLEAR)


def review_choice(draft: ChoiceDraft, whose: str, old: str, today: str) -> Review[ChoiceDraft]:
    """Choosing a procedure; `whose` is the desk, an account or an invoice, `old` what was chosen for it."""
    rows = [
        ReviewRow("For", whose),
        ReviewRow("Procedure", draft.procedure or "none of its own", old or "none of its own"),
        *([ReviewRow("Today", today)] if today else []),
    ]
    consequence = "It holds from now on; of a customer's and an invoice's the more careful one does."
    return Review(draft, "Choose a procedure", tuple(rows), (), consequence, "choose", _CLEAR)


def review_waive(draft: WaiveDraft, who: str, steps: Sequence[NextStep]) -> Review[WaiveDraft]:
    """Leaving out the next step of some instalments."""
    rows = (
        ReviewRow("Account", who),
        *(
            ReviewRow(one.number, f"step {one.step} of {one.steps}, {format_money(one.open_minor, one.currency)} open")
            for one in steps
        ),
        ReviewRow("Reason", draft.reason),
    )
    consequence = "The step counts as done today; the next one keeps its distance from it."
    title = "Leave out a step" if len(steps) == 1 else f"Leave out the next step of {len(steps)} items"
    return Review(draft, title, rows, (), consequence, "leave out", _CLEAR)
