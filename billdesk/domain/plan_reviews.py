"""What the double check shows of a plan: its parts; the total and the first day are typed again."""

from __future__ import annotations

from collections.abc import Mapping

from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.findings import Findings
from billdesk.domain.money import format_money
from billdesk.domain.plans import PlanDraft, PlanPart, PlanView, WithdrawPlanDraft
from billdesk.domain.questions import BlindQuestion, Source
from billdesk.domain.review_rows import listed
from billdesk.domain.veiling import HIDDEN, veil

_CLEAR = Findings()


def review_plan(
    draft: PlanDraft, customer_name: str, numbers: Mapping[int, str], findings: Findings = _CLEAR
) -> Review[PlanDraft]:
    """An agreement as it will be kept; `numbers` maps the ids of its invoices to their numbers."""
    days = f"{draft.grace_days} day{'s' * (draft.grace_days != 1)} later still counts" if draft.grace_days else ""
    currency = draft.total.currency
    rows = [
        ReviewRow("Account", customer_name),
        ReviewRow("Invoices", ", ".join(numbers[one] for one in draft.invoice_ids if one in numbers)),
        *(
            ReviewRow(f"Part {place}", f"{_say_by(part, draft.parts[0])}  {format_money(part.amount_minor, currency)}")
            for place, part in enumerate(draft.parts, start=1)
        ),
        *listed({"Grace": days, "Note": draft.note}),
    ]
    consequence = "While it is kept these invoices are not chased; one part missed, and the whole rest is."
    questions = (
        BlindQuestion.total(draft.total, "what was agreed in all", "total", source=Source.AGREED),
        BlindQuestion.day(draft.parts[0].due_on, "day of the first part", "first", source=Source.AGREED),
    )
    return veil(Review(draft, "Agree a plan", tuple(rows), questions, consequence, "agree", findings))


def _say_by(part: PlanPart, first: PlanPart) -> str:
    """The day of a part; of one on the same day of another month only the month, or it would give the first away."""
    if part.due_on.day == first.due_on.day:
        return f"{HIDDEN} {say_day(part.due_on).partition(' ')[2].partition(' ')[2]}"
    return say_day(part.due_on)


def review_withdraw_plan(draft: WithdrawPlanDraft, plan: PlanView, customer_name: str) -> Review[WithdrawPlanDraft]:
    """Taking a whole plan back; asks for the word."""
    rows = (
        ReviewRow("Account", customer_name),
        ReviewRow("Plan", f"{plan.id} of {say_day(plan.agreed_on)}, {len(plan.promises)} parts"),
        ReviewRow("Total", format_money(plan.total.minor, plan.total.currency)),
        ReviewRow("Reason", draft.reason),
    )
    consequence = "All parts that still stand are withdrawn; the invoices can be chased again."
    questions = (BlindQuestion.word("withdraw", "the word withdraw"),)
    return Review(draft, "Withdraw plan", rows, questions, consequence, "withdraw")
