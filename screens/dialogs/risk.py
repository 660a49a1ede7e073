"""The risk of an entry in the double check: what it rests on, point by point, and what it leads to."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from billdesk.domain.checks.rekey import Risk
from billdesk.text import inert, inert_plain
from screens.base import DeskDialog


def say_risk(risk: Risk, threshold: int) -> str:
    """`45 points; a second key is asked from 40 on.`"""
    points = "1 point" if risk.score == 1 else f"{risk.score} points"
    return f"{points}; a second key is asked from {threshold} on."


class RiskDialog(DeskDialog[None]):
    """The parts of an entry's risk in words."""

    DEFAULT_CSS = "RiskDialog .dialog { width: 68; } RiskDialog .parts { margin-top: 1; }"

    def __init__(self, risk: Risk, threshold: int) -> None:
        super().__init__()
        self._risk, self._threshold = risk, threshold

    def body(self) -> ComposeResult:
        """The score, its parts, where the threshold is set."""
        with VerticalScroll(classes="dialog"):
            yield Static("Risk of this entry", classes="title")
            yield Static(inert(say_risk(self._risk, self._threshold)))
            lines = [
                Content.assemble((inert_plain(f"{points:>4}  "), "bold"), inert_plain(reason))
                for reason, points in self._risk.parts
            ]
            yield Static(Content("\n").join(lines) if lines else "Nothing speaks for it.", classes="parts")
            yield Static("The threshold stands in the company settings.", classes="dim")
            yield Static("Esc close", classes="keys")

    def on_mount(self) -> None:
        """The arrows scroll."""
        self.query_one(VerticalScroll).focus()
