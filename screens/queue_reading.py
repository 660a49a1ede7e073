"""How the queue screen reads the book: its pages, its sums, what is known of a row. All in threads, newest only."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.timer import Timer

from billdesk.domain.errors import DeskError, NotFoundError
from billdesk.domain.money import Money
from billdesk.domain.work import ItemKind, QueueHead, QueuePage, QueueRow, View
from billdesk.opening import Opening
from billdesk.text import inert_plain
from billdesk.widgets.footer import DeskFooter
from billdesk.widgets.row_list import Edge, RowList
from screens.queue_parts import LineOf, PreviewPane, QueueList, QueueTop, say_held, say_totals, say_unfinished
from screens.text_keys import TextKeys

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from billdesk.domain.filters import Filter
    from billdesk.domain.held import HeldEntry
    from billdesk.form_drafts import FormDraft
    from billdesk.services.desk import Desk

PAGE = 100
PREVIEW_DELAY = 0.15
WORKING_OUT = "Working out what there is to do today …"
_LAST_PLACE = (2**31, 2**62)
"""A place after every row, for the last page."""
_EMPTY_VIEWS = {
    View.TO_FINISH: "to finish",
    View.TO_SEND: "to send",
    View.FOLLOW_UP: "to follow up today",
    View.PROMISES: "promised",
    View.OVERDUE: "overdue",
    View.UNAPPLIED: "to apply",
    View.MINE: "to do for accounts that are yours",
    View.SNOOZED: "snoozed",
    View.DISPUTES: "disputed",
}


class _Reading(NamedTuple):
    """What one reading of the book brings to the screen."""

    head: QueueHead
    page: QueuePage
    items: int
    totals: tuple[Money, ...]
    cursor: str | None = None
    went: str = ""
    held: HeldEntry | None = None


class QueueReading(TextKeys[None]):
    """The parts of the queue screen that hold what was read, and the reading itself."""

    def __init__(self, opening: Opening) -> None:
        super().__init__()
        self._opening = opening
        self._problem = opening.problem
        self._view = View.ALL
        self._filter: Filter | None = None
        self._head = opening.head
        self._preview_timer: Timer | None = None
        self._unfinished: tuple[FormDraft, ...] = ()
        self._zone: tzinfo = UTC
        self._held: HeldEntry | None = None
        page = opening.page or QueuePage((), before=False, after=False)
        totals = opening.head.totals if opening.head else ()
        self._rows = QueueList(page.rows, after=page.after, today=opening.today, totals=totals)
        self._top = QueueTop(opening.head, self._view, opening)
        self._rule, self._names, self._below = LineOf("rule"), LineOf("names"), LineOf("below")
        self._preview = PreviewPane()

    def begin(self) -> None:
        """After the first frame: say what is missing, or bring the queue to today."""
        self._say_empty()
        if self._problem is not None:
            self._say_problem(self._problem)
        elif self._head is None or not self._head.renewed:
            self.call_after_refresh(self.renew)
        else:
            self._plan_preview()
        self._watch_held()

    def _watch_held(self) -> None:
        """What is held is booked when its time comes, also what another program has left."""
        if self._head is not None:
            self.host.watch_held(self._head.held_until)

    def renew(self) -> None:
        """Bring the queue to today, then read it again."""

        def renew(desk: Desk) -> None:
            from billdesk.services import queue

            queue.refresh(desk)

        if self._head is None or not self._head.renewed:
            self.say(WORKING_OUT)

        def renewed(_: None) -> None:
            for footer in self.query(DeskFooter):
                if footer.note == WORKING_OUT:
                    footer.hush()
            self.read()

        self.run_service(renew, group="renew", on_done=renewed, on_error=self._say_problem)

    def read(self, *, at_start: bool = False, cursor: str | None = None, worked: QueueRow | None = None) -> None:
        """Read head and page again; the cursor stays on its record, or goes to `cursor`, or to the start.

        After something was done to the row `worked` it goes on to the next one when that row sank or left.
        """
        view, filter_ = self._view, self._filter
        around = None if at_start else cursor or self._rows.current_key

        def read(desk: Desk) -> _Reading:
            from billdesk.services import queue

            to, went = _way_on(desk, view, filter_, worked) if worked else (around, "")
            head = queue.head(desk)
            held = _held_by_user(desk) if head.held_until else None
            page = queue.page(desk, view, filter_, around=to, limit=PAGE)
            if filter_ is None:
                return _Reading(head, page, head.counts.get(view, 0), (), to, went, held)
            sums = queue.sums(desk, view, filter_)
            return _Reading(head, page, sums.items, sums.totals, to, went, held)

        self.run_service(read, group="queue-page", on_done=self._show, on_error=self._say_problem)

    def _show(self, reading: _Reading) -> None:
        self._problem = None
        self._head = reading.head
        self._rows.today = reading.head.as_of
        self._rows.totals = reading.head.totals
        page = reading.page
        self._rows.show(page.rows, before=page.before, after=page.after, cursor=reading.cursor)
        if reading.cursor is None:
            self._rows.to_start()
        if reading.went:
            said = self.query_one(DeskFooter).note
            self.say(f"{said} {reading.went}".lstrip())
        self._held = reading.held
        self._watch_held()
        self.say_below()
        self.show_top()
        self.name_columns()
        self._say_filter(reading)
        self._say_empty()
        self._plan_preview()

    def _say_problem(self, error: DeskError) -> None:
        """A desk that cannot be read: the list says so, and what to do."""
        self._rows.no_page()
        if self._rows.current is None:
            self._problem = error
            self._rows.say_empty(error.sentence, error.way_out)
            self.refresh_commands()
        else:
            self.tell(error)

    @on(RowList.NeedPage)
    def read_page(self, event: RowList.NeedPage) -> None:
        """Read the page next to the window, or the first or last one."""
        view, filter_, edge = self._view, self._filter, event.edge
        rows = self._rows.rows
        after = (rows[-1].rank, rows[-1].id) if edge is Edge.AFTER and rows else None
        before = (rows[0].rank, rows[0].id) if edge is Edge.BEFORE and rows else None
        if edge is Edge.LAST:
            before = _LAST_PLACE

        def read(desk: Desk) -> QueuePage:
            from billdesk.services import queue

            return queue.page(desk, view, filter_, after=after, before=before, limit=PAGE)

        def done(page: QueuePage) -> None:
            self._take_page(edge, page)

        self.run_service(read, group="queue-page", on_done=done, on_error=self._say_problem)

    def _take_page(self, edge: Edge, page: QueuePage) -> None:
        if edge is Edge.AFTER:
            self._rows.add_after(page.rows, more=page.after)
        elif edge is Edge.BEFORE:
            self._rows.add_before(page.rows, more=page.before)
        elif edge is Edge.FIRST:
            self._rows.show(page.rows, before=False, after=page.after)
            self._rows.to_start()
        else:
            self._rows.show(page.rows, before=page.before, after=False)
            self._rows.to_end()
        self.name_columns()

    # What stands around the list

    def show_top(self) -> None:
        """The company, the day, the views and their counts."""
        host = self.host
        self._top.show(self._head, self._view, read_only=host.read_only, today_is_set=host.today_is_set)

    def name_columns(self) -> None:
        """The names of the columns, where the widths of now put them."""
        self._names.say(self._rows.heading)

    def _say_filter(self, reading: _Reading) -> None:
        if self._filter is None:
            self._rule.say("")
            return
        found = f"{reading.items:,} {'row' if reading.items == 1 else 'rows'}"
        order = {total.currency: place for place, total in enumerate(reading.head.totals)}
        totals = sorted(reading.totals, key=lambda total: order.get(total.currency, len(order)))
        worth = say_totals(totals, self.size.width // 3)
        parts = (f"/ {inert_plain(str(self._filter))}", found, worth, "Esc clears it")
        self._rule.say(" " + " · ".join(part for part in parts if part), "said")

    def _say_empty(self) -> None:
        if self._filter is not None:
            self._rows.say_empty(
                "Nothing matches the filter.",
                f"Esc clears it. The queue holds only what there is to do; {self.key_of('find')} finds every account "
                "and invoice.",
            )
        elif self._view is not View.ALL:
            self._rows.say_empty(f"Nothing {_EMPTY_VIEWS[self._view]}.", "1 shows everything there is to do.")
        else:
            self._rows.say_empty(
                "There is nothing to do.",
                f"n begins an invoice or an account, {self.key_of('find')} finds those there are; "
                "“billdesk import invoices FILE” brings them from a file.",
            )

    @on(RowList.Marked)
    def say_below(self) -> None:
        """Say how many rows are marked and what they come to, else which entries are unfinished."""
        marked = self._rows.marked
        sums: dict[str, int] = {}
        for row in marked:
            if row.currency and row.kind is not ItemKind.CHECK:
                sums[row.currency] = sums.get(row.currency, 0) + row.open_minor
        worth = say_totals([Money(minor, code) for code, minor in sums.items()], self.size.width // 2)
        said = f" {len(marked)} marked · {worth} · {self._say_takers()} · Esc unmarks" if marked else ""
        if not marked and self._held is not None:
            said = say_held(self._held, self.key_of("take-back"))
        elif not marked and self._unfinished:
            said = say_unfinished(self._unfinished, self._rows.today, self._zone, self.key_of("take-draft"))
        self._below.say(said, "said" if said else "quiet")

    def _say_takers(self) -> str:
        """What can be done to all the marked rows."""
        snooze = f"{self.key_of('snooze')} snoozes them"
        return f"{self.key_of('sent')} marks them sent · {snooze}" if all_to_send(self._rows.marked) else snooze

    def look_for_unfinished(self) -> None:
        """Find the entries that were left unfinished on this desk, now or when it was open last."""
        host, opening = self.host, self.host.opening
        if self._problem is not None or host.read_only:
            return

        def look() -> tuple[tuple[FormDraft, ...], tzinfo]:
            from billdesk import form_drafts
            from screens.unfinished import KINDS

            found = form_drafts.unfinished(form_drafts.folder_of(opening.state_folder, opening.path))
            known = tuple(draft for draft in found if draft.kind in KINDS)
            try:
                return known, host.desk().time_zone if known else UTC
            except DeskError:
                return known, UTC  # a file that was replaced is told of by whoever reads it next

        def show(found: tuple[tuple[FormDraft, ...], tzinfo]) -> None:
            self._unfinished, self._zone = found
            self.say_below()
            self.refresh_commands()

        self.start_job(look, group="unfinished", newest_only=True, on_done=show, on_error=self.tell)

    # What is known of the row

    @on(RowList.Moved)
    def cursor_moved(self) -> None:
        """Show what is known of the row once the cursor rests."""
        self._plan_preview()

    def _plan_preview(self) -> None:
        if self._preview_timer is None:
            self._preview_timer = self.set_timer(PREVIEW_DELAY, self._read_preview)
        else:
            self._preview_timer.reset()

    def _read_preview(self) -> None:
        self._preview_timer = None
        self.refresh_commands()
        row = self._rows.current
        if row is None or self._problem is not None:
            self._preview.show(())
            return

        def read(desk: Desk) -> tuple[str, ...]:
            if row.kind is ItemKind.BATCH:
                from billdesk.services import batches
                from screens.parts.batch_lines import preview_lines

                return preview_lines(batches.get(desk, int(row.key.partition(":")[2])))
            if row.kind is ItemKind.REMINDER:
                from screens import reminding

                return reminding.preview_lines(desk, row)
            from billdesk.services import queue
            from screens.queue_preview import say_preview

            return say_preview(row, queue.preview(desk, row.key), desk.today)

        def not_read(error: DeskError) -> None:
            # A row that was settled meanwhile is left out by the next reading; anything else the person must know.
            gone = isinstance(error, NotFoundError)
            self._preview.show(() if gone else (inert_plain(error.sentence), inert_plain(error.way_out)))

        self.run_service(read, group="preview", on_done=self._preview.show, on_error=not_read)


def all_to_send(rows: Sequence[QueueRow]) -> bool:
    """Whether all rows are issued invoices that did not go out yet."""
    return all(row.kind is ItemKind.SEND for row in rows)


def _held_by_user(desk: Desk) -> HeldEntry | None:
    from billdesk.services import held

    return held.latest_held(desk)


def _way_on(desk: Desk, view: View, filter_: Filter | None, worked: QueueRow) -> tuple[str | None, str]:
    """The row to go on with after `worked`, and where that one went. Runs in a thread."""
    from billdesk.services import places

    way = places.way_on(desk, view, filter_, worked)
    if not way.moved:
        return way.cursor, ""
    if way.standing is None:
        return way.cursor, "Its row has left this view."
    return way.cursor, f"Its row is now {way.standing.number:,} of {way.standing.of:,}."
