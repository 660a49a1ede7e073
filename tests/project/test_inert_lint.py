"""Strings of data reach a terminal only through `billdesk.text`: the source is looked at, and the looking is tested."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.inert_rules import look

ROOT = Path(__file__).parents[2]
PLACES = ("billdesk/*.py", "billdesk/widgets/**/*.py", "screens/**/*.py")

DATA = """
def show(self, customer: CustomerView, note: str, amount: int, rows: list[Row]) -> None:
    {}
"""

LEAKS = [
    "Static(customer.name)",
    "Static(f'[b]{note}[/b]')",
    "Static(inert_plain(note))",  # no control codes any more, but the widget still parses markup
    "Static(note, markup=False)",
    "Label('to ' + customer.name)",
    "Button(label=note)",
    "self.query_one('#head').update(note)",
    "self.query_one(Static).update(f'{customer.name} owes')",
    "self.app.notify(str(error))",
    "self.notify('done', title=customer.name)",
    "self.border_title = customer.name",
    "self.tooltip = f'{note}'",
    "table.add_row('1', customer.name)",
    "table.add_row(*[row.name for row in rows])",
    "table.add_column(note)",
    "Content(note)",
    "Text(customer.name)",
    "Segment(note, style)",
    "Content.from_markup(f'[b]{inert_plain(note)}')",
    "Content.from_markup('[b]$who', who=customer.name)",
    "Text.from_markup(note)",
    "Content.assemble('to ', (customer.name, 'bold'))",
    "Static('x', markup=True)",
    "name = customer.name\n    Static(name)",
    "title = 'to '\n    title += note\n    Static(title)",
    "print(note)",
    "typer.echo(customer.name)",
    "console.print(note)",
    "sys.stdout.write(note)",
    "sys.stdout.write(json.dumps(note, ensure_ascii=False))",
    "text = Text('to ')\n    text.append(note)",
    "content = inert(note)\n    Static(content.plain)",
    "from rich.markup import escape",
    "Static(note)  # inert: ",
]

FINE = [
    "Static('Nothing to do here')",
    "Static(inert(customer.name))",
    "Static(inert_plain(note), markup=False)",
    "Static(NOTHING if amount else MORE)",
    "Static(f'{amount} rows, {len(rows):,} in all')",
    "Static(Content.assemble('to ', (inert_plain(note), 'bold')))",
    "head = inert(note)\n    self.query_one(Static).update(head)",
    "lines = [inert(row.name) for row in rows]\n    Static(Content('\\n').join(lines))",
    "table.add_row(inert_text(customer.name), inert_text(note, right=True), '–')",
    "Segment(inert_plain(note).ljust(20) + ' ')",
    "Content.from_markup('[b]$who', who=inert(note))",
    "print(inert_plain(note))",
    "sys.stdout.write(json.dumps(note))",
    "text = Text('to ')\n    text.append(inert_plain(note))",
    "def cut(text: str, width: int) -> str: return text[:width]\n    Segment(cut(inert_plain(note), 3) + cut('x', 1))",
    "class Cell:\n        lead: Inert\n    Segment(Cell(inert_plain(note)).lead)",
    "names: list[str] = []\n    names.append(note)",
    "Segment(Strip([Segment(inert_plain(note))]).crop(0, 3).text)",
    "seen.update({note: amount})",
    "bar.update(task, completed=amount)",
    "self.border_title = inert(customer.name)",
    "Input(note, placeholder='YYYY-MM-DD')",
    "Static(note)  # inert: a name from the registry of commands",
]


def modules(*places: str) -> dict[str, str]:
    """The modules below some places, by their paths."""
    return {str(path.relative_to(ROOT)): path.read_text() for place in places for path in ROOT.glob(place)}


def test_no_string_of_data_reaches_a_terminal_unwrapped() -> None:
    alarms = look(modules(*PLACES), modules("billdesk/**/*.py"))
    assert not alarms, "\n" + "\n".join(map(str, alarms))


@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_found(leak: str) -> None:
    assert look({"planted.py": DATA.format(leak)})


@pytest.mark.parametrize(
    "leak",
    [
        "class A:\n def keep(self, x: str): self.x = x\n def draw(self):\n  x = ''\n  Static(self.x)",
        "class A:\n def keep(self, x: str): old, self.x = self.x, x\n def draw(self): Static(self.x)",
        "def cut(text: str, width: int) -> str: return text[:width]\ndef show(name: str): Segment(cut(name, 3))",
        "class Line:\n    def say(self, text: Inert) -> None: ...\ndef show(line: Line, name: str): line.say(name)",
        "class Cell:\n    lead: Inert\ndef show(name: str): return Cell(lead=name)",
        "def lead(name: str) -> Inert: return name",
        "class Line(Static): pass\nclass Head(Line): pass\ndef show(name: str): return Head(name)",
        "class Line(Static):\n    def __init__(self, name: str) -> None:\n        super().__init__(name, id='line')",
    ],
)
def test_a_leak_through_a_widget_of_our_own_is_found(leak: str) -> None:
    assert look({"planted.py": leak})


@pytest.mark.parametrize("fine", FINE)
def test_wrapped_text_and_own_words_raise_no_alarm(fine: str) -> None:
    assert not look({"planted.py": DATA.format(fine)})


def test_there_is_something_to_look_at() -> None:
    assert {"screens/base.py", "billdesk/widgets/footer.py"} <= modules(*PLACES).keys()
