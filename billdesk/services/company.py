"""The desk's own company: a new desk, its settings, how its checks were answered, and changing them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from billdesk.domain import numbering
from billdesk.domain.double_check import SECOND_KEY_FROM, Confirmed
from billdesk.domain.drafts import CompanyDraft
from billdesk.domain.errors import InputError, RuleError
from billdesk.domain.findings import Findings
from billdesk.domain.master_data import is_lowered
from billdesk.domain.records import CheckUse, CompanyView
from billdesk.domain.tax_method import TaxMethod
from billdesk.services.desk import Desk, open_desk
from billdesk.services.refusals import refuse_blocking
from billdesk.services.stale import refuse_stale
from billdesk.services.views import address_of, printed_address
from db.queries import answers as answers_sql
from db.queries import head as sql
from db.queries import work as work_sql
from db.reader import fetch

if TYPE_CHECKING:
    from db.models import Company
    from db.unit import Unit

LOWERED: Final = "protection lowered"
"""What the audit chain calls a change of the settings after which the book is less protected."""

MOST_POINTS: Final = 999
"""No risk reaches so many points: from there on no second key is asked."""

MOST_SECONDS: Final = 3600
"""So long an entry can be held at most."""


def create_desk(
    path: Path,
    confirmed: Confirmed[CompanyDraft],
    *,
    user: str,
    today: date | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Desk:
    """Make a desk file with its company and open it; the file has its name only when it is complete.

    Raises `RuleError` when there is a file already, `DeskFileError` when it cannot be made, `InputError` for settings
    that cannot be.
    """
    from db import beside, files, safety
    from db.migrate import upgrade

    _check(confirmed.draft)
    if path.exists():
        raise _taken(path)
    safety.clear_away(path)
    working = path.with_name(f".{path.name}.{os.getpid()}.part")
    working.unlink(missing_ok=True)
    files.create_file(working)
    try:
        upgrade(working)
        desk = Desk(working, user=user, today=today, read_only=False, clock=clock or (lambda: datetime.now(UTC)))
        _write_company(desk, confirmed)
        desk.close()
        os.link(working, path)
        beside.unmark(path, None)
    except FileExistsError:
        raise _taken(path) from None
    finally:
        working.unlink(missing_ok=True)
    if clock:
        return open_desk(path, user=user, today=today, clock=clock)
    return open_desk(path, user=user, today=today)


def _taken(path: Path) -> RuleError:
    return RuleError(f"There is a file {path} already.", "Choose another name; nothing was overwritten.")


def _write_company(desk: Desk, confirmed: Confirmed[CompanyDraft]) -> None:
    from db.models import Company
    from db.queue_items import rebuild
    from db.unit import assign

    with desk.write("desk made", confirmed) as unit:
        unit.subject = "company:1"
        company = Company(id=1, desk_uid=uuid4())
        assign(company, _columns(confirmed.draft))
        unit.add(company)
        _save_settings(unit, confirmed.draft)
        rebuild(unit.driver, desk.today)


def _check(draft: CompanyDraft) -> None:
    for pattern in (draft.invoice_pattern, draft.credit_note_pattern):
        numbering.check_pattern(pattern)
    if not 0 <= draft.second_key_from <= MOST_POINTS:
        raise InputError(f"A second key is asked from 0 to {MOST_POINTS} points on.", "Give a number between them.")
    if not 0 <= draft.hold_seconds <= MOST_SECONDS:
        raise InputError(f"An entry is held for 0 to {MOST_SECONDS} seconds.", "Give a number between them.")
    if draft.check_above_minor < 0:
        raise InputError("The amount above which a second person checks is below zero.", "Give 0 for no limit.")


def _columns(draft: CompanyDraft) -> dict[str, str]:
    return {
        "name": draft.name,
        "street": draft.address.street,
        "postcode": draft.address.postcode,
        "town": draft.address.town,
        "region": draft.address.region,
        "country": draft.address.country,
        "vat_id": draft.vat_id,
        "currency": draft.currency,
        "language": draft.language,
        "time_zone": draft.time_zone,
        "tax_method": draft.tax_method.value,
        "invoice_pattern": draft.invoice_pattern,
        "credit_note_pattern": draft.credit_note_pattern,
        "bank": draft.bank,
    }


def _settings(draft: CompanyDraft) -> dict[str, str]:
    """What the draft sets otherwise than the program does by itself."""
    threshold = "" if draft.second_key_from == SECOND_KEY_FROM else str(draft.second_key_from)
    return {
        "second_key_from": threshold,
        "retired_checks": " ".join(sorted(set(draft.retired_checks))),
        "hold_seconds": str(draft.hold_seconds or ""),
        "check_above_minor": str(draft.check_above_minor or ""),
    }


def _save_settings(unit: Unit, draft: CompanyDraft) -> None:
    """Bring the settings to what the draft says; one that is the program's own again is an empty text."""
    from sqlmodel import select

    from db.models import DeskSetting

    kept = {row.name: row for row in unit.session.exec(select(DeskSetting))}
    for name, value in _settings(draft).items():
        row = kept.get(name)
        if row is not None:
            row.value = value
            unit.add(row)
        elif value:
            unit.add(DeskSetting(name=name, value=value))


def check_uses(desk: Desk) -> tuple[CheckUse, ...]:
    """How the checks that ask were answered so far, by code."""
    return tuple(CheckUse(row["code"], row["agreed"], row["changed"]) for row in desk.reader.rows(answers_sql.USES, {}))


def letterhead(company: CompanyView) -> str:
    """Who writes a letter, as its head prints it: the name, then the address line by line."""
    return f"{company.name}\n{printed_address(company.address)}"


def get(desk: Desk) -> CompanyView:
    """The company's settings."""
    with desk.reader.connection() as connection:
        return read(connection)


def read(connection: sqlite3.Connection) -> CompanyView:
    """The company's settings, on a connection of the caller's."""
    row = fetch(connection, sql.COMPANY)[0]
    return CompanyView(
        name=row["name"],
        address=address_of(row),
        vat_id=row["vat_id"],
        currency=row["currency"],
        language=row["language"],
        time_zone=row["time_zone"],
        tax_method=TaxMethod(row["tax_method"]),
        invoice_pattern=row["invoice_pattern"],
        credit_note_pattern=row["credit_note_pattern"],
        bank=row["bank"],
        version=row["version"],
        second_key_from=int(row["second_key_from"] or SECOND_KEY_FROM),
        retired_checks=tuple(row["retired_checks"].split()),
        hold_seconds=int(row["hold_seconds"] or 0),
        check_above_minor=int(row["check_above_minor"] or 0),
    )


def check(desk: Desk, draft: CompanyDraft) -> Findings:
    """The automatic checks of the settings; a number that stands in the book already is only asked about."""
    return _check_numbers(draft, get(desk))


def _check_numbers(draft: CompanyDraft, now: CompanyView) -> Findings:
    from billdesk.domain.checks.particulars import check_company

    return check_company(draft, frozenset({now.vat_id, now.bank}))


def save(desk: Desk, confirmed: Confirmed[CompanyDraft]) -> None:
    """Change the settings; twice is done once.

    Raises `StaleError` when somebody else did so meanwhile, `InputError` for settings that cannot be, `RuleError` for
    a tax id or IBAN that cannot be.
    """
    from db.models import Company
    from db.unit import assign

    draft = confirmed.draft
    _check(draft)
    with desk.write("settings changed", confirmed) as unit:
        unit.subject = "company:1"
        company = unit.get(Company, 1, "company")
        if company.version == (draft.version or 0) + 1 and _is_saved(unit, company, draft):
            return
        refuse_stale(unit, company.version, draft.version, "The settings were")
        now = read(unit.driver)
        refuse_blocking(_check_numbers(draft, now))
        if is_lowered(draft, now):
            unit.action = LOWERED
        assign(company, _columns(draft))
        company.version += 1
        unit.add(company)
        _save_settings(unit, draft)
        # What a draft still lacks depends on the seller.
        unit.touched.update(row[0] for row in unit.driver.execute(work_sql.CUSTOMERS_WITH_DRAFTS))


def _is_saved(unit: Unit, company: Company, draft: CompanyDraft) -> bool:
    """Whether the book holds just these settings: their saving was confirmed twice."""
    now = read(unit.driver)
    same = (now.second_key_from, set(now.retired_checks)) == (draft.second_key_from, set(draft.retired_checks))
    same = same and (now.hold_seconds, now.check_above_minor) == (draft.hold_seconds, draft.check_above_minor)
    return same and _columns(draft).items() <= company.model_dump().items()
