"""What the automatic checks of an entry need of the book.

Lists of ids, numbers and codes are bound as JSON. `:limit` keeps each read small however large the book is.
"""

from __future__ import annotations

MASTERS = """
select c.id, c.code, c.name, c.town, c.country, c.currency, c.terms, c.vat_id,
  (select json_group_array(t.value) from customer_tax_id t where t.customer_id = c.id) as tax_ids,
  (select json_group_array(b.number) from customer_bank_account b where b.customer_id = c.id) as accounts
from customer c"""
"""The customers with all their tax ids and bank accounts."""

MASTERS_OF = f"{MASTERS} where c.id in (select value from json_each(:customers))"

SERIES_GIVEN = "select distinct kind from number_series where last_issued_on is not null"
"""The kinds of documents of which the desk has given numbers."""

IDS_OF_CODES = "select id, code from customer where code in (select value from json_each(:codes))"

LIKE_NAMES = """
select c.id, c.name from customer c join (
  select rowid from customer_search where customer_search match :phrase order by rank limit :limit) found
on found.rowid = c.id"""
"""The customers whose names share most with the words of `:phrase`."""

OTHERS = """
select c.id, c.code, c.name, c.town, c.country from customer c
where c.id in (select value from json_each(:customers))"""
"""As much of a customer as its newest entries need."""

# Who keyed an invoice stands in its first link of the chain; what was imported nobody keyed.
_KEYED = """
left join audit a on a.seq = (select min(seq) from audit where subject = 'invoice:' || v.id)
  and a.action not like 'import %'"""

_INVOICE = """
select v.id, v.state, v.number, v.issued_on as on_day, v.currency, v.total_minor, v.reference, v.terms, c.code,
  v.customer_id,
  (select min(i.due_on) from instalment i where i.invoice_id = v.id) as due_on,
  coalesce((select sum(i.open_minor) from instalment i where i.invoice_id = v.id), 0) as open_minor,
  {keyed} from invoice v join customer c on c.id = v.customer_id"""
_WITH_KEYED = _INVOICE.format(keyed="a.at as keyed_at, a.by as keyed_by") + _KEYED
_WITHOUT = _INVOICE.format(keyed="null as keyed_at, null as keyed_by")

INVOICES = f"""
{_WITH_KEYED} where v.state <> 'void' and v.id in (
  select n.value from json_each(:customers) w, json_each((
    select json_group_array(id) from (
      select id from invoice where customer_id = w.value order by id desc limit :limit))) n
  union select i.invoice_id from json_each(:customers) w
    join instalment i on i.customer_id = w.value and i.open_minor > 0)
order by v.id"""
"""The newest invoices of some customers, and every one that is open, with who keyed them and when."""

NUMBERED = f"{_WITHOUT} where v.number in (select value from json_each(:numbers))"

LINES = """
select l.invoice_id, l.description, l.quantity, l.unit_price, l.tax_rate, l.discount_percent, l.discount_minor
from invoice_line l where l.invoice_id in (select value from json_each(:invoices)) order by l.invoice_id, l.position"""

# The plus keeps SQLite from walking all receipts that take nothing back: those of one customer are few.
RECEIPTS = """
select r.id, c.code, r.customer_id, r.received_on as on_day, r.currency, r.amount_minor, r.method, r.reference,
  h.entered_at as keyed_at, h.entered_by as keyed_by
from json_each(:customers) w join receipt r on r.id in (
  select id from receipt where customer_id = w.value and +reverses_id is null
  order by received_on desc, id desc limit :limit)
join customer c on c.id = r.customer_id
left join held_entry h on h.uid = r.uid
where not exists (select 1 from receipt b where b.reverses_id = r.id)"""
"""The newest receipts of some customers that were not taken back; who entered them where a second person checked."""

_CREDIT_NOTE = """
select n.id, c.code, n.customer_id, n.number, n.issued_on as on_day, n.currency, n.total_minor,
  v.number as invoice_number, {keyed}
from {notes} join customer c on c.id = n.customer_id join invoice v on v.id = n.invoice_id"""
_OF_CUSTOMERS = """json_each(:customers) w join credit_note n on n.id in (
  select id from credit_note where customer_id = w.value order by issued_on desc, id desc limit :limit)"""
_NOTE_KEYED = "coalesce(h.entered_at, a.at) as keyed_at, coalesce(h.entered_by, a.by) as keyed_by"

CREDIT_NOTES = f"""
{_CREDIT_NOTE.format(keyed=_NOTE_KEYED, notes=_OF_CUSTOMERS)}
left join held_entry h on h.uid = n.uid
left join audit a on a.seq = (
  select seq from audit where subject = 'invoice:' || n.invoice_id and action = 'credit note'
    and json_extract(payload, '$[0].id') = n.id)"""

RECEIPTS_KEYED = """
select json_extract(payload, '$[0].id') as receipt_id, at as keyed_at, by as keyed_by from audit
where action = 'receipt' and (seq > (select max(seq) from audit) - :lately
  or subject in (select 'customer:' || value from json_each(:customers)))"""
"""Who keyed the receipts of some customers, and those among the chain's newest links."""

SETTLED_BY = """
select receipt_id, group_concat(number, ', ') as numbers from (
  select distinct a.receipt_id, v.number
  from allocation a join instalment i on i.id = a.instalment_id join invoice v on v.id = i.invoice_id
  where a.receipt_id in (select value from json_each(:receipts)) order by v.number)
group by receipt_id"""
"""The numbers of the invoices that some receipts settled."""

NUMBERS_OF = """
select distinct v.number from instalment i join invoice v on v.id = i.invoice_id
where i.id in (select value from json_each(:instalments)) order by v.number"""
"""The numbers of the invoices that some instalments belong to."""

_RECENT = """
select v.id, v.customer_id, c.code, c.country, v.number, v.reference, v.issued_on as on_day, v.currency,
  v.total_minor, {keyed}
from invoice v join customer c on c.id = v.customer_id {join}
where v.state <> 'void' order by v.id desc limit :limit"""

REFERENCES = """
select v.id, c.code, v.number, v.reference, v.issued_on as on_day, v.currency, v.total_minor,
  null as keyed_at, null as keyed_by
from json_each(:customers) w join invoice v on v.id in (
  select id from invoice where customer_id = w.value order by id desc limit :limit)
join customer c on c.id = v.customer_id
where v.state <> 'void' and v.reference <> ''"""
"""The newest invoices of some customers that bear a reference."""

RECENT = _RECENT.format(keyed="null as keyed_at, null as keyed_by", join="")
"""The desk's newest invoices: who writes which references, and where the numbers stand."""

RECENT_KEYED = _RECENT.format(keyed="a.at as keyed_at, a.by as keyed_by", join=_KEYED)
"""The same with who keyed them and when."""

RECENT_LINES = """
select l.invoice_id, l.description, l.quantity, l.tax_rate from invoice_line l
where l.invoice_id >= :first and l.description in (select value from json_each(:descriptions))"""
"""The lines of some things among the newest invoices, from one of them on."""

RECENT_RECEIPTS = """
select r.id, r.customer_id, c.code, r.received_on as on_day from receipt r join customer c on c.id = r.customer_id
where r.reverses_id is null order by r.id desc limit :limit"""

# The number without what people vary and without any zero: coarser than `squeezing.keys`, so that SQL can compute it.
_BARE = "upper({table}.number)"
for _sign in (" ", "-", "/", ".", "_", "0", "O"):
    _BARE = f"replace({_BARE}, '{_sign}', '')"
_BARE = f"replace(replace({_BARE}, 'I', '1'), 'L', '1') in (select value from json_each(:bare))"

ALIKE = f"{_WITHOUT} where v.number is not null and {_BARE.format(table='v')}"
"""The invoices whose number may read the same as one of `:bare`; a scan of all numbers, for many entries at once."""

CREDIT_NOTES_ALIKE = f"""
{_CREDIT_NOTE.format(keyed="null as keyed_at, null as keyed_by", notes="credit_note n")}
where {_BARE.format(table="n")}"""
"""The credit notes whose number may read the same as one of `:bare`, in the same way."""
