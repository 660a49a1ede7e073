"""The risk of an entry by the desk's settings, and what its double check asks because of it."""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Row
from typing import TYPE_CHECKING

from billdesk.domain.double_check import Shown
from billdesk.domain.findings import Findings
from billdesk.domain.second_keys import Weighed, weigh
from billdesk.services import company, invoices
from billdesk.services.drafting import invoice_draft
from db.queries import answers as sql

if TYPE_CHECKING:
    from billdesk.domain.records import InvoiceView
    from billdesk.services.checking import Checked
    from billdesk.services.desk import Desk


def weighed(desk: Desk, checked: Checked, subject: str = "") -> Weighed:
    """What the checks found, weighed; `subject` is a record that was double-checked before (`invoice:7`)."""
    settings = company.get(desk)
    if checked.entered is None or checked.facts is None:
        return Weighed(checked.findings)
    answered = {row["code"]: row["answered"] for row in _rows(desk, sql.ANSWERED, subject)}
    seen = {Shown(row["code"], row["message"]) for row in _rows(desk, sql.SHOWN, subject)}
    threshold, retired = settings.second_key_from, settings.retired_checks
    return weigh(checked.entered, checked.facts, checked.findings, threshold, retired, answered, seen)


def _rows(desk: Desk, query: str, subject: str) -> Sequence[Row]:
    return desk.reader.rows(query, {"subject": subject}) if subject else ()


def issue(desk: Desk, view: InvoiceView) -> Weighed:
    """A draft invoice on its way to a number: also what its content still lacks.

    What was answered from the same paper, or seen, when the draft was saved is not asked once more, unless it was
    changed since.
    """
    content = invoices.findings(desk, view.id)
    if content.blocking:
        return Weighed(content)
    found = weighed(desk, invoices.examine(desk, invoice_draft(view)), f"invoice:{view.id}")
    findings = Findings.of((*found.findings, *content))
    return Weighed(findings, found.keys, found.risk, found.threshold)
