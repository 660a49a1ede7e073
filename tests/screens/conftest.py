"""A desk with a queue to work, made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from billdesk.opening import Opening, prepare
from tests.conftest import TODAY
from tests.screens.kit.book import make_book

Open = Callable[..., Opening]


@pytest.fixture(scope="session")
def _finished_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "desk.billdesk"
    make_book(path)
    return path


@pytest.fixture
def book(_finished_book: Path, tmp_path: Path) -> Path:
    """A desk file that a test may change."""
    path = tmp_path / "desk.billdesk"
    shutil.copy(_finished_book, path)
    return path


@pytest.fixture
def opening(book: Path, tmp_path: Path) -> Opening:
    """The desk as the program prepares it before the first frame, on the fixed day."""
    config, state = tmp_path / "config", tmp_path / "state"
    config.mkdir()
    return prepare(book, user="mk", today=TODAY, config_folder=config, state_folder=state)


@pytest.fixture
def reopened(opening: Opening) -> Callable[..., Opening]:
    """The same opening with something else about it."""

    def again(**changes: object) -> Opening:
        return opening._replace(**changes)  # type: ignore[arg-type]  # the names of Opening's own fields

    return again
