"""The last look at a confirmed entry, inside the transaction that books it."""

from __future__ import annotations

from billdesk.domain.errors import RuleError
from billdesk.domain.findings import Findings

FIND_IT = "On the desk Ctrl+F finds every account and invoice."
"""The way out when a record was named that is not there."""


def refuse_blocking(findings: Findings) -> None:
    """Raise `RuleError` with the first finding that makes saving impossible; the book may have moved meanwhile."""
    if findings.blocking:
        raise RuleError(findings.blocking[0].message, "Nothing was saved; go back to the form and mend it.")
