"""`billdesk bounces FILE`: which of our mails came back, from an mbox file. A preview comes first; all or nothing is
noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from billdesk.command_options import FormatOption, opened
from billdesk.import_commands import DryRunOption, ReasonOption, YesOption
from billdesk.output import Column, Format, Record, say, write_rows

if TYPE_CHECKING:
    from billdesk.domain.double_check import Confirmed
    from billdesk.domain.followup.outbox import BouncesDraft, Message
    from billdesk.exchange.mail.bounces import Bounce
    from billdesk.importing import Consent
    from billdesk.services.desk import Desk

COLUMNS: Final = (
    Column("customer", "Customer"),
    Column("name", "Name"),
    Column("address", "Address"),
    Column("what", "What"),
    Column("said", "It said"),
    Column("message_id", "Message-ID", extra=True),
)

NEWS, KNOWN, FOREIGN = "did not arrive", "noted already", "not one of ours"


@dataclass(frozen=True, slots=True)
class _Found:
    """A mail that came back, the message it speaks of if that is ours, and what is done about it."""

    bounce: Bounce
    message: Message | None
    what: str


def bounces(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The mails that came back, as mbox.")],
    expect_count: Annotated[
        int | None, typer.Option(metavar="N", help="How many did not arrive, as you have counted them.")
    ] = None,
    yes: YesOption = False,
    reason: ReasonOption = "",
    dry_run: DryRunOption = False,
    format_: FormatOption = Format.TABLE,
) -> int:
    """Note which messages of the outbox did not arrive: their steps do not count, and nobody is written to at these
    addresses until they are changed. What is only delayed or unclear is listed and left to you."""
    from billdesk.command_run import DONE
    from billdesk.domain.batch_reviews import say_count
    from billdesk.exchange.mail.bounces import read_bounces
    from billdesk.importing import Consent
    from billdesk.services import outbox_fates

    consent = Consent(expect_count, (), yes, reason, dry_run)
    consent.check()
    returned = read_bounces(file)
    with opened(context, read_only=dry_run) as desk:
        found = [_look_up(desk, bounce) for bounce in returned.bounces]
        write_rows(_records(found), COLUMNS, format_)
        news = [one for one in found if one.what == NEWS]
        says = "says" if len(news) == 1 else "say"
        say(
            f"{say_count(returned.mails, 'mail')} in {file.name}: {len(news):,} {says} that one of ours did not arrive."
        )
        confirmed = _confirmed(news, consent) if news or consent.expect_count else None
        if confirmed is None:
            say("Nothing was noted.")
            return DONE
        noted = outbox_fates.came_back(desk, confirmed)
        say(f"Noted {len(noted):,}.")
    return DONE


def _look_up(desk: Desk, bounce: Bounce) -> _Found:
    from billdesk.domain.followup.outbox import MessageState
    from billdesk.exchange.mail.bounces import Verdict
    from billdesk.services import outbox

    message = outbox.by_message_id(desk, bounce.message_id)
    if message is None:
        return _Found(bounce, None, FOREIGN)
    if bounce.verdict is not Verdict.FAILED:
        return _Found(bounce, message, bounce.verdict.value)
    arrived = message.state in {MessageState.SENT, MessageState.UNKNOWN}
    return _Found(bounce, message, NEWS if arrived else KNOWN)


def _confirmed(news: Sequence[_Found], consent: Consent) -> Confirmed[BouncesDraft] | None:
    """What came back, confirmed; `None` for a dry run. Raises `RuleError` saying how to confirm."""
    from billdesk.domain.double_check import ControlTotals, bypass, confirm_batch
    from billdesk.domain.errors import RuleError
    from billdesk.domain.followup.outbox import BouncesDraft, CameBack

    draft = BouncesDraft(tuple(CameBack(one.bounce.message_id, one.bounce.said) for one in news))
    if consent.dry_run:
        return None
    if consent.expect_count is not None:
        return confirm_batch(draft, ControlTotals(len(news), ()), ControlTotals(consent.expect_count, ()))
    if consent.yes:
        return bypass(draft, consent.reason)
    raise RuleError(
        "Nothing was noted yet: say how many did not arrive.", "Give --expect-count N, or --yes --reason TEXT."
    )


def _records(found: Sequence[_Found]) -> Iterator[Record]:
    for one in found:
        message = one.message
        yield {
            "customer": message.code if message else None,
            "name": message.name if message else None,
            "address": one.bounce.address or (message.address if message else ""),
            "what": one.what,
            "said": one.bounce.said,
            "message_id": one.bounce.message_id,
        }
