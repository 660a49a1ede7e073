"""A mail server that keeps a list of what it took, and programs that send to it until they are killed."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from billdesk.exchange.mail.settings import Server
from billdesk.exchange.mail.smtp import SmtpTransport
from billdesk.services import outbox_run
from tests.exchange.mail_server import Handler, serving
from tests.faults.killing import STUCK
from tests.services.posting import OFFICE, SENDER, desk_at, plan

ODD: Final = {7: "451 4.3.0 not now", 17: "550 5.1.1 no such person", 27: "drop"}
"""What the server does to one mail in fifty each, by the customer's number: the last breaks off after taking it."""
LATER: Final = 20
"""Minutes: by then every mail's time to be recalled is over."""


@dataclass
class Logging(Handler):
    """Notes the Message-ID of every mail that it takes, before it says so."""

    log: Path = Path()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        number = int(envelope.rcpt_tos[0].partition("@")[0].removeprefix("c"))
        odd = ODD.get(number % 50, "")
        self.data = {envelope.rcpt_tos[0]: odd}
        if odd in {"", "drop"}:
            content = envelope.content
            assert isinstance(content, bytes)
            (message_id,) = [line for line in content.splitlines() if line.lower().startswith(b"message-id:")]
            with self.log.open("ab") as log:
                log.write(message_id.partition(b":")[2].strip() + b"\n")
        return await super().handle_DATA(server, session, envelope)


def serve(log: Path, said: Connection) -> None:
    """What the server's process does: it says where it listens, and stays."""
    with serving(Logging(log=log)) as server:
        said.send(server)
        threading.Event().wait()


def send(path: Path, server: Server, said: Connection) -> None:
    """What a sender's process does: send all that is due, and say a word after each."""
    with closing(desk_at(path, LATER)) as desk:
        said.send_bytes(b"begun")
        outbox_run.send_due(
            desk, OFFICE, SmtpTransport(server, SENDER), lambda done, of: said.send_bytes(b"%d of %d" % (done, of))
        )


def plan_all(path: Path, said: Connection) -> None:
    """What a planner's process does: plan all that is due, and say how many messages that is."""
    with closing(desk_at(path)) as desk:
        said.send_bytes(b"begun")
        said.send_bytes(b"%d" % len(plan(desk)))


def kill_planner(context: ForkServerContext, path: Path, pause: float) -> str:
    """Let a program plan, kill it so many seconds after it began, and return what it had acknowledged."""
    heard, said = context.Pipe(duplex=False)
    process = context.Process(target=plan_all, args=(path, said), daemon=True)
    process.start()
    said.close()
    told = ""
    try:
        assert heard.poll(STUCK), "the planner does not begin"
        assert heard.recv_bytes() == b"begun"
        time.sleep(pause)
    finally:
        process.kill()
        process.join(STUCK)
    with suppress(EOFError):
        told = heard.recv_bytes().decode()
    return told


@contextmanager
def server_process(context: ForkServerContext, log: Path) -> Iterator[Server]:
    """A server in a process of its own."""
    heard, said = context.Pipe(duplex=False)
    process = context.Process(target=serve, args=(log, said), daemon=True)
    process.start()
    try:
        assert heard.poll(STUCK), "the server does not begin"
        server = heard.recv()
        assert isinstance(server, Server)
        yield server
    finally:
        process.kill()
        process.join(STUCK)


def kill_sender(context: ForkServerContext, path: Path, server: Server, mails: int, pause: float) -> bool:
    """Let a program send, kill it after so many mails and a moment more; whether it was killed before its end."""
    heard, said = context.Pipe(duplex=False)
    process = context.Process(target=send, args=(path, server, said), daemon=True)
    process.start()
    said.close()
    try:
        try:
            for _ in range(mails + 1):
                assert heard.poll(STUCK), "the sender is stuck"
                heard.recv_bytes()
            time.sleep(pause)
        except EOFError:
            pass
    finally:
        process.kill()
        process.join(STUCK)
    assert process.exitcode in {-signal.SIGKILL, 0}, process.exitcode
    return process.exitcode != 0


def moments(seed: int, longest: float) -> Iterator[tuple[int, float]]:
    """When to kill: after how many mails, nine at most, and how much later, in seconds."""
    chosen = random.Random(seed)
    while True:
        yield chosen.randrange(9), chosen.uniform(0, longest)
