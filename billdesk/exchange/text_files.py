"""Open a text file of unknown origin: which encoding, and is it text at all.

A table of another system may be anything. Every failure here is an `InputError` that names the file and says
what to do; nothing is guessed silently: a fallback is named in a warning.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from billdesk.domain.errors import InputError

MAX_BYTES = 512 * 1024 * 1024
"""Above this a file is refused before it is read: about five million invoices."""

_CHUNK = 1 << 20
_SAMPLE = 4096

_KNOWN_SIGNS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "Export the table as CSV or XLSX from the system that made it."),
    (b"\xd0\xcf\x11\xe0", "an old Excel file or a locked one", "Save it as .xlsx without a password, or as CSV."),
    (b"\x1f\x8b", "a compressed file", "Unpack it first."),
    (b"SQLite format 3", "a database", "Give a CSV or XLSX file."),
)
_BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file looked at once: its name for sentences, the SHA-256 of its bytes, how it begins, its encoding.

    `encoding` is empty for a workbook. `warning` is empty unless the encoding had to be guessed. `stamp` is size and
    time of change (ns): the file is opened again to read its rows, and must still be the one that was examined.
    """

    path: Path
    name: str
    fingerprint: str
    start: bytes
    encoding: str
    stamp: tuple[int, int]
    warning: str = ""

    @property
    def is_workbook(self) -> bool:
        """Whether the file is a ZIP archive, as every .xlsx is, whatever its name says."""
        return self.start.startswith(b"PK\x03\x04")


def look_at(path: Path) -> Source:
    """Read the file once from end to end and decide what it is.

    Raises `InputError` when it is missing, not a plain file, empty, larger than `MAX_BYTES`, or not a table at all.
    """
    name = path.name
    try:
        with open_plain(path) as stream:
            size = os.fstat(stream.fileno()).st_size
            if size == 0:
                raise InputError(f"{name} is empty.", "Export it again.")
            if size > MAX_BYTES:
                raise InputError(f"{name} is larger than {MAX_BYTES // 1024 // 1024} MB.", "Split it into parts.")
            return _examine(path, stream)
    except OSError as error:
        raise InputError(
            f"{name} cannot be read: {error.strerror or error}.", "Check the path and its rights."
        ) from error


def open_plain(path: Path, wanted: str = "a CSV or XLSX file") -> BinaryIO:
    """Open a regular file for reading; a pipe or a device would never end, so it is refused.
    `wanted` is what the sentence asks for.

    Raises `OSError` as `open` does and `InputError` for anything but a regular file.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InputError(f"{path.name} is not a plain file.", f"Give the path of {wanted}.")
    return os.fdopen(descriptor, "rb")


def reopen(source: Source) -> BinaryIO:
    """Open an examined file again.

    Raises `OSError` as `open` does and `InputError` when the file is no longer the same.
    """
    stream = open_plain(source.path)
    if _stamp(stream) != source.stamp:
        stream.close()
        raise InputError(f"{source.name} was changed while it was read.", "Wait until it is complete, then try again.")
    return stream


def open_text(source: Source) -> io.TextIOWrapper:
    """Open an examined text file for the csv module, which wants line ends untouched. Raises as `reopen` does."""
    return io.TextIOWrapper(reopen(source), encoding=source.encoding, errors="strict", newline="")


def _stamp(stream: BinaryIO) -> tuple[int, int]:
    facts = os.fstat(stream.fileno())
    return facts.st_size, facts.st_mtime_ns


def _examine(path: Path, stream: BinaryIO) -> Source:
    """Hash the file and find its encoding in the same pass."""
    # A name in another encoding can be opened but not stored: the book keeps what can be read of it.
    name, digest = os.fsencode(path.name).decode("utf-8", "replace"), hashlib.sha256()
    start = stream.read(_SAMPLE)
    for sign, what, way_out in _KNOWN_SIGNS:
        if start.startswith(sign):
            raise InputError(f"{name} is {what}, not a table.", way_out)
    encoding = _declared(start)
    decoder = codecs.getincrementaldecoder(encoding or "utf-8")()
    is_workbook, decodes, holds_nul = start.startswith(b"PK\x03\x04"), True, False
    chunk = start
    while True:
        digest.update(chunk)
        if not is_workbook and decodes:
            try:
                holds_nul = "\0" in decoder.decode(chunk, final=not chunk) or holds_nul
            except UnicodeDecodeError:
                decodes = False
        holds_nul = holds_nul or (not is_workbook and not encoding and b"\0" in chunk)
        if not chunk:
            break
        chunk = stream.read(_CHUNK)
    if holds_nul or (encoding and not decodes):
        raise InputError(f"{name} is not a text file.", "Export the table as CSV (UTF-8) or XLSX.")
    written = "" if is_workbook else encoding or "utf-8"
    source = Source(path, name, digest.hexdigest(), start, written, _stamp(stream))
    return source if decodes or is_workbook else _as_windows(source)


def _declared(start: bytes) -> str:
    """The encoding that a byte order mark names; UTF-16 without one shows itself by a NUL in every other byte."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding
    even, odd = start[0::2], start[1::2]
    if odd and odd.count(0) > 0.4 * len(odd) and not even.count(0):
        return "utf-16-le"
    if odd and even.count(0) > 0.4 * len(even) and not odd.count(0):
        return "utf-16-be"
    return ""


def _as_windows(source: Source) -> Source:
    """Fall back to Windows-1252, in which old office programs write, and say so."""
    try:
        with open_text(replace(source, encoding="cp1252")) as text:
            while text.read(_CHUNK):
                pass
    except UnicodeDecodeError as error:
        raise InputError(f"{source.name} is not a text file.", "Export the table as CSV (UTF-8) or XLSX.") from error
    warning = f"{source.name} is not UTF-8; it was read as Windows-1252. Look at names with accents."
    return replace(source, encoding="cp1252", warning=warning)
