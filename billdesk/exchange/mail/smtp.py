"""Hand mails to a server, and know of each what became of it.

The end of a mail is sent by itself after its body: a line that breaks before it leaves a mail that the server cannot
have taken. Only between that and the server's answer nobody knows.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from typing import Final

from billdesk.domain.errors import InputError
from billdesk.domain.mailing import Fate, Outcome, Outgoing, Sender
from billdesk.exchange.clean import one_line
from billdesk.exchange.mail.addresses import checked
from billdesk.exchange.mail.compose import compose
from billdesk.exchange.mail.settings import Security, Server

MAILS_A_CONNECTION: Final = 100
"""Servers that count end a connection sooner or later; we end it first."""

_READY: Final = 354
_CLOSING: Final = 421
_TOO_LARGE: Final = 552
_ENHANCED: Final = re.compile(rb"5\.(\d{1,3}\.\d{1,3})\b")
_OF_THE_ADDRESS: Final = frozenset({550, 551, 553, 556})
"""Codes that mean the address where no enhanced one (RFC 3463) says otherwise."""
_OF_THE_SENDER: Final = frozenset({"1.7", "1.8"})
_OF_THE_SIZE: Final = "2.3"
_NOT_OF_THE_ADDRESS: Final = frozenset({"3", "5", "6", "7"})
"""Subjects of enhanced codes: the server, the protocol, the content, its rules."""
_LONGEST: Final = 400
_BROKEN: Final = (OSError, smtplib.SMTPException)


class _Settled(Exception):
    """The fate of a mail, from wherever it was decided."""

    def __init__(self, fate: Fate, said: str, code: int = 0) -> None:
        super().__init__(said)
        self.outcome = Outcome(fate, said, code)


class SmtpTransport:
    """One connection, opened with the first mail and again when it was lost."""

    def __init__(self, server: Server, sender: Sender, reply_to: str = "") -> None:
        self.server = server
        self.sender = sender
        self.reply_to = reply_to
        self._open: smtplib.SMTP | None = None
        self._handed_over = 0

    def send(self, mail: Outgoing) -> Outcome:
        """Try once; see `Transport`."""
        try:
            data = compose(mail, self.sender, self.reply_to)
            to = checked(mail.to)
        except InputError as error:
            return Outcome(Fate.REFUSED, error.sentence)
        try:
            self._hand_over(to, data)
        except _Settled as settled:
            self._after(settled.outcome)
            return settled.outcome
        raise AssertionError("a mail has a fate")

    def _after(self, outcome: Outcome) -> None:
        """What the server remembers of a mail that it did not take must not become part of the next."""
        self._handed_over += 1
        clean = outcome.fate is Fate.ACCEPTED
        if (outcome.fate is Fate.REFUSED or outcome.code) and self._open is not None:
            with suppress(*_BROKEN):
                clean = self._open.rset()[0] < 300
        if not clean or self._handed_over >= MAILS_A_CONNECTION:
            self._drop()

    def close(self) -> None:
        """Say good-bye."""
        if self._open is not None:
            try:
                self._open.quit()
            except _BROKEN:
                self._open.close()
            self._open = None

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _hand_over(self, to: str, data: bytes) -> None:
        """Always ends in `_Settled`."""
        connection = self._with_sender(len(data))
        try:
            _expect(*connection.rcpt(to))
            code, said = connection.docmd("DATA")
            if code != _READY:
                _expect(code if code >= 400 else 500, said)
            connection.send(_with_stuffed_dots(data))
        except _BROKEN as error:
            raise _Settled(Fate.DEFERRED, f"The line broke before the end of the mail: {_words(error)}") from error
        try:
            connection.send(b".\r\n")
            code, said = connection.getreply()
        except _BROKEN as error:
            raise _Settled(
                Fate.UNKNOWN, f"The line broke after the mail, before the answer: {_words(error)}"
            ) from error
        if not 200 <= code <= 599:
            raise _Settled(Fate.UNKNOWN, f"The answer after the mail cannot be read: {_reply(code, said)}")
        _expect(code, said)
        raise _Settled(Fate.ACCEPTED, _reply(code, said))

    def _with_sender(self, size: int) -> smtplib.SMTP:
        """A connection that has accepted us as the sender; a kept one that was closed meanwhile is opened anew."""
        if self._open is not None:
            try:
                code, said = self._ask(self._open, size)
            except _BROKEN:
                code, said = _CLOSING, b""
            if code != _CLOSING:
                return self._accepted(self._open, code, said)
            self._drop()
        self._open = live = self._connected()
        try:
            code, said = self._ask(live, size)
        except _BROKEN as error:
            raise _Settled(Fate.UNREACHED, f"The server broke off: {_words(error)}") from error
        return self._accepted(live, code, said)

    def _ask(self, connection: smtplib.SMTP, size: int) -> tuple[int, bytes]:
        options = [f"SIZE={size}"] if connection.has_extn("size") else []
        return connection.mail(self.sender.mail, options)

    def _accepted(self, connection: smtplib.SMTP, code: int, said: bytes) -> smtplib.SMTP:
        if code >= 300 and code != _TOO_LARGE:
            # Said before it knows whom the mail is for.
            now = " now" if code < 500 else ""
            who = f"The server takes no mail from {self.sender.mail}{now}"
            raise _Settled(Fate.UNREACHED, f"{who}: {_reply(code, said)}")
        _expect(code, said)
        return connection

    def _connected(self) -> smtplib.SMTP:
        self._handed_over = 0
        try:
            return self._begin()
        except InputError as error:
            raise _Settled(Fate.UNREACHED, str(error)) from error
        except smtplib.SMTPAuthenticationError as error:
            said = f"The server does not let {self.server.user} in: {_words(error)}"
            raise _Settled(Fate.UNREACHED, said) from error
        except (*_BROKEN, UnicodeError) as error:
            where = f"{self.server.host}, port {self.server.port}"
            raise _Settled(Fate.UNREACHED, f"{where} cannot be used: {_words(error)}") from error

    def _begin(self) -> smtplib.SMTP:
        server = self.server
        connection: smtplib.SMTP
        password = server.password.read(server.user) if server.password else ""
        name = _own_name(self.sender)
        if server.security is Security.TLS:
            connection = smtplib.SMTP_SSL(
                server.host, server.port, name, timeout=server.timeout, context=_context(server)
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, name, timeout=server.timeout)
        try:
            if isinstance(connection.sock, socket.socket):
                # The end of a mail is a packet of its own; it must not wait for an answer to the body.
                connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if server.security is Security.STARTTLS:
                connection.starttls(context=_context(server))
            connection.ehlo_or_helo_if_needed()
            if server.user:
                connection.login(server.user, password)
        except _BROKEN:
            connection.close()
            raise
        return connection


def _own_name(sender: Sender) -> str:
    """What we call ourselves in the greeting: our domain, since the name of this machine is nobody's business."""
    return sender.mail.rpartition("@")[2]


def _context(server: Server) -> ssl.SSLContext:
    """Certificates and names are always checked."""
    return ssl.create_default_context(cafile=server.certificates)


def _expect(code: int, said: bytes) -> None:
    """Nothing when the server agrees; else the fate that its answer means."""
    if 200 <= code < 300:
        return
    if code < 500:
        raise _Settled(Fate.DEFERRED, _reply(code, said))
    told = _ENHANCED.match(said)
    enhanced = told[1].decode() if told else ""
    of_address, sure = _meant_for_the_address(code, enhanced)
    raise _Settled(Fate.REFUSED if of_address else Fate.DEFERRED, _reply(code, said), 0 if sure else code)


def _meant_for_the_address(code: int, enhanced: str) -> tuple[bool, bool]:
    """Whether a refusal for good means the address, and whether it says so itself; `enhanced` is `1.1` of 5.1.1."""
    subject = enhanced.partition(".")[0]
    if subject in {"1", "2"}:
        meant = enhanced != _OF_THE_SIZE and enhanced not in _OF_THE_SENDER
        return meant, meant
    return subject not in _NOT_OF_THE_ADDRESS and code in _OF_THE_ADDRESS, False


def _with_stuffed_dots(data: bytes) -> bytes:
    """A line that begins with a dot gets a second one, so that none ends the mail."""
    whole = data if data.endswith(b"\r\n") else data + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", whole)


def _reply(code: int, said: bytes) -> str:
    return f"{code} {one_line(said.decode('utf-8', 'replace'))}"[:_LONGEST].strip()


def _words(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return _reply(error.smtp_code, said if isinstance(said, bytes) else said.encode())
    return one_line(str(error))[:_LONGEST] or type(error).__name__
