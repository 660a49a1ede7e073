"""Strings of data as they may stand in a message: no control characters, no marks that turn the writing round.

What goes to a terminal passes `billdesk.text` instead, which shows such characters; a letter leaves them out.
"""

from __future__ import annotations

import re
from typing import Final

_LINE_ENDS: Final = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff]"
)
"""The joiners stay: Indian names need them."""


def one_line(text: str) -> str:
    """A string as one line; a line end becomes a blank."""
    return _CONTROL.sub("", _LINE_ENDS.sub(" ", text).replace("\t", " ")).strip()


def lines(text: str) -> str:
    """A string that may have several lines, none of them empty."""
    return "\n".join(filter(None, (one_line(line) for line in _LINE_ENDS.split(text))))
