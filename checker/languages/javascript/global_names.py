"""The names that a script shares with all others: those that it makes, those that it asks for, those that it tries."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import member_key, property_key
from checker.languages.javascript.scopes import READ
from checker.languages.javascript.value_kinds import WINDOW_NAMES, Global, Object
from checker.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.node_index import NodeIndex
    from checker.languages.javascript.scopes import Reference
    from checker.languages.javascript.values import Values

_WINDOW = Global(())


class GlobalNames(Record):
    """What a script does with names that are not its own."""

    index: NodeIndex
    values: Values

    @cached_property
    def undeclared(self) -> Mapping[str, Sequence[Reference]]:
        """The uses of names that the script does not declare, in the order of the source; `typeof` is no use."""
        found: dict[str, list[Reference]] = {}
        for reference in self.index.scopes.references:
            if reference.binding is None and not _is_tested(reference.identifier):
                found.setdefault(reference.name, []).append(reference)
        return found

    @cached_property
    def declared(self) -> frozenset[str]:
        """The variables, functions and classes at the top of a script that is no module."""
        top = self.index.scopes.scopes[0]
        return frozenset(top.bindings) if top.kind == "global" else frozenset()

    @cached_property
    def assigned(self) -> frozenset[str]:
        """Undeclared names that the script assigns to, and so makes."""
        return frozenset(
            name for name, uses in self.undeclared.items() if any(reference.role != READ for reference in uses)
        )

    @cached_property
    def window_properties(self) -> frozenset[str]:
        """The names that the script writes to the window, reads from it, or tries with `typeof` or `in`.

        Whoever does so knows that they are global, and perhaps that they may be missing.
        """
        tested = (
            reference.name
            for reference in self.index.scopes.references
            if reference.binding is None and _is_tested(reference.identifier)
        )
        return frozenset((*tested, *self._members_of_window(), *self._mixed_in(), *self._named_in_texts()))

    def _is_window(self, node: Node) -> bool:
        """Whether a node is the window; `this` outside any function is."""
        if isinstance(node, js.ThisExpression):
            return self.index.function_of_this(node) is None
        return any(value == _WINDOW for value in self.values.of(node)) or self._is_passed_window(node)

    def _is_passed_window(self, node: Node) -> bool:
        """Whether a name is a parameter for which the window is passed: `(function (root) { … })(this)`."""
        binding = self.index.bindings.get(node) if isinstance(node, js.Identifier) else None
        function = binding.scope.node if binding is not None and binding.kind == "param" else None
        if binding is None or not isinstance(function, js.Function):
            return False
        call = function.parent
        if not isinstance(call, js.CallExpression) or call.callee is not function:
            return False
        parameters = [getattr(parameter, "name", None) for parameter in function.params]
        position = parameters.index(binding.name) if binding.name in parameters else len(call.arguments)
        return position < len(call.arguments) and self._is_plain_window(call.arguments[position])

    def _is_plain_window(self, node: Node) -> bool:
        if isinstance(node, js.Identifier):
            return node.name in WINDOW_NAMES and self.index.bindings.get(node) is None
        if isinstance(node, js.ConditionalExpression):
            return self._is_plain_window(node.consequent) or self._is_plain_window(node.alternate)
        return isinstance(node, js.ThisExpression) and self.index.function_of_this(node) is None

    def _members_of_window(self) -> Iterator[str]:
        for member in self.index.all(js.MemberExpression):
            key = member_key(member)
            if key is not None and self._is_window(member.object):
                yield key

    def _mixed_in(self) -> Iterator[str]:
        """The properties in `Object.assign(window, {…})`."""
        for target, source in self.index.mixins:
            if self._is_window(target):
                yield from _keys(self.values.of(source))

    def _named_in_texts(self) -> Iterator[str]:
        """`'name' in window` and `Object.defineProperty(window, 'name', …)`."""
        for test in self.index.all(js.BinaryExpression):
            if test.operator == "in" and isinstance(test.left, js.Literal) and self._is_window(test.right):
                yield str(test.left.value)
        for call in self.index.all(js.CallExpression):
            is_definition = isinstance(call.callee, js.MemberExpression) and member_key(call.callee) == "defineProperty"
            if is_definition and len(call.arguments) > 1 and self._is_window(call.arguments[0]):
                yield str(getattr(call.arguments[1], "value", ""))


def _is_tested(name: js.Identifier) -> bool:
    return isinstance(name.parent, js.UnaryExpression) and name.parent.operator == "typeof"


def _keys(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Object) and isinstance(value.node, js.ObjectExpression):
            for member in value.node.properties:
                if isinstance(member, js.Property) and (key := property_key(member)) is not None:
                    yield key
