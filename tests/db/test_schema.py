"""The migrations make what the models say, and the tables refuse what a book must not hold."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_mock_engine
from sqlmodel import SQLModel

from db import derived, files, migrate
from db.models import RECORDS, Audit, AuditPrivate
from db.unit import covered_columns, personal_columns, table_of

MODELS: tuple[type[SQLModel], ...] = (*RECORDS, Audit, AuditPrivate)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The statements of a new desk, by name."""
    path = tmp_path_factory.mktemp("made") / "desk"
    files.create_file(path)
    migrate.upgrade(path)
    with closing(files.connect(path, read_only=True)) as connection:
        rows = connection.execute("select name, sql from sqlite_master where sql is not null").fetchall()
    return {name: plain(sql) for name, sql in rows}


def plain(sql: str) -> str:
    """A statement without what does not matter: case, line breaks, quotation marks and spaces."""
    return re.sub(r"\s+|\"", "", sql.replace("CREATE TABLE", "create table")).casefold()


def statements_of_models() -> dict[str, str]:
    """What SQLAlchemy would make of the models, by name."""
    said: dict[str, str] = {}

    def note(statement: object, *_: object) -> None:
        sql = str(statement.compile(dialect=engine.dialect))  # type: ignore[attr-defined]  # a DDL element
        found = re.search(r"(?:TABLE|INDEX) \"?(\w+)", sql)
        assert found
        said[found[1]] = plain(sql)

    engine = create_mock_engine("sqlite://", note)
    SQLModel.metadata.create_all(engine, checkfirst=False, tables=[table_of(model) for model in MODELS])
    return said


def test_the_migrations_make_just_the_tables_and_indexes_of_the_models(made: dict[str, str]) -> None:
    wanted = statements_of_models()
    assert len(wanted) > 30
    for name, sql in wanted.items():
        assert made.get(name) == sql, name
    own = {
        re.split(r"[\s(]+", statement.strip())[2]
        for statement in (*derived.TABLES, *derived.TRIGGERS, derived.CLAIM_PAID)
    }
    others = {name for name in made if not name.startswith(("customer_search", "alembic_version"))}
    assert others - wanted.keys() - own <= {"index", "table"}


def test_every_table_is_strict(made: dict[str, str]) -> None:
    tables = [sql for sql in made.values() if sql.startswith("createtable")]
    ours = [sql for sql in tables if "customer_search" not in sql and "alembic_version" not in sql]
    assert len(ours) == len(MODELS) + len(derived.DERIVED_TABLES)
    assert all("strict" in sql.rpartition(")")[2] for sql in ours)


def test_the_chain_covers_every_column_but_the_derived_ones() -> None:
    for model in RECORDS:
        table = table_of(model)
        left_out = {column.name for column in table.columns} - set(covered_columns()[table.name])
        assert left_out == {column.name for column in table.columns if column.info.get("derived")}
    assert sum(len(columns) for columns in personal_columns().values()) >= 14


BAD = {
    "a second company": "insert into company select 2, desk_uid, name, street, postcode, town, region, country, vat_id,"
    " currency, language, time_zone, tax_method, invoice_pattern, credit_note_pattern, bank, version from company",
    "a customer without a code": "update customer set code = ''",
    "a currency of two letters": "update customer set currency = 'EU'",
    "a code twice": "update customer set code = 'X'",
    "a text in an amount": "update receipt set amount_minor = 'much'",
    "a fraction in an amount": "update receipt set amount_minor = 1.5",
    "no amount at all": "update receipt set amount_minor = null",
    "a receipt of nothing": "update receipt set amount_minor = 0 where id = 1",
    "a negative receipt that takes nothing back": "update receipt set amount_minor = -5 where id = 1",
    "more unapplied than came in": "update receipt set unapplied_minor = amount_minor + 1 where id = 1",
    "an unknown state": "update invoice set state = 'paid'",
    "an issued invoice without a number": "update invoice set number = null where state = 'issued'",
    "a draft with a number": "update invoice set number = 'X' where state = 'draft'",
    "a number twice": "update invoice set number = 'X' where state = 'issued'",
    "a total that is not net and tax": "update invoice set total_minor = total_minor + 1",
    "a tax rate above 100 %": "update invoice_line set tax_rate = 100001",
    "two discounts on a line": "update invoice_line set discount_percent = 1, discount_minor = 1",
    "more open than the amount": "update instalment set open_minor = amount_minor + 1",
    "less open than nothing": "update instalment set open_minor = -1",
    "an allocation above what is open": "insert into allocation select 99, 1, id, null, '2026-11-21', 99999999, null"
    " from receipt where id = 1",
    "an allocation of nothing": "update allocation set amount_minor = 0",
    "an allocation of two sources": "update allocation set credit_note_id = 1 where receipt_id is not null",
    "an allocation to nothing": "update allocation set instalment_id = 999",
    "an instalment of no invoice": "update instalment set invoice_id = 999",
    "a credit note of nothing": "update credit_note set total_minor = 0, net_minor = 0, tax_minor = 0",
    "a credit note of no line": "update credit_note_line set quantity = 0",
    "an unknown way of contact": "update contact set kind = 'fax'",
    "an unknown direction": "update contact set direction = 'up'",
    "an unknown outcome": "update contact set outcome = 'maybe'",
    "a promise of nothing": "update promise set amount_minor = 0",
    "endless grace": "update promise set grace_days = 61",
    "a series of something else": "update number_series set kind = 'receipt'",
    "two series of one period": "insert into number_series select 99, kind, period, 0, null from number_series",
    "a sequence below zero": "update number_series set last_sequence = -1",
    "an identity twice": "update receipt set uid = 'x'",
    "a receipt taken back twice": "create temp table one as select * from receipt where reverses_id is not null;"
    "update one set id = 99, uid = 'y'; insert into receipt select * from one",
    "a batch of nothing": "update batch set expected_count = 0",
    "a batch of a sum of nothing": "update batch set expected_minor = 0",
    "a batch of something else": "update batch set kind = 'promise'",
    "a batch in an unknown state": "update batch set state = 'done'",
    "a batch given up without a reason": "update batch set reason = '' where state = 'given up'",
    "a batch closed for a reason": "update batch set reason = 'x' where state = 'closed'",
    "an entry of two records": "update batch_entry set invoice_id = 1 where receipt_id is not null",
    "an entry of no record": "update batch_entry set receipt_id = null where receipt_id is not null",
    "a record in two batches": "insert into batch_entry select 99, batch_id, 99, receipt_id, null, null, 1, 0"
    " from batch_entry where receipt_id is not null",
    "an entry of no batch": "update batch_entry set batch_id = 999",
    "a file twice": "insert into imported_file select 99, fingerprint, '', '', 1 from imported_file",
    "an answer that neither agreed nor changed": "update check_answer set outcome = 'maybe'",
    "an answer to nothing": "update check_answer set code = ''",
    "an answer before it was asked": "update check_answer set milliseconds = -1",
    "a setting of something else": "update desk_setting set name = 'colour'",
    "a setting twice": "update desk_setting set name = 'retired_checks'",
    "an unknown kind of entry that is held": "update held_entry set kind = 'promise'",
    "an issue of no invoice": "update held_entry set invoice_id = null where kind = 'issue'",
    "an unknown state of an entry": "update held_entry set state = 'lost'",
    "held without an end": "update held_entry set effective_at = null where state = 'held'",
    "waiting for a second person until a time": "update held_entry set effective_at = '2026' where state = 'to check'",
    "refused without a reason": "update held_entry set state = 'refused'",
    "checked by who entered it": "update held_entry set checked_by = 'MK'",
    "an empty entry": "update held_entry set payload = ''",
    "a held entry twice": "update held_entry set uid = 'x'",
    "a person in another's place": "update customer_person set customer_id = 1, position = 1",
    "an address for something unknown": "update customer_address set purpose = 'billing'",
    "an address of no customer": "update customer_address set customer_id = 999",
    "two addresses in one place": "update customer_address set position = 1",
    "an address before the first": "update customer_address set position = 0 where position = 1",
    "a country of three letters": "update customer_address set country = 'DEU'",
    "an unknown kind of tax id": "update customer_tax_id set kind = 'ein'",
    "a tax id of no customer": "update customer_tax_id set customer_id = 999",
    "two tax ids in one place": "update customer_tax_id set position = 1",
    "a tax id of a long country": "update customer_tax_id set country = 'Germany'",
    "an account of no customer": "update customer_bank_account set customer_id = 999",
    "two accounts in one place": "update customer_bank_account set position = 1",
    "a step before the due date": "update procedure_step set days = 0",
    "a step by fax": "update procedure_step set channel = 'fax'",
    "two procedures of one name": "insert into procedure select 99, 'y', name, 1, 1, 0, null, 0, 0, 1 from procedure",
    "two procedures for a customer": "insert into procedure_choice select 99, customer_id, null, 'strict', 1"
    " from procedure_choice",
    "a pause without an end": "update follow_up_hold set kind = 'pause'",
    "a block without a reason": "update follow_up_hold set reason = ''",
    "a hold lifted without a reason": "update follow_up_hold set lifted_on = '2026-11-22'",
    "a step waived twice": "insert into step_waiver select 99, 'y', instalment_id, step, on_day, reason, lifted_on,"
    " lifted_because, by from step_waiver",
    "a waiver taken back without a reason": "update step_waiver set lifted_on = '2026-11-22'",
    "a step waived without a reason": "update step_waiver set reason = ''",
    "a contact taken back twice": "insert into contact_taken_back select 99, contact_id, on_day, reason, by"
    " from contact_taken_back",
    "a contact taken back without a reason": "update contact_taken_back set reason = ''",
    "a reminder that repeats as it likes": "update own_reminder set repeats = 'often'",
    "a reminder of nothing": "update own_reminder set about = ''",
    "a reminder done and dropped": "update own_reminder set done_on = '2026-11-22', dropped_on = '2026-11-22'",
    "a reminder of an invoice of nobody": "update own_reminder set invoice_id = 1, customer_id = null",
    "a message in an unknown state": "update sending set state = 'lost'",
    "a message held without an end": "update sending set state = 'held'",
    "a message on its way that nobody took": "update sending set state = 'sending'",
    "a message that failed without a reason": "update sending set state = 'failed', said = ''",
    "one message id for two": "insert into sending select 99, 'y', customer_id, currency, channel, purpose, procedure,"
    " template, tone, language, address, subject, body, message_id, state, planned_on, planned_at, held_until,"
    " claimed_at, claimed_by, sent_on, settled_at, said, by, version from sending",
    "a step sent twice": "insert into sending select 99, 'y', customer_id, currency, channel, purpose, procedure,"
    " template, tone, language, address, subject, body, 'other', state, planned_on, planned_at, held_until,"
    " claimed_at, claimed_by, sent_on, settled_at, said, by, version from sending;"
    "insert into sending_item select 99, 99, instalment_id, step, open_minor, slot from sending_item",
    "a dispute of nothing": "update dispute set amount_minor = 0",
    "a dispute resolved without an outcome": "update dispute set state = 'resolved'",
    "a dispute that waits on nobody": "update dispute set state = 'waiting'",
    "more credited than disputed": "update dispute set credit_minor = amount_minor + 1",
    "a file of a case twice": "insert into dispute_file select 99, dispute_id, path, sha256, bytes, at, by"
    " from dispute_file",
    "feedback closed without a change": "update feedback set closed_on = '2026-11-22'",
    "a claim of nothing": "update claim set amount_minor = 0",
    "a claim waived without a reason": "update claim set state = 'waived'",
    "a claim that nobody reckoned": "update claim set calculation = ''",
    "a claim paid on no day": "update claim set settled_on = null where state = 'paid'",
    "a claim charged on no day": "update claim set state = 'charged', settled_on = null",
    "a claim charged in no way": "update claim set charged_on = '2026-11-22'",
    "a paid claim made in error": "update claim set in_error = 1",
    "a payment of nothing": "update claim_payment set amount_minor = 0",
    "a claim paid with more than is unapplied": "insert into claim_payment select 99, 1, id, '2026-11-22', 99999999"
    " from receipt where id = 1",
    "a promise in two plans": "insert into plan_promise select 99, plan_id, 9, promise_id from plan_promise",
    "a question shown twice": "insert into check_shown select 99, subject, code, message, at, by from check_shown",
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_the_book_refuses(furnished: Path, bad: str) -> None:
    with closing(files.connect(furnished)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.executescript(bad)


def test_every_table_of_the_furnished_desk_holds_something(furnished: Path) -> None:
    """Or the tests above and those of the chain would prove nothing."""
    with closing(files.connect(furnished, read_only=True)) as connection:
        for model in MODELS:
            assert connection.execute(f"select count(*) from {table_of(model).name}").fetchone()[0], model
