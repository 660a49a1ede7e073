"""When a screen is painted: the first frame once and at once, and whoever waits for it is told."""

from __future__ import annotations

from textual.screen import Screen, ScreenResultType


class PaintedScreen(Screen[ScreenResultType]):
    """A screen whose first frame is one frame, and that knows whether it was painted."""

    is_ready = False
    """Whether the screen has its focus and was painted."""

    def on_mount(self) -> None:
        """Note when the first frame is there."""
        self.call_after_refresh(self._is_painted)

    def _is_painted(self) -> None:
        self.is_ready = True

    def _compositor_refresh(self) -> None:
        """Paint nothing while Textual gathers changes: it would render all lines and then throw them away.

        At the start that costs a second frame, and the first one shows only what changed after the one thrown away.
        """
        if not self.app._batch_count:
            super()._compositor_refresh()

    def paint_now(self) -> None:
        """Paint what is laid out, without waiting for Textual's next sixtieth of a second."""
        self._repaint_required = False
        self._compositor_refresh()
