"""Text in columns of terminal cells: wide characters count two; and the one way from text to a drawn segment."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from billdesk.text import inert, inert_plain

ELLIPSIS = "…"


def segment(text: str, style: Style | None = None) -> Segment:
    """A drawn run of text. What is drawn is inert whatever it was made from; to fit, it must have been so before."""
    return Segment(inert_plain(text), style)


def cut(text: str, width: int) -> str:
    """Exactly `width` cells: padded, or cut with an ellipsis."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1) + ELLIPSIS, width)


def right(text: str, width: int) -> str:
    """At least `width` cells, padded on the left; never cut."""
    return " " * max(0, width - cell_len(text)) + text


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, each of at most `width` cells, broken between words where that can be."""
    return [line.plain.rstrip() for line in inert(text).wrap(max(1, width))]
