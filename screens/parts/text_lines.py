"""Texts in lines: the list of them, the source of one, and what it says to an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from billdesk.text import inert_plain
from screens.parts.entries import Entry, Note
from screens.parts.paper import Cell, Line, Run, heading, paragraph, row, rule, spread, wrap


@dataclass(frozen=True, slots=True)
class Shown:
    """One text, tried on an account: its source as lines, what it says, or what is wrong with it."""

    name: str
    source: str
    is_own: bool
    subject: str = ""
    words: str = ""
    wrong: str = ""


def head_lines(width: int, who: str, language: str, said: str) -> list[Line]:
    """Whose account the texts speak to, in which language, and what is missing for sending."""
    lines = [spread(width, (Run(f" Texts for {who}", "act"),), (Run(language, "act"), Run(" ")))]
    return [*lines, *row(width, Cell(said, how="dim"), indent=1, wrapped=True), rule(width)]


def text_entries(texts: Sequence[Shown]) -> list[Entry]:
    """Each text: its name, whose it is, and its subject or what is wrong."""
    return [
        Entry(
            f"text:{text.name}",
            (
                Cell(text.name, 18),
                Cell("your own" if text.is_own else "ours", 8, how="accent" if text.is_own else "dim"),
                Cell(text.wrong or text.subject, how="late" if text.wrong else "plain"),
            ),
            Note(text.name, text.wrong or text.words),
        )
        for text in texts
    ]


def source_lines(width: int, text: Shown | None) -> list[Line]:
    """The source of a text with the numbers of its lines."""
    lines = [heading(width, "source")]
    for number, line in enumerate(text.source.splitlines() if text else (), start=1):
        lines += row(width, Cell(f"{number:>2}", 2, how="dim"), Cell(line), indent=1, wrapped=True)
    return lines


def preview_lines(width: int, text: Shown | None) -> list[Line]:
    """What a text says to the account, or what keeps it from that."""
    lines = [heading(width, "what it says")]
    if text is None:
        return lines
    if text.wrong:
        return [*lines, *row(width, Cell(text.wrong, how="late"), indent=1, wrapped=True)]
    lines += paragraph(width, "subject", text.subject, how="act")
    lines.append(())
    for line in text.words.splitlines():
        lines += [(Run(" "), Run(part)) for part in wrap(inert_plain(line), max(4, width - 2))]
    return lines
