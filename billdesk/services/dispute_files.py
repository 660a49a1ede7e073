"""Files that belong to a case: looked at where they lie, never copied into the book."""

from __future__ import annotations

import hashlib
from pathlib import Path

from billdesk.domain.dispute_records import AttachFileDraft
from billdesk.domain.errors import InputError

LARGEST = 2**30
"""The largest file that is taken, in bytes: a paper, a photo, a mail with its attachments."""
_CHUNK = 1 << 20


def look_at(dispute_id: int, typed: str) -> AttachFileDraft:
    """What is at a path: its whole path, SHA-256 and size. Raises `InputError` that says why it cannot be taken."""
    text = typed.strip().strip('"').removeprefix("file://")
    if not text or "\0" in text:
        raise InputError("The file is missing.", "Type or paste its path.")
    try:
        path = Path(text).expanduser().resolve()
        if not path.exists():
            raise InputError("There is no such file.", "Type or paste its path.")
        if not path.is_file():
            raise InputError("That is no file.", "Attach each file of a folder by itself.")
        if path.stat().st_size > LARGEST:
            raise InputError("That file is larger than 1 GiB.", "Attach the part that proves it.")
        return AttachFileDraft(dispute_id, str(path), *fingerprint(path))
    except (OSError, RuntimeError) as error:
        raise InputError(f"The file cannot be read: {_said(error)}.", "Copy it to where you may read it.") from error


def fingerprint(path: Path) -> tuple[str, int]:
    """The SHA-256 of a file's bytes, and how many there are. Raises `OSError`."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _said(error: OSError | RuntimeError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or "its path leads nowhere"
