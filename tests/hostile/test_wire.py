"""The reader of raw bytes itself: it passes what Textual writes and finds every planted violation."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.text import inert_plain
from tests.hostile.samples import hostile, visible
from tests.hostile.wire import violations

ALLOWED = (
    b"\x1b[?1049h\x1b[?25l\x1b[?1004h\x1b[>1u\x1b[?2026$p",
    b"\x1b[3;14H\x1b[1;38;2;211;198;170;48;2;20;23;27m\xe2\x82\xac 1,00\x1b[0m\x1b[m",
    b"\x1b[31mred\x1b[7;39;49m\r\n",
    b"\x1b[2K\x1b[1A\x1b]22;default\x07",
    "株式会社 שלום e\u0301 👩 ﷽ ␛[8m �".encode(),
)
FORBIDDEN = (
    b"\x1b[8m",  # conceal
    b"\x1b[1;8m",
    b"\x1b[5m",  # blink
    b"\x1b[38;2;1m",
    b"\x1b]0;title\x07",
    b"\x1b]8;;http://x.example\x1b\\x\x1b]8;;\x1b\\",
    b"\x1b]52;c;b3duZWQ=\x07",
    b"\x1bP1$q\x1b\\",
    b"\x1b_x\x1b\\",
    b"\x1bc",
    b"\x1b[6n",
    b"\x1b[c",
    b"\x1b[?1047h",
    b"\x1b[20t",
    b"\x1b",
    b"a\x07b",
    b"a\x08b",
    b"a\tb",
    b"\x00",
    b"\x9b31m",  # C1 as a byte
    "\x9b31m".encode(),  # and as a character
    "\u202egnp".encode(),
    "\u200b".encode(),
    "\u2028".encode(),
    b"\xff",
)


@pytest.mark.parametrize("raw", ALLOWED)
def test_what_a_screen_needs_passes(raw: bytes) -> None:
    assert violations(raw) == []


@pytest.mark.parametrize("raw", FORBIDDEN)
def test_a_planted_violation_is_found_wherever_it_stands(raw: bytes) -> None:
    assert violations(raw)
    assert violations(ALLOWED[1] + raw + ALLOWED[0])


def test_only_the_texts_named_may_be_copied() -> None:
    raw = b"\x1b]52;c;" + base64.b64encode(b"2026-0001") + b"\x07"
    assert violations(raw, clipboard=frozenset({"2026-0001"})) == []
    assert violations(raw, clipboard=frozenset({"2026-0002"}))


def test_the_hostile_text_itself_is_found_and_what_a_reader_sees_of_it_passes() -> None:
    assert len(violations(hostile("X").encode())) > 20
    assert violations(visible(hostile("X")).encode()) == []


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_made_inert_passes_on_the_wire(text: str) -> None:
    assert violations(inert_plain(text).encode()) == []


def test_the_program_shows_what_a_reader_must_see() -> None:
    text = hostile("X", long=True)
    assert inert_plain(text) == visible(text)
