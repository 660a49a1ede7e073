"""No file of the project names a machine it was made on or an address its libraries come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("billdesk", "screens", "db", "tests", "docs", ".ci")
BINARY = {".png", ".xlsx", ".pyc", ".billdesk"}

# Written in pieces, so that this file is no finding of its own.
MACHINE = re.compile(r"(?<![\w./~-])/(?:ho" + r"me|ro" + r"ot|Us" + r"ers|wo" + r"rk|op" + r"t|t" + r"mp|mnt|srv)/\w")
INDEX = re.compile(
    r"https?://[^\s\"'>)]*(?:py" + r"pi|/sim" + r"ple\b|files\.pythonhosted)|--(?:extra-)?index" + r"-url",
    re.IGNORECASE,
)
PINNED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][A-Za-z0-9.]*")


def texts() -> Iterator[tuple[str, str]]:
    """Path and text of every file that is part of the project."""
    beside = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    below = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in (*beside, *below):
        if path.suffix not in BINARY:
            yield str(path.relative_to(ROOT)), path.read_text(errors="replace")


def foreign(path: str, text: str) -> Iterator[str]:
    """A line for each address or machine path in a text."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in (*MACHINE.finditer(line), *INDEX.finditer(line)):
            yield f"{path}:{number}: {found[0]}"


def test_no_file_names_a_machine_or_a_package_index() -> None:
    found = [line for path, text in texts() for line in foreign(path, text)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "cd /wo" + "rk/main",
        '"/t' + 'mp/x"',
        "see https://py" + "pi.org/project/x",
        "pip --index" + "-url x",
        "=/ho" + "me/me",
    ],
)
def test_such_a_line_is_found(line: str) -> None:
    assert list(foreign("a", line))


@pytest.mark.parametrize(
    "line", ["tmp_path / 'x'", "../shared/data/receivables", "https://example.org/", "billdesk/work/x"]
)
def test_an_innocent_line_is_not(line: str) -> None:
    assert not list(foreign("a", line))


def test_the_lock_holds_names_and_exact_versions_alone() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    assert lines == sorted(lines, key=str.casefold)
    assert all(PINNED.fullmatch(line) for line in lines)
