"""A desk for commands, and a way to run them: in this process, or as a program of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from billdesk.cli import run as run_command
from billdesk.domain.drafts import Address, Person
from billdesk.services import customers
from billdesk.services.desk import Desk, open_desk
from billdesk.services.drafting import customer_draft
from tests.makers import TODAY, confirmed
from tests.services.posting import with_bank

ROOT = Path(__file__).parents[2]

HEAD = "Number,Customer,Name,Issued,Due,Total,Currency,Disputed,Settled"
ROWS = (
    "R-1,C1,Hofmann & Söhne KG,2026-09-15,2026-10-11,119.00,EUR,no,",
    "R-2,C1,Hofmann & Söhne KG,2026-10-20,2026-11-19,50.50,EUR,yes,",
    'R-3,C2,"Acme [Ltd]\u202e",2026-10-03,2026-11-30,"1,234.00",GBP,no,',
    "R-4,C3,鈴木商店,2026-10-03,2026-11-02,98000,JPY,no,2026-11-01",
    "R-5,=C4,=HYPERLINK(1),2026-10-03,2026-11-02,7.00,EUR,no,",
)


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def csv_file(folder: Path, *rows: str, head: str = HEAD, name: str = "items.csv") -> Path:
    """A CSV file of these lines."""
    path = folder / name
    path.write_text("\n".join((head, *rows, "")), encoding="utf-8")
    return path


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command line in this process."""

    def go(*arguments: object) -> Ran:
        capfd.readouterr()
        code = run_command([str(argument) for argument in arguments])
        said = capfd.readouterr()
        return Ran(code, said.out, said.err)

    return go


def program(*arguments: object, env: dict[str, str] | None = None, stdin: str | None = None) -> Ran:
    """Run the program itself, as a shell does."""
    done = subprocess.run(
        [sys.executable, "-m", "billdesk", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | (env or {}),
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with five imported invoices of four customers, made once."""
    folder = tmp_path_factory.mktemp("desk")
    path = folder / "template.billdesk"
    common = ["--desk", str(path), "--today", "2026-11-21", "--user", "mk"]
    made = ["init", "--company", "Northwind Services BV", "--country", "NL", "--currency", "EUR"]
    file = csv_file(folder, *ROWS)
    booked = ["import", "invoices", str(file), "--settled-as-receipts", "--yes", "--reason", "a test"]
    with pytest.MonkeyPatch.context() as patch:
        # Booked on that day by the clock too: of what was booked later the commands would speak.
        patch.setattr(Desk, "now", lambda _: datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
        assert run_command([*common, *made]) == 0
        assert run_command([*common, *booked]) == 0
    return path


@pytest.fixture
def desk(template: Path, tmp_path: Path) -> Path:
    """A copy of the desk for one test; nobody has it open."""
    path = tmp_path / "desk.billdesk"
    shutil.copy(template, path)
    return path


@pytest.fixture
def on_desk(desk: Path, run: Run) -> Run:
    """Run a command on that desk, as of 21 November 2026."""
    return lambda *arguments: run("--desk", desk, "--today", "2026-11-21", "--user", "mk", *arguments)


@pytest.fixture
def ready(desk: Path) -> Path:
    """The desk says how to pay, and C1 can be written to by mail."""
    with closing(open_desk(desk, user="mk", today=TODAY)) as opened:
        with_bank(opened)
        give_address(opened, "C1")
    return desk


def give_address(desk: Desk, code: str) -> None:
    """A person with an e-mail address, and an address for letters."""
    account = customers.find(desk, code)
    persons = (Person("Fr. Weiß", "", "", "weiss@hofmann.example"),)
    address = Address("Hauptstr. 1", "50667", "Köln", "", "DE")
    customers.save(desk, confirmed(replace(customer_draft(account), persons=persons, address=address)))
