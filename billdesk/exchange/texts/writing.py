"""Make a message of its facts: find the text, put the values in, and give it plain and as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, StrictUndefined, Template, TemplateError

from billdesk.domain.errors import InputError, SettingsError
from billdesk.domain.followup.message import Facts, Written
from billdesk.domain.followup.procedures import Channel
from billdesk.domain.languages import FALLBACK, LANGUAGES, Language
from billdesk.domain.mailing import Sender
from billdesk.exchange.mail.addresses import checked
from billdesk.exchange.texts.grammar import VALUES
from billdesk.exchange.texts.labels import LABELS
from billdesk.exchange.texts.source import Text, find, mistake
from billdesk.exchange.texts.values import TABLE_PLACE, plain_table, rows_of, said_amount, values_of

LONGEST_SUBJECT: Final = 200
"""A subject of more characters is refused: nobody could read it."""

_FRAME: Final = Path(__file__).parent / "frame.html"
_WHERE: Final = {
    "bank": "Enter how to pay in the company's settings with F9.",
    "sender": "Say who signs in mail.toml.",
    "ask": "Say who signs in mail.toml.",
    "company": "Enter the company's name in its settings with F9.",
}


@dataclass(frozen=True, slots=True)
class TextWriter:
    """Writes with the texts of the program and those of the user's settings folder; `sender` signs.

    `fallback` is the language of the desk, for customers of a language that there is no text for.
    """

    sender: Sender
    settings: Path | None = None
    fallback: str = FALLBACK

    def __call__(self, facts: Facts) -> Written:
        """The message in words; raises `InputError` that says what is missing or wrong, and in which file and line."""
        if facts.channel is Channel.MAIL:
            checked(facts.address)
        return write(self.text_of(facts), facts, self.sender)

    def text_of(self, facts: Facts) -> Text:
        """The text that these facts are put into; raises `InputError`."""
        return find(facts.template, facts.language, self.settings, self.fallback)


def write(text: Text, facts: Facts, sender: Sender) -> Written:
    """Put the values into one text; raises `InputError`."""
    language = LANGUAGES[text.language]
    values = values_of(facts, language, sender)
    _refuse_missing(text, values)
    subject = _rendered(text, text.subject, values).strip()
    if "\n" in subject or TABLE_PLACE in subject:
        raise mistake(text.path, 1, "the subject has to stay one line, and a value in it has several")
    if len(subject) > LONGEST_SUBJECT:
        raise mistake(text.path, 1, f"the subject would have more than {LONGEST_SUBJECT} characters")
    body = _tidy(_rendered(text, text.body, values))
    plain = body.replace(TABLE_PLACE, plain_table(facts, language))
    # A text of the user's own may leave the claims out: then nobody was asked for them.
    named = [number for claim in facts.claims for number in claim.ids] if "interest" in text.values else []
    return Written(text.language, subject, f"{plain}\n", _html(subject, body, facts, language), tuple(named))


def _refuse_missing(text: Text, values: dict[str, object]) -> None:
    """A text that says how to pay must not go out where nobody knows how."""
    empty = sorted(name for name in text.values & VALUES.keys() if not values[name])
    if empty:
        said = f"{text.path} says {{{{ {empty[0]} }}}} ({VALUES[empty[0]]}), and there is none."
        if empty[0] in _WHERE:
            raise SettingsError(said, _WHERE[empty[0]])
        raise InputError(said, "Enter it with the customer.")


def _rendered(text: Text, part: Template, values: dict[str, object]) -> str:
    try:
        return part.render(values)
    except TemplateError as error:
        raise SettingsError(f"{text.path} cannot be used: {error}.", "Mend it or take it away.") from error


def _tidy(body: str) -> str:
    """One empty line between paragraphs, however many values said nothing."""
    return "\n\n".join("\n".join(piece) for piece in _paragraphs(body))


def _paragraphs(body: str) -> Iterator[list[str]]:
    piece: list[str] = []
    for line in (*body.split("\n"), ""):
        if line.strip():
            piece.append(line.rstrip())
        elif piece:
            yield piece
            piece = []


def _html(subject: str, body: str, facts: Facts, language: Language) -> str:
    return _frame().render(
        language=language.code,
        subject=subject,
        pieces=list(_pieces(body)),
        labels=LABELS[language.code],
        asked=rows_of(facts.lines, facts.currency, language),
        others=rows_of(facts.others, facts.currency, language),
        total=language.amount(facts.asked.minor, facts.currency),
        credit=language.amount(facts.credit_minor, facts.currency) if facts.credit_minor else "",
        said_amount=said_amount,
    )


def _pieces(body: str) -> Iterator[list[str] | None]:
    """Paragraphs as their lines, and nothing in the place of the list."""
    for number, part in enumerate(body.split(TABLE_PLACE)):
        if number:
            yield None
        yield from _paragraphs(part)


@cache
def _frame() -> Template:
    """Our own page, in which every string of data is escaped."""
    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.from_string(_FRAME.read_text(encoding="utf-8"))
