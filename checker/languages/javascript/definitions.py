"""What gives a name its value: seen from the identifier that is declared or assigned, patterns included."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from checker.languages.javascript import estree as js
from checker.languages.javascript.texts import constant_text
from checker.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

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


def definitions(binding: Binding) -> Sequence[Definition]:
    """Everything that gives a binding a value; what cannot be followed is left out."""
    found: list[Definition] = []
    for identifier in binding.declarations:
        found += _definitions_at(identifier)
    for reference in binding.writes:
        found += _definitions_at(reference.identifier)
    return found


def _definitions_at(identifier: js.Identifier) -> Sequence[Definition]:
    found: list[Definition] = []
    path: tuple[str, ...] = ()
    node: Node = identifier
    parent = node.parent
    while parent is not None and type(parent) in _PATTERNS:
        if isinstance(parent, js.AssignmentPattern):
            found.append(FromExpression(parent.right, path))
        elif isinstance(parent, js.Property):
            path = (property_key(parent) or "*", *path)
        elif isinstance(parent, js.ArrayPattern):
            path = (str(next(i for i, item in enumerate(parent.elements) if item is node)), *path)
        elif isinstance(parent, js.RestElement) and not isinstance(parent.parent, js.ObjectPattern):
            return found
        node, parent = parent, parent.parent
    source = _SOURCES.get(type(parent), _nothing)
    return [*found, *source(node, parent, path)]


def _declared(_: Node, declarator: js.VariableDeclarator, path: tuple[str, ...]) -> Iterator[Definition]:
    if declarator.init is not None:
        yield FromExpression(declarator.init, path)
    loop = declarator.parent.parent if declarator.parent is not None else None
    if isinstance(loop, (js.ForInStatement, js.ForOfStatement)) and loop.left is declarator.parent:
        yield Element(loop.right, path)


def _assigned(_: Node, assignment: js.AssignmentExpression, path: tuple[str, ...]) -> Sequence[Definition]:
    return (FromExpression(assignment.right, path),)


def _in_loop(_: Node, loop: js.ForInStatement | js.ForOfStatement, path: tuple[str, ...]) -> Sequence[Definition]:
    return (Element(loop.right, path),)


def _of_function(target: Node, function: js.Function, path: tuple[str, ...]) -> Sequence[Definition]:
    if function.id is target:
        return (FromExpression(function, path),)
    return (Parameter(function, function.params.index(target), path),)


def _of_class(_: Node, node: js.Class, path: tuple[str, ...]) -> Sequence[Definition]:
    return (FromExpression(node, path),)


def _imported(_: Node, specifier: Node, _path: tuple[str, ...]) -> Sequence[Definition]:
    declaration = specifier.parent
    if not isinstance(declaration, js.ImportDeclaration) or not isinstance(declaration.source, js.Literal):
        return ()
    module = str(declaration.source.value)
    if not isinstance(specifier, js.ImportSpecifier):
        return (Imported(module),)
    name = getattr(specifier.imported, "name", None) or getattr(specifier.imported, "value", "*")
    return (Imported(module, () if name == "default" else (str(name),)),)


def _nothing(*_: object) -> Sequence[Definition]:
    return ()


_PATTERNS = frozenset({js.AssignmentPattern, js.Property, js.ArrayPattern, js.ObjectPattern, js.RestElement})
_SOURCES: Mapping[type[Node | None], Callable[..., Iterable[Definition]]] = {
    js.VariableDeclarator: _declared,
    js.AssignmentExpression: _assigned,
    js.ForInStatement: _in_loop,
    js.ForOfStatement: _in_loop,
    js.FunctionDeclaration: _of_function,
    js.FunctionExpression: _of_function,
    js.ArrowFunctionExpression: _of_function,
    js.ClassDeclaration: _of_class,
    js.ClassExpression: _of_class,
    js.ImportSpecifier: _imported,
    js.ImportDefaultSpecifier: _imported,
    js.ImportNamespaceSpecifier: _imported,
}


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
