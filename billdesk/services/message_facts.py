"""What a message of the follow-up says, read from the book."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import date

from billdesk.domain.claims import ClaimKind
from billdesk.domain.followup.decide import Action
from billdesk.domain.followup.events import Purpose
from billdesk.domain.followup.holds import claim_of
from billdesk.domain.followup.message import Claimed, Facts, Line, lines_of, others_of, pay_by
from billdesk.domain.followup.procedures import Channel
from db.queries import outbox as sql
from db.reader import fetch


def facts_of(connection: sqlite3.Connection, action: Action, on: date) -> Facts:
    """The facts of the message that an action means, written on a day."""
    (company,) = fetch(connection, sql.COMPANY)
    (customer,) = fetch(connection, sql.RECIPIENT, {"customer": action.customer_id})
    by_mail = action.lead.channel is Channel.MAIL
    thanks = action.purpose is Purpose.THANKS
    return Facts(
        template=action.lead.template,
        language=customer["language"] or company["language"],
        channel=action.lead.channel,
        purpose=action.purpose,
        tone=action.lead.tone,
        on=on,
        pay_by=on if thanks else pay_by(action, on),
        company=company["name"],
        bank=company["bank"],
        code=customer["code"],
        customer=customer["name"],
        contact=customer["contact"] or "",
        address=(customer["email"] or "") if by_mail else _postal(customer),
        currency=action.currency,
        lines=_paid(connection, action) if thanks else lines_of(action.items),
        others=() if thanks else others_of(action.others),
        claims=_claims(connection, action),
        credit_minor=sum(claim_of(standing.item) - standing.claimed_minor for standing in action.items),
    )


def _paid(connection: sqlite3.Connection, action: Action) -> tuple[Line, ...]:
    """What was paid: the items of thanks, with their whole amount."""
    wanted = json.dumps([standing.item.id for standing in action.items])
    amounts = dict(connection.execute(sql.AMOUNTS, {"instalments": wanted}).fetchall())
    return tuple(
        replace(line, open_minor=amounts[standing.item.id], asked_minor=amounts[standing.item.id])
        for line, standing in zip(lines_of(action.items), action.items, strict=True)
    )


def _claims(connection: sqlite3.Connection, action: Action) -> tuple[Claimed, ...]:
    """What is owed beside the invoices that the message asks for, where its step says so: claims are made by people,
    and a kind word does not bring them up."""
    wanted = {ClaimKind.INTEREST} if action.lead.interest else set()
    wanted |= {ClaimKind.FIXED_SUM, ClaimKind.FEE} if action.lead.fee else set()
    if not wanted:
        return ()
    invoices = json.dumps([standing.item.invoice_id for standing in action.items])
    rows = connection.execute(sql.CLAIMS, {"invoices": invoices, "currency": action.currency})
    found = (Claimed(ClaimKind(kind), minor, tuple(json.loads(ids))) for kind, minor, ids in rows)
    return tuple(one for one in found if one.kind in wanted)


def _postal(customer: sqlite3.Row) -> str:
    """The billing address as it stands on an envelope; empty where it is not known in full."""
    if not (customer["street"] and customer["town"]):
        return ""
    town = " ".join(filter(None, (customer["postcode"], customer["town"])))
    return "\n".join(
        filter(None, (customer["name"], customer["street"], town, customer["region"], customer["country"]))
    )
