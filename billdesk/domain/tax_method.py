"""How tax is rounded. Apart from the drafts, because the command line offers it and need not load them for that."""

from __future__ import annotations

from enum import StrEnum


class TaxMethod(StrEnum):
    """On the sum of the lines of a rate, or on each line's unit."""

    DOCUMENT = "document"
    LINE = "line"
