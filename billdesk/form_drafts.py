"""Unfinished forms on disk: what was typed is kept within two seconds and offered when the form opens again.

One JSON file a form, owner-only, in a folder per desk file. A file is replaced whole (temporary file, then
rename), so a crash leaves the former or the new content, never half of one. A file that cannot be read as a
draft is set aside under another name: it must not keep the desk from opening.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from pathlib import Path
from uuid import UUID

from billdesk.domain.dates import short_day

_SUFFIX = ".draft.json"
_SET_ASIDE = ".unreadable"
_MAX_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class FormDraft:
    """What stood in a form. `uid` is the draft's own, so that taking it up and saving again books once.

    `kind` is the form (`invoice`, `receipt` …), `subject` the record it is about (`customer:12`, empty for a new
    one), `title` how to name it to a person, `at` the UTC instant of the last typing.
    """

    kind: str
    uid: UUID
    subject: str
    title: str
    at: datetime
    fields: Mapping[str, str] = field(default_factory=dict)


def folder_of(state: Path, desk_file: Path) -> Path:
    """The folder for drafts of one desk file below the program's state folder."""
    name = hashlib.sha256(os.fsencode(desk_file.resolve())).hexdigest()[:16]
    return state / "drafts" / name


def keep(folder: Path, draft: FormDraft) -> None:
    """Write a draft, replacing the one of the same `uid`. Raises `OSError` when the disk refuses."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {
        "kind": draft.kind,
        "uid": str(draft.uid),
        "subject": draft.subject,
        "title": draft.title,
        "at": draft.at.isoformat(),
        "fields": dict(draft.fields),
    }
    handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".tmp")  # mkstemp makes it owner-only
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            # A lone surrogate from a hostile paste cannot be encoded as it is; JSON's own escapes carry it.
            json.dump(content, file, ensure_ascii=True)
        Path(name).replace(_file(folder, draft.uid))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def discard(folder: Path, uid: UUID) -> None:
    """Forget a draft: its record is in the book, or the user threw it away. Unknown ones are no error."""
    _file(folder, uid).unlink(missing_ok=True)


def unfinished(folder: Path) -> tuple[FormDraft, ...]:
    """All drafts of a desk, latest first; what cannot be read is set aside."""
    found = []
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        try:
            found.append(_read(path))
        except FileNotFoundError:
            continue  # another window of the desk has just committed or discarded it
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            _set_aside(path)
    return tuple(sorted(found, key=lambda draft: draft.at, reverse=True))


def latest(folder: Path, kind: str, subject: str, *, without: UUID | None = None) -> FormDraft | None:
    """The latest unfinished form of a kind about a subject, one identity left out, or `None`."""
    for draft in unfinished(folder):
        if draft.kind == kind and draft.subject == subject and draft.uid != without:
            return draft
    return None


def say_when(draft: FormDraft, today: date, zone: tzinfo) -> str:
    """When it was typed last on the clock of the desk's time zone, as the book tells its times: `14:32`, and the day
    before it when that was another."""
    at = draft.at.astimezone(zone)
    return f"{at:%H:%M}" if at.date() == today else f"{short_day(at.date(), today)} {at:%H:%M}"


def _file(folder: Path, uid: UUID) -> Path:
    return folder / f"{uid}{_SUFFIX}"


def _read(path: Path) -> FormDraft:
    if path.stat().st_size > _MAX_BYTES:
        raise ValueError("too large for a draft")
    content = json.loads(path.read_text(encoding="utf-8"))
    at = datetime.fromisoformat(content["at"])
    if at.tzinfo is None:
        raise ValueError("an instant without its zone")
    fields = {str(key): str(value) for key, value in content["fields"].items()}
    words = [content[name] for name in ("kind", "subject", "title")]
    if not all(isinstance(word, str) for word in words):
        raise TypeError("not a draft")
    return FormDraft(words[0], UUID(content["uid"]), words[1], words[2], at, fields)


def _set_aside(path: Path) -> None:
    try:
        path.replace(path.with_name(path.name + _SET_ASIDE))
    except OSError:
        # A folder that cannot be written to cannot lose drafts either; the desk opens without this one.
        return
