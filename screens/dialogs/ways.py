"""The keys at the foot of a dialog: each with its words, never broken between the two."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

_GAP = "   "


def in_lines(ways: Sequence[Content], width: int) -> Content:
    """The ways beside each other, as many to a line of `width` cells as fit whole."""
    lines: list[list[Content]] = [[]]
    used = 0
    for way in ways:
        needed = way.cell_length + (len(_GAP) if lines[-1] else 0)
        if lines[-1] and used + needed > width:
            lines.append([])
            used, needed = 0, way.cell_length
        lines[-1].append(way)
        used += needed
    return Content("\n").join(Content(_GAP).join(line) for line in lines)
