"""What holds for every command: the desk file, the day, the user; and the folders that the program keeps for itself.

The four options are defined here once. The command line (Typer) shows and reads them; `billdesk` alone, which must
paint its first frame before Typer could even be imported, reads them with `only_options`.
"""

from __future__ import annotations

import getpass
import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from billdesk.domain.errors import DeskError

FILE_NAME = "desk.billdesk"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST_USER = 60


class UsageError(DeskError):
    """The command line is wrong (exit 2)."""

    title = "The command line"


class Option(StrEnum):
    """The options that go before any command, by the name that `Settings` knows them by."""

    DESK = "desk"
    TODAY = "today"
    USER = "user"
    READ_ONLY = "read_only"


class OptionSpec(NamedTuple):
    """How an option is written; a switch has no `metavar`. `variable` of the environment stands in for the option."""

    option: Option
    flag: str
    metavar: str
    help: str
    variable: str = ""

    @property
    def is_switch(self) -> bool:
        """Whether the option takes no value."""
        return not self.metavar


SPECS: tuple[OptionSpec, ...] = (
    OptionSpec(
        Option.DESK,
        "--desk",
        "FILE",
        "The desk file; else BILLDESK_DESK, else desk.billdesk in your data folder.",
        "BILLDESK_DESK",
    ),
    OptionSpec(
        Option.TODAY,
        "--today",
        "YYYY-MM-DD",
        "Work as if it were this day; else BILLDESK_TODAY, else the real day.",
        "BILLDESK_TODAY",
    ),
    OptionSpec(
        Option.USER,
        "--user",
        "NAME",
        "Who signs the audit log (not a password); else BILLDESK_USER, else the login name.",
        "BILLDESK_USER",
    ),
    OptionSpec(Option.READ_ONLY, "--read-only", "", "Open the desk for viewing only."),
)


class Settings(NamedTuple):
    """The options resolved. `today` is `None` when it was not given: it is the real day then."""

    desk: Path
    user: str
    today: date | None = None
    read_only: bool = False


def only_options(arguments: Sequence[str]) -> dict[Option, str] | None:
    """Read a command line that holds nothing but these options; `None` when there is anything else on it.

    A value may follow as its own word or behind `=`. What is wrong with a value, `resolve` says.
    """
    by_flag = {spec.flag: spec for spec in SPECS}
    found: dict[Option, str] = {}
    words = iter(arguments)
    for word in words:
        flag, equals, value = word.partition("=")
        spec = by_flag.get(flag)
        if spec is None or (spec.is_switch and equals):
            return None
        if not spec.is_switch and not equals:
            following = next(words, None)
            if following is None:
                return None
            value = following
        found[spec.option] = value or ("yes" if spec.is_switch else "")
    return found


def resolve(given: Mapping[Option, str], environment: Mapping[str, str]) -> Settings:
    """Turn options into settings; the environment stands in for what was not given.

    Raises `UsageError` for a day or a name that cannot be.
    """
    values = {spec.option: environment.get(spec.variable, "") for spec in SPECS} | dict(given)
    desk = values[Option.DESK] if Option.DESK in given or values[Option.DESK] else ""
    if Option.DESK in given and not desk:
        raise UsageError("--desk names no file.", "Write it like --desk ledger.billdesk.")
    return Settings(
        desk=Path(desk).expanduser() if desk else default_desk(),
        user=_user(values[Option.USER]),
        today=parse_day(values[Option.TODAY], "--today") if values[Option.TODAY] or Option.TODAY in given else None,
        read_only=bool(values[Option.READ_ONLY]),
    )


def parse_day(text: str, option: str) -> date:
    """Read the day of an option. Raises `UsageError` naming the option for anything but YYYY-MM-DD."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError(f"{option} {text[:30]!r} is not a day.", f"Write it like {option} 2026-11-30.")


def default_desk() -> Path:
    """Where the desk file is when none is named."""
    from platformdirs import user_data_path

    return user_data_path("billdesk", appauthor=False) / FILE_NAME


def config_folder() -> Path:
    """Where the user's own keymap and rates of interest are looked for."""
    from platformdirs import user_config_path

    return user_config_path("billdesk", appauthor=False)


def state_folder() -> Path:
    """Where unfinished entries and crash reports are kept."""
    from platformdirs import user_state_path

    return user_state_path("billdesk", appauthor=False)


def _user(given: str) -> str:
    name = given.strip()
    if not given:
        try:
            name = getpass.getuser()
        except (OSError, KeyError, ImportError):
            raise UsageError("This machine does not say who you are.", "Give your name with --user NAME.") from None
    if not name or len(name) > _LONGEST_USER or not name.isprintable():
        raise UsageError(f"--user takes a name of 1 to {_LONGEST_USER} visible characters.", "Write it like --user mk.")
    return name
