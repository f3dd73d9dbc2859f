"""Writes values into variables, elements, properties and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.php.flow.arrivals import Sink
from checker.languages.php.flow.values import ANY, NOTHING, Value, collected, element, joined, with_element
from checker.languages.php.flow.vocabulary import SUPERGLOBALS
from checker.languages.php.node import bare, variable_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.languages.php.flow.interpreter import Interpreter
    from checker.languages.php.flow.state import State
    from checker.languages.php.node import Node

_MEMBERS = frozenset({"member_access_expression", "nullsafe_member_access_expression"})
_STATIC = "scoped_property_access_expression"


class Places:
    """The places of one interpreter."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._all = interpreter

    def assign(self, target: Node, value: Value, state: State) -> None:
        """Write a value to whatever an assignment has on its left."""
        target = bare(target)
        name = variable_name(target)
        if name is not None:
            state.variables[name] = state.trusted(value)
        elif target.kind in {"list_literal", "array_creation_expression"}:
            self._take_apart(target, value, state)
        elif target.kind == "dynamic_variable_name":
            self._write_by_name(target, value, state)
        else:
            self.write(target, (), state.trusted(value), state)

    def write(self, target: Node, keys: tuple[str, ...], value: Value, state: State) -> None:
        """Write a value under keys of what `target` names."""
        root = bare(target)
        for _ in range(10):
            if root.kind == "subscript_expression" and root.children:
                keys = (self.key(root.children[1] if len(root.children) > 1 else None, state), *keys)
            elif root.kind in _MEMBERS and root.children:
                keys = (self.key(root.child("name"), state), *keys)
            else:
                break
            root = bare(root.children[0])
        name = f"::{root.children[-1].text}" if root.kind == _STATIC else variable_name(root)
        if name is None:
            return
        if name == "_SESSION":
            self._all.arrive(value, Sink.STORE, target, state, "$_SESSION")
        held = state.variables.get(name, NOTHING)
        if keys == (ANY,) and _is_own_element(held, value):
            state.variables[name] = Value(items={ANY: value})
        elif name in SUPERGLOBALS:
            self._overwrite_input(name, root, keys, value, state)
        else:
            state.variables[name] = with_element(held, keys, value) if keys else value

    def _overwrite_input(self, name: str, root: Node, keys: tuple[str, ...], value: Value, state: State) -> None:
        """Write into a superglobal; one that is gone through element by element is replaced as a whole."""
        if not keys or keys[0] == ANY:
            state.variables[name] = value
            return
        held = self._all.variable(name, root, state)
        state.variables[name] = with_element(held, keys, value)

    def _take_apart(self, target: Node, value: Value, state: State) -> None:
        """`[$a, 'key' => $b] = value`."""
        for position, (key, part) in enumerate(_entries(target)):
            named = self.key(key, state) if key is not None else str(position)
            self.assign(part, element(value, named, None), state)

    def replace_elements(self, target: Node, value: Value, state: State) -> None:
        """Write a value over every element of a variable, as loops by reference do."""
        name = variable_name(bare(target))
        if name is not None:
            state.variables[name] = Value(items={ANY: state.trusted(value)})

    def _write_by_name(self, target: Node, value: Value, state: State) -> None:
        """`$$name = …`: input that names variables can overwrite any."""
        names = self._all.value(target.children[-1], state) if target.children else NOTHING
        self._all.arrive(names, Sink.VARIABLES, target, state, "$$")
        if names.choices or names.is_constant:
            for name in names.choices or {names.text}:
                state.variables[name] = state.trusted(value)
        elif names.taints or value.taints:
            state.variables["*"] = joined(state.variables.get("*", NOTHING), collected([value]))

    def key(self, node: Node | None, state: State) -> str:
        """The key that a subscript or a property name is; `ANY` if the code does not say."""
        if node is None:
            return ANY
        if node.kind == "name":
            return node.text
        value = self._all.value(node, state)
        return value.text if value.is_constant else ANY


def _is_own_element(held: Value, value: Value) -> bool:
    """Tell whether an entry is written back: who does that to one in a loop does it to all."""
    wholes = {whole.path for whole in held.taints}
    return any(origin.path[:-1] in wholes for origin in value.all_taints())


def _entries(target: Node) -> Iterator[tuple[Node | None, Node]]:
    """The keys and places of a list on the left of an assignment."""
    key: Node | None = None
    waiting: Node | None = None
    for part in target.children:
        if part.kind == "=>":
            key, waiting = waiting, None
            continue
        if waiting is not None:
            yield None, waiting
        waiting = None
        if part.kind == "array_element_initializer" and part.children:
            yield (part.children[0] if len(part.children) > 1 else None), part.children[-1]
        elif key is not None:
            yield key, part
            key = None
        else:
            waiting = part
    if waiting is not None:
        yield None, waiting
