"""The nodes of a file by what one asks for: calls, returns, writes to properties, mixins, AMD dependencies."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import property_key, static_key
from checker.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.scopes import Binding, ScopeAnalysis

_Kind = TypeVar("_Kind", bound=js.Node)

_WITH_THIS = (js.FunctionDeclaration, js.FunctionExpression, js.StaticBlock)
_LOADERS = frozenset({"define", "require", "requirejs"})
_MIXIN_METHODS = frozenset({"extend", "assign", "defaults", "merge"})


class NodeIndex(Record):
    """What the scope pass met, ready to be asked."""

    scopes: ScopeAnalysis

    def all(self, kind: type[_Kind]) -> Sequence[_Kind]:
        """Every node of exactly that class, in the order of the source."""
        return self.scopes.nodes.get(kind, ())  # type: ignore[return-value]

    @cached_property
    def bindings(self) -> Mapping[js.Identifier, Binding | None]:
        """What each identifier that is a reference means; None for a global."""
        return {reference.identifier: reference.binding for reference in self.scopes.references}

    @cached_property
    def _declared(self) -> Mapping[js.Identifier, Binding]:
        bindings = (binding for scope in self.scopes.scopes for binding in scope.bindings.values())
        return {identifier: binding for binding in bindings for identifier in binding.declarations}

    def meaning(self, identifier: js.Identifier) -> Binding | None:
        """What a name means where it is declared or used; None for a global, or where it is no name of a variable."""
        return self.bindings.get(identifier) or self._declared.get(identifier)

    @cached_property
    def calls(self) -> tuple[js.CallExpression | js.NewExpression, ...]:
        """All calls, those with `new` behind the others."""
        return (*self.all(js.CallExpression), *self.all(js.NewExpression))

    @cached_property
    def returns(self) -> Mapping[Node, Sequence[Node]]:
        """The expressions that each function returns."""
        found: dict[Node, list[Node]] = {}
        for statement in self.all(js.ReturnStatement):
            function = enclosing_function(statement)
            if function is not None and statement.argument is not None:
                found.setdefault(function, []).append(statement.argument)
        for arrow in self.all(js.ArrowFunctionExpression):
            if arrow.expression:
                found[arrow] = [arrow.body]
        return found

    @cached_property
    def writes(self) -> Mapping[str, Sequence[tuple[Node, Node]]]:
        """Assignments to properties by the property's name: the object and the value."""
        found: dict[str, list[tuple[Node, Node]]] = {}
        for assignment in self.all(js.AssignmentExpression):
            target = assignment.left
            if isinstance(target, js.MemberExpression):
                key = static_key(target.property, computed=target.computed)
                found.setdefault(key or "*", []).append((target.object, assignment.right))
        return found

    @cached_property
    def property_names(self) -> frozenset[str]:
        """The names of the properties that the file itself gives to objects and classes."""
        members: Iterator[js.Property | js.MethodDefinition | js.PropertyDefinition] = chain(
            self.all(js.Property), self.all(js.MethodDefinition), self.all(js.PropertyDefinition)
        )
        return frozenset(chain(self.writes, filter(None, map(property_key, members))))

    @cached_property
    def mixins(self) -> Sequence[tuple[Node, Node]]:
        """Calls such as `Object.assign(target, source)`: target and source."""
        found = []
        for call in self.all(js.CallExpression):
            callee = call.callee
            if not isinstance(callee, js.MemberExpression) or len(call.arguments) < 2:
                continue
            if static_key(callee.property, computed=callee.computed) in _MIXIN_METHODS:
                is_deep = isinstance(call.arguments[0], js.Literal)
                target, *sources = call.arguments[1:] if is_deep else call.arguments
                found += [(target, source) for source in sources]
        return found

    def members(self, owner: js.ObjectExpression | js.ClassBody) -> Mapping[str, Sequence[Node]]:
        """The members of an object literal or class by name; spread ones are called `...`, computed ones `*`."""
        known = self._members.get(owner)
        if known is not None:
            return known
        found: dict[str, list[Node]] = {}
        for member in owner.properties if isinstance(owner, js.ObjectExpression) else owner.body:
            if isinstance(member, js.SpreadElement):
                found.setdefault("...", []).append(member)
            elif isinstance(member, (js.Property, js.MethodDefinition, js.PropertyDefinition)):
                found.setdefault(property_key(member) or "*", []).append(member)
        self._members[owner] = found
        return found

    @cached_property
    def _members(self) -> dict[Node, Mapping[str, Sequence[Node]]]:
        return {}

    def amd_dependency(self, function: js.Function, index: int) -> str | None:
        """The module that the loader passes to a function at a position, if the function is an AMD factory."""
        call = function.parent
        if not isinstance(call, js.CallExpression) or not self._is_loader(call.callee):
            return None
        lists = (argument for argument in call.arguments if isinstance(argument, js.ArrayExpression))
        dependencies = next(lists, None)
        if dependencies is None or index >= len(dependencies.elements):
            return None
        name = dependencies.elements[index]
        return str(name.value) if isinstance(name, js.Literal) else None

    def _is_loader(self, callee: Node) -> bool:
        return isinstance(callee, js.Identifier) and callee.name in _LOADERS and self.bindings.get(callee) is None

    @staticmethod
    def function_of_this(node: Node) -> Node | None:
        """The function, class or static block whose `this` an expression means; None outside all of them."""
        for ancestor in ancestors(node):
            if isinstance(ancestor, _WITH_THIS):
                return ancestor
            if isinstance(ancestor, js.PropertyDefinition):
                return ancestor.value
        return None


def ancestors(node: Node) -> Iterator[Node]:
    """The nodes around a node, the nearest first."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def enclosing_function(node: Node) -> js.Function | None:
    """The nearest function around a node."""
    return next((ancestor for ancestor in ancestors(node) if isinstance(ancestor, js.Function)), None)
