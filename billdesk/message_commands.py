"""The commands of messages: the outbox, and the texts with their preview."""

from __future__ import annotations

from billdesk.command import Command, Scope

_OUTBOX = frozenset({Scope.OUTBOX})
_DAY = frozenset({Scope.QUEUE, Scope.BRIEF})
_TEXTS = frozenset({Scope.TEXTS})
_RECORDS = frozenset({Scope.QUEUE, Scope.INVOICE, Scope.FOLLOW_UP, Scope.ACCOUNT})

MESSAGE_COMMANDS: tuple[Command, ...] = (
    Command(
        "outbox",
        "Outbox",
        "Messages that wait, failed or went out.",
        ("O",),
        frozenset({Scope.QUEUE, Scope.BRIEF}),
        "outbox",
        145,
    ),
    Command("recall", "Call back", "Call the message back before it goes out.", ("u",), _OUTBOX, "call back", 20),
    Command(
        "arrived",
        "It arrived",
        "Say that the message arrived, or that the printed letters were posted.",
        ("s",),
        _OUTBOX,
        "arrived",
        30,
    ),
    Command(
        "not-arrived",
        "It did not arrive",
        "Say that the message did not arrive, or came back.",
        ("f",),
        _OUTBOX,
        "not arrived",
        40,
    ),
    Command("works-again", "Works again", "Let the address be written to again.", ("w",), _OUTBOX, "works again", 60),
    Command("print-letters", "Print", "Write all letters into a file to print.", ("p",), _OUTBOX, "print", 50),
    Command("texts", "Texts", "What the follow-up would write to this account, in every tone.", ("T",), _RECORDS),
    Command("next-language", "Language", "Show the texts in the next language.", ("l",), _TEXTS, "language", 20),
    Command("own-text", "Change", "Make a copy of the text for you to change.", ("e",), _TEXTS, "change", 30),
)
