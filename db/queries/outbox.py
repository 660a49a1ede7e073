"""The outbox for people to read, and what its messages are made of."""

from __future__ import annotations

from db.queries.claims import PAID

_MESSAGES = """
select s.*, c.code, c.name,
  case s.purpose when 'thanks' then 0 else
    coalesce((select sum(open_minor) from sending_item where sending_id = s.id), 0) end as amount_minor
from sending s join customer c on c.id = s.customer_id"""

# The states are named as in the index.
WAITING = f"""
{_MESSAGES} where s.state in ('planned', 'held', 'sending', 'printed', 'failed', 'unknown')
  and s.state in (select value from json_each(:states)) order by s.id"""
"""Messages in some of these states, the oldest first."""

LATELY = f"""
{_MESSAGES} where s.state in ('sent', 'recalled', 'dropped') order by s.id desc limit :most"""
"""What went out or was ended last."""

MESSAGE = f"{_MESSAGES} where s.id = :sending"

OF_CUSTOMER = f"{_MESSAGES} where s.customer_id = :customer order by s.id desc limit :most"

LAST_HELD = f"""
{_MESSAGES} where s.state = 'held' and s.held_until > :now and lower(s.by) = lower(:by) order by s.id desc limit 1"""
"""What somebody planned last and can still recall."""

STORY = "select at, what, said, by from sending_event where sending_id = :sending order by id"

STORIES = """
select e.sending_id, e.at, e.what, e.said, e.by from sending s join sending_event e on e.sending_id = s.id
where s.customer_id = :customer order by e.id"""
"""The stories of all messages to a customer."""

DUE = """
select id from sending where state = 'held' and held_until <= :now
  and state in ('planned', 'held', 'sending', 'printed', 'failed', 'unknown')
order by (select count(*) from sending_event e where e.sending_id = sending.id), id"""
"""Mails whose time to be recalled is over, those first that were never tried: what the server put off once more may
stop the run, and nobody else must wait for it."""

PAST_HOLD = f"""
{_MESSAGES} where s.state = 'held' and s.held_until <= :now
  and s.state in ('planned', 'held', 'sending', 'printed', 'failed', 'unknown') order by s.id"""
"""The same, for people to read."""

STILL_HELD = """
select count(*), max(held_until) from sending where state = 'held' and held_until > :now
  and state in ('planned', 'held', 'sending', 'printed', 'failed', 'unknown')"""
"""How many mails can still be recalled, and until when the last of them."""

UNDER_WAY = """
select id from sending where state = 'sending'
  and state in ('planned', 'held', 'sending', 'printed', 'failed', 'unknown') order by id"""

WAITS_IN_A_COPY = """
select id from sending where state in ('planned', 'held', 'sending')
  and state in ('planned', 'held', 'sending', 'printed', 'failed', 'unknown') order by id"""
"""What would go out by itself, or was about to."""

WAS_TAKEN = """
select 1 from sending s join sending_event e on e.sending_id = s.id
where s.message_id = :message_id and e.what in ('claimed', 'printed')"""

ITEMS = "select instalment_id, step, open_minor from sending_item where sending_id = :sending order by id"

BY_MESSAGE_ID = "select id from sending where message_id = :message_id"

COMPANY = "select name, bank, language from company where id = 1"

RECIPIENT = """
select c.code, c.name, c.street, c.postcode, c.town, c.region, c.country, c.language,
  (select p.name from customer_person p where p.customer_id = c.id and p.email <> '' order by p.position limit 1)
    as contact,
  (select p.email from customer_person p where p.customer_id = c.id and p.email <> '' order by p.position limit 1)
    as email
from customer c where c.id = :customer"""

REACH = """
select c.id,
  (select p.email from customer_person p where p.customer_id = c.id and p.email <> '' order by p.position limit 1),
  c.street <> '' and c.town <> ''
from customer c"""
"""Where each customer can be written to: the mail address, and whether there is a postal one."""

NAME = "select name from customer where id = :customer"

AMOUNTS = "select id, amount_minor from instalment where id in (select value from json_each(:instalments))"

CLAIMS = f"""
select kind, sum(amount_minor - {PAID}), json_group_array(id) from claim c
where state in ('open', 'charged') and currency = :currency and invoice_id in (select value from json_each(:invoices))
group by kind order by kind desc"""
"""What is owed beside some invoices, interest first, with the claims that it is the sum of."""

NAMED_CLAIMS = """
select id from claim
where customer_id = :customer and sending_id = :sending and state in ('open', 'charged') order by id"""
"""The claims that a message names, so far as they are still owed."""

RECALLED_ON = """
select customer_id, currency, said from sending where state = 'recalled' and planned_on = :day and planned_on >= :day"""

REFUSED = """
select s.customer_id, s.address, e.what, e.said, e.at from sending_event e join sending s on s.id = e.sending_id
where e.id in (
  select max(e.id) from sending_event e join sending s on s.id = e.sending_id
  where e.what in ('bounced', 'given up', 'resolved') and s.customer_id in (select value from json_each(:customers))
  group by s.customer_id, s.address)
and e.what <> 'resolved'"""
"""Addresses that refused a message for good or were given up, of these customers, unless somebody said since that they
work again."""

TRIED = """
with again as (
  select max(e.id) as id from sending_event e join sending s on s.id = e.sending_id
  where e.what = 'resolved' and s.customer_id = :customer and s.address = :address),
tries as (
  select distinct s.id, s.planned_on from sending_item own
  join sending_item i on i.instalment_id = own.instalment_id and i.step = own.step
  join sending s on s.id = i.sending_id
  where own.sending_id = :sending and s.channel = 'mail' and s.purpose = :purpose and s.address = :address)
select min(planned_on), count(distinct planned_on) from tries join again
where exists (
  select 1 from sending_event e
  where e.sending_id = tries.id and e.what = 'claimed' and e.id > coalesce(again.id, 0))"""
"""Since when, and on how many days, the step of a mail was tried at its address since somebody said that it works."""
