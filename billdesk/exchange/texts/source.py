"""One text: where it comes from, read and checked.

    Subject: {{ company }}: a friendly reminder of {{ amount }}

    Hello {{ name }},
    …

The first line is the subject, then a line stays empty, then comes the message. A file of the same name in the user's
`texts/<language>/` stands in the place of the program's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from billdesk.domain.errors import SettingsError
from billdesk.domain.followup.procedures import Tone
from billdesk.domain.languages import FALLBACK, language_of
from billdesk.exchange.texts.grammar import mistakes

SHIPPED: Final = Path(__file__).parent / "words"
FOLDER: Final = "texts"
"""The folder within the user's settings."""

LONGEST: Final = 64 * 1024
"""No text is longer, in bytes."""

_NAME: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", re.ASCII)
_SUBJECT: Final = re.compile(r"subject:[ \t]*(.*)", re.IGNORECASE)
_TAG_ENDS_LINE: Final = re.compile(r"^(?![ \t]*\{%[^%]*%\}$)(.*[^-+])%\}$", re.MULTILINE)
"""A line of words that ends in a tag keeps its line end. A tag alone on its line leaves nothing behind."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_WAY_OUT: Final = "Mend it, or take it away: then the text of the program is used."


@dataclass(frozen=True, slots=True)
class Text:
    """A text that may be used: its two parts, the names of the values that it says, and the file for sentences."""

    path: Path
    language: str
    subject: Template
    body: Template
    values: frozenset[str]
    source: str


def names() -> tuple[str, ...]:
    """The names of the texts that the program brings along, from the kindest on."""
    return ("forewarning", *(f"reminder-{tone.value}" for tone in Tone), "thanks")


def find(name: str, language: str, settings: Path | None = None, fallback: str = FALLBACK) -> Text:
    """The text of that name in a language, else in `fallback`, else in English; the user's own first.

    Raises `InputError` that names the file and line of what is wrong, or says that there is no such text.
    """
    if not _NAME.fullmatch(name):
        raise SettingsError("The name of a text has small letters, digits and - alone.", "Name it like reminder-clear.")
    for code in dict.fromkeys((language_of(language, fallback).code, language_of(fallback).code, FALLBACK)):
        for folder in (settings / FOLDER if settings else None, SHIPPED):
            path = folder / code / f"{name}.txt" if folder else None
            if path is not None and path.is_file():
                return _load(path, code, path.stat().st_mtime_ns)
    raise SettingsError(f"There is no text “{name}”.", f"Write {FOLDER}/{FALLBACK}/{name}.txt in the settings folder.")


@lru_cache(maxsize=256)
def _load(path: Path, language: str, changed: int) -> Text:
    """Read a text once for each change of its file (`changed`)."""
    try:
        with path.open("rb") as file:
            raw = file.read(LONGEST + 1)
        source = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"{path} cannot be read as text.", _WAY_OUT) from error
    if len(raw) > LONGEST:
        raise SettingsError(f"{path} is longer than {LONGEST // 1024} KB.", _WAY_OUT)
    return parse(source, path, language)


def parse(source: str, path: Path, language: str) -> Text:
    """Check the source of a text; raises `InputError` with file and line."""
    strange = _CONTROL.search(source)
    if strange:
        raise mistake(path, source[: strange.start()].count("\n") + 1, "it has a control character")
    first, _, rest = source.partition("\n")
    head = _SUBJECT.fullmatch(first.rstrip())
    if head is None or not head[1].strip():
        raise mistake(path, 1, "the first line is “Subject: …”")
    if rest.strip() == "" or rest.split("\n", 1)[0].strip():
        raise mistake(path, 2, "after the subject comes an empty line, and then the message")
    subject, of_subject = _compiled(head[1], path)
    # The line end before the message keeps the numbers of its lines true.
    body, of_body = _compiled(_TAG_ENDS_LINE.sub(r"\1+%}", "\n" + rest), path)
    return Text(path, language, subject, body, of_subject | of_body, source)


def _compiled(source: str, path: Path) -> tuple[Template, frozenset[str]]:
    """A part of a text, and the names of the values it says."""
    environment = _environment()
    try:
        tree = environment.parse(source, filename=str(path))
        wrong = next(mistakes(tree), None)
        if wrong is None:
            said = meta.find_undeclared_variables(tree)
            return environment.from_string(tree), frozenset(said)
    except TemplateSyntaxError as error:
        raise mistake(path, error.lineno, f"this cannot be read: {error.message or error}".rstrip(".")) from error
    except RecursionError as error:
        raise SettingsError(f"{path}: it is nested too deeply.", _WAY_OUT) from error
    raise mistake(path, *wrong)


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    """Sandboxed, although the grammar leaves nothing to break out with: two locks are cheap."""
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals.clear()
    made.filters.clear()
    return made


def mistake(path: Path, line: int, what: str) -> SettingsError:
    """An error that begins with file and line."""
    return SettingsError(f"{path}, line {line}: {what}.", _WAY_OUT)


def own_names(settings: Path | None) -> tuple[str, ...]:
    """The names of all texts there are: the program's, then those that the user added."""
    added = {path.stem for path in (settings / FOLDER).glob("*/*.txt")} if settings else set()
    return (*names(), *sorted(one for one in added - set(names()) if _NAME.fullmatch(one)))


def copy_for(text: Text, name: str, settings: Path) -> Path:
    """Where the user's own copy of a text is; it is made when there is none. Raises `InputError` when it cannot be."""
    path = settings / FOLDER / text.language / f"{name}.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text.source)
    except FileExistsError:
        return path
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror or error}.", "Check the folder.") from error
    return path
