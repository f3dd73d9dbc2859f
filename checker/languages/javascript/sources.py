"""Which expressions give a value: what is written to a property of an object, what stands in a list."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from checker.languages.javascript import estree as js
from checker.languages.javascript.definitions import member_key, property_key
from checker.languages.javascript.value_kinds import COMPUTED, WINDOW_NAMES, Global, Object, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checker.languages.javascript.estree import Node
    from checker.languages.javascript.node_index import NodeIndex
    from checker.languages.javascript.values import Values

_BROWSERS_OWN = WINDOW_NAMES | {"location", "document", "history", "name", "status", "event", "opener", "origin"}
"""Globals that mean something to the browser: what is assigned to them is not what is read from them."""
_LONGEST_INDEX = 10
"""Digits of a number that may be a position in an array."""
_MOST_MIXED_IN = 60
"""Objects that are mixed into each other, after which one more is not looked at."""
_LISTING = frozenset({"Object.values", "_.values"})


class Sources:
    """Answers which expressions the properties and items of a file's own objects are."""

    def __init__(self, index: NodeIndex, values: Values) -> None:
        self._index = index
        self._values = values
        self._only_ones: dict[tuple[Object | Global, str], Node | None] = {}
        self._members: dict[Node, Mapping[str, Sequence[Node]]] = {}

    def only(self, member: js.MemberExpression) -> Node | None:
        """The one expression that a property of the file's own object or global ever gets; None if more, or none."""
        key = self._values.key_of(member)
        owners = self._values.of(member.object) if key is not None else ()
        if key is None or len(owners) != 1 or not isinstance(owners[0], Object | Global):
            return None
        question = (owners[0], key)
        if question not in self._only_ones:
            self._only_ones[question] = None
            self._only_ones[question] = self._only(*question)
        return self._only_ones[question]

    def of_member(self, member: js.MemberExpression) -> Iterator[Node]:
        """Every expression that the property of the file's own objects gets which a member expression reads."""
        key = self._values.key_of(member)
        if key is not None:
            for owner in self._values.of(member.object):
                if isinstance(owner, Object):
                    yield from self.of(owner, key)

    def of(self, owner: Object, key: str) -> Iterator[Node]:
        """Every expression that a property of an object of the file gets, mixins and spread objects included."""
        waiting, seen = [owner], {owner}
        while waiting and len(seen) < _MOST_MIXED_IN:
            source = waiting.pop()
            yield from self._own(source.node, key)
            yield from self._values.given(key, self._index.writes.get(key, ())).get(source, ())
            further = [*_spread(source.node), *self._values.given("", self._index.mixins).get(source, ())]
            for mixed_in in chain(*map(self._values.of, further)):
                if isinstance(mixed_in, Object) and mixed_in not in seen:
                    seen.add(mixed_in)
                    waiting.append(mixed_in)

    def _only(self, owner: Object | Global, key: str) -> Node | None:
        if isinstance(owner, Global) and not self._is_own_global(owner, key):
            return None
        first = self._own(owner.node, key) if isinstance(owner, Object) else self._first(owner, key)
        sources = list(first)
        sources += (value for target, value in self._index.writes.get(key, ()) if owner in self._values.of(target))
        if len(sources) != 1 or _is_partial(sources[0], key):
            return None
        may_be_another = any(owner in self._values.of(target) for target, _ in self._index.writes.get(COMPUTED, ()))
        return None if may_be_another else sources[0]

    def _own(self, node: Node, key: str) -> Sequence[Node]:
        """What an object or array literal, or a class, gives to a property."""
        if isinstance(node, js.ArrayExpression):
            position = int(key) if key.isdecimal() and len(key) < _LONGEST_INDEX else len(node.elements)
            element = node.elements[position] if position < len(node.elements) else None
            return () if element is None else (element,)
        if node not in self._members:
            self._members[node] = _members(node)
        return self._members[node].get(key, ())

    def _is_own_global(self, owner: Global, key: str) -> bool:
        """Whether the file itself makes a global, or a property of the window that is not the browser's."""
        is_made = not owner.path or next(self._given_to(owner), None) is not None
        return is_made and (*owner.path, key)[0] not in _BROWSERS_OWN

    def _first(self, owner: Global, key: str) -> Iterator[Node]:
        """What the objects have under a key that the file makes a global of: `window.acme = {url: …}`."""
        for given in self._given_to(owner):
            for value in self._values.of(given):
                if isinstance(value, Object):
                    yield from self._own(value.node, key)

    def _given_to(self, owner: Global) -> Iterator[Node]:
        """What the file assigns to a global."""
        for target, value in self._index.writes.get(owner.path[-1], ()) if owner.path else ():
            if Global(owner.path[:-1]) in self._values.of(target):
                yield value

    def items_of(self, collection: Node) -> Iterator[Node]:
        """The expressions that stand in the lists and objects of the file that an expression may be."""
        waiting, seen = [collection], {collection}
        while waiting:
            for value in self._values.of(waiting.pop()):
                if isinstance(value, Object) and isinstance(value.node, js.ArrayExpression):
                    yield from (item for item in value.node.elements if item is not None)
                elif isinstance(value, Object) and isinstance(value.node, js.ObjectExpression):
                    members = (member for member in value.node.properties if isinstance(member, js.Property))
                    yield from (member.value for member in members)
                elif isinstance(value, Result) and self._values.name_of(value.call.callee) in _LISTING:
                    waiting += (listed for listed in value.call.arguments[:1] if listed not in seen)
                    seen.update(value.call.arguments[:1])

    def taken_from(self, node: Node, path: Sequence[str]) -> Iterator[Node]:
        """An expression, or what was put into the property of it that a pattern takes out."""
        if not path:
            yield node
            return
        for owner in self._values.along(self._values.of(node), path[:-1]):
            if isinstance(owner, Object):
                yield from self.of(owner, path[-1])


def _members(node: Node) -> Mapping[str, Sequence[Node]]:
    """What an object literal or a class gives to each property, by its name."""
    members = node.properties if isinstance(node, js.ObjectExpression) else ()
    if isinstance(node, js.Class) and isinstance(node.body, js.ClassBody):
        members = node.body.body
    found: dict[str, list[Node]] = {}
    for member in members:
        if not isinstance(member, (js.Property, js.PropertyDefinition)) or member.value is None:
            continue
        if (key := property_key(member)) is not None:
            found.setdefault(key, []).append(member.value)
    return found


def _spread(node: Node) -> Iterator[Node]:
    """The objects whose properties an object literal takes over."""
    if isinstance(node, js.ObjectExpression):
        yield from (member.argument for member in node.properties if isinstance(member, js.SpreadElement))


def _is_partial(source: Node, key: str) -> bool:
    """Whether an assignment only adds to a property, or to one whose name is not known."""
    assignment = source.parent
    if not isinstance(assignment, js.AssignmentExpression) or assignment.right is not source:
        return False
    is_named = isinstance(assignment.left, js.MemberExpression) and member_key(assignment.left) == key
    return assignment.operator != "=" or not is_named
