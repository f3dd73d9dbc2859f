"""Where the value of an expression may come from, over all ways through a file: no order, no conditions.

Followed are variables, properties, constants, elements of lists as a whole, `?:`, `??`, casts, parameters (through the
calls in this file) and what own functions return. What cannot be followed stands for itself.
"""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from checker.languages.php.calls import CallKind
from checker.languages.php.constants import scope_of
from checker.languages.php.node import bare, variable_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from checker.languages.php.calls import Call
    from checker.languages.php.declarations import Function, Parameter
    from checker.languages.php.model import PhpModel
    from checker.languages.php.node import Node

_Key = TypeVar("_Key")

MAX_ORIGINS = 200
"""Expressions that are followed for one question."""

Place: TypeAlias = "tuple[Node | None, str]"
"""Something that holds a value: a variable with the function that sees it, or a property with its class.

A variable is written `$name`, a property `->name`; behind an element of either stands `[]`.
"""
_GIVING_THEIR_LAST = frozenset({"cast_expression", "assignment_expression", "augmented_assignment_expression"})
_GIVING = frozenset({"=", "??=", "+="})
"""Operators that put a value, or a list's further elements, into a place."""
_OWN = frozenset({"$this", "self", "static"})


class Element(NamedTuple):
    """`place[key] = value`."""

    key: Node | None
    """None for `place[] = value`."""
    value: Node


class Origins:
    """Answers for one file."""

    def __init__(self, model: PhpModel) -> None:
        self._model = model

    def of(self, node: Node | None) -> tuple[Node, ...]:
        """The expressions that a value may come from; more than MAX_ORIGINS are not looked for."""
        found: dict[Node, None] = {}
        seen: set[Node | Place] = set()
        todo = [node] if node is not None else []
        while todo and len(seen) < MAX_ORIGINS:
            one = bare(todo.pop())
            what = self.place_of(one) or one
            if what in seen:
                continue
            seen.add(what)
            following = [*islice(self.before(one), MAX_ORIGINS)]
            if following:
                todo.extend(reversed(following))
            else:
                found[one] = None
        return tuple(found)

    def before(self, node: Node) -> Iterator[Node]:
        """The expressions one step back."""
        if node.kind == "conditional_expression":
            yield from (child for child in node.children if child.role in {"body", "alternative"})
            if node.child("body") is None:
                yield node.children[0]
        elif node.kind == "binary_expression" and node.operator in {"??", "?:"}:
            yield from (child for child in node.children if child.role != "operator")
        elif node.kind in _GIVING_THEIR_LAST:
            yield node.children[-1]
        elif node.kind in {"name", "qualified_name", "class_constant_access_expression"}:
            yield from self._constants.get(_constant_name(node), ())
        elif (call := self._model.call_nodes.get(node)) is not None:
            yield from self.returned_by(call)
        elif (place := self.place_of(node)) is not None:
            yield from self.values_of(place)

    def values_of(self, place: Place) -> tuple[Node, ...]:
        """What is put into a place: by assignments, defaults, and arguments of the calls in this file."""
        return tuple(self._values.get(place, ()))

    def elements_of(self, place: Place) -> tuple[Element, ...]:
        """What is put into a place's elements one by one."""
        return tuple(self._elements.get(place, ()))

    def place_of(self, node: Node) -> Place | None:
        """The place that an expression names; None for anything else."""
        node = bare(node)
        elements = ""
        while node.kind == "subscript_expression" and node.children:
            node, elements = bare(node.children[0]), "[]"
        name = variable_name(node)
        if name is not None and name != "this":
            return _scope(node, name), f"${name}{elements}"
        own = node.child("object") or node.child("scope")
        member = node.child("name")
        if own is None or member is None or own.text.lower() not in _OWN | self._class_names:
            return None
        if node.kind in {"member_access_expression", "nullsafe_member_access_expression"}:
            return self.class_around(node), f"->{member.text}{elements}"
        if node.kind == "scoped_property_access_expression":
            return self.class_around(node), f"->{member.text[1:]}{elements}"
        return None

    def class_around(self, node: Node) -> Node | None:
        """The class whose method a node stands in."""
        function = self._model.function_around(node)
        while function is not None and function.owner is None:
            function = self._model.function_around(function.node)
        return function.owner.node if function is not None and function.owner is not None else None

    def called(self, call: Call) -> tuple[Function, ...]:
        """The functions of this file that a call may run."""
        if call.kind is CallKind.NEW:
            return self._methods.get((call.short_name, "__construct"), ())
        if call.kind is CallKind.FUNCTION:
            return self._functions.get(call.short_name, ())
        receiver = call.receiver.text.lower().rpartition("\\")[2] if call.receiver is not None else ""
        if receiver in _OWN:
            return self._methods.get((self.class_around(call.node), call.short_name), ())
        if call.kind is CallKind.STATIC:
            return self._methods.get((receiver, call.short_name), ())
        named = self._methods.get((None, call.short_name), ())
        return named if len(named) == 1 else ()

    def returned_by(self, call: Call) -> tuple[Node, ...]:
        """What the functions of this file that a call may run give back."""
        return tuple(value for function in self.called(call) for value in self._returns.get(function.node, ()))

    @cached_property
    def _class_names(self) -> frozenset[str]:
        return frozenset(one.name.lower() for one in self._model.classes if one.name)

    @cached_property
    def _functions(self) -> Mapping[str, tuple[Function, ...]]:
        """The functions by name in lower case."""
        return _grouped((one.name.lower(), one) for one in self._model.functions if one.name and one.owner is None)

    @cached_property
    def _methods(self) -> Mapping[tuple[Node | str | None, str], tuple[Function, ...]]:
        """The methods by their name in lower case, and by their class, its name in lower case, or None for all."""
        return _grouped(
            ((owner, one.name.lower()), one)
            for one in self._model.functions
            if one.owner is not None
            for owner in (one.owner.node, one.owner.name.lower(), None)
        )

    @cached_property
    def _returns(self) -> Mapping[Node, list[Node]]:
        found: dict[Node, list[Node]] = {}
        for node in self._model.nodes.get("return_statement", ()):
            if node.function is not None and node.children:
                found.setdefault(node.function, []).append(node.children[0])
        return found

    @cached_property
    def _constants(self) -> Mapping[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in self._model.nodes.get("const_element", ()):
            found.setdefault(node.children[0].text, []).append(node.children[-1])
        for call in self._model.calls_to("define"):
            name, value = self._model.text(call.argument(0)), call.argument(1)
            if name and value is not None:
                found.setdefault(name, []).append(value)
        return found

    @cached_property
    def _values(self) -> Mapping[Place, list[Node]]:
        found: dict[Place, list[Node]] = {}
        for place, value in (*self._assigned(), *self._declared(), *self._iterated(), *self._passed()):
            found.setdefault(place, []).append(value)
        return found

    def _assigned(self) -> Iterator[tuple[Place, Node]]:
        for one in self._model.assignments:
            place = self.place_of(one.target) if one.operator in _GIVING else None
            if place is not None:
                yield place, one.value

    def _declared(self) -> Iterator[tuple[Place, Node]]:
        """Defaults of properties, static variables and parameters."""
        for owner in self._model.classes:
            for node in _properties(owner.node):
                yield (owner.node, f"->{node.children[0].text[1:]}"), node.children[-1]
        for node in self._model.nodes.get("static_variable_declaration", ()):
            name, value = variable_name(node.child("name")), node.child("value")
            if name is not None and value is not None:
                yield (scope_of(node), f"${name}"), value
        for function in self._model.functions:
            for parameter in function.parameters:
                if parameter.default is not None:
                    yield (function.node, f"${parameter.name}"), parameter.default

    def _iterated(self) -> Iterator[tuple[Place, Node]]:
        """`foreach (list as $value)`: the value is one of the list's elements."""
        for loop in self._model.nodes.get("foreach_statement", ()):
            listed, bound = loop.children[0], loop.children[1] if len(loop.children) > 1 else None
            if bound is not None and bound.kind == "pair":
                bound = bound.children[-1]
            name = variable_name(bare(bound)) if bound is not None else None
            place = self.place_of(listed)
            if name is None or bound is None or place is None:
                continue
            for element in self._elements.get(place, ()):
                yield (_scope(bound, name), f"${name}"), element.value

    def _passed(self) -> Iterator[tuple[Place, Node]]:
        """Arguments of the calls of own functions; a promoted parameter fills its property."""
        for call in self._model.calls:
            for function in self.called(call):
                for parameter, value in bound_arguments(call, function):
                    yield (function.node, f"${parameter.name}"), value
                    if parameter.is_property and function.owner is not None:
                        yield (function.owner.node, f"->{parameter.name}"), value

    @cached_property
    def _elements(self) -> Mapping[Place, list[Element]]:
        found: dict[Place, list[Element]] = {}
        for one in self._model.assignments:
            target = bare(one.target)
            if target.kind == "subscript_expression" and (place := self.place_of(target.children[0])) is not None:
                key = target.children[1] if len(target.children) > 1 else None
                found.setdefault(place, []).append(Element(key, one.value))
        return found


def bound_arguments(call: Call, function: Function) -> Iterator[tuple[Parameter, Node]]:
    """Pair the parameters of a function with the arguments of a call."""
    for position, parameter in enumerate(function.parameters):
        value = call.argument(position, parameter.name)
        if value is not None and not parameter.is_variadic:
            yield parameter, value


def _scope(node: Node, name: str) -> Node | None:
    """The function that a variable belongs to, seen through `use` of closures."""
    scope = scope_of(node)
    while scope is not None and scope.kind == "anonymous_function":
        used = scope.of_kind("anonymous_function_use_clause")
        if used is None or all(variable_name(bare(child)) != name for child in used.children):
            break
        scope = scope_of(scope)
    return scope


def _grouped(pairs: Iterable[tuple[_Key, Function]]) -> Mapping[_Key, tuple[Function, ...]]:
    found: dict[_Key, list[Function]] = {}
    for key, function in pairs:
        found.setdefault(key, []).append(function)
    return {key: tuple(functions) for key, functions in found.items()}


def _properties(owner: Node) -> Iterator[Node]:
    """The properties of a class that have a default."""
    body = owner.child("body")
    for declaration in body.children if body is not None else ():
        if declaration.kind == "property_declaration":
            for one in declaration.children:
                if one.kind == "property_element" and one.child("default_value") is not None:
                    yield one


def _constant_name(node: Node) -> str:
    return node.children[-1].text if node.kind == "class_constant_access_expression" else node.text.rpartition("\\")[2]
