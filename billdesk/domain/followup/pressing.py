"""Of all the reasons against writing to an account, the one to name where there is room for one only. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from billdesk.domain.followup.decide import Standing
from billdesk.domain.followup.reasons import Reason, Why

_UNDER_WAY = frozenset({Why.ON_ITS_WAY, Why.PRINTED, Why.UNKNOWN})
_LEFT_ALONE = frozenset({Why.BLOCKED, Why.TOO_SMALL})
"""They need a person in the end, but nobody has to do anything about them now."""


def most_pressing(standings: Sequence[Standing]) -> Reason | None:
    """What is on its way comes first, then what needs a person, then what passes, the soonest first; an item that is
    left alone comes last. Among equals the item that has been due for the longest names it."""
    found = [(_of_item(standing.reasons), standing.item) for standing in standings if standing.reasons]
    found.sort(key=lambda one: (_rank(one[0]), one[0].free_on or date.min, one[1].due_on or date.max, one[1].id))
    return found[0][0] if found else None


def _of_item(reasons: Sequence[Reason]) -> Reason:
    """Of one item: what is on its way, else what holds it back for the longest."""
    return max(reasons, key=lambda reason: (reason.why in _UNDER_WAY, reason.free_on or date.max))


def _rank(reason: Reason) -> int:
    if reason.why in _UNDER_WAY:
        return 0
    if reason.why in _LEFT_ALONE:
        return 3
    return 1 if reason.free_on is None else 2
