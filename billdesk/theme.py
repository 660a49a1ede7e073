"""The look of the desk: a quiet ledger, light and dark, and no colour at all where the user wants none.

Colours have meanings, not decoration: the accent is the cursor, the focus and the next action; `late` is for what is
late or broken, `near` for what is close, `done` only for what was just done, `dim` for context. Styles use these
names (`$accent`, `$late`, `$near`, `$done`, `$dim`, `$rule`); each stands beside a word or a sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.theme import Theme

DARK, LIGHT = "ledger-dark", "ledger-light"
PLAIN = "ledger-plain"
"""The look under NO_COLOR: the terminal's own two colours; bold, dim and reverse do the rest."""

_DARK_TOKENS = {"late": "#e0705c", "near": "#d3a24a", "done": "#7fae6b", "dim": "#8b919a", "rule": "#3a4048"}
_LIGHT_TOKENS = {"late": "#b3321f", "near": "#8a5a00", "done": "#3b7a2a", "dim": "#696e76", "rule": "#c9c6bd"}
_PLAIN_TOKENS = dict.fromkeys(_DARK_TOKENS, "ansi_default")


def wants_no_color(environ: Mapping[str, str]) -> bool:
    """Whether NO_COLOR asks for no colour: set to anything but the empty string (no-color.org)."""
    return bool(environ.get("NO_COLOR"))


def is_remote(environ: Mapping[str, str]) -> bool:
    """Whether the desk is used over SSH, where every byte counts."""
    return any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))


def themes() -> tuple[Theme, ...]:
    """The three looks as Textual themes."""
    from textual.theme import BUILTIN_THEMES, Theme

    dark = Theme(
        DARK,
        primary="#6fa8dc",
        accent="#6fa8dc",
        foreground="#d6d9de",
        background="#14171b",
        surface="#14171b",
        panel="#1c2026",
        error="#e0705c",
        warning="#d3a24a",
        success="#7fae6b",
        dark=True,
        variables=_DARK_TOKENS,
    )
    light = Theme(
        LIGHT,
        primary="#1f5f99",
        accent="#1f5f99",
        foreground="#22262b",
        background="#faf8f3",
        surface="#faf8f3",
        panel="#f0ede5",
        error="#b3321f",
        warning="#8a5a00",
        success="#3b7a2a",
        dark=False,
        variables=_LIGHT_TOKENS,
    )
    ansi = BUILTIN_THEMES["ansi-dark"]
    plain = replace(ansi, name=PLAIN, variables=ansi.variables | _PLAIN_TOKENS)
    return dark, light, plain
