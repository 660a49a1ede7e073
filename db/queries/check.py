"""What must hold in a book: each query finds what does not, as a sentence."""

from db.queries.disputes import MARKS

FORMAT = """
select type || ' ' || name, sql from sqlite_master
where name not like 'sqlite_%' and sql is not null and not (type = 'table' and name in
  ('customer_search_config', 'customer_search_data', 'customer_search_docsize', 'customer_search_idx'))"""
"""All but the tables that FTS5 makes for itself."""

SUMS = (
    (
        "invoice sum",
        """
select 'invoice ' || v.id || ': its lines come to another net than it says.' from invoice v
where exists (select 1 from invoice_line l where l.invoice_id = v.id)
  and v.net_minor <> (select sum(net_minor) from invoice_line l where l.invoice_id = v.id)""",
    ),
    (
        "instalments",
        """
select 'invoice ' || v.id || ': its instalments do not come to its total.' from invoice v
where v.number is not null
  and v.total_minor <> coalesce((select sum(amount_minor) from instalment i where i.invoice_id = v.id), 0)""",
    ),
    (
        "open amount",
        """
select 'instalment ' || i.id || ': what is open is not its amount less its allocations.' from instalment i
where i.open_minor <> i.amount_minor
  - coalesce((select sum(amount_minor) from allocation a where a.instalment_id = i.id), 0)""",
    ),
    (
        "copied",
        """
select 'instalment ' || i.id || ': customer, currency or date is not its invoice''s.' from instalment i
join invoice v on v.id = i.invoice_id
where (i.customer_id, i.currency, i.issued_on) <> (v.customer_id, v.currency, v.issued_on)""",
    ),
    (
        "unapplied receipt",
        """
select 'receipt ' || r.id || ': what is unapplied is not its amount less its allocations.' from receipt r
where r.unapplied_minor <> case
  when r.reverses_id is not null or exists (select 1 from receipt b where b.reverses_id = r.id) then 0
  else r.amount_minor - coalesce((select sum(amount_minor) from allocation a where a.receipt_id = r.id), 0)
    - coalesce((select sum(amount_minor) from claim_payment p where p.receipt_id = r.id), 0) end""",
    ),
    (
        "claim",
        """
select 'claim ' || c.id || ': it is ' || c.state || ', and what was paid of it is not that.' from claim c
where coalesce((select sum(amount_minor) from claim_payment p where p.claim_id = c.id), 0)
  not between case c.state when 'paid' then c.amount_minor else 0 end
    and case c.state when 'paid' then c.amount_minor else c.amount_minor - 1 end""",
    ),
    (
        "unapplied credit note",
        """
select 'credit note ' || n.id || ': what is unapplied is not its total less its allocations.' from credit_note n
where n.unapplied_minor <> n.total_minor
  - coalesce((select sum(amount_minor) from allocation a where a.credit_note_id = n.id), 0)""",
    ),
    (
        "held entry",
        """
select 'entry ' || h.id || ' that was held: it counts as booked, and its ' || h.kind || ' is not there.'
from held_entry h where h.state = 'booked' and not case h.kind
  when 'issue' then exists (select 1 from invoice v where v.id = h.invoice_id and v.number is not null)
  when 'credit note' then exists (select 1 from credit_note n where n.uid = h.uid)
  when 'reversal' then exists (select 1 from receipt r where r.uid = h.uid and r.reverses_id is not null)
  when 'payment of a claim' then exists (
    select 1 from claim_payment p
    where p.claim_id = json_extract(h.payload, '$.claim_id') and p.receipt_id = json_extract(h.payload, '$.receipt_id'))
  when 'waiver of a claim' then exists (
    select 1 from claim c where c.id = json_extract(h.payload, '$.claim_id') and c.state = 'waived')
  else exists (select 1 from receipt r where r.uid = h.uid and r.reverses_id is null) end""",
    ),
    (
        "open total",
        """
select 'What is open in ' || currency || ' is not the sum of its instalments.' from (
  select currency, open_minor from open_total union all select currency, -open_minor from instalment)
group by currency having sum(open_minor) <> 0""",
    ),
    (
        "batch entry",
        """
select 'batch entry ' || e.id || ': kind, currency or amount is not that of its record.' from batch_entry e
join batch b on b.id = e.batch_id
left join receipt r on r.id = e.receipt_id
left join invoice v on v.id = e.invoice_id
left join credit_note n on n.id = e.credit_note_id
where b.kind <> case when r.id is not null then 'receipt' when v.id is not null then 'invoice' else 'credit note' end
  or b.currency <> coalesce(r.currency, n.currency, b.currency)
  or e.amount_minor <> coalesce(r.amount_minor, n.total_minor, e.amount_minor)
  or b.state = 'open' and not e.taken_back
    and (v.currency <> b.currency or v.total_minor <> e.amount_minor or v.state = 'void')""",
    ),
    (
        "batch",
        """
select 'batch ' || b.id || ': it is closed, but its entries do not come to its control totals.' from batch b
where b.state = 'closed' and (b.expected_count, b.expected_minor) <> (
  select count(*), coalesce(sum(amount_minor), 0) from batch_entry e where e.batch_id = b.id and not e.taken_back)""",
    ),
    ("dispute", MARKS),
)
