"""The hostile desk, made once and copied for each test that may change it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.hostile.book import Facts, facts_of, make_book


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Facts]:
    """The desk file, and what it holds."""
    path = make_book(tmp_path_factory.mktemp("hostile"))
    return path, facts_of(path)


@pytest.fixture
def facts(finished: tuple[Path, Facts]) -> Facts:
    """What the hostile desk holds."""
    return finished[1]


@pytest.fixture
def folder(finished: tuple[Path, Facts], tmp_path: Path) -> Path:
    """A folder with the hostile desk in it, its own copy."""
    shutil.copy(finished[0], tmp_path / "desk.billdesk")
    return tmp_path
