"""Run one command: signals, errors and exit codes, so that no path ends in a traceback.

0 done · 1 refused or something found, nothing changed · 2 usage · 3 the desk file · 4 stopped by a signal · 5 part of
a batch failed, each part named.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

from billdesk import crash
from billdesk.domain.errors import DeskError, DeskFileError
from billdesk.settings import UsageError, state_folder

DONE = 0
REFUSED = 1
USAGE = 2
DESK_FILE = 3
STOPPED = 4
PARTLY = 5


class Stopped(BaseException):
    """A signal asks to stop; raised inside whatever runs, so that an open transaction is undone."""


def guarded(command: Callable[[], int]) -> int:
    """Run a command and turn whatever it raises into a sentence on stderr and an exit code."""
    before = {number: signal.signal(number, _stop) for number in _signals()}
    try:
        if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
            sys.stdout.reconfigure(encoding="utf-8")  # what programs read is UTF-8 whatever the locale says
        return _flushed(command())
    except (Stopped, KeyboardInterrupt):
        return _stopped()
    except BrokenPipeError:
        # Who reads stdout has seen enough: leave without a word, as by SIGPIPE.
        nobody_reads()
        return STOPPED
    except DeskError as error:
        _say(f"billdesk: {error}")
        return code_of(error)
    except UnicodeEncodeError:
        # Words and file names are bytes to the system; what is no UTF-8 in them cannot be looked up or stored.
        _say("billdesk: A word on the command line is not UTF-8 text. Write it in UTF-8.")
        return USAGE
    except OSError as error:
        what = error.strerror or "A file cannot be read or written"
        _say(f"billdesk: {what}. Look at the paths, their rights and the room on the disk.")
        return REFUSED
    except Exception as error:  # noqa: BLE001 - a defect: the person gets a sentence, the report its place in the source
        _say(f"billdesk: {crash.farewell(crash.write_report(error, state_folder(), datetime.now(UTC)))}")
        return crash.EXIT_CODE
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def nobody_reads() -> None:
    """Who read stdout has gone, as `head` does: what is left for it goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _say(sentence: str) -> None:
    from billdesk.output import say  # not at the top: it brings JSON and CSV, and the desk starts through here too

    say(sentence)


def _flushed(code: int) -> int:
    """Flush while errors of writing still have their sentence."""
    sys.stdout.flush()
    return code


def code_of(error: DeskError) -> int:
    """The exit code of an expected failure."""
    if isinstance(error, UsageError):
        return USAGE
    return DESK_FILE if isinstance(error, DeskFileError) else REFUSED


def _signals() -> tuple[signal.Signals, ...]:
    names = ("SIGTERM", "SIGINT", "SIGHUP")
    return tuple(signal.Signals[name] for name in names if name in signal.Signals.__members__)


def _stop(number: int, frame: FrameType | None) -> None:
    # Once is enough: a second signal must not interrupt the undoing.
    del frame
    for each in _signals():
        signal.signal(each, signal.SIG_IGN)
    raise Stopped(number)


def _stopped() -> int:
    _say("billdesk: Stopped by a signal. What was acknowledged is saved, nothing is half done.")
    return STOPPED
