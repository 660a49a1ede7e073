"""Open amounts kept by triggers, the tables behind the queue, and customer search."""

from __future__ import annotations

from alembic import op

from db import derived, search

revision = "0002"
down_revision = "0001"

FILL = (
    """
update instalment set open_minor = amount_minor - coalesce(
  (select sum(amount_minor) from allocation where instalment_id = instalment.id), 0)""",
    """
update receipt set unapplied_minor = case
  when reverses_id is not null or exists (select 1 from receipt b where b.reverses_id = receipt.id) then 0
  else amount_minor - coalesce((select sum(amount_minor) from allocation where receipt_id = receipt.id), 0) end""",
    """
update credit_note set unapplied_minor = total_minor - coalesce(
  (select sum(amount_minor) from allocation where credit_note_id = credit_note.id), 0)""",
    derived.OPEN_TOTAL,
    search.REBUILD,
)


def upgrade() -> None:
    """Make the derived tables and fill them from the records; the queue itself is built at the next opening."""
    for statement in (*derived.TABLES, *FILL, *derived.TRIGGERS):
        op.execute(statement)
    op.execute("pragma user_version = 2")
