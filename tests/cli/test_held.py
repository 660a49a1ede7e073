"""Commands book what was held and has come due before they read or write; the queue lists what waits."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from billdesk.domain.drafts import VoidDraft
from billdesk.services import held, invoices
from tests import makers
from tests.cli.conftest import Run
from tests.makers import TODAY, confirmed

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def desk_with_a_held_invoice(folder: Path, limit_minor: int = 0, *, spoil: bool = False) -> list[str]:
    """A desk on which an invoice was issued long ago and nobody has been since; the options that name it."""
    with closing(makers.make_desk(folder, now=lambda: LONG_AGO)) as desk:
        makers.set_hold(desk, 60, limit_minor)
        draft = makers.issue_draft(invoices.get(desk, makers.a_draft(desk, makers.a_customer(desk))))
        held.issue(desk, confirmed(draft))
        if spoil:
            invoices.void(desk, confirmed(VoidDraft(draft.invoice_id, draft.version, "not wanted")))
    return ["--desk", str(folder / "desk.billdesk"), "--user", "eva", "--today", TODAY.isoformat()]


def test_a_command_that_reads_the_queue_books_what_is_due_first(tmp_path: Path, run: Run) -> None:
    desk = desk_with_a_held_invoice(tmp_path)
    ran = run(*desk, "queue", "--format", "json")
    assert ran.code == 0
    assert [(row["kind"], row["document"]) for row in json.loads(ran.out)] == [("send", "2026-0001")]
    assert run(*desk, "verify").code == 0


def test_with_read_only_nothing_is_booked(tmp_path: Path, run: Run) -> None:
    desk = desk_with_a_held_invoice(tmp_path)
    assert json.loads(run(*desk, "--read-only", "queue", "--format", "json").out) == []


def test_what_cannot_be_booked_is_said_and_stays_in_the_queue(tmp_path: Path, run: Run) -> None:
    desk = desk_with_a_held_invoice(tmp_path, spoil=True)
    ran = run(*desk, "queue", "--format", "json")
    assert "was not booked" in ran.err
    assert [(row["kind"], row["why"]) for row in json.loads(ran.out)] == [("refused", "was not booked")]
    assert "was not booked: " not in run(*desk, "queue").err, "it is said once"


def test_the_queue_lists_what_waits_for_a_second_person(tmp_path: Path, run: Run) -> None:
    desk = desk_with_a_held_invoice(tmp_path, 10_000)
    (row,) = json.loads(run(*desk, "queue", "--view", "to-finish", "--format", "json").out)
    assert (row["kind"], row["why"], row["next_action"]) == ("check", "invoice by mk", "check")
    assert (row["account"], row["name"], row["amount"]) == ("", "Entry to check", None)
