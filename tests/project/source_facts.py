"""What Python source says about its names, for the lint of strings: kinds, types, bindings."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import IntEnum


class Kind(IntEnum):
    """How far an expression may go; of several parts the greatest counts."""

    CONTENT = 0
    WORDS = 1
    PLAIN = 2
    UNKNOWN = 3


RENDERABLE = {"Content", "Text", "Strip", "Table", "Segment", "Columns"}
"""Types whose values are drawn as they stand; `ContentType` and its like are not here, for they include `str`."""

HARMLESS = {"int", "bool", "Decimal", "date", "datetime", "timedelta", "Money", "None", "float"}
"""Types whose text holds digits and our own words alone; enumerations of the project are added."""


@dataclass
class Facts:
    """What a module, or the whole project, says about its functions, classes, fields and enumerations, by name."""

    functions: dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef]] = field(default_factory=dict)
    fields: dict[str, list[ast.expr]] = field(default_factory=dict)
    enums: set[str] = field(default_factory=set)
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)

    def learn(self, tree: ast.AST) -> None:
        """Take in one module."""
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self.functions.setdefault(node.name, []).append(node)
            if isinstance(node, ast.ImportFrom):
                self.imports.update({alias.asname or alias.name: node.module or "" for alias in node.names})
            if isinstance(node, ast.ClassDef):
                self.classes[node.name] = node
                if any("Enum" in ast.unparse(base) for base in node.bases):
                    self.enums.add(node.name)
                for part in node.body:
                    if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                        self.fields.setdefault(part.target.id, []).append(part.annotation)

    def made_like(self, name: str, kinds: AbstractSet[str]) -> bool:
        """Whether `name(…)` makes one of `kinds`, or of a class of the project that takes the arguments of one."""
        own = self.classes.get(name)
        if own is None:
            return name in kinds
        makes = any(isinstance(part, ast.FunctionDef) and part.name == "__init__" for part in own.body)
        return not makes and self.derives(own, kinds)

    def derives(self, own: ast.ClassDef, kinds: AbstractSet[str]) -> bool:
        """Whether a class stands on one of `kinds`."""
        bases = {ast.unparse(base).partition("[")[0].rpartition(".")[2] for base in own.bases} - {own.name}
        return bool(bases & kinds - self.classes.keys()) or any(
            self.derives(self.classes[base], kinds) for base in bases & self.classes.keys()
        )

    def of_type(self, annotation: ast.expr | None) -> Kind:
        """The kind of a value by its annotation; `X | None` is the kind of X, a collection that of its elements."""
        if annotation is None:
            return Kind.UNKNOWN
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            annotation = ast.parse(annotation.value, mode="eval").body
        if isinstance(annotation, ast.BinOp):
            return max(self.of_type(annotation.left), self.of_type(annotation.right))
        if isinstance(annotation, ast.Subscript):
            inner = annotation.slice
            return max(map(self.of_type, inner.elts)) if isinstance(inner, ast.Tuple) else self.of_type(inner)
        name = ast.unparse(annotation).rpartition(".")[2]
        if name in RENDERABLE:
            return Kind.CONTENT
        if name == "Inert":
            return Kind.PLAIN
        return Kind.WORDS if name in HARMLESS | self.enums | {"Ellipsis", ""} else Kind.UNKNOWN


def parameters(made: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[ast.arg]:
    """What a function takes, or a class to make an object: by its `__init__`, else by its fields."""
    if isinstance(made, ast.ClassDef):
        init = next((part for part in made.body if isinstance(part, ast.FunctionDef) and part.name == "__init__"), None)
        if init is not None:
            return parameters(init)
        fields = [part for part in made.body if isinstance(part, ast.AnnAssign)]
        return [ast.arg(part.target.id, part.annotation) for part in fields if isinstance(part.target, ast.Name)]
    taken = [*made.args.posonlyargs, *made.args.args, *made.args.kwonlyargs]
    return [parameter for parameter in taken if parameter.arg not in {"self", "cls"}]


def matched(call: ast.Call, taken: list[ast.arg]) -> Iterator[tuple[ast.arg, ast.expr]]:
    """Each parameter with the argument that a call gives it; nothing for arguments that come in a bundle."""
    by_name = {parameter.arg: parameter for parameter in taken}
    if not any(isinstance(argument, ast.Starred) for argument in call.args):
        yield from zip(taken, call.args, strict=False)
    yield from ((by_name[word.arg], word.value) for word in call.keywords if word.arg in by_name)


def children(node: ast.expr, names: Iterable[str]) -> Iterator[ast.expr]:
    """The expressions in the named fields of a node."""
    for name in names:
        for part in value if isinstance(value := getattr(node, name), list) else [value]:
            if isinstance(part, ast.expr):
                yield part


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func).rpartition(".")[2]


def is_constant(node: ast.expr | None, value: bool) -> bool:
    """Whether an argument is written as this truth value."""
    return isinstance(node, ast.Constant) and node.value is value


def bindings(scope: ast.AST, facts: Facts) -> dict[str, list[Kind | ast.expr]]:
    """What each name of a scope is bound to, anywhere in it: expressions, or kinds where a type says it."""
    found: dict[str, list[Kind | ast.expr]] = {}
    for node in own_nodes(scope):
        match node:
            case ast.arg(arg=name, annotation=annotation):
                found.setdefault(name, []).append(facts.of_type(annotation))
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
                by_type = facts.of_type(annotation)
                found.setdefault(name, []).append(value if value and by_type is Kind.UNKNOWN else by_type)
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    bind(found, target, value)
            case ast.AugAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
                bind(found, target, value)
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                bind(found, target, value)
    return found


def bind(found: dict[str, list[Kind | ast.expr]], target: ast.expr, value: ast.expr) -> None:
    """Bind the names of a target."""
    for part, bound in unpacked(target, value):
        if isinstance(part, ast.Name):
            found.setdefault(part.id, []).append(bound)


def unpacked(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Each single target with its value; where a value cannot be taken apart each target may be any of it."""
    if not isinstance(target, ast.Tuple | ast.List):
        yield target, value
    elif isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts):
        for part, bound in zip(target.elts, value.elts, strict=True):
            yield from unpacked(part, bound)
    else:
        for part in target.elts:
            yield from unpacked(part, value)


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without those of the functions inside it."""
    todo: list[ast.AST] = list(ast.iter_child_nodes(scope))
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            todo.extend(ast.iter_child_nodes(node))


def attributes(tree: ast.AST) -> dict[str, list[tuple[ast.expr, ast.AST]]]:
    """What the objects of a module bind their own attributes to, each with the function that does it."""
    found: dict[str, list[tuple[ast.expr, ast.AST]]] = {}
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for function in functions:
        for target, value in assigned(function):
            if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self":
                found.setdefault(target.attr, []).append((value, function))
    return found


def assigned(scope: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Every target that a scope assigns to, with the value."""
    for node in own_nodes(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from unpacked(target, node.value)
        elif isinstance(node, ast.AugAssign | ast.AnnAssign) and node.value is not None:
            yield node.target, node.value
