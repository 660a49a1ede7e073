"""Feedback: note it, list it, close it by what was changed."""

from __future__ import annotations

from datetime import date

from billdesk.domain.double_check import Confirmed
from billdesk.domain.errors import RuleError
from billdesk.domain.feedback import CloseFeedbackDraft, FeedbackDraft, FeedbackItem, FeedbackKind, FeedbackSource
from billdesk.services.desk import Desk
from billdesk.services.stale import refuse_stale
from db.queries import feedback as sql


def find(desk: Desk) -> tuple[FeedbackItem, ...]:
    """All feedback, the open first, by theme, newest first."""
    return tuple(
        FeedbackItem(
            id=row["id"],
            version=row["version"],
            kind=FeedbackKind(row["kind"]),
            source=FeedbackSource(row["source"]),
            theme=row["theme"],
            said=row["said"],
            about=row["about"],
            customer_id=row["customer_id"],
            invoice_id=row["invoice_id"],
            dispute_id=row["dispute_id"],
            on=date.fromisoformat(row["on_day"]),
            by=row["by"],
            changed=row["changed"],
            closed_on=date.fromisoformat(row["closed_on"]) if row["closed_on"] else None,
        )
        for row in desk.reader.rows(sql.FIND)
    )


def themes(desk: Desk) -> tuple[str, ...]:
    """The themes that were used so far."""
    return tuple(row["theme"] for row in desk.reader.rows(sql.THEMES))


def note(desk: Desk, confirmed: Confirmed[FeedbackDraft]) -> int:
    """Keep feedback and return its id; the same draft twice is kept once. Raises `RuleError` for an empty one."""
    from db.models import Feedback

    draft = confirmed.draft
    with desk.write("feedback", confirmed) as unit:
        booked = unit.booked(Feedback, draft.uid)
        if booked is not None:
            return booked
        if not draft.said.strip() or not draft.theme.strip():
            raise RuleError("Feedback needs a theme and what was said.", "Give both.")
        kept = Feedback(
            uid=draft.uid,
            kind=draft.kind.value,
            source=draft.source.value,
            theme=draft.theme.strip(),
            said=draft.said.strip(),
            customer_id=draft.customer_id,
            invoice_id=draft.invoice_id,
            dispute_id=draft.dispute_id,
            on_day=unit.today,
            at=unit.at,
            by=unit.by,
        )
        unit.add(kept)
        unit.subject = f"feedback:{kept.id}"
        return int(kept.id or 0)


def close(desk: Desk, confirmed: Confirmed[CloseFeedbackDraft]) -> None:
    """Close feedback with what was changed. Raises `RuleError` without that, or when it is closed, and `StaleError`."""
    from db.models import Feedback

    draft = confirmed.draft
    with desk.write("feedback closed", confirmed) as unit:
        unit.subject = f"feedback:{draft.feedback_id}"
        kept = unit.get(Feedback, draft.feedback_id, "feedback")
        if kept.closed_on is not None and kept.changed == draft.changed.strip():
            return
        refuse_stale(unit, kept.version, draft.version, "The feedback was")
        if kept.closed_on is not None:
            raise RuleError("This feedback is closed.", "Look at what was changed.")
        if not draft.changed.strip():
            raise RuleError("Feedback is closed by what was changed.", "Say what we changed, or why nothing.")
        kept.changed, kept.closed_on = draft.changed.strip(), unit.today
        kept.version += 1
        unit.add(kept)
