"""What may be decided about the follow-up: the rules of holds, waivers and procedures, apart from the book."""

from __future__ import annotations

from datetime import date, timedelta

from billdesk.domain.dates import say_day
from billdesk.domain.errors import InputError
from billdesk.domain.followup.drafts import HoldDraft, WaiveDraft
from billdesk.domain.followup.events import Ladder, Purpose, SendingState
from billdesk.domain.followup.facts import Item
from billdesk.domain.followup.holds import held_by_tries
from billdesk.domain.followup.procedures import Procedure
from billdesk.domain.followup.reasons import sentence

LONGEST_PAUSE = 366
"""Days. Who is not to be chased for longer is blocked: that stays on the list until somebody lifts it."""
LONGEST_NAME = 40
MOST_STEPS = 12
LAST_DAY = 1_000
"""No step comes later than so many days past due."""
_REASON = "Say why in a few words; whoever sees it later needs them."


def check_hold(draft: HoldDraft, today: date) -> None:
    """Raise `InputError` for a pause or block that cannot be, with the field's own sentence."""
    check_until(draft.until, today)
    check_reason(draft.reason)


def check_until(until: date | None, today: date) -> None:
    """Raise `InputError` for a day on which no pause can end."""
    if until is None:
        return
    if until <= today:
        raise InputError(f"A pause ends after today; {say_day(until)} is not later.", "Give a later day.")
    if until > today + timedelta(days=LONGEST_PAUSE):
        raise InputError("A pause ends within a year.", "Give a nearer day, or block it until somebody lifts that.")


def check_reason(reason: str) -> None:
    """Raise `InputError` for a decision without its reason."""
    if not reason.strip():
        raise InputError("This needs its reason.", _REASON)


def check_waiver(draft: WaiveDraft) -> None:
    """Raise `InputError` for a waiver without steps or reason."""
    if not draft.steps:
        raise InputError("No step is named.", "Choose the invoices whose next step is left out.")
    check_reason(draft.reason)


def why_not_waived(item: Item, ladder: Ladder, procedure: Procedure, step: int, as_of: date) -> str | None:
    """Why `step` of an item cannot be left out; `None` when it is the next one and nobody can receive it any more."""
    following = ladder.reached + 1
    if following > len(procedure.steps):
        return f"All steps of {item.number} are done; there is none to leave out."
    if step != following:
        return f"Step {step} of {item.number} is not its next one; that is step {following}."
    for reason in held_by_tries(ladder, Purpose.REMINDER, step, as_of):
        if reason.free_on is None:
            return f"{item.number}: {sentence(reason)}"
    return None


def why_waiver_stays(number: str, step: int, ladder: Ladder) -> str | None:
    """Why the waiver of `step` of an item cannot be taken back: a later step went out, was left out too, or may be on
    its way; `None` when it is the last one. A message that failed reached nobody: nothing was built on the waiver."""
    done = next((later for later in sorted(ladder.done) if later > step), None)
    if done is not None:
        return f"Step {done} of {number} was done after it, so step {step} stays left out."
    for purpose, later, state, _ in ladder.tried:
        if purpose is Purpose.REMINDER and later > step and state is not SendingState.FAILED:
            return f"Step {later} of {number} may be on its way, so step {step} stays left out."
    return None


def check_procedure(procedure: Procedure) -> None:
    """Raise `InputError` for a procedure that cannot be stored; a ladder nobody could climb was refused before."""
    if not procedure.name.strip() or procedure.name != procedure.name.strip():
        raise InputError("A procedure needs a name.", "Give it a short one, without spaces around it.")
    if len(procedure.name) > LONGEST_NAME:
        raise InputError(f"The name is longer than {LONGEST_NAME} characters.", "Give a shorter one.")
    if len(procedure.steps) > MOST_STEPS:
        raise InputError(f"A procedure has at most {MOST_STEPS} steps.", "Leave some out.")
    if procedure.steps[-1].days > LAST_DAY:
        raise InputError(f"No step comes later than {LAST_DAY:,} days past due.", "Give fewer days.")
    if any(not step.template.strip() for step in procedure.steps):
        raise InputError("A step needs a template.", "Name one for each step.")
