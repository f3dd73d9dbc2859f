"""What a script loads beside itself: dependencies of modules, imports, workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.javascript import estree as js
from checker.languages.javascript.value_kinds import Object, Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from checker.languages.javascript.calls import Call, CallNode
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel

_LOADERS = frozenset({"define", "require", "requirejs"})
_CONFIGURATIONS = frozenset({"requirejs.config", "require.config", "requirejs", "require"})
_RUNNERS = frozenset({"Worker", "SharedWorker", "importScripts", "navigator.serviceWorker.register"})
_ADDRESS = "URL"


def loaded_code(model: ScriptModel) -> Iterator[Node]:
    """The expressions that name code to load, maybe with a plugin of requirejs before the address."""
    for call in model.graph.calls.named(_LOADERS):
        yield from _dependencies(model, call)
    for call in model.graph.calls.named(_CONFIGURATIONS):
        yield from _configured(model, call.arguments)
    for call in model.graph.calls.named(_RUNNERS):
        yield from (_address(model, argument) for argument in call.arguments)
    for imported in model.index.all(js.ImportExpression):
        yield imported.source
    yield from (declaration.source for declaration in model.index.all(js.ImportDeclaration))
    yield from (declaration.source for declaration in model.index.all(js.ExportAllDeclaration))
    yield from (node.source for node in model.index.all(js.ExportNamedDeclaration) if node.source is not None)


def _address(model: ScriptModel, node: Node) -> Node:
    """What an address is made of: the first argument of `new URL(…)`."""
    made = (value.call for value in model.values.of(node) if isinstance(value, Result))
    return next((call.arguments[0] for call in made if _is_address(model, call)), node)


def _is_address(model: ScriptModel, call: CallNode) -> bool:
    return isinstance(call, js.NewExpression) and bool(call.arguments) and _ADDRESS in model.graph.names(call)


def _dependencies(model: ScriptModel, call: Call) -> Iterator[Node]:
    """What `define([…], …)` and `require([…])` name, and `require('…')`."""
    if len(call.arguments) == 1 and not isinstance(call.arguments[0], js.ArrayExpression):
        yield call.arguments[0]
    for argument in call.arguments:
        yield from _elements(model, argument)


def _configured(model: ScriptModel, arguments: Iterable[Node]) -> Iterator[Node]:
    """The addresses in the settings of requirejs: `baseUrl` and `paths`, which may name several for one module."""
    for settings in _objects(model, arguments):
        yield from model.values.sources.of(settings, "baseUrl")
        for paths in _objects(model, model.values.sources.of(settings, "paths")):
            for member in paths.node.properties if isinstance(paths.node, js.ObjectExpression) else ():
                if isinstance(member, js.Property):
                    yield from _elements(model, member.value) or (member.value,)


def _objects(model: ScriptModel, nodes: Iterable[Node]) -> Iterator[Object]:
    for node in nodes:
        yield from (value for value in model.values.of(node) if isinstance(value, Object))


def _elements(model: ScriptModel, node: Node) -> Sequence[Node]:
    """The elements of the array that an expression is, those that are pushed into it included."""
    return [
        element
        for owner in _objects(model, [node])
        if isinstance(owner.node, js.ArrayExpression)
        for element in (*owner.node.elements, *model.graph.pushed.get(owner, ()))
        if element is not None
    ]
