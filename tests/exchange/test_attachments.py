"""Documents that go along: what arrives at a real server, in a file, and on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.errors import InputError
from billdesk.domain.followup.events import Purpose
from billdesk.domain.followup.outbox import Message, MessageState
from billdesk.domain.followup.procedures import Channel, Tone
from billdesk.domain.mailing import Attachment, Fate, Outcome
from billdesk.domain.money import Money
from billdesk.exchange.mail.compose import MOST_ATTACHED, attached_as, compose
from billdesk.exchange.mail.folder import FolderTransport
from billdesk.exchange.mail.letters import letter_of, page
from billdesk.exchange.mail.settings import Security, Server
from tests.exchange.mail_server import Handler, serving
from tests.exchange.test_smtp import MAIL, SENDER, send_one

PDF = "application/pdf"
ODD = (
    ("Rechnung\r\nBcc: all@example.com.pdf", "Rechnung Bcc: all@example.com.pdf", b"%PDF"),
    ("Übersicht – März 日本.pdf", "Übersicht – März 日本.pdf", bytes(range(256)) * 8),
    ("../../etc/passwd", "..-..-etc-passwd", b".\r\n.\r\nQUIT\r\n"),
    ('a"b;c=d.pdf', 'a"b;c=d.pdf', b"x"),
    ("empty.pdf", "empty.pdf", b""),
    ("ä" * 200 + ".pdf", "ä" * 200 + ".pdf", b"long"),
)
WITH_ODD = replace(MAIL, attachments=tuple(Attachment(name, PDF, content) for name, _, content in ODD))

LETTER = Message(
    id=1,
    version=1,
    customer_id=1,
    code="H-1",
    name="Hofmann",
    amount=Money(100, "EUR"),
    channel=Channel.LETTER,
    purpose=Purpose.REMINDER,
    tone=Tone.FIRM,
    template="reminder-firm",
    language="de",
    address="Hofmann",
    subject="Mahnung",
    body="Guten Tag",
    message_id="<1@muster.example>",
    state=MessageState.PLANNED,
    planned_on=date(2026, 11, 21),
    held_until=None,
    claimed_at=None,
    sent_on=None,
    said="",
    by="mk",
)


def carried(mail: EmailMessage) -> list[tuple[str | None, str, bytes]]:
    return [(one.get_filename(), one.get_content_type(), one.get_content()) for one in mail.iter_attachments()]


AS_SENT = [(name, PDF, content) for _, name, content in ODD]


def test_a_server_gets_every_document_whole_and_under_its_name() -> None:
    handler = Handler()
    with serving(handler) as server:
        assert send_one(server, WITH_ODD).fate is Fate.ACCEPTED
    (mail,) = handler.taken
    assert carried(mail) == AS_SENT
    assert mail["bcc"] is None
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n") == MAIL.text
    assert max(map(len, handler.raw[0].split(b"\r\n"))) < 998


def test_a_file_holds_them_too(tmp_path: Path) -> None:
    assert FolderTransport(tmp_path, SENDER).send(WITH_ODD).fate is Fate.ACCEPTED
    (path,) = tmp_path.iterdir()
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    assert carried(mail) == AS_SENT


def test_a_letter_names_what_is_put_into_the_envelope() -> None:
    shown = page(letter_of(LETTER, "Muster GmbH", WITH_ODD.attachments))
    below = shown.partition("Guten Tag\n")[2]
    assert below.startswith("\nAnlagen: Rechnung Bcc: all@example.com.pdf, Übersicht – März 日本.pdf,\n")
    assert all(name in " ".join(below.split("\n")) for _, name, _ in ODD[2:])
    assert "Anlagen" not in page(letter_of(LETTER, "Muster GmbH"))


def test_what_is_too_large_is_refused_before_a_connection_is_opened() -> None:
    just = Attachment("a.pdf", PDF, bytes(MOST_ATTACHED))
    assert compose(replace(MAIL, attachments=(just,)), SENDER)
    nowhere = Server("nowhere.invalid", 1, Security.NONE)
    outcome = send_one(nowhere, replace(MAIL, attachments=(just, Attachment("b.pdf", PDF, b"x"))))
    assert outcome == Outcome(Fate.REFUSED, "The attachments have 15.0 MB, and at most 15 MB are sent.")


def test_a_server_that_takes_less_says_so_before_anything_is_handed_over() -> None:
    handler = Handler()
    with serving(handler, most=100_000) as server:
        outcome = send_one(server, replace(MAIL, attachments=(Attachment("a.pdf", PDF, bytes(200_000)),)))
        assert send_one(server, WITH_ODD).fate is Fate.ACCEPTED
    assert outcome.fate is Fate.DEFERRED
    assert outcome.said.startswith("552 ")
    assert len(handler.taken) == 1


@pytest.mark.parametrize("name", ["", " ", "\r\n", "\x00"])
def test_a_document_without_a_name_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="no name"):
        compose(replace(MAIL, attachments=(Attachment(name, PDF, b"x"),)), SENDER)


@pytest.mark.parametrize("kind", ["multipart/mixed", "message/rfc822", "application/pdf\r\nX: y", "pdf", ""])
def test_a_type_that_is_none_of_a_document_is_refused(kind: str) -> None:
    with pytest.raises(InputError, match="no type of a document"):
        compose(replace(MAIL, attachments=(Attachment("a.pdf", kind, b"x"),)), SENDER)


@given(st.text(), st.binary())
def test_no_name_makes_a_header_and_no_content_is_changed(name: str, content: bytes) -> None:
    try:
        raw = compose(replace(MAIL, attachments=(Attachment(name, PDF, content),)), SENDER)
    except InputError:
        return
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    ((_, kind, carried_along),) = carried(mail)
    assert (kind, carried_along) == (PDF, content)
    assert len(attached_as(name).splitlines()) == 1
