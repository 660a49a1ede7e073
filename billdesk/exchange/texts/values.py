"""What a text says in the place of its values: every one a string, in the way of the message's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from billdesk.domain.followup.message import Facts, Line
from billdesk.domain.languages import Language
from billdesk.domain.mailing import Sender
from billdesk.exchange.texts.labels import LABELS, Labels

TABLE_PLACE: Final = "\x1a"
"""Stands for the list until it is known whether plain text or HTML is made; no text and no value holds it."""

_LINE_ENDS: Final = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff]"
)
"""Controls, marks that turn the direction of writing, what has no width. The joiners stay: Indian names need them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One item as a text says it."""

    number: str
    due: str
    amount: str
    open: str


def one_line(text: str) -> str:
    """A string of data as one line without control characters; a line end becomes a blank."""
    return " ".join(_CONTROL.sub("", _LINE_ENDS.sub(" ", text).replace("\t", " ")).split(" ")).strip()


def lines(text: str) -> str:
    """A string of data that may have several lines."""
    return "\n".join(filter(None, (one_line(line) for line in _LINE_ENDS.split(text))))


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
        "interest": lines(facts.interest),
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
