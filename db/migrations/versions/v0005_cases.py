"""Disputes as cases with their log and files, feedback, claims of interest and fees, and plans of promises."""

from __future__ import annotations

from alembic import op

from db import derived

revision = "0005"
down_revision = "0004"

DISPUTES = (
    """
CREATE TABLE dispute_reason (
  id INTEGER NOT NULL,
  code TEXT NOT NULL,
  label TEXT NOT NULL,
  retired INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT dispute_reason_words CHECK (length(code) > 0 and length(label) > 0),
  CONSTRAINT dispute_reason_retired CHECK (retired in (0, 1)),
  UNIQUE (code)
)
 STRICT""",
    """
CREATE TABLE dispute (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  customer_id INTEGER NOT NULL,
  invoice_id INTEGER,
  currency TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  reason TEXT NOT NULL,
  priority TEXT NOT NULL,
  owner TEXT NOT NULL,
  waiting_on TEXT NOT NULL,
  state TEXT NOT NULL,
  opened_on TEXT NOT NULL,
  counted_from TEXT NOT NULL,
  due_by TEXT NOT NULL,
  outcome TEXT NOT NULL,
  resolved_on TEXT,
  credit_minor INTEGER NOT NULL,
  credit_note_id INTEGER,
  at TEXT NOT NULL,
  "by" TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT dispute_state CHECK (state in ('open', 'waiting', 'resolved')),
  CONSTRAINT dispute_priority CHECK (priority in ('low', 'normal', 'high', 'urgent')),
  CONSTRAINT dispute_outcome CHECK (outcome in ('', 'upheld', 'partly', 'rejected', 'withdrawn')),
  CONSTRAINT dispute_resolved CHECK ((state = 'resolved') = (outcome <> '')),
  CONSTRAINT dispute_resolved_on CHECK ((state = 'resolved') = (resolved_on is not null)),
  CONSTRAINT dispute_waiting CHECK ((state = 'waiting') = (waiting_on <> '')),
  CONSTRAINT dispute_amount CHECK (amount_minor > 0 and credit_minor between 0 and amount_minor),
  CONSTRAINT dispute_words CHECK (length(currency) = 3 and length(reason) > 0),
  UNIQUE (uid),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(invoice_id) REFERENCES invoice (id),
  FOREIGN KEY(credit_note_id) REFERENCES credit_note (id)
)
 STRICT""",
    """
CREATE INDEX dispute_of_customer ON dispute (customer_id, opened_on)""",
    """
CREATE INDEX dispute_of_invoice ON dispute (invoice_id) WHERE invoice_id is not null""",
    """
CREATE INDEX dispute_pausing ON dispute (customer_id)
WHERE state <> 'resolved' or (credit_minor > 0 and credit_note_id is null)""",
    """
CREATE TABLE dispute_note (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  dispute_id INTEGER NOT NULL,
  on_day TEXT NOT NULL,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  person TEXT NOT NULL,
  note TEXT NOT NULL,
  "by" TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT dispute_note_kind CHECK (kind in ('said', 'sent', 'done', 'note')),
  UNIQUE (uid),
  FOREIGN KEY(dispute_id) REFERENCES dispute (id)
)
 STRICT""",
    """
CREATE INDEX dispute_note_of_dispute ON dispute_note (dispute_id)""",
    """
CREATE TABLE dispute_file (
  id INTEGER NOT NULL,
  dispute_id INTEGER NOT NULL,
  path TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  at TEXT NOT NULL,
  "by" TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (dispute_id, sha256),
  CONSTRAINT dispute_file_words CHECK (length(sha256) = 64 and length(path) > 0 and bytes >= 0),
  FOREIGN KEY(dispute_id) REFERENCES dispute (id)
)
 STRICT""",
    """
CREATE TABLE feedback (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  theme TEXT NOT NULL,
  said TEXT NOT NULL,
  customer_id INTEGER,
  invoice_id INTEGER,
  dispute_id INTEGER,
  on_day TEXT NOT NULL,
  changed TEXT NOT NULL,
  closed_on TEXT,
  at TEXT NOT NULL,
  "by" TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT feedback_kind CHECK (kind in ('praise', 'complaint', 'idea')),
  CONSTRAINT feedback_source CHECK (source in ('customer', 'colleague')),
  CONSTRAINT feedback_closed CHECK ((closed_on is null) = (changed = '')),
  UNIQUE (uid),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(invoice_id) REFERENCES invoice (id),
  FOREIGN KEY(dispute_id) REFERENCES dispute (id)
)
 STRICT""",
    """
CREATE INDEX feedback_open ON feedback (on_day) WHERE closed_on is null""",
)

CLAIMS = (
    """
CREATE TABLE claim (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  customer_id INTEGER NOT NULL,
  invoice_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  rule TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  upto TEXT NOT NULL,
  calculation TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  in_error INTEGER NOT NULL,
  made_on TEXT NOT NULL,
  charged_on TEXT,
  charged_how TEXT NOT NULL,
  sending_id INTEGER,
  settled_on TEXT,
  "by" TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT claim_kind CHECK (kind in ('interest', 'fixed sum', 'fee')),
  CONSTRAINT claim_state CHECK (state in ('open', 'waived', 'charged', 'paid')),
  CONSTRAINT claim_waived CHECK ((state = 'waived') = (reason <> '')),
  CONSTRAINT claim_in_error CHECK (in_error in (0, 1) and (in_error = 0 or state = 'waived')),
  CONSTRAINT claim_settled CHECK ((state in ('waived', 'paid')) = (settled_on is not null)),
  CONSTRAINT claim_charged CHECK (state <> 'charged' or charged_on is not null),
  CONSTRAINT claim_how CHECK ((charged_on is null) = (charged_how = '')),
  CONSTRAINT claim_amount CHECK (amount_minor > 0 and length(currency) = 3),
  CONSTRAINT claim_calculation CHECK (calculation <> ''),
  UNIQUE (uid),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(invoice_id) REFERENCES invoice (id),
  FOREIGN KEY(sending_id) REFERENCES sending (id)
)
 STRICT""",
    """
CREATE INDEX claim_of_invoice ON claim (invoice_id)""",
    """
CREATE INDEX ix_claim_customer_id ON claim (customer_id)""",
    """
CREATE TABLE claim_payment (
  id INTEGER NOT NULL,
  claim_id INTEGER NOT NULL,
  receipt_id INTEGER NOT NULL,
  applied_on TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT claim_payment_amount CHECK (amount_minor <> 0),
  FOREIGN KEY(claim_id) REFERENCES claim (id),
  FOREIGN KEY(receipt_id) REFERENCES receipt (id)
)
 STRICT""",
    """
CREATE INDEX claim_payment_of_claim ON claim_payment (claim_id)""",
    """
CREATE INDEX claim_payment_of_receipt ON claim_payment (receipt_id)""",
    derived.CLAIM_PAID,
    """
CREATE TABLE promise_plan (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  customer_id INTEGER NOT NULL,
  agreed_on TEXT NOT NULL,
  note TEXT NOT NULL,
  "by" TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (uid),
  FOREIGN KEY(customer_id) REFERENCES customer (id)
)
 STRICT""",
    """
CREATE INDEX ix_promise_plan_customer_id ON promise_plan (customer_id)""",
    """
CREATE TABLE plan_promise (
  id INTEGER NOT NULL,
  plan_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  promise_id INTEGER NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (plan_id, position),
  CONSTRAINT plan_promise_position CHECK (position > 0),
  FOREIGN KEY(plan_id) REFERENCES promise_plan (id),
  UNIQUE (promise_id),
  FOREIGN KEY(promise_id) REFERENCES promise (id)
)
 STRICT""",
)


def upgrade() -> None:
    """Make the tables of what is disputed, said, claimed and agreed."""
    for statement in (*DISPUTES, *CLAIMS):
        op.execute(statement)
    op.execute("pragma user_version = 5")
