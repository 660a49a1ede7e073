"""The list itself: few repaints, the cursor on its record, pages asked for before they are needed."""

from __future__ import annotations

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot

from billdesk.widgets.cells import segment
from billdesk.widgets.row_list import LIT, WINDOW, Edge, RowList


class Numbers(RowList[int]):
    """Rows that are numbers."""

    def __init__(self, rows: range, *, after: bool = False) -> None:
        super().__init__(list(rows), after=after)
        self.painted: list[Region | None] = []

    def key_of(self, row: int) -> str:
        return str(row)

    def draw(self, row: int, width: int) -> list[Segment]:
        return [Segment(f"row {row}".ljust(width))]

    def refresh(self, *regions: Region, **options: bool) -> Numbers:
        if hasattr(self, "painted"):
            self.painted.extend(regions or (None,))
        return super().refresh(*regions, **options)


class Shelf(App[None]):
    """Nothing but a list."""

    def __init__(self, numbers: Numbers) -> None:
        super().__init__()
        self.numbers = numbers
        self.wanted: list[Edge] = []

    def compose(self) -> ComposeResult:
        yield self.numbers

    def on_mount(self) -> None:
        self.numbers.focus()

    def on_row_list_need_page(self, event: RowList.NeedPage) -> None:
        self.wanted.append(event.edge)


async def _press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def test_a_move_repaints_a_few_cells_of_two_rows() -> None:
    shelf = Shelf(Numbers(range(50)))
    async with shelf.run_test(size=(80, 20)) as pilot:
        await _press(pilot, "down")
        shelf.numbers.painted.clear()
        await _press(pilot, "down")
        assert shelf.numbers.painted == [Region(0, 1, LIT, 1), Region(0, 2, LIT, 1)]


async def test_keys_that_wait_are_acted_on_before_anything_is_painted() -> None:
    shelf = Shelf(Numbers(range(50)))
    async with shelf.run_test(size=(80, 20)) as pilot:
        shelf.numbers.painted.clear()
        for _ in range(10):
            shelf.numbers.move_by(1)
        await pilot.pause()
        assert shelf.numbers.current == 10
        assert shelf.numbers.painted == [Region(0, 0, LIT, 1), Region(0, 10, LIT, 1)]


async def test_leaving_the_window_scrolls_by_half_a_page() -> None:
    shelf = Shelf(Numbers(range(100)))
    async with shelf.run_test(size=(80, 20)) as pilot:
        await _press(pilot, *["down"] * 20)
        assert shelf.numbers.render_line(10).text.startswith("▌  row 20")
        await _press(pilot, *["up"] * 11)
        assert any(shelf.numbers.render_line(y).text.startswith("▌  row 9") for y in range(20))


async def test_the_next_page_is_asked_for_once_and_early() -> None:
    shelf = Shelf(Numbers(range(60), after=True))
    async with shelf.run_test(size=(80, 20)) as pilot:
        await _press(pilot, *["down"] * 29)
        assert shelf.wanted == []
        await _press(pilot, *["down"] * 10)
        assert shelf.wanted == [Edge.AFTER]
        shelf.numbers.add_after(list(range(55, 160)), more=False)
        await _press(pilot, "end")
        assert shelf.numbers.current == 159
        assert [*shelf.numbers.rows] == [*range(160)], "a row that came twice stands once"


async def test_first_and_last_ask_for_their_page_when_it_is_not_in_hand() -> None:
    shelf = Shelf(Numbers(range(60), after=True))
    async with shelf.run_test(size=(80, 20)) as pilot:
        await _press(pilot, "G")
        assert shelf.wanted == [Edge.LAST]
        shelf.numbers.show(list(range(900, 960)), before=True, after=False)
        shelf.numbers.to_end()
        await _press(pilot, "g")
        assert shelf.wanted == [Edge.LAST, Edge.FIRST]


async def test_rows_above_move_nothing_on_screen() -> None:
    shelf = Shelf(Numbers(range(500, 600)))
    async with shelf.run_test(size=(80, 20)) as pilot:
        await _press(pilot, *["down"] * 15)
        before = [shelf.numbers.render_line(y).text for y in range(20)]
        shelf.numbers.add_before(list(range(400, 500)), more=True)
        await pilot.pause()
        assert [shelf.numbers.render_line(y).text for y in range(20)] == before
        assert shelf.numbers.current == 515


async def test_the_window_does_not_grow_without_end() -> None:
    shelf = Shelf(Numbers(range(100), after=True))
    async with shelf.run_test(size=(80, 20)) as pilot:
        for start in range(100, 2000, 100):
            shelf.numbers.to_end()
            shelf.numbers.add_after(list(range(start, start + 100)), more=True)
        await pilot.pause()
        assert len(shelf.numbers.rows) <= WINDOW + 100
        assert shelf.numbers.current == 1899


async def test_the_cursor_stays_on_its_record_at_its_height() -> None:
    shelf = Shelf(Numbers(range(100)))
    async with shelf.run_test(size=(80, 20)) as pilot:
        await _press(pilot, *["down"] * 12)
        shelf.numbers.show([*range(-5, 100)], before=False, after=False)
        assert shelf.numbers.current == 12
        assert shelf.numbers.render_line(12).text.startswith("▌")


async def test_when_the_record_is_gone_the_cursor_stays_at_its_place() -> None:
    shelf = Shelf(Numbers(range(100)))
    async with shelf.run_test(size=(80, 20)) as pilot:
        await _press(pilot, *["down"] * 12)
        shelf.numbers.show([row for row in range(100) if row != 12], before=False, after=False)
        assert shelf.numbers.current_key == "13"
        shelf.numbers.show([], before=False, after=False)
        assert not shelf.numbers.rows
        await _press(pilot, "down", "up", "space", "G", "g")
        shelf.numbers.show([7], before=False, after=False)
        assert shelf.numbers.current_key == "7"


async def test_marks_are_shown_and_taken_away() -> None:
    shelf = Shelf(Numbers(range(100)))
    async with shelf.run_test(size=(80, 20)) as pilot:
        await _press(pilot, "space", "down", "space")
        assert list(shelf.numbers.marked) == [0, 2]
        assert shelf.numbers.render_line(0).text.startswith(" • row 0")
        await _press(pilot, "g", "space")
        assert list(shelf.numbers.marked) == [2]
        shelf.numbers.unmark_all()
        assert list(shelf.numbers.marked) == []


async def test_what_an_empty_list_says_is_wrapped_and_never_cut() -> None:
    said = "n begins an invoice or an account; “billdesk import invoices FILE” brings them from a file."
    shelf = Shelf(Numbers(range(0)))
    async with shelf.run_test(size=(60, 20)):
        shelf.numbers.say_empty("There is nothing to do.", said)
        lines = [shelf.numbers.render_line(y).text for y in range(20)]
        assert [len(line) for line in lines] == [60] * 20
        assert " ".join(" ".join(lines).split()) == f"There is nothing to do. {said}"


def test_numbers_behind_a_name_from_right_to_left_stay_behind_it() -> None:
    drawn = segment("אורן ובניו בע״מ  2026-0525  $ 478.52")
    assert drawn.text == "אורן ובניו בע״מ\N{LEFT-TO-RIGHT MARK}  2026-0525  $ 478.52"
    assert drawn.cell_length == 36
    assert segment("שלום").text.endswith("\N{LEFT-TO-RIGHT MARK}")
    assert segment("Söhne\N{LEFT-TO-RIGHT MARK} 12").text == "Söhne\N{REPLACEMENT CHARACTER} 12"
