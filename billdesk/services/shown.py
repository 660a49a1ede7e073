"""What the double check of a draft has shown: seen once, it does not lead again when the draft is issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billdesk.domain.double_check import Shown
from db.queries import answers as sql

if TYPE_CHECKING:
    from db.unit import Unit


def keep(unit: Unit) -> None:
    """Book which asks stood on the page unanswered, for a draft that is confirmed again when it takes effect."""
    from db.models import CheckShown

    shown = unit.evidence.shown if unit.evidence else ()
    known = {Shown(*row) for row in unit.driver.execute(sql.SHOWN, {"subject": unit.subject})}
    unit.add(
        *(
            CheckShown(subject=unit.subject, code=one.code, message=one.said, at=unit.at, by=unit.by)
            for one in dict.fromkeys(shown)
            if one not in known
        )
    )
