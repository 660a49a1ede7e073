"""Accounts: find, show, save."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from billdesk.domain.checks.entry import CustomerFacts, check_customer
from billdesk.domain.claims import LiveSum
from billdesk.domain.codes import CodePattern, pattern_of
from billdesk.domain.double_check import Confirmed
from billdesk.domain.drafts import CustomerDraft
from billdesk.domain.errors import NotFoundError
from billdesk.domain.findings import Findings
from billdesk.domain.money import Money
from billdesk.domain.records import AccountView, CustomerChoice
from billdesk.domain.terms import parse_terms
from billdesk.services.desk import Desk
from billdesk.services.dispute_rows import disputes_of
from billdesk.services.open_items import open_items
from billdesk.services.particulars import (
    Columns,
    customer_columns,
    particulars_columns,
    particulars_of,
    read_particulars,
)
from billdesk.services.refusals import FIND_IT, refuse_blocking
from billdesk.services.stale import refuse_stale
from billdesk.services.views import (
    address_of,
    contact_of,
    credit_of,
    median_late,
    promise_of,
    receipt_of,
    say_draft,
    settled_of,
)
from db.queries import account as sql
from db.queries import claims as claim_sql
from db.queries.queue import escaped, fts_phrase
from db.reader import Value, fetch

if TYPE_CHECKING:
    from sqlmodel import SQLModel

    from db.models import Customer
    from db.unit import Unit


def get(desk: Desk, customer_id: int) -> AccountView:
    """One account with everything its screens show; raises `NotFoundError`."""
    wanted: dict[str, Value] = {"customer": customer_id}
    with desk.reader.snapshot() as connection:
        found = fetch(connection, sql.CUSTOMER, wanted)
        if not found:
            raise NotFoundError("There is no such customer.", FIND_IT)
        row = found[0]
        several = read_particulars(connection, customer_id)
        delays = [int(late[0]) for late in connection.execute(sql.SETTLED_DELAYS, wanted)]
        return AccountView(
            id=customer_id,
            uid=row["uid"],
            version=row["version"],
            code=row["code"],
            name=row["name"],
            address=address_of(row),
            persons=several.persons,
            vat_id=row["vat_id"],
            currency=row["currency"],
            language=row["language"],
            terms=parse_terms(row["terms"]),
            notes=row["notes"],
            owner=row["owner"],
            open_items=open_items(connection, customer_id, desk.today),
            disputes=disputes_of(connection, customer_id),
            credits=tuple(credit_of(credit) for credit in fetch(connection, sql.CREDITS, wanted)),
            settled=tuple(settled_of(done) for done in fetch(connection, sql.SETTLED, wanted)),
            receipts=tuple(receipt_of(receipt) for receipt in fetch(connection, sql.RECEIPTS, wanted)),
            contacts=tuple(contact_of(contact) for contact in fetch(connection, sql.CONTACTS, wanted)),
            promises=tuple(promise_of(promise, desk.today) for promise in fetch(connection, sql.PROMISES, wanted)),
            drafts=tuple((draft["id"], say_draft(draft)) for draft in fetch(connection, sql.DRAFTS, wanted)),
            median_days_late=median_late(delays),
            addresses=several.addresses,
            tax_ids=several.tax_ids,
            bank_accounts=several.bank_accounts,
            claims=tuple(
                LiveSum(count, Money(minor, currency))
                for currency, count, minor in connection.execute(claim_sql.LIVE_SUMS_OF, wanted)
            ),
        )


def find(desk: Desk, code: str) -> AccountView:
    """The account with exactly this code; raises `NotFoundError`."""
    rows = desk.reader.rows(sql.ID_OF_CODE, {"code": code})
    if not rows:
        raise NotFoundError(f"There is no customer {code}.", FIND_IT)
    return get(desk, int(rows[0]["id"]))


def search(desk: Desk, text: str, limit: int = 20) -> tuple[CustomerChoice, ...]:
    """Customers whose code, name or town contains `text` (or begins with it, below three letters)."""
    word = text.strip()
    if not word:
        rows = desk.reader.rows(sql.FIRST, {"limit": limit})
    elif len(word) < 3:  # the trigram index knows no shorter ones
        rows = desk.reader.rows(sql.SEARCH_SHORT, {"start": f"{escaped(word)}%", "limit": limit})
    else:
        wanted: dict[str, Value] = {"phrase": fts_phrase(word), "like": f"%{escaped(word)}%", "limit": limit}
        rows = desk.reader.rows(sql.SEARCH, wanted)
    return tuple(CustomerChoice(row["id"], row["code"], row["name"], row["town"], row["currency"]) for row in rows)


def code_pattern(desk: Desk) -> CodePattern:
    """How to propose a code for a new customer, from all codes in use."""
    with desk.reader.connection() as connection:
        rows = fetch(connection, sql.LIKE_CODE, {"code": "%"})
    return pattern_of(row["code"] for row in sorted(rows, key=lambda row: int(row["id"])))


def check(desk: Desk, draft: CustomerDraft) -> Findings:
    """The automatic checks of a customer against the codes in use."""
    with desk.reader.connection() as connection:
        return _check(connection, draft)


def _check(connection: sqlite3.Connection, draft: CustomerDraft) -> Findings:
    rows = fetch(connection, sql.LIKE_CODE, {"code": escaped(draft.code.strip())})
    taken = frozenset(row["code"] for row in rows if row["id"] != draft.id)
    return check_customer(draft, CustomerFacts(taken, _kept_numbers(connection, draft.id)))


def _kept_numbers(connection: sqlite3.Connection, customer_id: int | None) -> frozenset[str]:
    """Every tax id, account number and BIC that the book has of a customer."""
    if customer_id is None:
        return frozenset()
    several = read_particulars(connection, customer_id)
    printed = [row["vat_id"] for row in fetch(connection, sql.CUSTOMER, {"customer": customer_id})]
    further = [tax_id.value for tax_id in several.tax_ids]
    banks = [text for account in several.bank_accounts for text in (account.number, account.bic)]
    return frozenset((*printed, *further, *banks))


def save(desk: Desk, confirmed: Confirmed[CustomerDraft]) -> int:
    """Save a new or changed customer and return its id; the same draft twice is saved once.

    Raises `RuleError` for what the checks block, such as a code that is taken, `StaleError` when the customer changed
    meanwhile.
    """
    from db.models import Customer
    from db.unit import assign

    draft = confirmed.draft
    with desk.write("customer changed" if draft.id else "customer added", confirmed) as unit:
        booked = unit.booked(Customer, draft.uid)
        if draft.id is None and booked is not None:
            return booked
        refuse_blocking(_check(unit.driver, draft))
        if draft.id is None:
            customer = Customer(uid=draft.uid)
        else:
            customer = unit.get(Customer, draft.id, "customer")
            unit.subject = f"customer:{customer.id}"
            if customer.version == (draft.version or 0) + 1 and _is_saved(unit.driver, customer, draft):
                return int(customer.id or 0)
            refuse_stale(unit, customer.version, draft.version, "The customer was")
            customer.version += 1
        assign(customer, customer_columns(draft))
        unit.add(customer)
        unit.subject = f"customer:{customer.id}"
        _save_particulars(unit, int(customer.id or 0), draft)
        unit.touched.add(int(customer.id or 0))
        return int(customer.id or 0)


def _is_saved(connection: sqlite3.Connection, customer: Customer, draft: CustomerDraft) -> bool:
    """Whether the book holds just this draft: its saving was confirmed twice."""
    return (
        read_particulars(connection, int(customer.id or 0)) == particulars_of(draft)
        and customer_columns(draft).items() <= customer.model_dump().items()
    )


def _save_particulars(unit: Unit, customer_id: int, draft: CustomerDraft) -> None:
    """Bring people, addresses, tax ids and bank accounts to what the draft says."""
    from db.models import CustomerAddress, CustomerBankAccount, CustomerPerson, CustomerTaxId
    from db.unit import table_of

    models = (CustomerPerson, CustomerAddress, CustomerTaxId, CustomerBankAccount)
    columns = particulars_columns(draft)
    for model in models:
        _save_rows(unit, model, customer_id, columns[table_of(model).name])


def _save_rows(unit: Unit, model: type[SQLModel], customer_id: int, wanted: Sequence[Columns]) -> None:
    """Change the rows at each place, add what is new; what is gone is removed and stays in the audit chain."""
    from sqlmodel import select

    from db.unit import assign, table_of

    of_customer = select(model).where(table_of(model).c.customer_id == customer_id)
    kept = {row.model_dump()["position"]: row for row in unit.session.exec(of_customer)}
    for position, columns in enumerate(wanted, start=1):
        row = kept.pop(position, None) or model(customer_id=customer_id, position=position)
        assign(row, columns)
        unit.add(row)
    for row in kept.values():
        unit.session.delete(row)
    unit.session.flush()
