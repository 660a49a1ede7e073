"""What the double check shows of a dispute: nothing is typed again, because no money moves before the credit note."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from billdesk.domain.dispute_guides import Reason
from billdesk.domain.dispute_records import (
    AttachFileDraft,
    ChangeDisputeDraft,
    CloseDisputeDraft,
    DisputeItem,
    DisputeNoteDraft,
    DisputeReasonDraft,
    OpenDisputeDraft,
    ReopenDisputeDraft,
    ResolveDisputeDraft,
)
from billdesk.domain.disputes import Proposal, due_by, proposes, say_time
from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.findings import Findings
from billdesk.domain.money import Money, format_money
from billdesk.domain.review_rows import identity, listed

Labels = Mapping[str, str]
"""How the desk calls each reason, by its code."""

_CLEAR = Findings()
_NEXT = {
    Proposal.CREDIT_NOTE: "The credit note comes next; until it is issued that part is not chased.",
    Proposal.PROMISE: "Its part is claimed again; ask for the day it is paid.",
    Proposal.CHASE: "Its part is claimed again and chased as before.",
    Proposal.NOTHING: "Nothing is credited; its part is claimed again.",
}


def review_open(
    draft: OpenDisputeDraft, customer_name: str, number: str, labels: Labels, today: date
) -> Review[OpenDisputeDraft]:
    """Opening a case; `number` is the invoice's, or empty for the account."""
    facts = {
        "Reason": labels.get(draft.reason, draft.reason),
        "Disputed": _say(draft.amount),
        "Priority": draft.priority.value,
        "Settle by": say_time(due_by(today, draft.priority), today),
        "Owner": draft.owner,
        "Person": draft.person,
        "Said": draft.said,
    }
    rows = (ReviewRow("Account", customer_name), ReviewRow("About", number or "the account"), *listed(facts))
    consequence = "That much is not chased until it is settled; the rest is."
    return Review(draft, "Open dispute", rows, (), consequence, "open", _CLEAR)


def review_change(
    draft: ChangeDisputeDraft, old: DisputeItem, labels: Labels, today: date
) -> Review[ChangeDisputeDraft]:
    """Changing a case, old beside new."""
    counted = due_by(old.counted_from, draft.priority)
    new = {
        "Reason": labels.get(draft.reason, draft.reason),
        "Disputed": _say(draft.amount),
        "Owner": draft.owner,
        "Waiting on": draft.waiting_on,
        "Priority": draft.priority.value,
        "Settle by": say_time(counted if draft.priority is not old.priority else old.due_by, today),
    }
    before = {
        "Reason": labels.get(old.reason, old.reason),
        "Disputed": format_money(old.amount_minor, old.currency),
        "Owner": old.owner,
        "Waiting on": old.waiting_on,
        "Priority": old.priority.value,
        "Settle by": say_time(old.due_by, today),
    }
    rows = (identity("Dispute", say_case(old), say_case(old)), *listed(new, before))
    return Review(draft, "Change dispute", rows, (), "The log says what was changed.", "save", _CLEAR)


def review_note(draft: DisputeNoteDraft, case: DisputeItem) -> Review[DisputeNoteDraft]:
    """A line for the log."""
    facts = {"Kind": draft.kind.value, "Person": draft.person, "Note": draft.note}
    rows = (ReviewRow("Dispute", say_case(case)), *listed(facts))
    return Review(draft, "Note", rows, (), "It stays in the log for good.", "save", _CLEAR)


def review_attach(draft: AttachFileDraft, case: DisputeItem) -> Review[AttachFileDraft]:
    """A file for the case."""
    facts = {"File": draft.path, "Bytes": f"{draft.size:,}", "SHA-256": draft.sha256}
    rows = (ReviewRow("Dispute", say_case(case)), *listed(facts))
    consequence = "The file stays where it is; the evidence tells whether it was changed since."
    return Review(draft, "Attach file", rows, (), consequence, "attach", _CLEAR)


def review_resolve(draft: ResolveDisputeDraft, case: DisputeItem) -> Review[ResolveDisputeDraft]:
    """Settling a case, and what comes next."""
    facts = {
        "Disputed": format_money(case.amount_minor, case.currency),
        "Outcome": draft.outcome.value,
        "Credit": _say(draft.credit) if draft.credit.minor else "",
        "Because": draft.because,
    }
    rows = (ReviewRow("Dispute", say_case(case)), *listed(facts))
    first = proposes(draft.outcome, draft.credit.minor, case.amount_minor)[0]
    return Review(draft, "Settle dispute", rows, (), _NEXT[first], "settle", _CLEAR)


def review_close(draft: CloseDisputeDraft, case: DisputeItem) -> Review[CloseDisputeDraft]:
    """Closing a case with less than was agreed."""
    facts = {
        "Agreed": format_money(case.credit_minor, case.currency),
        "Credited": format_money(case.credited_minor, case.currency),
        "Missing": format_money(case.uncredited_minor, case.currency),
        "Because": draft.because,
    }
    rows = (ReviewRow("Dispute", say_case(case)), *listed(facts))
    return Review(draft, "Close dispute", rows, (), "What is missing is claimed again and chased.", "close", _CLEAR)


def review_reopen(draft: ReopenDisputeDraft, case: DisputeItem, today: date) -> Review[ReopenDisputeDraft]:
    """Taking a settled case up again."""
    facts = {"Settle by": say_time(due_by(today, case.priority), today), "Because": draft.because}
    rows = (ReviewRow("Dispute", say_case(case)), *listed(facts))
    return Review(draft, "Take dispute up again", rows, (), "Its part is not chased from now on.", "take up", _CLEAR)


def review_reason(draft: DisputeReasonDraft, old: Reason | None) -> Review[DisputeReasonDraft]:
    """Adding, renaming, retiring a reason or offering it again; `old` is the reason as it is."""
    new = {"Label": draft.label, "Offered": "no" if draft.retired else "yes"}
    if old is None:
        rows = (ReviewRow("Code", draft.code), *listed({"Label": draft.label}))
        consequence = "It stands last in the list that a dispute chooses from."
        return Review(draft, "New reason for disputes", rows, (), consequence, "add", _CLEAR)
    before = {"Label": old.label, "Offered": "no" if old.retired else "yes"}
    rows = (identity("Code", draft.code, draft.code), *listed(new, before))
    if draft.retired:
        consequence = "It is offered no more; the disputes that have it keep it."
        return Review(draft, "Retire a reason for disputes", rows, (), consequence, "retire", _CLEAR)
    consequence = "It is offered again." if old.retired else "The disputes that have it are called so too."
    return Review(draft, "Change a reason for disputes", rows, (), consequence, "save", _CLEAR)


def say_case(case: DisputeItem) -> str:
    """`dispute 4, 2026-0412, price`."""
    return f"dispute {case.id}, {case.number or 'the account'}, {case.label}"


def _say(amount: Money) -> str:
    return format_money(amount.minor, amount.currency)
