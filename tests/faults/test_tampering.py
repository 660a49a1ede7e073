"""Whatever is done to a desk file behind the program's back is found by `verify`, or by `verify --against` a chain head
that was noted earlier where the chain itself was made anew."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from billdesk.domain.drafts import Outcome
from billdesk.domain.errors import DeskFileError
from billdesk.services import customers, safekeeping
from billdesk.services.desk import open_desk
from db import audit, files
from db.unit import personal_columns
from db.verify import chain_head, verify
from tests import makers

Tampering = Callable[[sqlite3.Connection], None]


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("furnished")
    with closing(makers.make_desk(path)) as desk:
        makers.furnish(desk)
        # Last comes a link that only adds a row: it can be cut off without a trace.
        makers.a_contact(desk, customers.find(desk, "P-0007").id, Outcome.NOT_REACHED)
    return path / "desk.billdesk"


@pytest.fixture
def path(furnished: Path, tmp_path: Path) -> Path:
    """A desk with something of every kind in it, to be spoiled."""
    return Path(shutil.copy2(furnished, tmp_path / "desk.billdesk"))


def spoil(path: Path, tampering: Tampering | str) -> None:
    """Change the file as somebody does who knows SQLite, with nothing of ours in the way."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if callable(tampering):
            tampering(connection)
        else:
            connection.executescript(tampering)


def noted_head(path: Path) -> str:
    with closing(files.connect(path, read_only=True)) as connection:
        return chain_head(connection)


def in_schema(old: str, new: str) -> Tampering:
    def change(connection: sqlite3.Connection) -> None:
        connection.execute("pragma writable_schema = on")
        done = connection.execute(
            "update sqlite_master set sql = replace(sql, ?, ?) where sql like ?", (old, new, f"%{old}%")
        )
        assert done.rowcount == 1

    return change


ONE = {
    "edit an amount": "update receipt set amount_minor = amount_minor + 1 where id = 1",
    "edit a price": "update invoice_line set unit_price = unit_price + 1 where id = 2",
    "edit a name": "update customer set name = 'Somebody else' where id = 1",
    "edit a note": "update contact set note = '' where id = 1",
    "edit a due date": "update instalment set due_on = '2027-01-01' where id = 1",
    "edit a due date into nonsense": "update instalment set due_on = 'never' where id = 1",
    "edit a day of the queue into nonsense": "update queue_state set as_of = 'never'",
    "delete a row": "delete from contact where id = 2",
    "delete a row that others refer to": "delete from customer where id = 1",
    "insert a row": "insert into customer_person values (99, 1, 9, 'Mallory', '', '', '')",
    "insert an invoice line": "create temp table one as select * from invoice_line where id = 1;"
    "update one set id = 99, position = 9; insert into invoice_line select * from one",
    "swap two rows": "create temp table two as select id, name, notes from customer where id in (1, 2);"
    "update customer set name = (select name from two where two.id = 3 - customer.id) where id in (1, 2)",
    "reorder two links": "create temp table two as select * from audit where seq in (3, 4);"
    "delete from audit_private where seq in (3, 4); delete from audit where seq in (3, 4);"
    "insert into audit select 7 - seq, at, by, action, subject, evidence, payload, hash from two",
    "cut the tail of the chain": "delete from audit_private where seq = (select max(seq) from audit);"
    "delete from audit where seq = (select max(seq) from audit)",
    "take a link out": "delete from audit_private where seq = 5; delete from audit where seq = 5",
    "say somebody else did it": "update audit set by = 'eva' where seq = 4",
    "say it was another day": "update audit set at = replace(at, '2026', '2025') where seq = 4",
    "weaken the evidence": "update audit set evidence = 'typed again' where seq = 4",
    "edit a personal value beside the chain": "update audit_private set content = replace(content, 'Anger', 'Angel')",
    "edit an older personal value": "update audit_private set content = replace(content, 'calls', 'c') where seq = 2",
    "erase personal values but leave them in the book": "delete from audit_private where seq = 2",
    "erase a personal value in the book alone": "update customer set notes = '' where id = 1",
    "edit what a value was before": "update audit_private set"
    " content = replace(content, '0.old.notes\":\"c', '0.old.notes\":\"d')",
    "add a value beside the chain": "update audit_private set content = replace(content, '}', ',\"9.row.name\":1}')",
    "drop a trigger": "drop trigger allocation_settles",
    "add a trigger": "create trigger customer_search_x after insert on receipt begin delete from contact; end",
    "drop an index": "drop index invoice_unsent",
    "add a table": "create table mine (x)",
    "weaken a check": in_schema("CHECK (amount_minor > 0)", "CHECK (amount_minor > -9)"),
    "edit what is open": "drop trigger instalment_moved; update instalment set open_minor = 1 where id = 3",
    "edit what is open, with its total": "update instalment set open_minor = 1 where id = 3",
    "edit what is unapplied": "update receipt set unapplied_minor = 1 where id = 1",
    "edit a total of what is open": "update open_total set open_minor = open_minor + 1 where currency = 'EUR'",
    "lose a total of what is open": "delete from open_total where currency = 'INR'",
    "edit the queue": "update work_item set why = 'nothing to do' where kind = 'account'",
    "hide a row of the queue": "delete from queue_entry where view = 'all'",
    "move a row of the queue": "update queue_entry set rank = rank - 100 where view = 'all'",
    "put a row of the queue in twice": "insert into queue_entry select view, 7, item_id from queue_entry limit 1",
    "edit a count of the queue": "update queue_count set items = items + 1 where view = 'all'",
    "lose a count of the queue": "delete from queue_count where view = 'all'",
    "renumber an invoice": "update invoice set number = '2026-9999' where id = 1",
    "give a number back": "update number_series set last_sequence = last_sequence - 1",
    "move an allocation": "update allocation set instalment_id = 5 where id = 1",
    "move a promise": "update promise_invoice set invoice_id = 2",
    "change an identity": "update receipt set uid = '00000000000000000000000000000000' where id = 1",
    "settle a dispute": "update dispute set priority = 'low'",
    "take a mark away": "update invoice set disputed = not disputed where id = 1",
    "wake what was put off": "update snooze set until = null",
    "import a file again": "update imported_file set fingerprint = 'other'",
    "put another bank account in": "update customer_bank_account set number = 'DE02120300000000202051' where id = 1",
    "put another address in": "update customer_address set street = 'Elsewhere 1' where position = 2",
    "put another tax id in": "update customer_tax_id set value = 'NL' where position = 1",
    "take a bank account away": "delete from customer_bank_account where id = 2",
    "bring back an address that was removed": "create temp table one as select * from customer_address limit 1;"
    "update one set id = 99, customer_id = 4; insert into customer_address select * from one",
    "say that an entry was right": "update check_answer set outcome = 'changed'",
    "answer otherwise": "update check_answer set answered = '14 days'",
    "lose an answer": "delete from check_answer",
    "retire another check": "update desk_setting set value = 'duplicate' where name = 'retired_checks'",
    "book what is held without its number": "update held_entry set state = 'booked' where state = 'held'",
    "enter it in another name": "update held_entry set entered_by = 'eva'",
    "hold another amount": "update held_entry set amount_minor = amount_minor + 1",
    "take the company over": "update company set bank = 'my own account'",
}  # fmt: skip


@pytest.mark.parametrize("tampering", ONE.values(), ids=ONE.keys())
def test_one_change_is_found(path: Path, tampering: Tampering | str) -> None:
    assert not verify(path)
    spoil(path, tampering)
    assert verify(path)


def test_an_untouched_book_verifies_against_any_of_its_own_heads(path: Path) -> None:
    with closing(files.connect(path, read_only=True)) as connection:
        heads = [row[0] for row in connection.execute("select hash from audit")]
    assert not verify(path, against=heads[-1])
    assert not verify(path, against=heads[2])
    assert not verify(path, against=audit.FIRST_HASH)
    assert verify(path, against="f" * 64)


def rechain(connection: sqlite3.Connection) -> None:
    """Make every hash anew, as somebody can who has this program."""
    previous = audit.FIRST_HASH
    columns = "seq, at, by, action, subject, evidence, payload"
    for seq, *said in connection.execute(f"select {columns} from audit order by seq").fetchall():
        previous = audit.row_hash(previous, seq, *said)
        connection.execute("update audit set hash = ? where seq = ?", (previous, seq))


def forge(connection: sqlite3.Connection) -> None:
    """Take another bank account into book and chain, then make the chain anew."""
    connection.execute("update company set bank = 'my own account'")
    for seq, payload in connection.execute("select seq, payload from audit").fetchall():
        changes = json.loads(payload)
        for change in changes:
            if change["t"] == "company":
                change["row"]["bank"] = "my own account"
        connection.execute("update audit set payload = ? where seq = ?", (audit.canonical(changes), seq))
    rechain(connection)


def cut(connection: sqlite3.Connection) -> None:
    """Take the last link away with all that it booked."""
    last, payload = connection.execute("select seq, payload from audit order by seq desc limit 1").fetchone()
    connection.execute("delete from audit_private where seq = ?", (last,))
    connection.execute("delete from audit where seq = ?", (last,))
    for change in json.loads(payload):
        assert change["op"] == "insert"
        connection.execute(f"delete from {change['t']} where id = ?", (change["id"],))


@pytest.mark.parametrize("tampering", [forge, cut])
def test_a_chain_made_anew_is_found_against_a_head_that_was_noted(path: Path, tampering: Tampering) -> None:
    head = noted_head(path)
    spoil(path, tampering)
    assert not verify(path), "the chain alone cannot know"
    assert any("chain head" in sentence for sentence in verify(path, against=head))


SEARCH = {
    "take a customer out": "insert into customer_search (customer_search, rowid, code, name, town)"
    " select 'delete', id, code, name, town from customer where id = 1",
    "know one by another name": "insert into customer_search (rowid, code, name, town) values (1, 'EVIL', '', '')",
    "know one who is not there": "insert into customer_search (rowid, code, name, town) values (99, 'EVIL', '', '')",
    "spoil a page of the index": "update customer_search_data set block = zeroblob(50) where id > 10",
    "lose a page of the index": "delete from customer_search_data where id > 10",
    "lose a table of the index": "drop table customer_search_docsize",
}


@pytest.mark.parametrize("how", SEARCH)
def test_a_search_index_that_knows_other_customers_is_found_and_the_way_out_named(path: Path, how: str) -> None:
    spoil(path, SEARCH[how])
    before = path.read_bytes()
    assert "billdesk verify --rebuild-search" in verify(path)[-1]
    assert path.read_bytes() == before
    head = noted_head(path)
    with closing(open_desk(path, user="mk", today=makers.TODAY)) as desk:
        safekeeping.rebuild_search(desk)
        assert [found.id for found in customers.search(desk, "hofmann")]
    assert not verify(path)
    assert noted_head(path) == head


@pytest.mark.parametrize(("how", "customer"), [("take a customer out", 1), ("know one who is not there", 99)])
def test_the_customers_that_search_knows_wrongly_are_named(path: Path, how: str, customer: int) -> None:
    spoil(path, SEARCH[how])
    assert verify(path)[:-1] == (f"customer {customer} is not in the index behind search as it is in the book.",)


def test_personal_values_can_be_erased_and_the_chain_still_verifies(path: Path) -> None:
    head = noted_head(path)
    spoil(
        path,
        "update customer set name = '', street = '', postcode = '', town = '', vat_id = '', notes = '' where id = 1;"
        "update invoice set buyer_name = '', buyer_address = '', buyer_vat_id = '' where customer_id = 1;"
        "update customer_person set name = '', phone = '', email = '' where customer_id = 1;"
        "update contact set person = '', note = '' where customer_id = 1;"
        "update dispute_note set person = '', note = ''"
        " where dispute_id in (select id from dispute where customer_id = 1);"
        "delete from audit_private where seq in (select seq from audit where subject = 'customer:1' or subject in"
        " (select 'invoice:' || id from invoice where customer_id = 1"
        " union select 'dispute:' || id from dispute where customer_id = 1));"
        "insert into customer_search (customer_search) values ('rebuild')",
    )
    assert not verify(path, against=head)
    assert "Söhne H-0031" not in " ".join(texts(path))


def test_addresses_tax_ids_and_bank_accounts_can_be_erased_too(path: Path) -> None:
    with closing(open_desk(path, user="mk", today=makers.TODAY, clock=makers.clock)) as desk:
        gone = makers.a_customer(desk, "T-9", name="Somebody", **makers.PARTICULARS)
    head = noted_head(path)
    spoil(
        path,
        "update customer set name = '', street = '', postcode = '', town = '', vat_id = '', notes = ''"
        f" where id = {gone};"
        f"update customer_person set name = '', phone = '', email = '' where customer_id = {gone};"
        f"update customer_address set street = '', postcode = '', town = '' where customer_id = {gone};"
        f"update customer_tax_id set value = '' where customer_id = {gone};"
        f"update customer_bank_account set holder = '', number = '', bic = '' where customer_id = {gone};"
        f"delete from audit_private where seq in (select seq from audit where subject = 'customer:{gone}');"
        "insert into customer_search (customer_search) values ('rebuild')",
    )
    assert not verify(path, against=head)


def texts(path: Path) -> Iterator[str]:
    with closing(files.connect(path, read_only=True)) as connection:
        yield from (line for line in connection.iterdump() if "customer_search" not in line)


def test_a_value_under_its_commitment_cannot_be_guessed_without_the_salt() -> None:
    one, other = (audit.link(1, audit.FIRST_HASH, entry(), personal_columns()) for _ in range(2))
    assert one.payload != other.payload
    assert "Hofmann" not in one.payload
    assert audit.link(1, audit.FIRST_HASH, entry(), personal_columns(), one.salt).payload == one.payload


def entry() -> audit.Entry:
    return audit.Entry("", "", "", "", "", [audit.Change("customer", "insert", 1, {"id": 1, "name": "Hofmann"})])


@pytest.mark.parametrize(
    "what", ["Consulting", "as agreed", "calls back", "account:1:EUR", "2026-0001", "invoice_line"]
)
def test_a_flipped_bit_in_any_copy_of_a_word_is_found(path: Path, what: str) -> None:
    raw = path.read_bytes()
    places = [at for at in range(len(raw)) if raw.startswith(what.encode(), at)]
    assert places
    for at in places:
        spoiled = bytearray(raw)
        spoiled[at + len(what) // 2] ^= 1 << random.randrange(7)
        path.write_bytes(spoiled)
        assert is_found(path) or same_content(path, raw), f"byte {at}"


def is_found(path: Path) -> bool:
    """Whether the file is found damaged, or cannot even be opened."""
    try:
        return bool(verify(path))
    except DeskFileError:
        return True


def same_content(path: Path, raw: bytes) -> bool:
    """Whether a flip hit what SQLite no longer uses: freed pages and gaps keep old text."""
    sound = path.with_name("sound")
    sound.write_bytes(raw)
    dumps = []
    for one in (path, sound):
        with closing(sqlite3.connect(one)) as connection:
            dumps.append(list(connection.iterdump()))
    return dumps[0] == dumps[1]


def test_a_page_of_noise_is_found(path: Path) -> None:
    raw = path.read_bytes()
    pages = len(raw) // 4096
    for page in range(1, pages):
        spoiled = bytearray(raw)
        spoiled[page * 4096 : page * 4096 + 64] = random.randbytes(64)
        path.write_bytes(spoiled)
        assert is_found(path) or same_content(path, raw), f"page {page + 1}"
