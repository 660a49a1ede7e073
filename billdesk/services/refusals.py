"""The last look at a confirmed entry, inside the transaction that books it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from billdesk.domain.double_check import SECOND_PERSON
from billdesk.domain.errors import RuleError
from billdesk.domain.findings import Findings
from billdesk.domain.held import HoldSettings, needs_second
from billdesk.domain.money import Money
from db.queries import held as held_sql

if TYPE_CHECKING:
    from db.unit import Unit

FIND_IT = "On the desk Ctrl+F finds every account and invoice."
"""The way out when a record was named that is not there."""


def refuse_blocking(findings: Findings) -> None:
    """Raise `RuleError` with the first finding that makes saving impossible; the book may have moved meanwhile."""
    if findings.blocking:
        raise RuleError(findings.blocking[0].message, "Nothing was saved; go back to the form and mend it.")


def refuse_alone(unit: Unit, amount: Money) -> None:
    """Raise `RuleError` for an amount that a second person has to check, unless one did."""
    if unit.evidence is not None and unit.evidence.kind == SECOND_PERSON:
        return
    if needs_second(amount, hold_settings(unit.driver).limit):
        raise RuleError(
            "Above the desk's limit an entry is booked only once a second person has checked it.",
            "Enter it at the desk: it waits in the queue for somebody else.",
        )


def hold_settings(connection: sqlite3.Connection) -> HoldSettings:
    """How long entries are held, and above which amount a second person checks."""
    currency, seconds, limit = connection.execute(held_sql.SETTINGS).fetchone()
    return HoldSettings(int(seconds or 0), Money(int(limit or 0), currency))
