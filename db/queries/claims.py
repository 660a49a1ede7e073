"""Claims of interest and fees."""

from __future__ import annotations

_CONDITIONS = {
    "claim": "c.id = :claim",
    "customer": "c.customer_id = :customer",
    "invoice": "c.invoice_id = :invoice",
    "live": "c.state in ('open', 'charged')",
}


PAID = "coalesce((select sum(p.amount_minor) from claim_payment p where p.claim_id = c.id), 0)"
"""What is paid of a claim `c`, in minor units."""

PAID_OF = "select coalesce(sum(amount_minor), 0) from claim_payment where claim_id = :claim"

SAME_PAYMENT = """
select 1 from claim_payment where claim_id = :claim and receipt_id = :receipt and amount_minor = :minor"""


def listing(*conditions: str) -> str:
    """The claims under some of the conditions `claim`, `customer`, `invoice`, `live`: live ones first, newest first."""
    where = " and ".join(_CONDITIONS[name] for name in conditions) or "1"
    return f"""
select c.*, v.number, k.code, k.name, s.subject, s.message_id, {PAID} as paid_minor,
  case c.state when 'paid' then (
    select p.receipt_id from claim_payment p where p.claim_id = c.id order by p.id desc limit 1) end as receipt_id
from claim c join invoice v on v.id = c.invoice_id join customer k on k.id = c.customer_id
left join sending s on s.id = c.sending_id
where {where}
order by case when c.state in ('open', 'charged') then 0 else 1 end, c.made_on desc, c.id desc"""


INVOICE = "select customer_id, state, currency from invoice where id = :invoice"

SELLER = "select country from company"

CLAIMED_TO = "select max(upto) from claim where invoice_id = :invoice and kind = :kind and in_error = 0"
"""The last day that earlier claims of this kind reach."""

SAME_FEE = """
select 1 from claim where invoice_id = :invoice and kind = 'fee' and in_error = 0 and lower(rule) = lower(:rule)"""

LIVE_SUMS = f"""
select currency, count(*), sum(amount_minor - {PAID}) from claim c
where state in ('open', 'charged') group by 1 order by 1"""

LIVE_SUMS_OF = f"""
select currency, count(*), sum(amount_minor - {PAID}) from claim c
where customer_id = :customer and state in ('open', 'charged') group by 1 order by 1"""

PAID_BY = """
select claim_id, sum(amount_minor), max(applied_on) from claim_payment where receipt_id = :receipt
group by 1 having sum(amount_minor) > 0"""
"""What a receipt paid of which claims."""
