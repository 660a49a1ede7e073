"""Feedback: praise, complaints and ideas of customers and colleagues, closed only by what was changed for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from billdesk.domain.double_check import Review, ReviewRow
from billdesk.domain.findings import Findings
from billdesk.domain.review_rows import listed


class FeedbackKind(StrEnum):
    """What it is; its first letter is its key."""

    PRAISE = "praise"
    COMPLAINT = "complaint"
    IDEA = "idea"


class FeedbackSource(StrEnum):
    """Who said it."""

    CUSTOMER = "customer"
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class FeedbackDraft:
    """What was said, under a theme, with the record it is about if any."""

    uid: UUID
    kind: FeedbackKind
    source: FeedbackSource
    theme: str
    said: str
    customer_id: int | None = None
    invoice_id: int | None = None
    dispute_id: int | None = None


@dataclass(frozen=True, slots=True)
class CloseFeedbackDraft:
    """What was changed because of it."""

    feedback_id: int
    version: int
    changed: str


@dataclass(frozen=True, slots=True)
class FeedbackItem:
    """Feedback as the review lists it; open until `changed` says what was changed. `about` names its record."""

    id: int
    version: int
    kind: FeedbackKind
    source: FeedbackSource
    theme: str
    said: str
    about: str
    customer_id: int | None
    invoice_id: int | None
    dispute_id: int | None
    on: date
    by: str
    changed: str
    closed_on: date | None

    @property
    def open(self) -> bool:
        """Whether nothing was changed because of it yet."""
        return self.closed_on is None


@dataclass(frozen=True, slots=True)
class ThemeMonth:
    """How often a theme came up in a month (`2026-11`), by kind, and how many of these are open."""

    theme: str
    month: str
    praise: int
    complaints: int
    ideas: int
    open: int


def by_theme(items: Iterable[FeedbackItem]) -> tuple[ThemeMonth, ...]:
    """The counts of every theme and month, themes in order, their newest month first."""
    kinds: Counter[tuple[str, str, FeedbackKind]] = Counter()
    still: Counter[tuple[str, str]] = Counter()
    for item in items:
        place = (item.theme, f"{item.on:%Y-%m}")
        kinds[(*place, item.kind)] += 1
        still[place] += item.open
    places = sorted(still, key=lambda place: place[1], reverse=True)
    return tuple(
        ThemeMonth(
            theme,
            month,
            kinds[theme, month, FeedbackKind.PRAISE],
            kinds[theme, month, FeedbackKind.COMPLAINT],
            kinds[theme, month, FeedbackKind.IDEA],
            still[theme, month],
        )
        for theme, month in sorted(places, key=lambda place: place[0].casefold())
    )


def review_feedback(draft: FeedbackDraft, about: str) -> Review[FeedbackDraft]:
    """What was said; nothing is typed again."""
    facts = {"From": draft.source.value, "About": about, "Said": draft.said}
    rows = (ReviewRow("Kind", draft.kind.value), ReviewRow("Theme", draft.theme), *listed(facts))
    consequence = "It stays open until somebody writes what was changed because of it."
    return Review(draft, "Feedback", rows, (), consequence, "save", Findings())


def review_close(draft: CloseFeedbackDraft, item: FeedbackItem) -> Review[CloseFeedbackDraft]:
    """What was changed because of it."""
    rows = (
        ReviewRow("Theme", item.theme),
        ReviewRow("Said", item.said),
        ReviewRow("What we changed", draft.changed),
    )
    return Review(draft, "Close feedback", rows, (), "It counts as answered from now on.", "close", Findings())
