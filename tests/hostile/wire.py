"""What may reach a real terminal: a strict reader of raw bytes that refuses everything it does not know.

The list is what Textual and Rich need and nothing more. It leaves out what the hostile data asks for (conceal, titles,
links, clipboard, device control, C1), so any piece of data that got through as a sequence is a violation.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterator

from tests.hostile.samples import OWN_MARK

_COLOUR = r"(?:[34]8;(?:2(?:;[0-9]{1,3}){3}|5;[0-9]{1,3})|[349][0-7]|10[0-7]|[34]9)"
_SGR = re.compile(rf"\x1b\[(?:(?:[0123479]|2[2-9]|{_COLOUR})(?:;(?:[0123479]|2[2-9]|{_COLOUR}))*)?m")
_MODES = frozenset({"7", "25", "1000", "1003", "1004", "1006", "1015", "1016", "1049", "2004", "2026", "2048"})
"""Wrap, cursor, mouse (four ways, pixels), focus, alternate screen, bracketed paste, whole frames, resize reports."""
_MODE = re.compile(r"\x1b\[\?([0-9]+)[hl]")
_PLAIN = re.compile(
    r"""\x1b\[(?:
        [0-9]+;[0-9]+H      # to a place
      | [0-9]*[ABCDGJK]     # relative moves, erase
      | \?(?:2026|2048)\$p  # asks for what the terminal can do
      | >[0-9]+u | <u       # keyboard protocol on, off
    )""",
    re.VERBOSE,
)
_SHAPE = re.compile(r"\x1b\]22;[a-z-]*\x07")
_CLIPBOARD = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
_BREAKS = frozenset("\r\n")


def violations(raw: bytes, *, clipboard: frozenset[str] = frozenset()) -> list[str]:
    """Everything in `raw` that is neither a visible character nor a sequence on the list; empty when all is well.

    `clipboard` are the only texts that may be copied to the clipboard.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return [f"no UTF-8 at byte {error.start}: {raw[error.start : error.start + 20]!r}"]
    return list(_violations(text, clipboard))


def _violations(text: str, clipboard: frozenset[str]) -> Iterator[str]:
    at = 0
    while at < len(text):
        if text[at] != "\x1b":
            plain = text[at] in _BREAKS or text[at] == OWN_MARK
            if not plain and unicodedata.category(text[at]) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
                yield f"active character {text[max(0, at - 20) : at + 20]!r}"
            at += 1
            continue
        end = _sequence_end(text, at, clipboard)
        if end is None:
            yield f"unknown sequence {text[at : at + 40]!r}"
            at += 1
        else:
            at = end


def _sequence_end(text: str, at: int, clipboard: frozenset[str]) -> int | None:
    """Where the sequence that begins at `at` ends, or `None` when it is not on the list."""
    if (mode := _MODE.match(text, at)) and mode[1] in _MODES:
        return mode.end()
    if (copied := _CLIPBOARD.match(text, at)) and base64.b64decode(copied[1]).decode() in clipboard:
        return copied.end()
    found = next((match for known in (_SGR, _PLAIN, _SHAPE) if (match := known.match(text, at))), None)
    return found.end() if found else None
