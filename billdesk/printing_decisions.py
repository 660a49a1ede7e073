"""What `remind --dry-run` prints: each decision of the follow-up with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from billdesk.columns import DECISIONS
from billdesk.domain.followup.decide import Action, Standing
from billdesk.domain.followup.procedures import Procedure
from billdesk.domain.followup.reasons import Reason, Why, sentence
from billdesk.domain.money import to_decimal_string
from billdesk.output import Column, Format, Record, Value, write_rows
from billdesk.services.following import Decided, Facts

_MOST = 3
"""So many kinds of reasons stand in a row; its items have all of them."""


def print_decisions(decided: Iterable[Decided], facts: Facts, procedure: Procedure, format_: Format) -> None:
    """Write decisions, what is done before what is left alone. JSON and JSON lines have every item with its reasons."""
    rows = sorted(decided, key=lambda one: (one.action is None, one.code, one.decision.currency))
    nested = format_ in (Format.JSON, Format.JSONL)
    columns = (*DECISIONS, Column("items", "Items")) if nested else DECISIONS
    write_rows(
        decision_records(rows),
        columns,
        format_,
        document=lambda: {
            "as_of": facts.as_of.isoformat(),
            "procedure": procedure.name,
            "receipts_until": facts.known_until.isoformat() if facts.known_until else None,
            "rows": list(decision_records(rows)),
        },
    )


def decision_records(decided: Iterable[Decided]) -> Iterator[Record]:
    """One record for each customer and currency."""
    for one in decided:
        decision, action = one.decision, one.action
        others = decision.others if isinstance(decision, Action) else ()
        currency = decision.currency
        yield {
            "customer": one.code,
            "name": one.name,
            "currency": currency,
            "action": action.lead.channel.value if action else "none",
            "step": _step(action) if action else "",
            "documents": sorted({standing.item.number for standing in decision.items}),
            "claimed": to_decimal_string(action.claimed_minor if action else 0, currency),
            "open": to_decimal_string(
                sum(standing.item.open_minor for standing in (*decision.items, *others)), currency
            ),
            "next_on": _next_on(one, others),
            "why": " ".join([*([sentence(one.obstacle)] if one.obstacle else []), _why(decision.items)]),
            "items": [
                *(_item(standing, *((one.obstacle,) if one.obstacle else ())) for standing in decision.items),
                *(_item(standing) for standing in others),
            ],
        }


def _next_on(one: Decided, others: Sequence[Standing]) -> str | None:
    """When something is done next; what an obstacle holds waits for its end."""
    found = [one.obstacle.free_on] if one.obstacle else [standing.next_on for standing in one.decision.items]
    days = [day for day in (*found, *(standing.next_on for standing in others)) if day]
    return min(days).isoformat() if days else None


def _step(action: Action) -> str:
    """`2 of 4` of the item that leads, or what the message is for when it is no step."""
    leading = (one for one in action.items if one.step and one.procedure.steps[one.step - 1] == action.lead)
    leader = next(leading, None)
    return f"{leader.step} of {len(leader.procedure.steps)}" if leader else action.purpose.value


def _why(standings: Sequence[Standing]) -> str:
    """The first reason of each kind, and how many more there are."""
    reasons = dict.fromkeys(reason for standing in standings for reason in standing.reasons)
    kinds: dict[Why, Reason] = {}
    for reason in reasons:
        kinds.setdefault(reason.why, reason)
    told = [sentence(reason) for reason in list(kinds.values())[:_MOST]]
    rest = len(reasons) - len(told)
    return " ".join([*told, *([f"And {rest} more."] if rest else [])])


def _item(standing: Standing, *obstacle: Reason) -> Value:
    item = standing.item
    return {
        "document": item.number,
        "due_on": item.due_on.isoformat() if item.due_on else None,
        "open": to_decimal_string(item.open_minor, item.currency),
        "claimed": to_decimal_string(standing.claimed_minor, item.currency),
        "currency": item.currency,
        "procedure": standing.procedure.name,
        "step": standing.step,
        "next_on": standing.next_on.isoformat() if standing.next_on else None,
        "reasons": [_reason(reason) for reason in (*standing.reasons, *obstacle)],
    }


def _reason(reason: Reason) -> Value:
    return {
        "code": reason.why.value,
        "day": reason.day.isoformat() if reason.day else None,
        "until": reason.free_on.isoformat() if reason.free_on else None,
        "sentence": sentence(reason),
    }
