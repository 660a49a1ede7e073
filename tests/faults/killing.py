"""Start a child that does one verb, kill it at a random moment, and say what it had acknowledged."""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext

from tests.faults.verbs import Place, child

STUCK = 60.0


def forking() -> ForkServerContext:
    """Children that are forked from a process with every module loaded."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.warm"])
    return context


def kill_while(verb: str, place: Place, within: float) -> list[str]:
    """Let a child do `verb`, kill it at a random moment, and return what it had acknowledged by then.

    The moment is within its first `within` seconds; every second time within so many after its first word, so that
    also on a slow machine something was acknowledged. An upgrade says its one word when all is over.
    """
    context = forking()
    heard, said = context.Pipe(duplex=False)
    process = context.Process(target=child, args=(verb, place, said), daemon=True)
    process.start()
    said.close()
    try:
        assert heard.poll(STUCK), "the child does not begin"
        assert heard.recv_bytes() == b"begun"
        if verb != "migrate" and place.run % 2:
            assert heard.poll(STUCK), "the child acknowledges nothing"
        told = _listen(heard, time.monotonic() + random.uniform(0, within))
    finally:
        process.kill()
        process.join(STUCK)
    # Not killed: it had come to its end, which only an upgrade has, or it failed.
    assert process.exitcode in ({-signal.SIGKILL, 0} if verb == "migrate" else {-signal.SIGKILL})
    return [*told, *_listen(heard, float("inf"))]


def _listen(heard: Connection, until: float) -> list[str]:
    """What is said until a moment, or until nobody is there to say more."""
    told: list[str] = []
    try:
        while (left := until - time.monotonic()) > 0 and heard.poll(min(left, STUCK)):
            told.append(heard.recv_bytes().decode())
    except EOFError:
        pass
    return told
