"""The short forms that keep the follow-up from an account: pause or block, lift, leave out a step, take that back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.followup.deciding import check_until
from billdesk.domain.followup.drafts import HoldDraft, LiftDraft, LiftWaiverDraft, WaiveDraft
from billdesk.domain.followup.reviews import review_hold, review_lift, review_lift_waiver, review_waive
from billdesk.domain.followup.views import HoldView, NextStep, WaiverView, say_hold, say_waiver
from billdesk.text import inert
from screens.forms.base import FormScreen
from screens.forms.fields import FieldLine
from screens.forms.kinds import day_field, reason_field, word_field

if TYPE_CHECKING:
    from billdesk.services.desk import Desk
    from screens.holding_back import Whose

ACCOUNT = "account"


class HoldForm(FormScreen[HoldDraft, int]):
    """What pausing and blocking have in common; both end with the id of the hold."""

    WORD: ClassVar[str] = ""
    PAST: ClassVar[str] = ""

    def __init__(self, today: date, whose: Whose) -> None:
        subject = f"invoice:{whose.invoice_id}" if whose.invoice_id else f"customer:{whose.customer_id}"
        super().__init__(today, subject=subject, person=whose.name)
        self.whose = whose
        scopes = (whose.number, ACCOUNT) if whose.invoice_id is not None else (ACCOUNT,)
        self._of = FieldLine(word_field("of", "Of it", scopes, default=scopes[0], width=20))
        self._why = FieldLine(reason_field())

    def heading(self) -> str:
        """Whose follow-up."""
        return f"{self.WORD} the follow-up of {self.whose.name}"

    def parts(self) -> ComposeResult:
        """What of it, where there is a choice, and why."""
        if self.whose.invoice_id is not None:
            yield self._of
        yield self._why

    def build(self) -> HoldDraft:
        """The hold, without an end."""
        invoice_id = None if self._of.value() == ACCOUNT else self.whose.invoice_id
        return HoldDraft(self.uid, self.whose.customer_id, self._why.value(), invoice_id=invoice_id)

    def examine(self, desk: Desk, draft: HoldDraft) -> Review[HoldDraft]:
        """What it takes the place of."""
        from billdesk.services import holds

        same = (one for one in holds.live(desk, draft.customer_id) if one.until and not one.currency)
        before = next((one for one in same if one.invoice_id == draft.invoice_id), None)
        number = self.whose.number if draft.invoice_id is not None else ""
        return review_hold(draft, self.whose.said, number, before, self.today)

    def saved(self, result: int) -> str:
        """The note."""
        return f"The follow-up of {self.whose.name} is {self.PAST}."


class BlockForm(HoldForm):
    """`BlockForm(today, whose)` ends with the id of the block."""

    KIND: ClassVar[str] = "block"
    WORD, PAST = "Block", "blocked"

    def save(self, desk: Desk, confirmed: Confirmed[HoldDraft]) -> int:
        """Book it."""
        from billdesk.services import holds

        return holds.hold(desk, confirmed)


class PauseForm(HoldForm):
    """`PauseForm(today, whose)` ends with the id of the pause."""

    KIND: ClassVar[str] = "pause"
    WORD, PAST = "Pause", "paused"

    def __init__(self, today: date, whose: Whose) -> None:
        super().__init__(today, whose)
        self._until = FieldLine(day_field("until", "Until", today, forward=True))

    def parts(self) -> ComposeResult:
        """Until when, besides."""
        *before, why = super().parts()
        yield from (*before, self._until, why)

    def build(self) -> HoldDraft:
        """The hold, with its end."""
        until = self._until.value()
        check_until(until, self.today)
        return replace(super().build(), until=until)

    def save(self, desk: Desk, confirmed: Confirmed[HoldDraft]) -> int:
        """Book it."""
        from billdesk.services import holds

        return holds.hold(desk, confirmed)


class LiftForm(FormScreen[LiftDraft, bool]):
    """`LiftForm(today, hold)` ends with `True` when the pause or block is over."""

    KIND: ClassVar[str] = "lifting of a pause or block"

    def __init__(self, today: date, hold: HoldView) -> None:
        super().__init__(today, subject=f"follow_up_hold:{hold.id}", person=hold.name)
        self.hold = hold
        self._why = FieldLine(reason_field())

    def heading(self) -> str:
        """Which one."""
        return f"Lift the {'pause' if self.hold.until else 'block'} of {self.hold.name}"

    def parts(self) -> ComposeResult:
        """What holds now, in full, and why it ends."""
        yield Static(inert(say_hold(self.hold)), classes="note")
        yield self._why

    def build(self) -> LiftDraft:
        """The hold and the reason."""
        return LiftDraft(self.hold.id, self._why.value())

    def examine(self, desk: Desk, draft: LiftDraft) -> Review[LiftDraft]:
        """Nothing to check beyond the fields."""
        return review_lift(draft, self.hold)

    def save(self, desk: Desk, confirmed: Confirmed[LiftDraft]) -> bool:
        """End it."""
        from billdesk.services import holds

        holds.lift(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return f"The {'pause' if self.hold.until else 'block'} of {self.hold.name} is lifted."


class WaiveForm(FormScreen[WaiveDraft, bool]):
    """`WaiveForm(today, whose, steps)` ends with `True` when the next step of these is left out."""

    KIND: ClassVar[str] = "waiver"

    def __init__(self, today: date, whose: Whose, steps: Sequence[NextStep]) -> None:
        super().__init__(today, subject=f"customer:{whose.customer_id}", person=whose.name)
        self.whose, self.steps = whose, tuple(steps)
        self._why = FieldLine(reason_field())

    def heading(self) -> str:
        """Which step of what."""
        if len(self.steps) == 1:
            one = self.steps[0]
            return f"Leave out step {one.step} of {one.number}, {self.whose.name}"
        return f"Leave out the next step of {len(self.steps)} items, {self.whose.name}"

    def parts(self) -> ComposeResult:
        """Why."""
        yield self._why

    def build(self) -> WaiveDraft:
        """The steps and the reason."""
        steps = tuple((one.instalment_id, one.step) for one in self.steps)
        return WaiveDraft(self.uid, self.whose.customer_id, steps, self._why.value())

    def examine(self, desk: Desk, draft: WaiveDraft) -> Review[WaiveDraft]:
        """Nothing to check beyond the fields."""
        return review_waive(draft, self.whose.said, self.steps)

    def save(self, desk: Desk, confirmed: Confirmed[WaiveDraft]) -> bool:
        """Leave them out."""
        from billdesk.services import holds

        holds.waive(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return "The step is left out." if len(self.steps) == 1 else f"{len(self.steps)} steps are left out."


class LiftWaiverForm(FormScreen[LiftWaiverDraft, bool]):
    """`LiftWaiverForm(today, whose, waiver)` ends with `True` when the step that was left out comes after all."""

    KIND: ClassVar[str] = "taking back of a waiver"

    def __init__(self, today: date, whose: Whose, waiver: WaiverView) -> None:
        super().__init__(today, subject=f"step_waiver:{waiver.id}", person=whose.name)
        self.whose, self.waiver = whose, waiver
        self._why = FieldLine(reason_field())

    def heading(self) -> str:
        """Which step of what."""
        return f"Let step {self.waiver.step} of {self.waiver.number} come after all, {self.whose.name}"

    def parts(self) -> ComposeResult:
        """What was left out and why, and why that ends."""
        yield Static(inert(say_waiver(self.waiver)), classes="note")
        yield self._why

    def build(self) -> LiftWaiverDraft:
        """The waiver and the reason."""
        return LiftWaiverDraft(self.waiver.id, self._why.value())

    def examine(self, desk: Desk, draft: LiftWaiverDraft) -> Review[LiftWaiverDraft]:
        """The service looks at what came after it."""
        return review_lift_waiver(draft, self.waiver, self.whose.said)

    def save(self, desk: Desk, confirmed: Confirmed[LiftWaiverDraft]) -> bool:
        """Let it come."""
        from billdesk.services import holds

        holds.lift_waiver(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return f"Step {self.waiver.step} of {self.waiver.number} is no longer left out."
