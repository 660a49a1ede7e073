"""What the book derives from its records: triggers that keep open amounts, and the tables behind the queue.

Nothing in here is a record. Everything can be rebuilt from the rows that the audit chain covers, and `verify` does so
and compares.
"""

from __future__ import annotations

from db import search

SETTLING = {
    "allocation_settles": """
create trigger allocation_settles after insert on allocation begin
  update instalment set open_minor = open_minor - new.amount_minor where id = new.instalment_id;
  update receipt set unapplied_minor = unapplied_minor - new.amount_minor
    where id = new.receipt_id and reverses_id is null;
  update credit_note set unapplied_minor = unapplied_minor - new.amount_minor where id = new.credit_note_id;
end""",
    "receipt_reversed": """
create trigger receipt_reversed after insert on receipt when new.reverses_id is not null begin
  update receipt set unapplied_minor = 0 where id = new.reverses_id;
end""",
    "instalment_in": """
create trigger instalment_in after insert on instalment when new.open_minor > 0 begin
  insert into open_total (currency, open_minor) values (new.currency, new.open_minor)
    on conflict (currency) do update set open_minor = open_minor + excluded.open_minor;
end""",
    "instalment_moved": """
create trigger instalment_moved after update of open_minor on instalment begin
  update open_total set open_minor = open_minor + new.open_minor - old.open_minor where currency = new.currency;
end""",
}
"""By name, the triggers that keep what is open and unapplied; a bulk import that knows it beforehand works without."""

CLAIM_PAID = """
create trigger claim_paid after insert on claim_payment begin
  update receipt set unapplied_minor = unapplied_minor - new.amount_minor
    where id = new.receipt_id and reverses_id is null;
end"""
"""What a receipt paid of claims is not offered to invoices any more."""

QUEUE_TRIGGERS = (
    """
create trigger queue_entry_in after insert on queue_entry begin
  insert into queue_count (view, items) values (new.view, 1) on conflict (view) do update set items = items + 1;
end""",
    """
create trigger queue_entry_out after delete on queue_entry begin
  update queue_count set items = items - 1 where view = old.view;
end""",
)

TRIGGERS = (*SETTLING.values(), *QUEUE_TRIGGERS)

QUEUE_TABLES = (
    """
create table work_item (
  id integer primary key,
  key text not null unique,
  kind text not null,
  customer_id integer references customer (id),
  document text not null,
  invoice_id integer,
  receipt_id integer,
  currency text not null,
  open_minor integer not null,
  due_on text,
  why text not null,
  next_action text not null,
  points integer not null,
  parts text not null,
  changes_on text,
  snoozed_until text
) strict""",
    "create index work_item_of_customer on work_item (customer_id)",
    "create index work_item_changes on work_item (changes_on) where changes_on is not null",
    """
create table queue_entry (
  view text not null,
  rank integer not null,
  item_id integer not null references work_item (id),
  primary key (view, rank, item_id)
) strict, without rowid""",
    "create index queue_entry_of_item on queue_entry (item_id)",
)
"""The rows of the queue; those of a batch are of no one customer."""

TABLES = (
    *QUEUE_TABLES,
    "create table queue_count (view text primary key, items integer not null) strict, without rowid",
    "create table open_total (currency text primary key, open_minor integer not null) strict, without rowid",
    """
create table queue_state (
  id integer primary key check (id = 1),
  as_of text not null,
  bands text not null,
  bands_on text not null
) strict""",
    search.CREATE,
)

OPEN_TOTAL = """
insert into open_total (currency, open_minor)
  select currency, sum(open_minor) from instalment where open_minor > 0 group by currency"""

DERIVED_TABLES = ("work_item", "queue_entry", "queue_count", "open_total", "queue_state")
