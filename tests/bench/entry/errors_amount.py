"""Errors in amounts: slips of digits, of the point and the sign, a line left out, a wrong rate."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

from tests.bench.entry.papers import EntryDict, LineDict
from tests.bench.entry.scene import Scene, Typed, Way
from tests.bench.entry.slips import COMMON, Slip, doubled, jump_swapped, omitted, signed, substituted, swapped, times


def _another(text: str, slip: Slip, rng: Random) -> str | None:
    """The slip, if it changes the value and leaves a number that is not nothing."""
    wrong = slip(text, rng)
    if wrong is None or Decimal(wrong) in {Decimal(text), Decimal(0)}:
        return None
    return wrong


def _in_amount(slip: Slip) -> Callable[[Scene], Typed | None]:
    def make(scene: Scene) -> Typed | None:
        entry = scene.entry
        if entry["lines"] and scene.way is Way.FORM:
            return in_a_line(scene, slip)
        total = _another(entry["total"], slip, scene.rng)
        return scene.typed({**entry, "total": total}, "total") if total else None

    return make


def in_a_line(scene: Scene, slip: Slip) -> Typed | None:
    """A quantity or a unit price goes wrong, more often the one with more digits."""
    lines = scene.entry["lines"]
    place = scene.rng.randrange(len(lines))
    line = lines[place]
    if scene.rng.random() * len(line["quantity"] + line["unit_price"]) < len(line["quantity"]):
        wrong = _another(line["quantity"], slip, scene.rng)
        changed: LineDict = {**line, "quantity": wrong or ""}
    else:
        wrong = _another(line["unit_price"], slip, scene.rng)
        changed = {**line, "unit_price": wrong or ""}
    return _with_lines(scene, [*lines[:place], changed, *lines[place + 1 :]]) if wrong else None


def _with_lines(scene: Scene, lines: list[LineDict]) -> Typed | None:
    """The lines as typed; the form computes the total from them, otherwise it stays as the paper states it."""
    entry: EntryDict = {**scene.entry, "lines": lines}
    computed = scene.total(entry)
    if Decimal(computed) == Decimal(scene.entry["total"]):
        return None
    if scene.way is Way.FORM:
        entry["total"] = computed
    return scene.typed(entry, "lines")


def _missing_line(scene: Scene) -> Typed | None:
    lines = scene.entry["lines"]
    if len(lines) < 2:
        return None
    left_out = scene.rng.randrange(len(lines))
    return _with_lines(scene, [*lines[:left_out], *lines[left_out + 1 :]])


def _single_amount(scene: Scene) -> Typed | None:
    return in_a_line(scene, scene.rng.choice(COMMON)) if len(scene.entry["lines"]) > 1 else None


def wrong_tax_rate(scene: Scene) -> Typed | None:
    """Another rate of the country, or one that was, on one line or on all."""
    lines = scene.entry["lines"]
    if not lines:
        return None
    rate = scene.rng.choice(scene.around.rates)
    place = scene.rng.randrange(len(lines))
    everywhere = scene.rng.random() < 0.5
    changed: list[LineDict] = [
        {**line, "tax_rate": rate} if everywhere or at == place else line for at, line in enumerate(lines)
    ]
    return _with_lines(scene, changed)


MAKERS: dict[str, Callable[[Scene], Typed | None]] = {
    "digit substituted": _in_amount(substituted),
    "adjacent digits swapped": _in_amount(swapped),
    "jump swap": _in_amount(jump_swapped),
    "digit omitted": _in_amount(omitted),
    "digit doubled": _in_amount(doubled),
    "ten times": _in_amount(times(1)),
    "a hundred times": _in_amount(times(2)),
    "sign": _in_amount(signed),
    "missing line": _missing_line,
    "single amount of a line": _single_amount,
}
