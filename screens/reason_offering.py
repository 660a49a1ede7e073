"""Retiring a reason for disputes, or offering it again, through the double check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billdesk.domain.dispute_guides import Reason
from billdesk.domain.dispute_records import DisputeReasonDraft
from billdesk.domain.dispute_reviews import review_reason
from billdesk.domain.double_check import Confirmed
from billdesk.text import inert_plain
from screens.dialogs.double_check import DoubleCheckDialog

if TYPE_CHECKING:
    from billdesk.services.desk import Desk
    from screens.dispute_reasons import ReasonsScreen


def offer_reason(screen: ReasonsScreen, reason: Reason, *, retired: bool) -> None:
    """Ask, then store it; old disputes keep the reason in either case."""
    draft = DisputeReasonDraft(reason.code, reason.label, retired, reason.version)

    def checked(confirmed: Confirmed[DisputeReasonDraft] | str | None) -> None:
        if not isinstance(confirmed, Confirmed):
            return
        sure = confirmed

        def save(desk: Desk) -> None:
            from billdesk.services import dispute_reasons

            dispute_reasons.save(desk, sure)

        def saved(_: None) -> None:
            screen.say(f"The reason {inert_plain(reason.label)} is offered {'no more' if retired else 'again'}.")
            screen.changed()

        screen.run_save(save, on_done=saved)

    screen.app.push_screen(DoubleCheckDialog(review_reason(draft, reason)), checked)
