"""The follow-up in the book: procedures and what was chosen, holds and waivers, own reminders, the outbox; which
questions of the double check were shown; and held entries that are reversals.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

FOLLOW_UP = (
    """
CREATE TABLE procedure (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  name TEXT NOT NULL,
  contacts_a_week INTEGER NOT NULL,
  quiet_days INTEGER NOT NULL,
  least_major INTEGER NOT NULL,
  forewarning_days INTEGER,
  thank_you INTEGER NOT NULL,
  retired INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT procedure_name CHECK (length(name) > 0),
  CONSTRAINT procedure_contact CHECK (contacts_a_week > 0 and quiet_days >= 0 and least_major >= 0),
  CONSTRAINT procedure_forewarning CHECK (forewarning_days is null or forewarning_days > 0),
  CONSTRAINT procedure_flags CHECK (thank_you in (0, 1) and retired in (0, 1)),
  UNIQUE (uid),
  UNIQUE (name)
)
 STRICT""",
    """
CREATE TABLE procedure_step (
  id INTEGER NOT NULL,
  procedure_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  days INTEGER NOT NULL,
  channel TEXT NOT NULL,
  template TEXT NOT NULL,
  tone TEXT NOT NULL,
  fee INTEGER NOT NULL,
  interest INTEGER NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (procedure_id, position),
  CONSTRAINT procedure_step_days CHECK (position > 0 and days > 0),
  CONSTRAINT procedure_step_channel CHECK (channel in ('mail', 'letter', 'call')),
  CONSTRAINT procedure_step_tone CHECK (tone in ('friendly', 'clear', 'firm', 'final')),
  CONSTRAINT procedure_step_claims CHECK (fee in (0, 1) and interest in (0, 1)),
  FOREIGN KEY(procedure_id) REFERENCES procedure (id)
)
 STRICT""",
    """
CREATE TABLE procedure_choice (
  id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  invoice_id INTEGER,
  procedure TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT procedure_choice_name CHECK (length(procedure) > 0),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  UNIQUE (invoice_id),
  FOREIGN KEY(invoice_id) REFERENCES invoice (id)
)
 STRICT""",
    """
CREATE UNIQUE INDEX procedure_choice_of_customer ON procedure_choice (customer_id) WHERE invoice_id is null""",
    """
CREATE TABLE follow_up_hold (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  kind TEXT NOT NULL,
  customer_id INTEGER NOT NULL,
  invoice_id INTEGER,
  currency TEXT,
  reason TEXT NOT NULL,
  set_on TEXT NOT NULL,
  until TEXT,
  lifted_on TEXT,
  lifted_because TEXT NOT NULL,
  "by" TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT follow_up_hold_kind CHECK (kind in ('pause', 'block')),
  CONSTRAINT follow_up_hold_until CHECK ((kind = 'pause') = (until is not null)),
  CONSTRAINT follow_up_hold_reason CHECK (reason <> ''),
  CONSTRAINT follow_up_hold_lifted CHECK ((lifted_on is null) = (lifted_because = '')),
  UNIQUE (uid),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(invoice_id) REFERENCES invoice (id)
)
 STRICT""",
    """
CREATE INDEX follow_up_hold_live ON follow_up_hold (customer_id) WHERE lifted_on is null""",
    """
CREATE TABLE step_waiver (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  instalment_id INTEGER NOT NULL,
  step INTEGER NOT NULL,
  on_day TEXT NOT NULL,
  reason TEXT NOT NULL,
  lifted_on TEXT,
  lifted_because TEXT NOT NULL,
  "by" TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT step_waiver_step CHECK (step > 0),
  CONSTRAINT step_waiver_reason CHECK (reason <> ''),
  CONSTRAINT step_waiver_lifted CHECK ((lifted_on is null) = (lifted_because = '')),
  FOREIGN KEY(instalment_id) REFERENCES instalment (id)
)
 STRICT""",
    """
CREATE UNIQUE INDEX step_waiver_live ON step_waiver (instalment_id, step) WHERE lifted_on is null""",
    """
CREATE INDEX step_waiver_of_instalment ON step_waiver (instalment_id)""",
    """
CREATE TABLE own_reminder (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  on_day TEXT NOT NULL,
  anchor_on TEXT NOT NULL,
  repeats TEXT NOT NULL,
  every INTEGER NOT NULL,
  about TEXT NOT NULL,
  customer_id INTEGER,
  invoice_id INTEGER,
  owner TEXT NOT NULL,
  done_on TEXT,
  dropped_on TEXT,
  at TEXT NOT NULL,
  "by" TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT own_reminder_repeats CHECK (repeats in ('never', 'daily', 'weekly', 'monthly', 'yearly')),
  CONSTRAINT own_reminder_every CHECK (every > 0),
  CONSTRAINT own_reminder_about CHECK (about <> ''),
  CONSTRAINT own_reminder_link CHECK (invoice_id is null or customer_id is not null),
  CONSTRAINT own_reminder_end CHECK (done_on is null or dropped_on is null),
  UNIQUE (uid),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(invoice_id) REFERENCES invoice (id)
)
 STRICT""",
    """
CREATE INDEX own_reminder_open ON own_reminder (on_day) WHERE done_on is null and dropped_on is null""",
)

OUTBOX = (
    """
CREATE TABLE sending (
  id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  customer_id INTEGER NOT NULL,
  currency TEXT NOT NULL,
  channel TEXT NOT NULL,
  purpose TEXT NOT NULL,
  procedure TEXT NOT NULL,
  template TEXT NOT NULL,
  tone TEXT NOT NULL,
  language TEXT NOT NULL,
  address TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  message_id TEXT NOT NULL,
  state TEXT NOT NULL,
  planned_on TEXT NOT NULL,
  planned_at TEXT NOT NULL,
  held_until TEXT,
  claimed_at TEXT,
  claimed_by TEXT NOT NULL,
  sent_on TEXT,
  settled_at TEXT,
  said TEXT NOT NULL,
  "by" TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT sending_channel CHECK (channel in ('mail', 'letter', 'call')),
  CONSTRAINT sending_tone CHECK (tone in ('friendly', 'clear', 'firm', 'final')),
  CONSTRAINT sending_purpose CHECK (purpose in ('forewarning', 'reminder', 'thanks')),
  CONSTRAINT sending_state CHECK (state in ('planned', 'held', 'sending', 'printed', 'sent', 'failed',
    'unknown', 'recalled', 'dropped')),
  CONSTRAINT sending_held CHECK (state <> 'held' or held_until is not null),
  CONSTRAINT sending_claimed CHECK (state <> 'sending' or (claimed_at is not null and claimed_by <> '')),
  CONSTRAINT sending_reason CHECK (state not in ('failed', 'dropped', 'recalled') or said <> ''),
  CONSTRAINT sending_currency CHECK (length(currency) = 3),
  UNIQUE (uid),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  UNIQUE (message_id)
)
 STRICT""",
    """
CREATE INDEX sending_waiting ON sending (state, held_until) WHERE state in ('planned', 'held', 'sending',
    'printed', 'failed', 'unknown')""",
    """
CREATE INDEX sending_of_customer ON sending (customer_id, planned_on)""",
    """
CREATE TABLE sending_item (
  id INTEGER NOT NULL,
  sending_id INTEGER NOT NULL,
  instalment_id INTEGER NOT NULL,
  step INTEGER NOT NULL,
  open_minor INTEGER NOT NULL,
  slot TEXT,
  PRIMARY KEY (id),
  UNIQUE (sending_id, instalment_id),
  UNIQUE (instalment_id, slot),
  CONSTRAINT sending_item_amount CHECK (step >= 0 and open_minor >= 0),
  CONSTRAINT sending_item_slot CHECK (slot <> ''),
  FOREIGN KEY(sending_id) REFERENCES sending (id),
  FOREIGN KEY(instalment_id) REFERENCES instalment (id)
)
 STRICT""",
    """
CREATE TABLE sending_event (
  id INTEGER NOT NULL,
  sending_id INTEGER NOT NULL,
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  said TEXT NOT NULL,
  "by" TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT sending_event_what CHECK (what in ('planned', 'held', 'recalled', 'dropped', 'claimed', 'printed',
    'sent', 'failed', 'unknown', 'bounced', 'given up', 'resolved')),
  FOREIGN KEY(sending_id) REFERENCES sending (id)
)
 STRICT""",
    """
CREATE INDEX sending_event_of_sending ON sending_event (sending_id)""",
)

SHOWN = (
    """
CREATE TABLE check_shown (
  id INTEGER NOT NULL,
  subject TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  at TEXT NOT NULL,
  "by" TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (subject, code, message),
  CONSTRAINT check_shown_words CHECK (length(subject) > 0 and length(code) > 0)
)
 STRICT""",
)

WIDER = (
    "DROP INDEX held_entry_waiting",
    "DROP INDEX held_entry_due",
    "ALTER TABLE held_entry RENAME TO former_held_entry",
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
  CONSTRAINT held_entry_kind CHECK (kind in ('issue', 'credit note', 'receipt', 'reversal', 'payment of a claim',
    'waiver of a claim')),
  CONSTRAINT held_entry_invoice CHECK ((kind in ('issue', 'credit note')) = (invoice_id is not null)),
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
    "INSERT INTO held_entry SELECT * FROM former_held_entry",
    "DROP TABLE former_held_entry",
    """
CREATE INDEX held_entry_due ON held_entry (effective_at) WHERE state = 'held'""",
    """
CREATE INDEX held_entry_waiting ON held_entry (customer_id) WHERE state in ('held', 'to check', 'refused')""",
    "ALTER TABLE desk_setting RENAME TO former_desk_setting",
    """
CREATE TABLE desk_setting (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT desk_setting_name CHECK (name in ('second_key_from', 'retired_checks', 'hold_seconds',
    'check_above_minor', 'procedure', 'send_hold_seconds')),
  UNIQUE (name)
)
 STRICT""",
    "INSERT INTO desk_setting SELECT * FROM former_desk_setting",
    "DROP TABLE former_desk_setting",
)
"""A check of a table cannot be changed in place: the table is made anew around the same rows, in the same columns."""

CHECK_ROWS = (
    """
UPDATE work_item SET why = (
  SELECT CASE h.kind WHEN 'issue' THEN 'invoice' ELSE h.kind END || ' by ' || h.entered_by
  FROM held_entry h WHERE 'check:' || h.id = work_item.key)
WHERE kind = 'check'""",
)
"""The row of an entry that waits for a second person names its kind and who entered it."""

TAKEN_BACK = (
    """
CREATE TABLE contact_taken_back (
  id INTEGER NOT NULL,
  contact_id INTEGER NOT NULL,
  on_day TEXT NOT NULL,
  reason TEXT NOT NULL,
  "by" TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT contact_taken_back_reason CHECK (reason <> ''),
  UNIQUE (contact_id),
  FOREIGN KEY(contact_id) REFERENCES contact (id)
)
 STRICT""",
)
"""The contact's own row stays as the chain knows it, so what takes it back is a row of its own."""

AGREED = ("CREATE INDEX contact_agreed ON contact (customer_id, next_on) WHERE next_on is not null",)
"""The days that were agreed, for the accounts that come up on them."""

OTHER_RULES = ("UPDATE queue_state SET as_of = date(as_of, '-1 day'), bands_on = '2000-01-01'",)
"""What the queue's rows say is decided by the follow-up from now on: all are made anew with the next day's opening."""


def upgrade() -> None:
    """Make the tables of the follow-up, and let held entries be reversals."""
    for statement in (*FOLLOW_UP, *OUTBOX, *SHOWN, *WIDER, *CHECK_ROWS, *TAKEN_BACK, *AGREED, *OTHER_RULES):
        op.execute(statement)
    op.execute("pragma user_version = 4")
