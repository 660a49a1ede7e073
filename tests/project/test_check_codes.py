"""Every code that a check or a form can show has its page in docs/checks.md."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from billdesk.domain.checks.catalogue import BY_CODE

ROOT = Path(__file__).parents[2]
MAKERS = {"Finding": 0, "_Rule": 0}
"""What makes findings, and which of its arguments is the code."""


def trees() -> list[ast.Module]:
    """All modules that can make a finding."""
    paths = (path for folder in ("billdesk", "screens") for path in (ROOT / folder).rglob("*.py"))
    texts = (path.read_text(encoding="utf-8") for path in paths)
    return [ast.parse(text) for text in texts if "Finding" in text or "checks.finding" in text]


def calls(tree: ast.AST, makers: dict[str, int]) -> Iterator[ast.expr]:
    """The codes given to what makes findings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makers:
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            place = makers[node.func.id]
            if len(node.args) > place or "code" in given:
                yield node.args[place] if len(node.args) > place else given["code"]


def makers_in(modules: list[ast.Module]) -> dict[str, int]:
    """`Finding` and every function that hands the code it is given on to one of them."""
    found = dict(MAKERS)
    while True:
        before = dict(found)
        for module in modules:
            for node in ast.walk(module):
                if isinstance(node, ast.FunctionDef):
                    names = [argument.arg for argument in node.args.args]
                    handed = [code.id for code in calls(node, found) if isinstance(code, ast.Name)]
                    for name in set(handed) & set(names):
                        found[node.name] = names.index(name)
        if found == before:
            return found


def used() -> set[str]:
    """The codes as they stand in the source."""
    modules = trees()
    found = makers_in(modules)
    return {
        code.value
        for module in modules
        for code in calls(module, found)
        if isinstance(code, ast.Constant) and isinstance(code.value, str)
    }


def test_every_code_has_its_page_and_every_page_its_code() -> None:
    codes = used()
    assert {"duplicate", "bic-check", "rest-unexplained", "E11a", "issued-before-last"} <= codes
    assert codes == BY_CODE.keys()
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert [code for code in sorted(codes) if f"`{code}`" not in page] == []
