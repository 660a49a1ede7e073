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

IDS_OF_CODES = "select id, code from customer where code in (select value from json_each(:codes))"

LIKE_NAMES = """
select c.id, c.name from customer c join (
  select rowid from customer_search where customer_search match :phrase order by rank limit :limit) found
on found.rowid = c.id"""
"""The customers whose names share most with the words of `:phrase`."""

COUNTRIES = "select c.id, c.code, c.country from customer c where c.id in (select value from json_each(:customers))"
"""As much of a customer as its newest entries need to say what is usual."""

_INVOICE = """
select v.id, v.state, v.number, v.issued_on, v.currency, v.total_minor, v.reference, v.terms, c.code,
  (select min(i.due_on) from instalment i where i.invoice_id = v.id) as due_on,
  coalesce((select sum(i.open_minor) from instalment i where i.invoice_id = v.id), 0) as open_minor
from invoice v join customer c on c.id = v.customer_id"""

INVOICES = f"""
{_INVOICE} where v.state <> 'void' and v.id in (
  select id from (select id from invoice where customer_id = :customer order by id desc limit :limit)
  union select invoice_id from instalment where customer_id = :customer and open_minor > 0)
order by v.id"""
"""A customer's newest invoices, and every one that is open."""

NUMBERED = f"{_INVOICE} where v.number in (select value from json_each(:numbers))"

LINES = """
select l.invoice_id, l.description, l.quantity, l.unit_price, l.tax_rate, l.discount_percent, l.discount_minor
from invoice_line l where l.invoice_id in (select value from json_each(:invoices)) order by l.invoice_id, l.position"""

# The plus keeps SQLite from walking all receipts that take nothing back: those of one customer are few.
RECEIPTS = """
select r.id, c.code, r.received_on, r.currency, r.amount_minor, r.reference
from receipt r join customer c on c.id = r.customer_id
where r.customer_id = :customer and +r.reverses_id is null
  and not exists (select 1 from receipt b where b.reverses_id = r.id)
order by r.received_on desc, r.id desc limit :limit"""

CREDIT_NOTES = """
select n.id, c.code, n.number, n.issued_on, n.currency, n.total_minor, v.number as invoice_number
from credit_note n join customer c on c.id = n.customer_id join invoice v on v.id = n.invoice_id
where n.customer_id = :customer order by n.issued_on desc, n.id desc limit :limit"""

RECENT = """
select v.id, v.customer_id, c.code, c.country, v.number, v.reference, v.issued_on, v.currency, v.total_minor
from invoice v join customer c on c.id = v.customer_id
where v.state <> 'void' order by v.id desc limit :limit"""
"""The desk's newest invoices: who writes which references, and where the numbers stand."""

RECENT_LINES = """
select l.invoice_id, l.description, l.quantity, l.tax_rate from invoice_line l
where l.invoice_id >= :first and l.description in (select value from json_each(:descriptions))"""
"""The lines of some things among the newest invoices, from one of them on."""

RECENT_RECEIPTS = """
select r.customer_id, c.code, r.received_on from receipt r join customer c on c.id = r.customer_id
where r.reverses_id is null order by r.id desc limit :limit"""

# The number without what people vary and without any zero: coarser than `squeezing.keys`, so that SQL can compute it.
_BARE = "upper(v.number)"
for _sign in (" ", "-", "/", ".", "_", "0", "O"):
    _BARE = f"replace({_BARE}, '{_sign}', '')"
_BARE = f"replace(replace({_BARE}, 'I', '1'), 'L', '1')"

ALIKE = f"{_INVOICE} where v.number is not null and {_BARE} in (select value from json_each(:bare))"
"""The invoices whose number may read the same as one of `:bare`; a scan of all numbers, for many entries at once."""
