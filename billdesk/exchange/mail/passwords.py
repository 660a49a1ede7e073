"""Where the password of the mail server comes from. It is never kept in the settings or in the book."""

from __future__ import annotations

import importlib
import os
import stat
import subprocess
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from billdesk.domain.errors import InputError

_LONGEST: Final = 4096
_SECONDS: Final = 30


class Source(StrEnum):
    """The kinds of places."""

    VARIABLE = "variable"
    FILE = "file"
    COMMAND = "command"
    KEYRING = "keyring"


@dataclass(frozen=True, slots=True)
class PasswordFrom:
    """A place, and its name: of a variable, a file, a command with its arguments, or a service of the keyring."""

    source: Source
    words: tuple[str, ...]

    def read(self, user: str) -> str:
        """The password; raises `InputError` that says why there is none, and never says what was found."""
        found = _READERS[self.source](self, user)
        password = found.split("\n", 1)[0].rstrip("\r")
        if not password:
            raise InputError(f"The password for {user} is empty.", "Look at where mail.toml says it comes from.")
        return password


def _from_variable(place: PasswordFrom, user: str) -> str:
    name = place.words[0]
    if name not in os.environ:
        raise InputError(f"{name}, which should hold the password for {user}, is not set.", f"Set {name}.")
    return os.environ[name]


def _from_file(place: PasswordFrom, user: str) -> str:
    path = Path(place.words[0]).expanduser()
    try:
        with path.open("rb") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise InputError(
                    f"Others can read {path}, the password for {user}.", f"Make it yours: chmod 600 {path}"
                )
            return file.read(_LONGEST).decode("utf-8")
    except (OSError, UnicodeError) as error:
        raise InputError(f"{path}, the password for {user}, cannot be read.", "Check the path.") from error


def _from_command(place: PasswordFrom, user: str) -> str:
    try:
        # The user's own words from the user's own settings, and no shell reads them.
        ran = subprocess.run(  # noqa: S603
            place.words, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=True
        )
        return ran.stdout[:_LONGEST].decode("utf-8")
    except (OSError, UnicodeError, subprocess.SubprocessError) as error:
        raise InputError(
            f"{place.words[0]}, which should tell the password for {user}, did not.", "Try it in a shell."
        ) from error


def _from_keyring(place: PasswordFrom, user: str) -> str:
    try:
        found = importlib.import_module("keyring").get_password(place.words[0], user)
    except ImportError as error:
        raise InputError(
            "This Python has no keyring.", "Install keyring beside billdesk, or use password_command."
        ) from error
    if not isinstance(found, str):
        raise InputError(
            f"The keyring knows no {place.words[0]} of {user}.", f"Try: keyring get {place.words[0]} {user}"
        )
    return found


_READERS: Final = {
    Source.VARIABLE: _from_variable,
    Source.FILE: _from_file,
    Source.COMMAND: _from_command,
    Source.KEYRING: _from_keyring,
}
