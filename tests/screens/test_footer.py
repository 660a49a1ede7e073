"""The footer shows whole words by importance, help always, and never more than the line holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from billdesk.command import Scope
from billdesk.commands import commands_of, reachable
from billdesk.keymap import DEFAULT, key_label
from billdesk.opening import Opening
from billdesk.widgets.footer import FooterItem, fit
from tests.screens.kit.driver import at_the_desk


def _items(scope: Scope) -> list[FooterItem]:
    found = [(item, DEFAULT.keys_on(item, scope)) for item in reachable(scope)]
    return [FooterItem(item.id, keys[0], item.footer, item.rank) for item, keys in found if keys and item.footer]


@given(st.sampled_from(sorted(set(Scope) - {Scope.LIST, Scope.APP})), st.integers(min_value=60, max_value=200))
def test_what_is_chosen_fits_and_help_is_among_it(scope: Scope, width: int) -> None:
    chosen, help_item = fit(_items(scope), width)
    assert help_item is not None
    assert 1 + sum(item.width + 2 for item in chosen) + help_item.width <= width


@given(st.integers(min_value=60, max_value=199))
def test_a_wider_line_shows_at_least_as_much(width: int) -> None:
    items = _items(Scope.QUEUE)
    assert set(fit(items, width)[0]) <= set(fit(items, width + 1)[0])


def test_the_queue_shows_its_seven_commands_at_80_columns() -> None:
    shown = [item.word for item in fit(_items(Scope.QUEUE), 80)[0]]
    assert shown == ["open", "call", "receipt", "promise", "snooze", "filter", "why"]


async def test_on_screen_it_is_whole_at_every_width(opening: Opening) -> None:
    words = {f"{key_label(item.keys[0])} {item.footer}" for item in commands_of(Scope.QUEUE) if item.footer}
    for columns in (60, 79, 80, 81, 97, 120, 200):
        async with at_the_desk(opening, columns=columns) as desk:
            line = desk.footer
            assert cell_len(line) == columns
            assert line.rstrip().endswith("F1 help")
            whole = [part.strip() for part in line.replace("F1 help", "").split("  ") if part.strip()]
            said = [part for part in whole if part.startswith("+")]
            shown = [part for part in whole if part not in said]
            assert set(shown) <= words | {"Esc back", "Ctrl+P commands"}
            further = len(words) + 2 - len(shown)
            assert said == ([f"+{further}"] if further else [])


async def test_a_note_that_is_too_long_ends_in_a_sign(opening: Opening) -> None:
    async with at_the_desk(opening, columns=60) as desk:
        desk.screen.say("word " * 40)
        assert desk.footer.rstrip().endswith("…")
        assert cell_len(desk.footer) == 60
