"""Which keys reach which command: the registry's defaults, or the user's own from `keymap.toml`.

    [keys]
    receipt = "r"
    help = ["f1", "ctrl+o"]

The file is checked at start. Whatever is wrong with it (a command or a key that does not exist, two commands of
one screen on the same key, a letter where one types, confirming by Enter or by the key that led to the double check,
unreadable TOML) is said in one sentence with file, line and the nearest valid name,
and then the defaults hold for everything: half a keymap would surprise more than none.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from billdesk.command import Command, Scope
from billdesk.commands import COMMANDS, by_id, commands_of, reachable
from billdesk.domain.errors import SettingsError

FILE_NAME = "keymap.toml"
_MODIFIERS = ("ctrl", "shift", "alt", "super")
_NAMED = (
    *("enter", "escape", "tab", "space", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown"),
    *("up", "down", "left", "right"),
)
_SIGNS = {
    "question_mark": "?", "slash": "/", "backslash": "\\", "colon": ":", "semicolon": ";", "comma": ",",
    "full_stop": ".", "exclamation_mark": "!", "quotation_mark": '"', "apostrophe": "'", "number_sign": "#",
    "dollar_sign": "$", "percent_sign": "%", "ampersand": "&", "left_parenthesis": "(", "right_parenthesis": ")",
    "asterisk": "*", "plus": "+", "minus": "-", "less_than_sign": "<", "equals_sign": "=", "greater_than_sign": ">",
    "at": "@", "left_square_bracket": "[", "right_square_bracket": "]", "circumflex_accent": "^",
    "underscore": "_", "grave_accent": "`", "left_curly_bracket": "{", "vertical_line": "|",
    "right_curly_bracket": "}", "tilde": "~",
}  # fmt: skip
KEY_NAMES = frozenset(_NAMED) | frozenset(_SIGNS) | {f"f{number}" for number in range(1, 25)}
"""Every key name that is not a letter or a digit."""
_LABELS = _SIGNS | {
    "enter": "↵", "escape": "Esc", "tab": "Tab", "space": "Space", "backspace": "Backspace", "delete": "Del",
    "insert": "Ins", "home": "Home", "end": "End", "pageup": "PgUp", "pagedown": "PgDn",
    "up": "↑", "down": "↓", "left": "←", "right": "→",
}  # fmt: skip
_RUBBING = frozenset({"space", "backspace", "delete"})
_SENT_AS_ENTER = frozenset({"ctrl+m", "ctrl+j"})
"""Keys that a terminal sends as, or a field takes for, Enter."""
_TYPING = (Scope.FORM, Scope.DOUBLE_CHECK)
_NAMES_OF_SIGNS = {sign: name for name, sign in _SIGNS.items()}


class Keymap(NamedTuple):
    """The keys in force. `own` holds what the user's file changes, by command id."""

    own: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    def keys(self, command: Command) -> tuple[str, ...]:
        """The keys of a command, the one to show first; empty when it has none."""
        return self.own.get(command.id, command.keys)

    def keys_on(self, command: Command, scope: Scope) -> tuple[str, ...]:
        """The keys that reach a command on a screen: what the screen itself binds hides what works everywhere."""
        if Scope.APP not in command.scopes:
            return self.keys(command)
        taken = {key for other in reachable(scope) if Scope.APP not in other.scopes for key in self.keys(other)}
        return tuple(key for key in self.keys(command) if key not in taken)

    def command_for(self, key: str, scope: Scope) -> Command | None:
        """The command that a key reaches within exactly that scope, or `None`."""
        for command in reachable(scope):
            if scope in command.scopes and key in self.keys(command):
                return command
        return None


DEFAULT = Keymap()


def key_label(key: str) -> str:
    """How a key is written for people: `↵`, `?`, `Ctrl+R`, `F1`, `c`."""
    *modifiers, base = key.split("+")
    shown = _LABELS.get(base) or (base.upper() if base[1:].isdigit() and base[0] == "f" else base)
    if not modifiers:
        return shown
    return "+".join([part.capitalize() for part in modifiers] + [shown.upper() if len(shown) == 1 else shown])


def normal_key(text: str) -> str | None:
    """The key's Textual name for what a person wrote (`?`, `Ctrl+R`, `r`, `F2`), or `None` if there is no such key."""
    *modifiers, base = text.strip().split("+") if text.strip() not in ("+", "") else ([text.strip()])
    prefixes = [part.casefold() for part in modifiers]
    if any(part not in _MODIFIERS for part in prefixes) or len(set(prefixes)) != len(prefixes):
        return None
    name = _NAMES_OF_SIGNS.get(base, base)
    if len(name) == 1:
        if not (name.isascii() and name.isalnum()):
            return None
        name = name.casefold() if prefixes else name
    elif name.casefold() in KEY_NAMES:
        name = name.casefold()
    else:
        return None
    return "+".join([part for part in _MODIFIERS if part in prefixes] + [name])


def load(path: Path) -> Keymap:
    """Read the user's keymap; without a file the defaults.

    Raises `InputError` with one sentence that names file, line and the nearest valid name.
    """
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return DEFAULT
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"{path} cannot be read as text.", "The usual keys hold until it can.") from error
    import tomllib  # here: most desks have no keymap of their own, and the first frame waits for this

    try:
        content = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: {error}.", "The usual keys hold until it is mended.") from error
    keymap = Keymap(_read_keys(path, source, content))
    _refuse_clashes(path, source, keymap)
    _refuse_typing(path, source, keymap)
    _refuse_hasty_confirm(path, source, keymap)
    return keymap


def _read_keys(path: Path, source: str, content: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    extra = next((name for name in content if name != "keys"), None)
    table = content.get("keys", {})
    if extra is not None or not isinstance(table, dict):
        raise _mistake(path, source, extra or "keys", "only a table [keys] is expected")
    own: dict[str, tuple[str, ...]] = {}
    for command_id, value in table.items():
        if command_id not in by_id():
            raise _mistake(path, source, command_id, f"there is no command “{command_id}”" + _near(command_id, by_id()))
        written = [value] if isinstance(value, str) else value
        if not isinstance(written, list) or not all(isinstance(key, str) for key in written):
            raise _mistake(path, source, command_id, f"“{command_id}” wants a key or a list of keys")
        keys = tuple(_read_key(path, source, command_id, str(key)) for key in written)
        own[command_id] = tuple(dict.fromkeys(keys))
    if not own.get("quit", by_id()["quit"].keys):
        raise _mistake(path, source, "quit", "“quit” needs at least one key")
    return own


def _read_key(path: Path, source: str, command_id: str, written: str) -> str:
    key = normal_key(written)
    if key is None:
        raise _mistake(path, source, command_id, f"there is no key “{written}”" + _near(written.casefold(), KEY_NAMES))
    return key


def _refuse_clashes(path: Path, source: str, keymap: Keymap) -> None:
    """Two commands of one screen on one key are a clash when the user's file made it so.

    A screen's own key may stand before one that works everywhere, as `?` does on the queue.
    """
    for scope in Scope:
        taken: dict[str, Command] = {}
        for command in reachable(scope):
            for key in keymap.keys_on(command, scope):
                other = taken.setdefault(key, command)
                mine = command.id if command.id in keymap.own else other.id
                if other is not command and mine in keymap.own:
                    both = f"“{other.id}” and “{command.id}” are both on {key_label(key)} ({scope})"
                    raise _mistake(path, source, mine, both)
    hidden = next((c for c in COMMANDS if c.id in keymap.own and c.keys and not _reached(keymap, c)), None)
    if hidden is not None:
        raise _mistake(path, source, hidden.id, f"every key of “{hidden.id}” is taken by a screen's own command")


def _refuse_typing(path: Path, source: str, keymap: Keymap) -> None:
    """Where one types, a key that writes a sign is no command."""
    for scope in _TYPING:
        for command in commands_of(scope):
            typed = next((key for key in keymap.own.get(command.id, ()) if _is_typed(key)), None)
            if typed is not None:
                what = f"“{command.id}” cannot be on {key_label(typed)}, which types in a field"
                raise _mistake(path, source, command.id, what)


def _is_typed(key: str) -> bool:
    """Whether a key writes or rubs out a sign in a field: no modifier but shift, and a letter, digit or sign."""
    *modifiers, base = key.split("+")
    return set(modifiers) <= {"shift"} and (len(base) == 1 or base in _SIGNS or base in _RUBBING)


def _refuse_hasty_confirm(path: Path, source: str, keymap: Keymap) -> None:
    """No key pressed once too often may save: not Enter, and no key that leads to the double check."""
    confirming = keymap.keys(by_id()["confirm"])
    enter = next((key for key in confirming if key.split("+")[-1] == "enter" or key in _SENT_AS_ENTER), None)
    if enter is not None:
        raise _mistake(
            path, source, "confirm", f"“confirm” cannot be on {key_label(enter)}, which goes from field to field"
        )
    for command in COMMANDS:
        shared = next((key for key in keymap.keys(command) if key in confirming), None)
        if shared is None or not (command.id == "review" or command.writes):
            continue
        mine = "confirm" if "confirm" in keymap.own else command.id
        what = f"“confirm” cannot be on {key_label(shared)}, the key of “{command.id}”, which leads to the double check"
        raise _mistake(path, source, mine, what)


def _reached(keymap: Keymap, command: Command) -> bool:
    """Whether some screen reaches the command, or its user gave it no key on purpose."""
    if not keymap.keys(command):
        return True
    return any(keymap.keys_on(command, scope) for scope in Scope if command in reachable(scope))


def _near(name: str, known: object) -> str:
    names = sorted(known) if isinstance(known, (frozenset, dict)) else []
    found = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"; did you mean “{found[0]}”?" if found else ""


def _mistake(path: Path, source: str, name: str, what: str) -> SettingsError:
    line = _line_of(source, name)
    place = f"{path}, line {line}" if line else str(path)
    return SettingsError(
        f"{place}: {what}{'' if what.endswith('?') else '.'}", "The usual keys hold until it is mended."
    )


def _line_of(source: str, name: str) -> int | None:
    found = re.compile(rf"""^\s*\[?\s*["']?{re.escape(name)}["']?\s*[=\]]""")
    return next((number for number, line in enumerate(source.splitlines(), 1) if found.match(line)), None)
