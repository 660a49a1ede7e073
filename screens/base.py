"""What every screen and dialog of the desk stands on.

How to write a screen
---------------------
    class InvoiceScreen(DeskScreen[None]):
        SCOPE = Scope.INVOICE                      # its commands, keys, footer and help: from billdesk.commands
        CSS_PATH = "invoice.tcss"                  # begin every rule with the screen's type name

        def body(self) -> ComposeResult:           # instead of compose(); the footer line is added below it
            yield Static(inert(name), id="head")

        def on_mount(self) -> None:
            self.run_service(lambda desk: invoices.get(desk, self.invoice_id), group="invoice", on_done=self.show)

        def do_receipt(self) -> None: ...          # carries out the command `receipt`; no binding is written by hand
        def why_not(self, command_id: str) -> str | None:      # a sentence when a command is not available now
            return "It is settled." if command_id == "receipt" and not self.view.open_minor else None

A command of the scope whose `do_…` method is missing does not exist on that screen. One that says `why_not` stays
visible, dimmed; its reason stands in F1 help and is said in the footer line when the key is pressed. Commands that
write are refused by themselves on a desk open for viewing only. After anything that changes availability call
`refresh_commands()`.

How to reach the book
---------------------
`run_service(fn, group=…, on_done=…)` runs `fn(desk)` in a thread; a newer call of the same group overtakes an older
one, whose result is dropped. Import services inside `fn`, never at the top of a screen. `run_save` is for writes: it
belongs to the app, so it ends although the form below it closes, and no second save cancels the first. A `DeskError`
is shown as a dialog with its way out unless `on_error` takes it; anything else is a crash with a report.

What else there is
------------------
`say(sentence)` puts a quiet note into the footer line for a while. `tell(error)` shows a dialog. Dialogs
subclass `DeskDialog[Result]`, set `SCOPE` and end with `close(result)`, which is safe to call twice.
`host` is the running app as screens may know it. A form overrides `has_changes` and `keep_draft`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.screen import ModalScreen
from textual.widgets import Static

from billdesk.command import Command, Scope
from billdesk.commands import command, reachable
from billdesk.domain.errors import DeskError
from billdesk.keymap import Keymap, key_label
from billdesk.opening import Opening
from billdesk.widgets.footer import DeskFooter, FooterItem
from screens.jobs import ServiceRunner
from screens.painting import PaintedScreen

if TYPE_CHECKING:
    from datetime import datetime

    from billdesk.services.desk import Desk

R = TypeVar("R")
T = TypeVar("T")

MIN_WIDTH, MIN_HEIGHT = 60, 16
READ_ONLY = "The desk is open for viewing only."
MORE_ROOM = f"Billdesk needs {MIN_WIDTH} columns and {MIN_HEIGHT} lines; please give it more room."


class Host(Protocol):
    """The running app as screens know it."""

    opening: Opening
    keymap: Keymap

    @property
    def read_only(self) -> bool:
        """Whether the book can only be looked at."""

    @property
    def today_is_set(self) -> bool:
        """Whether the desk works as if it were another day than the real one."""

    def desk(self) -> Desk:
        """The open desk. The first call opens it and takes its time: make it in a worker."""

    def crash(self, error: BaseException) -> None:
        """Write a report of an unexpected error, restore the terminal and leave."""

    def leave(self) -> None:
        """Quit, after asking when an entry is unfinished."""

    def watch_held(self, due: datetime | None) -> None:
        """Book what is held at `due`, the next time that one takes effect."""

    def switch_look(self) -> None:
        """Change between the light and the dark look."""

    def drop_keys(self) -> None:
        """Forget keys that were typed for something that did not open."""

    def run_save(
        self,
        save: Callable[[Desk], T],
        on_done: Callable[[T], None],
        on_error: Callable[[DeskError], None] | None = None,
    ) -> None:
        """See `DeskScreen.run_save`."""


class DeskScreen(PaintedScreen[R], ServiceRunner):
    """A screen whose keys, footer and help come from the registry of commands. See the module's docstring."""

    SCOPE: ClassVar[Scope] = Scope.APP
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    DeskScreen {
        layout: vertical;
        #more-room { display: none; width: 1fr; height: 1fr; content-align: center middle; text-align: center; }
        &.-too-small > * { display: none; }
        &.-too-small > #more-room { display: block; }
    }
    """

    def body(self) -> ComposeResult:
        """The widgets between the top of the screen and the footer line."""
        yield from ()

    def compose(self) -> ComposeResult:
        """The body, the footer line, and the line that asks for more room."""
        yield from self.body()
        yield DeskFooter()
        yield Static(MORE_ROOM, id="more-room", markup=False)

    @property
    def host(self) -> Host:
        """The running app."""
        return cast("Host", self.app)

    @property
    def has_changes(self) -> bool:
        """Whether something was entered here that is not saved. For forms."""
        return False

    def keep_draft(self) -> None:
        """Write what is being typed to disk now: the program is about to end. For forms."""

    # Commands

    def on_mount(self) -> None:
        """Bind the keys in force and fill the footer."""
        own = BindingsMap(
            Binding(key, f"screen.command('{item.id}')", item.name, show=False)
            for item in self.commands()
            for key in self.host.keymap.keys_on(item, self.SCOPE)
        )
        inherited = {
            key: found for key, found in self._bindings.key_to_bindings.items() if key not in own.key_to_bindings
        }
        self._bindings = BindingsMap.from_keys(inherited | own.key_to_bindings)
        self.refresh_commands()

    def binds(self, key: str) -> bool:
        """Whether a key does something on this screen itself."""
        return key in self._bindings.key_to_bindings

    def needs_sight(self, key: str) -> bool:
        """Whether a key says yes to something that has to be seen first. For dialogs."""
        del key
        return False

    def commands(self) -> tuple[Command, ...]:
        """The commands that exist on this screen: those of its scope that it can carry out."""
        return tuple(
            item for item in reachable(self.SCOPE) if Scope.LIST not in item.scopes and hasattr(self, item.method)
        )

    def why_not(self, command_id: str) -> str | None:
        """The sentence that says why a command is not available now, or `None` when it is. For subclasses."""
        del command_id
        return None

    def reason_against(self, item: Command) -> str | None:
        """Why a command cannot be carried out now: the desk's reason or the screen's own."""
        if item.writes and self.host.read_only:
            return READ_ONLY
        return self.why_not(item.id)

    def action_command(self, command_id: str) -> None:
        """Carry a command out, or say why not."""
        reason = self.reason_against(command(command_id))
        if reason is not None:
            self.say(reason)
            return
        item = command(command_id)
        getattr(self, item.method)(*item.arguments)

    def refresh_commands(self) -> None:
        """Show in the footer what can be done now."""
        keymap = self.host.keymap
        items = [
            FooterItem(item.id, keys[0], item.footer, item.rank, self.reason_against(item) is None)
            for item in self.commands()
            if item.footer and (keys := keymap.keys_on(item, self.SCOPE))
        ]
        self.show_footer(items)

    def show_footer(self, items: Sequence[FooterItem]) -> None:
        """Show these commands in the footer."""
        for footer in self.query(DeskFooter):
            footer.show_items(items)

    def say(self, sentence: str) -> None:
        """Show a quiet note in the footer line, until the next key or for some seconds."""
        for footer in self.query(DeskFooter):
            footer.say(sentence)

    def tell(self, error: DeskError) -> None:
        """Show an expected failure as a dialog: what, where, and the way out."""
        from screens.dialogs.message import MessageDialog

        self.host.drop_keys()
        self.app.push_screen(MessageDialog.of_error(error))

    def action_copy_text(self) -> None:
        """Ctrl+C copies what the mouse has selected; whoever meant to leave reads how."""
        if self.get_selected_text() is None:
            self.say_how_to_leave()
        else:
            super().action_copy_text()

    def say_how_to_leave(self) -> None:
        """Name the key that quits."""
        leave = self.host.keymap.keys(command("quit"))[0]
        self.say(f"{key_label(leave)} leaves the desk.")

    def do_back(self) -> None:
        """Leave the screen without a result."""
        if len(self.app.screen_stack) > 1:
            self.dismiss(None)

    def do_help(self) -> None:
        """Show the keys that work here."""
        from screens.dialogs.help import HelpDialog

        self.app.push_screen(HelpDialog(self))

    def do_palette(self) -> None:
        """Choose one of this screen's commands by name."""
        from screens.dialogs.choose import choose_command

        choose_command(self)

    def do_feedback(self) -> None:
        """Note praise, a complaint or an idea about what is shown."""
        from screens.giving_feedback import give_feedback

        give_feedback(self)

    def do_theme(self) -> None:
        """Change between the light and the dark look."""
        self.host.switch_look()

    def do_quit(self) -> None:
        """Leave the desk."""
        self.host.leave()

    # The book

    def run_service(
        self,
        ask: Callable[[Desk], T],
        *,
        group: str,
        on_done: Callable[[T], None],
        on_error: Callable[[DeskError], None] | None = None,
    ) -> None:
        """Run `ask(desk)` in a thread and hand its result to `on_done`; a newer call of `group` overtakes this one."""
        host = self.host
        self.start_job(
            lambda: ask(host.desk()), group=group, newest_only=True, on_done=on_done, on_error=on_error or self.tell
        )

    def run_save(
        self,
        save: Callable[[Desk], T],
        *,
        on_done: Callable[[T], None],
        on_error: Callable[[DeskError], None] | None = None,
    ) -> None:
        """Run a write, which nothing overtakes and which ends although this screen closes.

        A `DeskError` goes to `on_error`, or becomes a dialog. Lock the form until one of the two has been called.
        """
        self.host.run_save(save, on_done, on_error)

    # Room

    def on_resize(self, event: events.Resize) -> None:
        """Ask for more room instead of drawing something unreadable."""
        too_small = event.size.width < MIN_WIDTH or event.size.height < MIN_HEIGHT
        self.set_class(too_small, "-too-small")


class DeskDialog(DeskScreen[R], ModalScreen[R]):
    """A dialog over a screen. It has no footer line of its own; it shows its keys in its text."""

    SCOPE = Scope.DIALOG
    DEFAULT_CSS = """
    DeskDialog {
        align: center middle;
        background: transparent;
    }
    DeskDialog .dialog {
        width: auto;
        max-width: 96%;
        height: auto;
        max-height: 90%;
        padding: 1 2;
        border: round $accent;
        background: $background;
    }
    """

    _closed_with_result = False

    def close(self, result: R | None = None) -> None:
        """End the dialog with its result, once: a second call would close the screen below."""
        if not self._closed_with_result:
            self._closed_with_result = True
            self.dismiss(result)

    def do_back(self) -> None:
        """Leave the dialog without a result."""
        self.close(None)

    def compose(self) -> ComposeResult:
        """The body and the line that asks for more room."""
        yield from self.body()
        yield Static(MORE_ROOM, id="more-room", markup=False)
