"""docs/commands.md is the command line as it is."""

from __future__ import annotations

import subprocess
import sys

from tests.cli.conftest import ROOT


def test_the_page_of_commands_is_current() -> None:
    ran = subprocess.run(
        [sys.executable, "docs/make_commands.py", "--check"],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
