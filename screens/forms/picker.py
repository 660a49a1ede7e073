"""Choosing a customer by typing: part of code, name or town; the matches stand below while one is being chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from billdesk.domain.errors import InputError
from billdesk.domain.records import CustomerChoice
from screens.forms.fields import FieldLine, FieldSpec, FormPart
from screens.forms.grid import fit

if TYPE_CHECKING:
    from billdesk.services.desk import Desk
    from screens.base import DeskScreen

SEARCH_AFTER_SECONDS = 0.15
_HINT = "part of code, name or town"
_CODE_WIDTH = 12


class CustomerPicker(Vertical, FormPart):
    """The field and its matches. Up and down go through them, Enter or Tab takes the one that is marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", show=False, priority=True),
        Binding("down", "turn(1)", show=False, priority=True),
        Binding("up", "turn(-1)", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    CustomerPicker {
        height: auto;
        & > .matches { display: none; padding-left: 13; height: auto; }
    }
    """

    class Chosen(Message):
        """A customer was chosen, or (`None`) the choice was typed over."""

        def __init__(self, choice: CustomerChoice | None) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, chosen: CustomerChoice | None = None, *, limit: int = 6) -> None:
        super().__init__(id="customer-picker")
        self.chosen = chosen
        self.line = FieldLine(
            FieldSpec("customer", "Customer", str, say=lambda _: self._say_chosen(), hint=_HINT, width=30),
            chosen.name if chosen else "",
        )
        self._limit = limit
        self._matches: tuple[CustomerChoice, ...] = ()
        self._matches_for: str | None = None
        self._marked = 0
        self._take_when_found = False
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """The field, and the matches below it."""
        yield self.line
        yield Static(classes="matches")

    def value(self) -> CustomerChoice:
        """The chosen customer. Raises `InputError` when there is none yet."""
        if self.chosen is None:
            if self._matches:
                raise InputError("Several customers match; Shift+Tab lists them.")
            raise InputError("No customer of that name." if self.line.text.strip() else "Choose the customer.")
        return self.chosen

    def snapshot(self) -> dict[str, str]:
        """What was typed, and the choice if it was made."""
        kept = {"customer": self.line.text}
        if self.chosen is not None:
            one = self.chosen
            names = {"id": str(one.id), "code": one.code, "name": one.name, "town": one.town, "currency": one.currency}
            kept |= {f"customer.{name}": text for name, text in names.items()}
        return kept

    def restore(self, kept: Mapping[str, str]) -> None:
        """Put text and choice back."""
        number = kept.get("customer.id", "")
        choice = None
        if number.isdecimal():
            parts = [kept.get(f"customer.{name}", "") for name in ("code", "name", "town", "currency")]
            choice = CustomerChoice(int(number), *parts)
        if choice is not None:
            self._choose(choice)
        else:
            self.line.text = kept.get("customer", "")

    def check(self) -> bool:
        """Whether a customer is chosen."""
        try:
            self.value()
        except InputError as error:
            self.complain(str(error))
            return False
        return True

    def covers(self, field: str) -> bool:
        """The draft calls it `customer_id`."""
        return field in {"customer_id", "customer"}

    def complain(self, sentence: str) -> None:
        """Put the sentence beside the field."""
        self.line.complain(sentence)

    def focus_entry(self, field: str = "") -> None:
        """Put the cursor into the field."""
        self.line.focus_entry()

    async def action_enter(self) -> None:
        """Settle which customer is meant, then go on."""
        await self.line.entry.caught_up()
        if self._take() or self._matches_for != self.line.text.strip():
            self.screen.focus_next()
        else:
            self.check()

    def action_turn(self, step: int) -> None:
        """Mark the next match, or leave the field when there are none."""
        if self._matches and self.chosen is None:
            self._marked = (self._marked + step) % len(self._matches)
            self._show_matches()
        else:
            (self.screen.focus_next if step > 0 else self.screen.focus_previous)()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if self.chosen is not None and event.value != self.chosen.name:
            self.chosen = None
            self.post_message(self.Chosen(None))
        if self.chosen is None and event.value.strip():
            self._search_soon()
        else:
            self._hide_matches()

    def on_descendant_focus(self) -> None:
        """Coming back to several that match, one chooses among them: none is taken that is not in sight."""
        if self.chosen is None and self._matches and self._matches_for == self.line.text.strip():
            self._show_matches()

    @on(Input.Blurred)
    def _left(self) -> None:
        self._take()
        self._hide_matches()

    def _take(self) -> bool:
        """Choose the marked match; while the search still runs, choose as soon as it is clear which is meant."""
        text = self.line.text.strip()
        if self.chosen is not None or not text:
            return self.chosen is not None
        if self._matches_for == text:
            if self._matches:
                self._choose(self._matches[self._marked])
            return self.chosen is not None
        self._take_when_found = True
        self._search_now()
        return False

    def _search_soon(self) -> None:
        self._take_when_found = False
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SEARCH_AFTER_SECONDS, self._search_now)

    def _search_now(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        text, limit = self.line.text.strip(), self._limit

        def search(desk: Desk) -> tuple[CustomerChoice, ...]:
            from billdesk.services import customers

            return customers.search(desk, text, limit)

        screen = cast("DeskScreen[object]", self.screen)
        screen.run_service(search, group="pick-customer", on_done=lambda found: self._found(text, found))

    def _found(self, text: str, matches: tuple[CustomerChoice, ...]) -> None:
        if not self.is_attached or self.line.text.strip() != text or self.chosen is not None:
            return
        self._matches, self._matches_for, self._marked = matches, text, 0
        exact = [match for match in matches if match.code.casefold() == text.casefold()]
        if self._take_when_found and (exact or len(matches) == 1):
            self._choose((exact or list(matches))[0])
            return
        self._take_when_found = False
        if self.line.entry.has_focus:
            self._show_matches()
        else:
            self.check()

    def _choose(self, choice: CustomerChoice) -> None:
        self.chosen = choice
        self._matches, self._matches_for = (), None
        self.line.text = choice.name
        self._hide_matches()
        self.post_message(self.Chosen(choice))

    def _say_chosen(self) -> str:
        if self.chosen is None:
            return ""
        return ", ".join(part for part in (self.chosen.code, self.chosen.town, self.chosen.currency) if part)

    def _show_matches(self) -> None:
        below = self.query_one(".matches", Static)
        rows = []
        wide = max((min(cell_len(match.name), 36) for match in self._matches), default=0)
        for at, match in enumerate(self._matches):
            mark = ("▌", "$accent") if at == self._marked else (" ", "")
            words = f"{fit(match.code, _CODE_WIDTH, right=False)} {fit(match.name, wide, right=False)}"
            town = f"  {fit(match.town, 18, right=False).rstrip()}"
            rows.append(Content.assemble(mark, (words, "bold" if at == self._marked else ""), (town, "$dim")))
        below.update(Content("\n").join(rows) if rows else "No customer matches.")
        below.display = True

    def _hide_matches(self) -> None:
        self.query_one(".matches", Static).display = False
