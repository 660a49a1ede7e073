"""Proposed customer codes: in the pattern in use, and free."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.codes import CodePattern, pattern_of


@pytest.mark.parametrize(
    ("codes", "name", "proposed"),
    [
        ((), "Hofmann", "H-0001"),
        (("H-0031", "A-0001"), "Özgür", "O-0032"),
        (("K-001", "K-002"), "Hofmann", "K-003"),
        (("K-001",), "Hofmann", "H-002"),
        (("D10099", "D10100"), "", "D10101"),
        (("H-0031", "A-0001", "special"), "株式会社", ""),
        (("A-9999", "B-0001"), "Cox", "C-10000"),
    ],
)
def test_the_code_follows_those_in_use(codes: tuple[str, ...], name: str, proposed: str) -> None:
    assert pattern_of(codes).propose(name) == proposed


@given(st.lists(st.from_regex(r"[A-C]-?[0-9]{1,5}", fullmatch=True)), st.text(min_size=1))
def test_a_proposed_code_is_free(codes: list[str], name: str) -> None:
    assert pattern_of(codes).propose(name) not in codes


def test_without_a_name_nothing_is_proposed() -> None:
    assert CodePattern().propose("  ") == ""
