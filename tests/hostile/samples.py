"""Strings made to do harm, and what a reader must see of each.

Every field of the hostile desk holds `hostile("FIELD")`. It begins with `[FIELD]`, which a parser of markup would take
for a tag and swallow, and a sequence that conceals what follows, which a terminal would obey: a screen that shows
`sign("FIELD")` showed the field literally.
"""

from __future__ import annotations

import unicodedata

CONCEAL = "\x1b[8m"
"""No part of the program ever asks a terminal to conceal text."""
OWNED = "owned"
"""Stands in every sequence that carries words to the terminal, so that they can be looked for."""
MARKUP = "[@click=app.quit]go[/] [/x] [INV-001] [Ltd] [b][red on blue]$who {x} %s :smile:"
SEQUENCES = (
    f"\x1b]0;{OWNED}\x07\x1b]8;;http://{OWNED}.example\x1b\\\x1b]52;c;b3duZWQ=\x07\x1bP{OWNED}\x1b\\"
    f"\x1b_{OWNED}\x1b\\\x1b[2J\x1b[1;1H\x1b[?1049l\x1b[6n\x1bc\x9b8m\x90{OWNED}\x9c\x9d0;{OWNED}\x9c"
)
OWN_MARK = "\N{LEFT-TO-RIGHT MARK}"
"""What the desk itself puts behind names from right to left; a mark that comes from data is replaced."""
DIRECTION = "\u202egnp.exe\u202c \u2066isolated\u2069 \u200frtl\u061c"
UNSEEN = "pay\u200bpal \u2060x\ufeff soft\u00adhyphen \u115f\u3164 \U000e0041\ufe0f \u2028\u2029"
LAYOUT = "new\nline\r\nand\ttab \x08\x7f\x0b\x0c"
LETTERS = "株式会社 ｗｉｄｅ شركة النور עברית e\u0301\u0302\u0303 👩 ﷽"
LONG = "long " * 2000
"""10,000 characters."""


def hostile(field: str, *, nul: bool = True, long: bool = False) -> str:
    """Everything at once, for a field of that name."""
    parts = [f"[{field}]{CONCEAL}", MARKUP, SEQUENCES, DIRECTION, UNSEEN, LAYOUT, LETTERS]
    return " ".join([*parts, *(["nul\x00l"] if nul else []), *([LONG] if long else []), f"[END-{field}]"])


def sign(field: str) -> str:
    """How the text of a field begins on every screen, also where the rest is cut."""
    return f"[{field}]␛["


def visible(text: str) -> str:
    """What a reader must see, found in another way than the program finds it: by the categories of Unicode."""
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    code = ord(character)
    if code < 0x20 or code == 0x7F:
        return chr(0x2400 + code) if code < 0x20 else "\N{SYMBOL FOR DELETE}"
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} or character in _FILLERS:
        return "\N{REPLACEMENT CHARACTER}"
    return character


_FILLERS = "\u115f\u3164\ufe0f"
"""Letters and marks by their category, and nothing to be seen."""
