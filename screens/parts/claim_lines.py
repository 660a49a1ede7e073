"""Claims in words: the head, one entry each, how the one under the cursor was reckoned and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rich.cells import cell_len

from billdesk.domain.claims import ClaimKind, ClaimState, ClaimView
from billdesk.domain.dates import say_day, short_day
from billdesk.domain.money import format_money
from billdesk.text import inert_plain
from screens.parts.entries import Entry
from screens.parts.figures import MoneyColumn, say_sums
from screens.parts.paper import Cell, Line, Run, heading, row, rule, spread

BESIDE = "Claims are owed beside the invoices, which stay as they are; no ageing and no receivable holds them."
MOST_NUMBER = 18
_HOW = {ClaimState.OPEN: "near", ClaimState.CHARGED: "near"}


def head_lines(width: int, title: str, claims: Sequence[ClaimView]) -> list[Line]:
    """Whose they are and what is owed of them; what they are; a rule."""
    owed: dict[str, int] = {}
    for claim in claims:
        if claim.state.is_live:
            owed[claim.currency] = owed.get(claim.currency, 0) + claim.owed.minor
    said = f"claims owed {say_sums(owed)}" if owed else "no claim is owed"
    lines = [spread(width, (Run(f" {title}", "act"),), (Run(said, "act"), Run(" ")))]
    return [*lines, *row(width, Cell(BESIDE, how="dim"), indent=1, wrapped=True), rule(width)]


def claim_entries(claims: Sequence[ClaimView], today: date) -> list[Entry]:
    """Every claim: on which invoice, what, under which rule and to which day, how far it is, how much."""
    money = MoneyColumn.of([(_shown(claim), claim.currency) for claim in claims])
    cells = min(MOST_NUMBER, max((cell_len(inert_plain(claim.number)) for claim in claims), default=1))
    return [
        Entry(
            f"claim:{claim.id}",
            (
                Cell(claim.number, cells),
                Cell(claim.kind.value, 9),
                Cell(_say_rule(claim, today)),
                Cell(say_state(claim), 9, how=_HOW.get(claim.state, "dim")),
                money.cell(_shown(claim), claim.currency, "act" if claim.state.is_live else "dim"),
            ),
            claim,
        )
        for claim in claims
    ]


def _shown(claim: ClaimView) -> int:
    """What is still owed of a live claim, and what one that is over came to (minor units)."""
    return claim.owed.minor if claim.state.is_live else claim.amount_minor


def _say_rule(claim: ClaimView, today: date) -> str:
    if claim.kind is ClaimKind.FEE:
        return claim.rule
    return f"{claim.rule}, to {short_day(claim.upto, today)}"


def say_state(claim: ClaimView) -> str:
    """`open`, `charged`, `part paid`, `paid`, `waived`, or `in error` for one that counts as never made."""
    if claim.paid_minor and claim.state.is_live:
        return "part paid"
    return "in error" if claim.in_error else claim.state.value


def how_lines(width: int, claim: ClaimView | None) -> list[Line]:
    """How a claim was reckoned, line by line, and what became of it."""
    if claim is None:
        return []
    lines = [heading(width, "how it was reckoned")]
    for said in claim.calculation:
        inset = 3 if said.startswith(" ") else 1
        lines += row(width, Cell(said.strip(), how="dim" if inset > 1 else "plain"), indent=inset, wrapped=True)
    for said in _life(claim):
        lines += row(width, Cell(said, how="dim"), indent=1, wrapped=True)
    return lines


def _life(claim: ClaimView) -> Iterable[str]:
    yield f"made {say_day(claim.made_on)} by {claim.by}"
    if claim.charged_on is not None:
        named = f": {claim.message.subject}" if claim.message else ""
        yield f"charged {say_day(claim.charged_on)} by {claim.charged_how}{named}"
    if claim.paid_minor and claim.state is not ClaimState.PAID:
        of = format_money(claim.amount_minor, claim.currency)
        yield f"{format_money(claim.paid_minor, claim.currency)} of {of} paid so far"
    if claim.settled_on is not None:
        error = ", made in error" if claim.in_error else ""
        because = f": {claim.reason}" if claim.reason else ""
        yield f"{claim.state.value} {say_day(claim.settled_on)}{error}{because}"
