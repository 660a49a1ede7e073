"""Loaded by the fork server: every module is in memory and every statement compiled before a child begins its verb."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from billdesk.services import safekeeping
from billdesk.services.desk import open_desk
from tests import makers
from tests.faults import verbs

__all__ = ["verbs"]


def _warm_up(folder: Path) -> None:
    with closing(open_desk(makers.make_first_format(folder), user="mk", today=makers.TODAY)) as desk:
        safekeeping.backup(desk, folder / "backup")
        safekeeping.restore(folder / "backup", folder / "current")


with makers.quick_folder() as _folder:
    _warm_up(_folder)
