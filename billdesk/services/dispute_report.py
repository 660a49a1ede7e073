"""Figures of disputes by reason: how many, how long, how often the customer was right, how often one contact did it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from billdesk.domain.dispute_guides import REASONS
from billdesk.services.desk import Desk
from db.queries import disputes as sql


@dataclass(frozen=True, slots=True)
class ReasonFigures:
    """The cases of a reason and currency that were opened in a span of days.

    Of those that are settled: `upheld` counts the ones in which the customer was right at least in part,
    `first_contact` those that took one contact at most and were not taken up again, `mean_days` from opening to end,
    `agreed_minor` what was to be credited and `credited_minor` what the credit notes for it came to.
    """

    reason: str
    currency: str
    opened: int
    live: int
    past: int
    settled: int
    upheld: int
    first_contact: int
    days: int
    disputed_minor: int
    agreed_minor: int
    credited_minor: int

    @property
    def mean_days(self) -> float | None:
        """Days from opening to end, of those that are settled."""
        return self.days / self.settled if self.settled else None


def by_reason(desk: Desk, since: date | None = None, upto: date | None = None) -> tuple[ReasonFigures, ...]:
    """The figures of each reason and currency, the most frequent reason first."""
    values = {"since": (since or date.min).isoformat(), "upto": (upto or desk.today).isoformat()}
    known = {reason.code: reason.label for reason in REASONS}
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in desk.reader.rows(sql.REPORT, values):
        found = counts[row["label"] or known.get(row["reason"], row["reason"]), row["currency"]]
        found["opened"] += 1
        found["disputed_minor"] += row["amount_minor"]
        if row["state"] != "resolved":
            found["live"] += 1
            found["past"] += date.fromisoformat(row["due_by"]) < desk.today
            continue
        found["settled"] += 1
        for name in ("agreed_minor", "credited_minor"):
            found[name] += row[name]
        found["upheld"] += row["outcome"] in ("upheld", "partly")
        found["first_contact"] += row["contacts"] <= 1 and not row["reopened"]
        found["days"] += (date.fromisoformat(row["resolved_on"]) - date.fromisoformat(row["opened_on"])).days
    names = ("opened", "live", "past", "settled", "upheld", "first_contact", "days")
    sums = ("disputed_minor", "agreed_minor", "credited_minor")
    figures = [ReasonFigures(*key, *(found[name] for name in (*names, *sums))) for key, found in counts.items()]
    return tuple(sorted(figures, key=lambda one: (-one.opened, one.reason, one.currency)))
