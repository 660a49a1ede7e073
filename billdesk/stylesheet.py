"""A style sheet that parses each source once.

Textual parses every rule of every widget anew when a screen brings its styles or a theme is set, which happens three
times before the first frame and again for each screen that is opened. As long as the variables stay the same, so do
the parsed rules.
"""

from __future__ import annotations

from textual.css.stylesheet import Stylesheet


class ThriftyStylesheet(Stylesheet):
    """Textual's style sheet, which forgets what it parsed only when a variable has another value."""

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take new values; the same ones change nothing."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Bring the rules up to the sources; only those that are new are parsed."""
        self.parse()
