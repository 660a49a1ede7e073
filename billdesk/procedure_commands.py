"""The commands of the page of procedures, and the choice of one for a record. Part of the registry in `commands`."""

from __future__ import annotations

from billdesk.command import Command, Scope

_PAGE = frozenset({Scope.PROCEDURES})

PROCEDURE_COMMANDS: tuple[Command, ...] = (
    Command(
        "procedures",
        "Procedures",
        "How the follow-up goes, step by step, and what is held back.",
        ("P",),
        frozenset({Scope.QUEUE}),
        "procedures",
        84,
    ),
    Command(
        "choose-procedure",
        "Procedure",
        "Choose how this account or invoice is followed up.",
        ("P",),
        frozenset({Scope.INVOICE, Scope.ACCOUNT}),
        "procedure",
        84,
    ),
    Command("open-entry", "Open", "Change the procedure, or open the account.", ("enter", "e"), _PAGE, "open", 10),
    Command("new-procedure", "New", "A new procedure, made from this one.", ("n",), _PAGE, "new from it", 20),
    Command("use-procedure", "Use", "Let the desk follow up by this procedure.", ("s",), _PAGE, "desk uses it", 30),
    Command("try-procedure", "Try", "Replay the last year by this procedure.", ("w",), _PAGE, "last year", 40),
    Command("retire-procedure", "Retire", "Offer the procedure no more.", ("x",), _PAGE, "retire", 60),
    Command("lift-hold", "Lift", "Lift the pause or block under the cursor.", ("l",), _PAGE, "lift", 50),
)
