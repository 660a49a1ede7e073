"""Whoever writes and sends for the desk, as `mail.toml` says: the one place that makes both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from billdesk.domain.errors import InputError
from billdesk.domain.followup.message import Office
from billdesk.domain.languages import FALLBACK
from billdesk.domain.mailing import Sender, Transport
from billdesk.exchange.mail import settings
from billdesk.exchange.mail.folder import FolderTransport
from billdesk.exchange.mail.settings import MailSettings
from billdesk.exchange.texts.writing import TextWriter


@dataclass(frozen=True, slots=True)
class Post:
    """The office that writes, and where its mails go in words: `mail.example.com`, or a folder."""

    office: Office
    mail: MailSettings

    @property
    def where(self) -> str:
        """Where mails go."""
        return self.mail.server.host if self.mail.server else str(self.mail.folder)

    def transport(self) -> Transport:
        """What takes mails away; nothing is opened before the first one."""
        if self.mail.server is None:
            assert self.mail.folder is not None  # the settings name one of the two
            return FolderTransport(self.mail.folder, self.mail.sender, self.mail.reply_to)
        from billdesk.exchange.mail.smtp import SmtpTransport

        return SmtpTransport(self.mail.server, self.mail.sender, self.mail.reply_to)


def open_post(folder: Path, language: str = FALLBACK) -> Post:
    """The office of a settings folder; `language` is the desk's own, for customers of a language without texts.

    Raises `InputError` with file and line, also where nothing is set up yet.
    """
    mail = settings.read(folder)
    writer = TextWriter(mail.sender, folder, language)
    return Post(
        Office(writer, mail.domain, timedelta(minutes=mail.hold_minutes), timedelta(days=mail.give_up_days)), mail
    )


def looking(folder: Path, name: str, language: str = FALLBACK) -> Office:
    """The office that would write: the one of the settings, or `unsigned` where they cannot be read."""
    try:
        return open_post(folder, language).office
    except InputError:
        return unsigned(folder, name, language)


def unsigned(folder: Path, name: str, language: str = FALLBACK) -> Office:
    """An office for looking only, where nothing is set up: it writes as it would, signed by `name`, of no address."""
    return Office(TextWriter(Sender(name, ""), folder, language), "unsigned.invalid")
