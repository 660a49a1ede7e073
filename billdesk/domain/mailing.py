"""A mail on its way out, and what can become of it. Who sends it is behind `Transport`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Fate(StrEnum):
    """What became of one attempt to send.

    Of an unknown one nobody can say whether it arrived. Refused: the address, for good. Deferred: this mail was not
    taken, and that is not said of its address. Unreached: nothing was handed over for a reason that would be
    the same for the next mail (no server, no right to send), so that it is not the mail that failed.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"
    UNREACHED = "unreached"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of an attempt, and what the other side said, in one line.

    `code` is that of a refusal for good that may be meant for every mail; 0 where it is known whom it is meant for.
    """

    fate: Fate
    said: str
    code: int = 0


@dataclass(frozen=True, slots=True)
class Sender:
    """Who signs a message, and how to reach them: the person whom a customer asks."""

    name: str
    mail: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that goes along: its file name, its type (`application/pdf`), its bytes."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail that is about to go out. `message_id` (`<…@…>`) was fixed and stored before; `at` is its date."""

    message_id: str
    at: datetime
    to: str
    to_name: str
    subject: str
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()


class Transport(Protocol):
    """What takes mails away: a server, or a folder."""

    def send(self, mail: Outgoing) -> Outcome:
        """Try once. Whatever the other side or the line does is an outcome, never an exception."""
        ...

    def close(self) -> None:
        """Say good-bye; nothing of what was sent changes by it."""
        ...
