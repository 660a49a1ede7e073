"""Text in columns of terminal cells: wide characters count two."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

ELLIPSIS = "…"


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
