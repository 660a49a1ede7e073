"""Claims of interest and fees: make one, waive it, note that it was charged, pay it from a receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from billdesk.domain.claim_reviews import review_charge, review_claim, review_pay, review_waive
from billdesk.domain.claims import (
    ChargeClaimDraft,
    ClaimDraft,
    ClaimKind,
    ClaimView,
    ClaimWish,
    PayClaimDraft,
    WaiveClaimDraft,
)
from billdesk.domain.dates import say_day
from billdesk.domain.double_check import Confirmed, Review
from billdesk.domain.errors import InputError
from billdesk.domain.held import HeldEntry, HeldKind, say_waiting
from billdesk.domain.interest.rules import RULES, parse_rule
from billdesk.domain.money import Money, format_minor, format_money
from billdesk.domain.records import InvoiceView, ReceiptItem
from billdesk.text import inert
from screens.forms.base import FormScreen
from screens.forms.fields import FieldLine, FieldSpec
from screens.forms.kinds import day_field, enum_field, money_field, reason_field, text_field, word_field
from screens.forms.small import WAYS

if TYPE_CHECKING:
    from billdesk.services.desk import Desk

_NO, _YES = "no", "yes"


class ClaimForm(FormScreen[ClaimDraft, int]):
    """`ClaimForm(today, invoice, rule, settings)` ends with the id of the claim.

    `rule` is proposed; `settings` is the folder with the user's own rates.
    """

    KIND: ClassVar[str] = "claim"

    def __init__(self, today: date, invoice: InvoiceView, rule: str, settings: Path | None) -> None:
        super().__init__(today, subject=f"invoice:{invoice.id}", person=invoice.customer_name)
        self.invoice = invoice
        self._settings = settings
        self._kind = FieldLine(enum_field("kind", "Claim", ClaimKind, numbered=True), ClaimKind.INTEREST.value)
        self._rule = FieldLine(_rule_field(), rule)
        self._upto = FieldLine(day_field("upto", "Counted to", today, default="today"))
        self._for = FieldLine(text_field("for", "For", hint="second reminder", required=True, width=40))
        self._fee = FieldLine(money_field("fee", "Fee", lambda: invoice.currency, aliases=("total",)))

    def heading(self) -> str:
        """On which invoice."""
        return f"Claim on {self.invoice.number or 'draft'}, {self.invoice.customer_name}"

    def parts(self) -> ComposeResult:
        """The kind, then the rule and the day, or what the fee is for."""
        yield from (self._kind, self._rule, self._upto, self._for, self._fee)

    def edited(self) -> None:
        """A fee needs other fields than what is reckoned."""
        is_fee = self._kind.readable() is ClaimKind.FEE
        self._rule.display = self._upto.display = not is_fee
        self._for.display = self._fee.display = is_fee

    def build(self) -> ClaimDraft:
        """What is wished; the amount comes from reckoning."""
        kind = self._kind.value()
        if kind is ClaimKind.FEE:
            fee = self._fee.value()
            return ClaimDraft(self.uid, ClaimWish(self.invoice.id, kind, self._for.value(), self.today, fee), fee)
        wish = ClaimWish(self.invoice.id, kind, self._rule.value(), self._upto.value())
        return ClaimDraft(self.uid, wish, Money(0, self.invoice.currency))

    def examine(self, desk: Desk, draft: ClaimDraft) -> Review[ClaimDraft]:
        """Reckon what it comes to."""
        from billdesk.services import claims

        found = claims.reckon(desk, draft.wish, self._settings)
        return review_claim(replace(draft, amount=found.amount), found, self.invoice)

    def save(self, desk: Desk, confirmed: Confirmed[ClaimDraft]) -> int:
        """Book it."""
        from billdesk.services import claims

        return claims.claim(desk, confirmed, self._settings)

    def saved(self, result: int) -> str:
        """The note."""
        return f"Claimed on {self.invoice.number}; the invoice stays as it is."


def _rule_field() -> FieldSpec[str]:
    """A rule of interest by its name, or a rate of the contract."""
    return FieldSpec(
        "rule",
        "Under",
        lambda text: str(parse_rule(text)),
        say=lambda text: parse_rule(text).title,
        hint=f"{', '.join(RULES)}, 9 % a year",
        required=True,
        width=20,
        choices=tuple(RULES),
    )


class WaiveClaimForm(FormScreen[WaiveClaimDraft, HeldEntry | bool]):
    """`WaiveClaimForm(today, claim)` ends with `True` when the claim was given up, or with the entry that waits."""

    KIND: ClassVar[str] = "waiving of a claim"

    def __init__(self, today: date, claim: ClaimView) -> None:
        super().__init__(today, subject=f"claim:{claim.id}", person=claim.customer_name)
        self.claim = claim
        self._why = FieldLine(reason_field())
        self._in_error = FieldLine(word_field("in_error", "Made in error", (_NO, _YES), default=_NO))

    def heading(self) -> str:
        """Which claim."""
        return f"Waive the {self.claim.kind.value} on {self.claim.number}, {self.claim.customer_name}"

    def parts(self) -> ComposeResult:
        """Why, and whether it should never have been made."""
        yield Static(inert(_worth(self.claim)), classes="note")
        yield from (self._why, self._in_error)

    def build(self) -> WaiveClaimDraft:
        """The claim and the reason."""
        one, in_error = self.claim, self._in_error.value() == _YES
        return WaiveClaimDraft(self.uid, one.id, one.version, one.owed, one.upto, self._why.value(), in_error)

    def examine(self, desk: Desk, draft: WaiveClaimDraft) -> Review[WaiveClaimDraft]:
        """Whether a second person has to agree."""
        from billdesk.services import held

        return held.with_course(desk, review_waive(draft, self.claim), HeldKind.CLAIM_WAIVER, draft.amount)

    def save(self, desk: Desk, confirmed: Confirmed[WaiveClaimDraft]) -> HeldEntry | bool:
        """Give it up, or let it wait for a second person."""
        from billdesk.services import held

        return held.waive_claim(desk, confirmed) or True

    def saved(self, result: HeldEntry | bool) -> str:
        """The note."""
        return (
            say_waiting(result, self.key_of("take-back")) if isinstance(result, HeldEntry) else "The claim is waived."
        )


class ChargeClaimForm(FormScreen[ChargeClaimDraft, bool]):
    """`ChargeClaimForm(today, claim)` ends with `True` when it was noted that the customer was asked for it."""

    KIND: ClassVar[str] = "charging of a claim"

    def __init__(self, today: date, claim: ClaimView) -> None:
        super().__init__(today, subject=f"claim:{claim.id}", person=claim.customer_name)
        self.claim = claim
        self._charged_on = FieldLine(day_field("charged_on", "Charged on", today, default="today"))
        self._how = FieldLine(word_field("how", "How", WAYS, default=WAYS[0]))

    def heading(self) -> str:
        """Which claim."""
        return f"Charge the {self.claim.kind.value} on {self.claim.number}, {self.claim.customer_name}"

    def parts(self) -> ComposeResult:
        """When and how."""
        yield Static(inert(_worth(self.claim)), classes="note")
        yield from (self._charged_on, self._how)

    def build(self) -> ChargeClaimDraft:
        """The note."""
        return ChargeClaimDraft(self.claim.id, self.claim.version, self._charged_on.value(), self._how.value())

    def examine(self, desk: Desk, draft: ChargeClaimDraft) -> Review[ChargeClaimDraft]:
        """The service looks at the day."""
        return review_charge(draft, self.claim, self.today)

    def save(self, desk: Desk, confirmed: Confirmed[ChargeClaimDraft]) -> bool:
        """Note it."""
        from billdesk.services import claims

        claims.charge(desk, confirmed)
        return True

    def saved(self, result: bool) -> str:
        """The note."""
        return "The claim is noted as charged."


class PayClaimForm(FormScreen[PayClaimDraft, HeldEntry | bool]):
    """`PayClaimForm(today, claim, receipt)` ends with `True` when the receipt paid the claim or a part of it, or with
    the entry that waits."""

    KIND: ClassVar[str] = "payment of a claim"

    def __init__(self, today: date, claim: ClaimView, receipt: ReceiptItem) -> None:
        super().__init__(today, subject=f"claim:{claim.id}", person=claim.customer_name)
        self.claim = claim
        self.receipt = receipt
        most = format_minor(min(claim.owed.minor, receipt.unapplied_minor), claim.currency)
        self._amount = FieldLine(money_field("amount", "Amount", lambda: claim.currency, aliases=("total",)), most)
        self._paid_on = FieldLine(day_field("paid_on", "Paid on", today, default="today"))

    def heading(self) -> str:
        """Which claim."""
        return f"Pay the {self.claim.kind.value} on {self.claim.number}, {self.claim.customer_name}"

    def parts(self) -> ComposeResult:
        """The claim, the receipt, how much of the one is paid from the other, and the day."""
        left = format_money(self.receipt.unapplied_minor, self.receipt.currency)
        what = f"{say_day(self.receipt.received_on)}  {self.receipt.method}  {self.receipt.reference}  {left} unapplied"
        yield Static(inert(_worth(self.claim)), classes="note")
        yield Static(inert(what), classes="note")
        yield from (self._amount, self._paid_on)

    def build(self) -> PayClaimDraft:
        """All that is owed of the claim, or a part of it."""
        one = self.claim
        amount, paid_on = self._amount.value(), self._paid_on.value()
        return PayClaimDraft(self.uid, one.id, one.version, self.receipt.id, paid_on, amount)

    def examine(self, desk: Desk, draft: PayClaimDraft) -> Review[PayClaimDraft]:
        """Not more than is owed or left; whether a second person has to agree."""
        from billdesk.services import held

        if not 0 < draft.amount.minor <= self.claim.owed.minor:
            raise InputError(f"Of this claim {_money(self.claim.owed)} is owed.", "Give that much, or a part of it.")
        if draft.amount.minor > self.receipt.unapplied_minor:
            raise InputError("The receipt has less left than that.", "Give a part, or choose another receipt.")
        return held.with_course(desk, review_pay(draft, self.claim, self.receipt), HeldKind.CLAIM_PAYMENT, draft.amount)

    def save(self, desk: Desk, confirmed: Confirmed[PayClaimDraft]) -> HeldEntry | bool:
        """Pay it, or let it wait for a second person."""
        from billdesk.services import held

        return held.pay_claim(desk, confirmed) or True

    def saved(self, result: HeldEntry | bool) -> str:
        """The note."""
        if isinstance(result, HeldEntry):
            return say_waiting(result, self.key_of("take-back"))
        return "The claim is paid." if self._amount.readable() == self.claim.owed else "A part of the claim is paid."

    def edited(self) -> None:
        """What is paid."""
        amount = self._amount.readable()
        self.show_worth(_money(amount) if amount is not None else "")


def _money(amount: Money) -> str:
    return format_money(amount.minor, amount.currency)


def _worth(claim: ClaimView) -> str:
    """`€ 171.75  eu, to Fri 31 Jul 2026`."""
    return f"{_money(claim.owed)}  {claim.rule}, to {say_day(claim.upto)}"
