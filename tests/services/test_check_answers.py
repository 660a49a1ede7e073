"""How the double check was answered is kept with the entry, and what the desk makes of it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.drafts import CompanyDraft
from billdesk.domain.errors import InputError, StaleError
from billdesk.domain.records import CheckUse
from billdesk.services import company, invoices, reports, safekeeping
from billdesk.services.desk import Desk
from tests import makers
from tests.makers import COMPANY, answered, confirmed


def rows(desk: Desk) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(desk.path)) as connection:
        return connection.execute(
            "select code, subject, asked, answered, outcome, milliseconds, at, by from check_answer"
        ).fetchall()


def test_an_answer_is_booked_with_the_entry_it_was_given_for(desk: Desk, customer: int) -> None:
    draft = makers.an_invoice_draft(customer)
    invoice_id = invoices.save_draft(desk, answered(draft))
    kept = ("terms-unusual", f"invoice:{invoice_id}", "Terms on the paper?", "30 days", "agreed", 2500)
    assert rows(desk) == [(*kept, "2026-11-21T09:30:00.000000Z", "mk")]
    link = list(reports.audit(desk))[-1]
    assert link.evidence == "typed again: total, terms on the paper?"
    assert "check answer 1" in link.changed
    invoices.save_draft(desk, answered(draft))
    assert len(rows(desk)) == 1, "submitted twice, kept once"
    assert safekeeping.verify(desk) == ()


def test_what_was_typed_can_be_erased_and_the_chain_still_verifies(desk: Desk, customer: int) -> None:
    invoices.save_draft(desk, answered(makers.an_invoice_draft(customer)))
    with closing(sqlite3.connect(desk.path)) as connection:
        seq, payload = connection.execute("select seq, payload from audit order by seq desc limit 1").fetchone()
        (row,) = (change["row"] for change in json.loads(payload) if change["t"] == "check_answer")
        assert row["answered"].startswith("sha256:")
        connection.execute("update check_answer set answered = ''")
        connection.execute("delete from audit_private where seq = ?", (seq,))
        connection.commit()
    assert safekeeping.verify(desk) == ()


def test_right_and_changed_are_counted_by_check(desk: Desk, customer: int) -> None:
    for code, was_right in (("terms-unusual", True), ("terms-unusual", False), ("duplicate", True)):
        invoices.save_draft(desk, answered(makers.an_invoice_draft(customer), code, was_right=was_right))
    assert company.check_uses(desk) == (CheckUse("duplicate", 1, 0), CheckUse("terms-unusual", 1, 1))


@pytest.mark.parametrize(
    ("agreed", "changed", "worn_out"),
    [(199, 0, False), (200, 0, True), (180, 20, False), (181, 19, True), (1000, 112, False), (0, 500, False)],
)
def test_a_check_is_worn_out_when_it_was_right_more_than_nine_times_in_ten(
    agreed: int, changed: int, worn_out: bool
) -> None:
    assert CheckUse("x", agreed, changed).is_worn_out == worn_out


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_check_that_caught_more_is_never_worn_out_sooner(agreed: int, changed: int) -> None:
    if CheckUse("x", agreed, changed + 1).is_worn_out and agreed + changed >= 200:
        assert CheckUse("x", agreed, changed).is_worn_out


def of_desk(desk: Desk, **changes: object) -> CompanyDraft:
    return replace(COMPANY, version=company.get(desk).version, **changes)  # type: ignore[arg-type]  # varied by name


def test_threshold_and_retired_checks_are_set_and_brought_back(desk: Desk) -> None:
    assert (company.get(desk).second_key_from, company.get(desk).retired_checks) == (COMPANY.second_key_from, ())
    company.save(desk, confirmed(of_desk(desk, second_key_from=75, retired_checks=("b", "a"))))
    assert (company.get(desk).second_key_from, company.get(desk).retired_checks) == (75, ("a", "b"))
    company.save(desk, confirmed(of_desk(desk, retired_checks=("b",))))
    assert (company.get(desk).second_key_from, company.get(desk).retired_checks) == (COMPANY.second_key_from, ("b",))
    company.save(desk, confirmed(of_desk(desk)))
    assert company.get(desk).retired_checks == ()
    links = [link.changed for link in reports.audit(desk)][1:]
    assert links == ["company 1, desk setting 2", "company 1, desk setting 2", "company 1, desk setting 1"]
    assert safekeeping.verify(desk) == ()


def test_the_same_settings_twice_are_saved_once_and_others_of_that_version_are_refused(desk: Desk) -> None:
    draft = of_desk(desk, second_key_from=75)
    company.save(desk, confirmed(draft))
    company.save(desk, confirmed(draft))
    assert company.get(desk).version == 2
    with pytest.raises(StaleError):
        company.save(desk, confirmed(replace(draft, retired_checks=("a",))))


@pytest.mark.parametrize("threshold", [-1, 1000])
def test_a_threshold_that_cannot_be_is_refused(desk: Desk, threshold: int) -> None:
    with pytest.raises(InputError, match="from 0 to 999 points"):
        company.save(desk, confirmed(of_desk(desk, second_key_from=threshold)))
