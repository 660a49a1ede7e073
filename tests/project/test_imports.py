"""What is imported when: rules and book know no screen, and the first frame waits for nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from tests import makers

ROOT = Path(__file__).parents[2]
BELOW_THE_SCREENS = ("billdesk/domain", "db", "billdesk/services", "billdesk/exchange")
HEAVY = ("sqlmodel", "sqlalchemy", "pydantic", "alembic", "typer", "openpyxl", "jinja2", "smtplib")

REPORT = "import sys; print(' '.join(sorted({name.partition('.')[0] for name in sys.modules})))"

PAINT = """
import asyncio, datetime, pathlib, sys
from billdesk.app import DeskApp
from billdesk.opening import prepare
folder = pathlib.Path(sys.argv[1])
opening = prepare(
    folder / "desk.billdesk", user="test", today=datetime.date(2026, 11, 21), config_folder=folder, state_folder=folder
)
assert opening.problem is None and opening.page.rows, opening.problem
async def paint():
    app = DeskApp(opening)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        screen = "\\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert opening.page.rows[0].customer_name[:12] in screen, screen
        print(" ".join(sorted({name.partition('.')[0] for name in sys.modules})))
asyncio.run(paint())
"""


def modules(folder: str) -> list[str]:
    """The modules of a package, but for migrations: Alembic alone loads those."""
    paths = [path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]
    return [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths]


def loaded_after(program: str, *arguments: str) -> set[str]:
    """The top-level names a fresh interpreter has loaded when the program reports."""
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("folder", BELOW_THE_SCREENS)
def test_no_module_below_the_screens_loads_textual(folder: str) -> None:
    names = modules(folder)
    assert names
    assert "textual" not in loaded_after("\n".join(f"import {name}" for name in names) + "\n" + REPORT)


def test_the_rules_load_no_library_but_dateutil() -> None:
    loaded = loaded_after("\n".join(f"import {name}" for name in modules("billdesk/domain")) + "\n" + REPORT)
    assert not loaded & {*HEAVY, "rich", "platformdirs", "iso4217", "sqlite3"}


def test_the_command_line_loads_none_of_the_classes_that_only_its_commands_need() -> None:
    """A class of a draft or a record takes up to a millisecond to make, and there are dozens."""
    loaded = loaded_after("import billdesk.cli, billdesk.printing, billdesk.services.reports, sys; print(*sys.modules)")
    assert not loaded & {f"billdesk.domain.{name}" for name in ("drafts", "records", "filters", "work")}


def test_importing_the_app_loads_nothing_heavy() -> None:
    assert not loaded_after(f"import billdesk.app\n{REPORT}") & set(HEAVY)


def test_the_first_frame_shows_the_queue_and_has_loaded_nothing_heavy(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "billdesk", "--today", "2026-11-21", "demo", "--to", str(tmp_path / "desk.billdesk"),
         "--customers", "8", "--invoices", "40", "--no-open"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert not loaded_after(PAINT, str(tmp_path)) & set(HEAVY)


RESTING = """
import datetime, pathlib, sys
from billdesk.domain.work import View
from billdesk.services import queue
from billdesk.services.desk import open_desk
desk = open_desk(pathlib.Path(sys.argv[1]), user="test", today=datetime.date(2026, 11, 21))
(row,) = queue.page(desk, View.OVERDUE).rows
queue.preview(desk, row.key)
print(" ".join(sys.modules))
"""


def test_what_is_known_of_a_row_is_told_without_the_rules_of_the_follow_up(tmp_path: Path) -> None:
    """The pane below the queue is filled at every start, and a class of a rule takes up to a millisecond to make."""
    with closing(makers.make_desk(tmp_path)) as desk:
        makers.an_invoice(desk, makers.a_customer(desk), date(2026, 9, 1))
    loaded = loaded_after(RESTING, str(tmp_path / "desk.billdesk"))
    assert "billdesk.services.views" in loaded
    rules = ("domain.followup.decide", "domain.drafts", "domain.priority", "services.customers", "services.held")
    assert not loaded & {f"billdesk.{name}" for name in rules}
