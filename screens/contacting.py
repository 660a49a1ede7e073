"""From a record on any screen to the form for a contact, which offers the desk's own reasons for disputes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from billdesk.domain.dispute_guides import Reason
    from billdesk.domain.drafts import Outcome
    from billdesk.domain.records import AccountView
    from billdesk.services.desk import Desk
    from screens.records import RecordScreen


def log_contact(screen: RecordScreen[Any], outcome: Outcome | None) -> None:
    """Log a contact with the subject's account, of this outcome if it is known."""
    subject = screen.subject()
    if subject is None:
        return

    def read(desk: Desk) -> tuple[AccountView, tuple[Reason, ...], date]:
        from billdesk.services import customers, dispute_reasons

        return customers.get(desk, subject.customer_id), dispute_reasons.listed(desk), desk.today

    def push(found: tuple[AccountView, tuple[Reason, ...], date]) -> None:
        from screens.forms.contact import ContactForm

        account, reasons, today = found
        if screen.is_current:
            form = ContactForm(today, account, outcome, invoice_id=subject.invoice_id, reasons=reasons)
            screen.app.push_screen(form, screen.after_form)

    screen.run_service(read, group="form", on_done=push)
