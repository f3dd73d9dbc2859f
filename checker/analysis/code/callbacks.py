"""The callbacks through which amoCRM runs a widget, as far as the scripts show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.amocrm.locations import KNOWN_CALLBACKS
from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import member_key, property_key
from checker.languages.javascript.node_index import ancestors
from checker.languages.javascript.value_kinds import Function, Object
from checker.languages.syntax import TooDeep, TooSlow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.model import ScriptModel
    from checker.languages.javascript.value_kinds import Value
    from checker.widget.widget import Widget

_NAME = "callbacks"


class Callbacks(NamedTuple):
    """The callbacks by name, each with the functions that it may be."""

    functions: Mapping[str, tuple[js.Function, ...]]
    are_all: bool
    """Whether the widget has no others for certain."""

    def does_something(self, *names: str) -> bool:
        """Whether one of these callbacks is there and does more than to return a constant, as far as can be told."""
        return any(
            not all(map(_is_idle, self.functions[name])) or not self.functions[name]
            for name in names
            if name in self.functions
        )

    def hold(self, name: str, node: Node) -> bool:
        """Whether a node stands in a callback of that name."""
        functions = self.functions.get(name, ())
        return bool(functions) and any(one is function for one in ancestors(node) for function in functions)


def callbacks_of(widget: Widget) -> Callbacks | None:
    """Find the callbacks; None if no script shows them, as where a loader brings the code."""
    functions: dict[str, tuple[js.Function, ...]] = {}
    are_all = not widget.foreign_scripts and not any(widget.unanalysed)
    for script in widget.scripts:
        if b"callbacks" not in script.code:
            continue
        try:
            for name, value in _members(script.model):
                if name is None:
                    are_all = False
                else:
                    known = (origin.node for origin in script.model.values_of(value) if isinstance(origin, Function))
                    functions[name] = (*functions.get(name, ()), *known)
        except (TooDeep, TooSlow):
            are_all = False
    return Callbacks(functions, are_all) if functions.keys() & KNOWN_CALLBACKS else None


def _is_idle(function: js.Function) -> bool:
    if not isinstance(function.body, js.BlockStatement):
        return isinstance(function.body, js.Literal)
    return all(
        isinstance(statement, js.EmptyStatement)
        or (isinstance(statement, js.ReturnStatement) and isinstance(statement.argument, js.Literal | None))
        for statement in function.body.body
    )


def _members(model: ScriptModel) -> Iterator[tuple[str | None, Node]]:
    """Yield names and values of everything that is put into `callbacks`; without a name what cannot be followed."""
    holders: set[Value] = set()
    for value in _given(model):
        origins = model.values_of(value)
        literals = [origin.node for origin in origins if isinstance(origin, Object)]
        holders.update(origins)
        if isinstance(value, js.CallExpression) or not literals or len(literals) < len(origins):
            yield None, value
        for literal in literals:
            yield from _properties(literal)
    for name, writes in model.index.writes.items():
        for target, value in writes:
            if _is_holder(target, model, holders):
                yield (None if name == "*" else name), value
    for target, source in model.index.mixins:
        if _is_holder(target, model, holders):
            yield from _properties(source)


def _is_holder(target: Node, model: ScriptModel, holders: set[Value]) -> bool:
    """Whether an expression is `x.callbacks`, or the object that becomes it."""
    if isinstance(target, js.MemberExpression) and member_key(target) == _NAME:
        return True
    return isinstance(target, js.Identifier) and not holders.isdisjoint(model.values_of(target))


def _given(model: ScriptModel) -> Iterable[Node]:
    """The values that something called `callbacks` gets."""
    yield from (value for _, value in model.index.writes.get(_NAME, ()))
    for member in model.index.all(js.Property):
        if property_key(member) == _NAME and isinstance(member.parent, js.ObjectExpression):
            yield member.value
    for field in model.index.all(js.PropertyDefinition):
        if property_key(field) == _NAME and field.value is not None:
            yield field.value


def _properties(node: Node) -> Iterator[tuple[str | None, Node]]:
    """Yield the members of an object literal; of anything else one without a name."""
    if not isinstance(node, js.ObjectExpression):
        yield None, node
        return
    for member in node.properties:
        if isinstance(member, js.Property):
            yield property_key(member), member.value
        else:
            yield None, member
