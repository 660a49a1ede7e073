"""Confirmed drafts as JSON and back, without losing a digit: what is held is booked later exactly as it was checked."""

from __future__ import annotations

from functools import cache

from pydantic import TypeAdapter, ValidationError

from billdesk.domain.claims import PayClaimDraft, WaiveClaimDraft
from billdesk.domain.drafts import CreditNoteDraft, IssueDraft, ReceiptDraft, ReversalDraft
from billdesk.domain.errors import RuleError
from billdesk.domain.held import HeldKind

Holdable = IssueDraft | CreditNoteDraft | ReceiptDraft | ReversalDraft | PayClaimDraft | WaiveClaimDraft

_CLASSES: dict[HeldKind, type[Holdable]] = {
    HeldKind.ISSUE: IssueDraft,
    HeldKind.CREDIT_NOTE: CreditNoteDraft,
    HeldKind.RECEIPT: ReceiptDraft,
    HeldKind.REVERSAL: ReversalDraft,
    HeldKind.CLAIM_PAYMENT: PayClaimDraft,
    HeldKind.CLAIM_WAIVER: WaiveClaimDraft,
}


@cache
def _adapter(kind: HeldKind) -> TypeAdapter[Holdable]:
    return TypeAdapter(_CLASSES[kind])


def kind_of(draft: Holdable) -> HeldKind:
    """What kind of entry a draft is."""
    return next(kind for kind, made in _CLASSES.items() if isinstance(draft, made))


def pack(draft: Holdable) -> str:
    """The draft as JSON."""
    return _adapter(kind_of(draft)).dump_json(draft).decode()


def unpack(kind: HeldKind, payload: str) -> Holdable:
    """The draft that `pack` packed; raises `RuleError` for what cannot be read."""
    try:
        return _adapter(kind).validate_json(payload)
    except ValidationError as error:
        raise RuleError("The entry that was held cannot be read.", "Enter it again.") from error
