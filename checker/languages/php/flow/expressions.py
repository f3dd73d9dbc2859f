"""Follows expressions: what each may hold, and what it does on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.php.calls import is_call
from checker.languages.php.flow.arrivals import Sink
from checker.languages.php.flow.state import merge
from checker.languages.php.flow.values import (
    ANY,
    NOTHING,
    UNTRUSTED,
    Checked,
    Origin,
    Value,
    collected,
    composed,
    constant,
    element,
    fully_checked,
    joined,
    mapped,
    with_element,
    without_wholes,
)
from checker.languages.php.flow.vocabulary import (
    OWN_FILE_KEYS,
    REQUEST_BAGS,
    REQUEST_PROPERTIES,
    REQUEST_WHOLES,
    SAFE_INCLUDES,
    SERVER_KEYS,
)
from checker.languages.php.model import Include
from checker.languages.php.node import bare, variable_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from checker.languages.php.flow.interpreter import Interpreter
    from checker.languages.php.flow.state import State
    from checker.languages.php.flow.values import Trust
    from checker.languages.php.node import Node

_CLEAN_CASTS = frozenset({"int", "integer", "float", "double", "real", "bool", "boolean", "unset"})
_MEMBERS = frozenset({"member_access_expression", "nullsafe_member_access_expression"})
_INCLUDES = frozenset(
    {"include_expression", "include_once_expression", "require_expression", "require_once_expression"}
)
_ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "**"})
_LITERALS = frozenset({"string", "integer", "float", "boolean", "null", "nowdoc"})
_NAMED = frozenset({"name", "qualified_name", "class_constant_access_expression"})


class Expressions:
    """The expressions of one interpreter."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._all = interpreter
        self._readers: Mapping[str, Callable[[Node, State], Value]] = {
            "variable_name": self._variable,
            "dynamic_variable_name": self._dynamic_variable,
            "subscript_expression": self._subscript,
            "scoped_property_access_expression": self._static_property,
            "encapsed_string": self._composed,
            "heredoc_body": self._composed,
            "heredoc": self._heredoc,
            "binary_expression": self._binary,
            "unary_op_expression": self._unary,
            "cast_expression": self._cast,
            "conditional_expression": self._conditional,
            "assignment_expression": self._assignment,
            "reference_assignment_expression": self._assignment,
            "augmented_assignment_expression": self._augmented,
            "array_creation_expression": self._array,
            "match_expression": self._match,
            "throw_expression": self._throw,
            "print_intrinsic": self._print,
            "shell_command_expression": self._shell,
            "clone_expression": self._last,
            "yield_expression": self._last,
            "array_element_initializer": self._last,
            "anonymous_function": self._closure,
            "arrow_function": self._closure,
            **dict.fromkeys(_MEMBERS, self._member),
            **dict.fromkeys(_INCLUDES, self._include),
            **dict.fromkeys(_LITERALS | _NAMED, self._known),
        }

    def value(self, node: Node, state: State) -> Value:
        """What an expression may hold; `state` becomes what is known behind it."""
        node = bare(node)
        if self._all.is_out_of_steps:
            return NOTHING
        with self._all.deeper():
            if is_call(node):
                return self._call(node, state)
            reader = self._readers.get(node.kind)
            if reader is not None:
                return reader(node, state)
            for child in node.children:
                self.value(child, state)
            return NOTHING

    def _call(self, node: Node, state: State) -> Value:
        if self._all.is_condition(node):
            return self._truth(node, state)
        return self._all.call(node, state).value

    def _truth(self, node: Node, state: State) -> Value:
        state.become(merge(self._all.assume(node, state)))
        return Value(condition=node)

    def _known(self, node: Node, state: State) -> Value:
        del state
        text = self._all.model_of(node).text(node)
        return constant(text) if text is not None else NOTHING

    def _variable(self, node: Node, state: State) -> Value:
        return self._all.variable(variable_name(node) or "", node, state)

    def _dynamic_variable(self, node: Node, state: State) -> Value:
        last = node.children[-1] if node.children else None
        if last is not None and last.kind == "subscript_expression" and last.children[0].kind == "name":
            return self.value(last, state)  # "${name['key']}"
        name = self._last(node, state) if last is not None and last.kind != "name" else None
        if name is None:
            return self._all.variable(node.children[-1].text, node, state) if node.children else NOTHING
        return self._all.variable(name.text, node, state) if name.is_constant else NOTHING

    def _static_property(self, node: Node, state: State) -> Value:
        return state.variables.get(f"::{node.children[-1].text}", NOTHING) if node.children else NOTHING

    def _subscript(self, node: Node, state: State) -> Value:
        if len(node.children) < 2:
            return NOTHING
        subject = bare(node.children[0])
        if subject.kind == "name":  # "${name['key']}"
            base = self._all.variable(subject.text, subject, state)
        elif variable_name(subject) == "_SERVER":
            return self._server(node, state)
        else:
            base = self.value(subject, state)
        index = bare(node.children[1])
        if index.kind == "name":  # "$name[key]"
            return self._element(base, index.text, node)
        held = self.value(index, state)
        if held.choices and not held.is_constant:
            found = [self._element(base, key, node) for key in sorted(held.choices)]
            return collected(found) if any(one.all_taints() for one in found) else found[0]
        return self._element(base, held.text if held.is_constant else ANY, node)

    def _element(self, base: Value, key: str, place: Node) -> Value:
        found = element(base, key, place)
        if not any(origin.path[0] == "$_FILES" and key in OWN_FILE_KEYS for origin in found.taints):
            return found
        return NOTHING

    def _server(self, node: Node, state: State) -> Value:
        held = self.value(node.children[1], state)
        is_foreign = held.is_constant and (held.text in SERVER_KEYS or held.text.startswith("HTTP_"))
        return Value({Origin(("$_SERVER", held.text), node): UNTRUSTED}) if is_foreign else NOTHING

    def _member(self, node: Node, state: State) -> Value:
        name, owner = node.child("name"), node.child("object")
        if owner is None or name is None:
            return NOTHING
        base = self.value(owner, state)
        key = self._all.key(name, state)
        plain = key.lower()
        if base.is_request:
            return self._of_request(key, node)
        found = element(base, key, node)
        is_known = bool(found.taints or found.items or key in base.items)
        if not is_known and plain in REQUEST_PROPERTIES and is_application(owner):
            return Value(is_request=True)
        return found

    def _of_request(self, key: str, node: Node) -> Value:
        plain = key.lower()
        if plain in REQUEST_WHOLES:
            return Value({Origin(("request",), node): UNTRUSTED})
        if plain in REQUEST_BAGS:
            return Value(is_request=True)
        if plain in {"attributes", "server", "method"}:
            return NOTHING
        return Value({Origin(("request", key), node): UNTRUSTED})

    def _composed(self, node: Node, state: State) -> Value:
        return composed(
            constant(self._all.model_of(node).text(child) or "")
            if child.kind in {"string_content", "escape_sequence"}
            else self.value(child, state)
            for child in node.children
        )

    def _heredoc(self, node: Node, state: State) -> Value:
        body = node.child("value")
        return self._composed(body, state) if body is not None else constant("")

    def _binary(self, node: Node, state: State) -> Value:
        operator = node.operator
        if operator == ".":
            return self._concatenation(node, state)
        if operator == "??":
            return self._either(node.children[0], node.children[-1], state)
        if self._all.is_condition(node):
            return self._truth(node, state)
        values = [self.value(child, state) for child in node.children if child.role != "operator"]
        if operator == "+" and any(value.items for value in values):
            return joined(values[0], values[-1])
        for value in values if operator in _ARITHMETIC else ():
            self._all.arrive(without_wholes(value), Sink.USE, node, state, operator)
        return NOTHING

    def _concatenation(self, node: Node, state: State) -> Value:
        """Follow `a . b . c …`, of which there can be thousands."""
        parts: list[Node] = []
        while node.kind == "binary_expression" and node.operator == ".":
            parts.append(node.children[-1])
            node = bare(node.children[0])
        return composed([self.value(part, state) for part in (node, *reversed(parts))])

    def _either(self, first: Node, second: Node, state: State) -> Value:
        value = _given(self.value(first, state))
        branch = state.copy()
        other = self.value(second, branch)
        state.become(merge([state, branch]))
        return joined(value, other)

    def _unary(self, node: Node, state: State) -> Value:
        if node.operator == "!":
            return self._truth(node, state)
        value = self._last(node, state)
        return constant(node.operator + value.text) if value.is_constant else NOTHING

    def _last(self, node: Node, state: State) -> Value:
        value = NOTHING
        for child in node.children:
            if child.role != "operator":
                value = self.value(child, state)
        return value

    def _cast(self, node: Node, state: State) -> Value:
        kind, inner = node.child("type"), node.child("value")
        value = self.value(inner, state) if inner is not None else NOTHING
        is_clean = kind is not None and kind.text.strip().lower() in _CLEAN_CASTS
        return fully_checked(value) if is_clean else _given(value)

    def _conditional(self, node: Node, state: State) -> Value:
        condition, body, other = node.child("condition"), node.child("body"), node.child("alternative")
        if condition is None or other is None:
            return self._last(node, state)
        if body is None:
            return self._either(condition, other, state)
        truthy, falsy = self._all.assume(condition, state)
        first, second = self.value(body, truthy), self.value(other, falsy)
        state.become(merge([truthy, falsy]))
        return joined(truthy.trusted(first), falsy.trusted(second))

    def _assignment(self, node: Node, state: State) -> Value:
        target, source = node.child("left"), node.child("right")
        if target is None or source is None:
            return NOTHING
        value = self.value(source, state)
        self._all.assign(target, value, state)
        return value

    def _augmented(self, node: Node, state: State) -> Value:
        target, source = node.child("left"), node.child("right")
        if target is None or source is None:
            return NOTHING
        before = self.value(target, state)
        value = self.value(source, state)
        if node.operator == "??=":
            value = joined(_given(before), value)
        elif node.operator == ".=":
            value = composed([before, value])
        elif node.operator == "+=" and (before.items or value.items):
            value = joined(before, value)
        else:
            value = NOTHING
        self._all.assign(target, value, state)
        return value

    def _array(self, node: Node, state: State) -> Value:
        found = NOTHING
        position = 0
        for entry in node.children:
            if entry.kind != "array_element_initializer" or not entry.children:
                continue
            value = self.value(entry.children[-1], state)
            if entry.children[0].kind == "variadic_unpacking":
                found = joined(found, self.value(entry.children[0].children[-1], state))
                continue
            key = str(position)
            if len(entry.children) > 1:
                first = bare(entry.children[0])
                key = first.text if first.kind == "name" else self._all.key(first, state)
            else:
                position += 1
            found = with_element(found, (key,), value)
        return found

    def _match(self, node: Node, state: State) -> Value:
        subject, block = node.child("condition"), node.child("body")
        if subject is None or block is None:
            return NOTHING
        value = self.value(subject, state)
        is_true = bare(subject).text.lower() == "true"
        otherwise = state.copy()
        otherwise.note_all(value, Checked.PRESENCE)
        ends: list[State] = []
        result = NOTHING
        for arm in block.children:
            branch = otherwise.copy()
            listed = arm.child("conditional_expressions")
            if listed is not None and is_true:
                branch, otherwise = self._all.assume(listed.children[0], otherwise)
            elif listed is not None:
                branch.note_all(value, Checked.CONTENT)
            outcome = arm.child("return_expression")
            if outcome is not None:
                result = joined(result, branch.trusted(self.value(outcome, branch)))
            ends.append(branch)
        state.become(merge(ends))
        return result

    def _throw(self, node: Node, state: State) -> Value:
        exception = node.children[-1] if node.children else None
        call = self._all.call_at(exception) if exception is not None else None
        for argument in call.arguments if call is not None else ():
            self.value(argument.value, state)
        state.is_dead = True
        return NOTHING

    def _print(self, node: Node, state: State) -> Value:
        self._all.arrive(self._last(node, state), Sink.OUTPUT, node, state, "print")
        return NOTHING

    def _shell(self, node: Node, state: State) -> Value:
        self._all.arrive(self._composed(node, state), Sink.SHELL, node, state, "shell_exec")
        return NOTHING

    def _include(self, node: Node, state: State) -> Value:
        value = self._last(node, state)
        self._all.arrive(value, Sink.INCLUDE, node, state, node.kind.removesuffix("_expression"))
        pieces = self._all.model_of(node).known_parts(node.children[-1]) if node.children else ()
        known = "".join(part or "" for part in pieces)
        included = self._all.program.included(Include(node, node.children[-1])) if node.children else None
        if included is not None and self._all.can_include(included, state):
            return self._all.include(included, node, state)
        if not SAFE_INCLUDES.search(known):
            self._all.is_all_seen = False
        return NOTHING

    def _closure(self, node: Node, state: State) -> Value:
        del state
        return Value(closure=node)


def _given(value: Value) -> Value:
    """The value, where a default stands in if it is not there."""

    def present(_: Origin, trust: Trust) -> Trust:
        return trust._replace(checked=max(trust.checked, Checked.PRESENCE))

    return mapped(value, present)


def is_application(node: Node) -> bool:
    """Tell whether an expression is the controller or the application object that a framework gives."""
    node = bare(node)
    if node.kind == "scoped_property_access_expression":
        return node.children[-1].text == "$app"
    if variable_name(node) in {"this", "app", "application"}:
        return True
    return node.kind == "function_call_expression" and node.children[0].text.lower() == "app"
