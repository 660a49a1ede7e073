"""The audit chain: one row per change, each hashed together with the hash of the row before.

A row covers every stored field of what changed. Personal fields enter as salted SHA-256 commitments; their values lie
beside the chain in `audit_private`, where they can be erased later while the chain still verifies.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring

Value = str | int | None

FIRST_HASH = "0" * 64
COMMITMENT = "sha256:"
_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the book that was inserted, updated or deleted: its full content afterwards and what it was."""

    table: str
    op: str
    id: int
    row: dict[str, Value]
    old: dict[str, Value] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What one audit row says, before it is chained."""

    at: str
    by: str
    action: str
    subject: str
    evidence: str
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Link:
    """A chained audit row as it is stored, with the private values beside it (`None` when there are none)."""

    seq: int
    entry: Entry
    payload: str
    hash: str
    salt: str
    content: str | None


def canonical(value: object) -> str:
    """JSON with one spelling: sorted keys, no spaces, no escapes beyond JSON's own."""
    return _JSON.encode(value)


def say(value: Value) -> str:
    """`canonical` of a plain value, without setting up an encoder for it."""
    if type(value) is str:
        return encode_basestring(value)
    if type(value) is int:
        return str(value)
    return canonical(value)


def commitment(salt: str, place: str, value: Value) -> str:
    """What stands in the chain for a personal value."""
    return COMMITMENT + hashlib.sha256(f"{salt}\0{place}\0{say(value)}".encode()).hexdigest()


def link(seq: int, previous: str, entry: Entry, personal: dict[str, frozenset[str]], salt: str | None = None) -> Link:
    """Chain one entry behind the row whose hash is `previous`."""
    salt = salt or secrets.token_hex(16)
    private: dict[str, Value] = {}
    changes = []
    for index, change in enumerate(entry.changes):
        hidden = personal.get(change.table, frozenset())
        packed: dict[str, object] = {"t": change.table, "op": change.op, "id": change.id}
        packed["row"] = hide(change.row, hidden, f"{index}.row", salt, private)
        if change.old is not None:
            packed["old"] = hide(change.old, hidden, f"{index}.old", salt, private)
        changes.append(packed)
    payload = canonical(changes)
    return Link(
        seq,
        entry,
        payload,
        row_hash(previous, seq, entry.at, entry.by, entry.action, entry.subject, entry.evidence, payload),
        salt,
        canonical(private) if private else None,
    )


def hide(
    row: Mapping[str, Value], hidden: frozenset[str], place: str, salt: str, private: dict[str, Value]
) -> Mapping[str, Value]:
    """The row with commitments for its personal values, which go into `private` under `place` and their column."""
    if not hidden:
        return row
    shown = dict(row)
    for name in hidden & row.keys():
        if row[name] == "":  # nobody is named by an empty field, and an erased one reads the same
            continue
        where = f"{place}.{name}"
        private[where] = row[name]
        shown[name] = commitment(salt, where, row[name])
    return shown


def row_hash(previous: str, seq: int, at: str, by: str, action: str, subject: str, evidence: str, payload: str) -> str:
    """SHA-256 over the hash before and everything the row says."""
    said: tuple[Value, ...] = (previous, seq, at, by, action, subject, evidence)
    return hashlib.sha256(f"[{','.join(map(say, said))}]{payload}".encode()).hexdigest()


def row_digest(row: Iterable[Value]) -> bytes:
    """A short fingerprint of a row's content, for comparing the book with the chain in little memory."""
    return hashlib.blake2b(canonical(list(row)).encode(), digest_size=16).digest()
