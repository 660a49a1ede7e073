"""Mails against a real server: what each answer and each broken line means for a mail."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.errors import InputError
from billdesk.domain.mailing import Attachment, Fate, Outcome, Outgoing, Sender
from billdesk.exchange.mail import smtp
from billdesk.exchange.mail.compose import compose
from billdesk.exchange.mail.folder import FolderTransport
from billdesk.exchange.mail.passwords import PasswordFrom, Source
from billdesk.exchange.mail.settings import Security, Server
from billdesk.exchange.mail.smtp import SmtpTransport
from tests.exchange.mail_server import Handler, context_of, scripted, serving

SENDER = Sender("Maria Keller", "billing@muster.example", "+49 30 123456")
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
MAIL = Outgoing(
    message_id="<0123456789abcdef0123456789abcdef@muster.example>",
    at=AT,
    to="books@hofmann.example",
    to_name="Hofmann & Söhne",
    subject="Muster GmbH: 1.050,00 € offen",
    text="Guten Tag,\n.\n..zwei Punkte\nGrüße\n",
    html="<p>Grüße</p>",
)


def mail_to(address: str, n: int = 0) -> Outgoing:
    return replace(MAIL, to=address, message_id=f"<{n:032x}@muster.example>")


def send_one(server: Server, mail: Outgoing = MAIL) -> Outcome:
    transport = SmtpTransport(server, SENDER)
    try:
        return transport.send(mail)
    finally:
        transport.close()


# What arrives


def test_a_mail_arrives_as_it_was_written() -> None:
    handler = Handler()
    with serving(handler) as server:
        transport = SmtpTransport(server, SENDER, "answers@muster.example")
        pdf = Attachment("Rechnung\r\n 1.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")
        outcome = transport.send(replace(MAIL, attachments=(pdf,)))
        transport.close()
    assert outcome == Outcome(Fate.ACCEPTED, "250 2.0.0 queued as 1")
    (mail,) = handler.taken
    assert mail["message-id"] == MAIL.message_id
    assert mail["from"] == "Maria Keller <billing@muster.example>"
    assert mail["to"] == "Hofmann & Söhne <books@hofmann.example>"
    assert mail["reply-to"] == "answers@muster.example"
    assert mail["subject"] == MAIL.subject
    assert mail["date"].datetime == AT
    assert mail["auto-submitted"] == "auto-generated"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == MAIL.text
    assert html.get_content().strip() == MAIL.html
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "Rechnung  1.pdf"
    assert attached.get_content() == pdf.content
    assert handler.raw[0].isascii()


@given(st.text(), st.text(), st.text(), st.text())
def test_no_name_and_no_text_makes_a_header(name: str, signs: str, subject: str, text: str) -> None:
    mail = replace(MAIL, to_name=name, subject=subject, text=text)
    try:
        raw = compose(mail, Sender(f"M{signs}", SENDER.mail))
    except InputError:
        return
    head = raw.split(b"\r\n\r\n", 1)[0]
    names = [line.split(b":", 1)[0] for line in head.split(b"\r\n") if line[:1] not in {b" ", b"\t"}]
    assert sorted(names) == sorted(
        [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Auto-Submitted", b"MIME-Version", b"Content-Type"]
    )
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "wrong",
    [
        replace(MAIL, subject="a\r\nBcc: everyone@example.com"),
        replace(MAIL, message_id="<a@b>\r\nBcc: everyone@example.com"),
        replace(MAIL, to="a@b.example\r\nBcc: everyone@example.com"),
        replace(MAIL, to="nobody"),
        replace(MAIL, to="a@b@c@"),
        replace(MAIL, to="grüße@example.com"),
        replace(MAIL, to="a b@example.com"),
        replace(MAIL, to=f"{'a' * 300}@example.com"),
        replace(MAIL, attachments=(Attachment("x", "application/pdf\r\nX: y", b""),)),
    ],
)
def test_what_cannot_stand_in_a_mail_is_refused_before_a_connection_is_opened(wrong: Outgoing) -> None:
    outcome = send_one(Server("nowhere.invalid", 1, Security.NONE), wrong)
    assert outcome.fate is Fate.REFUSED
    assert len(outcome.said.splitlines()) == 1


@pytest.mark.parametrize("length", range(60, 90))
def test_no_header_begins_with_an_empty_line(length: int) -> None:
    subject = ("Muster GmbH: EUR 1,050.00 open since October " * 2)[:length].rstrip()
    data = compose(replace(MAIL, subject=subject, to_name=f"Hofmann {'o' * (length - 35)}"), SENDER)
    head = data.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert not [line for line in head if line.endswith(b":")]
    assert max(map(len, head)) <= 78
    assert message_from_bytes(data, policy=default)["subject"] == subject


def test_a_domain_of_other_letters_is_written_as_servers_know_it() -> None:
    handler = Handler()
    with serving(handler) as server:
        assert send_one(server, replace(MAIL, to="kasse@müller.example")).fate is Fate.ACCEPTED
    assert "kasse@xn--mller-kva.example" in handler.taken[0]["to"]


# What the server says


@pytest.mark.parametrize(
    ("handler", "fate", "said"),
    [
        (Handler(rcpt={MAIL.to: "550 5.1.1 no such person"}), Fate.REFUSED, "550 5.1.1 no such person"),
        (Handler(rcpt={MAIL.to: "450 4.2.1 come back later"}), Fate.DEFERRED, "450 4.2.1 come back later"),
        (Handler(data={MAIL.to: "554 5.7.1 smells of spam"}), Fate.DEFERRED, "554 5.7.1 smells of spam"),
        (Handler(data={MAIL.to: "451 4.3.0 disk full"}), Fate.DEFERRED, "451 4.3.0 disk full"),
        (Handler(rcpt={MAIL.to: "drop"}), Fate.DEFERRED, "before the end of the mail"),
        (Handler(data={MAIL.to: "drop"}), Fate.UNKNOWN, "before the answer"),
        (Handler(sender="553 5.1.8 who are you"), Fate.UNREACHED, "takes no mail from billing@muster.example"),
        (Handler(sender="451 4.7.1 too many"), Fate.UNREACHED, "now: 451 4.7.1 too many"),
        (Handler(sender="421 4.3.2 closing"), Fate.UNREACHED, "now: 421 4.3.2 closing"),
        (Handler(sender="552 5.3.4 too large"), Fate.DEFERRED, "552 5.3.4 too large"),
    ],
)
def test_an_answer_decides_the_fate_of_a_mail(handler: Handler, fate: Fate, said: str) -> None:
    with serving(handler) as server:
        outcome = send_one(server)
    assert outcome.fate is fate
    assert said in outcome.said


@pytest.mark.parametrize(
    ("answer", "fate", "code"),
    [
        ("550 5.1.1 no such person", Fate.REFUSED, 0),
        ("554 5.1.2 no such domain", Fate.REFUSED, 0),
        ("552 5.2.2 mailbox full", Fate.REFUSED, 0),
        ("550 no such person", Fate.REFUSED, 550),
        ("550 5.4.1 access denied", Fate.REFUSED, 550),
        ("550 5.7.1 relaying denied", Fate.DEFERRED, 550),
        ("553 5.1.8 who are you", Fate.DEFERRED, 553),
        ("554 spam", Fate.DEFERRED, 554),
        ("530 log in first", Fate.DEFERRED, 530),
        ("552 too large", Fate.DEFERRED, 552),
        ("552 5.2.3 too large", Fate.DEFERRED, 552),
        ("552 5.3.4 too large", Fate.DEFERRED, 552),
    ],
)
@pytest.mark.parametrize("when", ["rcpt", "data"])
def test_a_refusal_is_held_against_an_address_only_where_it_may_mean_it(
    answer: str, fate: Fate, code: int, when: str
) -> None:
    handler = Handler(rcpt={MAIL.to: answer}) if when == "rcpt" else Handler(data={MAIL.to: answer})
    with serving(handler) as server:
        assert send_one(server) == Outcome(fate, answer, code)


@pytest.mark.parametrize("what", ["550 no", "554 5.7.1 spam", "450 later", "drop"])
@pytest.mark.parametrize("when", ["rcpt", "data"])
def test_after_a_mail_that_failed_the_next_one_arrives_alone(what: str, when: str) -> None:
    handler = Handler(rcpt={"bad@b.example": what}) if when == "rcpt" else Handler(data={"bad@b.example": what})
    with serving(handler) as server:
        transport = SmtpTransport(server, SENDER)
        fates = [
            transport.send(mail_to(to, n)).fate for n, to in enumerate(("a@b.example", "bad@b.example", "c@b.example"))
        ]
        transport.close()
    assert (fates[0], fates[2]) == (Fate.ACCEPTED, Fate.ACCEPTED)
    assert fates[1] is not Fate.ACCEPTED
    assert [mail["to"] for mail in handler.taken if mail["to"] != "bad@b.example"][-1].endswith("c@b.example>")
    assert len(handler.taken) == (3 if (when, what) == ("data", "drop") else 2)


def test_mails_share_a_connection_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = Handler()
    monkeypatch.setattr(smtp, "MAILS_A_CONNECTION", 3)
    with serving(handler) as server:
        transport = SmtpTransport(server, SENDER)
        assert all(transport.send(mail_to("a@b.example", n)).fate is Fate.ACCEPTED for n in range(7))
        transport.close()
    assert len(handler.taken) == 7
    assert len(handler.peers) == 3


def test_a_kept_connection_that_the_server_closed_is_opened_again() -> None:
    first, second = Handler(), Handler()
    with serving(first) as server:
        transport = SmtpTransport(server, SENDER)
        assert transport.send(mail_to("a@b.example", 1)).fate is Fate.ACCEPTED
    with serving(second) as other:
        transport.server = other
        assert transport.send(mail_to("a@b.example", 2)).fate is Fate.ACCEPTED
        transport.close()
    assert len(second.taken) == 1


# What the line does

HELLO = (b"220 hello\r\n", b"250 hello\r\n", b"250 sender\r\n", b"250 recipient\r\n", b"354 go on\r\n")


@pytest.mark.parametrize(
    ("answers", "fate"),
    [
        ((), Fate.UNREACHED),
        ((b"554 go away\r\n",), Fate.UNREACHED),
        ((b"\xff\xfe\x00 nonsense\r\n" * 3,), Fate.UNREACHED),
        (HELLO[:1], Fate.UNREACHED),
        (HELLO[:2], Fate.UNREACHED),
        (HELLO[:3], Fate.DEFERRED),
        (HELLO[:4], Fate.DEFERRED),
        ((*HELLO[:4], b"421 closing\r\n"), Fate.DEFERRED),
        ((*HELLO[:4], b"250 what\r\n"), Fate.DEFERRED),
        ((*HELLO, b""), Fate.UNKNOWN),
        ((*HELLO, b"xyz\r\n"), Fate.UNKNOWN),
        ((*HELLO, b"250 " + b"x" * 20_000 + b"\r\n"), Fate.UNKNOWN),
    ],
)
def test_where_a_line_breaks_decides_whether_a_mail_may_have_arrived(answers: tuple[bytes, ...], fate: Fate) -> None:
    with scripted(*answers) as server:
        assert send_one(server, replace(MAIL, html="")).fate is fate


def test_a_line_that_breaks_within_a_long_mail_leaves_a_mail_that_cannot_have_arrived() -> None:
    with scripted(*HELLO, read=64) as server:
        long = replace(MAIL, attachments=(Attachment("x.bin", "application/octet-stream", b"\0" * 12_000_000),))
        outcome = send_one(server, long)
    assert outcome.fate is Fate.DEFERRED
    assert "before the end of the mail" in outcome.said


def test_a_server_that_is_not_there_is_no_fault_of_the_mail() -> None:
    outcome = send_one(Server("127.0.0.1", 1, Security.NONE, timeout=2))
    assert outcome.fate is Fate.UNREACHED
    assert "127.0.0.1, port 1 cannot be used" in outcome.said


# Who we are


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_the_password_opens_the_server_and_a_wrong_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = Handler()
    with serving(handler, password="right horse") as server:
        known = replace(server, user="mk", password=PasswordFrom(Source.VARIABLE, ("MAIL_PASSWORD",)))
        monkeypatch.setenv("MAIL_PASSWORD", "wrong")
        refused = send_one(known)
        monkeypatch.setenv("MAIL_PASSWORD", "right horse")
        assert send_one(known).fate is Fate.ACCEPTED
        monkeypatch.setenv("MAIL_PASSWORD", "schön")
        odd = send_one(known)
        monkeypatch.delenv("MAIL_PASSWORD")
        missing = send_one(known)
    assert refused.fate is odd.fate is missing.fate is Fate.UNREACHED
    assert "does not let mk in" in refused.said
    assert "MAIL_PASSWORD, which should hold the password for mk, is not set" in missing.said
    assert not any("horse" in one.said or "wrong" in one.said for one in (refused, missing))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that nobody else vouches for, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("makes its certificate with openssl")
    folder = tmp_path_factory.mktemp("certificate")
    made, key = folder / "made.pem", folder / "key.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=mail.test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(made)],
        check=True, capture_output=True,
    )  # fmt: skip
    return made, key


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_only_a_server_whose_certificate_is_known_is_told_anything(
    certificate: tuple[Path, Path], security: Security
) -> None:
    handler = Handler()
    with serving(handler, tls=context_of(*certificate), security=security) as server:
        assert send_one(server).fate is Fate.UNREACHED
        assert not handler.taken
        assert send_one(replace(server, certificates=certificate[0])).fate is Fate.ACCEPTED
    assert len(handler.taken) == 1


def test_a_server_without_starttls_is_not_spoken_to_in_the_clear() -> None:
    handler = Handler()
    with serving(handler) as server:
        outcome = send_one(replace(server, security=Security.STARTTLS))
    assert outcome.fate is Fate.UNREACHED
    assert not handler.taken


# Files instead


def test_without_a_server_each_mail_becomes_one_file_and_never_two(tmp_path: Path) -> None:
    folder = tmp_path / "out" / "going"
    transport = FolderTransport(folder, SENDER)
    assert transport.send(MAIL).fate is Fate.ACCEPTED
    (path,) = folder.iterdir()
    assert path.name == "0123456789abcdef0123456789abcdef@muster.example.eml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    written = path.read_bytes()
    again = transport.send(replace(MAIL, text="another"))
    transport.close()
    assert again == Outcome(Fate.ACCEPTED, f"{path.name} was there already")
    assert path.read_bytes() == written
    assert b"Message-ID: <0123456789abcdef" in written
    assert list(folder.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_is_no_fault_of_the_mail(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert FolderTransport(tmp_path / "file" / "below", SENDER).send(MAIL).fate is Fate.UNREACHED
    assert FolderTransport(tmp_path, SENDER).send(replace(MAIL, to="nobody")).fate is Fate.REFUSED
