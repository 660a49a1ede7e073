"""Eight programs issue at the same time on one file: no number is missing, none is given twice, none goes back."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

from billdesk.services import invoices, safekeeping
from billdesk.services.desk import open_desk
from tests import makers
from tests.faults.killing import forking
from tests.makers import TODAY, confirmed

PROCESSES = 8
EACH = 200


def issue_many(path: Path, drafts: list[int]) -> list[str]:
    """Issue these drafts; the numbers given."""
    with closing(open_desk(path, user="mk", today=TODAY)) as desk:
        return [invoices.issue(desk, confirmed(makers.issue_draft(invoices.get(desk, draft)))) for draft in drafts]


def test_eight_programs_leave_no_gap_and_no_duplicate() -> None:
    with makers.quick_folder() as folder, closing(makers.make_desk(folder)) as desk:
        # As on a real desk: many accounts with a few invoices each, for the queue looks at the whole account each time.
        accounts = [makers.a_customer(desk, f"C-{n}") for n in range(1 + PROCESSES * EACH // 10)]
        drafts = [
            [makers.a_draft(desk, accounts[(few * EACH + n) // 10]) for n in range(EACH)] for few in range(PROCESSES)
        ]
        with ProcessPoolExecutor(PROCESSES, mp_context=forking()) as pool:
            jobs = [pool.submit(issue_many, desk.path, few) for few in drafts]
            given = [job.result() for job in jobs]
        for numbers in given:
            assert numbers == sorted(numbers), "each program saw its own rise"
        everything = sorted(number for numbers in given for number in numbers)
        assert everything == [f"2026-{n:04}" for n in range(1, PROCESSES * EACH + 1)]
        rows = desk.reader.rows("select number from invoice where number is not null order by number")
        assert [row["number"] for row in rows] == everything
        assert not safekeeping.verify(desk)
