"""Further addresses, tax ids and bank accounts of customers; answers of the double check, settings of the desk, and
entries that are held until they take effect.

The billing address and the tax id that invoices print stay columns of `customer`, as every older link of the audit
chain names them: no value moves.
"""

from __future__ import annotations

from alembic import op

from db import derived

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    """
CREATE TABLE customer_address (
  id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  purpose TEXT NOT NULL,
  street TEXT NOT NULL,
  postcode TEXT NOT NULL,
  town TEXT NOT NULL,
  region TEXT NOT NULL,
  country TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (customer_id, position),
  CONSTRAINT customer_address_position CHECK (position > 0),
  CONSTRAINT customer_address_purpose CHECK (purpose in ('delivery', 'office', 'other')),
  CONSTRAINT customer_address_country CHECK (length(country) in (0, 2)),
  FOREIGN KEY(customer_id) REFERENCES customer (id)
)
 STRICT""",
    """
CREATE TABLE customer_tax_id (
  id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  country TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (customer_id, position),
  CONSTRAINT customer_tax_id_position CHECK (position > 0),
  CONSTRAINT customer_tax_id_kind CHECK (kind in ('vat', 'gstin', 'other')),
  CONSTRAINT customer_tax_id_country CHECK (length(country) in (0, 2)),
  FOREIGN KEY(customer_id) REFERENCES customer (id)
)
 STRICT""",
    """
CREATE TABLE customer_bank_account (
  id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  holder TEXT NOT NULL,
  number TEXT NOT NULL,
  bic TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (customer_id, position),
  CONSTRAINT customer_bank_account_position CHECK (position > 0),
  FOREIGN KEY(customer_id) REFERENCES customer (id)
)
 STRICT""",
    """
CREATE TABLE check_answer (
  id INTEGER NOT NULL,
  code TEXT NOT NULL,
  subject TEXT NOT NULL,
  asked TEXT NOT NULL,
  answered TEXT NOT NULL,
  outcome TEXT NOT NULL,
  milliseconds INTEGER NOT NULL,
  at TEXT NOT NULL,
  "by" TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT check_answer_code CHECK (length(code) > 0),
  CONSTRAINT check_answer_outcome CHECK (outcome in ('agreed', 'changed')),
  CONSTRAINT check_answer_milliseconds CHECK (milliseconds >= 0)
)
 STRICT""",
    """
CREATE INDEX check_answer_of_code ON check_answer (code, outcome)""",
    """
CREATE INDEX check_answer_of_subject ON check_answer (subject)""",
    """
CREATE TABLE desk_setting (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT desk_setting_name CHECK (name in (
    'second_key_from', 'retired_checks', 'hold_seconds', 'check_above_minor')),
  UNIQUE (name)
)
 STRICT""",
    """
CREATE TABLE held_entry (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  evidence TEXT NOT NULL,
  customer_id INTEGER NOT NULL,
  invoice_id INTEGER,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_at TEXT NOT NULL,
  entered_on TEXT NOT NULL,
  effective_at TEXT,
  state TEXT NOT NULL,
  checked_by TEXT NOT NULL,
  said TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT held_entry_kind CHECK (kind in ('issue', 'credit note', 'receipt')),
  CONSTRAINT held_entry_invoice CHECK ((kind = 'receipt') = (invoice_id is null)),
  CONSTRAINT held_entry_state CHECK (state in ('held', 'to check', 'taken back', 'booked', 'refused')),
  CONSTRAINT held_entry_effect CHECK (state <> 'held' or effective_at is not null),
  CONSTRAINT held_entry_waits CHECK (state <> 'to check' or effective_at is null),
  CONSTRAINT held_entry_reason CHECK (state <> 'refused' or said <> ''),
  CONSTRAINT held_entry_second CHECK (checked_by = '' or lower(checked_by) <> lower(entered_by)),
  CONSTRAINT held_entry_amount CHECK (amount_minor >= 0),
  CONSTRAINT held_entry_currency CHECK (length(currency) = 3),
  CONSTRAINT held_entry_payload CHECK (payload <> ''),
  UNIQUE (uid),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(invoice_id) REFERENCES invoice (id)
)
 STRICT""",
    """
CREATE INDEX held_entry_waiting ON held_entry (customer_id) WHERE state in ('held', 'to check', 'refused')""",
    """
CREATE INDEX held_entry_due ON held_entry (effective_at) WHERE state = 'held'""",
)

BATCHES = (
    """
CREATE TABLE batch (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  kind TEXT NOT NULL,
  currency TEXT NOT NULL,
  expected_count INTEGER NOT NULL,
  expected_minor INTEGER NOT NULL,
  state TEXT NOT NULL,
  "by" TEXT NOT NULL,
  at TEXT NOT NULL,
  opened_on TEXT NOT NULL,
  reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT batch_kind CHECK (kind in ('receipt', 'invoice', 'credit note')),
  CONSTRAINT batch_currency CHECK (length(currency) = 3),
  CONSTRAINT batch_expected CHECK (expected_count between 1 and 1000 and expected_minor > 0),
  CONSTRAINT batch_state CHECK (state in ('open', 'closed', 'given up')),
  CONSTRAINT batch_reason CHECK ((state = 'given up') = (reason <> '')),
  UNIQUE (uid)
)
 STRICT""",
    """
CREATE INDEX batch_open ON batch (id) WHERE state = 'open'""",
    """
CREATE TABLE batch_entry (
  id INTEGER NOT NULL,
  batch_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  receipt_id INTEGER,
  invoice_id INTEGER,
  credit_note_id INTEGER,
  amount_minor INTEGER NOT NULL,
  taken_back INTEGER NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (batch_id, position),
  CONSTRAINT batch_entry_position CHECK (position > 0),
  CONSTRAINT batch_entry_amount CHECK (amount_minor >= 0),
  CONSTRAINT batch_entry_taken_back CHECK (taken_back in (0, 1)),
  CONSTRAINT batch_entry_one_record
    CHECK ((receipt_id is not null) + (invoice_id is not null) + (credit_note_id is not null) = 1),
  FOREIGN KEY(batch_id) REFERENCES batch (id),
  UNIQUE (receipt_id),
  FOREIGN KEY(receipt_id) REFERENCES receipt (id),
  UNIQUE (invoice_id),
  FOREIGN KEY(invoice_id) REFERENCES invoice (id),
  UNIQUE (credit_note_id),
  FOREIGN KEY(credit_note_id) REFERENCES credit_note (id)
)
 STRICT""",
)

QUEUE_ANEW = (
    "drop table queue_entry",
    "drop table work_item",
    "delete from queue_count",
    "delete from queue_state",
    *derived.QUEUE_TABLES,
    *derived.QUEUE_TRIGGERS,
)
"""A row of a batch is of no one customer, which the former table forbade; the queue is built at the next opening."""


# What the ageing reads of unapplied money stands in the indexes themselves, and reversals are found by their day.
INDEXES = (
    "DROP INDEX receipt_unapplied",
    "DROP INDEX credit_note_unapplied",
    """
CREATE INDEX receipt_unapplied ON receipt (customer_id, currency, received_on, unapplied_minor)
WHERE unapplied_minor > 0""",
    """
CREATE INDEX credit_note_unapplied ON credit_note (customer_id, currency, issued_on, unapplied_minor)
WHERE unapplied_minor > 0""",
    "CREATE INDEX receipt_reversing ON receipt (received_on, reverses_id) WHERE reverses_id is not null",
)


def upgrade() -> None:
    """Make the tables of what a customer may have more than one of, of answers, settings, held entries and batches."""
    for statement in (*STATEMENTS, *BATCHES, *QUEUE_ANEW, *INDEXES):
        op.execute(statement)
    op.execute("pragma user_version = 3")
