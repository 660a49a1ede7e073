"""What the queue's rules need to know, and how their rows are stored. `:customers` is a JSON list of ids."""

from __future__ import annotations

from db.queries.disputes import WITH_CASES

CONTACT_STANDS = "not in (select contact_id from contact_taken_back)"
"""What the id of a contact has to be for it to count: one that was logged by mistake is none."""

_THESE = "(select value from json_each(:customers))"

OWED = """
select currency, sum(open_minor) from instalment where open_minor > 0 group by customer_id, currency"""

OWED_IN = "select currency from open_total where open_minor > 0"

WITH_WORK = f"""
select customer_id from instalment where open_minor > 0
union select customer_id from invoice where state = 'draft'
union select customer_id from invoice where state = 'issued' and sent_on is null
union select customer_id from receipt where unapplied_minor > 0
union select customer_id from credit_note where unapplied_minor > 0
union select customer_id from held_entry where state in ('held', 'to check', 'refused')
union {WITH_CASES}
union select customer_id from own_reminder
  where done_on is null and dropped_on is null and customer_id is not null
order by 1"""

CHANGED = """
select customer_id from work_item where changes_on <= :today and customer_id is not null
union select customer_id from instalment where open_minor > 0 and due_on >= :was and due_on < :today
union select customer_id from contact where next_on > :was and next_on <= :today
union select customer_id from own_reminder
  where done_on is null and dropped_on is null and customer_id is not null and on_day > :was and on_day <= :today
order by 1"""

CUSTOMERS_WITH_DRAFTS = "select distinct customer_id from invoice where state = 'draft'"

OWNERS = f"select id, owner from customer where id in {_THESE} order by id"

_INDIAN_TAX_NUMBER = "[0-9]" * 2 + "[A-Z]" * 5 + "[0-9]" * 4 + "[A-Z][0-9A-Z]Z[0-9A-Z]"

DRAFTS = f"""
with seller as (
  select country in (select value from json_each(:eu)) as eu,
    country in (select value from json_each(:eu)) or country in ('GB', 'IN') as bound,
    vat_id <> '' as taxed,
    trim(name) = '' or (street = '' and postcode = '') or town = ''
      or case country when 'IN' then trim(vat_id) not glob '{_INDIAN_TAX_NUMBER}' else trim(vat_id) = '' end as wanting
  from company)
select v.customer_id, v.id, 'draft', v.currency, v.total_minor, v.issued_on,
  case when not exists (select 1 from invoice_line l where l.invoice_id = v.id) then 'lines missing'
    when v.total_minor = 0 then 'total missing'
    when c.town = '' or c.country = '' or (s.bound and c.street = '' and c.postcode = '') then 'no address'
    when s.bound and s.wanting then 'no settings'
    when trim(v.exemption) = '' and (v.tax_minor = 0 and s.taxed or s.eu and exists (
      select 1 from invoice_line l where l.invoice_id = v.id and l.tax_rate = 0)) then 'tax missing'
    else '' end
from invoice v join customer c on c.id = v.customer_id cross join seller s
where v.customer_id in {_THESE} and v.state = 'draft' and not exists (
  select 1 from held_entry h where h.customer_id = v.customer_id and h.invoice_id = v.id
    and h.state in ('held', 'to check', 'refused') and h.state <> 'refused')
order by v.customer_id, v.id"""
"""What a draft still lacks of what `billdesk.domain.checks.content` asks before issue, the first of it in words; `:eu`
is a JSON list of the European Union's countries. A draft whose issue waits is not to be worked on meanwhile."""

UNSENT = f"""
select v.customer_id, v.id, v.number, v.currency, v.total_minor, v.issued_on, ''
from invoice v where v.customer_id in {_THESE} and v.state = 'issued' and v.sent_on is null
order by v.customer_id, v.id"""

WAITING = f"""
select h.customer_id, h.id, h.kind,
  coalesce(v.number, case when h.kind in ('receipt', 'reversal') then h.kind else 'draft' end),
  h.invoice_id, h.currency, h.amount_minor, h.entered_on, h.state = 'refused', h.checked_by, h.entered_by
from held_entry h left join invoice v on v.id = h.invoice_id
where h.customer_id in {_THESE} and h.state in ('held', 'to check', 'refused') and h.state <> 'held'
order by h.customer_id, h.id"""
"""The three states are named as in the index, or it would not be used."""

_REMINDERS_DUE = """
select customer_id, id, about, on_day, owner, invoice_id from own_reminder
where done_on is null and dropped_on is null and on_day <= :today"""

REMINDERS = f"{_REMINDERS_DUE} and customer_id in {_THESE} order by customer_id, on_day, id"

REMINDERS_OF_NOBODY = f"{_REMINDERS_DUE} and customer_id is null order by on_day, id"

UNAPPLIED = f"""
select customer_id, 'receipt:' || id, id, currency, unapplied_minor, received_on, 'receipt'
from receipt where customer_id in {_THESE} and unapplied_minor > 0
union all
select customer_id, 'credit:' || id, null, currency, unapplied_minor, issued_on, number
from credit_note where customer_id in {_THESE} and unapplied_minor > 0"""

LAST_CONTACTS = f"""
select c.customer_id, c.on_day, c.kind, c.outcome, c.next_on, c.invoice_id from json_each(:customers) wanted
join contact c on c.id = (
  select id from contact where customer_id = wanted.value and kind <> 'note' and id {CONTACT_STANDS}
  order by happened_at desc, id desc limit 1)"""

_EARLIER = """
from plan_promise m join plan_promise b on b.plan_id = m.plan_id and b.position < m.position
  join promise q on q.id = b.promise_id where m.promise_id = p.id"""

PLANNED_BEFORE = f"coalesce((select sum(q.amount_minor) {_EARLIER}), 0)"
"""What the promises before a promise `p` of the same plan come to: money counts for these first. 0 without a plan."""

_CAME_FROM = """
from promise_invoice pi
  join instalment i on i.invoice_id = pi.invoice_id join allocation a on a.instalment_id = i.id
  where pi.promise_id = p.id and a.receipt_id is not null
    and a.applied_on >= p.recorded_on and a.id > p.after_allocation"""

CAME_SINCE = f"""
select max(sum(a.amount_minor) - {PLANNED_BEFORE}, min(sum(a.amount_minor), 0)) {_CAME_FROM}"""
"""The money that came on the invoices of a promise `p` after it was given. The day of the money decides, not when it
was booked: a receipt that is dated earlier and entered later was on its way already when the rest was promised. On the
day of the promise itself the order of booking decides (`after_allocation`)."""

PROMISE_ENDS = "date(p.due_on, '+' || p.grace_days || ' days')"
"""The last day on which money keeps a promise `p`."""

CAME_MINOR = f"coalesce(({CAME_SINCE}), 0)"

HOLDS = f"""
(not exists (select 1 from plan_promise where promise_id = p.id)
  or coalesce((select sum(q.amount_minor) {_EARLIER} and date(q.due_on, '+' || q.grace_days || ' days') < :today), 0)
    <= max(0, coalesce((select sum(a.amount_minor) {_CAME_FROM}), 0)))"""
"""Whether the earlier promises of the plan of `p` whose time is over are met by now, in time or late: while they are
not, the later ones keep nothing from being chased."""

IN_TIME = f"""
(a.applied_on <= {PROMISE_ENDS} or (a.amount_minor < 0 and exists (
  select 1 from receipt r join allocation e on e.receipt_id in (r.id, r.reverses_id)
  where r.id = a.receipt_id and e.instalment_id = a.instalment_id and e.amount_minor > 0
    and e.applied_on between p.recorded_on and {PROMISE_ENDS})))"""
"""Whether an allocation `a` counts for what came in time: it was in time, or takes back something that was. Money that
bounces, even after the day, has kept nothing."""

KEPT_MINOR = f"coalesce(({CAME_SINCE} and {IN_TIME}), 0)"
"""As `CAME_MINOR`, but only what came in time."""

MET_ON = f"""
case when {CAME_MINOR} >= p.amount_minor then (select min(applied_on) from (
  select applied_on, min(so_far) over (order by nth rows between current row and unbounded following) as least from (
    select a.applied_on, sum(a.amount_minor) over known as so_far, row_number() over known as nth
    {_CAME_FROM} window known as (order by a.applied_on, a.id)))
  where least >= p.amount_minor + {PLANNED_BEFORE}) end"""
"""The day from which all of a promise `p` had come and stayed, while that is so."""

PROMISES = f"""
select p.customer_id, p.currency, p.due_on, p.grace_days, p.amount_minor, {KEPT_MINOR},
  (select json_group_array(invoice_id) from promise_invoice where promise_id = p.id)
from promise p
where p.id in (
    select pi.promise_id from instalment i cross join promise_invoice pi on pi.invoice_id = i.invoice_id
    where i.customer_id in {_THESE} and i.open_minor > 0)
  and +p.customer_id in {_THESE} and p.withdrawn_on is null and ({PROMISE_ENDS} < :today or {HOLDS})
order by p.customer_id, p.due_on"""
"""From what is open to its promises: those about what is settled are many more, and none of them matters."""

SNOOZES = f"""
select customer_id, key, until from snooze where customer_id in {_THESE} and until is not null"""

_COLUMNS = """key, kind, customer_id, document, invoice_id, receipt_id, currency, open_minor, due_on, why, next_action,
  points, parts, changes_on, snoozed_until"""

ITEMS_OF = f"select {_COLUMNS} from work_item where customer_id is ?"
"""Of an account, or of none: those are batches and own reminders."""

PLACES_OF = """
select w.key, q.view, q.rank from work_item w join queue_entry q on q.item_id = w.id where w.customer_id is ?"""

FORGET_ENTRIES = """
delete from queue_entry where item_id in (select id from work_item where key in (select value from json_each(?)))"""
"""By key: a draft may have been given to another customer."""

FORGET_ITEMS = "delete from work_item where key in (select value from json_each(?))"

OPEN_BATCHES = """
select b.id, b.kind, b.currency, b.expected_count, b.expected_minor, b.opened_on, b.by,
  (select count(*) from batch_entry e where e.batch_id = b.id and not e.taken_back)
from batch b where b.state = 'open' order by b.id"""

PUT_ITEM = f"""
insert into work_item ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict (key) do update set kind = excluded.kind, customer_id = excluded.customer_id, document = excluded.document,
  invoice_id = excluded.invoice_id, receipt_id = excluded.receipt_id, currency = excluded.currency,
  open_minor = excluded.open_minor,
  due_on = excluded.due_on, why = excluded.why, next_action = excluded.next_action, points = excluded.points,
  parts = excluded.parts, changes_on = excluded.changes_on, snoozed_until = excluded.snoozed_until"""

PUT_ENTRY = "insert into queue_entry (view, rank, item_id) select ?, ?, id from work_item where key = ?"

STORED_ITEMS = f"select {_COLUMNS} from work_item"

STORED_VIEWS = """
select key, group_concat(view || '@' || rank, ',') from (
  select w.key, q.view, q.rank from work_item w join queue_entry q on q.item_id = w.id order by w.key, q.view, q.rank)
group by key"""

STORED_COUNTS = """
select view, max(counted), max(held) from (
  select view, items as counted, 0 as held from queue_count
  union all select view, 0, count(*) from queue_entry group by view)
group by view"""
