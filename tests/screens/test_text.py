"""Nothing from data acts on a terminal, and nothing of it vanishes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.text import UNSEEN, inert, inert_plain, inert_text

anything = st.text(st.characters(exclude_categories=[]), max_size=200)
WITHOUT_WIDTH = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2069\ufeff\ufe0f\U000e0041\U000e0100"
)


@given(anything)
def test_no_control_and_no_direction_mark_is_left(text: str) -> None:
    shown = inert_plain(text)
    assert not [sign for sign in shown if unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not [sign for sign in shown if unicodedata.bidirectional(sign) in {"RLO", "LRO", "RLE", "LRE", "PDF"}]
    assert not [sign for sign in shown if unicodedata.bidirectional(sign) in {"RLI", "LRI", "FSI", "PDI"}]


@given(anything)
def test_every_character_leaves_one(text: str) -> None:
    assert len(inert_plain(text)) == len(text)


@given(anything)
def test_what_is_shown_can_be_written_and_is_shown_the_same_again(text: str) -> None:
    shown = inert_plain(text)
    shown.encode("utf-8")
    assert inert_plain(shown) == shown


@given(anything)
def test_lines_stay_lines_only_when_asked(text: str) -> None:
    assert "\n" not in inert_plain(text)
    assert "\r" not in inert_plain(text, multiline=True)


@given(anything)
def test_widgets_and_tables_show_it_literally(text: str) -> None:
    assert inert(text).plain == inert_plain(text)
    assert not inert(text).spans
    assert inert_text(text).plain == inert_plain(text)
    assert not inert_text(text).spans


@pytest.mark.parametrize("sign", WITHOUT_WIDTH)
def test_what_has_no_width_is_seen(sign: str) -> None:
    assert inert_plain(f"pay{sign}pal") == f"pay{UNSEEN}pal"


def test_names_of_all_countries_stay_as_they_are() -> None:
    for name in (
        "Hofmann & Söhne KG",
        "株式会社",
        "شركة النور",
        "Ηλίας",
        "d\u0301",
        "a\u00a0b",
        "1\u202f000",
        "[Ltd] [/x]",
    ):
        assert inert_plain(name) == name


def test_controls_become_their_pictures() -> None:
    assert inert_plain("\x1b[31m\x00\x7f\x9b\n\t") == "␛[31m␀␡�␊␉"
    assert inert_plain("a\r\nb\rc\td", multiline=True) == "a\nb\nc    d"
