"""The desk's own company: a new desk, its settings, and changing them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from billdesk.domain import numbering
from billdesk.domain.double_check import Confirmed
from billdesk.domain.drafts import CompanyDraft
from billdesk.domain.errors import RuleError
from billdesk.domain.records import CompanyView
from billdesk.domain.tax_method import TaxMethod
from billdesk.services.desk import Desk, open_desk
from billdesk.services.stale import refuse_stale
from billdesk.services.views import address_of
from db.queries import head as sql
from db.queries import work as work_sql
from db.reader import fetch


def create_desk(
    path: Path,
    confirmed: Confirmed[CompanyDraft],
    *,
    user: str,
    today: date | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Desk:
    """Make a desk file with its company and open it; the file has its name only when it is complete.

    Raises `RuleError` when there is a file already, `DeskFileError` when it cannot be made, `InputError` for a pattern
    of numbers that cannot be read.
    """
    from db import files
    from db.migrate import upgrade

    _check_patterns(confirmed.draft)
    if path.exists():
        raise _taken(path)
    working = path.with_name(f".{path.name}.{os.getpid()}.part")
    working.unlink(missing_ok=True)
    files.create_file(working)
    try:
        upgrade(working)
        desk = Desk(working, user=user, today=today, read_only=False, clock=clock or (lambda: datetime.now(UTC)))
        _write_company(desk, confirmed)
        desk.close()
        os.link(working, path)
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
        rebuild(unit.driver, desk.today)


def _check_patterns(draft: CompanyDraft) -> None:
    for pattern in (draft.invoice_pattern, draft.credit_note_pattern):
        numbering.check_pattern(pattern)


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
    )


def save(desk: Desk, confirmed: Confirmed[CompanyDraft]) -> None:
    """Change the settings; twice is done once.

    Raises `StaleError` when somebody else did so meanwhile, `InputError` for a pattern of numbers that cannot be read.
    """
    from db.models import Company
    from db.unit import assign

    draft = confirmed.draft
    _check_patterns(draft)
    with desk.write("settings changed", confirmed) as unit:
        unit.subject = "company:1"
        company = unit.get(Company, 1, "company")
        if company.version == (draft.version or 0) + 1 and _columns(draft).items() <= company.model_dump().items():
            return
        refuse_stale(unit, company.version, draft.version, "The settings were")
        assign(company, _columns(draft))
        company.version += 1
        unit.add(company)
        # What a draft still lacks depends on the seller.
        unit.touched.update(row[0] for row in unit.driver.execute(work_sql.CUSTOMERS_WITH_DRAFTS))
