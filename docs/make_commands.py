"""Write docs/commands.md from the command line itself: `python docs/make_commands.py`, with --check to compare only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import typer
from typer.core import TyperArgument, TyperGroup, TyperOption

from billdesk.cli import app

TARGET = Path(__file__).with_name("commands.md")
HEAD = """# Commands

`billdesk` alone opens the desk. With a command it does one thing and ends; scripts may rely on what stands here.
This page is made from the program by `docs/make_commands.py`.

- The common options stand before the command and hold for all of them.
- Only data goes to stdout; messages, warnings and progress go to stderr. There is no bar and no colour when stderr or
  stdout is no terminal, or NO_COLOR is set.
- `--format table` is for people. `json`, `jsonl` and `csv` are for programs: keys in snake_case, dates ISO, money as a
  decimal string with exactly the currency's digits beside a `currency` key. In CSV a text that begins with `=`, `+`,
  `-`, `@`, a tab or a carriage return has an apostrophe in front, so that no spreadsheet takes it for a formula;
  amounts, dates and numbers never have one, and JSON is always exact. Details that are lists (lines, contacts) stand
  in `json` and `jsonl`; CSV has the record itself.
- Exit codes: 0 done; 1 refused or something found, nothing changed; 2 usage; 3 the desk file (missing, not a desk,
  damaged, from a newer version, locked, not writable); 4 stopped by a signal, what was acknowledged is saved; 5 part
  of a batch failed, each part named.
- An error is one sentence on stderr that says what, where and what to do. A file to write never replaces another
  without `--force`.
- An import reads any CSV (UTF-8, UTF-16, else Windows-1252 with a warning; comma, semicolon, tab or bar) or the first
  sheet of an XLSX file. Columns are recognised by common headings. A file with a rejected row books nothing and each
  row is named (exit 1); a file that was imported before books nothing and says when it was (exit 1).
- `check` reads one entry a line: `{"id": "1", "kind": "invoice"|"receipt"|"credit_note", "customer": code,
  "number": "…"|null, "issued_on": "2026-11-20", "due_on": date|null, "currency": "EUR", "lines": [{"description": "…",
  "quantity": "1", "unit_price": "10.00", "tax_rate": "19"}], "total": "11.90", "reference": "…", "iban": "…",
  "vat_id": "…"}`, and writes one line each: `{"id", "verdict": "blocked"|"ask"|"clear", "findings": [{"code",
  "severity": "block"|"ask"|"note", "field", "message", "evidence"}], "rekey": ["total", "day", …]}`. `docs/checks.md`
  says what each code means. What was found is data: the exit code is 0, and 5 only when lines could not be read.
"""


def page() -> str:
    """The whole page."""
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    parts = [HEAD, "## Common options\n", _table(root)]
    parts += [_section(words, command) for words, command in _commands(root, ("billdesk",))]
    return "\n".join(parts).rstrip() + "\n"


def _commands(group: TyperGroup, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], typer.core.TyperCommand]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _commands(command, (*words, name))
        elif isinstance(command, typer.core.TyperCommand):
            yield (*words, name), command


def _section(words: tuple[str, ...], command: typer.core.TyperCommand) -> str:
    arguments = [
        (param.metavar or str(param.name).upper()) for param in command.params if isinstance(param, TyperArgument)
    ]
    title = " ".join([*words[1:], *arguments])
    return f"## `{title}`\n\n{' '.join((command.help or '').split())}\n\n{_table(command)}"


def _table(command: typer.core.TyperCommand | TyperGroup) -> str:
    rows = [_row(param) for param in command.params if isinstance(param, (TyperArgument, TyperOption))]
    return "\n".join(["| option | meaning | default |", "|---|---|---|", *rows, ""])


def _row(param: TyperArgument | TyperOption) -> str:
    if isinstance(param, TyperArgument):
        name = f"`{param.metavar or str(param.name).upper()}`"
    else:
        chosen = type(param.default) if isinstance(param.default, Enum) else None
        shape = "|".join(each.value for each in chosen) if chosen else param.metavar or "TEXT"
        name = f"`{', '.join(param.opts)}`" if param.is_flag else f"`{', '.join(param.opts)} {shape}`"
    default = param.default
    shown = "" if default in {None, "", False} or callable(default) else f"`{getattr(default, 'value', default)}`"
    # A bar would end the cell of the table.
    return f"| {name.replace('|', chr(92) + '|')} | {param.help or ''} | {shown} |"


def main() -> int:
    """Write the page, or with --check say whether it is current."""
    if "--check" in sys.argv[1:]:
        current = TARGET.exists() and TARGET.read_text(encoding="utf-8") == page()
        print("docs/commands.md is current." if current else "docs/commands.md is old: run docs/make_commands.py.")
        return 0 if current else 1
    TARGET.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
