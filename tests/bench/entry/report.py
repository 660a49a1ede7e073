"""The tables: on the terminal and, between two marks, in docs/double-check.md; the rates of each check as JSON."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from billdesk.domain.findings import Severity
from tests.bench.entry import klm, person, scene
from tests.bench.entry.errors import KINDS, SHARE_MISREAD, WEIGHTS
from tests.bench.entry.papers import Book, EntryDict
from tests.bench.entry.person import Outcome
from tests.bench.entry.scene import Way
from tests.bench.entry.tally import Cell, Tally, wilson
from tests.bench.entry.targets import FULL, Target, targets, workings

BEGIN, END = "<!-- entry-bench: begin -->", "<!-- entry-bench: end -->"

OF_HALF = {"A": "developed against", "B": "held out, but seen", "C": "held out"}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are figures."""
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def percent(share: float, digits: int = 1) -> str:
    """`97.3 %`."""
    return f"{100 * share:.{digits}f} %"


def full_report(tallies: Sequence[Tally]) -> str:
    """Everything, all desks beside each other where that reads well."""
    parts = ["### Assumptions", assumptions(tallies), "### Targets", target_table(tallies), passes(tallies)]
    for tally in tallies:
        title = f"desk {tally.book.name}, {OF_HALF[tally.book.name]}"
        parts += [
            f"### Ways of working on the same errors: {title}", working_table(tally),
            f"### What becomes of each kind of error: {title}", kind_table(tally),
            f"### Right entries that are asked about: {title}", alarm_table(tally),
        ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def assumptions(tallies: Sequence[Tally]) -> str:
    """What the desks hold, counted, and how the person is simulated."""
    rows = [(name, *(say(tally.book) for tally in tallies)) for name, say in _FACTS]
    held = table(("the papers", *(f"desk {tally.book.name}" for tally in tallies)), rows)
    return f"""{held}

- The person: {percent(person.SLIP)} of the fields typed again are mistyped (and typed once more: it costs time and
  catches nothing); {percent(SHARE_MISREAD, 0)} of the errors of each kind are misread both times, so that the second
  keying of the same figure agrees (a line's price that is misread leaves the total on the paper as it is);
  {percent(person.NOTICED, 0)} of what is left is noticed by looking, but never a duplicate, and a misread only where
  a check shows something that says otherwise. The answer to an ask is read from the paper; an ask that no value
  answers counts as looking. Whoever is shown a duplicate beside its first entry, or is asked what the money for a
  settled invoice is for, has one paper only, and drops it.
- A check raises an error when it blocks or asks what it would not for the same paper keyed rightly; that is what
  “automatic checks alone” counts. On the step an ask catches an error only by the answer to the leading question.
- Our customer code is printed on a part of the papers. Without it, who took one customer for another of a close name
  does so again in {percent(person.CONFUSED_AGAIN, 0)} of the cases. What the form proposes (due date, currency of the
  customer) is left standing by {percent(scene.KEEPS_PROPOSAL, 0)} and typed from the paper by the others.
- Seconds by the keystroke-level model: {klm.SKILLED:.2f} s a key for a skilled typist, {klm.AVERAGE:.2f} s for an
  average one, {klm.MIND:.2f} s to find each field on the paper and once more to read what is asked; Enter after each
  field, one key to confirm."""


def _share(of: Callable[[EntryDict], bool], which: Callable[[EntryDict], bool]) -> Callable[[Book], str]:
    def say(book: Book) -> str:
        entries = [paper.entry for paper in book.papers if of(paper.entry)]
        return percent(sum(map(which, entries)) / (len(entries) or 1), 0)

    return say


def _kind(kind: str) -> Callable[[EntryDict], bool]:
    return lambda entry: entry["kind"] == kind


_FACTS: tuple[tuple[str, Callable[[Book], str]], ...] = (
    ("papers", lambda book: f"{len(book.papers):,}"),
    ("keyed from", lambda book: book.papers[0].keyed_on.isoformat()),
    ("to", lambda book: book.papers[-1].keyed_on.isoformat()),
    ("customers", lambda book: f"{len(book.customers):,}"),
    ("pairs with close names", lambda book: str(len(book.close_names))),
    ("countries", lambda book: str(len({customer["country"] for customer in book.customers}))),
    ("currencies", lambda book: ", ".join(book.digits)),
    ("tax counted by", lambda book: book.desk["tax_method"]),
    ("invoices", _share(lambda _: True, _kind("invoice"))),
    ("receipts", _share(lambda _: True, _kind("receipt"))),
    ("credit notes", _share(lambda _: True, _kind("credit_note"))),
    ("odd but right", lambda book: percent(sum(bool(paper.odd) for paper in book.papers) / len(book.papers))),
    ("our code printed", lambda book: percent(sum(paper.shows_code for paper in book.papers) / len(book.papers), 0)),
    ("invoices with the customer's reference", _share(_kind("invoice"), lambda entry: bool(entry["reference"]))),
    ("invoices with a tax number", _share(_kind("invoice"), lambda entry: bool(entry["vat_id"]))),
    ("invoices of one line", _share(_kind("invoice"), lambda entry: len(entry["lines"]) == 1)),
    ("receipts with the payer's IBAN", _share(_kind("receipt"), lambda entry: bool(entry["iban"]))),
    (
        "receipts that name a number",
        _share(_kind("receipt"), lambda entry: any(sign.isdigit() for sign in entry["reference"])),
    ),
)


def target_table(tallies: Sequence[Tally]) -> str:
    """Each target with what all desks reached."""
    every = [targets(tally) for tally in tallies]
    rows = [
        (same[0].name, f"{same[0].sign}{_said(same[0].wanted, same[0])}", *map(_verdict, same))
        for same in zip(*every, strict=True)
    ]
    return table(("target", "wanted", *(f"desk {tally.book.name}" for tally in tallies)), rows)


def passes(tallies: Sequence[Tally]) -> str:
    """What an invoice costs that is saved first and issued later: it passes the page twice."""
    rows = []
    for name, key in (("skilled", klm.SKILLED), ("average", klm.AVERAGE)):
        cells = []
        for clean in (tally.clean for tally in tallies):
            once, twice = clean.saved.seconds(key), (clean.saved + clean.issued).seconds(key)
            cells.append(f"{once / clean.invoices:.2f} s, then {twice / clean.invoices:.2f} s")
        rows.append((f"an invoice saved, and issued later, {name} typist", *cells))
        every = ((tally.clean.effort + tally.clean.issued).seconds(key) / tally.clean.of for tally in tallies)
        rows.append((f"all entries, with every invoice so, {name} typist", *(f"{one:.2f} s" for one in every)))
    return table(("seconds added", *(f"desk {tally.book.name}" for tally in tallies)), rows)


def _said(value: float, target: Target) -> str:
    if target.unit == "s":
        return f"{value:.2f} s"
    text = f"{100 * value:.2f}".rstrip("0").rstrip(".")
    return f"{text} %"


def _verdict(target: Target) -> str:
    return f"{_said(target.measured, target)}{'' if target.is_met else ' **missed**'}"


def working_table(tally: Tally) -> str:
    """The baselines, both ways that an amount comes in."""
    stated = workings(tally, Way.STATED)
    rows = []
    for form, other in zip(workings(tally, Way.FORM), stated, strict=True):
        seconds = "" if form.seconds is None else f"{form.seconds:.1f}"
        half = f"{percent(form.all_errors.share)} ± {100 * form.all_errors.half:.1f}"
        rows.append((form.name, half, percent(form.without_misreads.share), percent(other.all_errors.share), seconds))
    head = ("weighted share of errors caught", "form", "form, without misreads", "total stated", "seconds an entry")
    return table(head, rows)


def kind_table(tally: Tally) -> str:
    """Every kind and way with what became of it."""
    rows = []
    for kind in KINDS:
        for way in Way if kind.both_ways else (Way.FORM,):
            cell = tally.cells[kind.name, way]
            name = f"{kind.name} ({way.value})" if kind.both_ways else kind.name
            rows.append((name, str(WEIGHTS[kind.group]), *_outcomes(cell)))
    head = (
        "error", "weight of its group", "n", "blocked", "asked", "blind key", "seen", "missed", "caught, 95 %",
        "without misreads", "raised by a check",
    )  # fmt: skip
    return table(head, rows)


def _outcomes(cell: Cell) -> tuple[str, ...]:
    caught = cell.of - cell.outcomes[Outcome.MISSED]
    low, high = wilson(caught, cell.of)
    return (
        str(cell.of),
        *(percent(cell.share(outcome)) for outcome in Outcome),
        f"{percent(caught / cell.of)} [{100 * low:.1f}–{100 * high:.1f}]",
        percent(cell.share(*FULL, plain=True)) if cell.plain else "–",
        percent(cell.raised / cell.of),
    )


def alarm_table(tally: Tally) -> str:
    """Findings on right entries, by code; blocks and asks alarm, notes only hint."""
    clean = tally.clean
    rows = []
    for (code, severity), count in sorted(
        clean.codes.items(), key=lambda item: (item[0][1] is Severity.NOTE, -item[1])
    ):
        low, high = wilson(count, clean.of)
        interval = f"{1000 * low:.2f}–{1000 * high:.2f}"
        rows.append((f"`{code}`", severity.value, str(count), f"{1000 * count / clean.of:.2f}", interval))
    odd = ", ".join(
        f"{name or 'usual'} {clean.odd_alarms[name]} of {count}" for name, count in sorted(clean.odd.items())
    )
    refused = ", ".join(f"`{code}` {count}" for code, count in sorted(clean.refused_answers.items()) if count)
    told = (
        f"Blocked {clean.blocked}, asked {clean.asked} of {clean.of:,}; a second key on {clean.second_key:,}, two on "
        f"{clean.two_more:,}. By what is odd about the entry: {odd}. Right answers that were not taken: "
        f"{refused or 'none'}."
    )
    return table(("code", "severity", "right entries", "of 1,000", "95 %"), rows) + "\n\n" + told


def rates(tallies: Sequence[Tally]) -> dict[str, object]:
    """For each check, over all desks: how often it speaks on right entries, and what share of which errors it raises.

    `catches` leaves out kinds of which it raises less than one in a hundred.
    """
    entries = sum(tally.clean.of for tally in tallies)
    clean: Counter[str] = Counter()
    raised: dict[str, Counter[str]] = defaultdict(Counter)
    of: Counter[str] = Counter()
    for tally in tallies:
        for (code, _), count in tally.clean.codes.items():
            clean[code] += count
        for (name, way), cell in tally.cells.items():
            label = f"{name} ({way.value})" if (name, Way.STATED) in tally.cells else name
            of[label] += cell.of
            for code, count in cell.codes.items():
                raised[code][label] += count
    return {
        "entries": entries,
        "codes": {
            code: {
                "clean": clean[code],
                "clean_per_1000": round(1000 * clean[code] / entries, 2),
                "catches": {
                    label: round(count / of[label], 4)
                    for label, count in sorted(raised[code].items())
                    if count / of[label] >= 0.01
                },
            }
            for code in sorted({*clean, *raised})
        },
    }


def put_between_marks(page: str, report: str) -> str:
    """The page with the report between its marks; they are added at the end where a page has none."""
    if BEGIN not in page:
        return f"{page.rstrip()}\n\n## Measured\n\n{BEGIN}\n{report}{END}\n".lstrip()
    before, rest = page.split(BEGIN, 1)
    return f"{before}{BEGIN}\n{report}{END}{rest.split(END, 1)[1]}"
