"""Write the tables of docs/follow-up.md from the rules themselves: `python docs/make_follow_up.py [--check]`.

With `--check` nothing is written; it ends with 1 when a table is not what the rules say.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from billdesk.domain.followup.procedures import SHIPPED, say_step
from billdesk.domain.followup.reasons import CHASES, Reason, Why, sentence

TARGET = Path(__file__).with_name("follow-up.md")
DAY, FREE = date(2026, 11, 20), date(2026, 11, 30)
EXAMPLE = {"day": DAY, "step": 2, "minor": 10_000, "currency": "EUR", "text": "on holiday"}
SAID = {
    Why.NOT_POSSIBLE: "No mail address is known. Enter one with the customer.",
    Why.GIVEN_UP: "office@example.com: Tried since Mon 16 Nov 2026: 451 4.7.1 come back later",
    Why.CALLED_BACK: "they called",
}
BY_SOMEBODY = "when somebody acts"
OPEN_ENDED = {
    Why.NO_DUE_DATE: BY_SOMEBODY,
    Why.NOT_SENT: BY_SOMEBODY,
    Why.BLOCKED: "when it is lifted",
    Why.DISPUTED: "when the case is resolved",
    Why.COVERED: "when the credit is allocated",
    Why.LADDER_DONE: BY_SOMEBODY,
    Why.ON_ITS_WAY: "when its fate is known",
    Why.PRINTED: "when the printing is confirmed",
    Why.UNKNOWN: BY_SOMEBODY,
    Why.TOO_SMALL: "when more is late",
    Why.NOT_POSSIBLE: "when address or text are mended",
    Why.GIVEN_UP: "when the address is corrected, or somebody says that it works",
}
"""The reasons that no day ends, and what does."""


def procedures() -> Iterator[str]:
    """Each shipped procedure with its steps and limits."""
    yield "| procedure | steps | contacts in 7 days | quiet days | forewarning | thanks |"
    yield "|---|---|---|---|---|---|"
    for one in SHIPPED.values():
        steps = "<br>".join(map(say_step, one.steps))
        before = f"{one.forewarning_days} days before" if one.forewarning_days else "none"
        thanks = "yes" if one.thank_you else "no"
        yield f"| {one.name} | {steps} | {one.contacts_a_week} | {one.quiet_days} | {before} | {thanks} |"


def reasons() -> Iterator[str]:
    """Each code with the sentence that people read, and what ends it."""
    yield "| code | reads | ends |"
    yield "|---|---|---|"
    for why in Why:
        ends = "– (is done)" if why in CHASES else OPEN_ENDED.get(why, "on its day")
        example = Reason(why, free_on=None if why in OPEN_ENDED else FREE, **EXAMPLE)  # type: ignore[arg-type]
        example = example._replace(text=SAID.get(why, example.text))
        yield f"| `{why.value}` | {sentence(example)} | {ends} |"


TABLES: dict[str, Callable[[], Iterator[str]]] = {"procedures": procedures, "reasons": reasons}


def page(text: str) -> str:
    """The page with its tables made anew, each between its two marks."""
    for name, table in TABLES.items():
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = "\n".join([before + begin, *table(), end + after])
    return text


def main() -> int:
    """Write or check."""
    text = TARGET.read_text(encoding="utf-8")
    if "--check" in sys.argv[1:]:
        if page(text) != text:
            print("docs/follow-up.md is not what the rules say; run python docs/make_follow_up.py", file=sys.stderr)
            return 1
        return 0
    TARGET.write_text(page(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
