"""Write docs/checks.md from the catalogue of checks: `python docs/make_checks.py [--check]`.

The measured rates come from docs/check_rates.json, which `make entry-bench ARGS=--write` writes. With `--check`
nothing is written; it ends with 1 when the file is not what the catalogue says.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from billdesk.domain.checks.catalogue import CATALOGUE
from billdesk.domain.checks.catalogue_forms import FORMS, LAW
from billdesk.domain.checks.catalogue_page import CheckPage
from billdesk.domain.findings import Severity

TARGET = Path(__file__).with_name("checks.md")
RATES = Path(__file__).with_name("check_rates.json")
HEAD = """# The checks of an entry

Made by `docs/make_checks.py` from `billdesk/domain/checks/catalogue*.py`. Every entry passes these checks before its
[double check](double-check.md), and so does every line of `billdesk check FILE.jsonl`. One cause is said once: a check
that speaks silences those it covers. The first question leads the double check.

The rates are measured by `make entry-bench` on invented desks: how often a check speaks for 1,000 right entries, and
which share of the errors of a kind it raises (from 10 % on).
"""
TITLES = {
    Severity.BLOCK: ("Impossible", "These stop the entry at its field."),
    Severity.ASK: ("Unlikely", "These are questions, answered by a value from the paper."),
    Severity.NOTE: ("Hints", "These are only said."),
}
OWN = {
    "Of a draft by itself": (FORMS, "Forms say these of what is missing or cannot be, before anything is compared."),
    "Content of an invoice": (LAW, "These are looked at before an invoice gets its number, by the seller's country."),
}
SAYS = {Severity.BLOCK: "refused", Severity.ASK: "asked", Severity.NOTE: "said"}
_LEAST = 0.1


def page() -> str:
    """The whole page."""
    rates = json.loads(RATES.read_text(encoding="utf-8"))["codes"] if RATES.exists() else {}
    parts = [HEAD]
    for severity, (title, says) in TITLES.items():
        parts.append(f"\n## {title}\n{says}\n")
        parts += [
            "\n" + "\n".join(_part(one, rates.get(one.code))) + "\n" for one in CATALOGUE if one.severity is severity
        ]
    for title, (pages, says) in OWN.items():
        parts.append(f"\n## {title}\n{says}\n\n| code | what | is | when |\n|---|---|---|---|\n")
        parts += [f"| `{one.code}` | {one.title} | {SAYS[one.severity]} | {one.decides} |\n" for one in pages]
    return "".join(parts)


def _part(one: CheckPage, rate: dict[str, object] | None) -> Iterator[str]:
    yield f"### `{one.code}` {one.title}"
    yield f"- Catches: {one.catches}"
    yield f"- Decides: {one.decides}"
    if one.covers:
        yield f"- Covers: {', '.join(f'`{code}`' for code in dict.fromkeys(one.covers))}"
    yield f"- Measured: {_measured(rate)}"


def _measured(rate: dict[str, object] | None) -> str:
    if rate is None:
        return "not measured yet, or never raised." if not RATES.exists() else "not raised on the invented desks."
    said = f"{rate['clean_per_1000']} of 1,000 right entries"
    catches = rate["catches"]
    raised = sorted(catches.items(), key=lambda item: -item[1]) if isinstance(catches, dict) else []
    listed = ", ".join(f"{kind} {share:.0%}" for kind, share in raised if share >= _LEAST)
    return f"{said}; {listed or 'no kind of error by a tenth or more'}."


def main() -> int:
    """Write the page, or compare it."""
    if "--check" in sys.argv[1:]:
        same = TARGET.exists() and TARGET.read_text(encoding="utf-8") == page()
        if not same:
            sys.stderr.write("docs/checks.md is not what the catalogue says; run: python docs/make_checks.py\n")
        return 0 if same else 1
    TARGET.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
