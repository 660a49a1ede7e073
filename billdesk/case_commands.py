"""`billdesk evidence`, `billdesk dispute-reasons`, `billdesk report disputes` and `billdesk report feedback`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from billdesk.command_options import ForceOption, FormatOption, opened
from billdesk.command_run import DONE, PARTLY
from billdesk.output import Column, Format, Record, refuse_existing, say, write_rows, write_text
from billdesk.settings import UsageError, parse_day

if TYPE_CHECKING:
    from billdesk.domain.dispute_guides import Reason
    from billdesk.domain.dispute_records import DisputeReasonDraft
    from billdesk.domain.feedback import ThemeMonth
    from billdesk.services.dispute_report import ReasonFigures

DISPUTES: Final = (
    Column("reason", "Reason"),
    Column("currency", "Cur"),
    Column("opened", "Opened", exact=True),
    Column("live", "Live", exact=True),
    Column("past_their_time", "Past", exact=True),
    Column("settled", "Settled", exact=True),
    Column("upheld", "Upheld", exact=True),
    Column("upheld_percent", "Upheld %", exact=True),
    Column("first_contact_percent", "First contact %", exact=True),
    Column("mean_days", "Days", exact=True),
    Column("disputed", "Disputed", exact=True),
    Column("agreed", "Agreed", exact=True),
    Column("credited", "Credited", exact=True),
)

FEEDBACK: Final = (
    Column("theme", "Theme"),
    Column("month", "Month", exact=True),
    Column("praise", "Praise", exact=True),
    Column("complaints", "Complaints", exact=True),
    Column("ideas", "Ideas", exact=True),
    Column("open", "Open", exact=True),
)

REASONS: Final = (Column("code", "Code"), Column("label", "Label"), Column("retired", "Retired"))

SinceOption = Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="From this day on.")]
AsOfOption = Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Up to this day; else today.")]


def evidence(
    context: typer.Context,
    case: Annotated[int, typer.Argument(metavar="CASE", help="The dispute's number.")],
    to: Annotated[
        Path | None, typer.Option(metavar="FOLDER|FILE.zip", help="Where to; else a folder evidence-CASE here.")
    ] = None,
    force: ForceOption = False,
) -> int:
    """Write the evidence of a dispute as one folder or ZIP: the invoice, its timeline, contacts, promises, receipts,
    messages, the case's log and files, and a manifest with their SHA-256 and the head of the audit chain.

    Exit 5 when a file is not as it was attached, each named; it is part of the evidence all the same.
    """
    from billdesk.evidence_page import write_evidence
    from billdesk.services import evidence as service

    target = to or Path(f"evidence-{case}")
    refuse_existing(target, force=force)
    with opened(context, read_only=True) as desk:
        found = service.gather(desk, case)
    wrong = write_evidence(found, target, force=force)
    write_text(str(target))
    for sentence in wrong:
        say(sentence)
    return PARTLY if wrong else DONE


def report_disputes(
    context: typer.Context, since: SinceOption = "", as_of: AsOfOption = "", format_: FormatOption = Format.TABLE
) -> None:
    """Disputes by reason and currency that were opened in a span of days: cycle time in days from opening to end, share
    upheld (at least in part), and share settled with one contact at most; the shares are of the settled ones. Then what
    was disputed, what was agreed to be credited, and what the credit notes came to."""
    from billdesk.services import dispute_report

    first = parse_day(since, "--since") if since else None
    last = parse_day(as_of, "--as-of") if as_of else None
    with opened(context, read_only=True) as desk:
        found = dispute_report.by_reason(desk, first, last)
    write_rows((_figures(one) for one in found), DISPUTES, format_)


def _figures(one: ReasonFigures) -> Record:
    from billdesk.domain.money import to_decimal_string

    return {
        "reason": one.reason,
        "currency": one.currency,
        "opened": one.opened,
        "live": one.live,
        "past_their_time": one.past,
        "settled": one.settled,
        "upheld": one.upheld,
        "upheld_percent": _share(one.upheld, one.settled),
        "first_contact_percent": _share(one.first_contact, one.settled),
        "mean_days": None if one.mean_days is None else f"{one.mean_days:.1f}",
        "disputed": to_decimal_string(one.disputed_minor, one.currency),
        "agreed": to_decimal_string(one.agreed_minor, one.currency),
        "credited": to_decimal_string(one.credited_minor, one.currency),
    }


def _share(part: int, whole: int) -> str | None:
    return f"{100 * part / whole:.1f}" if whole else None


def report_feedback(context: typer.Context, format_: FormatOption = Format.TABLE) -> None:
    """Feedback by theme and month: praise, complaints, ideas, and how many of these nobody has answered by a change."""
    from billdesk.domain.feedback import by_theme
    from billdesk.services import feedback

    with opened(context, read_only=True) as desk:
        found = by_theme(feedback.find(desk))
    write_rows((_counts(one) for one in found), FEEDBACK, format_)


def _counts(one: ThemeMonth) -> Record:
    return {
        "theme": one.theme,
        "month": one.month,
        "praise": one.praise,
        "complaints": one.complaints,
        "ideas": one.ideas,
        "open": one.open,
    }


def dispute_reasons(
    context: typer.Context,
    name: Annotated[
        list[str] | None, typer.Option(metavar="CODE=LABEL", help="Add a reason, or rename one; may be given again.")
    ] = None,
    retire: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Offer a reason no more; old cases keep it.")
    ] = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it is stored with the change.")] = "",
    format_: FormatOption = Format.TABLE,
) -> None:
    """List the reasons for disputes, and add, rename or retire them; --reason is stored in the audit chain."""
    from billdesk.domain.double_check import bypass
    from billdesk.services import dispute_reasons as service

    with opened(context, read_only=not (name or retire)) as desk:
        for draft in _wanted(service.listed(desk), name or (), retire or ()):
            service.save(desk, bypass(draft, reason))
        found = service.listed(desk)
    write_rows(({"code": one.code, "label": one.label, "retired": one.retired} for one in found), REASONS, format_)


def _wanted(known: tuple[Reason, ...], names: Iterable[str], retired: Iterable[str]) -> list[DisputeReasonDraft]:
    """What the options ask for. Raises `UsageError` for one that cannot be read."""
    from billdesk.domain.dispute_records import DisputeReasonDraft

    wanted = []
    for text in names:
        code, sign, label = text.partition("=")
        if not (sign and code.strip() and label.strip()):
            raise UsageError(f"--name {text} is not CODE=LABEL.", "Write it like weight=weighs less.")
        wanted.append(DisputeReasonDraft(code, label))
    labels = {one.code: one.label for one in known}
    for code in retired:
        if code not in labels:
            raise UsageError(f"There is no reason {code}.", "billdesk dispute-reasons lists them.")
        wanted.append(DisputeReasonDraft(code, labels[code], retired=True))
    return wanted


def add_case_commands(app: typer.Typer, report_app: typer.Typer) -> None:
    """Put them where they are called."""
    app.command()(evidence)
    app.command("dispute-reasons")(dispute_reasons)
    report_app.command("disputes")(report_disputes)
    report_app.command("feedback")(report_feedback)
