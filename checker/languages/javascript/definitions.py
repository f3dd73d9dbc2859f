"""What gives a name its value: seen from the identifier that is declared or assigned, patterns included."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker.languages.javascript import estree as js
from checker.languages.javascript.texts import constant_text
from checker.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.scopes import Binding


class FromExpression(NamedTuple):
    """The value of an expression, or of the property that `path` leads to in it."""

    expression: Node
    path: tuple[str, ...] = ()


class Element(NamedTuple):
    """One after the other what a loop finds in an expression, or the property that `path` leads to in each."""

    collection: Node
    path: tuple[str, ...] = ()


class Parameter(Record, eq=True):
    """What callers pass at a position, or the property that `path` leads to in it."""

    function: js.Function
    index: int
    path: tuple[str, ...] = ()


class Imported(NamedTuple):
    """A module, or what it exports under a name."""

    module: str
    path: tuple[str, ...] = ()


_NAMES = (js.Identifier, js.PrivateIdentifier)
Definition: TypeAlias = FromExpression | Element | Parameter | Imported


def definitions(binding: Binding) -> Iterator[Definition]:
    """Everything that gives a binding a value, in the order of the source; what cannot be followed is left out."""
    for identifier in binding.declarations:
        yield from _definitions_at(identifier)
    for reference in binding.references:
        if reference.role == "write":
            yield from _definitions_at(reference.identifier)


def _definitions_at(identifier: js.Identifier) -> Iterator[Definition]:
    path: tuple[str, ...] = ()
    node: Node = identifier
    while True:
        parent = node.parent
        if isinstance(parent, js.AssignmentPattern) and parent.left is node:
            yield FromExpression(parent.right, path)
        elif isinstance(parent, js.Property):
            path = (property_key(parent) or "*", *path)
        elif isinstance(parent, js.ArrayPattern):
            path = (str(next(i for i, item in enumerate(parent.elements) if item is node)), *path)
        elif isinstance(parent, js.RestElement) and not isinstance(parent.parent, js.ObjectPattern):
            return
        elif not isinstance(parent, (js.ObjectPattern, js.RestElement)):
            yield from _source(node, parent, path)
            return
        node = parent


def _source(target: Node, parent: Node | None, path: tuple[str, ...]) -> Iterator[Definition]:
    if isinstance(parent, js.VariableDeclarator):
        yield from _declared(parent, path)
    elif isinstance(parent, js.AssignmentExpression):
        yield FromExpression(parent.right, path)
    elif isinstance(parent, (js.ForInStatement, js.ForOfStatement)):
        yield Element(parent.right, path)
    elif isinstance(parent, (js.FunctionDeclaration, js.FunctionExpression)) and parent.id is target:
        yield FromExpression(parent, path)
    elif isinstance(parent, js.Function):
        yield Parameter(parent, parent.params.index(target), path)
    elif isinstance(parent, js.Class):
        yield FromExpression(parent, path)
    else:
        yield from _imported(parent)


def _declared(declarator: js.VariableDeclarator, path: tuple[str, ...]) -> Iterator[Definition]:
    if declarator.init is not None:
        yield FromExpression(declarator.init, path)
    loop = declarator.parent.parent if declarator.parent is not None else None
    if isinstance(loop, (js.ForInStatement, js.ForOfStatement)) and loop.left is declarator.parent:
        yield Element(loop.right, path)


def _imported(parent: Node | None) -> Iterator[Definition]:
    declaration = parent.parent if parent is not None else None
    if not isinstance(declaration, js.ImportDeclaration) or not isinstance(declaration.source, js.Literal):
        return
    module = str(declaration.source.value)
    if isinstance(parent, js.ImportSpecifier):
        name = getattr(parent.imported, "name", None) or getattr(parent.imported, "value", "*")
        yield Imported(module, () if name == "default" else (str(name),))
    else:
        yield Imported(module)


def property_key(member: js.Property | js.MethodDefinition | js.PropertyDefinition) -> str | None:
    """The name of a property in an object, a class or a pattern; None if it is computed at run time."""
    return static_key(member.key, computed=member.computed)


def static_key(key: Node, *, computed: bool) -> str | None:
    """The name that a key stands for: an identifier, or a text made of literals; None if it is computed otherwise."""
    if isinstance(key, _NAMES):
        return None if computed else key.name
    return constant_text(key)


def member_key(member: js.MemberExpression) -> str | None:
    """The name of the property that a member expression reads, or None if it is computed at run time."""
    name = member.property
    if not member.computed and type(name) is js.Identifier:  # nearly always: this is asked for every member many times
        return name.name
    return static_key(name, computed=member.computed)


def property_read(node: Node | None) -> str | None:
    """The name of the property that an expression reads; None if it reads none, or one computed at run time."""
    return member_key(node) if isinstance(node, js.MemberExpression) else None


def last_name(node: Node) -> str | None:
    """The name of a variable, or of the property that an expression reads; None for anything else."""
    return node.name if isinstance(node, js.Identifier) else property_read(node)
