"""Unfinished entries about disputes and feedback: from what the book holds to the form they were typed into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screens.forms.base import FormScreen
    from screens.forms.feedback import FeedbackLink
    from screens.unfinished import About

    Makers = Mapping[str, Callable[[About], FormScreen[Any, Any] | None]]

REASON = "reason for disputes"
OF_FEEDBACK = frozenset({"feedback", "end of feedback"})
_ON_A_CASE = frozenset(
    {
        *("note to a dispute", "change of a dispute", "file of a dispute"),
        *("end of a dispute", "closing of a dispute", "taking up of a dispute"),
    }
)
KINDS = _ON_A_CASE | OF_FEEDBACK | {REASON}


def dispute(about: About) -> FormScreen[Any, Any] | None:
    """A new case."""
    from screens.forms.dispute import OpenDisputeForm

    return OpenDisputeForm(about.today, about.account, about.reasons, about.invoice) if about.account else None


def _of_case(about: About, kind: str) -> FormScreen[Any, Any] | None:
    from screens.forms.dispute import AttachFileForm, ChangeDisputeForm, DisputeNoteForm
    from screens.forms.dispute_end import CloseDisputeForm, ReopenDisputeForm, ResolveDisputeForm

    if about.case is None:
        return None
    if kind == ChangeDisputeForm.KIND:
        return ChangeDisputeForm(about.today, about.case, about.reasons)
    forms = (DisputeNoteForm, AttachFileForm, ResolveDisputeForm, CloseDisputeForm, ReopenDisputeForm)
    return next(form(about.today, about.case) for form in forms if kind == form.KIND)


def _feedback(about: About) -> FormScreen[Any, Any]:
    """What was said about the record that was shown then."""
    from billdesk.domain.feedback import FeedbackKind
    from screens.forms.feedback import FeedbackForm

    return FeedbackForm(about.today, FeedbackKind.COMPLAINT, about.themes, _link_of(about))


def _link_of(about: About) -> FeedbackLink:
    from screens.forms.feedback import FeedbackLink

    if about.case is not None:
        item = about.case.item
        return FeedbackLink(item.number or about.case.customer_code, item.customer_id, item.invoice_id, item.id)
    if about.invoice is not None:
        return FeedbackLink(about.invoice.number or "", about.invoice.customer_id, about.invoice.id)
    return FeedbackLink(about.account.code, about.account.id) if about.account else FeedbackLink()


def _end_of_feedback(about: About) -> FormScreen[Any, Any] | None:
    """What was changed, unless somebody else has closed it meanwhile."""
    from screens.forms.feedback import CloseFeedbackForm

    return CloseFeedbackForm(about.today, about.said) if about.said else None


def _reason(about: About) -> FormScreen[Any, Any] | None:
    """A new reason, or another label for one that is there."""
    from screens.forms.dispute_reason import ReasonForm

    code = about.subject.partition(":")[2]
    old = next((one for one in about.reasons if one.code == code), None)
    return ReasonForm(about.today, about.reasons, old) if old or not code else None


OF_CASE: Makers = {kind: partial(_of_case, kind=kind) for kind in _ON_A_CASE} | {"feedback": _feedback}
OF_ANYTHING: Makers = {"feedback": _feedback}
OF_NOTHING: Makers = {REASON: _reason, "end of feedback": _end_of_feedback}
