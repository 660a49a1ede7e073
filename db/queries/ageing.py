"""Open amounts by days past due as of any day.

What was open on a day is what is open now, plus what was allocated after that day; invoices issued later do not
count. For today the second part is nearly empty, so one covering index answers.
"""

from __future__ import annotations

from datetime import date, timedelta

from billdesk.domain.ageing import LAST_DAYS
from db.reader import Value

_BUCKETS = ", ".join(
    f"sum(case when {condition} then minor else 0 end)"
    for condition in (
        "due_on >= :edge0",
        *(f"due_on < :edge{place} and due_on >= :edge{place + 1}" for place in range(len(LAST_DAYS) - 1)),
        f"due_on < :edge{len(LAST_DAYS) - 1}",
    )
)

_OPEN = """
select customer_id, currency, due_on, sum(open_minor) as minor from instalment
where open_minor > 0 and issued_on <= :as_of group by customer_id, currency, due_on
union all
select i.customer_id, i.currency, i.due_on, sum(a.amount_minor)
from allocation a join instalment i on i.id = a.instalment_id
where a.applied_on > :as_of and i.issued_on <= :as_of group by i.customer_id, i.currency, i.due_on"""

OPEN_BY_CUSTOMER = f"""
select customer_id, currency, {_BUCKETS} from ({_OPEN}) group by customer_id, currency"""

OPEN_BY_CURRENCY = f"""
select currency, {_BUCKETS} from (
  select currency, due_on, sum(open_minor) as minor from instalment
  where open_minor > 0 and issued_on <= :as_of group by currency, due_on
  union all
  select i.currency, i.due_on, sum(a.amount_minor)
  from allocation a join instalment i on i.id = a.instalment_id
  where a.applied_on > :as_of and i.issued_on <= :as_of group by i.currency, i.due_on)
group by currency"""

UNAPPLIED = """
select customer_id, currency, unapplied_minor as minor from receipt
where unapplied_minor > 0 and received_on <= :as_of
union all
select customer_id, currency, unapplied_minor from credit_note where unapplied_minor > 0 and issued_on <= :as_of
union all
select r.customer_id, r.currency, a.amount_minor from allocation a join receipt r on r.id = a.receipt_id
where a.applied_on > :as_of and r.received_on <= :as_of
union all
select n.customer_id, n.currency, a.amount_minor from allocation a join credit_note n on n.id = a.credit_note_id
where a.applied_on > :as_of and n.issued_on <= :as_of
union all
select r.customer_id, r.currency, p.amount_minor from claim_payment p join receipt r on r.id = p.receipt_id
where p.applied_on > :as_of and r.received_on <= :as_of
union all
select r.customer_id, r.currency, r.amount_minor
  - coalesce((select sum(amount_minor) from allocation where receipt_id = r.id), 0)
  - coalesce((select sum(amount_minor) from claim_payment where receipt_id = r.id), 0)
from receipt b cross join receipt r on r.id = b.reverses_id
where b.reverses_id > 0 and b.received_on > :as_of and r.received_on <= :as_of"""

UNAPPLIED_BY_CUSTOMER = f"""
select customer_id, currency, sum(minor) from ({UNAPPLIED}) group by customer_id, currency having sum(minor) <> 0"""

UNAPPLIED_BY_CURRENCY = f"select currency, sum(minor) from ({UNAPPLIED}) group by currency having sum(minor) <> 0"

CUSTOMERS = "select id, code, name from customer"


def edges(as_of: date) -> dict[str, Value]:
    """The days that part the buckets: due on or after the first is current."""
    days = {f"edge{place}": (as_of - timedelta(days=late)).isoformat() for place, late in enumerate(LAST_DAYS)}
    return {"as_of": as_of.isoformat(), **days}
