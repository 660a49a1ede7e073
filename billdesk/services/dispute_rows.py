"""What the book holds of disputes, read on a connection of the caller's."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from billdesk.domain.dispute_guides import REASONS, Reason
from billdesk.domain.dispute_records import CaseFile, DisputeItem, DisputeView, LogLine
from billdesk.domain.disputes import DisputeOutcome, DisputePriority, DisputeState, LogKind
from billdesk.domain.errors import NotFoundError
from billdesk.services.views import day, day_or_none
from db.queries import disputes as sql
from db.reader import fetch


def disputes_of(connection: sqlite3.Connection, customer_id: int) -> tuple[DisputeItem, ...]:
    """The cases of an account that are not done, by when they are to be."""
    return tuple(item_of(row) for row in fetch(connection, sql.OF_CUSTOMER, {"customer": customer_id}))


def disputes_on(connection: sqlite3.Connection, invoice_id: int) -> tuple[DisputeItem, ...]:
    """All cases of an invoice, newest first."""
    return tuple(item_of(row) for row in fetch(connection, sql.OF_INVOICE, {"invoice": invoice_id}))


def read_case(connection: sqlite3.Connection, dispute_id: int) -> DisputeView:
    """One case with its log and files; raises `NotFoundError`."""
    wanted = {"dispute": dispute_id}
    found = fetch(connection, sql.ONE, wanted)
    if not found:
        raise NotFoundError("There is no such dispute.", "The queue's view of disputes lists those that are open.")
    code, town, total_minor, version, open_minor = connection.execute(sql.SURROUNDINGS, wanted).fetchone()
    return DisputeView(
        item=item_of(found[0]),
        customer_code=code,
        town=town,
        open_minor=open_minor,
        total_minor=total_minor,
        invoice_version=version,
        log=log_of(fetch(connection, sql.LOG, wanted)),
        files=tuple(_file_of(row) for row in fetch(connection, sql.FILES, wanted)),
    )


def reasons(connection: sqlite3.Connection) -> tuple[Reason, ...]:
    """The reasons for disputes: those of the program as the desk calls them, then the desk's own."""
    own = {
        row["code"]: Reason(row["code"], row["label"], bool(row["retired"]), row["version"])
        for row in fetch(connection, sql.REASONS)
    }
    known = {reason.code for reason in REASONS}
    added = tuple(reason for code, reason in own.items() if code not in known)
    return (*(own.get(reason.code, reason) for reason in REASONS), *added)


_LABELS = {reason.code: reason.label for reason in REASONS}


def item_of(row: sqlite3.Row) -> DisputeItem:
    """A case in a list."""
    return DisputeItem(
        id=row["id"],
        version=row["version"],
        customer_id=row["customer_id"],
        customer_name=row["customer_name"],
        invoice_id=row["invoice_id"],
        number=row["number"],
        currency=row["currency"],
        amount_minor=row["amount_minor"],
        reason=row["reason"],
        label=row["label"] or _LABELS.get(row["reason"], row["reason"]),
        priority=DisputePriority(row["priority"]),
        owner=row["owner"],
        waiting_on=row["waiting_on"],
        state=DisputeState(row["state"]),
        opened_on=day(row["opened_on"]),
        counted_from=day(row["counted_from"]),
        due_by=day(row["due_by"]),
        outcome=DisputeOutcome(row["outcome"]) if row["outcome"] else None,
        resolved_on=day_or_none(row["resolved_on"]),
        credit_minor=row["credit_minor"],
        credit_note=row["credit_note"],
        credited_minor=row["credited_minor"],
    )


def log_of(rows: Sequence[sqlite3.Row]) -> tuple[LogLine, ...]:
    """Lines of a log in the order of the rows."""
    return tuple(
        LogLine(
            day(row["on_day"]),
            datetime.fromisoformat(row["at"]),
            LogKind(row["kind"]),
            row["person"],
            row["note"],
            row["by"],
        )
        for row in rows
    )


def _file_of(row: sqlite3.Row) -> CaseFile:
    return CaseFile(row["path"], row["sha256"], row["bytes"], datetime.fromisoformat(row["at"]), row["by"])
