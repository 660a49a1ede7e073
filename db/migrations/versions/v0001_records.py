"""The records of the book."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """
CREATE TABLE audit (
  seq INTEGER NOT NULL,
  at TEXT NOT NULL,
  "by" TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  evidence TEXT NOT NULL,
  payload TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (seq)
)
 STRICT""",
    """
CREATE INDEX audit_of_subject ON audit (subject, seq)""",
    """
CREATE TABLE company (
  id INTEGER NOT NULL,
  desk_uid TEXT NOT NULL,
  name TEXT NOT NULL,
  street TEXT NOT NULL,
  postcode TEXT NOT NULL,
  town TEXT NOT NULL,
  region TEXT NOT NULL,
  country TEXT NOT NULL,
  vat_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  language TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  tax_method TEXT NOT NULL,
  invoice_pattern TEXT NOT NULL,
  credit_note_pattern TEXT NOT NULL,
  bank TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT company_is_one CHECK (id = 1)
)
 STRICT""",
    """
CREATE TABLE customer (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  street TEXT NOT NULL,
  postcode TEXT NOT NULL,
  town TEXT NOT NULL,
  region TEXT NOT NULL,
  country TEXT NOT NULL,
  vat_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  terms TEXT NOT NULL,
  language TEXT NOT NULL,
  notes TEXT NOT NULL,
  owner TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT customer_currency CHECK (length(currency) = 3),
  CONSTRAINT customer_code CHECK (length(code) > 0),
  UNIQUE (uid),
  UNIQUE (code)
)
 STRICT""",
    """
CREATE TABLE imported_file (
  id INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  file_name TEXT NOT NULL,
  imported_at TEXT NOT NULL,
  entries INTEGER NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (fingerprint)
)
 STRICT""",
    """
CREATE TABLE number_series (
  id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  period TEXT NOT NULL,
  last_sequence INTEGER NOT NULL,
  last_issued_on TEXT,
  PRIMARY KEY (id),
  UNIQUE (kind, period),
  CONSTRAINT number_series_kind CHECK (kind in ('invoice', 'credit note')),
  CONSTRAINT number_series_sequence CHECK (last_sequence >= 0)
)
 STRICT""",
    """
CREATE TABLE audit_private (
  seq INTEGER NOT NULL,
  salt TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (seq),
  FOREIGN KEY(seq) REFERENCES audit (seq)
)
 STRICT""",
    """
CREATE TABLE customer_person (
  id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  phone TEXT NOT NULL,
  email TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (customer_id, position),
  FOREIGN KEY(customer_id) REFERENCES customer (id)
)
 STRICT""",
    """
CREATE TABLE invoice (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  customer_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  number TEXT,
  issued_on TEXT NOT NULL,
  supplied_on TEXT,
  sent_on TEXT,
  sent_how TEXT NOT NULL,
  currency TEXT NOT NULL,
  terms TEXT NOT NULL,
  tax_method TEXT NOT NULL,
  reference TEXT NOT NULL,
  note TEXT NOT NULL,
  exemption TEXT NOT NULL,
  net_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL,
  total_minor INTEGER NOT NULL,
  disputed INTEGER NOT NULL,
  imported INTEGER NOT NULL,
  buyer_name TEXT NOT NULL,
  buyer_address TEXT NOT NULL,
  buyer_vat_id TEXT NOT NULL,
  void_reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT invoice_state CHECK (state in ('draft', 'issued', 'void')),
  CONSTRAINT invoice_currency CHECK (length(currency) = 3),
  CONSTRAINT invoice_sum CHECK (total_minor = net_minor + tax_minor and total_minor >= 0),
  CONSTRAINT invoice_number CHECK (state <> 'issued' or number is not null),
  CONSTRAINT invoice_draft_number CHECK (state <> 'draft' or number is null),
  CONSTRAINT invoice_tax_method CHECK (tax_method in ('document', 'line')),
  UNIQUE (uid),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  UNIQUE (number)
)
 STRICT""",
    """
CREATE INDEX invoice_drafts ON invoice (customer_id) WHERE state = 'draft'""",
    """
CREATE INDEX invoice_of_customer ON invoice (customer_id, id)""",
    """
CREATE INDEX invoice_unsent ON invoice (customer_id) WHERE state = 'issued' and sent_on is null""",
    """
CREATE TABLE receipt (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  customer_id INTEGER NOT NULL,
  received_on TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  method TEXT NOT NULL,
  reference TEXT NOT NULL,
  reason TEXT NOT NULL,
  reverses_id INTEGER,
  unapplied_minor INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT receipt_amount CHECK (amount_minor <> 0 and (amount_minor > 0) = (reverses_id is null)),
  CONSTRAINT receipt_unapplied CHECK (unapplied_minor between 0 and max(amount_minor, 0)),
  CONSTRAINT receipt_currency CHECK (length(currency) = 3),
  UNIQUE (uid),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  UNIQUE (reverses_id),
  FOREIGN KEY(reverses_id) REFERENCES receipt (id)
)
 STRICT""",
    """
CREATE INDEX receipt_of_customer ON receipt (customer_id, received_on)""",
    """
CREATE INDEX receipt_unapplied ON receipt (customer_id, currency) WHERE unapplied_minor > 0""",
    """
CREATE TABLE snooze (
  id INTEGER NOT NULL,
  "key" TEXT NOT NULL,
  customer_id INTEGER NOT NULL,
  until TEXT,
  reason TEXT NOT NULL,
  "by" TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE ("key"),
  FOREIGN KEY(customer_id) REFERENCES customer (id)
)
 STRICT""",
    """
CREATE INDEX ix_snooze_customer_id ON snooze (customer_id)""",
    """
CREATE TABLE contact (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  customer_id INTEGER NOT NULL,
  invoice_id INTEGER,
  happened_at TEXT NOT NULL,
  on_day TEXT NOT NULL,
  kind TEXT NOT NULL,
  direction TEXT NOT NULL,
  outcome TEXT NOT NULL,
  person TEXT NOT NULL,
  note TEXT NOT NULL,
  next_on TEXT,
  "by" TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT contact_kind CHECK (kind in ('call', 'e-mail', 'letter', 'note')),
  CONSTRAINT contact_direction CHECK (direction in ('out', 'in')),
  CONSTRAINT contact_outcome CHECK (outcome in (
    'reached', 'not reached', 'promised', 'disputes', 'says paid', 'wrong person', 'none')),
  UNIQUE (uid),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(invoice_id) REFERENCES invoice (id)
)
 STRICT""",
    """
CREATE INDEX contact_of_customer ON contact (customer_id, happened_at)""",
    """
CREATE TABLE credit_note (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  number TEXT NOT NULL,
  invoice_id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  issued_on TEXT NOT NULL,
  currency TEXT NOT NULL,
  reason TEXT NOT NULL,
  net_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL,
  total_minor INTEGER NOT NULL,
  unapplied_minor INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT credit_note_sum CHECK (total_minor = net_minor + tax_minor and total_minor > 0),
  CONSTRAINT credit_note_unapplied CHECK (unapplied_minor between 0 and total_minor),
  UNIQUE (uid),
  UNIQUE (number),
  FOREIGN KEY(invoice_id) REFERENCES invoice (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id)
)
 STRICT""",
    """
CREATE INDEX credit_note_of_customer ON credit_note (customer_id, issued_on)""",
    """
CREATE INDEX credit_note_of_invoice ON credit_note (invoice_id)""",
    """
CREATE INDEX credit_note_unapplied ON credit_note (customer_id, currency) WHERE unapplied_minor > 0""",
    """
CREATE TABLE instalment (
  id INTEGER NOT NULL,
  invoice_id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  currency TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  position INTEGER NOT NULL,
  due_on TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  open_minor INTEGER NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (invoice_id, position),
  CONSTRAINT instalment_amount CHECK (amount_minor >= 0),
  CONSTRAINT instalment_open CHECK (open_minor between 0 and amount_minor),
  FOREIGN KEY(invoice_id) REFERENCES invoice (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id)
)
 STRICT""",
    """
CREATE INDEX instalment_open_by_customer ON instalment
  (customer_id, currency, due_on, open_minor, issued_on) WHERE open_minor > 0""",
    """
CREATE INDEX instalment_open_by_day ON instalment (currency, due_on, open_minor, issued_on) WHERE open_minor > 0""",
    """
CREATE TABLE invoice_line (
  id INTEGER NOT NULL,
  invoice_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  description TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  unit TEXT NOT NULL,
  unit_price INTEGER NOT NULL,
  discount_percent INTEGER NOT NULL,
  discount_minor INTEGER NOT NULL,
  tax_rate INTEGER NOT NULL,
  net_minor INTEGER NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (invoice_id, position),
  CONSTRAINT invoice_line_tax_rate CHECK (tax_rate between 0 and 100000),
  CONSTRAINT invoice_line_one_discount CHECK (discount_percent = 0 or discount_minor = 0),
  FOREIGN KEY(invoice_id) REFERENCES invoice (id)
)
 STRICT""",
    """
CREATE TABLE allocation (
  id INTEGER NOT NULL,
  instalment_id INTEGER NOT NULL,
  receipt_id INTEGER,
  credit_note_id INTEGER,
  applied_on TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  uid TEXT,
  PRIMARY KEY (id),
  CONSTRAINT allocation_amount CHECK (amount_minor <> 0),
  CONSTRAINT allocation_one_source CHECK ((receipt_id is null) <> (credit_note_id is null)),
  FOREIGN KEY(instalment_id) REFERENCES instalment (id),
  FOREIGN KEY(receipt_id) REFERENCES receipt (id),
  FOREIGN KEY(credit_note_id) REFERENCES credit_note (id)
)
 STRICT""",
    """
CREATE INDEX allocation_by_day ON allocation (applied_on, instalment_id, amount_minor)""",
    """
CREATE INDEX allocation_of_credit_note ON allocation (credit_note_id) WHERE credit_note_id is not null""",
    """
CREATE INDEX allocation_of_instalment ON allocation (instalment_id)""",
    """
CREATE INDEX allocation_of_receipt ON allocation (receipt_id) WHERE receipt_id is not null""",
    """
CREATE TABLE credit_note_line (
  id INTEGER NOT NULL,
  credit_note_id INTEGER NOT NULL,
  invoice_line_id INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  net_minor INTEGER NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (credit_note_id, invoice_line_id),
  CONSTRAINT credit_note_line_quantity CHECK (quantity <> 0),
  FOREIGN KEY(credit_note_id) REFERENCES credit_note (id),
  FOREIGN KEY(invoice_line_id) REFERENCES invoice_line (id)
)
 STRICT""",
    """
CREATE INDEX credit_note_line_of_line ON credit_note_line (invoice_line_id)""",
    """
CREATE TABLE promise (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  customer_id INTEGER NOT NULL,
  contact_id INTEGER,
  recorded_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  grace_days INTEGER NOT NULL,
  currency TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  after_allocation INTEGER NOT NULL,
  withdrawn_on TEXT,
  withdrawn_because TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT promise_amount CHECK (amount_minor > 0),
  CONSTRAINT promise_grace CHECK (grace_days between 0 and 60),
  UNIQUE (uid),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(contact_id) REFERENCES contact (id)
)
 STRICT""",
    """
CREATE INDEX promise_of_customer ON promise (customer_id, due_on)""",
    """
CREATE TABLE promise_invoice (
  id INTEGER NOT NULL,
  promise_id INTEGER NOT NULL,
  invoice_id INTEGER NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (promise_id, invoice_id),
  FOREIGN KEY(promise_id) REFERENCES promise (id),
  FOREIGN KEY(invoice_id) REFERENCES invoice (id)
)
 STRICT""",
    """
CREATE INDEX promise_invoice_of_invoice ON promise_invoice (invoice_id)""",
)


def upgrade() -> None:
    """Make the tables of every record."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute("pragma user_version = 1")
