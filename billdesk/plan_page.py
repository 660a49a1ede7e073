"""A plan as one page of text for the customer: who, what, when, how much, and what happens if a part is missed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from itertools import count
from pathlib import Path
from textwrap import wrap
from typing import Final

from billdesk.domain.dates import say_day
from billdesk.domain.errors import RuleError
from billdesk.domain.money import format_minor
from billdesk.domain.plans import PlanView
from billdesk.domain.promises import PromiseState
from billdesk.domain.records import AccountView, CompanyView, PromiseView
from billdesk.domain.review_rows import say_address
from billdesk.text import inert_plain

WIDTH: Final = 76
"""Shown whole on a screen of 80 columns, which has its margin and a bar beside it."""
MOST_LINES: Final = 60
_LABEL: Final = 11
_INVOICE_LINES: Final = 2
_SAID: Final = {
    PromiseState.KEPT: "paid",
    PromiseState.PARTLY_KEPT: "paid in part",
    PromiseState.BROKEN: "missed",
    PromiseState.WITHDRAWN: "withdrawn",
}


def page(plan: PlanView, company: CompanyView, account: AccountView, today: date) -> tuple[str, ...]:
    """The lines of the page, at most `MOST_LINES` of at most `WIDTH` characters, harmless to a terminal."""
    own = " · ".join(filter(None, (say_address(company.address), company.vat_id)))
    return (
        _cut(company.name, WIDTH),
        _cut(own, WIDTH),
        say_day(today).rjust(WIDTH),
        f"Agreement {plan.id} on payment in parts",
        *_withdrawn(plan),
        *_labelled("Customer", f"{account.name} ({account.code})", 1),
        *_labelled("", say_address(account.address), 1),
        *_labelled("Invoices", ", ".join(plan.promises[0].invoice_numbers), _INVOICE_LINES),
        *_labelled("Agreed", f"{say_day(plan.agreed_on)}, {_money(plan, plan.total.minor)} in {_parts(plan)}", 1),
        "",
        *_table(plan),
        *(() if plan.withdrawn_on else _agreement(plan, company, account)),
    )


def _withdrawn(plan: PlanView) -> list[str]:
    """That nothing of it holds any more, and since when."""
    if plan.withdrawn_on is None:
        return []
    return ["", f"It was withdrawn on {say_day(plan.withdrawn_on)} and does not hold any more.", ""]


def _agreement(plan: PlanView, company: CompanyView, account: AccountView) -> tuple[str, ...]:
    """What both sides sign: what holds while it is kept, and where to pay."""
    return (
        "",
        *_terms(plan),
        "",
        *_labelled("Pay to", company.bank, 2),
        "",
        f"{'_' * 30:<{WIDTH // 2}}{'_' * 30}",
        f"{_cut(company.name, WIDTH // 2 - 2):<{WIDTH // 2}}{_cut(account.name, WIDTH // 2)}",
    )


def _parts(plan: PlanView) -> str:
    return f"{len(plan.promises)} parts"


def _money(plan: PlanView, minor: int) -> str:
    return f"{plan.total.currency} {format_minor(minor, plan.total.currency)}"


def _table(plan: PlanView) -> list[str]:
    """A line for each part, and the sum."""
    width = len(format_minor(plan.total.minor, plan.total.currency))
    rows = [f"  {'no.':>3}  {'by':<16}  {'amount':>{width + 4}}  so far"]
    for place, promise in enumerate(plan.promises, start=1):
        amount = format_minor(promise.amount_minor, promise.currency)
        line = f"  {place:>3}  {say_day(promise.due_on):<16}  {promise.currency} {amount:>{width}}  {_so_far(promise)}"
        rows.append(line.rstrip())
    total = format_minor(plan.total.minor, plan.total.currency)
    return [*rows, f"  {'':>3}  {'together':<16}  {plan.total.currency} {total:>{width}}"]


def _so_far(promise: PromiseView) -> str:
    if promise.state in (PromiseState.BROKEN, PromiseState.PARTLY_KEPT) and promise.missing_minor == 0:
        return f"paid late, {say_day(promise.met_on)}" if promise.met_on else "paid late"
    return _SAID.get(promise.state, "")


def _terms(plan: PlanView) -> list[str]:
    grace = plan.promises[0].grace_days
    later = f" A part still counts when it comes {grace} day{'s' * (grace != 1)} later." if grace else ""
    return [
        *_fold(f"While this agreement is kept the invoices above are not chased.{later}", ""),
        *_fold(
            "If a part is not there in time the agreement does not protect any more: the whole rest of the invoices is"
            " due at once and is chased, with the interest and the fees that the law gives for late payment.",
            "",
        ),
    ]


def _labelled(label: str, text: str, most: int) -> list[str]:
    """A text beside its label in no more than so many lines; nothing where there is no text."""
    lines = _fold(text, " " * _LABEL)
    if len(lines) > most:
        last = lines[most - 1]
        lines = [*lines[: most - 1], f"{last[: WIDTH - 2].rstrip(', ')} …"]
    return [f"{label:<{_LABEL}}{line.strip()}" if at == 0 else line for at, line in enumerate(lines)]


def _fold(text: str, inset: str) -> Sequence[str]:
    return wrap(inert_plain(text), WIDTH, initial_indent=inset, subsequent_indent=inset)


def _cut(text: str, width: int) -> str:
    shown = inert_plain(text)
    return shown if len(shown) <= width else f"{shown[: width - 1]}…"


def write_page(folder: Path, plan_id: int, lines: Sequence[str]) -> Path:
    """Write a page beside the desk file, never over another file, for its owner alone; return where it is."""
    for number in count(1):
        path = folder / (f"plan-{plan_id}.txt" if number == 1 else f"plan-{plan_id}-{number}.txt")
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        except OSError as error:
            raise RuleError(f"{path} cannot be written: {error.strerror}.", "Look at the folder's rights.") from error
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
        return path
    raise AssertionError
