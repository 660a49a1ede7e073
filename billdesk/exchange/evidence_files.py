"""Write a set of files as one folder or one ZIP, for its owner alone; half of it is never left behind."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from billdesk.domain.errors import DeskFileError, RuleError

MANIFEST = "manifest.json"
MOST_NAME = 80
_ODD = re.compile(r"[^0-9A-Za-z._-]+")
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


def safe_name(place: int, path: str) -> str:
    """A name for a file that means nothing to a shell, a ZIP or Windows: `01-offer.pdf`."""
    own = re.split(r"[/\\]", path)[-1]
    clean = _ODD.sub("_", own).strip("._ ") or "file"
    if clean.split(".")[0].casefold() in _RESERVED:
        clean = f"_{clean}"
    stem, dot, ending = clean.rpartition(".")
    if dot and len(ending) <= 8:
        clean = f"{stem[: MOST_NAME - 9]}.{ending}"
    return f"{place:02}-{clean[:MOST_NAME]}"


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of a file: its SHA-256 and size as it was copied; `None` where it cannot be read."""

    sha256: str | None
    size: int


def write_set(target: Path, texts: Mapping[str, str], copies: Sequence[tuple[str, Path]], *, force: bool) -> None:
    """Write texts and copied files to a folder, or to a ZIP where `target` ends so.

    With `force` a file is replaced, and a folder only if it holds nothing but what a manifest of this program names.
    Raises `DeskFileError`, `RuleError`.
    """
    packed = target.suffix.casefold() == ".zip"
    if target.is_dir() and not (force and not packed and _is_evidence(target)):
        raise RuleError(f"{target} is there and holds something else.", "Choose another name.")
    try:
        with _scratch(target) as folder:
            content = folder / "content"
            _fill(content, texts, copies)
            if packed:
                made = folder / "made.zip"
                _pack(content, made)
                made.replace(target)
            else:
                _put(content, target, folder / "before", force=force)
    except OSError as error:
        raise DeskFileError(
            f"{target} cannot be written: {error.strerror}.", "Choose a folder you may write to."
        ) from None


@contextmanager
def _scratch(target: Path) -> Iterator[Path]:
    """A folder of its own beside the target, gone afterwards."""
    parent = target.absolute().parent
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".billdesk-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(folder: Path, texts: Mapping[str, str], copies: Sequence[tuple[str, Path]]) -> None:
    for name, text in texts.items():
        _write(folder / name, text.encode("utf-8", "replace"))
    for name, source in copies:
        place = folder / name
        _make_place(place)
        with (
            source.open("rb") as read,
            os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as to,
        ):
            shutil.copyfileobj(read, to)


def _write(place: Path, content: bytes) -> None:
    _make_place(place)
    with _new(place) as to:
        to.write(content)


def _new(place: Path) -> BinaryIO:
    """A file that was not there, for its owner alone."""
    return os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b")


def _is_evidence(folder: Path) -> bool:
    """Whether a folder holds just what its manifest names, and no link leads out of it."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        named = {entry["name"] for entry in (*manifest["papers"], *manifest["files"])} | {MANIFEST}
        held = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return "chain_head" in manifest and held <= named and not folder.is_symlink()


def _make_place(place: Path) -> None:
    for folder in reversed((place.parent, *place.parent.parents)):
        if not folder.exists():
            folder.mkdir(mode=0o700)


def _pack(folder: Path, made: Path) -> None:
    with _new(made) as to:
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                archive.write(path, path.relative_to(folder).as_posix())
        to.flush()
        os.fsync(to.fileno())


def _put(content: Path, target: Path, before: Path, *, force: bool) -> None:
    """Put the finished folder in its place."""
    if target.exists() and force:
        target.rename(before)
    content.rename(target)
    target.chmod(0o700)


def fingerprint(path: Path) -> Copied:
    """The SHA-256 and the size of a file as it is now."""
    digest, size = hashlib.sha256(), 0
    if not path.is_file():  # a pipe would wait for ever
        return Copied(None, 0)
    try:
        with path.open("rb") as source:
            while chunk := source.read(1 << 20):
                digest.update(chunk)
                size += len(chunk)
    except OSError:
        return Copied(None, 0)
    return Copied(digest.hexdigest(), size)
