"""Pauses and blocks of the follow-up, for people to read."""

_HOLDS = """
select h.*, c.code, c.name, v.number from follow_up_hold h
join customer c on c.id = h.customer_id left join invoice v on v.id = h.invoice_id
where h.lifted_on is null and (h.until is null or h.until > :today)"""

LIVE = f"{_HOLDS} order by h.until is not null, h.until, h.set_on, h.id"
"""Blocks first, which do not end by themselves, then pauses by the day they end."""

OF_CUSTOMER = f"{_HOLDS} and h.customer_id = :customer order by h.until is not null, h.until, h.set_on, h.id"

ENDED = """
select h.*, c.code, c.name, v.number from follow_up_hold h
join customer c on c.id = h.customer_id left join invoice v on v.id = h.invoice_id
where h.customer_id = :customer and (h.lifted_on is not null or h.until <= :today)
order by h.set_on desc, h.id desc limit 100"""
"""Of a customer, what was lifted or came to its end."""

SAME = """
select id from follow_up_hold
where customer_id = :customer and kind = :kind and invoice_id is :invoice and currency is :currency
  and lifted_on is null and (until is null or until > :today)"""
"""What holds already for just the same."""

WAIVERS = """
select w.id, w.instalment_id, v.id as invoice_id, v.number, w.step, w.on_day, w.reason, w.lifted_on, w.lifted_because,
  w.by
from instalment i join step_waiver w on w.instalment_id = i.id join invoice v on v.id = i.invoice_id
where i.customer_id = :customer order by w.on_day desc, w.id desc"""

_OPEN_WAIVERS = """
select w.id, w.instalment_id, v.id as invoice_id, v.number, w.step, w.on_day, w.reason, w.lifted_on, w.lifted_because,
  w.by, c.id as customer_id, c.code, c.name
from step_waiver w join instalment i on i.id = w.instalment_id join invoice v on v.id = i.invoice_id
join customer c on c.id = i.customer_id
where w.lifted_on is null and i.open_minor > 0"""

OPEN_WAIVERS = f"{_OPEN_WAIVERS} order by w.on_day, w.id"
"""Steps left out of what is still open, the oldest first."""

OPEN_WAIVERS_OF_CUSTOMER = f"{_OPEN_WAIVERS} and i.customer_id = :customer order by w.on_day, w.id"

ANY = """
select 1 from follow_up_hold where customer_id = :customer and lifted_on is null
union all
select 1 from instalment i join step_waiver w on w.instalment_id = i.id
where i.customer_id = :customer and i.open_minor > 0 and w.lifted_on is null"""
"""Whether anything may hold back an account, before it is asked what."""
