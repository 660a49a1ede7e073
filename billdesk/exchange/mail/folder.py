"""Write mails as files instead of sending them: for trying, and for desks that another program sends for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from billdesk.domain.errors import InputError
from billdesk.domain.mailing import Fate, Outcome, Outgoing, Sender
from billdesk.exchange.mail.compose import compose


class FolderTransport:
    """Each mail becomes one `.eml` file that is named after its Message-ID, so the same mail is never there twice."""

    def __init__(self, folder: Path, sender: Sender, reply_to: str = "") -> None:
        self.folder = folder
        self.sender = sender
        self.reply_to = reply_to

    def send(self, mail: Outgoing) -> Outcome:
        """Write one file; see `Transport`."""
        try:
            data = compose(mail, self.sender, self.reply_to)
        except InputError as error:
            return Outcome(Fate.REFUSED, error.sentence)
        path = self.folder / f"{mail.message_id.strip('<>').replace('/', '-')}.eml"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_new(path, data)
        except FileExistsError:
            return Outcome(Fate.ACCEPTED, f"{path.name} was there already")
        except OSError as error:
            return Outcome(Fate.UNREACHED, f"{self.folder} cannot be written: {error.strerror or error}")
        return Outcome(Fate.ACCEPTED, f"written to {path.name}")

    def close(self) -> None:
        """Nothing is open."""


def write_new(path: Path, data: bytes) -> None:
    """Write a file that appears whole or not at all, for its owner alone; raises `FileExistsError`."""
    with new_file(path, data):
        pass


@contextmanager
def new_file(path: Path, data: bytes) -> Iterator[None]:
    """A file that is on the disk from the beginning of the block on, and gets its name at the end of it; when the block
    raises nothing is left. It is for its owner alone. Raises `FileExistsError` rather than write over another."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield
        os.link(part, path)
    finally:
        # Once the file has its name it is there; that its other name cannot be removed must not hide that.
        with suppress(OSError):
            part.unlink(missing_ok=True)
