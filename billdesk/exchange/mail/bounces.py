"""Read what came back: mails in an mbox file that say that one of ours did not arrive.

Reports in the standard form (RFC 3464) say which mail, which address and why. Of others that hold one of our
Message-IDs the subject is told, and a person decides. A file may be hostile: of each mail only its beginning is kept,
and what cannot be understood is counted and passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from billdesk.domain.errors import InputError
from billdesk.exchange.clean import one_line
from billdesk.exchange.text_files import open_plain

MOST_BYTES: Final = 512 * 1024 * 1024
MOST_OF_A_MAIL: Final = 256 * 1024
MOST_PARTS: Final = 50
_CHUNK: Final = 64 * 1024
_LONGEST: Final = 300
_ID: Final = re.compile(r"<[0-9a-f]{32}@[A-Za-z0-9.-]{1,253}>", re.ASCII)
_ADDRESS: Final = re.compile(r"[^\s;<>]{1,64}@[^\s;<>]{1,253}")


class Verdict(StrEnum):
    """What a mail that came back says of ours."""

    FAILED = "failed"
    DELAYED = "delayed"
    UNCLEAR = "unclear"
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True)
class Bounce:
    """One of our mails that a mail in the file speaks of. `address` is empty where it is not told."""

    message_id: str
    verdict: Verdict
    address: str
    said: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What a file says: how many mails it holds, and those that speak of ours, each of our mails once."""

    mails: int
    bounces: tuple[Bounce, ...]


def read_bounces(path: Path) -> Returned:
    """Read an mbox file; raises `InputError` for what is none."""
    found: dict[str, Bounce] = {}
    count = 0
    try:
        with open_plain(path, "an mbox file") as file:
            for raw in _mails(file, path.name):
                count += 1
                for bounce in _read(raw):
                    known = found.get(bounce.message_id)
                    if known is None or _weight(bounce.verdict) < _weight(known.verdict):
                        found[bounce.message_id] = bounce
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror or error}.", "Check the path.") from error
    return Returned(count, tuple(found.values()))


def _weight(verdict: Verdict) -> int:
    """The place of a verdict, the worst first."""
    return tuple(Verdict).index(verdict)


def _mails(file: BinaryIO, name: str) -> Iterator[bytes]:
    """The mails of an mbox file, each cut off where it gets long."""
    first = file.readline(_CHUNK)
    if not first.startswith(b"From "):
        raise InputError(f"{name} is no mbox file.", "Save the mails that came back as mbox.")
    kept: list[bytes] = []
    size, read, empty, at_start = 0, len(first), False, first.endswith(b"\n")
    while chunk := file.readline(_CHUNK):
        read += len(chunk)
        if read > MOST_BYTES:
            raise InputError(f"{name} is larger than {MOST_BYTES // 1024 // 1024} MB.", "Save fewer mails.")
        if at_start and empty and chunk.startswith(b"From "):
            yield b"".join(kept)
            kept, size = [], 0
        elif size < MOST_OF_A_MAIL:
            kept.append(chunk)
            size += len(chunk)
        empty = at_start and chunk in {b"\n", b"\r\n"}
        at_start = chunk.endswith(b"\n")
    yield b"".join(kept)


def _read(raw: bytes) -> tuple[Bounce, ...]:
    """What one mail says of ours; nothing when it cannot be understood."""
    try:
        mail = message_from_bytes(raw)
        own = str(mail["message-id"] or "").strip()
        ours = [found for found in dict.fromkeys(_ID.findall(raw.decode("ascii", "replace"))) if found != own]
        told = _verdicts(mail) if ours else []
        if told:
            # Of several recipients the one that fared worst counts.
            worst = min(told, key=lambda one: _weight(one[0]))
            return () if worst[0] is Verdict.ARRIVED else (Bounce(ours[0], *worst),)
        subject = one_line(str(make_header(decode_header(str(mail["subject"] or "")))))[:_LONGEST]
        return tuple(Bounce(one, Verdict.UNCLEAR, "", subject or "no subject") for one in ours)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # The email package promises to read anything, and does not keep it.
        return ()


def _verdicts(mail: Message) -> list[tuple[Verdict, str, str]]:
    """What a report in the standard form says of each recipient, with address and reason."""
    return [
        _verdict(one)
        for part in islice(mail.walk(), MOST_PARTS)
        if part.get_content_type() == "message/delivery-status" and part.is_multipart()
        for one in islice(part.get_payload(), MOST_PARTS)
        if isinstance(one, Message) and one["action"]
    ]


def _verdict(fields: Message) -> tuple[Verdict, str, str]:
    action = str(fields["action"]).strip().casefold()
    verdict = {"failed": Verdict.FAILED, "delayed": Verdict.DELAYED}.get(action, Verdict.ARRIVED)
    address = _ADDRESS.search(str(fields["final-recipient"] or fields["original-recipient"] or ""))
    told = one_line(" ".join(str(fields[name] or "") for name in ("status", "diagnostic-code")))
    return verdict, address[0] if address else "", " ".join(told.split())[:_LONGEST]
