"""The automatic checks of an entry: all of them, one finding for a cause, the most telling first."""

from __future__ import annotations

from typing import Final

from billdesk.domain.checks import amounts, belonging, dating, duplicates, impossible, receiving
from billdesk.domain.checks.catalogue import BY_CODE, CATALOGUE
from billdesk.domain.checks.entered import Entered
from billdesk.domain.checks.facts import Facts
from billdesk.domain.checks.finding import Check
from billdesk.domain.findings import Finding, Findings

CHECKS: Final[tuple[Check, ...]] = (
    impossible.master,
    impossible.days,
    impossible.amounts,
    impossible.codes,
    duplicates.numbers,
    duplicates.amounts,
    dating.window,
    dating.terms,
    dating.order,
    dating.weekend,
    belonging.owner,
    belonging.bank,
    belonging.currency,
    receiving.receipt,
    receiving.unknown,
    receiving.credit,
    receiving.discount,
    amounts.lines,
    amounts.totals,
    amounts.nothing,
)

_RANK: Final = {page.code: rank for rank, page in enumerate(CATALOGUE)}


def check(entered: Entered, facts: Facts) -> Findings:
    """All findings of an entry, most severe first; the first `ask` is the one to put to the person.

    Never raises, whatever was entered.
    """
    found = sorted((finding for look in CHECKS for finding in look(entered, facts)), key=_order)
    return Findings.of(_once(found))


def _order(finding: Finding) -> tuple[int, str]:
    return _RANK[finding.code], finding.field


def _once(found: list[Finding]) -> list[Finding]:
    """Drop what another finding has said already: the same cause under another name."""
    said: set[str] = set()
    kept = []
    for finding in found:
        if finding.code not in said:
            kept.append(finding)
        said.update(BY_CODE[finding.code].covers)
    return kept
