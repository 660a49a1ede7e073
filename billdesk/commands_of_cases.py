"""The commands of disputes and feedback: part of the one registry in `billdesk/commands.py`."""

from __future__ import annotations

from billdesk.command import Command, Scope

_RECORDS = frozenset({Scope.QUEUE, Scope.INVOICE, Scope.FOLLOW_UP, Scope.ACCOUNT})
_IT = frozenset({Scope.DISPUTE})
_QUEUE = frozenset({Scope.QUEUE})
_REVIEW = frozenset({Scope.FEEDBACK})
_REASONS = frozenset({Scope.REASONS})
_NOT_A_SCREEN = frozenset({Scope.APP, Scope.LIST, Scope.FORM, Scope.DOUBLE_CHECK, Scope.DIALOG})
_SCREENS = frozenset(Scope) - _NOT_A_SCREEN

CASES: tuple[Command, ...] = (
    Command("dispute", "Dispute", "Open a dispute, or go on with the one there is.", ("d",), _RECORDS, "dispute", 57),
    Command("dispute-note", "Note", "Note what was said, sent or done.", ("n",), _IT, "note", 12),
    Command("dispute-wait", "Waiting on", "Say whom it waits on.", ("w",), _IT, "waiting on", 14),
    Command("dispute-settle", "Settle", "Say who was right, what is credited, and why.", ("s",), _IT, "settle", 16),
    Command("dispute-change", "Change", "Change owner, priority, amount or reason.", ("e",), _IT, "change", 18),
    Command("dispute-file", "Attach", "Attach a file by its path.", ("t",), _IT, "attach", 22),
    Command("dispute-again", "Take up again", "Take a settled dispute up again.", ("o",), _IT, "take up again", 24),
    Command("dispute-close", "Close", "Close it with what was credited of it so far.", ("x",), _IT, "close", 26),
    Command("feedback", "Feedback", "Note praise, a complaint or an idea.", ("exclamation_mark",), _SCREENS),
    Command("feedback-review", "Review feedback", "What was said by theme, and what is open.", ("B",), _QUEUE),
    Command("dispute-reasons", "Reasons", "The reasons for disputes: add, rename or retire.", ("E",), _IT | _QUEUE),
    Command("rename-reason", "Rename", "Call the reason otherwise.", ("enter", "e"), _REASONS, "rename", 10),
    Command("new-reason", "New", "Add a reason of your own.", ("n",), _REASONS, "new", 20),
    Command("retire-reason", "Retire", "Offer it no more; old disputes keep it.", ("x",), _REASONS, "retire", 30),
    Command("restore-reason", "Offer again", "Offer a retired reason again.", ("o",), _REASONS, "offer again", 40),
    Command("close-feedback", "We changed", "Close it by what was changed.", ("s",), _REVIEW, "we changed", 12),
)
