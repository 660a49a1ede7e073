"""The risk of an entry by the desk's settings, and what its double check asks because of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from sqlite3 import Row
from typing import TYPE_CHECKING

from billdesk.domain.checks.entered import Entered, EntryKind
from billdesk.domain.double_check import Shown
from billdesk.domain.findings import Findings
from billdesk.domain.money import Money, to_major
from billdesk.domain.second_keys import Weighed, weigh
from billdesk.services import checking, company, invoices
from billdesk.services.checking import Checked
from billdesk.services.drafting import invoice_draft
from db.queries import answers as sql

if TYPE_CHECKING:
    from billdesk.domain.records import InvoiceView
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


def moved(
    desk: Desk, code: str, on: date, amount: Money, reference: str = "", receipt_id: int | None = None
) -> Weighed:
    """Money that is in the book already and is taken back or used: the risk of a customer's receipt of that amount.

    The checks have nothing to say of it; what tells its customer from another is asked for by the same points. The
    receipt `receipt_id` itself does not count as one that came before.
    """
    entered = Entered(
        id=f"receipt:{receipt_id}" if receipt_id is not None else "",
        kind=EntryKind.RECEIPT,
        customer=code,
        issued_on=on,
        due_on=None,
        currency=amount.currency,
        lines=(),
        total=to_major(amount.minor, amount.currency),
        reference=reference,
    )
    with desk.reader.snapshot() as connection:
        facts = checking.facts_of(connection, entered, desk)
    return weighed(desk, Checked(Findings(), entered, facts))


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
