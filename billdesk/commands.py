"""The one registry of commands: what each is called, what it does in a sentence, its keys, and where it stands.

Key bindings, the footer, F1 help, the palette, the user's keymap and `docs/keys.md` are all made from `COMMANDS`.
What is done to a record has the same letter on every screen. `id` is what a keymap file names and is kept stable.
A screen carries out the command `copy-number` in its method `do_copy_number` and `view-3` in `do_view(3)`, and says
through `why_not` when it cannot. Nothing here imports Textual.
"""

from __future__ import annotations

from functools import cache

from billdesk.command import LISTING, Command, Scope
from billdesk.commands_of_cases import CASES
from billdesk.message_commands import MESSAGE_COMMANDS
from billdesk.procedure_commands import PROCEDURE_COMMANDS


def _on(*scopes: Scope) -> frozenset[Scope]:
    return frozenset(scopes)


_APP, _LIST, _QUEUE, _INVOICE = Scope.APP, Scope.LIST, Scope.QUEUE, Scope.INVOICE
_FOLLOW_UP, _ACCOUNT, _FORM, _DOUBLE_CHECK = Scope.FOLLOW_UP, Scope.ACCOUNT, Scope.FORM, Scope.DOUBLE_CHECK
_BATCH, _GAP, _CALENDAR, _CLAIMS = Scope.BATCH, Scope.GAP, Scope.CALENDAR, Scope.CLAIMS
_BRIEF, _RUN, _OUTBOX, _PLAN, _MESSAGE = Scope.BRIEF, Scope.RUN, Scope.OUTBOX, Scope.PLAN, Scope.MESSAGE
_RECORDS = _on(_QUEUE, _INVOICE, _FOLLOW_UP, _ACCOUNT)
_DISPUTE = Scope.DISPUTE
_TALKED = _RECORDS | {_DISPUTE}

COMMANDS: tuple[Command, ...] = (
    # The rows of a list
    Command("list-up", "Up", "One row up.", ("up", "k"), _on(_LIST)),
    Command("list-down", "Down", "One row down.", ("down", "j"), _on(_LIST)),
    Command("list-page-up", "Page up", "One page up.", ("pageup", "ctrl+u"), _on(_LIST)),
    Command("list-page-down", "Page down", "One page down.", ("pagedown", "ctrl+d"), _on(_LIST)),
    Command("list-first", "First", "To the first row.", ("home", "g"), _on(_LIST)),
    Command("list-last", "Last", "To the last row.", ("end", "G"), _on(_LIST)),
    Command("list-mark", "Mark", "Mark the row or take its mark away.", ("space",), _on(_LIST)),
    # The queue, and what can be done to a record from any screen that shows it
    Command(
        "open",
        "Open",
        "Open what the row stands for.",
        ("enter",),
        _on(*_RECORDS - {_INVOICE}, _GAP, _CALENDAR, _CLAIMS, _BRIEF, _RUN, _OUTBOX, _DISPUTE, Scope.FEEDBACK),
        "open",
        10,
    ),
    Command("call", "Log a contact", "Note a call, a mail or a letter, with its promise.", ("c",), _TALKED, "call", 20),
    Command("receipt", "Record a receipt", "Record money that came in.", ("r",), _RECORDS, "receipt", 30),
    Command("promise", "Record a promise", "Note a promise to pay and its day.", ("p",), _TALKED, "promise", 40),
    Command(
        "credit-note",
        "Credit note",
        "Correct an issued invoice, whole or by line.",
        ("k",),
        _on(_INVOICE, _DISPUTE),
        "credit",
        50,
    ),
    Command("edit", "Edit", "Change a draft, or an account's data.", ("e",), _on(_INVOICE, _ACCOUNT), "edit", 52),
    Command("issue", "Issue", "Give a draft invoice its number.", ("i",), _on(_QUEUE, _INVOICE), "issue", 54),
    Command("sent", "Mark sent", "Note that an issued invoice went out.", ("s",), _on(_QUEUE, _INVOICE), "sent", 56),
    Command(
        "void", "Void", "Give a draft up, or an issued one through a credit note.", ("x",), _on(_INVOICE), "void", 70
    ),
    Command("snooze", "Snooze", "Hide the row, or the marked ones, until a day.", ("z",), _on(_QUEUE), "snooze", 44),
    Command("filter", "Filter", "Show only the rows that match.", ("slash",), _on(_QUEUE), "filter", 46),
    Command(
        "find",
        "Find",
        "Find any account or invoice, also one there is nothing to do for.",
        ("ctrl+f",),
        _RECORDS,
        "find",
        63,
    ),
    Command("why", "Why", "What the row's place rests on, point by point.", ("question_mark",), _on(_QUEUE), "why", 48),
    Command("new", "New", "A new invoice, customer, receipt or batch.", ("n",), _on(_QUEUE, _ACCOUNT), "new", 49),
    Command(
        "follow-up",
        "Follow up",
        "Work the account: what to say and ask.",
        ("f",),
        _RECORDS - {_FOLLOW_UP} | {_CALENDAR, _RUN, _DISPUTE},
        "follow up",
        58,
    ),
    Command(
        "account",
        "Account",
        "The customer with everything open and settled.",
        ("a",),
        _RECORDS - {_ACCOUNT} | {_CALENDAR, _RUN, _DISPUTE},
        "account",
        60,
    ),
    Command(
        "apply-credit", "Apply credit", "Settle invoices with on-account credit.", ("o",), _RECORDS, "apply credit", 62
    ),
    Command(
        "take-back",
        "Take back",
        "Take back what you entered last, while it is held or just booked.",
        ("u",),
        _RECORDS | {_DISPUTE},
        "take back",
        68,
    ),
    Command(
        "reverse",
        "Reverse a receipt",
        "Take back a receipt that bounced or was wrong.",
        ("b",),
        _on(_INVOICE, _ACCOUNT),
        "reverse",
        72,
    ),
    Command(
        "withdraw",
        "Withdraw a promise",
        "Take a promise back, with the reason.",
        ("w",),
        _on(_INVOICE, _FOLLOW_UP, _ACCOUNT),
        "withdraw",
        74,
    ),
    Command(
        "lift-dispute",
        "Lift a dispute",
        "Claim a disputed invoice again, with the reason.",
        ("l",),
        _on(_INVOICE, _FOLLOW_UP),
        "lift dispute",
        75,
    ),
    Command(
        "claims",
        "Claims",
        "Interest and fees claimed, and how each was reckoned.",
        ("N",),
        _on(_INVOICE, _ACCOUNT),
        "claims",
        77,
    ),
    Command(
        "plan",
        "Plans",
        "Agree a plan of several promises, or look at one.",
        ("A",),
        _on(_INVOICE, _FOLLOW_UP, _ACCOUNT),
        "plans",
        73,
    ),
    Command(
        "print-plan", "Print", "Write the plan as one page of text beside the desk.", ("p",), _on(_PLAN), "print", 20
    ),
    Command(
        "withdraw-plan",
        "Withdraw the plan",
        "Take the whole plan back, with the reason.",
        ("w",),
        _on(_PLAN),
        "withdraw",
        30,
    ),
    Command("new-claim", "New claim", "Reckon what is owed and claim it.", ("n",), _on(_CLAIMS), "new claim", 20),
    Command(
        "charge-claim",
        "Mark charged",
        "Note that the customer was asked for the claim.",
        ("s",),
        _on(_CLAIMS),
        "charged",
        30,
    ),
    Command("pay-claim", "Paid", "Pay the claim from a receipt.", ("r",), _on(_CLAIMS), "paid", 40),
    Command("waive-claim", "Waive", "Give the claim up, with the reason.", ("w",), _on(_CLAIMS), "waive", 50),
    *MESSAGE_COMMANDS,
    Command("pause", "Pause", "Do not chase it before a day, with the reason.", ("h",), _RECORDS, "pause", 77),
    Command("block", "Block", "Do not chase it until that is lifted; or lift it.", ("H",), _RECORDS, "block", 79),
    Command(
        "list-next", "Ladder", "List what is open, the steps, or the story.", ("v",), _on(_FOLLOW_UP), "ladder", 32
    ),
    Command("skip", "Skip", "Leave the account until tomorrow, and go on.", ("z",), _on(_FOLLOW_UP), "skip", 36),
    Command("message", "Next message", "See the message that is due.", ("m",), _RECORDS - {_QUEUE}, "message", 25),
    Command("send-message", "Send", "Put the message into the outbox.", ("m", "enter"), _on(_MESSAGE), "send", 10),
    Command(
        "waive-step",
        "Leave out a step",
        "Leave out the next step, with the reason; or take that back.",
        ("t",),
        _on(_FOLLOW_UP),
        "leave out",
        73,
    ),
    *CASES,
    Command("copy-number", "Copy", "Copy the number to the clipboard.", ("y",), _TALKED, "copy", 80),
    Command(
        "settings",
        "Company settings",
        "The company's own name, address, VAT number and how it bills.",
        ("f9",),
        _RECORDS,
        "settings",
        82,
    ),
    Command("preview", "Preview", "Show or hide what is known of the row.", ("v",), _on(_QUEUE), "preview", 64),
    Command(
        "next-view",
        "Next view",
        "The next view of the queue.",
        ("tab", "right_square_bracket"),
        _on(_QUEUE),
        "view",
        66,
    ),
    Command("previous-view", "Previous view", "The view before.", ("shift+tab", "left_square_bracket"), _on(_QUEUE)),
    *(
        Command(f"view-{number}", f"View {number}", sentence, (str(number),), _on(_QUEUE))
        for number, sentence in enumerate(
            (
                "Everything there is to do.",
                "Drafts to finish.",
                "Issued invoices to send.",
                "Accounts to follow up.",
                "Promises to pay.",
                "What is overdue.",
                "Money not yet applied.",
                "The accounts that are mine.",
                "What is snoozed.",
            ),
            start=1,
        )
    ),
    Command("view-10", "Disputes", "Disputes, by the time that is left.", ("0", "D"), _on(_QUEUE)),
    # A record among the rows it was opened from
    Command(
        "next-record",
        "Next",
        "The next row of the queue, without going back.",
        ("right_square_bracket",),
        _on(_INVOICE, _FOLLOW_UP, _DISPUTE),
        "next",
        76,
    ),
    Command(
        "previous-record",
        "Previous",
        "The row before.",
        ("left_square_bracket",),
        _on(_INVOICE, _FOLLOW_UP, _DISPUTE),
        "previous",
        78,
    ),
    *PROCEDURE_COMMANDS,
    # A batch with control totals
    Command("next-entry", "Next entry", "Enter the next paper of the batch.", ("enter", "n"), _on(_BATCH), "next", 10),
    Command(
        "close-batch", "Close", "Close the batch if count and sum agree.", ("b",), _on(_BATCH, _GAP), "close batch", 20
    ),
    Command("show-entry", "Show", "Open what the entry was booked as.", ("t",), _on(_BATCH), "to the entry", 30),
    Command(
        "give-up-batch",
        "Give up",
        "Give the batch up, with the reason; its entries stay booked.",
        ("x",),
        _on(_BATCH, _GAP),
        "give up",
        70,
    ),
    # Own reminders and the calendar
    Command(
        "remind-me",
        "Own reminder",
        "Set a reminder about the record for a day.",
        ("R",),
        _RECORDS | {_CALENDAR, _RUN},
        "remind",
        65,
    ),
    Command("reminder-done", "Done", "Cross an own reminder off.", ("x",), _on(_QUEUE, _CALENDAR), "done", 57),
    Command("change-reminder", "Change", "Change an own reminder.", ("e",), _on(_QUEUE, _CALENDAR)),
    Command("drop-reminder", "Drop", "Drop an own reminder with its repeats.", ("X",), _on(_QUEUE, _CALENDAR)),
    Command("brief", "Morning brief", "What the day holds and the run would send.", ("b",), _on(_QUEUE), "brief", 59),
    Command("run", "Run", "Send what is due today, once its totals are typed again.", ("s",), _on(_BRIEF), "run", 20),
    Command("calendar", "Calendar", "What comes due in the four weeks ahead.", ("C",), _on(_QUEUE), "calendar", 67),
    Command("day-before", "Day before", "One day back.", ("left",), _on(_CALENDAR)),
    Command("day-after", "Day after", "One day on.", ("right",), _on(_CALENDAR)),
    Command("week-up", "Week before", "One week back.", ("up",), _on(_CALENDAR)),
    Command("week-down", "Week after", "One week on.", ("down",), _on(_CALENDAR)),
    Command("week-earlier", "Earlier", "Show a week earlier.", ("left_square_bracket",), _on(_CALENDAR), "earlier", 60),
    Command("week-later", "Later", "Show a week later.", ("right_square_bracket",), _on(_CALENDAR), "later", 61),
    # The outcome of a follow-up
    *(
        Command(f"outcome-{number}", name, sentence, (str(number),), _on(_FOLLOW_UP))
        for number, (name, sentence) in enumerate(
            (
                ("Reached", "Somebody was reached."),
                ("Not reached", "Nobody was reached."),
                ("Promised", "A promise to pay was made."),
                ("Disputes", "The customer disputes the invoice."),
                ("Says paid", "The customer says it is paid already."),
                ("Wrong person", "The wrong person was reached."),
            ),
            start=1,
        )
    ),
    # Forms and the double check
    Command(
        "review",
        "Double check",
        "Check the entry and go to the double check.",
        ("f2", "ctrl+s"),
        _on(_FORM),
        "double check",
        10,
    ),
    Command("take-draft", "Take it up", "Go on with the unfinished entry.", ("f5",), _on(_QUEUE, _FORM)),
    Command("discard-draft", "Discard", "Throw the unfinished entry away.", ("f6",), _on(_QUEUE, _FORM)),
    Command("pick", "Pick", "Choose from a list for this field.", ("f4",), _on(_FORM), "pick", 20),
    Command("delete-line", "Delete line", "Take the line away.", ("f7",), _on(_FORM), "delete line", 30),
    Command("undo-line", "Undo", "Bring the deleted line back.", ("ctrl+z",), _on(_FORM), "undo", 32),
    Command("keep-rest", "Keep rest", "Keep the rest as on-account credit.", ("f9",), _on(_FORM)),
    Command("confirm", "Confirm", "Save it, once every answer agrees.", ("f8",), _on(_DOUBLE_CHECK), "confirm", 10),
    Command(
        "to-field",
        "To the field",
        "Back to the field that does not agree.",
        ("f4", "ctrl+g"),
        _on(_DOUBLE_CHECK),
        "to that field",
        20,
    ),
    Command(
        "send-back",
        "Send it back",
        "Send the entry back to who entered it: the paper says something else.",
        ("f6",),
        _on(_DOUBLE_CHECK),
    ),
    Command("risk", "Risk", "What the entry's risk rests on, point by point.", ("f3",), _on(_DOUBLE_CHECK), "risk", 30),
    # Everywhere
    Command("back", "Back", "One level back; forms ask only if something changed.", ("escape",), _on(_APP), "back", 90),
    Command("refresh", "Refresh", "Read the book again; the cursor stays on its record.", ("ctrl+r",), _on(_APP)),
    Command("palette", "Commands", "Every command, to search and run.", ("ctrl+p", "colon"), _on(_APP), "commands", 95),
    Command("theme", "Light or dark", "Change between the light and the dark look.", ("f12",), _on(_APP)),
    Command("help", "Help", "The keys that work here.", ("f1", "question_mark"), _on(_APP), "help", 0),
    Command("quit", "Quit", "Leave the desk; unfinished entries are kept.", ("ctrl+q", "Q"), _on(_APP)),
)


@cache
def by_id() -> dict[str, Command]:
    """Every command by its id."""
    return {command.id: command for command in COMMANDS}


def command(command_id: str) -> Command:
    """The command of that id; `KeyError` when there is none (a defect of the caller, not of the user)."""
    return by_id()[command_id]


@cache
def commands_of(scope: Scope) -> tuple[Command, ...]:
    """The commands of a scope in the order of the registry, without those that work everywhere."""
    return tuple(item for item in COMMANDS if scope in item.scopes)


@cache
def reachable(scope: Scope) -> tuple[Command, ...]:
    """Everything that can be done on a screen of that scope: its list's, its own, then what works everywhere."""
    lists = commands_of(Scope.LIST) if scope in LISTING else ()
    own = () if scope is Scope.APP else commands_of(scope)
    return lists + own + commands_of(Scope.APP)
