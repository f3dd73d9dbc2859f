"""What is there, and equal to what, if a value counts as true: `card`, `list.indexOf(area) != -1`, `_.has(…)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.javascript import estree as js
from checker.languages.javascript.call_graph import value_name
from checker.languages.javascript.definitions import member_key, property_key, property_read
from checker.languages.javascript.facts import ANYTHING, NOTHING, Facts, present
from checker.languages.javascript.literals import RegularExpression
from checker.languages.javascript.value_kinds import COMPUTED, Object
from checker.languages.javascript.values import called

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.facts import Lore, Path, Texts
    from checker.languages.javascript.paths import Paths
    from checker.languages.javascript.values import Values

_MOST_TEXTS = 40

_TRUTH_FUNCTIONS = frozenset(
    {
        "Boolean", "Array.isArray", "Object.keys", "_.isObject", "_.isArray", "_.isString", "_.isNumber",
        "_.isFunction", "_.isPlainObject", "_.keys", "_.size", "$.isPlainObject", "$.isArray", "$.isFunction",
    }
)  # fmt: skip
"""Functions that count as true only for something."""
_EMPTINESS_FUNCTIONS = frozenset({"_.isUndefined", "_.isNull", "_.isNil", "_.isEmpty", "$.isEmptyObject"})
_KEY_FUNCTIONS = frozenset({"_.has", "_.hasIn", "Object.hasOwn", "Reflect.has", "hasOwnProperty.call"})
_POSITION_METHODS = frozenset({"indexOf", "lastIndexOf", "inArray", "search"})
"""Methods that answer with a position, or with -1."""
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
"""Operators if the two sides change places."""
_MEMBERSHIP_METHODS = frozenset(
    {"includes", "contains", "include", "test", "exec", "match", "startsWith", "endsWith", "has"}
)
_MEMBERSHIP_FUNCTIONS = frozenset({"$.inArray", "_.contains", "_.includes", "_.include", "_.indexOf"})


class Presence:
    """Answers what is there because of one value, whatever else the code knows."""

    def __init__(self, values: Values, paths: Paths, lore: Lore) -> None:
        self._values = values
        self._paths = paths
        self._lore = lore

    def of(self, node: Node, texts: Texts = ANYTHING) -> Facts:
        """The fact that the value of an expression is there, and is one of some texts."""
        return self.of_paths(self._paths.subjects(node), texts)

    def of_paths(self, paths: Iterable[Path], texts: Texts = ANYTHING) -> Facts:
        """The fact that paths are there, and what follows from it."""
        found = present(paths, texts)
        implied = [more for path, known in found.known.items() for more in self._lore.implied(path, known)]
        return found.both(present(implied)) if implied else found

    def looked_up(self, test: js.MemberExpression) -> Facts:
        """`{lcard: true, ccard: true}[area]`: the key is one of the object's."""
        if not test.computed or self._values.key_of(test) is not None:
            return NOTHING
        for value in self._values.of(test.object):
            if isinstance(value, Object) and isinstance(value.node, js.ObjectExpression):
                keys = [property_key(member) for member in value.node.properties if isinstance(member, js.Property)]
                return self.of(test.property, known_texts(keys))
        return NOTHING

    def found_in(self, call: Node) -> Facts:
        """`['lcard', 'ccard'].indexOf(area)`, `area.includes('card')`, `$.inArray(area, list)`, `/card/.test(area)`."""
        if not isinstance(call, js.CallExpression) or not isinstance(call.callee, js.MemberExpression):
            return NOTHING
        method, arguments = _method(call), call.arguments
        if method not in _POSITION_METHODS | _MEMBERSHIP_METHODS or not arguments:
            return NOTHING
        container, value = call.callee.object, arguments[0]
        if len(arguments) > 1 and self._values.name_of(call.callee) in _MEMBERSHIP_FUNCTIONS:
            container, value = (arguments[1], value) if method == "inArray" else (value, arguments[1])
        elif method in {"test", "exec"}:
            container, value = value, container
        listed = self._listed(container)
        if listed is not None:
            return self.of(value, listed)
        return self.of(container, known_texts([self._pattern(value)])).both(self.of(value))

    def by_position(self, test: js.BinaryExpression, *, outcome: bool) -> Facts | None:
        """`list.indexOf(area) !== -1`, `0 <= list.indexOf(area)`; None if no position is compared."""
        turned = _TURNED.get(test.operator, test.operator)
        for call, number, operator in (
            (test.left, test.right, test.operator),
            (test.right, test.left, turned),
        ):
            position = _position(call, number)
            if position is not None:
                return self.found_in(call) if _implies_found(operator, position, outcome=outcome) else NOTHING
        return None

    def _listed(self, node: Node) -> Texts | None:
        """The texts in an array; None if it is none."""
        for value in self._values.of(node):
            if isinstance(value, Object) and isinstance(value.node, js.ArrayExpression):
                items = value.node.elements[:_MOST_TEXTS]
                return known_texts([None if item is None else self._values.texts.text_of(item) for item in items])
        return None

    def _pattern(self, node: Node) -> str | None:
        """The text that is looked for, or the regular expression."""
        if isinstance(node, js.Literal) and isinstance(node.value, RegularExpression):
            return node.value.pattern
        return self._values.texts.text_of(node)

    def has_member(self, owner: Node, key: Node) -> Facts:
        """`'current_card' in AMOCRM.data`, `_.has(AMOCRM, 'data.current_card')`, `_.has(AMOCRM, ['data', 'user'])`."""
        if isinstance(key, js.ArrayExpression):
            names = [self._values.texts.text_of(item) for item in key.elements if item is not None]
        else:
            text = self._values.texts.text_of(key)
            names = list(text.split(".")) if text else [None]
        inner = tuple(COMPUTED if name is None else name for name in names)
        return self.of_paths((*path, *inner) for path in self._paths.subjects(owner))

    def by_call(self, call: js.CallExpression, *, outcome: bool) -> Facts:
        """What the answer of a function that is not the file's own makes sure of."""
        if outcome:
            return self._called(call)
        is_about_emptiness = call.arguments and not _EMPTINESS_FUNCTIONS.isdisjoint(self._names(call))
        return self.of(call.arguments[0]) if is_about_emptiness else NOTHING

    def _called(self, call: js.CallExpression) -> Facts:
        arguments = call.arguments
        names = self._names(call)
        method = _method(call)
        known = self.of(call).both(self.of(call.callee))
        if not arguments:
            return known
        if isinstance(call.callee, js.MemberExpression) and method == "hasOwnProperty":
            return known.both(self.has_member(call.callee.object, arguments[0]))
        if len(arguments) > 1 and not _KEY_FUNCTIONS.isdisjoint(names):
            return known.both(self.has_member(*arguments[-2:]))
        if not _TRUTH_FUNCTIONS.isdisjoint(names):
            return known.both(self.of(arguments[0]))
        return known.both(self.found_in(call)) if method in _MEMBERSHIP_METHODS else known

    def _names(self, call: js.CallExpression) -> set[str]:
        names = {name for value in self._values.of(call.callee) if (name := value_name(value))}
        callee, shift = called(call)
        if shift == 1 and isinstance(callee, js.MemberExpression) and member_key(callee) == "hasOwnProperty":
            names.add("hasOwnProperty.call")
        return names


def known_texts(texts: Sequence[str | None]) -> Texts:
    """The texts, if all of them are known."""
    return ANYTHING if None in texts else frozenset(text for text in texts if text is not None)


def _method(call: js.CallExpression) -> str | None:
    return property_read(call.callee)


def _position(call: Node, number: Node) -> int | None:
    """The number with which the answer of `indexOf` and its like is compared."""
    is_negative = isinstance(number, js.UnaryExpression) and number.operator == "-"
    literal = number.argument if isinstance(number, js.UnaryExpression) else number
    if not isinstance(call, js.CallExpression) or not isinstance(literal, js.Literal):
        return None
    if _method(call) not in _POSITION_METHODS or not isinstance(literal.value, int):
        return None
    return -literal.value if is_negative else literal.value


def _implies_found(operator: str, number: int, *, outcome: bool) -> bool:
    """Whether a comparison with a number that comes out so excludes -1."""
    of_nothing = {
        "==": number == -1, "===": number == -1, "!=": number != -1, "!==": number != -1,
        "<": number > -1, "<=": number >= -1, ">": number < -1, ">=": number <= -1,
    }.get(operator)  # fmt: skip
    return of_nothing is not None and of_nothing != outcome
