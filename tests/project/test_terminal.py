"""The pseudo-terminal harness itself: what the other tests see through it has to be so."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.terminal import Terminal, key_bytes

ECHO_KEYS = """
import os, sys, tty
tty.setraw(0)
os.write(1, b"ready")
while (data := os.read(0, 100)) != b"q":
    os.write(1, b"\\r\\n" + data.hex().encode())
sys.exit(3)
"""


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def lives(pid: int) -> bool:
    """Whether a process is there and does more than wait to be reaped."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.strip().startswith("Z")


def test_it_shows_the_screen_takes_keys_and_tells_the_exit_code(home: Path) -> None:
    with Terminal(python(ECHO_KEYS), home=home) as terminal:
        terminal.wait_for("ready")
        terminal.send("f8")
        terminal.wait_for(key_bytes("f8").hex())
        terminal.type("ä")
        terminal.wait_for("ä".encode().hex())
        assert terminal.exit_code is None
        terminal.send("q")
        assert terminal.wait_exit() == 3
        assert terminal.display[0] == "ready"
        assert bytes(terminal.raw).startswith(b"ready\r\n")


def test_the_program_has_its_own_home_and_size_and_hears_of_a_new_one(home: Path) -> None:
    program = """
import os, signal
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGWINCH])
while True:
    print(os.environ["HOME"], *os.get_terminal_size(), flush=True)
    signal.sigwait([signal.SIGWINCH])
"""
    with Terminal(python(program), home=home, columns=100, lines=30) as terminal:
        terminal.wait_until(lambda: f"{home} 100 30" in terminal.text.replace("\n", ""))
        terminal.resize(120, 40)
        terminal.wait_until(lambda: f"{home} 120 40" in terminal.text.replace("\n", ""))


def test_ctrl_c_and_a_closed_terminal_reach_the_program_as_signals(home: Path) -> None:
    waits = python("import time; print('up', flush=True); time.sleep(60)")
    with Terminal(waits, home=home) as terminal:
        terminal.wait_for("up")
        terminal.send("ctrl+c")
        assert terminal.wait_exit() == -signal.SIGINT
    with Terminal(waits, home=home) as terminal:
        terminal.wait_for("up")
        terminal.hang_up()
        assert terminal.wait_exit() == -signal.SIGHUP


def test_closing_leaves_no_process_not_even_a_child(home: Path) -> None:
    program = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(f"child={child.pid};", flush=True)
time.sleep(60)
"""
    with Terminal(python(program), home=home) as terminal:
        terminal.wait_for(";")
        child = int(terminal.text.partition("child=")[2].partition(";")[0])
        assert lives(child)
    assert not lives(terminal.pid)
    end = time.monotonic() + 10  # the kernel takes a moment to end an orphan
    while lives(child) and time.monotonic() < end:
        time.sleep(0.01)
    assert not lives(child)


def test_waiting_in_vain_shows_the_screen(home: Path) -> None:
    with (
        Terminal(python("print('something else')"), home=home) as terminal,
        pytest.raises(TimeoutError, match=r"ended with 0; the screen was:\nsomething else"),
    ):
        terminal.wait_for("never")


def test_sequences_that_pyte_does_not_know_are_not_taken_for_text(home: Path) -> None:
    odd = r"\x1b[?2026$p\x1b[>1u\x1b[<u\x1b[=5;1u\x1bPtmux\x1b\\\x1b_apc\x1b\\\x1b[4 q"
    bytewise = f"import os\nfor byte in b'a{odd}b': os.write(1, bytes([byte]))"
    with Terminal(python(bytewise), home=home) as terminal:
        assert terminal.wait_exit() == 0
        assert terminal.display[0] == "ab"


def test_a_key_without_a_name_is_refused() -> None:
    with pytest.raises(KeyError):
        key_bytes("ctrl+enter")
