"""The flow of an import: read, preview, and book only what its control totals or a stored reason confirm.

A file with a rejected row books nothing, and so does one that was imported before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from billdesk.command_run import DONE, REFUSED
from billdesk.domain.double_check import Confirmed, ControlTotals, bypass, confirm_batch
from billdesk.domain.drafts import ImportBatch
from billdesk.domain.errors import InputError, RuleError
from billdesk.domain.money import Money, digits, format_minor, parse_amount, to_decimal_string
from billdesk.exchange.dates import DateOrder
from billdesk.exchange.headings import Field, parse_map
from billdesk.exchange.reading import Reading, ReadOptions
from billdesk.output import Column, Format, Record, Value, say, write_document, write_rows, write_text
from billdesk.progress import progress_bar
from billdesk.settings import UsageError

if TYPE_CHECKING:
    from billdesk.services.desk import Desk
    from billdesk.services.imports import ImportPreview

Reader = Callable[[Path, ReadOptions, Callable[[int], None] | None], Reading]

REJECTED = (Column("row", "Row", exact=True), Column("field", "Field"), Column("reason", "Reason"))
SHOWN = 50
"""Rejected rows that people are shown; programs get every one."""
NOTHING = "Nothing was booked."


@dataclass(frozen=True, slots=True)
class Consent:
    """How the user confirms a batch: control totals of its source, or `yes` with a reason. `dry_run` books nothing."""

    expect_count: int | None = None
    expect_total: Sequence[str] = ()
    yes: bool = False
    reason: str = ""
    dry_run: bool = False

    def check(self) -> None:
        """Raise `UsageError` when the options do not go together."""
        if self.yes and not self.reason.strip():
            raise UsageError("--yes needs a reason, which is stored with the import.", "Give it with --reason TEXT.")
        if self.reason and not self.yes:
            raise UsageError("--reason goes with --yes.", "Give both, or the control totals instead.")
        if self.expect_total and self.expect_count is None:
            raise UsageError("--expect-total goes with --expect-count.", "Give both from the file's source.")


def checked_options(
    mapping: Sequence[str],
    names: Mapping[Field, tuple[str, ...]],
    currency: str,
    dates: DateOrder | None = None,
    *,
    settled_as_receipts: bool = False,
) -> ReadOptions:
    """The reader's options from the command line's. Raises `UsageError` for a mapping or currency that cannot be."""
    code = currency.strip().upper()
    try:
        parse_map(mapping, names)
        if code:
            digits(code)
    except InputError as error:
        raise UsageError(error.sentence, error.way_out) from error
    return ReadOptions(tuple(mapping), dates, code, settled_as_receipts)


def import_file(desk: Desk, path: Path, reader: Reader, options: ReadOptions, consent: Consent, format_: Format) -> int:
    """Read, preview and, where confirmed, book one file; returns the exit code.

    Raises `InputError` for a file that cannot be read, `UsageError` for control totals that cannot be.
    """
    from billdesk.services import company, imports

    consent.check()
    options = replace(options, own_currency=company.get(desk).currency)
    with progress_bar(f"Reading {path.name}") as progress:
        reading = reader(path, options, lambda rows: progress(rows, 0))
    preview = imports.preview(desk, reading.batch)
    try:
        confirmed = None if preview.already_booked_on else _confirmed(reading, preview, consent)
        if confirmed is not None:
            with progress_bar(f"Booking {path.name}") as progress:
                preview_only = imports.book(desk, confirmed, progress).already_booked_on is not None
        else:
            preview_only = True
    except RuleError:
        _show(reading, preview, booked=False, format_=format_)
        raise
    _show(reading, preview, booked=not preview_only, format_=format_)
    return _verdict(path.name, preview, booked=not preview_only)


def _verdict(name: str, preview: ImportPreview, *, booked: bool) -> int:
    """Say what was done and return the exit code."""
    if booked:
        say(f"Booked {name}.")
        return DONE
    if preview.already_booked_on:
        say(f"billdesk: {name} was imported already, on {preview.already_booked_on[:10]}; nothing was booked.")
        return REFUSED
    say("A dry run: nothing was booked.")
    return DONE


def _confirmed(reading: Reading, preview: ImportPreview, consent: Consent) -> Confirmed[ImportBatch] | None:
    """The batch, confirmed; `None` for a dry run that could be booked.

    Raises `RuleError` saying what stands in the way, or how to confirm.
    """
    batch = reading.bookable()
    if preview.refused:
        count = len(preview.refused)
        entries = "entry" if count == 1 else "entries"
        raise RuleError(f"{batch.file_name} has {count} {entries} that the book refuses.", NOTHING)
    expected = _expected(consent, preview)
    if expected is not None:
        confirmed = confirm_batch(batch, preview.control, expected)
    elif consent.yes:
        confirmed = bypass(batch, consent.reason)
    elif consent.dry_run:
        return None
    else:
        raise RuleError(
            "Nothing was booked yet: the file needs its control totals.",
            "Give --expect-count and --expect-total from its source, or --yes --reason TEXT.",
        )
    return None if consent.dry_run else confirmed


def _expected(consent: Consent, preview: ImportPreview) -> ControlTotals | None:
    if consent.expect_count is None:
        return None
    return expected_totals(consent.expect_count, consent.expect_total, {money.currency for money in preview.totals})


def expected_totals(count: int, texts: Sequence[str], currencies: set[str]) -> ControlTotals:
    """The control totals given: `X` where there is one currency, else `CUR X` or `CUR=X` for each.

    Raises `UsageError` for a total that cannot be read.
    """
    sums: dict[str, Money] = {}
    for text in texts:
        money = _expected_sum(text, currencies)
        if money.currency in sums:
            raise UsageError(f"--expect-total gives {money.currency} twice.", "Give each currency once.")
        sums[money.currency] = money
    return ControlTotals(count, tuple(sums.values()))


def _expected_sum(text: str, currencies: set[str]) -> Money:
    head, _, tail = text.strip().replace("=", " ", 1).partition(" ")
    currency, amount = (head.upper(), tail) if tail and head.isalpha() else ("", text)
    if not currency and len(currencies) == 1:
        (currency,) = currencies
    if not currency:
        raise UsageError("--expect-total names no currency.", "Write it like --expect-total EUR=1234.50.")
    try:
        # With three decimals a point could part thousands; here it is written as every report of ours prints it.
        printed = "." if digits(currency) == 3 and re.fullmatch(r"-?\d+\.\d{3}", amount) else None
        return parse_amount(amount, currency, decimal_sign=printed)
    except InputError as error:
        raise UsageError(f"--expect-total: {error.sentence}", "Write it like --expect-total EUR=1234.50.") from error


def _show(reading: Reading, preview: ImportPreview, *, booked: bool, format_: Format) -> None:
    """The preview on stdout: one document for programs, the rejected rows alone as CSV, prose and tables for people."""
    rejected: list[Record] = [
        {"row": item.row, "field": item.field, "reason": item.reason} for item in reading.rejected
    ]
    rejected += [{"row": None, "field": "", "reason": reason} for reason in preview.refused]
    if format_ is Format.CSV:
        write_rows(rejected, REJECTED, format_)
        return
    if format_ is not Format.TABLE:
        write_document(_document(reading, preview, rejected, booked=booked), compact=format_ is Format.JSONL)
        return
    for label, text in _said(reading, preview):
        write_text(f"{label:<11}{text}")
    if rejected:
        write_text()
        write_rows(rejected[:SHOWN], REJECTED, format_)
    if len(rejected) > SHOWN:
        write_text(f"and {len(rejected) - SHOWN:,} more; --format csv lists every one")


def _document(reading: Reading, preview: ImportPreview, rejected: list[Record], *, booked: bool) -> Value:
    return {
        "file": reading.batch.file_name,
        "fingerprint": reading.batch.fingerprint,
        "rows": reading.rows,
        "invoices": preview.invoices,
        "receipts": preview.receipts,
        "customers_new": preview.customers_new,
        "customers_known": preview.customers_known,
        "sums": [
            {"currency": money.currency, "total": to_decimal_string(money.minor, money.currency)}
            for money in preview.totals
        ],
        "findings": [{"kind": kind, "count": count} for kind, count in preview.findings],
        "notes": list(reading.notes),
        "rejected": rejected,
        "already_booked_on": preview.already_booked_on,
        "booked": booked,
    }


def _said(reading: Reading, preview: ImportPreview) -> Iterator[tuple[str, str]]:
    """The preview as labelled lines."""
    yield "File", reading.batch.file_name
    bad = len({item.row for item in reading.rejected})
    yield "Rows", f"{reading.rows:,}, {bad:,} rejected" if bad else f"{reading.rows:,}"
    for money in preview.totals:
        yield "Sum", f"{money.currency} {format_minor(money.minor, money.currency)}"
    yield "Customers", f"{preview.customers_new:,} new, {preview.customers_known:,} known"
    if preview.receipts:
        yield "Receipts", f"{preview.receipts:,} on the settled dates"
    for kind, count in preview.findings:
        yield "Look at", f"{count:,} × {kind}"
    for note in reading.notes:
        yield "Note", note
