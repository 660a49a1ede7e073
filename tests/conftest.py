"""What every test may rely on: a home of its own, a fixed day, no animation, no colour setting from outside."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from tests.terminal import home_variables

# Textual reads these when it is imported, which is before any fixture runs.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["TEXTUAL_SMOOTH_SCROLL"] = "0"
for _name in [name for name in os.environ if name.startswith(("BILLDESK_", "SSH_")) or name == "NO_COLOR"]:
    del os.environ[_name]

# No deadline: the machine may be busy. No example database: a failure prints the blob that repeats it. A law is tried
# on fewer examples than Hypothesis would by itself, and in `make soak` on many more.
EXAMPLES = 1000 if os.environ.get("DESK_SOAK") else 50
settings.register_profile("desk", deadline=None, print_blob=True, database=None, max_examples=EXAMPLES)
settings.load_profile("desk")

TODAY = date(2026, 11, 21)
"""The day of all tests that need one: a Saturday, so that moves off weekends show."""


def pytest_xdist_auto_num_workers() -> int:
    """Half as many workers again as there are cores: tests of screens wait for timers more than they compute."""
    return -(-(os.cpu_count() or 1) * 3 // 2)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make soak` run the fault tests longer."""
    parser.addoption("--cycles", type=int, default=200, help="how often a fault test kills the desk (200)")


@pytest.fixture
def cycles(request: pytest.FixtureRequest) -> int:
    """How many rounds a fault test runs: 200, or what `--cycles` says."""
    chosen = request.config.getoption("--cycles")
    assert isinstance(chosen, int)
    return chosen


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def home(_homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder: no test reads the settings of whoever runs it, or leaves any."""
    folder = Path(tempfile.mkdtemp(dir=_homes))
    monkeypatch.setenv("HOME", str(folder))
    for name, value in home_variables(folder).items():
        monkeypatch.setenv(name, value)
    return folder


@pytest.fixture
def fixed_today() -> date:
    """Saturday 21 November 2026."""
    return TODAY
