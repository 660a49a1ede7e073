"""Text in columns of terminal cells: wide characters count two; and the one way from text to a drawn segment."""

from __future__ import annotations

import re

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from billdesk.text import inert, inert_plain

ELLIPSIS = "…"


_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_END_OF_RTL = re.compile(rf"([{_RTL}][^\w\s{_RTL}]*)(?=\s+[^\s{_RTL}]|\s*$)")
_LEFT_TO_RIGHT_MARK = "\N{LEFT-TO-RIGHT MARK}"


def segment(text: str, style: Style | None = None) -> Segment:
    """A drawn run of text. What is drawn is inert whatever it was made from; to fit, it must have been so before.

    Behind text that runs from right to left goes a mark of our own, which takes no room: terminals that reorder such
    text would otherwise take the amounts behind it along.
    """
    drawn = inert_plain(text)
    if not drawn.isascii():
        drawn = _END_OF_RTL.sub(rf"\1{_LEFT_TO_RIGHT_MARK}", drawn)
    return Segment(drawn, style)  # inert: nothing but our own mark was added


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
