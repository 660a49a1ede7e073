"""The reasons for disputes: those of the program as the desk calls them, and its own."""

from __future__ import annotations

from billdesk.domain.dispute_guides import OTHER, Reason, is_of_program, refuse_label
from billdesk.domain.dispute_records import DisputeReasonDraft, ReasonUse
from billdesk.domain.double_check import Confirmed
from billdesk.domain.errors import NotFoundError, RuleError
from billdesk.services import dispute_rows
from billdesk.services.desk import Desk
from billdesk.services.stale import refuse_stale
from db.queries import disputes as sql


def listed(desk: Desk) -> tuple[Reason, ...]:
    """All of them, retired ones too."""
    with desk.reader.connection() as connection:
        return dispute_rows.reasons(connection)


def in_use(desk: Desk) -> tuple[ReasonUse, ...]:
    """All of them in the order in which they are offered, the retired ones last, with how many disputes have each."""
    with desk.reader.snapshot() as connection:
        known = dispute_rows.reasons(connection)
        cases: dict[str, int] = dict(connection.execute(sql.CASES_BY_REASON).fetchall())
    offered = [one for one in known if not one.retired]
    retired = [one for one in known if one.retired]
    places = {one.code: place for place, one in enumerate(offered, start=1)}
    return tuple(ReasonUse(one, places.get(one.code), cases.get(one.code, 0)) for one in (*offered, *retired))


def save(desk: Desk, confirmed: Confirmed[DisputeReasonDraft]) -> None:
    """Add a reason for disputes, rename or retire one, or offer it again; cases keep the code.

    Raises `RuleError`, `NotFoundError`, and `StaleError` where the draft names a version that is not the stored one.
    """
    from sqlmodel import select

    from db.models import DisputeReason

    draft = confirmed.draft
    code, label = draft.code.strip().casefold(), draft.label.strip()
    with desk.write("dispute reason", confirmed) as unit:
        unit.subject = f"dispute_reason:{code}"
        if not code or not label:
            raise RuleError("A reason needs a code and a label.", "Give both.")
        if code == OTHER and draft.retired:
            raise RuleError("The reason other is always there.", "Rename it if you like.")
        kept = unit.session.exec(select(DisputeReason).where(DisputeReason.code == code)).first()
        if draft.version is not None:
            refuse_stale(unit, kept.version if kept else 0, draft.version, "The reason was")
        if kept is None and draft.retired and not is_of_program(code):
            raise NotFoundError(f"There is no reason {code}.", "billdesk dispute-reasons lists them.")
        refuse_label(code, label, dispute_rows.reasons(unit.driver))
        row = kept or DisputeReason(code=code, label=label)
        row.label, row.retired = label, int(draft.retired)
        row.version += 1 if kept else 0
        unit.add(row)
