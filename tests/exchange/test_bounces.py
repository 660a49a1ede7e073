"""What came back: reports in every shape, and files that were made to do harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.errors import InputError
from billdesk.exchange.mail import bounces
from billdesk.exchange.mail.bounces import Bounce, Returned, Verdict, read_bounces
from tests import makers

OURS = "<0123456789abcdef0123456789abcdef@muster.example>"
OTHER = "<fedcba9876543210fedcba9876543210@muster.example>"


def report(action: str = "failed", ours: str = OURS, status: str = "5.1.1") -> str:
    return f"""From MAILER-DAEMON Sat Nov 21 10:00:00 2026
From: MAILER-DAEMON@mx.hofmann.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <20261121@mx.hofmann.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.hofmann.example

Final-Recipient: rfc822; books@hofmann.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such
    person here

--b1
Content-Type: text/rfc822-headers

From: Maria Keller <billing@muster.example>
Message-ID: {ours}

--b1--

"""


PLAIN = f"""From MAILER-DAEMON Sat Nov 21 10:00:00 2026
Return-Path: <>
From: Mail Delivery System <x@old.example>
Subject: =?utf-8?q?Zustellung_=C3=BCber_E-Mail_unm=C3=B6glich?=

Your mail {OTHER} did not arrive.
>From here on nothing of note.
"""
ANSWER = f"""From petra@hofmann.example Sat Nov 21 10:00:00 2026
From: petra@hofmann.example
Subject: Re: open
In-Reply-To: {OURS}

We will pay on Friday.

"""


def returned(folder: Path, content: str | bytes) -> Returned:
    path = folder / "returned.mbox"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_bounces(path)


def test_a_report_says_which_mail_failed_for_whom_and_why(tmp_path: Path) -> None:
    said = "5.1.1 smtp; 550 5.1.1 no such person here"
    expected = Bounce(OURS, Verdict.FAILED, "books@hofmann.example", said)
    assert returned(tmp_path, report()) == Returned(1, (expected,))
    assert returned(tmp_path, report().replace("\n", "\r\n")) == Returned(1, (expected,))


def test_a_delay_is_no_failure_and_a_delivery_is_nothing(tmp_path: Path) -> None:
    assert [one.verdict for one in returned(tmp_path, report("delayed", status="4.4.1")).bounces] == [Verdict.DELAYED]
    assert returned(tmp_path, report("delivered", status="2.0.0")) == Returned(1, ())


@pytest.mark.parametrize("order", [("delayed", "failed"), ("failed", "delayed")])
def test_of_several_reports_on_a_mail_the_failure_counts(tmp_path: Path, order: tuple[str, str]) -> None:
    found = returned(tmp_path, "".join(report(action) for action in order))
    assert found.mails == 2
    assert [one.verdict for one in found.bounces] == [Verdict.FAILED]


def test_what_only_holds_the_id_of_one_of_ours_is_left_to_a_person(tmp_path: Path) -> None:
    found = returned(tmp_path, ANSWER + PLAIN)
    loose = Bounce(OTHER, Verdict.UNCLEAR, "", "Zustellung über E-Mail unmöglich")
    assert found == Returned(2, (Bounce(OURS, Verdict.UNCLEAR, "", "Re: open"), loose))


@pytest.mark.parametrize("action", ["failed", "delayed"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_answer_beside_a_report_does_not_hide_it(tmp_path: Path, order: tuple[int, int], action: str) -> None:
    both = (ANSWER, report(action))
    assert [one.verdict.value for one in returned(tmp_path, "".join(both[n] for n in order)).bounces] == [action]


def test_what_is_no_mbox_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for content in ("", "Subject: x\n\n", b"\0\1\2"):
        with pytest.raises(InputError, match="is no mbox file"):
            returned(tmp_path, content)
    with pytest.raises(InputError, match="cannot be read"):
        read_bounces(tmp_path / "none")
    with pytest.raises(InputError, match="not a plain file"):
        read_bounces(Path("/dev/zero"))


def test_a_long_mail_is_cut_off_and_the_next_one_is_still_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounces, "MOST_OF_A_MAIL", 4096)
    long = "From x\nSubject: long\n\n" + "x" * 300_000 + "\n" + "y\n" * 20_000 + "\n"
    assert [one.message_id for one in returned(tmp_path, long + report()).bounces] == [OURS]
    monkeypatch.setattr(bounces, "MOST_BYTES", 100_000)
    with pytest.raises(InputError, match="is larger than"):
        returned(tmp_path, long + report())


def nested(depth: int) -> str:
    return "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))


HOSTILE = {
    "parts within parts": f"{nested(3000)}\n{OURS}",
    "no boundary": f"From: mailer-daemon\nContent-Type: multipart/report; boundary=\n\n{OURS}",
    "no encoding": f"From: mailer-daemon\nSubject: =?zz?q?x?= =?utf-8?b?///?=\n\n{OURS}",
    "no alphabet": f"From: mailer-daemon\nContent-Type: text/plain; charset=nonsense\n\n{OURS}",
    "no report": f"From: mailer-daemon\nContent-Type: message/delivery-status\n\n{OURS}",
    "headers": "Subject: x\n" * 20_000,
    "long header": f"From: mailer-daemon\nSubject: {'=?utf-8?q?' * 20_000}\n\n{OURS}",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_mail_does_not_hide_the_next_one(tmp_path: Path, content: str) -> None:
    found = returned(tmp_path, f"From x\n{content}\n\n{report(ours=OTHER)}")
    assert OTHER in [one.message_id for one in found.bounces]


PIECES = (b"From x\n", b"\n", b"Content-Type: ", b"multipart/report", b"\xff", b"--b\n", b"message/delivery-status\n")
MORE = (b"Action: failed\n", b"boundary=b\n", b"From: mailer-daemon\n", b"\r", b"\0", b": ", OURS.encode())


@given(st.lists(st.sampled_from(PIECES + MORE), max_size=40))
def test_no_file_is_more_than_refused(pieces: list[bytes]) -> None:
    with makers.quick_folder() as folder:
        found = returned(folder, b"From x\n" + b"".join(pieces))
    assert all(len(one.said.splitlines()) <= 1 for one in found.bounces)
