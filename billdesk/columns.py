"""The columns of what commands list: keys for programs, headings for people."""

from __future__ import annotations

from billdesk.domain.ageing import BUCKETS
from billdesk.output import Column

QUEUE = (
    Column("rank", "#", exact=True),
    Column("kind", "Kind", extra=True),
    Column("account", "Account", extra=True),
    Column("name", "Name"),
    Column("document", "Document"),
    Column("amount", "Open", exact=True),
    Column("currency", "Cur"),
    Column("due", "Due", exact=True),
    Column("why", "Why"),
    Column("next_action", "Next"),
    Column("points", "Points", exact=True, extra=True),
)

BUCKET_KEYS = ("current", "d1_30", "d31_60", "d61_90", "d91_120", "over_120")
AGEING = (
    Column("customer", "Customer", extra=True),
    Column("name", "Name"),
    Column("currency", "Cur"),
    *(Column(key, heading, exact=True) for key, heading in zip(BUCKET_KEYS, BUCKETS, strict=True)),
    Column("unapplied", "unapplied", exact=True),
    Column("total", "total", exact=True),
)
INVOICE = (
    Column("number", "Number"),
    Column("state", "State"),
    Column("customer", "Customer"),
    Column("name", "Name"),
    Column("issued_on", "Issued", exact=True),
    Column("due_on", "Due", exact=True),
    Column("currency", "Cur"),
    Column("net", "Net", exact=True, extra=True),
    Column("tax", "Tax", exact=True, extra=True),
    Column("total", "Total", exact=True),
    Column("open", "Open", exact=True),
)
CUSTOMER = (
    Column("code", "Code"),
    Column("name", "Name"),
    Column("town", "Town"),
    Column("country", "Country"),
    Column("currency", "Cur"),
    Column("terms", "Terms"),
    Column("owner", "Owner", extra=True),
    Column("open_items", "Open items", exact=True),
)
OPEN_ITEMS = (
    Column("number", "Invoice"),
    Column("issued_on", "Issued", exact=True),
    Column("due_on", "Due", exact=True),
    Column("currency", "Cur"),
    Column("amount", "Amount", exact=True),
    Column("open", "Open", exact=True),
    Column("disputed", "Disputed"),
)
LINES = (
    Column("description", "Description"),
    Column("quantity", "Quantity", exact=True),
    Column("unit", "Unit"),
    Column("unit_price", "Price", exact=True),
    Column("tax_rate", "Tax %", exact=True),
    Column("net", "Net", exact=True),
)
INSTALMENTS = (
    Column("due_on", "Due", exact=True),
    Column("amount", "Amount", exact=True),
    Column("open", "Open", exact=True),
)
SETTLEMENTS = (
    Column("on", "On", exact=True),
    Column("kind", "Kind"),
    Column("reference", "Reference"),
    Column("amount", "Amount", exact=True),
)
CREDITS = (
    Column("on", "On", exact=True),
    Column("kind", "Kind"),
    Column("reference", "Reference"),
    Column("currency", "Cur"),
    Column("unapplied", "Unapplied", exact=True),
)
CONTACTS = (
    Column("on", "On", exact=True),
    Column("kind", "Kind"),
    Column("outcome", "Outcome"),
    Column("person", "Person"),
    Column("note", "Note"),
    Column("next_on", "Next", exact=True),
)
AUDIT = (
    Column("seq", "#", exact=True),
    Column("at", "At", exact=True),
    Column("by", "By"),
    Column("action", "Action"),
    Column("subject", "Record"),
    Column("changed", "Changed"),
    Column("evidence", "Evidence", extra=True),
    Column("hash", "Hash", exact=True, extra=True),
)
DECISIONS = (
    Column("customer", "Customer", extra=True),
    Column("name", "Name"),
    Column("currency", "Cur"),
    Column("action", "Action"),
    Column("step", "Step"),
    Column("documents", "Documents", extra=True),
    Column("claimed", "Claimed", exact=True),
    Column("open", "Open", exact=True),
    Column("next_on", "Next on", exact=True),
    Column("why", "Why"),
)
