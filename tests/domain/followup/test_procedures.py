"""Procedures: ladders that can be climbed, and which one holds."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billdesk.domain.errors import RuleError
from billdesk.domain.followup.procedures import (
    GENTLE,
    INDIA_MSME,
    PUBLIC_SECTOR,
    SHIPPED,
    STANDARD,
    STRICT,
    Procedure,
    Source,
    care,
    choose,
)


def test_the_shipped_procedures_grow_graver_and_never_kinder() -> None:
    assert list(SHIPPED) == ["gentle", "standard", "strict", "public sector", "India MSME"]
    for procedure in SHIPPED.values():
        tones = [step.tone.gravity for step in procedure.steps]
        claims = [(step.fee, step.interest) for step in procedure.steps]
        assert tones == sorted(tones)
        assert claims == sorted(claims)
        assert claims[0] == (False, False), "the first word claims nothing but the invoice"


def test_a_fee_is_claimed_where_the_law_knows_one() -> None:
    assert not any(step.fee for step in INDIA_MSME.steps)
    assert STANDARD.steps[-1].fee


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": ()},
        {"steps": STANDARD.steps[::-1]},
        {"steps": STANDARD.steps[:1] * 2},
        {"contacts_a_week": 0},
        {"quiet_days": -1},
        {"least_major": -1},
        {"forewarning_days": 0},
    ],
)
def test_a_ladder_that_nobody_could_climb_is_refused(changes: dict[str, object]) -> None:
    fields = {"name": "odd", "steps": STANDARD.steps} | changes
    with pytest.raises(RuleError):
        Procedure(**fields)  # type: ignore[arg-type]  # the case names the field it spoils


def test_what_was_chosen_holds_and_the_desk_s_own_only_where_nothing_was() -> None:
    assert choose(GENTLE, None, None).source is Source.DESK
    assert choose(GENTLE, STRICT, None).procedure is STRICT
    assert choose(GENTLE, None, STRICT).source is Source.INVOICE


def test_of_two_that_clash_the_more_careful_holds_and_says_over_which() -> None:
    for customer, invoice in ((GENTLE, STRICT), (STRICT, GENTLE)):
        chosen = choose(STANDARD, customer, invoice)
        assert (chosen.procedure, chosen.source, chosen.over) == (GENTLE, Source.MORE_CAREFUL, STRICT)
    assert sorted(SHIPPED.values(), key=care) == [STRICT, INDIA_MSME, STANDARD, GENTLE, PUBLIC_SECTOR]


@given(st.sampled_from(list(product(SHIPPED.values(), repeat=3))))
def test_the_choice_never_is_less_careful_than_either(three: tuple[Procedure, Procedure, Procedure]) -> None:
    desk, customer, invoice = three
    chosen = choose(desk, customer, invoice).procedure
    assert care(chosen) == max(care(customer), care(invoice))
    assert choose(desk, invoice, customer).procedure == chosen
