"""What to ask next in a dispute, by its reason: the four questions, whom to ask and what proves the answer.

From the trade's practice: a case that begins with the right four questions is settled at the first contact more often
than one that begins with "we will look into it".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count
from typing import Final

from billdesk.domain.errors import InputError, RuleError


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, who can answer it, and what proves the answer."""

    question: str
    whom: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an invoice is disputed. `retired` ones are not offered any more; those of old cases keep their label.

    `version` is that of the desk's own row; 0 where it stands as the program has it.
    """

    code: str
    label: str
    retired: bool = False
    version: int = 0


OTHER: Final = "other"
MOST_CODE: Final = 30

REASONS: Final = (
    Reason("price", "price"),
    Reason("quantity", "quantity"),
    Reason("quality", "quality"),
    Reason("not-ordered", "not ordered"),
    Reason("not-received", "not received"),
    Reason("already-paid", "already paid"),
    Reason("wrong-party", "wrong customer or PO"),
    Reason("tax", "tax"),
    Reason("duplicate", "duplicate"),
    Reason("service", "service"),
    Reason(OTHER, "other"),
)
"""The reasons that come with the program."""

_GUIDES: Final[dict[str, tuple[Ask, Ask, Ask, Ask]]] = {
    "price": (
        Ask("Which price was agreed, for which line, and since when?", "customer", "their order or our offer"),
        Ask("Is there a contract, price list or discount we did not apply?", "sales", "contract or price list"),
        Ask("Who agreed to another price, and when?", "sales", "mail or note of the call"),
        Ask("Is the rest of the invoice right and payable now?", "customer", "a promise for the rest"),
    ),
    "quantity": (
        Ask("How much arrived, of which line, and on which day?", "customer", "signed delivery note"),
        Ask("What left our house?", "logistics", "packing list, carrier's proof"),
        Ask("Was a part delivered later, or is one still to come?", "logistics", "delivery plan"),
        Ask("Will they pay for what arrived now?", "customer", "a promise for the rest"),
    ),
    "quality": (
        Ask("What exactly is wrong, with which item, since when?", "customer", "photos, test report"),
        Ask("Was it reported in time, and to whom?", "customer", "first report with its day"),
        Ask("Is it ours to mend, and what does that take?", "service", "finding of service"),
        Ask("Do they want it mended, replaced, or a lower price?", "customer", "their answer in writing"),
    ),
    "not-ordered": (
        Ask("Who at the customer could have ordered, and in which system?", "customer", "their order book"),
        Ask("Which order do we have, from whom and of what day?", "sales", "the order or the mail"),
        Ask("Did they use what was delivered?", "customer", "delivery note, time sheet"),
        Ask("Can it be ordered afterwards, or does it go back?", "customer", "order number, or the return"),
    ),
    "not-received": (
        Ask("Is it the goods or the invoice that did not arrive?", "customer", "their answer"),
        Ask("When was it delivered, to which address, signed by whom?", "logistics", "proof of delivery"),
        Ask("Is the address we have right for goods and for invoices?", "customer", "the address in writing"),
        Ask("If it is only the paper: pays it now against a copy?", "customer", "copy sent, a promise"),
    ),
    "already-paid": (
        Ask("On which day, what amount, from which account?", "customer", "payment advice or bank receipt"),
        Ask("To which of our accounts, with which reference?", "customer", "payment advice"),
        Ask("Is it unapplied on this account or on a similar one?", "finance", "bank statement of that day"),
        Ask("Was it paid together with others or less a deduction?", "customer", "list of what was paid"),
    ),
    "wrong-party": (
        Ask("Who is the right company, with which address and tax id?", "customer", "their answer in writing"),
        Ask("Which order number must stand on the invoice?", "customer", "the order"),
        Ask("Whom did we sell to?", "sales", "the order or the contract"),
        Ask("Will a corrected invoice be paid by the old due day?", "customer", "a promise"),
    ),
    "tax": (
        Ask("Which rate do they expect, and by which rule?", "customer", "the rule, or their tax office's answer"),
        Ask("Is their tax id right and valid on the invoice's date?", "customer", "result of the tax id check"),
        Ask("Where was it supplied, and who owes the tax there?", "finance", "delivery note, contract"),
        Ask("Is the net amount agreed and payable now?", "customer", "a promise for the net"),
    ),
    "duplicate": (
        Ask("Which other invoice is it the double of?", "customer", "its number"),
        Ask("Are date, order and delivery the same on both?", "finance", "both invoices"),
        Ask("Was it delivered twice?", "logistics", "both delivery notes"),
        Ask("Which of the two do they have in their books?", "customer", "their list of open items"),
    ),
    "service": (
        Ask("What was agreed, and what was done on which day?", "customer", "contract, time sheet"),
        Ask("Who accepted the work?", "customer", "signed report"),
        Ask("What does the person who did it say?", "service", "their own note"),
        Ask("What would make it right: a second visit or a lower price?", "customer", "their answer in writing"),
    ),
    OTHER: (
        Ask("What exactly is wrong, in their own words?", "customer", "their mail or note of the call"),
        Ask("Which amount of it is disputed, and which is not?", "customer", "the lines they name"),
        Ask("Who at our side can decide it?", "sales", "their answer with its day"),
        Ask("What do they need from us, and until when?", "customer", "a day for the answer"),
    ),
}


def guide(code: str) -> tuple[Ask, Ask, Ask, Ask]:
    """The four next questions for a reason; those of `other` for one that the desk added."""
    return _GUIDES.get(code, _GUIDES[OTHER])


def is_of_program(code: str) -> bool:
    """Whether a reason comes with the program."""
    return code in _GUIDES


def code_for(label: str, reasons: Iterable[Reason]) -> str:
    """A code for a new reason, made of its label: `weighs-less`, and with a number behind where it is taken."""
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode("ascii")
    stem = "-".join(re.findall(r"[0-9a-z]+", plain))[:MOST_CODE] or "own"
    taken = {reason.code for reason in reasons}
    return next(code for code in chain([stem], (f"{stem}-{place}" for place in count(2))) if code not in taken)


def refuse_label(code: str, label: str, reasons: Iterable[Reason]) -> None:
    """Raise `RuleError` for a label that another reason has, or that would be read as a number of the list."""
    if label.isdecimal():
        raise RuleError("A reason is a word, not a number.", "A number chooses one of the list.")
    typed = label.casefold()
    others = [one for one in reasons if one.code != code and typed in (one.code.casefold(), one.label.casefold())]
    if others:
        retired = ", which is retired" if others[0].retired else ""
        raise RuleError(f"There is a reason {others[0].label} already{retired}.", "Give another name, or use that one.")


def pick_reason(text: str, reasons: tuple[Reason, ...]) -> str:
    """The code of the reason that `text` spells, begins or numbers. Raises `InputError` when none or several do."""
    offered = [reason for reason in reasons if not reason.retired]
    typed = text.casefold().strip()
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(offered):
        return offered[int(typed) - 1].code
    same = [reason for reason in offered if typed in (reason.code.casefold(), reason.label.casefold())]
    found = same or [reason for reason in offered if typed and reason.label.casefold().startswith(typed)]
    if len(found) != 1:
        raise InputError(f"The reason is one of: {', '.join(one.label for one in found or offered)}.")
    return found[0].code
