"""What a command is, and where one can stand. `billdesk/commands.py` is the registry."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Scope(StrEnum):
    """Where a command works. `APP` is everywhere; `LIST` is any list of rows that has the focus."""

    APP = "everywhere"
    LIST = "list"
    QUEUE = "queue"
    INVOICE = "invoice"
    FOLLOW_UP = "follow-up"
    ACCOUNT = "account"
    BATCH = "batch"
    GAP = "batch gap"
    CALENDAR = "calendar"
    PROCEDURES = "procedures"
    CLAIMS = "claims"
    OUTBOX = "outbox"
    PLAN = "plan"
    TEXTS = "texts"
    BRIEF = "morning brief"
    RUN = "daily run"
    MESSAGE = "next message"
    DISPUTE = "dispute"
    FEEDBACK = "feedback"
    REASONS = "dispute reasons"
    FORM = "form"
    DOUBLE_CHECK = "double check"
    DIALOG = "dialog"


LISTING = frozenset(
    {
        *(Scope.QUEUE, Scope.FOLLOW_UP, Scope.ACCOUNT, Scope.BATCH, Scope.GAP),
        *(Scope.CLAIMS, Scope.FEEDBACK, Scope.REASONS, Scope.PROCEDURES, Scope.OUTBOX, Scope.TEXTS, Scope.DIALOG),
    }
)
"""The scopes whose screens hold a list, so that the keys of a list are taken there."""

NEVER_FOOTER = 1000
_WRITERS = frozenset(
    {
        *("call", "receipt", "promise", "credit-note", "edit", "issue", "sent", "void", "snooze", "new"),
        *(
            *("pause", "block", "waive-step", "lift-hold", "skip"),
            "send-message",
            *("choose-procedure", "new-procedure", "use-procedure", "retire-procedure"),
            "apply-credit",
            "reverse",
            "withdraw",
            "lift-dispute",
            "take-back",
            "send-back",
            "settings",
            *("next-entry", "close-batch", "give-up-batch"),
            *("remind-me", "reminder-done", "change-reminder", "drop-reminder", "run"),
            *("recall", "arrived", "not-arrived", "works-again", "print-letters"),
            *("dispute", "dispute-note", "dispute-wait", "dispute-change"),
            *("dispute-file", "dispute-settle", "dispute-again", "dispute-close"),
            *("new-reason", "rename-reason", "retire-reason", "restore-reason", "feedback", "close-feedback"),
            *("new-claim", "charge-claim", "pay-claim", "waive-claim"),
            *("plan", "withdraw-plan"),
            *(f"outcome-{number}" for number in range(1, 7)),
        ),
    }
)


class Command(NamedTuple):
    """One thing the desk can do.

    `keys` are Textual's key names, the first one is shown. `footer` is the word shown beside the key, empty for
    never; a lower `rank` is shown first when the line is short.
    """

    id: str
    name: str
    sentence: str
    keys: tuple[str, ...]
    scopes: frozenset[Scope]
    footer: str = ""
    rank: int = NEVER_FOOTER

    @property
    def writes(self) -> bool:
        """Whether it changes the book, so that a desk open for viewing only refuses it."""
        return self.id in _WRITERS

    @property
    def method(self) -> str:
        """The method of a screen that carries this command out; numbered commands share one: `do_view(3)`."""
        return "do_" + self.id.rstrip("0123456789").rstrip("-").replace("-", "_")

    @property
    def arguments(self) -> tuple[int, ...]:
        """What the method is called with: the number of a numbered command, else nothing."""
        number = self.id.rpartition("-")[2]
        return (int(number),) if number.isdigit() else ()
