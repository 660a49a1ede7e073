"""Make a practice desk: day by day what was issued, what came in, who was called, up to the evening before its day.

Nothing but what is open is kept in memory, so a desk of a million invoices takes little more than one of a thousand.
"""

from __future__ import annotations

import heapq
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

from billdesk.demo.book import DemoBook, OpenInvoice, Part, salt_of
from billdesk.demo.customers import OWNERS, DemoCustomer, chance, demo_customer
from billdesk.demo.invoices import Credit, Event, Payment, Reversal, Talk, invent_lines, plan
from billdesk.domain.dates import add_months, next_business_day
from billdesk.domain.drafts import Address, CompanyDraft, LineDraft, Outcome
from billdesk.domain.errors import DeskFileError
from billdesk.domain.tax_method import TaxMethod
from billdesk.domain.terms import due_dates

INVOICES = 3000
CUSTOMERS = 300
SEED = 2
YEARS = 3

COMPANY = CompanyDraft(
    name="Kwartelduin Services BV",
    address=Address("Leliekade 12", "1799 AX", "Duinveen", "Noord-Holland", "NL"),
    vat_id="NL000099998B57",
    currency="EUR",
    language="en",
    time_zone="Europe/Amsterdam",
    tax_method=TaxMethod.DOCUMENT,
    invoice_pattern="{year}-{seq:04}",
    credit_note_pattern="C{year}-{seq:04}",
    bank="NL91 ABNA 0417 1643 00",
    hold_seconds=60,
)
"""Invented; tax number and IBAN are those that documentation uses as examples."""

BETWEEN_CONTACTS = timedelta(days=5)
SNOOZES = (
    "The buyer is on holiday until then.",
    "Waits for our statement of account.",
    "New accounting system; all payments go out that week.",
    "Sales visits them that day and will raise it.",
)

Progress = Callable[[int, int], None]


def make_demo(
    path: Path,
    *,
    today: date,
    invoices: int = INVOICES,
    customers: int = CUSTOMERS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> None:
    """Make a practice desk at `path` as it stands on the morning of `today`: three years of an invented company.

    The same arguments give the same records and the same audit chain. Raises `DeskFileError` when there is a file
    already or it cannot be made; the file has its name only when it is complete.
    """
    from db import files, safety
    from db.migrate import upgrade

    if path.exists():
        raise DeskFileError(f"There is a file {path} already.", "Choose another name; nothing was overwritten.")
    safety.clear_away(path)
    working = path.with_name(f".{path.name}.{os.getpid()}.part")
    working.unlink(missing_ok=True)
    files.create_file(working)
    try:
        upgrade(working)
        with closing(files.connect(working)) as connection:
            # Nobody else knows this file yet: what is interrupted is thrown away, so nothing needs rolling back.
            connection.execute("pragma journal_mode = memory")
            connection.execute("pragma cache_size = -65536")
            connection.execute("begin immediate")
            _Making(connection, seed, customers, today).run(invoices, progress)
            connection.execute("commit")
        os.link(working, path)
    except FileExistsError:
        raise DeskFileError(
            f"There is a file {path} already.", "Choose another name; nothing was overwritten."
        ) from None
    except sqlite3.OperationalError as error:
        raise files.why(path, error) from error
    finally:
        working.unlink(missing_ok=True)


class _Making:
    """A practice desk in the making: the days go by, and with them what was planned for them."""

    def __init__(self, connection: sqlite3.Connection, seed: int, customers: int, today: date) -> None:
        from db.bulk import BulkBook

        bulk = BulkBook(connection, "", OWNERS[0], "", "practice: invented", salt=salt_of(seed))
        self._connection = connection
        self._bulk = bulk
        self._book = DemoBook(bulk, seed, COMPANY)
        self._seed = seed
        self._customers = customers
        self._today = today
        self._rng = chance(seed, "story")
        self._coming: list[tuple[date, int, int, OpenInvoice, Event]] = []
        self._serial = count()
        self._contacted: dict[int, date] = {}

    def run(self, invoices: int, progress: Progress | None) -> None:
        """Write all of it, inside the caller's transaction, and bring up the queue."""
        from billdesk.demo.cases import add_cases
        from billdesk.demo.reminders import Desk, follow_up
        from db.queue_items import rebuild

        start = add_months(self._today, -12 * YEARS)
        self._book.add_company(start)
        for customer_id in range(1, self._customers + 1):
            self._book.add_customer(demo_customer(self._seed, customer_id, self._customers), start)
        drafts = min(max(6, invoices // 250), invoices)
        self._issue_all(invoices - drafts, start, progress)
        last = self._today - timedelta(days=1)
        for number in range(drafts):
            self._draft(number, last)
        self._bulk.flush()
        self._snooze(last)
        self._bulk.flush()
        desk = Desk(self._connection, self._book, COMPANY, self._seed, self._customers, self._today)
        add_cases(desk)
        self._bulk.flush()
        follow_up(desk)
        self._remind()
        self._book.add_series(last)
        self._bulk.finish()
        rebuild(self._connection, self._today, progress)

    def _issue_all(self, invoices: int, start: date, progress: Progress | None) -> None:
        """Issue invoices evenly over the business days, each day after what had come by then."""
        days = [day for day in _days(start, self._today) if day.weekday() < 5]
        unsent_from = invoices - max(3, invoices // 300)
        for number in range(invoices):
            day = days[number * len(days) // invoices]
            self._live_through(day)
            self._issue(day, sent=number < unsent_from)
            if progress and number % 500 == 0:
                progress(number, invoices)
        self._live_through(self._today)

    def _issue(self, day: date, *, sent: bool) -> None:
        customer = self._somebody()
        lines = invent_lines(self._rng, customer)
        due_days = due_dates(customer.terms, day)
        story = plan(self._rng, customer, day, due_days, len(lines), self._today)
        order = f"PO-{self._rng.randint(10_000, 99_999)}" if self._rng.random() < 0.4 else ""
        invoice = self._book.issue(customer, day, lines, due_days, story, sent=sent, order=order)
        for on, event in story.events:
            if on < self._today:
                heapq.heappush(self._coming, (on, customer.id, next(self._serial), invoice, event))

    def _somebody(self) -> DemoCustomer:
        """A customer; a few have most of the invoices, as it is."""
        customer_id = 1 + int(self._customers * self._rng.random() ** 1.7)
        return demo_customer(self._seed, customer_id, self._customers)

    def _live_through(self, until: date) -> None:
        """Let happen what was planned for the days before `until`, one customer's day at a time."""
        coming = self._coming
        while coming and coming[0][0] < until:
            day, customer_id = coming[0][:2]
            payments: list[tuple[OpenInvoice, Payment]] = []
            while coming and coming[0][:2] == (day, customer_id):
                _, _, _, invoice, event = heapq.heappop(coming)
                if isinstance(event, Payment):
                    payments.append((invoice, event))
                else:
                    self._happen(day, invoice, event)
            self._pay(day, payments)

    def _happen(self, day: date, invoice: OpenInvoice, event: Talk | Credit | Reversal) -> None:
        match event:
            case Reversal():
                part = invoice.instalments[event.position - 1]
                if part.bounced[0]:
                    self._book.reverse(invoice, part, day)
            case Credit():
                self._book.credit(invoice, day, event)
            case Talk():
                if self._may_talk(day, invoice, event):
                    self._contacted[invoice.customer.id] = day
                    self._book.log(invoice, day, event)

    def _may_talk(self, day: date, invoice: OpenInvoice, talk: Talk) -> bool:
        """Nobody calls about what is paid, or twice a week without news."""
        if not invoice.instalments[0].open_minor:
            return False
        last = self._contacted.get(invoice.customer.id, date.min)
        return talk.outcome in {Outcome.PROMISED, Outcome.DISPUTES} or day - last > BETWEEN_CONTACTS

    def _pay(self, day: date, payments: list[tuple[OpenInvoice, Payment]]) -> None:
        """What a customer pays on one day comes as one receipt, but for what is returned or not explained."""
        parts: list[Part] = []
        rest = 0
        for invoice, payment in payments:
            part = invoice.instalments[payment.position - 1]
            # What was promised and what is paid anyway may fall on one day: the second finds less open.
            left = part.open_minor - sum(taken for _, other, taken in parts if other is part)
            minor = _share(left, payment.share)
            if not minor:
                continue
            if payment.unassigned:
                self._book.add_receipt(invoice.customer, day, (), rest_minor=minor, reference="")
            elif payment.bounces:
                receipt_id = self._book.add_receipt(
                    invoice.customer, day, ((invoice, part, minor),), rest_minor=0, reference=invoice.number
                )
                part.bounced = (receipt_id, minor)
            else:
                parts.append((invoice, part, minor))
                rest += _share(minor, Decimal(payment.extra_percent))
        if parts:
            reference = ", ".join(dict.fromkeys(invoice.number for invoice, _, _ in parts))
            self._book.add_receipt(parts[0][0].customer, day, parts, rest_minor=rest, reference=reference)

    def _draft(self, number: int, last: date) -> None:
        """A draft: complete as a rule; without lines, without a price, or without the reason for no tax."""
        customer = self._somebody()
        lines = invent_lines(self._rng, customer)
        exemption = customer.exemption
        match number % 6:
            case 1:
                lines = ()
            case 3:
                lines = (LineDraft(lines[0].description, Decimal(1), Decimal(0), lines[0].tax_rate, lines[0].unit),)
            case 5:
                exemption = ""
        self._book.add_draft(customer, last, lines, exemption)

    def _snooze(self, last: date) -> None:
        """Put off one late account in twenty, for a reason."""
        late = self._connection.execute(
            "select distinct customer_id from instalment where open_minor > 0 and due_on < ? order by 1",
            (self._today.isoformat(),),
        ).fetchall()
        for number, (customer_id,) in enumerate(late[4::20]):
            until = next_business_day(self._today + timedelta(days=2 + number % 9))
            customer = demo_customer(self._seed, customer_id, self._customers)
            self._book.snooze(customer, last, until, SNOOZES[number % len(SNOOZES)])

    def _remind(self) -> None:
        """Set reminders about accounts that owe something, as their people do."""
        from billdesk.demo.own_reminders import set_reminders

        owing = self._connection.execute(
            "select distinct customer_id from instalment where open_minor > 0 order by 1 limit 60"
        ).fetchall()
        whose = [demo_customer(self._seed, customer_id, self._customers) for (customer_id,) in owing[2::9]]
        set_reminders(self._book, whose, self._today)


def _days(start: date, end: date) -> Iterator[date]:
    for offset in range((end - start).days):
        yield start + timedelta(days=offset)


def _share(minor: int, percent: Decimal) -> int:
    """So many percent of an amount in minor units, rounded down."""
    return int(minor * percent / 100)
