"""What the follow-up has to know of accounts as of a day (`:as_of`): whole sets, read once, of all accounts or of some.

As in `ageing`, what was open on a day is what is open now plus what was allocated after that day. `:known_to` is how
far the book is looked at: the same day where a past one is asked about, far in the future where it is today's, so
that a clock set back forgets nothing. Where `some` is true, `:customers` is a JSON list of their ids.
"""

from __future__ import annotations

from db.queries.ageing import UNAPPLIED
from db.queries.disputes import CREDIT_NOTES, PAUSES
from db.queries.work import CAME_SINCE, CONTACT_STANDS, HOLDS, IN_TIME, PROMISE_ENDS


def _of(column: str, some: bool, word: str = "and") -> str:
    """The condition that a row is of one of these customers."""
    return f"{word} {column} in (select value from json_each(:customers))" if some else ""


_ITEM = "i.customer_id, i.id, i.invoice_id, v.number, i.currency, i.issued_on, i.due_on"


def open_items(some: bool) -> str:
    """What is open by now, by customer and due date."""
    return f"""
select {_ITEM}, i.open_minor, v.disputed, v.sent_on is not null
from instalment i join invoice v on v.id = i.invoice_id
where i.open_minor > 0 {_of("i.customer_id", some)} order by i.customer_id, i.due_on, i.id"""


def open_then(some: bool) -> str:
    """What was open on a past day, by customer and due date."""
    return f"""
with later as (
  select instalment_id as id, sum(amount_minor) as minor from allocation where applied_on > :known_to
  group by +instalment_id)
select {_ITEM},
  i.open_minor + coalesce(later.minor, 0) as open_minor, v.disputed, v.sent_on is not null and v.sent_on <= :known_to
from (select id from instalment where open_minor > 0 {_of("customer_id", some)} union select id from later) known
join instalment i on i.id = known.id join invoice v on v.id = i.invoice_id left join later on later.id = i.id
where i.issued_on <= :known_to and i.open_minor + coalesce(later.minor, 0) > 0 {_of("i.customer_id", some)}
order by i.customer_id, i.due_on, i.id"""


# The plus keeps the group from choosing the index: by day there is next to nothing to add for today.

_REMINDED = """
exists (select 1 from sending_item si join sending s on s.id = si.sending_id
  where si.instalment_id = i.id and s.purpose = 'reminder' and s.state = 'sent' and s.sent_on <= :known_to)"""


def settled_items(some: bool) -> str:
    """What was paid or credited after `:settled_after`, once it had been reminded of."""
    return f"""
select i.customer_id, i.id, i.invoice_id, v.number, i.currency, i.issued_on, i.due_on, max(a.applied_on)
from allocation recent join instalment i on i.id = recent.instalment_id join invoice v on v.id = i.invoice_id
join allocation a on a.instalment_id = i.id and a.applied_on <= :known_to
where recent.applied_on > :settled_after and recent.applied_on <= :known_to {_of("i.customer_id", some)}
  and i.open_minor + coalesce(
    (select sum(amount_minor) from allocation where instalment_id = i.id and applied_on > :known_to), 0) = 0
  and {_REMINDED}
group by i.id order by i.customer_id, i.due_on, i.id"""


def promises(some: bool) -> str:
    """Live promises, and those whose time was over on `:told_from` or later."""
    return f"""
select p.customer_id, p.currency, p.due_on, p.grace_days, p.amount_minor,
  coalesce(({CAME_SINCE} and a.applied_on <= :known_to and {IN_TIME}), 0),
  (select json_group_array(invoice_id) from promise_invoice where promise_id = p.id)
from promise p
where p.recorded_on <= :known_to and (p.withdrawn_on is null or p.withdrawn_on > :known_to)
  and ({PROMISE_ENDS} < :as_of or {HOLDS.replace(":today", ":as_of")})
  and {PROMISE_ENDS} >= :told_from {_of("p.customer_id", some)}
order by p.customer_id, p.due_on, p.id"""


def contacts(some: bool) -> str:
    """Those that count for the week; where a day to come was agreed, all since then: the last one says what holds."""
    told = "c.customer_id, c.on_day, c.kind, c.next_on, c.invoice_id, c.outcome, c.happened_at, c.id"
    return f"""
with agreed as (
  select customer_id, min(on_day) as since from contact
  where next_on > :as_of and kind <> 'note' and on_day <= :known_to and id {CONTACT_STANDS}
    {_of("customer_id", some)} group by customer_id)
select customer_id, on_day, kind, next_on, invoice_id, outcome from (
  select {told} from contact c
  where c.happened_at > :counted_after and c.on_day > :counted_after and c.on_day <= :known_to and c.kind <> 'note'
    and c.id {CONTACT_STANDS} {_of("c.customer_id", some)}
  union all
  select {told} from agreed join contact c on c.customer_id = agreed.customer_id and c.on_day >= agreed.since
    and c.happened_at > date(agreed.since, '-2 days')
  where c.kind <> 'note' and c.on_day <= :known_to and c.id {CONTACT_STANDS}
    and not (c.happened_at > :counted_after and c.on_day > :counted_after))
order by customer_id, happened_at, id"""


def snoozes(some: bool) -> str:
    """Accounts that somebody put off, by the key of their row in the queue."""
    return f"""
select customer_id, key, until, reason from snooze
where until > :as_of and key like 'account:%' {_of("customer_id", some)}"""


def holds(some: bool) -> str:
    """Pauses and blocks that hold."""
    return f"""
select customer_id, kind, until, reason, currency, invoice_id from follow_up_hold
where set_on <= :known_to and (lifted_on is null or lifted_on > :known_to) and (until is null or until > :as_of)
  {_of("customer_id", some)}
order by customer_id, id"""


def waivers(some: bool) -> str:
    """Steps that were left out, but for what was taken back."""
    return f"""
select i.customer_id, w.instalment_id, w.step, w.on_day, w.reason
from step_waiver w join instalment i on i.id = w.instalment_id
where w.on_day <= :known_to and (w.lifted_on is null or w.lifted_on > :known_to) {_of("i.customer_id", some)}"""


def disputes(some: bool) -> str:
    """What cases paused: those that pause today too, with nothing where they were opened later, so that the invoice's
    own mark is not taken for a case of that day."""
    return f"""
select d.customer_id, d.invoice_id, d.currency,
  case when d.opened_on > :known_to then 0
    when d.resolved_on is null or d.resolved_on > :known_to then d.amount_minor
    else max(0, d.credit_minor - (select coalesce(sum(n.total_minor), 0) {CREDIT_NOTES}
      and n.issued_on <= :known_to)) end
from dispute d left join credit_note n on n.id = d.credit_note_id
where ({PAUSES} or d.resolved_on > :known_to or (d.credit_minor > 0 and n.issued_on > :known_to))
  {_of("d.customer_id", some)}
order by d.id"""


def sendings(some: bool) -> str:
    """Messages about what is open or was settled after `:settled_after`, and those that count for the week.

    One that went out after `:known_to` was on its way then; what was recalled or dropped never was.
    """
    wanted = """
s.id in (
  select si.sending_id from sending_item si
  where si.instalment_id in (
    select id from instalment where open_minor > 0
    union select instalment_id from allocation where applied_on > :settled_after)
  union select id from sending where planned_on > :counted_after or sent_on > :counted_after)"""
    return f"""
select s.customer_id, coalesce(s.sent_on, s.planned_on), s.channel, s.purpose,
  case when s.sent_on > :known_to then 'planned' else s.state end,
  (select json_group_array(json_array(instalment_id, step)) from sending_item where sending_id = s.id)
from sending s
where s.state not in ('recalled', 'dropped') and s.planned_on <= :known_to
  and {_of("s.customer_id", True, "") if some else wanted}
order by s.customer_id, s.id"""


def choices(some: bool) -> str:
    """Which procedure was chosen for a customer, or for one of its invoices."""
    return f"select customer_id, invoice_id, procedure from procedure_choice {_of('customer_id', some, 'where')}"


def _waiting_credit(some: bool) -> str:
    return f"""
select customer_id, currency, amount_minor from held_entry
where state in ('held', 'to check', 'refused') and state <> 'refused' and kind in ('receipt', 'credit note')
  and entered_on <= :known_to {_of("customer_id", some)}"""


def unapplied(some: bool) -> str:
    """Money and credit that settled nothing by now: booked, or entered and waiting to be booked."""
    return f"""
select customer_id, currency, unapplied_minor from receipt
where unapplied_minor > 0 {_of("customer_id", some)}
union all
select customer_id, currency, unapplied_minor from credit_note
where unapplied_minor > 0 {_of("customer_id", some)}
union all {_waiting_credit(some)}"""


def unapplied_then(some: bool) -> str:
    """As `unapplied`, as of a past day."""
    return f"""
select customer_id, currency, sum(minor) from ({UNAPPLIED.replace(":as_of", ":known_to")})
{_of("customer_id", some, "where")} group by customer_id, currency having sum(minor) <> 0
union all {_waiting_credit(some)}"""


# The states are named as in the index, or it would not be used.


CUSTOMERS = "select id, code, name from customer"

LAST_RECEIPT = "select max(received_on) from receipt where amount_minor > 0 and received_on <= :as_of"
"""How far the money that came in is known; what is taken back is negative."""
