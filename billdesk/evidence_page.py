"""The papers of a dispute as texts, for a colleague, a lawyer or an agency."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from billdesk.domain.dates import say_day
from billdesk.domain.disputes import DisputeState
from billdesk.domain.money import format_money, to_decimal_string
from billdesk.evidence_invoice import invoice_lines
from billdesk.exchange.evidence_files import MANIFEST, fingerprint, safe_name, write_set
from billdesk.text import inert_plain

if TYPE_CHECKING:
    from billdesk.services.evidence import Evidence

NONE = "None."


def write_evidence(found: Evidence, target: Path, *, force: bool) -> tuple[str, ...]:
    """Write the evidence of a case to a folder or a ZIP; returns a sentence for each file that is not as it was."""
    texts = texts_of(found)
    entries, copies, wrong = [], [], []
    for place, file in enumerate(found.case.files, start=1):
        source, name = Path(file.path), f"files/{safe_name(place, file.path)}"
        now = fingerprint(source)
        state = "missing" if now.sha256 is None else "as attached" if now.sha256 == file.sha256 else "changed since"
        if now.sha256 is not None:
            copies.append((name, source))
        if state != "as attached":
            wrong.append(f"{inert_plain(file.path)} is {'not there any more' if state == 'missing' else 'changed'}.")
        entries.append(
            {
                "name": name if now.sha256 else None,
                "path": file.path,
                "attached_sha256": file.sha256,
                "sha256": now.sha256,
                "bytes": now.size,
                "state": state,
                "attached_by": file.by,
            }
        )
    papers = [
        {"name": name, "sha256": hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()}
        for name, text in texts.items()
    ]
    item = found.case.item
    manifest = {
        "case": item.id,
        "invoice": item.number or None,
        "customer": found.case.customer_code,
        "disputed": to_decimal_string(item.amount_minor, item.currency),
        "currency": item.currency,
        "state": item.state.value,
        "made_on": found.today.isoformat(),
        "company": found.company.name,
        "chain_head": found.chain_head,
        "papers": papers,
        "files": entries,
    }
    whole = {**texts, MANIFEST: json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"}
    write_set(target, whole, copies, force=force)
    return tuple(wrong)


def texts_of(found: Evidence) -> dict[str, str]:
    """Every paper by its name."""
    papers = {
        "case.txt": _case(found),
        "contacts.txt": _lines(
            f"{contact.on}  {contact.kind}, {contact.direction}  {contact.person}  {contact.outcome}  {contact.note}"
            for contact in found.account.contacts
            if found.invoice is None or contact.invoice_id in (None, found.invoice.id)
        ),
        "promises.txt": _lines(
            f"{promise.recorded_on}  {format_money(promise.amount_minor, promise.currency)} by {promise.due_on}"
            f"  {promise.state.value}  {', '.join(promise.invoice_numbers)}"
            for promise in found.account.promises
            if found.invoice is None or found.invoice.id in promise.invoice_ids
        ),
        "receipts.txt": _lines(
            f"{receipt.received_on}  {format_money(receipt.amount_minor, receipt.currency)}  {receipt.method}"
            f"  {receipt.reference}{'  taken back' if receipt.reversed else ''}"
            for receipt in found.receipts
        ),
        "messages.txt": _lines(
            f"{message.on or 'not sent'}  {message.channel}, {message.purpose}, {message.state}  {message.address}"
            f"  {message.subject}\n{message.body}\n"
            for message in found.messages
        ),
    }
    if found.invoice is not None:
        papers |= {"invoice.txt": _lines(invoice_lines(found.invoice, found.company)), "timeline.txt": _timeline(found)}
    return papers


def _lines(lines: Iterable[str]) -> str:
    """A paper of lines, nothing in them that a terminal would obey."""
    said = ["\n".join(inert_plain(part) for part in line.split("\n")) for line in lines]
    return "\n".join(said or [NONE]) + "\n"


def _case(found: Evidence) -> str:
    item = found.case.item
    state = f"{item.state.value}, to be settled by {say_day(item.due_by)}"
    if item.state is DisputeState.RESOLVED:
        ended = f"settled {item.resolved_on}, {item.outcome}"
        state = ", ".join(filter(None, (ended, item.say_credited())))
    head = [
        f"Dispute {item.id} about {item.number or 'the account'} of {item.customer_name} ({found.case.customer_code})",
        f"{format_money(item.amount_minor, item.currency)} disputed: {item.label}; {state}",
        f"opened {say_day(item.opened_on)}; owner {item.owner}; priority {item.priority.value}",
        f"By {found.company.name}, {say_day(found.today)}. Head of the audit chain: {found.chain_head}",
        "",
    ]
    log = [
        f"{line.on}  {line.kind.value}  {line.person}  {line.note}  ({line.by})" for line in reversed(found.case.log)
    ]
    return _lines([*head, *log])


def _timeline(found: Evidence) -> str:
    assert found.invoice is not None
    return _lines(f"{entry.on}  {entry.text}  ({entry.by})" for entry in found.invoice.timeline)
