"""Text that is laid out for the width it gets, line by line: heads, tables, stories.

A `Line` is a tuple of runs of one style each. `row` lays cells beside each other, `paragraph` wraps a text behind its
label, `heading` rules off a part. Every string is made inert here, once, and again where it is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from billdesk.text import inert_plain
from billdesk.widgets.cells import segment
from screens.queue_rows import cut, right

HOWS = ("plain", "dim", "act", "late", "near", "done", "rule", "accent")
GAP = 2
INDENT = 2
RULE = "─"


@dataclass(frozen=True, slots=True)
class Run:
    """Some text of one style; `how` is one of `HOWS`."""

    text: str
    how: str = "plain"


Line = tuple[Run, ...]
Writer = Callable[[int], Sequence[Line]]
"""Makes the lines for a width in cells."""
KeyOf = Callable[[str], str]
"""How the key of a command is written for the reader."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: `width` 0 takes what the others leave."""

    text: str
    width: int = 0
    flush_right: bool = False
    how: str = "plain"


def wrap(text: str, width: int) -> list[str]:
    """Break an inert text into lines of at most `width` cells, at spaces where there are any; never empty."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if cell_len(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = chop_cells(word, max(2, width)) or [""]
        lines.extend(full)
    return [*lines, line]


def row(width: int, *cells: Cell, indent: int = INDENT, wrapped: bool = False) -> list[Line]:
    """Lay cells beside each other; the one without a width is cut, or wrapped onto further lines below itself."""
    fixed = sum(cell.width for cell in cells) + GAP * (len(cells) - 1) + indent
    room = max(4, width - fixed)
    flexible = next((cell for cell in cells if not cell.width), None)
    texts = wrap(inert_plain(flexible.text), room) if wrapped and flexible else [""]
    lines = []
    for number, text in enumerate(texts):
        runs = [Run(" " * indent)] if indent else []
        for at, cell in enumerate(cells):
            if at:
                runs.append(Run(" " * GAP))
            shown = text if wrapped and cell is flexible else inert_plain(cell.text) if number == 0 else ""
            runs.append(Run(_fitted(shown, cell.width or room, cell.flush_right), cell.how))
        lines.append(tuple(runs))
    return lines


def _fitted(text: str, width: int, flush_right: bool) -> str:
    return right(cut(text, min(cell_len(text), width)), width) if flush_right else cut(text, width)


def paragraph(width: int, label: str, text: str, *, label_width: int = 7, how: str = "plain") -> list[Line]:
    """A label and a text that wraps beside it."""
    return row(width, Cell(label, label_width, how="dim"), Cell(text, how=how), indent=1, wrapped=True)


def at_most(lines: Sequence[Line], most: int) -> list[Line]:
    """No more than `most` lines; where some are left out the last run of the last one ends in an ellipsis."""
    if len(lines) <= most:
        return list(lines)
    *before, (*runs, text) = lines[:most]
    return [*before, (*runs, Run(cut(f"{text.text.rstrip()}…", cell_len(text.text)), text.how))]


def heading(width: int, text: str) -> Line:
    """A part's name in a rule."""
    name = inert_plain(text)
    return (
        Run(f" {RULE}{RULE} ", "rule"),
        Run(name, "dim"),
        Run(f" {RULE * max(0, width - cell_len(name) - 5)}", "rule"),
    )


def rule(width: int) -> Line:
    """A rule from edge to edge."""
    return (Run(RULE * width, "rule"),)


def spread(width: int, left: Sequence[Run], end: Sequence[Run]) -> Line:
    """Runs at the left, cut where they are too long, and others at the right edge, which stay whole."""
    tail = [Run(inert_plain(run.text), run.how) for run in end]
    room = width - sum(cell_len(run.text) for run in tail) - (GAP + 1 if tail else 1)
    runs = []
    for run in left:
        text = inert_plain(run.text)
        shown = cut(text, max(0, min(cell_len(text), room)))
        runs.append(Run(shown, run.how))
        room -= cell_len(shown)
    return (*runs, Run(" " * (max(0, room) + GAP + 1)), *tail) if tail else tuple(runs)


def way_runs(standing: str, key_of: KeyOf) -> Line:
    """`[ ‹ 3 of 61 › ]`: where one stands between the keys that lead on."""
    back, onwards = key_of("previous-record"), key_of("next-record")
    return (Run(f" {back} ", "accent"), Run(standing, "dim"), Run(f" {onwards}", "accent"))


class Beside(VerticalScroll):
    """What stands beside a list: Tab takes the keys there while there is more of it than can be seen."""

    DEFAULT_CSS = """
    Beside {
        display: none; width: 40%; max-width: 64; margin-left: 2; scrollbar-size-vertical: 1;
        &:focus { scrollbar-color: $accent; }
    }
    """

    def allow_focus(self) -> bool:
        """Whether there is anything to scroll."""
        return super().allow_focus() and self.max_scroll_y > 0


class Paper(Widget):
    """Shows what a `Writer` makes for its width; as high as that needs."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"paper--{how}" for how in HOWS}
    DEFAULT_CSS = """
    Paper {
        height: auto;
        width: 1fr;
        & > .paper--plain { color: $foreground; }
        & > .paper--dim { color: $dim; }
        & > .paper--act { color: $foreground; text-style: bold; }
        & > .paper--late { color: $late; }
        & > .paper--near { color: $near; }
        & > .paper--done { color: $done; }
        & > .paper--rule { color: $rule; }
        & > .paper--accent { color: $accent; text-style: bold; }
        &:ansi > .paper--dim { text-style: dim; }
        &:ansi > .paper--rule { text-style: dim; }
        &:ansi > .paper--late { text-style: underline; }
    }
    """

    def __init__(self, name_id: str) -> None:
        super().__init__(id=name_id)
        self._write: Writer = _nothing
        self._laid_out: tuple[int, Sequence[Line]] | None = None

    def show(self, write: Writer) -> None:
        """Show other lines."""
        self._write = write
        self._laid_out = None
        self.refresh(layout=True)

    @property
    def text(self) -> str:
        """What is shown, as one string."""
        return "\n".join("".join(run.text for run in line).rstrip() for line in self._lines(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the text has at that width."""
        del container, viewport
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        """One line of the text."""
        width = self.size.width
        lines = self._lines(width)
        runs = lines[y] if y < len(lines) else ()
        strip = Strip(segments(runs, self))
        return strip.adjust_cell_length(width, self.get_component_rich_style("paper--plain"))

    def _lines(self, width: int) -> Sequence[Line]:
        if self._laid_out is None or self._laid_out[0] != width:
            self._laid_out = width, self._write(width) if width else ()
        return self._laid_out[1]


def segments(runs: Sequence[Run], widget: Widget, prefix: str = "paper") -> list[Segment]:
    """The runs as segments in the colours of `widget`, whose component classes begin with `prefix`."""
    return [segment(run.text, widget.get_component_rich_style(f"{prefix}--{run.how}")) for run in runs]


def _nothing(width: int) -> Sequence[Line]:
    del width
    return ()
