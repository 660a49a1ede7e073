"""What the morning brief asks besides the calendar and the outlook of the run."""

from __future__ import annotations

from db.queries.work import KEPT_MINOR, PROMISE_ENDS

BROKEN = f"""
select p.amount_minor - {KEPT_MINOR} as missing, p.currency from promise p
where p.withdrawn_on is null and {PROMISE_ENDS} < :today and {PROMISE_ENDS} >= :told_from and missing > 0
  and exists (select 1 from promise_invoice pi join instalment i on i.invoice_id = pi.invoice_id
    where pi.promise_id = p.id and i.open_minor > 0)"""
"""What is missing of promises whose time was over not long ago, while their invoices are open."""

OUTBOX = """
select state, count(*) from sending
where state in ('planned', 'held', 'sending', 'printed', 'failed', 'unknown') group by state"""

COUNTS = "select view, items from queue_count where view in ('to finish', 'to send')"
