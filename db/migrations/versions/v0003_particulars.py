"""Further addresses, tax ids and bank accounts of customers.

The billing address and the tax id that invoices print stay columns of `customer`, as every older link of the audit
chain names them: no value moves.
"""

from __future__ import annotations

from alembic import op

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
)


def upgrade() -> None:
    """Make the tables of what a customer may have more than one of."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute("pragma user_version = 3")
