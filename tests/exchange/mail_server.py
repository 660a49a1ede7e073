"""A real mail server on the loopback that does what a test wants of it."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from billdesk.exchange.mail.settings import Security, Server

HOST: Final = "127.0.0.1"
TIMEOUT: Final = 10


@dataclass
class Handler:
    """Accepts, but for what a test says: an answer to an address (`rcpt`) or to a whole mail (`data`).

    The answer `drop` breaks the line off, at the address before and at the mail after it was taken.
    """

    rcpt: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    sender: str = ""
    taken: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    peers: set[object] = field(default_factory=set)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.sender or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self.rcpt.get(address, "")
        if said == "drop":
            _abort(server)
        envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        said = self.data.get(envelope.rcpt_tos[0], "")
        if not said or said == "drop":
            content = envelope.content
            assert isinstance(content, bytes)
            self.raw.append(content)
            mail = message_from_bytes(content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.taken.append(mail)
            self.peers.add(session.peer)
        if said == "drop":
            _abort(server)
        return said or "250 2.0.0 queued as 1"


def _abort(server: SMTP) -> None:
    transport = server.transport
    assert isinstance(transport, asyncio.WriteTransport)
    transport.abort()


class _Controller(Controller):
    """A controller that may hold a user's password, and speak TLS from the first byte or after STARTTLS."""

    def __init__(
        self, handler: Handler, password: str, tls: ssl.SSLContext | None, security: Security, most: int
    ) -> None:
        self.most = most
        self.password, self.tls, self.security = password, tls, security
        super().__init__(
            handler, hostname=HOST, port=_free_port(), ssl_context=tls if security is Security.TLS else None
        )

    def factory(self) -> SMTP:
        """One connection's side of the server."""
        return SMTP(
            self.handler,
            hostname="mail.test",
            data_size_limit=self.most,
            auth_required=bool(self.password),
            auth_require_tls=False,
            authenticator=self._check,
            tls_context=self.tls if self.security is Security.STARTTLS else None,
        )

    def _check(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password.decode() == self.password
        return AuthResult(success=right, handled=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    handler: Handler,
    password: str = "",
    tls: ssl.SSLContext | None = None,
    security: Security = Security.NONE,
    most: int = 32 << 20,
) -> Iterator[Server]:
    """A running server, as the settings name it; it takes mails of at most so many bytes."""
    controller = _Controller(handler, password, tls, security, most)
    controller.start()
    try:
        yield Server(HOST, controller.port, security, timeout=TIMEOUT)
    finally:
        controller.stop()


@contextmanager
def scripted(*answers: bytes, read: int = 65_536) -> Iterator[Server]:
    """A server that says one line after the other, whatever it is told, and then breaks off with a reset."""
    listening = socket.create_server((HOST, 0))

    def talk() -> None:
        connection, _ = listening.accept()
        with connection, suppress(ConnectionError):  # whoever talks to it may break off first
            for answer in answers:
                connection.sendall(answer)
                connection.recv(read)
            # Zero seconds to linger: the line is reset instead of closed.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    try:
        yield Server(HOST, listening.getsockname()[1], Security.NONE, timeout=TIMEOUT)
    finally:
        listening.close()
        thread.join(TIMEOUT)


def context_of(certificate: Path, key: Path) -> ssl.SSLContext:
    """What a server with this certificate shows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
