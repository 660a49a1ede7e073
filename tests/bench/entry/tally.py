"""Counting: what became of each kind of error, what right entries had to suffer, and what it cost."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from random import Random

from billdesk.domain.checks.rekey import Rekey
from billdesk.domain.findings import Findings, Severity
from tests.bench.entry.errors import KINDS, WEIGHTS, Case, Group, Kind
from tests.bench.entry.klm import CONFIRM, READ, Effort, typing
from tests.bench.entry.papers import Book, EntryDict, Paper
from tests.bench.entry.person import Outcome, Person, Seen, answer_from, key_text, raising
from tests.bench.entry.scene import Way

ISSUE = "issue"
"""The word that is typed when an invoice is issued."""
Z = 1.959964
"""Of a 95 % interval."""


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, by Wilson's score; (0, 1) of nothing."""
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(slots=True)
class Cell:
    """The errors of one kind and way.

    `plain` counts those that were read rightly the second time, `pairs` those that only a pair shown side by side
    brought out, `codes` the checks that raised them.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    plain: Counter[Outcome] = field(default_factory=Counter)
    pairs: int = 0
    raised: int = 0
    raised_plain: int = 0
    keys_alone: int = 0
    keys_alone_plain: int = 0
    all_equal: int = 0
    double_entry: int = 0
    codes: Counter[str] = field(default_factory=Counter)

    @property
    def of(self) -> int:
        """How many errors."""
        return self.outcomes.total()

    def share(self, *outcomes: Outcome, plain: bool = False) -> float:
        """The share that ended so."""
        counted = self.plain if plain else self.outcomes
        return sum(counted[outcome] for outcome in outcomes) / (counted.total() or 1)


@dataclass(slots=True)
class Clean:
    """What right entries had to suffer.

    `saved` is the effort on the invoices among them, `issued` that of passing the page once more at their issue.
    """

    of: int = 0
    blocked: int = 0
    asked: int = 0
    second_key: int = 0
    two_more: int = 0
    refused_answers: Counter[str] = field(default_factory=Counter)
    codes: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)
    odd_alarms: Counter[str] = field(default_factory=Counter)
    effort: Effort = field(default_factory=Effort)
    double_entry: Effort = field(default_factory=Effort)
    invoices: int = 0
    saved: Effort = field(default_factory=Effort)
    issued: Effort = field(default_factory=Effort)


@dataclass(slots=True)
class Tally:
    """All counts of one walk."""

    book: Book
    person: Person
    cells: dict[tuple[str, Way], Cell] = field(default_factory=lambda: defaultdict(Cell))
    clean: Clean = field(default_factory=Clean)
    booked: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, book: Book, seed: int = 11) -> Tally:
        """Nothing counted yet."""
        return cls(book, Person(Random(seed), {customer["code"]: customer for customer in book.customers}))

    def add(self, item: Paper | Case, seen: Seen) -> None:
        """Count one right paper or one error."""
        if isinstance(item, Case):
            self._error(item, seen)
        else:
            self._paper(item, seen)

    def _error(self, case: Case, seen: Seen) -> None:
        cell = self.cells[case.kind.name, case.way]
        outcome = self.person.outcome(case, seen)
        cell.outcomes[outcome] += 1
        if not case.misread:
            cell.plain[outcome] += 1
        is_raised = seen.findings is None or bool(raising(case, seen))
        cell.raised += is_raised
        cell.raised_plain += is_raised and not case.misread
        keys_alone = self.person.outcome(case, Seen(Findings(), (Rekey.TOTAL, Rekey.DAY))) is Outcome.KEYED
        cell.keys_alone += keys_alone
        cell.keys_alone_plain += keys_alone and not case.misread
        cell.all_equal += _all_fields(case.typed.entry) in self.booked
        cell.double_entry += bool(case.typed.fields) and not case.misread
        cell.pairs += bool(case.typed.original) and outcome is Outcome.ASKED
        cell.codes.update(raising(case, seen))

    def _paper(self, paper: Paper, seen: Seen) -> None:
        clean, entry = self.clean, paper.entry
        self.booked.add(_all_fields(entry))
        clean.of += 1
        clean.odd[paper.odd] += 1
        if seen.findings is None:
            raise ValueError(f"a right paper cannot be read: {entry}")
        asks = [finding for finding in seen.findings if finding.severity is Severity.ASK]
        clean.blocked += bool(seen.findings.blocking)
        clean.asked += bool(asks) and not seen.findings.blocking
        clean.odd_alarms[paper.odd] += seen.findings.verdict != "clear"
        clean.codes.update({(finding.code, finding.severity) for finding in seen.findings})
        extra = len(set(seen.rekeys) - {Rekey.TOTAL, Rekey.DAY})
        clean.second_key += extra > 0
        clean.two_more += extra > 1
        texts = [key_text(entry, rekey) for rekey in seen.rekeys if rekey is not Rekey.VALUE]
        if Rekey.VALUE in seen.rekeys and asks and asks[0].question:
            answer = answer_from(entry, self.person.customers, asks[0].question) or ""
            texts.append(answer)
            clean.refused_answers[asks[0].code] += not asks[0].question.agrees(answer)
        again = [text for text in texts if self.person.slips()]
        effort = typing([*texts, *again]) + CONFIRM
        for _ in asks:
            effort += READ
        clean.effort += effort
        if entry["kind"] == "invoice":
            clean.invoices += 1
            clean.saved += effort
            # What was answered when the draft was saved is not asked again, total, day and the word are.
            clean.issued += typing([key_text(entry, Rekey.TOTAL), key_text(entry, Rekey.DAY), ISSUE]) + CONFIRM
        clean.double_entry += typing(keyed_fields(entry)) + CONFIRM


def keyed_fields(entry: EntryDict) -> list[str]:
    """Everything that a person types of an entry; half of a line's description is picked from a list."""
    head = (entry["customer"], entry["number"], entry["issued_on"][2:], entry["due_on"] and entry["due_on"][2:])
    texts = [*head, entry["reference"], entry["iban"], entry["vat_id"]]
    if not entry["lines"]:
        texts.append(entry["total"])
    for line in entry["lines"]:
        half = line["description"][: len(line["description"]) // 2]
        texts += [half, line["quantity"], line["unit_price"], line["tax_rate"]]
    return [text for text in texts if text]


def _all_fields(entry: EntryDict) -> str:
    return repr({name: value for name, value in entry.items() if name != "id"})


@dataclass(frozen=True, slots=True)
class Weighted:
    """A weighted share of errors with the half width of its 95 % interval."""

    share: float
    half: float


def kinds_of(group: Group) -> list[Kind]:
    """The kinds that a weight is spread over, evenly."""
    return [kind for kind in KINDS if kind.group is group]


def weighted(shares: dict[str, tuple[float, int]], groups: dict[Group, int] | None = None) -> Weighted:
    """The weighted mean of kinds (`name -> share, count`); the weights of `groups`, all groups when not given."""
    chosen = groups or WEIGHTS
    total = sum(chosen.values())
    mean, variance = 0.0, 0.0
    for group, weight in chosen.items():
        kinds = kinds_of(group)
        for kind in kinds:
            share, of = shares[kind.name]
            part = weight / total / len(kinds)
            mean += part * share
            variance += part * part * share * (1 - share) / max(of, 1)
    return Weighted(mean, Z * math.sqrt(variance))
