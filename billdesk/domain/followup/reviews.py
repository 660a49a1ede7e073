"""What the double check shows of decisions about the follow-up: nothing is typed again, because no money moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.findings import Findings
from billdesk.domain.followup.drafts import HoldDraft, LiftDraft, WaiveDraft
from billdesk.domain.followup.views import HoldView, NextStep, say_hold
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
