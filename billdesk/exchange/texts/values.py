"""What a text says in the place of its values: every one a string, in the way of the message's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from billdesk.domain.followup.message import Facts, Line
from billdesk.domain.languages import Language
from billdesk.domain.mailing import Sender
from billdesk.exchange.clean import lines, one_line
from billdesk.exchange.texts.labels import LABELS, Labels

TABLE_PLACE: Final = "\x1a"
"""Stands for the list until it is known whether plain text or HTML is made; no text and no value holds it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One item as a text says it."""

    number: str
    due: str
    amount: str
    open: str


def values_of(facts: Facts, language: Language, sender: Sender) -> dict[str, object]:
    """The values by name; `table` is only marked."""
    contact, customer = one_line(facts.contact), one_line(facts.customer)
    days = [line.due_on for line in facts.lines if line.due_on]
    credit = language.amount(facts.credit_minor, facts.currency) if facts.credit_minor else ""
    return {
        "amount": language.amount(facts.asked.minor, facts.currency),
        "ask": ", ".join(filter(None, map(one_line, (sender.name, sender.mail, sender.phone)))),
        "bank": lines(facts.bank),
        "code": one_line(facts.code),
        "company": one_line(facts.company),
        "contact": contact,
        "credit": credit,
        "customer": customer,
        "gravest": ", ".join(map(one_line, facts.gravest)),
        "interest": ", ".join(
            f"{language.amount(claim.minor, facts.currency)} ({LABELS[language.code].claims[claim.kind]})"
            for claim in facts.claims
        ),
        "items": rows_of(facts.lines, facts.currency, language),
        "name": contact or customer,
        "oldest_due": language.day(min(days)) if days else LABELS[language.code].no_day,
        "others": rows_of(facts.others, facts.currency, language),
        "pay_by": language.day(facts.pay_by),
        "reference": one_line(facts.reference),
        "sender": one_line(sender.name),
        "several": "yes" if len(facts.lines) > 1 else "",
        "table": TABLE_PLACE,
        "today": language.day(facts.on),
    }


def rows_of(items: Sequence[Line], currency: str, language: Language) -> tuple[Row, ...]:
    """The items of a message in words."""
    return tuple(
        Row(
            one_line(item.number),
            language.day(item.due_on) if item.due_on else LABELS[language.code].no_day,
            language.amount(item.asked_minor, currency),
            language.amount(item.open_minor, currency),
        )
        for item in items
    )


def said_amount(row: Row, labels: Labels) -> str:
    """What is asked of an item, and of how much, where that is not all."""
    return row.amount if row.amount == row.open else f"{row.amount} ({labels.part.format(amount=row.open)})"


def plain_table(facts: Facts, language: Language) -> str:
    """The list in plain text: a line for each item, which no font and no width can put out of order."""
    labels = LABELS[language.code]
    asked = rows_of(facts.lines, facts.currency, language)
    told = [f"- {_named(row, labels)}{labels.colon} {said_amount(row, labels)}" for row in asked]
    if len(asked) > 1:
        told.append(f"{labels.total}{labels.colon} {language.amount(facts.asked.minor, facts.currency)}")
    if facts.credit_minor:
        told.append(labels.credit.format(amount=language.amount(facts.credit_minor, facts.currency)))
    others = rows_of(facts.others, facts.currency, language)
    if others:
        told.extend(("", labels.others, *(f"- {_named(row, labels)}{labels.colon} {row.open}" for row in others)))
    return "\n".join(told)


def _named(row: Row, labels: Labels) -> str:
    # Not `format` with the data: a number with braces stays as it is, but is never read as a place.
    return labels.item.replace("{day}", row.due).replace("{number}", row.number)
