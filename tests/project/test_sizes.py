"""Functions and modules stay small enough to read in one go."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("billdesk", "screens", "db", "docs", "tests")
FUNCTION_LINES = 45
MODULE_LINES = 400
LOOSER = 1.5
"""For tests, whose tables of cases and strategies read well at length."""


def sources() -> Iterator[tuple[str, str]]:
    """Path and text of every module of the project."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text()


def too_long(path: str, source: str) -> Iterator[str]:
    """A line for each thing in a module that is too long."""
    factor = LOOSER if path.startswith("tests") else 1
    lines = source.count("\n")
    if lines > MODULE_LINES * factor:
        yield f"{path}: {lines} lines"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES * factor:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines"


def test_no_function_and_no_module_is_too_long() -> None:
    found = [line for path, source in sources() for line in too_long(path, source)]
    assert not found, "\n" + "\n".join(found)


def test_a_long_function_and_a_long_module_are_found() -> None:
    body = "    pass\n" * FUNCTION_LINES
    assert list(too_long("a.py", f"def long():\n{body}")) == [f"a.py:1: long has {FUNCTION_LINES + 1} lines"]
    assert not list(too_long("a.py", f"def long():\n{body}".removesuffix("    pass\n")))
    assert list(too_long("a.py", "x = 1\n" * (MODULE_LINES + 1)))
