"""Feedback, open ones first."""

from __future__ import annotations

FIND = """
select f.*, coalesce(v.number, c.name, case when f.dispute_id is not null then 'dispute ' || f.dispute_id end, '')
  as about
from feedback f left join invoice v on v.id = f.invoice_id left join customer c on c.id = f.customer_id
order by f.closed_on is not null, f.theme, f.on_day desc, f.id desc"""

THEMES = "select distinct theme from feedback order by theme"
