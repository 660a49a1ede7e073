"""A desk with something of every kind in it, made once and copied."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from tests import makers


@pytest.fixture(scope="session")
def furnished_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Not to be written to; see `furnished`."""
    folder = tmp_path_factory.mktemp("furnished")
    with closing(makers.make_desk(folder)) as desk:
        makers.furnish(desk)
    return folder / "desk.billdesk"


@pytest.fixture
def furnished(furnished_file: Path, tmp_path: Path) -> Path:
    """A copy of one's own."""
    return Path(shutil.copy2(furnished_file, tmp_path / "desk.billdesk"))
