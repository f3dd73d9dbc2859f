"""Computed names of properties that a loop goes through, so that there is something under each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.javascript import estree as js
from checker.languages.javascript.call_graph import ITERATION_METHODS
from checker.languages.javascript.definitions import Element, FromExpression, Parameter, definitions, member_key
from checker.languages.javascript.scopes import UPDATE
from checker.languages.javascript.values import called

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.languages.javascript.call_graph import CallGraph
    from checker.languages.javascript.definitions import Definition
    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.node_index import NodeIndex

_LISTING_METHODS = frozenset({"keys", "length", "findIndex", "indexOf", "size", "shift", "pop"})
"""Methods and properties that name what is there: `Object.keys(list)[0]`, `list.length - 1`."""
_MOST_STEPS = 40
_MOST_USES = 200
"""Uses of a name that is looked at; one that is used more often counts as one of a loop."""


def is_looked_up(member: js.MemberExpression, index: NodeIndex, graph: CallGraph) -> bool:
    """Whether a property is read by a name that comes from elsewhere: there may be nothing of that name."""
    if not member.computed or member_key(member) is not None:
        return False
    waiting: list[Node] = [member.property]
    for _ in range(_MOST_STEPS):
        if not waiting:
            return True
        node = waiting.pop()
        if _lists(node) or _is_counter(node, index, graph):
            return False
        waiting += _parts(node, index)
    return False


def _parts(node: Node, index: NodeIndex) -> Sequence[Node]:
    """What a key is made of: the one value of a variable, or the parts of an expression."""
    if isinstance(node, js.Function):
        return ()
    binding = index.meaning(node) if isinstance(node, js.Identifier) else None
    if binding is None:
        return tuple(js.children(node))
    found = definitions(binding)
    return [one.expression for one in found if isinstance(one, FromExpression)] if len(found) == 1 else ()


def _is_counter(node: Node, index: NodeIndex, graph: CallGraph) -> bool:
    """Whether a name is that of a loop: it counts, or gets one key or item after the other, or anybody may set it."""
    if not isinstance(node, js.Identifier) or node not in index.bindings:
        return False
    binding = index.bindings[node]
    if binding is None:
        return isinstance(node.parent, js.MemberExpression) and node.parent.property is node
    if len(binding.references) > _MOST_USES or any(reference.role == UPDATE for reference in binding.references):
        return True
    return any(_is_counted(definition, graph) for definition in definitions(binding))


def _lists(node: Node) -> bool:
    member = called(node)[0] if isinstance(node, js.CallExpression) else node
    return isinstance(member, js.MemberExpression) and member_key(member) in _LISTING_METHODS


def _is_counted(definition: Definition, graph: CallGraph) -> bool:
    """Whether a loop, or a function that runs for each item, gives a name its value."""
    if isinstance(definition, Element):
        return True
    if not isinstance(definition, Parameter):
        return False
    callees = (called(call)[0] for call, _ in graph.handed_over.get(definition.function, ()))
    return any(
        isinstance(callee, js.MemberExpression) and member_key(callee) in ITERATION_METHODS for callee in callees
    )
