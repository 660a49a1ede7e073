"""Loaded by the fork server: every module is in memory and every statement compiled before a child begins its verb."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from billdesk.exchange.mail.folder import FolderTransport
from billdesk.services import outbox_run, safekeeping
from billdesk.services.desk import open_desk
from tests import makers
from tests.faults import posting, verbs
from tests.services.posting import OFFICE, OLD, SENDER, desk_at, plan, with_bank

__all__ = ["posting", "verbs"]


def _warm_up(folder: Path) -> None:
    with closing(makers.make_desk(folder, name="outbox")) as desk:
        with_bank(desk)
        makers.an_invoice(desk, makers.a_customer(desk), OLD)
        plan(desk)
        with closing(desk_at(desk.path, posting.LATER)) as later:
            outbox_run.send_due(later, OFFICE, FolderTransport(folder / "mails", SENDER))
    with closing(open_desk(makers.make_first_format(folder), user="mk", today=makers.TODAY)) as desk:
        safekeeping.backup(desk, folder / "backup")
        safekeeping.restore(folder / "backup", folder / "current")


with makers.quick_folder() as _folder:
    _warm_up(_folder)
