"""Finds strings of data on their way to a terminal past `billdesk.text`.

Every expression that reaches a sink (a widget's text, a table cell, a toast, a title, a printed line) is given a kind:

- `CONTENT`: Textual content, Rich text or another renderable; literal by construction.
- `WORDS`: our own words and numbers: literals, constants, dates, amounts, and f-strings of these.
- `PLAIN`: a string that passed `inert_plain`, or was put together from such strings. A parameter, field or answer that
  is annotated `Inert` is one; what is given to it is looked at where it is given.
- `UNKNOWN`: anything else, so perhaps data.

A sink that parses markup takes content and words, any other takes all but the unknown. Where the rule is wrong,
wrapping in `inert` costs nothing; a line that ends in `# inert: and the reason` is taken as it stands.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.project.source_facts import (
    RENDERABLE,
    Facts,
    Kind,
    attributes,
    bindings,
    called,
    children,
    is_constant,
    matched,
    own_nodes,
    parameters,
)

OWN_WORDS = {
    "len", "say_day", "say_short", "short_day", "say_from_today", "due_words", "say_terms", "format_money",
    "format_minor", "symbol", "to_decimal_string", "int", "round", "sum", "abs", "key_label", "cell_len",
}  # fmt: skip
"""Functions that answer in our own words whatever they are given."""

KEEP_KIND = {
    "ljust", "rjust", "center", "strip", "lstrip", "rstrip", "upper", "lower", "capitalize", "title",
    "casefold", "join", "removesuffix", "removeprefix", "splitlines", "split", "partition", "format", "replace",
    "isoformat", "strftime", "copy", "set_cell_size", "chop_cells", "str", "sorted", "reversed", "list",
    "tuple", "enumerate", "repr", "fill", "wrap", "next", "iter",
    "max", "min",
}  # fmt: skip
"""Functions and methods whose answer is of the kind of what they were given."""

MARKUP_CALLS = {
    "Static", "Label", "Button", "Checkbox", "RadioButton", "Collapsible", "Tab", "TabPane", "Option",
    "Selection", "Link", "Input", "TextArea",
}  # fmt: skip
MARKUP_METHODS = {"notify", "add_row", "add_column", "add_columns", "add_option", "add_options", "update", "print"}
MARKUP_ATTRIBUTES = {"border_title", "border_subtitle", "tooltip", "placeholder"}
PLAIN_CALLS = {"Segment", "Text", "Content", "print", "echo", "secho"}
PLAIN_METHODS = {"styled", "assemble", "echo", "secho"}
PLAIN_ATTRIBUTES = {"sub_title"}
STREAMS = {"stdout", "stderr"}
TEXT_KEYWORDS = {"content", "label", "title", "prompt", "placeholder", "tooltip", "subtitle", "message"}
NO_TEXT_FIRST = {"Input", "TextArea"}
"""Their first argument is the value that is edited, which they draw as it stands after they cleaned it."""


PARTS: Mapping[type[ast.expr], tuple[str, ...]] = {
    ast.JoinedStr: ("values",),
    ast.IfExp: ("body", "orelse"),
    ast.BoolOp: ("values",),
    ast.Tuple: ("elts",),
    ast.List: ("elts",),
    ast.Dict: ("values",),
    ast.Starred: ("value",),
    ast.Subscript: ("value",),
    ast.NamedExpr: ("value",),
    ast.Await: ("value",),
}
"""Expressions that are of the kind of certain parts of them."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One place where data may reach a terminal unwrapped."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


class Judge(ast.NodeVisitor):
    """Walks one module and notes every alarm in it."""

    def __init__(self, path: str, source: str, facts: Facts, modules: Mapping[str, Facts]) -> None:
        self.path = path
        self.lines = source.splitlines()
        self.facts = facts
        self.modules = modules
        self.here = modules[module_name(path)]
        self.alarms: list[Alarm] = []
        tree = ast.parse(source)
        self.scopes: list[Mapping[str, list[Kind | ast.expr]]] = [bindings(tree, facts)]
        self.own = attributes(tree)
        self.within: list[ast.ClassDef] = []
        self.visiting: set[ast.AST] = set()
        self.visit(tree)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.within.append(node)
        self.generic_visit(node)
        self.within.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        self.scopes.append(bindings(node, self.facts))
        if not isinstance(node, ast.Lambda) and self.facts.of_type(node.returns) is Kind.PLAIN:
            for part in own_nodes(node):
                if isinstance(part, ast.Return) and part.value is not None:
                    self.need(part.value, Kind.PLAIN, f"the inert answer of {node.name}")
        self.generic_visit(node)
        self.scopes.pop()

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            if isinstance(target, ast.Attribute):
                if target.attr in MARKUP_ATTRIBUTES:
                    self.need(node.value, Kind.WORDS, target.attr)
                elif target.attr in PLAIN_ATTRIBUTES:
                    self.need(node.value, Kind.PLAIN, target.attr)
        self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.module in {"rich.markup", "textual.markup"}:
            self.alarm(node, f"{node.module} is no defence: [Ltd] still vanishes; use billdesk.text")

    def visit_Call(self, node: ast.Call) -> None:
        name = called(node)
        words = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        if is_constant(words.get("markup"), True):
            self.alarm(node, "markup=True")
        for made in (*self._functions(name), *self._classes(name)):
            for parameter, argument in matched(node, parameters(made)):
                if self.facts.of_type(parameter.annotation) is Kind.PLAIN:
                    self.need(argument, Kind.PLAIN, f"{name}({parameter.arg})")
        for text, most in self._texts(node, name, words):
            self.need(text, most, name)
        self.generic_visit(node)

    def _texts(self, node: ast.Call, name: str, words: Mapping[str, ast.expr]) -> Iterator[tuple[ast.expr, Kind]]:
        """The arguments of a call that reach a terminal, with what each may be at most."""
        most = Kind.PLAIN if is_constant(words.get("markup"), False) else Kind.WORDS
        named = [(value, most) for keyword, value in words.items() if keyword in TEXT_KEYWORDS]
        if name in {"from_markup", "from_ansi"}:
            yield node.args[0], Kind.WORDS
            yield from ((value, Kind.PLAIN) for value in words.values())
        elif self._makes_widget(node, name):
            yield from ((text, most) for text in ([] if name in NO_TEXT_FIRST else node.args[:1]))
            yield from named
        elif self._is_sink_method(node, name, words):
            every = name.startswith(("add_", "print"))
            yield from ((text, most) for text in (node.args if every else node.args[:1]))
            yield from named
        elif self._writes_plain(node, name):
            every = name in {"assemble", "print"}
            yield from ((text, Kind.PLAIN) for text in (node.args if every else node.args[:1]))

    def _makes_widget(self, node: ast.Call, name: str) -> bool:
        if ast.unparse(node.func) == "super().__init__":
            return bool(self.within) and self.facts.derives(self.within[-1], MARKUP_CALLS - NO_TEXT_FIRST)
        return isinstance(node.func, ast.Name) and self.facts.made_like(name, MARKUP_CALLS)

    def _is_sink_method(self, node: ast.Call, name: str, words: Mapping[str, ast.expr]) -> bool:
        if not isinstance(node.func, ast.Attribute) or name not in MARKUP_METHODS:
            return False
        if name == "update":  # those of dictionaries, sets and progress bars take collections or keywords
            collection = (
                isinstance(node.args[0], ast.Dict | ast.Set | ast.DictComp | ast.SetComp) if node.args else True
            )
            return not collection and words.keys() <= {"layout"}
        return bool(node.args or words)

    def _writes_plain(self, node: ast.Call, name: str) -> bool:
        if isinstance(node.func, ast.Name):
            return self.facts.made_like(name, PLAIN_CALLS)
        if isinstance(node.func, ast.Attribute):
            if name == "write":
                return ast.unparse(node.func.value).rpartition(".")[2] in STREAMS
            return name in PLAIN_METHODS or (name == "append" and self._is_text(node.func.value))
        return False

    def _is_text(self, node: ast.expr) -> bool:
        """Whether this is a text that is being put together, not a list."""
        bound = self.scopes[-1].get(node.id, []) if isinstance(node, ast.Name) else [node]
        return any(isinstance(value, ast.Call) and called(value) in RENDERABLE | {"inert_text"} for value in bound)

    def need(self, value: ast.expr, most: Kind, sink: str) -> None:
        """Note an alarm unless `value` is at most of the kind `most`."""
        if isinstance(value, ast.Starred):
            value = value.value
        if sink == "assemble" and isinstance(value, ast.Tuple):
            value = value.elts[0]  # the rest is its style
        if self.kind(value) > most:
            self.alarm(value, f"`{ast.unparse(value)}` reaches {sink} without billdesk.text")

    def alarm(self, node: ast.expr | ast.stmt, what: str) -> None:
        """Note an alarm unless the line gives a reason for an exception."""
        if not self.lines[(node.end_lineno or node.lineno) - 1].partition("# inert: ")[2].strip():
            self.alarms.append(Alarm(self.path, node.lineno, what))

    def kind(self, node: ast.expr | None) -> Kind:
        """The kind of an expression where it stands."""
        if node is None or node in self.visiting:
            return Kind.CONTENT  # a loop adds nothing to what its other parts say
        self.visiting.add(node)
        try:
            return self._kind(node)
        finally:
            self.visiting.discard(node)

    def _kind(self, node: ast.expr) -> Kind:
        if parts := PARTS.get(type(node)):
            return max([Kind.CONTENT, *map(self.kind, children(node, parts))])
        match node:
            case ast.Constant():
                return Kind.WORDS if isinstance(node.value, str | bytes) else Kind.CONTENT
            case ast.FormattedValue(value=value, format_spec=spec):
                numeric = spec is not None and ast.unparse(spec).rstrip("'\"")[-1:] in {",", "d", "f", "%"}
                return Kind.WORDS if numeric else max(Kind.WORDS, self.kind(value))
            case ast.BinOp(left=one, op=operator, right=other):
                kinds = self.kind(one), self.kind(other)
                # A string can only be multiplied by a number, so the surer side is the string.
                return min(kinds) if isinstance(operator, ast.Mult) else max(kinds)
            case ast.GeneratorExp(elt=element) | ast.ListComp(elt=element) | ast.DictComp(value=element):
                return self._inside(node, element)
            case _:
                return self._looked_up(node)

    def _looked_up(self, node: ast.expr) -> Kind:
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        return Kind.WORDS if isinstance(node, ast.Compare | ast.UnaryOp) else Kind.UNKNOWN

    def _inside(self, node: ast.expr, element: ast.expr) -> Kind:
        self.scopes.append(bindings(node, self.facts))
        try:
            return self.kind(element)
        finally:
            self.scopes.pop()

    def _name(self, name: str) -> Kind:
        for scope in reversed(self.scopes):
            if name in scope:
                return max(known if isinstance(known, Kind) else self.kind(known) for known in scope[name])
        return Kind.WORDS if name.isupper() or name in self.facts.enums else Kind.UNKNOWN

    def _attribute(self, node: ast.Attribute) -> Kind:
        if node.attr.lstrip("_").isupper() and not isinstance(node.value, ast.Call):
            return Kind.WORDS
        if isinstance(node.value, ast.Name) and node.value.id == "self" and node.attr in self.own:
            return max(self._where(function, [value]) for value, function in self.own[node.attr])
        over = self.kind(node.value)
        if over is Kind.CONTENT and node.attr in {"plain", "text"}:
            return Kind.PLAIN  # the string inside may hold markup signs
        if node.attr in self.facts.fields:
            return max(self.facts.of_type(annotation) for annotation in self.facts.fields[node.attr])
        return over if node.attr in {"value", "name", "year", "day", "month"} else Kind.UNKNOWN

    def _call(self, node: ast.Call) -> Kind:
        name = called(node)
        if name in {"inert", "inert_text"} or name in RENDERABLE:
            return Kind.CONTENT
        if name == "inert_plain":
            return Kind.PLAIN
        if name in OWN_WORDS:
            return Kind.WORDS
        if name == "dumps" and not any(keyword.arg == "ensure_ascii" for keyword in node.keywords):
            return Kind.PLAIN  # everything outside printable ASCII is escaped
        method = isinstance(node.func, ast.Attribute)
        over = self.kind(node.func.value) if isinstance(node.func, ast.Attribute) else Kind.CONTENT
        if method and (ast.unparse(node.func).partition(".")[0] in RENDERABLE or over is Kind.CONTENT):
            return Kind.CONTENT
        if name in KEEP_KIND:
            return max([over, *map(self.kind, node.args)])
        known = self._functions(name)
        return max(self._answer(function, node) for function in known) if known else Kind.UNKNOWN

    def _functions(self, name: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        """The functions a name may mean: those of this module, of the one it comes from, or any of the project."""
        there = self.modules.get(self.here.imports.get(name, ""), Facts())
        return next((found for facts in (self.here, there, self.facts) if (found := facts.functions.get(name))), [])

    def _classes(self, name: str) -> list[ast.ClassDef]:
        there = self.modules.get(self.here.imports.get(name, ""), Facts())
        return [made for made in (self.here.classes.get(name) or there.classes.get(name),) if made]

    def _answer(self, function: ast.FunctionDef | ast.AsyncFunctionDef, call: ast.Call) -> Kind:
        """The kind a function returns: by its annotation, else by what its own words make of what the call gives."""
        by_type = self.facts.of_type(function.returns)
        if by_type is not Kind.UNKNOWN:
            return by_type
        if function in self.visiting:
            return Kind.CONTENT  # a recursion adds nothing to what its other parts say
        given = {parameter.arg: self.kind(value) for parameter, value in matched(call, parameters(function))}
        self.visiting.add(function)
        try:
            values = [node.value for node in ast.walk(function) if isinstance(node, ast.Return | ast.Yield)]
            return self._where(function, values, given)
        finally:
            self.visiting.discard(function)

    def _where(
        self, function: ast.AST, values: Sequence[ast.expr | None], given: Mapping[str, Kind] | None = None
    ) -> Kind:
        """The kind of expressions of another function, with its names for theirs and its arguments as `given`."""
        names = bindings(function, self.facts)
        for name, kind in (given or {}).items():
            names[name] = [kind if known is Kind.UNKNOWN else known for known in names[name]]
        scopes, self.scopes = self.scopes, [self.scopes[0], names]
        try:
            return max([Kind.CONTENT, *map(self.kind, values)])
        finally:
            self.scopes = scopes


def module_name(path: str) -> str:
    """The name a module is imported by, from its path below the project's folder."""
    return path.removesuffix(".py").replace("/", ".")


def look(sources: Mapping[str, str], known: Mapping[str, str] | None = None) -> list[Alarm]:
    """Judge modules given as path and source, with what the modules `known` tell of their functions and classes."""
    together, modules = Facts(), {}
    for path, source in {**(known or {}), **sources}.items():
        modules[module_name(path)] = Facts()
        for facts in (together, modules[module_name(path)]):
            facts.learn(ast.parse(source))
    return [alarm for path, source in sources.items() for alarm in Judge(path, source, together, modules).alarms]
