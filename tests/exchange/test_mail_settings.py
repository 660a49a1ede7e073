"""Where messages go and where the password comes from: every mistake is a sentence with file and line."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from billdesk.domain.errors import InputError
from billdesk.domain.mailing import Sender
from billdesk.exchange.mail.office import open_post
from billdesk.exchange.mail.passwords import PasswordFrom, Source
from billdesk.exchange.mail.settings import MailSettings, Security, Server, read

WHO = '[sender]\nname = "Maria Keller"\naddress = "billing@muster.example"\n'


def settings(folder: Path, content: str) -> MailSettings:
    (folder / "mail.toml").write_text(content, encoding="utf-8")
    return read(folder)


def refused(folder: Path, content: str) -> str:
    with pytest.raises(InputError) as raised:
        settings(folder, content)
    return str(raised.value)


def test_a_server_is_spoken_to_with_starttls_unless_another_way_is_said(tmp_path: Path) -> None:
    found = settings(tmp_path, f'{WHO}[server]\nhost = "mail.muster.example"\n')
    assert found == MailSettings(
        Sender("Maria Keller", "billing@muster.example"),
        server=Server("mail.muster.example", 587, Security.STARTTLS),
    )
    assert found.domain == "muster.example"


def test_everything_can_be_said(tmp_path: Path) -> None:
    content = (
        f'{WHO}phone = "+49 30 1"\nreply_to = "answers@muster.example"\n'
        '[server]\nhost = "h"\nsecurity = "tls"\nuser = "mk"\n'
        'password_command = ["pass", "show", "mail"]\ntimeout = 5\nport = 2465\ncertificates = "/etc/own.pem"\n'
    )
    found = settings(tmp_path, content)
    assert found.sender.phone == "+49 30 1"
    assert found.reply_to == "answers@muster.example"
    password = PasswordFrom(Source.COMMAND, ("pass", "show", "mail"))
    assert found.server == Server("h", 2465, Security.TLS, "mk", password, 5, Path("/etc/own.pem"))


def test_a_message_can_be_recalled_for_ten_minutes_unless_another_time_is_said(tmp_path: Path) -> None:
    folder = '[folder]\npath = "/out"\n'
    assert settings(tmp_path, WHO + folder).hold_minutes == 10
    assert settings(tmp_path, f"{WHO}hold_minutes = 0\n{folder}").hold_minutes == 0
    for wrong in ("-1", '"5"', "true", "721"):
        assert "line 4: “hold_minutes” wants 0 to 720" in refused(tmp_path, f"{WHO}hold_minutes = {wrong}\n{folder}")


def test_a_mail_that_is_put_off_is_given_up_after_five_days_unless_another_time_is_said(tmp_path: Path) -> None:
    folder = '[folder]\npath = "/out"\n'
    assert settings(tmp_path, WHO + folder).give_up_days == 5
    assert settings(tmp_path, f"{WHO}give_up_days = 14\n{folder}").give_up_days == 14
    assert open_post(tmp_path).office.give_up == timedelta(days=14)
    for wrong in ("0", '"5"', "true", "61", "1.5"):
        assert "line 4: “give_up_days” wants 1 to 60 days" in refused(
            tmp_path, f"{WHO}give_up_days = {wrong}\n{folder}"
        )


def test_without_a_server_a_folder_takes_the_messages(tmp_path: Path) -> None:
    found = settings(tmp_path, f'{WHO}[folder]\npath = "~/outgoing"\n')
    assert found.folder == Path.home() / "outgoing"


def test_without_settings_the_sentence_says_how_to_write_them(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"does not know how to send: there is no .*mail\.toml"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[sender\n", "mail.toml: this is no TOML"),
        ('[sender]\nname = "M"\naddress = "nobody"\n', "line 3: “nobody” is no mail address"),
        ('[sender]\naddress = "a@b.example"\n', "“name” wants a text"),
        ('[sender]\nname = "M"\naddress = ""\n', "line 3: “address” wants a text"),
        (
            '[sender]\nname = "M\\nBcc: x@y.example"\naddress = "a@b.example"\n',
            "line 2: “name” wants a text of one line",
        ),
        (f'{WHO}phone = "1\\n2"\n', "line 4: “phone” wants a text of one line"),
        (
            f'{WHO}reply_to = "kässe@b.example"\n[folder]\npath = "/x"\n',
            "line 4: “kässe@b.example” has letters before the @",
        ),
        (f'{WHO}colour = "red"\n', "line 4: “colour” is no field"),
        (f"{WHO}[serverr]\n", "line 4: there is no “serverr”"),
        (WHO, "neither a [server] nor a [folder]"),
        (f'{WHO}[server]\nhost = "h"\n[folder]\npath = "/x"\n', "line 6: there is a server and a folder"),
        (f"{WHO}[server]\nport = 25\n", "“host” wants a text"),
        (f'{WHO}[server]\nhost = "h"\nport = "25"\n', "line 6: “port” wants a whole number"),
        (f'{WHO}[server]\nhost = "h"\nport = 70000\n', "line 6: “port” is at most 65535"),
        (f'{WHO}[server]\nhost = "h"\nsecurity = "ssl"\n', "line 6: “security” is one of starttls, tls, none"),
        (f'{WHO}[server]\nhost = "h"\nsecurity = "none"\n', "line 6: without encryption everybody between here and h"),
        (f'{WHO}[server]\nhost = "h"\nuser = "mk"\n', "“user” and one of password_variable"),
        (f'{WHO}[server]\nhost = "h"\npassword_variable = "P"\n', "“user” and one of"),
        (f'{WHO}[server]\nhost = "h"\nuser = "mk"\npassword = "secret"\n', "“password” is no field"),
        (
            f'{WHO}[server]\nhost = "h"\nuser = "mk"\npassword_command = "pass"\n',
            "line 7: “password_command” wants a list",
        ),
        (
            f'{WHO}[server]\nhost = "h"\nuser = "mk"\npassword_file = "a"\npassword_keyring = "b"\n',
            "a password comes from one of",
        ),
        (f'{WHO}[folder]\npath = "outgoing"\n', "line 5: “path” wants a whole path"),
        ("server = 5\n", "line 1: write server as a line [server]"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, content: str, said: str) -> None:
    message = refused(tmp_path, content)
    assert said in message
    assert str(tmp_path / "mail.toml") in message
    assert message.count("mail.toml, line") <= 1
    assert "customer" not in message
    assert "secret" not in message


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_on_the_machine_itself_no_encryption_is_needed(tmp_path: Path, host: str) -> None:
    found = settings(tmp_path, f'{WHO}[server]\nhost = "{host}"\nsecurity = "none"\n')
    assert found.server is not None
    assert found.server.port == 25


def test_elsewhere_going_unencrypted_has_to_be_said(tmp_path: Path) -> None:
    said = f'{WHO}[server]\nhost = "relay"\nsecurity = "none"\nunencrypted_is_fine = '
    assert settings(tmp_path, f"{said}true\n").server is not None
    assert "without encryption" in refused(tmp_path, f"{said}false\n")


# Passwords


def why_not(source: Source, *words: str) -> str:
    with pytest.raises(InputError) as raised:
        PasswordFrom(source, words).read("mk")
    return str(raised.value)


def test_a_password_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_MAIL", "hush\n")
    assert PasswordFrom(Source.VARIABLE, ("DESK_MAIL",)).read("mk") == "hush"
    monkeypatch.setenv("DESK_MAIL", "")
    assert "is empty" in why_not(Source.VARIABLE, "DESK_MAIL")


def test_a_password_file_is_read_only_when_nobody_else_can(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("hush\nnote\n")
    path.chmod(0o640)
    message = why_not(Source.FILE, str(path))
    assert f"chmod 600 {path}" in message
    assert "hush" not in message
    path.chmod(0o600)
    assert PasswordFrom(Source.FILE, (str(path),)).read("mk") == "hush"
    assert "cannot be read" in why_not(Source.FILE, str(tmp_path / "none"))


def test_a_command_tells_the_password_and_no_shell_reads_it() -> None:
    program = "import sys; print(sys.argv[1])"
    assert PasswordFrom(Source.COMMAND, (sys.executable, "-c", program, "$(id) ; x")).read("mk") == "$(id) ; x"
    assert "did not" in why_not(Source.COMMAND, sys.executable, "-c", "raise SystemExit(1)")
    assert "did not" in why_not(Source.COMMAND, "/no/such/program")
    assert "is empty" in why_not(Source.COMMAND, sys.executable, "-c", "")


def test_a_keyring_is_asked_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "no keyring" in why_not(Source.KEYRING, "billdesk")
    ring = SimpleNamespace(get_password=lambda service, user: "hush" if (service, user) == ("billdesk", "mk") else None)
    monkeypatch.setitem(sys.modules, "keyring", ring)
    assert PasswordFrom(Source.KEYRING, ("billdesk",)).read("mk") == "hush"
    assert "knows no other of mk" in why_not(Source.KEYRING, "other")
