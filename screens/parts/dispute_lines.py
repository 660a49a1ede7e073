"""A dispute in lines: what it is about and how its time stands, the four next questions, its log and its files."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath

from rich.cells import cell_len

from billdesk.domain.dates import say_day
from billdesk.domain.dispute_guides import guide
from billdesk.domain.dispute_records import DisputeItem, DisputeView
from billdesk.domain.disputes import DisputeState, LogKind, say_time
from billdesk.domain.held import say_waiting
from billdesk.domain.money import format_money
from billdesk.text import inert_plain
from screens.parts.figures import DayColumn
from screens.parts.paper import Cell, KeyOf, Line, Run, heading, paragraph, row, rule, spread

LABEL = 9
MOST_BY = 12


def head_lines(width: int, case: DisputeView, today: date, key_of: KeyOf) -> list[Line]:
    """Whose and about what, what is disputed; the reason and how its time stands; who settles it. Where less was
    credited than agreed, how much is missing and the two ways out."""
    item = case.item
    what = item.number or "the account"
    worth = f"{format_money(item.amount_minor, item.currency)} {'' if item.live else 'was '}disputed"
    if item.credit_due:
        worth = item.say_credit()
    open_now = f"{format_money(case.open_minor, item.currency)} open"
    who = (Run(f" {inert_plain(what)}", "act"), Run(f"  {inert_plain(item.customer_name)}", "plain"))
    lines = [spread(width, who, (Run(worth, "act"), Run(" ")))]
    how = "late" if item.is_past(today) else "plain"
    lines += row(width, Cell(_say_state(item, today), how=how), indent=1, wrapped=True)
    worked = [f"dispute {item.id}", f"{item.priority.value} priority", f"owner {item.owner}", open_now]
    lines += row(width, Cell(" · ".join(worked), how="dim"), indent=1, wrapped=True)
    if case.waiting is not None:
        lines += row(width, Cell(say_waiting(case.waiting, key_of("take-back")), how="near"), indent=1, wrapped=True)
    elif item.credit_short:
        ways = f"{key_of('credit-note')} credits the rest, {key_of('dispute-close')} closes it with what was credited."
        lines += row(width, Cell(f"Less was credited than agreed: {ways}", how="near"), indent=1, wrapped=True)
    return [*lines, rule(width)]


def _say_state(item: DisputeItem, today: date) -> str:
    """`price · waiting on sales · to be settled by Fri 4 Dec 2026`, or how it ended."""
    if item.state is not DisputeState.RESOLVED:
        state = f"waiting on {item.waiting_on}" if item.waiting_on else "open"
        return f"{item.label} · {state} · {say_time(item.due_by, today)}"
    ended = say_day(item.resolved_on) if item.resolved_on else ""
    said = f"{item.label} · settled {ended}, {item.outcome}"
    credited = item.say_credited()
    return f"{said} · {credited}" if credited else said


def guide_lines(width: int, case: DisputeView) -> list[Line]:
    """The four next questions for its reason: what to ask, whom, and what proves the answer."""
    if not case.item.live:
        return []
    lines: list[Line] = [heading(width, "ask next")]
    for place, ask in enumerate(guide(case.item.reason), start=1):
        lines += row(width, Cell(str(place), 1, how="dim"), Cell(ask.question, how="act"), indent=1, wrapped=True)
        lines += row(width, Cell(f"{ask.whom} · {ask.evidence}", how="dim"), indent=4, wrapped=True)
    return lines


def log_lines(width: int, case: DisputeView, today: date) -> list[Line]:
    """What was said, sent and done, newest first."""
    lines: list[Line] = [heading(width, "log")]
    days = DayColumn.of([line.on for line in case.log], today)
    by = min(MOST_BY, max((cell_len(inert_plain(line.by)) for line in case.log), default=1))
    for line in case.log:
        kind = "" if line.kind is LogKind.DONE else f"{line.kind.value}: "
        person = f"{line.person}, " if line.person else ""
        cells = (days.cell(line.on), Cell(f"{person}{kind}{line.note}"), Cell(line.by, by, how="dim"))
        lines += row(width, *cells, indent=1, wrapped=True)
    return lines


def file_lines(width: int, case: DisputeView, attach: str) -> list[Line]:
    """Its files by name, size, and where they lie; `attach` is the key that adds one."""
    lines: list[Line] = [heading(width, "files")]
    for file in case.files:
        lines += row(width, Cell(PurePath(file.path).name, how="act"), Cell(_say_size(file.size), 9, True), indent=1)
        lines += paragraph(width, "in", str(PurePath(file.path).parent), label_width=LABEL, how="dim")
        lines += paragraph(width, "SHA-256", file.sha256, label_width=LABEL, how="dim")
    if not case.files:
        lines.append((Run(f" No file belongs to it; {attach} attaches one.", "dim"),))
    return lines


def _say_size(size: int) -> str:
    """`812 B`, `3.4 KB`, `12.0 MB`."""
    for unit, step in (("B", 1), ("KB", 1_000)):
        if size < step * 1_000:
            return f"{size} B" if step == 1 else f"{size / step:.1f} {unit}"
    return f"{size / 1_000_000:.1f} MB"
