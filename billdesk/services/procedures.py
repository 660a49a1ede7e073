"""The procedures of the follow-up: those the program brings along and the desk's own, and which one holds for whom."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from billdesk.domain.double_check import Confirmed
from billdesk.domain.errors import InputError, NotFoundError, RuleError
from billdesk.domain.followup.deciding import check_procedure, check_reason
from billdesk.domain.followup.drafts import ChoiceDraft, ProcedureDraft, RetireDraft
from billdesk.domain.followup.procedures import SHIPPED, Procedure
from billdesk.domain.followup.views import ProcedureView
from billdesk.services.desk import Desk
from billdesk.services.stale import refuse_stale
from db.procedures import Kept, kept, of_desk
from db.queries import procedures as sql
from db.reader import fetch

if TYPE_CHECKING:
    from db.models import ProcedureRecord
    from db.unit import Unit


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen for one customer (empty for nothing) and, by id, for its invoices; `desk` holds otherwise."""

    desk: str
    customer: str
    invoices: dict[int, str]


def listed(desk: Desk) -> tuple[ProcedureView, ...]:
    """All procedures, the shipped ones first, those that are offered no more last."""
    with desk.reader.snapshot() as connection:
        views = _views(connection)
    return tuple(sorted(views, key=lambda view: view.retired))


def get(desk: Desk, name: str) -> ProcedureView:
    """One procedure by its name, however that is capitalised and with dashes or spaces; raises `NotFoundError`."""
    views = listed(desk)
    for view in views:
        if _word(view.name) == _word(name):
            return view
    names = ", ".join(view.name for view in views if not view.retired)
    raise NotFoundError(f"There is no procedure {name}.", f"They are {names}.")


def chosen(desk: Desk, customer_id: int) -> Choices:
    """Which procedures were chosen for a customer and its invoices."""
    with desk.reader.snapshot() as connection:
        own = of_desk(connection, kept(connection)).name
        rows = connection.execute(sql.CHOICES, {"customer": customer_id}).fetchall()
    invoices = {invoice_id: name for invoice_id, name in rows if invoice_id is not None}
    return Choices(own, next((name for invoice_id, name in rows if invoice_id is None), ""), invoices)


def save(desk: Desk, confirmed: Confirmed[ProcedureDraft]) -> None:
    """Store a procedure under its name, new or changed; the same draft twice is stored once.

    Raises `InputError` for one that cannot be, `RuleError` for a name that is taken, `StaleError` when somebody else
    changed it meanwhile.
    """
    draft = confirmed.draft
    check_procedure(draft.procedure)
    with desk.write("procedure saved", confirmed) as unit:
        unit.subject = f"procedure:{draft.procedure.name}"
        known = kept(unit.driver)
        if _is_saved(known, draft):
            return
        row = _row(unit, draft.procedure.name)
        if row is not None and draft.version is None:
            raise RuleError(f"There is a procedure {row.name} already.", "Give another name, or change that one.")
        _refuse_near(known, draft.procedure.name)
        refuse_stale(unit, row.version if row else 0, draft.version or 0, "The procedure was")
        _store(unit, row, draft.procedure, draft.uid, retired=False)
        _touch(unit, draft.procedure.name)


def retire(desk: Desk, confirmed: Confirmed[RetireDraft]) -> None:
    """Offer a procedure no more; twice is done once. It can be saved again later.

    Raises `RuleError` for one that is still chosen, `NotFoundError`, `StaleError`.
    """
    draft = confirmed.draft
    check_reason(draft.reason)
    with desk.write("procedure retired", confirmed) as unit:
        unit.subject = f"procedure:{draft.name}"
        view = next((view for view in _views(unit.driver) if view.name == draft.name), None)
        if view is None:
            raise NotFoundError(f"There is no procedure {draft.name}.", "Reload what you see with ctrl+r.")
        if view.retired:
            return
        refuse_stale(unit, view.version or 0, draft.version or 0, "The procedure was")
        if view.holds_for:
            raise RuleError(f"{view.name} is in use by {', '.join(view.holds_for)}.", "Choose another one there first.")
        _store(unit, _row(unit, draft.name), view.procedure, uuid4(), retired=True)


def choose(desk: Desk, confirmed: Confirmed[ChoiceDraft]) -> None:
    """Let a procedure hold for the desk, a customer or an invoice, or nothing of its own any more.

    Raises `NotFoundError` for a name that is not offered, or for no such record.
    """
    from db.models import Customer, Invoice

    draft = confirmed.draft
    with desk.write("procedure chosen", confirmed) as unit:
        known = kept(unit.driver)
        if draft.procedure and (draft.procedure not in known or known[draft.procedure].retired):
            raise NotFoundError(f"No procedure {draft.procedure} is offered.", "Choose one of the list.")
        if draft.invoice_id is not None:
            customer_id = unit.get(Invoice, draft.invoice_id, "invoice").customer_id
            unit.subject = f"invoice:{draft.invoice_id}"
        elif draft.customer_id is not None:
            customer_id = int(unit.get(Customer, draft.customer_id, "customer").id or 0)
            unit.subject = f"customer:{customer_id}"
        else:
            unit.subject = "company:1"
            _set_of_desk(unit, draft.procedure)
            unit.touched.update(row[0] for row in unit.driver.execute(sql.OWING))
            return
        _choose(unit, customer_id, draft.invoice_id, draft.procedure)
        unit.touched.add(customer_id)


def _views(connection: sqlite3.Connection) -> list[ProcedureView]:
    known = kept(connection)
    own = of_desk(connection, known)
    uses = {row["procedure"]: (row["customers"], row["invoices"]) for row in fetch(connection, sql.USES)}
    return [
        ProcedureView(
            procedure=one.procedure,
            shipped=name in SHIPPED,
            changed=name in SHIPPED and one.procedure != SHIPPED[name],
            retired=one.retired,
            version=one.version,
            customers=uses.get(name, (0, 0))[0],
            invoices=uses.get(name, (0, 0))[1],
            of_desk=one.procedure is own,
        )
        for name, one in known.items()
    ]


def _word(name: str) -> str:
    return name.strip().casefold().replace(" ", "-")


def _is_saved(known: dict[str, Kept], draft: ProcedureDraft) -> bool:
    """Whether the book holds just this: its saving was confirmed twice."""
    stored = known.get(draft.procedure.name)
    same = stored is not None and not stored.retired and stored.procedure == draft.procedure
    return bool(same and stored and stored.version == (draft.version or 0) + 1)


def _refuse_near(known: dict[str, Kept], name: str) -> None:
    """Two names that differ by capitals or dashes only would be taken for each other."""
    near = next((other for other in known if other != name and _word(other) == _word(name)), None)
    if near is not None:
        raise InputError(f"There is a procedure {near} already.", "Give a name that differs by more than its spelling.")


def _row(unit: Unit, name: str) -> ProcedureRecord | None:
    from sqlmodel import select

    from db.models import ProcedureRecord

    return unit.session.exec(select(ProcedureRecord).where(ProcedureRecord.name == name)).first()


def _store(unit: Unit, row: ProcedureRecord | None, procedure: Procedure, uid: UUID, *, retired: bool) -> None:
    """Bring the rows of a procedure to what it says; a step that is gone stays in the audit chain."""
    from sqlmodel import col, select

    from db.models import ProcedureRecord, ProcedureStep
    from db.unit import assign

    columns: dict[str, Any] = {
        "contacts_a_week": procedure.contacts_a_week,
        "quiet_days": procedure.quiet_days,
        "least_major": procedure.least_major,
        "forewarning_days": procedure.forewarning_days,
        "thank_you": int(procedure.thank_you),
        "retired": int(retired),
    }
    if row is None:
        row = ProcedureRecord(uid=uid, name=procedure.name, **columns)
    else:
        assign(row, {**columns, "version": row.version + 1})
    unit.add(row)
    steps = unit.session.exec(select(ProcedureStep).where(col(ProcedureStep.procedure_id) == row.id)).all()
    kept_steps = {step.position: step for step in steps}
    for position, step in enumerate(procedure.steps, start=1):
        told = {**asdict(step), "channel": step.channel.value, "tone": step.tone.value}
        told |= {"fee": int(step.fee), "interest": int(step.interest)}
        kept_step = kept_steps.pop(position, None) or ProcedureStep(procedure_id=int(row.id or 0), position=position)
        assign(kept_step, told)
        unit.add(kept_step)
    for gone in kept_steps.values():
        unit.session.delete(gone)
    unit.session.flush()


def _touch(unit: Unit, name: str) -> None:
    """The queue's rows say what the follow-up does: those of everybody whom this procedure holds for change with it."""
    touched = unit.driver.execute(sql.CHOSEN_BY, {"name": name}).fetchall()
    if of_desk(unit.driver, kept(unit.driver)).name == name:
        touched += unit.driver.execute(sql.OWING).fetchall()
    unit.touched.update(row[0] for row in touched)


def _set_of_desk(unit: Unit, name: str) -> None:
    from sqlmodel import select

    from db.models import DeskSetting

    row = unit.session.exec(select(DeskSetting).where(DeskSetting.name == "procedure")).first()
    if row is not None:
        row.value = name
    elif name:
        row = DeskSetting(name="procedure", value=name)
    if row is not None:
        unit.add(row)


def _choose(unit: Unit, customer_id: int, invoice_id: int | None, name: str) -> None:
    from sqlmodel import col, select

    from db.models import ProcedureChoice

    of_customer = select(ProcedureChoice).where(col(ProcedureChoice.customer_id) == customer_id)
    row = unit.session.exec(of_customer.where(col(ProcedureChoice.invoice_id) == invoice_id)).first()
    if row is None and name:
        unit.add(ProcedureChoice(customer_id=customer_id, invoice_id=invoice_id, procedure=name))
    elif row is not None and name and row.procedure != name:
        row.procedure, row.version = name, row.version + 1
        unit.add(row)
    elif row is not None and not name:
        unit.session.delete(row)
        unit.session.flush()
