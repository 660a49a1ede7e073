"""What a text may do: say values, choose with `if`, go through the items once. Nothing else.

A text is written by whoever runs the desk, but it is read by the program with the whole account at hand. So it is no
program: no calls, no assignments, no loops within loops, no arithmetic. It cannot run for ever or grow without end,
and a value that does not exist is found when the text is read, not when the first customer needs the line it is in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jinja2 import nodes

VALUES: Final = {
    "amount": "what is asked for, with its currency",
    "ask": "whom to ask, with mail and telephone",
    "bank": "how to pay",
    "code": "the code of the account",
    "company": "the name of our company",
    "customer": "the name of the customer",
    "name": "whom the message greets: the person, or else the customer",
    "oldest_due": "the due date of the oldest item",
    "pay_by": "by when the message asks to be paid",
    "reference": "what to quote with the payment",
    "sender": "who signs",
    "table": "the list of open items",
    "today": "the day of the message",
}
"""What every message has. A text that says one of them while the desk has none is refused."""

MAY_BE_EMPTY: Final = {
    "contact": "the person at the customer",
    "credit": "credit that was taken off",
    "gravest": "the numbers of the invoices at the step that leads, where others are asked for too",
    "interest": "interest and fees that are claimed",
    "others": "further open items, not asked for",
    "several": "says something when there is more than one item",
}
"""What some messages have; a text asks for it with `if`."""

LISTS: Final = frozenset({"items", "others"})
ROW: Final = {
    "amount": "what is asked of it",
    "due": "its due date",
    "number": "the invoice's number",
    "open": "what is open of it",
}
"""What `{{ item.… }}` can say in `{% for item in items %}`."""

_PLAIN = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.Not, nodes.And, nodes.Or)
_SAID: Final = {
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
    nodes.Block: "block",
    nodes.Call: "a call",
    nodes.CallBlock: "call",
    nodes.Extends: "extends",
    nodes.Filter: "a filter",
    nodes.FilterBlock: "a filter",
    nodes.FromImport: "import",
    nodes.Getitem: "[…]",
    nodes.Import: "import",
    nodes.Include: "include",
    nodes.Macro: "macro",
    nodes.Test: "a test with “is”",
}


def mistakes(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Everything in a text that it may not do, with its line."""
    yield from _walk(tree, row="")


def _walk(node: nodes.Node, row: str) -> Iterator[tuple[int, str]]:
    if isinstance(node, nodes.For):
        yield from _loop(node, row)
        return
    if isinstance(node, nodes.Name):
        if node.name not in {*VALUES, *MAY_BE_EMPTY}:
            yield node.lineno, f"there is no value “{node.name}”"
        return
    if isinstance(node, nodes.Getattr):
        yield from _field(node, row)
        return
    if not isinstance(node, _PLAIN):
        said = next((word for kind, word in _SAID.items() if isinstance(node, kind)), "this")
        yield node.lineno, f"{said} is not part of what a text may do"
        return
    for child in node.iter_child_nodes():
        yield from _walk(child, row)


def _loop(node: nodes.For, row: str) -> Iterator[tuple[int, str]]:
    if row:
        yield node.lineno, "a loop within a loop is not part of what a text may do"
        return
    if not (isinstance(node.iter, nodes.Name) and node.iter.name in LISTS and isinstance(node.target, nodes.Name)):
        yield node.lineno, "a text goes through “items” or “others” alone, as in {% for item in items %}"
        return
    if node.test is not None or node.recursive:
        yield node.lineno, "a loop takes neither a condition nor “recursive”"
        return
    if node.target.name in {*VALUES, *MAY_BE_EMPTY, *LISTS}:
        yield node.lineno, f"“{node.target.name}” has a meaning of its own; call the row “item”"
        return
    for child in (*node.body, *node.else_):
        yield from _walk(child, node.target.name)


def _field(node: nodes.Getattr, row: str) -> Iterator[tuple[int, str]]:
    if not (isinstance(node.node, nodes.Name) and row and node.node.name == row):
        yield node.lineno, "only the rows of a loop have fields"
    elif node.attr not in ROW:
        yield node.lineno, f"a row has no field “{node.attr}”; it has {', '.join(sorted(ROW))}"
