"""Functions of a script that do nothing but write what they are given to the console, and who calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import member_key
from checker.languages.javascript.node_index import enclosing_function

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.languages.javascript.calls import CallNode
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel, Use

_FOR_FAILURES = frozenset({"error", "warn", "assert"})
"""Methods of the console that report a failure; a function that calls one may have its reasons."""
_PREPARATION = """
apply bind call concat filter forEach format from getTime isArray join keys map now padEnd padStart push replace slice
splice stringify substr substring toFixed toISOString toLocaleString toLocaleTimeString toString toUpperCase trim
unshift
"""
_HARMLESS_METHODS = frozenset(_PREPARATION.split())
"""Methods that only prepare what is written."""
_LONGEST = 2_000
"""Bytes of a function that does nothing else."""


class Wrapper(NamedTuple):
    """A function that writes to the console for others."""

    use: Use
    """Where it does so."""
    calls: Sequence[CallNode]


def wrappers(model: ScriptModel) -> Iterator[Wrapper]:
    """The wrappers that the script calls, each once."""
    seen: set[Node] = set()
    for use in model.uses_of("console"):
        function = enclosing_function(use.node)
        if function is None or function in seen or not _FOR_FAILURES.isdisjoint(use.path):
            continue
        calls = model.graph.callers.get(function, ())
        if calls and _passes_on(model, function, use) and _does_nothing_else(model, function):
            seen.add(function)
            yield Wrapper(use, calls)


def _passes_on(model: ScriptModel, function: js.Function, use: Use) -> bool:
    """Whether what is written is what the function was given."""
    call = use.node.parent
    if not isinstance(call, js.CallExpression) or call.callee is not use.node:
        return False
    names = (node for argument in call.arguments for node in js.walk(argument) if isinstance(node, js.Identifier))
    bindings = (model.index.bindings.get(name) for name in names)
    return any(binding is not None and binding.scope.node is function for binding in bindings)


def _does_nothing_else(model: ScriptModel, function: js.Function) -> bool:
    if function.end - function.start > _LONGEST:
        return False
    return all(_is_harmless(model, node) for node in js.walk(function.body) if isinstance(node, js.CallExpression))


def _is_harmless(model: ScriptModel, call: js.CallExpression) -> bool:
    if isinstance(call.callee, js.MemberExpression) and member_key(call.callee) in _HARMLESS_METHODS:
        return True
    names = model.graph.names(call)
    return any(name == "console" or name.startswith("console.") for name in names)
