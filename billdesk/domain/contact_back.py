"""Taking a contact back that was logged by mistake: what is decided, and what its double check shows."""

from __future__ import annotations

from dataclasses import dataclass

from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.findings import Findings
from billdesk.domain.records import ContactView
from billdesk.domain.review_rows import listed


@dataclass(frozen=True, slots=True)
class TakeBackContactDraft:
    """A contact that was not one, with the reason."""

    contact_id: int
    reason: str


def review_contact_back(
    draft: TakeBackContactDraft, contact: ContactView, customer_name: str
) -> Review[TakeBackContactDraft]:
    """Taking back a contact that its user has just logged: nothing is typed again, it was a moment ago."""
    outcome = "" if contact.outcome == "none" else contact.outcome
    facts = {
        "Contact": f"{contact.kind}, {say_day(contact.on)}",
        "Person": contact.person,
        "Outcome": outcome,
        "Note": contact.note,
        "Next": say_day(contact.next_on) if contact.next_on else "",
        "Reason": draft.reason,
    }
    rows = (ReviewRow("With", customer_name), *listed(facts))
    consequence = "It counts as no contact, and a dispute that it opened is withdrawn; the story keeps both."
    return Review(draft, "Take the contact back", rows, (), consequence, "take back", Findings())
