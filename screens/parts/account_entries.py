"""What an account holds, as entries of a list: open items, credits, promises, receipts, contacts, what is settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rich.cells import cell_len

from billdesk.domain.dates import say_day, short_day
from billdesk.domain.disputes import say_disputed
from billdesk.domain.followup.views import WaiverView, say_waiver
from billdesk.domain.money import format_money
from billdesk.domain.promises import PromiseState
from billdesk.domain.records import AccountView, ContactView, OpenItem, PromiseView, ReceiptItem
from billdesk.domain.review_rows import say_particulars
from billdesk.domain.terms import say_terms
from billdesk.text import inert_plain
from screens.parts.entries import DraftItem, Entry, Note, headed
from screens.parts.figures import DayColumn, MoneyColumn
from screens.parts.paper import Cell, KeyOf
from screens.queue_rows import due_cell, urgency

MOST_NUMBER = 18
"""An invoice number is cut after so many cells; the invoice itself shows it whole."""
PLAIN_CONTACT = "none"


def money_of(account: AccountView) -> MoneyColumn:
    """One column for every amount of the account, so that all stand on one decimal sign."""
    amounts = [(item.open_minor, item.currency) for item in account.open_items]
    amounts += [(item.unapplied_minor, item.currency) for item in account.credits]
    amounts += [(item.amount_minor, item.currency) for item in account.receipts]
    amounts += [(item.amount_minor, item.currency) for item in account.promises]
    return MoneyColumn.of([*amounts, *((item.total_minor, item.currency) for item in account.settled)])


def number_cells(account: AccountView) -> int:
    """How wide the column of invoice numbers is."""
    numbers = [item.number for item in account.open_items] + [item.number for item in account.settled]
    return min(MOST_NUMBER, max((cell_len(inert_plain(number)) for number in numbers), default=len("draft")))


def open_entries(account: AccountView, today: date) -> list[Entry]:
    """The open instalments, oldest due first: number, due, what stands in the way, what is open."""
    past = {case.invoice_id for case in account.disputes if case.is_past(today)}
    money = money_of(account)
    entries = [
        Entry(
            f"item:{item.instalment_id}",
            (
                Cell(item.number, number_cells(account)),
                Cell(due_cell(item.due_on, today, 15), 15, True, urgency(item.due_on, today) or "plain"),
                Cell(_say_item(item, today, past)),
                money.cell(item.open_minor, item.currency, "act"),
            ),
            item,
        )
        for item in account.open_items
    ]
    return headed("open", entries)


def _say_item(item: OpenItem, today: date, past: set[int | None]) -> str:
    """Since when it is due, what stands in the way of chasing it, and of how much it is the rest."""
    said = [f"since {short_day(item.due_on, today)}"] if item.due_on < today else []
    if item.disputed:
        late = ", past its time" if past & {item.invoice_id, None} else ""
        said.append(f"{say_disputed(item.disputed_minor, item.open_minor, item.currency)}{late}")
    if item.promised_for is not None:
        said.append(f"promised for {short_day(item.promised_for, today)}")
    if item.open_minor != item.amount_minor:
        said.append(f"of {format_money(item.amount_minor, item.currency)}")
    return ", ".join(said)


def draft_entries(account: AccountView) -> list[Entry]:
    """The drafts."""
    entries = [
        Entry(f"draft:{invoice_id}", (Cell("draft", number_cells(account)), Cell(said)), DraftItem(invoice_id, said))
        for invoice_id, said in account.drafts
    ]
    return headed("drafts", entries)


def credit_entries(account: AccountView, today: date) -> list[Entry]:
    """Money and credit that is not applied yet."""
    money = money_of(account)
    days = DayColumn.of([item.on for item in account.credits], today)
    entries = [
        Entry(
            f"credit:{item.receipt_id}:{item.credit_note_id}",
            (
                days.cell(item.on),
                Cell(f"{item.kind}  {item.reference}".rstrip()),
                money.cell(item.unapplied_minor, item.currency, "near"),
            ),
            item,
        )
        for item in account.credits
    ]
    return headed("unapplied", entries)


def claim_entries(account: AccountView, key_of: KeyOf) -> list[Entry]:
    """What is owed of claims of interest and fees, which no invoice and no receivable holds."""
    money = MoneyColumn.of([(one.amount.minor, one.amount.currency) for one in account.claims])
    entries = []
    for one in account.claims:
        said = f"{one.count} {'claim' if one.count == 1 else 'claims'} of interest and fees, not in the receivable"
        amount = format_money(one.amount.minor, one.amount.currency)
        note = Note("Claims", f"{said}: {amount}. {key_of('claims')} shows them.")
        cells = (Cell(f"{said} ({key_of('claims')})"), money.cell(one.amount.minor, one.amount.currency, "near"))
        entries.append(Entry(f"claims:{one.amount.currency}", cells, note))
    return headed("claims", entries)


_PROMISE_HOW = {PromiseState.BROKEN: "late", PromiseState.PARTLY_KEPT: "near", PromiseState.OPEN: "near"}


def promise_entries(account: AccountView, today: date) -> list[Entry]:
    """The promises, newest day first, each with what became of it."""
    money = money_of(account)
    days = DayColumn.of([item.due_on for item in account.promises], today)
    entries = [
        Entry(
            f"promise:{item.id}",
            (
                days.cell(item.due_on),
                Cell(say_promise_state(item), 11, how=_PROMISE_HOW.get(item.state, "dim")),
                Cell(_say_promised(item)),
                money.cell(item.amount_minor, item.currency),
            ),
            item,
        )
        for item in account.promises
    ]
    return headed("promises", entries)


def _say_promised(promise: PromiseView) -> str:
    """The invoices, behind the plan it is a part of."""
    numbers = ", ".join(promise.invoice_numbers)
    return numbers if promise.plan_id is None else f"plan {promise.plan_id}: {numbers}"


def say_promise_state(promise: PromiseView) -> str:
    """`stands`, `broken` …"""
    return "stands" if promise.state is PromiseState.OPEN else promise.state.value


def receipt_entries(account: AccountView, today: date) -> list[Entry]:
    """The money that came in, newest first."""
    money = money_of(account)
    days = DayColumn.of([item.received_on for item in account.receipts], today)
    entries = [
        Entry(
            f"receipt:{item.id}",
            (
                days.cell(item.received_on),
                Cell(_say_receipt(item), how="dim" if item.reversed else "plain"),
                money.cell(item.amount_minor, item.currency, "dim" if item.reversed else "plain"),
            ),
            item,
        )
        for item in account.receipts
    ]
    return headed("receipts", entries)


def _say_receipt(item: ReceiptItem) -> str:
    reference = f"  “{item.reference}”" if item.reference else ""
    rest = f", {format_money(item.unapplied_minor, item.currency)} unapplied" if item.unapplied_minor else ""
    return f"{item.method}{reference}{rest}{', reversed' if item.reversed else ''}"


def contact_entries(account: AccountView, today: date) -> list[Entry]:
    """The contact log, newest first."""
    days = DayColumn.of([item.on for item in account.contacts], today)
    entries = [
        Entry(
            f"contact:{item.id}",
            (
                days.cell(item.on),
                Cell(say_contact(item)),
                Cell(item.by, 8, how="dim"),
            ),
            item,
        )
        for item in account.contacts
    ]
    return headed("contacts", entries)


def say_contact(contact: ContactView) -> str:
    """`call in, Fr. Weiß – promised: Freitag`."""
    direction = " in" if contact.direction == "in" else ""
    person = f", {contact.person}" if contact.person else ""
    outcome = "" if contact.outcome == PLAIN_CONTACT else f" – {contact.outcome}"
    note = f": {contact.note}" if contact.note else ""
    return f"{contact.kind}{direction}{person}{outcome}{note}"


def settled_entries(account: AccountView, today: date) -> list[Entry]:
    """What is settled or void, newest first."""
    money = money_of(account)
    entries = [
        Entry(
            f"settled:{item.invoice_id}",
            (
                Cell(item.number, number_cells(account)),
                Cell(_say_settled(item.state, item.settled_on, item.due_on, today), how="dim"),
                money.cell(item.total_minor, item.currency, "dim"),
            ),
            item,
        )
        for item in account.settled
    ]
    return headed("settled", entries)


def _say_settled(state: str, settled_on: date | None, due_on: date, today: date) -> str:
    if state == "void" or settled_on is None:
        return state
    late = (settled_on - due_on).days
    return f"{state} {short_day(settled_on, today)}" + (f", {late} d late" if late > 0 else "")


def facts_of(account: AccountView) -> dict[str, str]:
    """The master data by its name; empty ones are left out. The name too: the head cuts a long one."""
    facts = {
        "Name": account.name,
        "Code": account.code,
        **say_particulars(account),
        "Terms": say_terms(account.terms),
        "Currency": account.currency,
        "Language": account.language,
        "Owner": account.owner,
        "Pays": say_habit(account),
        "Notes": account.notes,
    }
    return {name: said for name, said in facts.items() if said}


def say_habit(account: AccountView) -> str:
    """`18 d late as a rule`, from the median of what it settled; empty while nothing is settled."""
    late = account.median_days_late
    if late is None:
        return ""
    return f"{late} d late as a rule" if late > 0 else "in time as a rule"


def people_of(account: AccountView) -> list[tuple[str, str]]:
    """Name with role, and how to reach, for each person."""
    return [
        (f"{person.name} ({person.role})" if person.role else person.name, _reach(person.phone, person.email))
        for person in account.persons
    ]


def _reach(*ways: str) -> str:
    return " · ".join(filter(None, ways)) or "no number, no address"


def fact_entries(account: AccountView) -> list[Entry]:
    """Master data and people as entries, for where there is no room beside the list."""
    return [*_notes("people", people_of(account)), *_notes("account", facts_of(account).items())]


def _notes(name: str, pairs: Iterable[tuple[str, str]]) -> list[Entry]:
    width = 24 if name == "people" else 11
    return headed(
        name,
        [
            Entry(f"{name}:{at}", (Cell(label, width, how="dim"), Cell(said)), Note(label, said))
            for at, (label, said) in enumerate(pairs)
        ],
    )


def whole(entry: Entry) -> tuple[str, str]:
    """A title and the whole text of an entry that a line may have cut."""
    record = entry.record
    if isinstance(record, Note):
        return record.title, record.text
    if isinstance(record, WaiverView):
        return "Left out", f"{say_waiver(record)}\nOn {say_day(record.on)}, by {record.by}"
    if isinstance(record, ContactView):
        next_on = f"\nNext {say_day(record.next_on)}" if record.next_on else ""
        return f"Contact of {say_day(record.on)}", f"{say_contact(record)}{next_on}"
    if isinstance(record, PromiseView):
        amount = format_money(record.amount_minor, record.currency)
        kept = format_money(record.kept_minor, record.currency)
        numbers = ", ".join(record.invoice_numbers)
        given = f"{amount} by {say_day(record.due_on)} for {numbers}, noted by {record.recorded_by}"
        return f"Promise of {say_day(record.recorded_on)}", f"{given}\n{say_promise_state(record)}, {kept} came in time"
    return "In full", "  ".join(cell.text.strip() for cell in entry.cells)
