"""Own reminders that are not over, with what they are about."""

from __future__ import annotations

_OPEN = """
select r.id, r.version, r.on_day, r.anchor_on, r.about, r.repeats, r.every, r.owner, r.customer_id, r.invoice_id,
  c.name, v.number
from own_reminder r left join customer c on c.id = r.customer_id left join invoice v on v.id = r.invoice_id
where r.done_on is null and r.dropped_on is null"""

ONE = f"{_OPEN} and r.id = :reminder"

UNTIL = f"{_OPEN} and r.on_day <= :until order by r.on_day, r.id"
"""Those that come up on a day or are late by then."""

LINK = """
select c.id, c.name, v.id, v.number from customer c left join invoice v on v.id = :invoice and v.customer_id = c.id
where c.id = :customer"""
