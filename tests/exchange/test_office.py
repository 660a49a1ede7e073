"""The office and the line that `mail.toml` describes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from billdesk.domain.errors import InputError
from billdesk.exchange.mail.folder import FolderTransport
from billdesk.exchange.mail.office import open_post
from billdesk.exchange.mail.smtp import SmtpTransport

WHO = '[sender]\nname = "Maria Keller"\naddress = "billing@muster.example"\nhold_minutes = 3\n'


def test_a_folder_takes_the_mails_where_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "mail.toml").write_text(f'{WHO}[folder]\npath = "{tmp_path}/out"\n', encoding="utf-8")
    post = open_post(tmp_path, "de")
    assert (post.office.domain, post.office.hold) == ("muster.example", timedelta(minutes=3))
    assert post.where == f"{tmp_path}/out"
    assert isinstance(post.transport(), FolderTransport)


def test_a_server_takes_them_else(tmp_path: Path) -> None:
    (tmp_path / "mail.toml").write_text(f'{WHO}[server]\nhost = "mail.muster.example"\n', encoding="utf-8")
    post = open_post(tmp_path)
    assert post.where == "mail.muster.example"
    assert isinstance(post.transport(), SmtpTransport)


def test_without_settings_it_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="The desk does not know how to send"):
        open_post(tmp_path)
