"""Follows conditions: what is checked where one holds, and where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.php.calls import is_call
from checker.languages.php.flow.state import State, merge
from checker.languages.php.flow.values import ANY, Checked, collected
from checker.languages.php.flow.vocabulary import (
    CONTENT_TESTS,
    KEY_TESTS,
    PRESENCE_TESTS,
    REQUEST_PRESENCE,
    TYPE_TESTS,
    sounds_like_check,
)
from checker.languages.php.node import bare

if TYPE_CHECKING:
    from checker.languages.php.calls import Call
    from checker.languages.php.flow.interpreter import Interpreter
    from checker.languages.php.flow.values import Value
    from checker.languages.php.node import Node

_AND = frozenset({"&&", "and"})
_OR = frozenset({"||", "or"})
_EQUAL = frozenset({"==", "==="})
_UNEQUAL = frozenset({"!=", "!==", "<>"})
_ORDER = frozenset({"<", ">", "<=", ">=", "<=>"})
_NOTHING_MUCH = frozenset({"", "0", "null"})
"""Texts that a comparison with says only whether something is there."""
_LENGTHS = frozenset({"strlen", "mb_strlen"})
_SHORTEST = frozenset({"0", "1"})
"""Lengths that a comparison with says no more."""
_TESTS = CONTENT_TESTS | PRESENCE_TESTS | TYPE_TESTS | {"isset", "empty"}


class Conditions:
    """The conditions of one interpreter."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._all = interpreter

    def is_condition(self, node: Node) -> bool:
        """Tell whether an expression is made to be a condition."""
        node = bare(node)
        if node.kind == "unary_op_expression":
            return node.operator == "!"
        if node.kind == "binary_expression":
            return node.operator in _AND | _OR | _EQUAL | _UNEQUAL | _ORDER
        return is_call(node) and self._name_of(node) in _TESTS - {"trim", "substr", "count", "sizeof", "filter_var"}

    def _name_of(self, node: Node) -> str:
        call = self._all.call_at(node)
        return call.name if call is not None else ""

    def assume(self, node: Node, state: State) -> tuple[State, State]:
        """What is known where a condition holds and where it does not; `state` itself is not changed."""
        with self._all.deeper():
            return self._assume(bare(node), state)

    def _assume(self, node: Node, state: State) -> tuple[State, State]:
        operator = node.operator
        if node.kind == "unary_op_expression" and operator == "!":
            falsy, truthy = self.assume(node.children[-1], state)
            return truthy, falsy
        if node.kind == "binary_expression" and operator in _AND | _OR:
            return self._joined(node, operator, state)
        if node.kind == "binary_expression" and operator in _EQUAL | _UNEQUAL | _ORDER:
            return self._comparison(node, operator, state)
        if is_call(node):
            return self._test(node, state)
        return self._truth(node, state)

    def _joined(self, node: Node, operator: str, state: State) -> tuple[State, State]:
        first, second = node.children[0], node.children[-1]
        truthy, falsy = self.assume(first, state)
        if operator in _AND:
            both, second_fails = self.assume(second, truthy)
            return both, merge([falsy, second_fails])
        second_holds, neither = self.assume(second, falsy)
        return merge([truthy, second_holds]), neither

    def _truth(self, node: Node, state: State) -> tuple[State, State]:
        truthy = state.copy()
        value = self._all.value(node, truthy)
        if value.condition is not None and bare(node) is not value.condition:
            return self.assume(value.condition, truthy)
        falsy = truthy.copy()
        truthy.note_all(value, Checked.PRESENCE)
        if node.kind == "assignment_expression" and self.is_condition(node.children[-1]):
            return self.assume(node.children[-1], truthy)
        return truthy, falsy

    def _comparison(self, node: Node, operator: str, state: State) -> tuple[State, State]:
        base = state.copy()
        left, right = self._all.value(node.children[0], base), self._all.value(node.children[-1], base)
        truthy, falsy = base, base.copy()
        for value, other, side in ((left, right, node.children[0]), (right, left, node.children[-1])):
            compared = self._looked_at(side, value, base)
            is_length = self._name_of(bare(side)) in _LENGTHS and other.text in _SHORTEST
            if is_length or (other.is_constant and other.text in _NOTHING_MUCH and operator not in _ORDER):
                truthy.note_all(compared, Checked.PRESENCE)
                falsy.note_all(compared, Checked.PRESENCE)
            elif operator in _ORDER:
                truthy.note_all(compared, Checked.CONTENT)
                falsy.note_all(compared, Checked.CONTENT)
            else:
                (truthy if operator in _EQUAL else falsy).note_all(compared, Checked.CONTENT)
                (falsy if operator in _EQUAL else truthy).note_all(compared, Checked.PRESENCE)
        return truthy, falsy

    def _looked_at(self, node: Node, value: Value, state: State) -> Value:
        """The input that one side of a comparison tells about: also what a function there was given."""
        values = [value]
        call = self._all.call_at(bare(node))
        if call is not None and call.name in _LENGTHS:
            values.clear()
        if call is not None and call.name not in {"count", "sizeof", "json_last_error"}:
            values += [self._all.value(one.value, state.copy()) for one in call.arguments]
        return collected(values)

    def _test(self, node: Node, state: State) -> tuple[State, State]:
        call = self._all.call_at(node)
        if call is None:
            return self._truth(node, state)
        if call.name in {"isset", "empty"}:
            return self._presence(call, state)
        before = state.copy()
        outcome = self._all.call(node, before)
        truthy, falsy = outcome.truthy, outcome.falsy
        checked = _meaning(call)
        if checked is None:
            truthy.note_all(outcome.value, Checked.PRESENCE)
            return truthy, falsy
        values = [self._all.value(one.value, state.copy()) for one in call.arguments]
        if call.name in KEY_TESTS and len(values) > 1:
            _note_keys(values, truthy)
            return truthy, falsy
        given = collected(values)
        truthy.note_all(given, checked[0])
        falsy.note_all(given, checked[1])
        return truthy, falsy

    def _presence(self, call: Call, state: State) -> tuple[State, State]:
        truthy, falsy = state.copy(), state.copy()
        there = falsy if call.name == "empty" else truthy
        for argument in call.arguments:
            node = bare(argument.value)
            value = self._all.value(node, truthy)
            there.note_all(value, Checked.PRESENCE)
            if node.kind == "subscript_expression" and len(node.children) > 1:
                there.note_all(self._listed(node, truthy), Checked.CONTENT)
        return truthy, falsy

    def _listed(self, node: Node, state: State) -> Value:
        """The input that is the key into an array of the code's own: `isset($actions[$_GET['do']])`."""
        subject, key = node.children[0], node.children[1]
        if self._all.value(subject, state).all_taints():
            return collected([])
        return self._all.value(key, state)


def _note_keys(values: list[Value], state: State) -> None:
    """`array_key_exists`: an entry of the input is there, or the input is one of the keys that the code lists."""
    state.note_all(values[0], Checked.CONTENT)
    keys = values[0].choices or ({values[0].text} if values[0].is_constant else {ANY})
    for origin in values[1].taints:
        for key in keys:
            state.note((*origin.path, key), Checked.PRESENCE)


def _meaning(call: Call) -> tuple[Checked, Checked] | None:
    """How far a call checks its arguments where it is true, and where it is false; None if it is no check."""
    name = call.short_name
    if name in TYPE_TESTS:
        return Checked.CONTENT, Checked.PRESENCE
    if name in PRESENCE_TESTS or name in REQUEST_PRESENCE:
        return Checked.PRESENCE, Checked.NOT
    if name in CONTENT_TESTS or sounds_like_check(name):
        return Checked.CONTENT, Checked.CONTENT
    return None
