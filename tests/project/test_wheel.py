"""The wheel as a user gets it: three packages with all their files, nothing else, and a command that runs."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("billdesk", "screens", "db")


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that has to succeed, away from the source tree, and return what it wrote."""
    ran = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without the network."""
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """The folder of a fresh environment with the wheel in it; its libraries are those that run this test."""
    folder = wheel.parent / "fresh"
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel, cwd=folder)
    packages = Path(run(python, "-Ic", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def test_the_wheel_holds_every_file_of_the_three_packages_and_no_other(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == files
    assert any(name.startswith("screens/") and name.endswith(".tcss") for name in names)
    assert any(name.startswith("db/migrations/versions/") for name in names)
    assert any(name.startswith("billdesk/rates/") and name.endswith(".toml") for name in names)


def test_the_three_packages_come_from_the_installed_wheel_and_tests_do_not_exist(installed: Path) -> None:
    program = """
import importlib.util, json
specs = {name: importlib.util.find_spec(name) for name in ("billdesk", "screens", "db", "tests")}
print(json.dumps({name: spec and spec.origin for name, spec in specs.items()}))
"""
    origins = json.loads(run(installed / "bin" / "python", "-Ic", program, cwd=installed))
    assert origins.pop("tests") is None
    assert all(Path(origin).is_relative_to(installed) for origin in origins.values()), origins


def test_the_installed_command_makes_a_desk_and_lists_its_queue(installed: Path) -> None:
    desk = installed / "desk.billdesk"
    command = installed / "bin" / "billdesk"
    run(
        command,
        "--today",
        "2026-11-21",
        "demo",
        "--to",
        desk,
        "--customers",
        "5",
        "--invoices",
        "20",
        "--no-open",
        cwd=installed,
    )
    rows = json.loads(run(command, "--desk", desk, "--today", "2026-11-21", "queue", "--format", "json", cwd=installed))
    assert rows
