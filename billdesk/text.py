"""The only way from a string of data to a terminal.

Names, references and notes come from files and keyboards all over the world, and some were made to do harm: escape
sequences that repaint the screen, direction marks that turn an amount round, characters of no width that hide a
word. Each such character is replaced by a sign that can be seen, so nothing is executed and nothing vanishes; and
the result is wrapped as plain content, because markup signs (`[Ltd]`) are text here and nothing else.

`inert` is for Textual widgets, `inert_text` for Rich tables, `inert_plain` for everything that wants a `str`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text
    from textual.content import Content

UNSEEN = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that would be invisible, or would act on the terminal, and has no picture of its own."""

_ACTIVE = re.compile(
    "["
    "\x00-\x1f\x7f"  # C0 controls and DEL
    "\x80-\x9f"  # C1 controls
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners and fillers without width
    "\u200b-\u200f"  # zero-width space and joiners, direction marks
    "\u2028-\u202e"  # line and paragraph separators, direction embeddings and overrides
    "\u2060-\u206f"  # word joiner, invisible operators, isolates, deprecated format characters
    "\u3164\uffa0\ufe00-\ufe0f\ufeff\ufff0-\ufffb\ufffe\uffff"  # fillers, variation selectors, byte order mark
    "\ud800-\udfff"  # lone surrogates cannot be written as UTF-8
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and musical format characters
    "\U000e0000-\U000e0fff"  # tags and further variation selectors
    "]"
)
_TAB = "    "
_PICTURES = {chr(code): chr(0x2400 + code) for code in range(0x20)} | {"\x7f": "\N{SYMBOL FOR DELETE}"}
_LAYOUT = {"\n": "\n", "\t": _TAB}


def inert_plain(text: str, *, multiline: bool = False) -> str:
    """Return `text` with everything that is not a visible character or a space shown as a sign.

    Control characters become their pictures (`␛`, `␊`), all others `�`. With `multiline` line ends stay line ends
    (CRLF and CR count as one) and a tab becomes four spaces.
    """
    if text.isascii() and text.isprintable():
        return text
    if not multiline:
        return _ACTIVE.sub(lambda found: _PICTURES.get(found[0], UNSEEN), text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ACTIVE.sub(lambda found: _LAYOUT.get(found[0]) or _PICTURES.get(found[0], UNSEEN), lines)


def inert(text: str, *, multiline: bool = False) -> Content:
    """Return `text` as Textual content that is shown literally."""
    from textual.content import Content

    return Content(inert_plain(text, multiline=multiline))


def inert_text(
    text: str, *, style: str = "", right: bool = False, ellipsis: bool = True, multiline: bool = False
) -> Text:
    """Return `text` as Rich text that is shown literally: for table cells, which can end in an ellipsis."""
    from rich.text import Text

    return Text(
        inert_plain(text, multiline=multiline),
        style=style,
        justify="right" if right else None,
        no_wrap=not multiline,
        overflow="ellipsis" if ellipsis else None,
    )
