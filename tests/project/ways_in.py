"""Every way in which the program can change a book, read from its source: who writes, who calls them, who confirms.

`python -m tests.project.ways_in` writes their count into docs/double-check.md.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import typer

from billdesk.cli import app
from billdesk.commands import COMMANDS

ROOT = Path(__file__).parents[2]
CALLERS = ("screens/**/*.py", "billdesk/*.py", "billdesk/exchange/*.py", "billdesk/demo/*.py", "billdesk/widgets/*.py")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, order=True)
class Site:
    """A place in the source (`screens/forms/receipt.py ReceiptForm.save`) and what is called there."""

    place: str
    called: str


def _trees(*patterns: str) -> Iterator[tuple[str, ast.Module]]:
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _calls(node: ast.AST, inside: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], ast.Call]]:
    """Every call below a node with the names of the classes and functions around it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield inside, child
        named = (child.name,) if isinstance(child, Function | ast.ClassDef) else ()
        yield from _calls(child, (*inside, *named))


def writers() -> set[str]:
    """The public services that take a confirmed draft: `receipts.record`."""
    found = set()
    for name, tree in _trees("billdesk/services/*.py"):
        for node in tree.body:
            if isinstance(node, Function) and not node.name.startswith("_"):
                arguments = (*node.args.args, *node.args.kwonlyargs)
                if any(one.annotation and "Confirmed[" in ast.unparse(one.annotation) for one in arguments):
                    found.add(f"{Path(name).stem}.{node.name}")
    return found


def transactions() -> dict[str, bool]:
    """Every transaction that a service opens, and whether it takes the evidence of a confirmed draft along."""
    found = {}
    for name, tree in _trees("billdesk/services/*.py"):
        for inside, call in _calls(tree):
            if ast.unparse(call.func) == "desk.write":
                found[f"{Path(name).stem}.{inside[0]}"] = len(call.args) > 1
    return found


def call_sites() -> set[Site]:
    """Where screens, commands and importers call a service that writes."""
    known = writers()
    found = set()
    for name, tree in _trees(*CALLERS):
        modules: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("billdesk.services"):
                stem = (node.module or "").rpartition(".")[2]
                for alias in node.names:
                    called = alias.asname or alias.name
                    modules[called] = alias.name if stem == "services" else f"{stem}.{alias.name}"
        for inside, call in _calls(tree):
            head, _, tail = ast.unparse(call.func).partition(".")
            said = ".".join(filter(None, (modules.get(head), tail)))
            if said in known:
                found.add(Site(f"{name} {'.'.join(inside)}", said))
    return found


def _confirming() -> set[str]:
    """The functions that can make a confirmed draft: those of the double check that hold its seal."""
    ((_, tree),) = _trees("billdesk/domain/double_check.py")
    sealing = (node for node in tree.body if isinstance(node, Function) and "_SEAL" in ast.unparse(node))
    return {"Confirmed", *(node.name for node in sealing)}


def makers() -> set[Site]:
    """Where the program makes a confirmed draft."""
    known = _confirming()
    return {
        Site(f"{name} {'.'.join(inside)}", ast.unparse(call.func))
        for name, tree in _trees(*CALLERS, "billdesk/services/*.py", "db/**/*.py")
        for inside, call in _calls(tree)
        if ast.unparse(call.func).partition("[")[0] in known
    }


def calls_of(*names: str) -> set[Site]:
    """Where one of these functions or methods is called: `self.save`, or with a star any `*.run_save`."""
    return {
        Site(f"{name} {'.'.join(inside)}", ast.unparse(call.func))
        for name, tree in _trees(*CALLERS, "billdesk/services/*.py", "db/**/*.py")
        for inside, call in _calls(tree)
        if any(fnmatchcase(ast.unparse(call.func), name) for name in names)
    }


def commands_of(group: typer.Typer = app, before: str = "") -> Iterator[str]:
    """Every command of the command line by its whole name."""
    for command in group.registered_commands:
        yield f"{before}{command.name or getattr(command.callback, '__name__', '')}"
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            name = inner.name or inner.typer_instance.info.name
            yield from commands_of(inner.typer_instance, f"{before}{name} ")


def counted() -> str:
    """How many of each there are, as the page says it."""
    keys = sum(command.writes for command in COMMANDS)
    return (
        f"{len(writers())} services write. They are called from {len(call_sites())} places, behind {keys} commands"
        f" with keys\nand {len(set(commands_of()))} on the command line; {len(makers())} places confirm."
    )


if __name__ == "__main__":
    page = ROOT / "docs" / "double-check.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(re.sub(r"\d+ services write\..*?confirm\.", counted(), text, flags=re.DOTALL), encoding="utf-8")
