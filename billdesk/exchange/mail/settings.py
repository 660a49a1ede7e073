"""How messages leave the desk, from `mail.toml` in the user's settings folder.

    [sender]
    name = "Maria Keller"
    address = "billing@example.com"
    phone = "+49 30 123456"

    [server]
    host = "mail.example.com"
    user = "billing"
    password_command = ["pass", "show", "mail"]

Without `[server]`, `[folder]` with a `path` says where each message is written as a file instead.
"""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from billdesk.domain.errors import InputError, SettingsError
from billdesk.domain.mailing import Sender
from billdesk.domain.toml_rows import Place, Row
from billdesk.exchange.clean import one_line
from billdesk.exchange.mail.addresses import checked
from billdesk.exchange.mail.passwords import PasswordFrom, Source

FILE_NAME: Final = "mail.toml"
WAY_OUT: Final = "Mend it; until then nothing is sent."
_TIMEOUT: Final = 30
_HOLD: Final = 10
_LONGEST_HOLD: Final = 12 * 60
_GIVE_UP: Final = 5
_LONGEST_TRIED: Final = 60
_SENDER: Final = frozenset({"name", "address", "phone", "reply_to", "hold_minutes", "give_up_days"})
_PASSWORDS: Final = {
    "password_variable": Source.VARIABLE,
    "password_file": Source.FILE,
    "password_command": Source.COMMAND,
    "password_keyring": Source.KEYRING,
}
_SERVER: Final = frozenset(
    {"host", "port", "security", "user", "timeout", "unencrypted_is_fine", "certificates", *_PASSWORDS}
)


class Security(StrEnum):
    """How the connection to the server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


_PORTS: Final = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. `certificates` is a file of those that it may show, for one with a certificate of its own."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: PasswordFrom | None = None
    timeout: int = _TIMEOUT
    certificates: Path | None = None


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Who signs, for how many minutes a message can be recalled, for how many days a mail that is put off is tried, and
    what takes it away: a server, or a folder."""

    sender: Sender
    reply_to: str = ""
    hold_minutes: int = _HOLD
    give_up_days: int = _GIVE_UP
    server: Server | None = None
    folder: Path | None = None

    @property
    def domain(self) -> str:
        """The domain of our address, which Message-IDs end in."""
        return self.sender.mail.rpartition("@")[2]


def read(settings: Path) -> MailSettings:
    """Read the settings; raises `InputError` with file and line, also when there are none."""
    path = settings / FILE_NAME
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise SettingsError(f"The desk does not know how to send: there is no {path}.", _HOW) from error
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"{path} cannot be read as text.", WAY_OUT) from error
    place = Place(path, source, way_out=WAY_OUT)
    try:
        content = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise place.mistake(f"this is no TOML: {error}") from error
    rows = _rows(place, content)
    sender = rows.get("sender") or Row(place, {})
    sender.refuse_others(_SENDER)
    signed = _signed(sender)
    if "server" in rows and "folder" in rows:
        raise rows["folder"].place.mistake("there is a server and a folder; one of them is enough")
    server = _server(rows["server"]) if "server" in rows else None
    folder = _folder(rows["folder"]) if "folder" in rows else None
    if server is None and folder is None:
        raise place.mistake("it names neither a [server] nor a [folder]")
    return MailSettings(
        sender=signed,
        reply_to=_address(sender, "reply_to") if sender.has("reply_to") else "",
        hold_minutes=_hold_minutes(sender),
        give_up_days=_give_up_days(sender),
        server=server,
        folder=folder,
    )


_HOW: Final = "Write it with [sender] and [server], or with a [folder] to try; docs/sending.md shows how."


def _rows(place: Place, content: Mapping[str, object]) -> dict[str, Row]:
    found = {}
    for name, values in content.items():
        if name not in {"sender", "server", "folder"}:
            raise place.at_field(name).mistake(f"there is no “{name}” in {FILE_NAME}")
        if not isinstance(values, dict):
            raise place.at_field(name).mistake(f"write {name} as a line [{name}] with its fields below")
        found[name] = Row(place.at_row(name, 1), values)
    return found


def _signed(row: Row) -> Sender:
    phone = _one_line(row, "phone") if row.has("phone") else ""
    return Sender(_one_line(row, "name"), _address(row, "address"), phone)


def _one_line(row: Row, name: str) -> str:
    text = row.text(name)
    if text != one_line(text):
        raise row.wrong(name, "wants a text of one line, without control characters")
    return text


def _hold_minutes(row: Row) -> int:
    return _between(row, "hold_minutes", 0, _LONGEST_HOLD, "minutes") if row.has("hold_minutes") else _HOLD


def _give_up_days(row: Row) -> int:
    return _between(row, "give_up_days", 1, _LONGEST_TRIED, "days") if row.has("give_up_days") else _GIVE_UP


def _between(row: Row, name: str, least: int, most: int, unit: str) -> int:
    number = row.values[name]
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise row.wrong(name, f"wants {least} to {most} {unit}, without quotes")
    return number


def _address(row: Row, name: str) -> str:
    address = row.text(name)
    try:
        return checked(address)
    except InputError as error:
        # The way out of the rule speaks of a customer's address.
        raise row.place.at_field(name).mistake(error.sentence.removesuffix(".")) from error


def _server(row: Row) -> Server:
    row.refuse_others(_SERVER)
    host = row.text("host")
    security = row.one_of("security", Security) if row.has("security") else Security.STARTTLS
    if security is Security.NONE and not (_is_loopback(host) or _said_fine(row)):
        what = f"without encryption everybody between here and {host} can read the messages and the password"
        raise row.place.at_field("security").mistake(f"{what}; say unencrypted_is_fine = true if it has to be")
    user = row.text("user") if row.has("user") else ""
    password = _password(row)
    if bool(user) != (password is not None):
        raise row.place.mistake("“user” and one of " + ", ".join(_PASSWORDS) + " belong together")
    return Server(
        host=host,
        port=_port(row) if row.has("port") else _PORTS[security],
        security=security,
        user=user,
        password=password,
        timeout=row.whole("timeout") if row.has("timeout") else _TIMEOUT,
        certificates=_path(row, "certificates") if row.has("certificates") else None,
    )


def _port(row: Row) -> int:
    port = row.whole("port")
    if port > 65_535:
        raise row.wrong("port", "is at most 65535")
    return port


def _password(row: Row) -> PasswordFrom | None:
    given = [name for name in _PASSWORDS if row.has(name)]
    if "password" in row.values or len(given) > 1:
        raise row.place.mistake("a password comes from one of " + ", ".join(_PASSWORDS))
    if not given:
        return None
    (name,) = given
    words = row.texts(name) if _PASSWORDS[name] is Source.COMMAND else (row.text(name),)
    return PasswordFrom(_PASSWORDS[name], words)


def _said_fine(row: Row) -> bool:
    return row.has("unencrypted_is_fine") and row.switch("unencrypted_is_fine")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def _folder(row: Row) -> Path:
    row.refuse_others(frozenset({"path"}))
    return _path(row, "path")


def _path(row: Row, name: str) -> Path:
    path = Path(row.text(name)).expanduser()
    if not path.is_absolute():
        raise row.wrong(name, "wants a whole path, such as ~/outgoing")
    return path
