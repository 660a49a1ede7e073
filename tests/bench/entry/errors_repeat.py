"""Papers that come twice, and papers that are read wrongly the same way twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from tests.bench.entry import errors_date
from tests.bench.entry.papers import EntryDict
from tests.bench.entry.scene import Scene, Typed, Way, due_by_terms
from tests.bench.entry.slips import misread


def _again(scene: Scene, entry: EntryDict, later: int) -> Typed | None:
    """The paper on the desk a second time, so many days later (at least one place later in the walk)."""
    at = scene.around.first_at(scene.paper.keyed_on + timedelta(days=later))
    if at is None:
        return None
    second: EntryDict = {**entry, "id": f"{entry['id']}-again"}
    return Typed(second, second, frozenset(), max(at, scene.at + 1), original=scene.entry["id"])


def _exact(scene: Scene) -> Typed | None:
    if scene.at + 1 >= len(scene.around.days):
        return None
    return _again(scene, scene.entry, scene.rng.randint(0, 10))


def _reformatted(scene: Scene) -> Typed | None:
    """The same paper with its number and reference written otherwise."""
    entry = scene.entry
    number = entry["number"]
    styles: tuple[Callable[[str], str], ...] = (
        str.lower,
        lambda text: text.replace("-", "/"),
        lambda text: text.replace("-", " ").replace("/", " "),
        lambda text: text.replace("-", "").replace("/", ""),
        lambda text: text.replace("0", "O", 1),
        lambda text: text.replace("1", "I", 1),
        lambda text: text.replace("-0", "-").replace("/0", "/"),
    )
    style = scene.rng.choice(styles)
    written: EntryDict = {
        **entry, "number": style(number) if number else None,
        "reference": scene.rng.choice(styles[:4])(entry["reference"]),
        "lines": [{**line, "description": line["description"].upper()} for line in entry["lines"]],
    }  # fmt: skip
    if (written["number"], written["reference"]) == (number, entry["reference"]):
        return None
    return _again(scene, written, scene.rng.randint(0, 10)) if scene.at + 1 < len(scene.around.days) else None


def _renumbered(scene: Scene) -> Typed | None:
    """The same business once more: a document under the next number of its series, a receipt from another advice."""
    again = _again(scene, scene.entry, scene.rng.randint(0, 4)) if scene.at + 1 < len(scene.around.days) else None
    if again is None:
        return None
    if scene.entry["kind"] == "receipt":
        return _other_advice(scene, again)
    following = _next_of_series(scene, again.at)
    if following is None:
        return None
    days = (date.fromisoformat(following["issued_on"]) - date.fromisoformat(scene.entry["issued_on"])).days
    if not 0 <= days <= 5:
        return None
    entry = again.entry.copy()
    entry["number"], entry["issued_on"] = following["number"], following["issued_on"]
    if entry["due_on"]:
        entry["due_on"] = due_by_terms(scene.customer["terms"], date.fromisoformat(entry["issued_on"])).isoformat()
    return replace(again, paper=entry, entry=entry)


def _next_of_series(scene: Scene, at: int) -> EntryDict | None:
    """The next document of the same series: its number is what the second one gets."""
    series = (scene.entry["number"] or "")[:2]
    for paper in scene.around.book.papers[at : at + 400]:
        if paper.entry["kind"] == scene.entry["kind"] and (paper.entry["number"] or "").startswith(series):
            return paper.entry
    return None


def _other_advice(scene: Scene, again: Typed) -> Typed:
    """Once from the payer's letter, once from the statement: a few days apart, with another text."""
    entry = again.entry.copy()
    day = date.fromisoformat(entry["issued_on"]) + timedelta(days=scene.rng.randint(0, 3))
    entry["issued_on"] = min(day, scene.around.days[again.at]).isoformat()
    if entry["number"]:
        entry["number"] = f"{entry['number'][:-3]}{scene.rng.randint(100, 999)}"
    if scene.rng.random() < 0.5:
        entry["reference"] = scene.rng.choice(("", f"{entry['reference']} {scene.customer['name'].upper()[:20]}"))
    return replace(again, paper=entry, entry=entry)


def misread_twice(scene: Scene) -> Typed | None:
    """What cannot be read well is read wrongly, and wrongly again: an amount, a date or a reference.

    Both keyings agree. By the form that takes a receipt: the total of a document is not typed before the step.
    """
    entry, rng = scene.entry, scene.rng
    field = rng.choices(("total", "issued_on", "reference"), (60, 20, 20))[0]
    if field == "total":
        if entry["lines"] and scene.way is Way.FORM:
            return None
        total = misread(entry["total"], rng)
        wrong = total is not None and Decimal(total) != 0
        return scene.typed({**entry, "total": total or ""}, "total") if wrong else None
    if field == "issued_on":
        day = misread(entry["issued_on"][8:], rng) or ""
        text = f"{entry['issued_on'][:8]}{day}"
        return scene.typed({**entry, "issued_on": text}, "issued_on") if errors_date.is_a_date(text) else None
    reference = misread(entry["reference"], rng)
    return scene.typed({**entry, "reference": reference}, "reference") if reference else None


MAKERS: dict[str, Callable[[Scene], Typed | None]] = {
    "duplicate, exact": _exact,
    "duplicate, re-formatted": _reformatted,
    "duplicate, renumbered": _renumbered,
}
