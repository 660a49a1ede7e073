"""Letters of a run: one file, a page each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from billdesk.domain.errors import InputError
from billdesk.exchange.mail.letters import WIDTH, Letter, letters_file

LETTER = Letter(
    sender="Muster GmbH\nAlte Jakobstr. 4\n10969 Berlin",
    address="Hofmann & Söhne\nHauptstr. 1\n50667 Köln",
    day="21. November 2026",
    subject="Letzte Mahnung über 1.050,00 €",
    text="Guten Tag,\n\n"
    "- Rechnung 2026-0041, fällig am 1. Oktober 2026: 1.000,00 € (von 1.234.567,89 € offen)\n\n" + "Wort " * 40,
)


def write_letters(path: Path, letters: list[Letter]) -> None:
    with letters_file(path, letters):
        assert not path.exists()


def test_each_letter_begins_a_page_and_its_lines_fit(tmp_path: Path) -> None:
    path = tmp_path / "letters.txt"
    write_letters(path, [LETTER, replace(LETTER, address="Zweiter\fTrick\nOrt")])
    pages = path.read_text(encoding="utf-8").split("\f")
    assert len(pages) == 2
    assert pages[0].startswith(
        "Muster GmbH\nAlte Jakobstr. 4\n10969 Berlin\n\n\nHofmann & Söhne\nHauptstr. 1\n50667 Köln\n"
    )
    assert "\n\nLetzte Mahnung über 1.050,00 €\n\nGuten Tag,\n\n- Rechnung" in pages[0]
    assert "\nZweiter\nTrick\nOrt\n" in pages[1]
    assert max(map(len, pages[0].splitlines())) <= WIDTH
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_of_letters_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "letters.txt"
    write_letters(path, [LETTER])
    before = path.read_bytes()
    with pytest.raises(InputError, match="is there already"):
        write_letters(path, [LETTER, LETTER])
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(InputError, match="cannot be written"):
        write_letters(tmp_path / "none" / "letters.txt", [LETTER])
