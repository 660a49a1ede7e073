"""A batch in words: its head, its entries, what differs from the strip and what would explain that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from billdesk.domain.batch_reviews import say_count, say_entered
from billdesk.domain.batches import BatchState, BatchView, EntryView, Explanation, Slip, Suspect
from billdesk.domain.dates import say_day
from billdesk.domain.money import format_money
from billdesk.text import inert_plain
from screens.parts.entries import Entry, Note, headed
from screens.parts.figures import DayColumn, MoneyColumn
from screens.parts.paper import Cell, Line, Run, row, rule, spread

_STATES = {BatchState.CLOSED: "closed: count and sum agree", BatchState.GIVEN_UP: "given up"}
_SLIPS = {
    Slip.MISSING: "one is missing",
    Slip.TWICE: "one is entered twice: these have the amount that is too much",
    Slip.SURPLUS: "one is too many: this has the amount that is too much",
    Slip.SWAPPED: "two digits swapped in one entry",
    Slip.FACTOR: "the decimal sign misplaced in one entry",
    Slip.SIGN: "the sign wrong in one entry",
    Slip.APART: "two digits further apart swapped in one entry",
    Slip.LENGTH: "a digit left out or typed twice in one entry",
    Slip.DIGIT: "one digit wrong in one entry",
}
NOTHING_EXPLAINS = (
    "No single slip explains the difference: several things differ at once.",
    "Compare the papers with the entries one by one.",
)


def head_lines(width: int, view: BatchView) -> list[Line]:
    """What the batch is and how far it is; by whom and when, and what the strip says. Never how far off the sum is."""
    entered = _STATES.get(view.state, f"{say_entered(view)} entered")
    strip = f"the strip says {_strip(view)}"
    waiting = f"{view.waiting} more to take effect" if view.waiting else ""
    said = (f"opened {say_day(view.opened_on)} by {inert_plain(view.by)}", strip, waiting, inert_plain(view.reason))
    lines = [spread(width, (Run(f" {title(view)}", "act"),), (Run(entered, "act"), Run(" ")))]
    lines += row(width, Cell(" · ".join(filter(None, said)), how="dim"), indent=1, wrapped=True)
    return [*lines, rule(width)]


def title(view: BatchView) -> str:
    """`Batch of 12 receipts`."""
    return f"Batch of {say_count(view.batch.expected_count, view.batch.kind.value)}"


def _strip(view: BatchView) -> str:
    return format_money(view.batch.expected_minor, view.batch.currency)


def entry_entries(view: BatchView, today: date) -> list[Entry]:
    """Every entry in its order."""
    money = _money(view)
    days = DayColumn.of([entry.on for entry in view.entries], today)
    return [
        Entry(
            f"entry:{entry.position}",
            (
                _place(entry.position),
                Cell(entry.customer_name, how="dim" if entry.taken_back else "plain"),
                Cell("taken back" if entry.taken_back else entry.document, 20, how="dim"),
                days.cell(entry.on),
                money.cell(entry.amount_minor, view.batch.currency, "dim" if entry.taken_back else "act"),
            ),
            entry,
        )
        for entry in view.entries
    ]


def _money(view: BatchView) -> MoneyColumn:
    return MoneyColumn.of([(entry.amount_minor, view.batch.currency) for entry in view.entries])


def _place(position: int) -> Cell:
    return Cell(f"{position}", 4, True, "dim")


def gap_lines(width: int, view: BatchView) -> list[Line]:
    """What is expected, what was entered, and the difference of both; or that they agree now."""
    batch, came = view.batch, view.totals
    state = "it agrees now" if view.agrees else "does not agree with its strip"
    lines = [spread(width, (Run(f" {title(view)}", "act"),), (Run(state, "done" if view.agrees else "late"), Run(" ")))]
    entered = came.sums[0].minor
    figures = (
        ("strip", batch.expected_count, batch.expected_minor),
        ("entered", came.count, entered),
        ("difference", came.count - batch.expected_count, entered - batch.expected_minor),
    )
    money = MoneyColumn.of([(minor, batch.currency) for _, _, minor in figures])
    for name, count, minor in figures:
        how = "act" if name == "difference" else "plain"
        noun = "entry" if abs(count) == 1 else "entries"
        said = "this would explain it:" if name == "difference" and view.explanations else ""
        cells = (
            Cell(name, 12, how="dim"),
            Cell(f"{count:,} {noun}", 14, True, how),
            money.cell(minor, batch.currency, how),
        )
        lines += row(width, *cells, Cell(said, how="dim"), indent=1)
    return [*lines, rule(width)]


def gap_entries(view: BatchView) -> list[Entry]:
    """What would explain the difference, most telling first: the entries of each kind of slip, under its name."""
    known = {entry.position: entry for entry in view.entries}
    return [entry for explanation in view.explanations for entry in _explained(explanation, view, known)]


def _explained(explanation: Explanation, view: BatchView, known: dict[int, EntryView]) -> Sequence[Entry]:
    if explanation.slip is Slip.MISSING:
        amount = format_money(explanation.suspects[0].right_minor or 0, view.batch.currency)
        said = f"A {view.batch.kind.value} of {amount} would explain the difference."
        return headed(_SLIPS[Slip.MISSING], [Entry("missing", (Cell(said),), Note("One is missing", said))])
    money = MoneyColumn.of(
        [(entry.amount_minor, view.batch.currency) for entry in view.entries]
        + [(suspect.right_minor or 0, view.batch.currency) for suspect in explanation.suspects]
    )
    return headed(
        _SLIPS[explanation.slip],
        [
            _suspected(known[position], suspect, money, view.batch.currency, explanation.slip)
            for suspect in explanation.suspects
            for position in suspect.positions
        ],
    )


def _suspected(entry: EntryView, suspect: Suspect, money: MoneyColumn, currency: str, slip: Slip) -> Entry:
    """The entry as it is, and what it would have to be."""
    cells = [_place(entry.position), Cell(entry.customer_name), money.cell(entry.amount_minor, currency, "act")]
    if suspect.right_minor is not None:
        cells += [Cell("→", 1), money.cell(suspect.right_minor, currency, "near")]
    return Entry(f"{slip}:{entry.position}", tuple(cells), entry)


def say_closed(view: BatchView) -> str:
    """The note after closing."""
    return f"{title(view)} closed: count and sum agree."


def nothing_explains(view: BatchView, close_key: str) -> tuple[str, str]:
    """What stands in place of explanations when there are none."""
    batch, came = view.batch, view.totals
    if view.waiting:
        return f"{view.waiting} more to take effect; until then nothing can be said.", "Esc goes back to the batch."
    if view.agrees:
        return "Count and sum agree with the strip.", f"{close_key} closes the batch."
    missing = batch.expected_count - came.count
    if missing > 1 and came.sums[0].minor < batch.expected_minor:
        rest = format_money(batch.expected_minor - came.sums[0].minor, batch.currency)
        return (
            f"{missing} entries are missing, together {rest} if the others are right.",
            "Esc goes back to enter them.",
        )
    return NOTHING_EXPLAINS


def preview_lines(view: BatchView) -> tuple[str, ...]:
    """What the queue knows of a batch beside its row."""
    lines = [
        f"{title(view)} · opened {say_day(view.opened_on)} by {inert_plain(view.by)} · {say_entered(view)} entered"
    ]
    for entry in reversed(view.counted):
        amount = format_money(entry.amount_minor, view.batch.currency)
        lines.append(f"{entry.position}  {inert_plain(entry.customer_name)}  {amount}")
    return tuple(lines)
