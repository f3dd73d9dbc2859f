"""The paths under which what is known of an expression's value is written down: see `facts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import property_read
from checker.languages.javascript.facts import THIS
from checker.languages.javascript.value_kinds import COMPUTED, Global, Member, Result
from checker.languages.javascript.values import called

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.facts import Path
    from checker.languages.javascript.node_index import NodeIndex
    from checker.languages.javascript.scopes import Binding
    from checker.languages.javascript.value_kinds import Value
    from checker.languages.javascript.values import Values

_LONGEST_PATH = 24
_LONGEST_ARGUMENT = 60


class Paths:
    """Answers which paths lead to a value."""

    def __init__(self, index: NodeIndex, values: Values) -> None:
        self._index = index
        self._values = values

    def subjects(self, node: Node) -> tuple[Path, ...]:
        """The paths under which an expression's value is known: from its variable, and from the window."""
        while isinstance(node, (js.ChainExpression, js.AwaitExpression)):
            node = node.expression if isinstance(node, js.ChainExpression) else node.argument
        symbol = self._symbol(node)
        return (*([symbol] if symbol else []), *self._from_window(node))

    def _symbol(self, node: Node) -> Path:
        """A variable or `this`, and the members that are read from it."""
        keys: list[str] = []
        while isinstance(node, (js.MemberExpression, js.ChainExpression)):
            if isinstance(node, js.ChainExpression):
                node = node.expression
                continue
            keys.append(self._values.key_of(node) or COMPUTED)
            node = node.object
        root: Binding | str | None = None
        if isinstance(node, js.Identifier):
            root = self._index.meaning(node)
        elif isinstance(node, js.ThisExpression):
            root = THIS
        return () if root is None or len(keys) > _LONGEST_PATH else (root, *reversed(keys))

    def _from_window(self, node: Node) -> tuple[Path, ...]:
        """The window's path to a value, or several if they are names of one thing, such as `a.x` and `b.x`."""
        paths = self.of_expression(node)
        return paths if len({path[1:] for path in paths}) == 1 else ()

    def of_expression(self, node: Node) -> tuple[Path, ...]:
        """All the window's paths that a value may have been reached by."""
        return tuple(filter(None, (self.of_value(value) for value in self._values.of(node))))

    def of_value(self, value: Value) -> Path:
        """The window's path to a value, or that from a call whose owner is not known; empty if there is none."""
        keys: list[str] = []
        part: Value | None = value
        while len(keys) < _LONGEST_PATH:
            if isinstance(part, Global):
                return (*part.path, *reversed(keys))
            if isinstance(part, Member):
                key, part = part.key, part.of
            elif isinstance(part, Result) and isinstance(part.call, js.CallExpression):
                key, part = self._step_of_call(part.call)
            else:
                break
            keys.append(key)
        return _from_first_call(keys)

    def _step_of_call(self, call: js.CallExpression) -> tuple[str, Value | None]:
        """The name of a called function with its arguments, and what the function belongs to, if that is known."""
        callee, _ = called(call)
        arguments = ",".join(map(self._argument, call.arguments[:2]))
        function = next(iter(self._values.of(callee)), None)
        if isinstance(function, Global) and function.path:
            return f"{function.path[-1]}({arguments})", Global(function.path[:-1])
        if isinstance(function, Member):
            return f"{function.key}({arguments})", function.of
        name = property_read(callee)
        return f"{name}({arguments})", None

    def _argument(self, node: Node) -> str:
        text = self._values.texts.text_of(node)
        return COMPUTED if text is None else text[:_LONGEST_ARGUMENT]


def _from_first_call(keys: Sequence[str]) -> Path:
    """Names in reverse order, from the first call on."""
    path = tuple(reversed(keys))
    first = next((index for index, key in enumerate(path) if key.endswith(")")), len(path))
    return path[first:]
